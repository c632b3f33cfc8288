"""A text with all who hold its stretches, as one page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from textmine.display import show_share
from textmine.dossier.html import render, write_html
from textmine.dossier.view import (
    Words,
    each,
    fill,
    picture_words,
    report_name,
    words,
    year,
)
from textmine.errors import FrameError
from textmine.intake.arguments import check_arguments
from textmine.intake.frames import take_frame
from textmine.plot.order import known_order
from textmine.resources.load import load_toml

# Reports listed below a stretch: a formula may stand in all of a store, and the page is to open at
# once. The frame has all of them.
MOST_HOLDERS = 30
SPANS_READ = (
    *("start", "end", "kind", "n_reports", "n_agencies"),
    *("first_agency", "first_report_id", "first_year", "n_first"),
)
HOLDERS_READ = (
    *("start", "end", "report_id", "agency", "year"),
    *("n_chars", "holder_start", "holder_end"),
)


# Kinds of wording that are nobody's own, however few hold it.
_NOBODYS = ("mandated", "stock")


@dataclass(frozen=True, slots=True)
class HoldingReport:
    """A report that holds a stretch, and where."""

    name: str
    report_id: str
    year: str
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Held:
    """A stretch of the text with those who hold it.

    Parameters
    ----------
    number : int
        From 1; 0 for text that stands nowhere.
    text : str
        The stretch.
    kind : str
        Kind of its family, or ``none``.
    kind_words : tuple of str
        The same in words.
    n_reports, n_agencies, n_first : int
        Reports and agencies that hold it, and agencies that hold it in the first year.
    first : str
        Agency and year of the first holder.
    holders : tuple of HoldingReport
        The earliest of them.
    """

    number: int
    text: str
    kind: str = ""
    kind_words: Words = ("", "")
    n_reports: int = 0
    n_agencies: int = 0
    n_first: int = 0
    first: str = ""
    holders: tuple[HoldingReport, ...] = ()

    @property
    def more_words(self) -> Words:
        """Say how many reports are not listed; empty where all are."""
        n = self.n_reports - len(self.holders)
        return fill("trace", "more", n=n) if n > 0 else ("", "")

    @property
    def first_words(self) -> Words:
        """Say that others hold it in the first year too; empty where one agency does."""
        return (
            fill("trace", "first_of", n=self.n_first) if self.n_first > 1 else ("", "")
        )


@check_arguments
def write_traced(
    name: str, text: str, spans: pd.DataFrame, holders: pd.DataFrame, path: str | Path
) -> Path:
    """Write a text with all who hold its stretches as one HTML file that fetches nothing.

    Parameters
    ----------
    name : str
        How to call the text.
    text : str
        The text traced.
    spans, holders : pandas.DataFrame
        Frames ``trace_spans`` and ``trace_holders``.
    path : str or Path
        File to write.

    Returns
    -------
    pathlib.Path
        The file written, UTF-8.

    Raises
    ------
    FrameError
        If a column is missing, or a span lies outside the text.

    Examples
    --------
    >>> import tempfile
    >>> from textmine.schema import make_frame
    >>> span = {
    ...     "start": 2,
    ...     "end": 8,
    ...     "n_reports": 1,
    ...     "n_agencies": 1,
    ...     "first_report_id": "a",
    ... }
    >>> span |= {"first_agency": "临泽川市财政局", "first_year": 2021, "n_first": 1}
    >>> spans = make_frame(
    ...     "trace_spans",
    ...     [span | {"family_id": "", "kind": "", "text": "信息三十条。"}],
    ... )
    >>> nobody = make_frame("trace_holders", [])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = write_traced(
    ...         "稿", "公开信息三十条。", spans, nobody, Path(folder) / "a.html"
    ...     )
    ...     "临泽川市财政局 2021" in page.read_text(encoding="utf-8")
    True
    """
    spans = take_frame(spans, SPANS_READ, what="trace_spans")
    holders = take_frame(holders, HOLDERS_READ, what="trace_holders")
    stretches = list(_cut(text, spans, holders))
    held = [stretch for stretch in stretches if stretch.number]
    n_found = sum(_count(stretch.text) for stretch in held)
    page = render(
        "traced.html.j2",
        name=name,
        stretches=stretches,
        held=held,
        n_chars=len(text),
        share=show_share(n_found / max(_count(text), 1), 1),
        kinds=_kinds(held),
    )
    return write_html(page, path)


def _count(text: str) -> int:
    """Letters, characters and digits: what counts when texts are compared."""
    return sum(map(str.isalnum, text))


def _cut(text: str, spans: pd.DataFrame, holders: pd.DataFrame) -> Iterator[Held]:
    """Cut a text where a span begins or ends."""
    at = 0
    for number, span in enumerate(each(spans.sort_values("start")), start=1):
        start, end = int(span.start), int(span.end)
        if not at <= start < end <= len(text):
            raise FrameError(
                f"trace_spans: span {start}:{end} does not lie behind {at} in a text of {len(text)}"
            )
        if start > at:
            yield Held(0, text[at:start])
        kind = str(span.kind) or "none"
        # Its family may be of several, but these very words are one report's.
        if int(span.n_reports) == 1 and kind not in _NOBODYS:
            kind = "none"
        first = report_name(span.first_agency, span.first_report_id, span.first_year)
        counts = int(span.n_reports), int(span.n_agencies), int(span.n_first)
        listed = tuple(_list_holders(holders, start, end))
        yield Held(
            number, text[start:end], kind, _kind_words(kind), *counts, first, listed
        )
        at = end
    if at < len(text):
        yield Held(0, text[at:])


def _list_holders(
    holders: pd.DataFrame, start: int, end: int
) -> Iterator[HoldingReport]:
    """The earliest reports whose runs touch a span, each once, with its longest run."""
    begin, stop = holders["start"].to_numpy(), holders["end"].to_numpy()
    own = holders.take(np.flatnonzero((begin < end) & (stop > start)))
    own = own.sort_values(["year", "n_chars"], ascending=[True, False], kind="stable")
    for row in each(own.drop_duplicates("report_id").head(MOST_HOLDERS)):
        here, there = f"{row.start}–{row.end}", f"{row.holder_start}–{row.holder_end}"
        yield HoldingReport(
            row.agency or row.report_id, row.report_id, year(row.year), here, there
        )


def _kinds(held: list[Held]) -> list[tuple[str, Words]]:
    """Kinds that occur, with their names, for the legend."""
    table = load_toml("plot.toml")["kind"] | {"none": words("trace", "single")}
    return [
        (kind, _kind_words(kind)) for kind in known_order((h.kind for h in held), table)
    ]


def _kind_words(kind: str) -> Words:
    """Name of a kind in both languages."""
    if kind == "none":
        return words("trace", "single")
    return picture_words("kind", kind)
