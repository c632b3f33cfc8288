"""Two reports side by side: what they share, what was changed, what was left standing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.display import show_share
from textmine.dossier.alignment import (
    AlignedStretch,
    Residue,
    check_alignment,
    find_stretches,
    lay_out,
)
from textmine.dossier.html import render, write_html
from textmine.dossier.translate import in_both
from textmine.dossier.view import (
    OriginalCut,
    Words,
    each,
    find_cuts,
    report_name,
    take_report,
    words,
)
from textmine.errors import FrameError
from textmine.intake.arguments import check_arguments
from textmine.intake.frames import take_frame
from textmine.plot.order import known_order
from textmine.resources.load import load_toml
from textmine.text.spans import Spans, make_spans, subtract, union


@check_arguments
def write_reader(
    report_a: Mapping[str, Any],
    report_b: Mapping[str, Any],
    alignment: pd.DataFrame,
    path: str | Path,
    *,
    residues: pd.DataFrame | None = None,
    pictures: pd.DataFrame | None = None,
) -> Path:
    """Write two reports side by side as one HTML file that fetches nothing.

    Parameters
    ----------
    report_a, report_b : mapping
        Keys report_id, agency, year, text.
    alignment : pandas.DataFrame
        Columns start_a, end_a, start_b, end_b (offsets into the texts), op (equal, replace, insert,
        delete) and kind (a kind of family: mandated … stock, or "").
    path : str or Path
        File to write.
    residues : pandas.DataFrame, optional
        Columns report_id, start, end, reason: foreign names and stale years, boxed.
    pictures : pandas.DataFrame, optional
        Columns report_id, start, end, page, picture, as
        ``textmine.corpus.originals.cutting.cut_spans`` gives them; at their stretches.

    Returns
    -------
    pathlib.Path
        The file written, UTF-8.

    Raises
    ------
    FrameError
        If a key or column is missing, or a span lies outside its text.

    Examples
    --------
    >>> import tempfile
    >>> a = {
    ...     "report_id": "a",
    ...     "agency": "临泽川市财政局",
    ...     "year": 2021,
    ...     "text": "全年公开信息三十条。",
    ... }
    >>> b = {
    ...     "report_id": "b",
    ...     "agency": "青榆区财政局",
    ...     "year": 2021,
    ...     "text": "全年公开信息九条。",
    ... }
    >>> spans = [
    ...     (0, 6, 0, 6, "equal", "peer"),
    ...     (6, 8, 6, 7, "replace", "peer"),
    ...     (8, 10, 7, 9, "equal", "peer"),
    ... ]
    >>> frame = pd.DataFrame(
    ...     spans, columns=["start_a", "end_a", "start_b", "end_b", "op", "kind"]
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = write_reader(a, b, frame, Path(folder) / "pair.html").read_text(
    ...         encoding="utf-8"
    ...     )
    >>> "三十" in page and "青榆区财政局 2021" in page
    True
    """
    a, b = take_report(report_a, "report_a"), take_report(report_b, "report_b")
    spans = check_alignment(alignment, len(a["text"]), len(b["text"]))
    stretches, _ = find_stretches(spans)
    heads = [_head(a, stretches, "a", residues), _head(b, stretches, "b", residues)]
    page = render(
        "reader.html.j2",
        heads=heads,
        rows=lay_out(
            (a["text"], b["text"]), spans, (heads[0].residues, heads[1].residues)
        ),
        kinds=_kind_words(stretches),
        said=in_both,
        cuts={
            "a": _cuts_of(pictures, a, {s.number: s.a for s in stretches}),
            "b": _cuts_of(pictures, b, {s.number: s.b for s in stretches}),
        },
    )
    return write_html(page, path)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands over one of the two reports: its name, and how much of it the other shares."""

    name: str
    report_id: str
    text: str
    n_mandated: int
    n_other: int
    residues: list[Residue]

    def share(self, n_chars: int) -> str:
        """Print characters as a share of the text; a dash for an empty one."""
        return (
            show_share(n_chars / len(self.text), 1).replace("%", " %")
            if self.text
            else "–"
        )


def _head(
    report: Mapping[str, Any],
    stretches: list[AlignedStretch],
    side: str,
    residues: pd.DataFrame | None,
) -> Head:
    """Sum up one report for the head of its column."""
    mandated = _union([s for s in stretches if s.kind == "mandated"], side)
    # What the form demands is not counted again where another stretch covers it too.
    other = subtract(
        _union([s for s in stretches if s.kind != "mandated"], side), mandated
    )
    return Head(
        name=report_name(report["agency"], report["report_id"], report["year"]),
        report_id=str(report["report_id"]),
        text=report["text"],
        n_mandated=_size(mandated),
        n_other=_size(other),
        residues=_residues_of(residues, report),
    )


def _cuts_of(
    pictures: pd.DataFrame | None,
    report: Mapping[str, Any],
    spans: Mapping[int, tuple[int, int]],
) -> dict[int, list[OriginalCut]]:
    """Pictures of one side, by the number of the stretch that they show."""
    cuts = find_cuts(pictures, report["report_id"])
    return {number: cuts[span] for number, span in spans.items() if span in cuts}


def _union(stretches: list[AlignedStretch], side: str) -> Spans:
    """Characters that stretches cover on one side."""
    ends = [stretch.a if side == "a" else stretch.b for stretch in stretches]
    return union(make_spans([start for start, _ in ends], [end for _, end in ends]))


def _size(spans: Spans) -> int:
    """Characters in disjoint spans."""
    return int((spans.end - spans.start).sum())


def _residues_of(
    residues: pd.DataFrame | None, report: Mapping[str, Any]
) -> list[Residue]:
    """Residues of one report, checked and sorted."""
    if residues is None or residues.empty:
        return []
    residues = take_frame(
        residues, ["report_id", "start", "end", "reason"], what="residues"
    )
    length = len(report["text"])
    rows = residues[residues["report_id"].astype("str") == str(report["report_id"])]
    found = [
        Residue(int(row.start), int(row.end), str(row.reason))
        for row in each(rows.sort_values(["start", "end"]))
    ]
    for start, end, _ in found:
        if not 0 <= start < end <= length:
            raise FrameError(
                f"residues: span {start}:{end} lies outside the text of "
                f"{report['report_id']} (0:{length})"
            )
    return found


def _kind_words(stretches: list[AlignedStretch]) -> list[tuple[str, Words]]:
    """Kinds that occur, with their names, for the legend; ``none`` where the kind is not known."""
    table = load_toml("plot.toml")["kind"] | {"none": words("reader", "kindless")}
    kinds = known_order((stretch.kind or "none" for stretch in stretches), table)
    return [(kind, tuple(table.get(kind, (kind, kind)))) for kind in kinds]
