"""One report with all that was found in it, highlighted: parts, items, numbers, checks, reuse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.dossier.html import render, write_html
from textmine.dossier.translate import in_both
from textmine.dossier.view import (
    OriginalCut,
    Words,
    each,
    find_cuts,
    picture_words,
    report_name,
    take_report,
    words,
)
from textmine.errors import FrameError
from textmine.intake.arguments import check_arguments
from textmine.intake.columns import clean_column
from textmine.intake.frames import take_frame
from textmine.plot.charts.conformity import WORST_FIRST
from textmine.plot.names import check_stem
from textmine.plot.order import known_order
from textmine.schema import KINDS

LAYERS = ("sections", "items", "claims", "checks", "passages")
_ORDERS = {
    "items": ("problem", "measure", "activity"),
    "checks": WORST_FIRST,
    "passages": KINDS,
}


@dataclass(frozen=True, slots=True)
class Mark:
    """Something found in a stretch of the text; ``doubtful`` where it should be checked there."""

    layer: str
    start: int
    end: int
    kind: str
    said: Words
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class MarkedStretch:
    """Text that the same marks cover.

    ``opens`` names the parts that begin here, ``cuts`` are pictures of what begins here.
    """

    text: str
    marks: tuple[Mark, ...]
    opens: tuple[Mark, ...]
    cuts: tuple[OriginalCut, ...] = ()

    @property
    def css(self) -> str:
        """Classes of all layers that cover it."""
        classes = [f"{mark.layer} kind-{mark.kind}" for mark in self.marks]
        classes += ["doubtful" for mark in self.marks if mark.doubtful]
        return " ".join(dict.fromkeys(classes))

    @property
    def said(self) -> str:
        """What the marks say, for a tooltip."""
        return " · ".join(dict.fromkeys(" ".join(mark.said) for mark in self.marks))


@check_arguments
def write_annotated(
    report: Mapping[str, Any],
    frames: Mapping[str, pd.DataFrame],
    path: str | Path,
    *,
    pictures: pd.DataFrame | None = None,
) -> Path:
    """Write one report as a self-contained HTML file with all that was found in it highlighted.

    Parameters
    ----------
    report : mapping
        Keys report_id, agency, year, text.
    frames : mapping of str to DataFrame
        ``sections``, ``items``, ``claims``, ``checks`` and ``passages`` of a run; any may be
        missing. Rows of other reports are passed over.
    path : str or Path
        File to write.
    pictures : pandas.DataFrame, optional
        Columns report_id, start, end, page, picture, as
        ``textmine.corpus.originals.cutting.cut_spans`` gives them; shown where they begin.

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
    >>> report = {
    ...     "report_id": "a",
    ...     "agency": "临泽川市财政局",
    ...     "year": 2021,
    ...     "text": "更新慢。",
    ... }
    >>> items = pd.DataFrame(
    ...     {"report_id": ["a"], "start": [0], "end": [3], "role": ["problem"]}
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = write_annotated(
    ...         report, {"items": items}, Path(folder) / "report.html"
    ...     )
    ...     '<span class="items kind-problem"' in file.read_text(encoding="utf-8")
    True
    """
    report = take_report(report, "report")
    marks = find_marks(report, frames)
    counts = Counter(mark.layer for mark in marks)
    page = render(
        "annotated.html.j2",
        name=report_name(report["agency"], report["report_id"], report["year"]),
        report_id=str(report["report_id"]),
        layers=[(layer, words("layers", layer), counts[layer]) for layer in LAYERS],
        keys=_count_kinds(marks),
        stretches=cut(
            str(report["text"]), marks, find_cuts(pictures, report["report_id"])
        ),
    )
    return write_html(page, path)


def _count_kinds(marks: list[Mark]) -> list[tuple[str, str, Words, int]]:
    """Count the marks of each colour: layer, kind, its name, how many; for the legend."""
    tables = {"items": "roles", "checks": "status", "passages": "kind"}
    counts = Counter((mark.layer, mark.kind) for mark in marks)
    keys = []
    for layer, table in tables.items():
        look_up = words if layer == "items" else picture_words
        found = (kind for marked, kind in counts if marked == layer)
        for kind in known_order(found, _ORDERS[layer]):
            keys.append((layer, kind, look_up(table, kind), counts[layer, kind]))
    return keys


def find_marks(
    report: Mapping[str, Any], frames: Mapping[str, pd.DataFrame]
) -> list[Mark]:
    """Collect what the frames say of one report.

    Parameters
    ----------
    report : mapping
        Keys report_id and text.
    frames : mapping of str to DataFrame
        As for :func:`write_annotated`.

    Returns
    -------
    list of Mark
        By place.

    Raises
    ------
    FrameError
        If a column is missing, or a span lies outside the text.
    """
    length = len(str(report["text"]))
    marks = []
    for layer in LAYERS:
        table = frames.get(layer)
        if table is None or table.empty:
            continue
        table = take_frame(table, ["report_id", "start", "end"], what=layer)
        for column, kind in (("value", "number"), ("doubtful", "flag")):
            if column in table:
                clean = clean_column(table[column], kind, what=layer)
                table = table.assign(**{column: clean})
        own = table[table["report_id"].astype("str") == str(report["report_id"])]
        for row in each(own):
            start, end = int(row.start), int(row.end)
            if not 0 <= start <= end <= length:
                raise FrameError(
                    f"{layer}: span {start}:{end} lies outside the text of "
                    f"{report['report_id']} (0:{length})"
                )
            kind, said = _describe(layer, row._asdict())
            # A missing part and a check of a whole report have no place in the text.
            if start < end:
                doubtful = layer == "items" and getattr(row, "doubtful", False)
                marks.append(Mark(layer, start, end, kind, said, doubtful))
    return sorted(
        marks, key=lambda mark: (mark.start, -mark.end, LAYERS.index(mark.layer))
    )


def cut(
    text: str,
    marks: list[Mark],
    cuts: Mapping[tuple[int, int], list[OriginalCut]] | None = None,
) -> list[MarkedStretch]:
    """Cut a text where a mark begins or ends.

    Parameters
    ----------
    text : str
        The report's text.
    marks : list of Mark
        May overlap.
    cuts : mapping, optional
        Pictures by start and end of what they show.

    Returns
    -------
    list of MarkedStretch
        Joined they give the text.

    Examples
    --------
    >>> marks = [
    ...     Mark("items", 1, 3, "problem", ("", "")),
    ...     Mark("claims", 2, 4, "", ("", "")),
    ... ]
    >>> [(stretch.text, len(stretch.marks)) for stretch in cut("abcde", marks)]
    [('a', 0), ('b', 1), ('c', 2), ('d', 1), ('e', 0)]
    """
    places = (
        {0, len(text)} | {mark.start for mark in marks} | {mark.end for mark in marks}
    )
    by_start: dict[int, list[OriginalCut]] = {}
    for (start, _), pictures in (cuts or {}).items():
        by_start.setdefault(start, []).extend(pictures)
    ends = sorted(places | {start for start in by_start if start <= len(text)})
    stretches = []
    for start, end in zip(ends, ends[1:], strict=False):
        here = tuple(mark for mark in marks if mark.start < end and start < mark.end)
        shown = tuple(mark for mark in here if mark.layer != "sections")
        opens = tuple(
            mark for mark in here if mark.layer == "sections" and mark.start == start
        )
        cut_here = tuple(by_start.get(start, ()))
        stretches.append(MarkedStretch(text[start:end], shown, opens, cut_here))
    return stretches


def _describe(layer: str, row: dict[str, Any]) -> tuple[str, Words]:
    """Give the kind of a found thing, by which it is coloured, and what it is in words."""
    if layer == "sections":
        label = str(row.get("label", ""))
        return label, picture_words("section", label)
    if layer == "items":
        role = str(row.get("role", ""))
        zh, en = words("roles", role)
        if not row.get("doubtful", False):
            return role, (zh, en)
        why = words("page", "doubtful")
        return role, (f"{zh}（{why[0]}）", f"{en} ({why[1]})")
    if layer == "claims":
        quantity, value = str(row.get("quantity", "")), row.get("value")
        number = "" if value is None or pd.isna(value) else f" = {value:g}"
        zh, en = (f"{name} {quantity}{number}" for name in words("layers", "claims"))
        return "claim", (zh, en)
    if layer == "checks":
        status = str(row.get("status", ""))
        check = picture_words("check", check_stem(str(row.get("check", ""))))
        outcome = picture_words("status", status)
        evidence = in_both(str(row.get("evidence", "")))
        zh, en = map(" ".join, zip(check, outcome, evidence, strict=True))
        return status, (zh.strip(), en.strip())
    kind = str(row.get("kind", ""))
    return kind, picture_words("kind", kind)
