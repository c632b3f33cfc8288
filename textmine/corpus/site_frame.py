"""Lines of a site around its reports: what recurs at head and tail of several is no text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import starmap, takewhile
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
import pandas as pd
import xxhash
from numpy.typing import NDArray

from textmine.corpus.parse import Parsed
from textmine.dtypes import lay_out
from textmine.english import Counted
from textmine.places import locate
from textmine.resources.load import load_toml
from textmine.schema import Item, Report, Section
from textmine.text.hashes import are_among
from textmine.text.numbers.numbering import match_marker

# Lines at either end of a text that may be the site's: menus have up to 60, footers up to 25.
_N_HEAD, _N_TAIL = 80, 40
# A line of the site is no longer than this, in characters.
_LONGEST = 120
# Share of the lines below the last sentence that recur where they are a footer.
_LEAST_RECURRING = 0.5
# Lines that the evidence spells out, and characters of each.
_SHOWN = 3
_BEGIN = 20  # characters
FIELD = "site_frame"
"""Name of the evidence."""
_TITLE = re.compile(r"(?:信息|政务)公开.{0,20}(?:报告|年报|总结)")
_PIECES = re.compile(r"[|/·:：，,\s]+")
# A clause of a report: marks of a sentence, or so long that it is no entry of a menu.
_STATES = re.compile(r"[，；]|^[^|:：/]{21,}$")
_DIGITS = re.compile(r"\d+")
_DATE = re.compile(r"^[（(]?(?:\d{4}|二[〇○零0].{2})年.{1,3}月.{1,3}日[）)]?$")


Keys = NDArray[np.uint64]

END_LINES = {
    "report_id": "str",
    "is_head": "bool",
    "key": "uint64",
    "start": "int64",
    "end": "int64",
    "speaks": "bool",
    "shown": "str",
}
"""Lines at either end of a report that may be the site's: where they stand, as what they recur
(``key`` stands for the folder and the words, numbers left open), whether a word in them is one
that only a site's own lines hold, and how they begin."""
SPANS = ("report_id", "start", "end", "shown")
_CUT = ("sections", "items", "stated", "measures")
"""Tables of parts that end where a footer begins."""

_Part = TypeVar("_Part", Section, Item)


class _Line(NamedTuple):
    """One line of a report that is not empty."""

    text: str
    start: int
    end: int

    @classmethod
    def of(cls, at: int, text: str) -> _Line:
        """Take a line that begins at a place, with its blanks."""
        return cls(text.strip(), at, at + len(text))

    def key(self, folder: str) -> int:
        """The line as it recurs in a folder: without blanks, numbers as marks."""
        words = _DIGITS.sub("#", "".join(self.text.split()))
        return xxhash.xxh3_64_intdigest(f"{folder}\n{words}".encode())


def find_end_lines(reports: Iterable[Report]) -> pd.DataFrame:
    """List the lines before the title and below the last sentence of each report.

    Parameters
    ----------
    reports : iterable of Report
        The reports.

    Returns
    -------
    pandas.DataFrame
        Columns ``END_LINES``, in order of the text.
    """
    rows = []
    for report in reports:
        folder = Path(report.source).parent.as_posix()
        head, tail = _ends(report)
        for is_head, lines in ((True, head), (False, tail)):
            for line in lines:
                speaks = _speaks_of_site(line.text)
                key = line.key(folder)
                place = (line.start, line.end)
                rows.append(
                    (report.report_id, is_head, key, *place, speaks, line.text[:_BEGIN])
                )
    return lay_out(END_LINES, rows)


def find_recurring(lines: Iterable[pd.DataFrame]) -> Keys:
    """Find the lines that stand in two reports of a folder or more.

    Parameters
    ----------
    lines : iterable of DataFrame
        From :func:`find_end_lines`, any number of parts; each report in one of them.

    Returns
    -------
    numpy.ndarray of uint64
        Their keys, in order.
    """
    once = [
        part.drop_duplicates(["report_id", "key"])["key"].to_numpy() for part in lines
    ]
    if not once:
        return np.empty(0, dtype=np.uint64)
    keys, counts = np.unique(np.concatenate(once), return_counts=True)
    return np.asarray(keys[counts > 1], dtype=np.uint64)


def find_site_frames(lines: pd.DataFrame, recurring: Keys) -> pd.DataFrame:
    """Tell which end lines of the reports are the site's.

    Parameters
    ----------
    lines : DataFrame
        From :func:`find_end_lines`.
    recurring : numpy.ndarray of uint64
        From :func:`find_recurring`.

    Returns
    -------
    pandas.DataFrame
        Columns report_id, start, end, shown; in order of the text.
    """
    known = are_among(lines["key"].to_numpy(), recurring)
    head = lines["is_head"].to_numpy()
    menus = lines[head & known]
    tails = lines[~head].assign(known=known[~head])
    parts = [menus[list(SPANS)]]
    for _, tail in tails.groupby("report_id", sort=False):
        told = (tail["known"] | tail["speaks"]).to_numpy()
        if not told.any():
            continue
        # What stands above the first line that is surely the site's may be the report's.
        below = tail.iloc[int(told.argmax()) :]
        if told[int(told.argmax()) :].mean() >= _LEAST_RECURRING:
            parts.append(below[list(SPANS)])
    spans = pd.concat(parts, ignore_index=True)
    return spans.sort_values(["report_id", "start"], kind="stable", ignore_index=True)


def cut_site_frames(
    tables: Mapping[str, pd.DataFrame], spans: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Take the lines of the site out of the tables of the text side.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Tables with report_id, start, end and text; ``reports`` counts the narrative.
    spans : DataFrame
        From :func:`find_site_frames`.

    Returns
    -------
    dict of str to DataFrame
        The tables: narrative without the lines, sections and items that end where a footer
        begins, no item that lies in one; a row of evidence for each report that lost lines.
    """
    by_report: dict[str, list[tuple[int, int]]] = defaultdict(list)
    begins: dict[str, list[str]] = defaultdict(list)
    for report_id, start, end, shown in spans.itertuples(index=False):
        by_report[report_id].append((start, end))
        begins[report_id].append(shown)
    out = dict(tables)
    if not by_report:
        return out
    out["narrative"] = _cut_narrative(tables["narrative"], by_report)
    out["evidence"] = _add_evidence(tables["evidence"], begins)
    for name in _CUT:
        out[name] = _cut_parts(tables[name], by_report, drop=name != "sections")
    out["items"] = _place_anew(out["items"], tables["places"], by_report)
    narrative = out["narrative"]
    size = (narrative["end"] - narrative["start"]).groupby(narrative["report_id"]).sum()
    counts = tables["reports"]["report_id"].map(size).fillna(0).astype("int64")
    out["reports"] = tables["reports"].assign(n_narrative_chars=counts)
    return out


def drop_site_frames(
    parsed: Sequence[Parsed], recurring: Keys | None = None
) -> list[Parsed]:
    """Take the lines of the site off the reports of each folder.

    Parameters
    ----------
    parsed : sequence of Parsed
        Reports of one reading, any number of folders, none a copy of another.
    recurring : numpy.ndarray of uint64, optional
        From :func:`find_recurring`, where these are some of the reports only.

    Returns
    -------
    list of Parsed
        The reports in their order. Menus before the title and footers after the last sentence that
        another report of the folder has too are no narrative and in no section or item; the
        evidence (``site_frame``) says which lines.
    """
    lines = find_end_lines(p.report for p in parsed)
    known = find_recurring([lines]) if recurring is None else recurring
    spans = find_site_frames(lines, known)
    by_report = dict(list(spans.groupby("report_id")))
    return [
        _without(p, by_report[p.report.report_id])
        if p.report.report_id in by_report
        else p
        for p in parsed
    ]


def _rule(begins: Sequence[str]) -> str:
    """What the evidence says of the lines that were left out."""
    more = f" … ({Counted(len(begins)):line})" if len(begins) > _SHOWN else ""
    return f"recurs in the folder: {' / '.join(begins[:_SHOWN])}{more}"


def _add_evidence(
    evidence: pd.DataFrame, begins: Mapping[str, list[str]]
) -> pd.DataFrame:
    """Add a row behind those of each report that lost lines."""
    rows = [
        {
            "report_id": name,
            "field": FIELD,
            "value": "",
            "rule": _rule(shown),
            "confidence": 1.0,
        }
        for name, shown in begins.items()
    ]
    added = pd.DataFrame(rows, columns=list(evidence.columns)).astype(
        evidence.dtypes.to_dict()
    )
    last = evidence.reset_index(drop=True).groupby("report_id").tail(1)
    place = dict(zip(last["report_id"], last.index, strict=True))
    whole = pd.concat(
        [
            evidence.assign(_place=np.arange(len(evidence), dtype=float)),
            added.assign(
                _place=[place.get(name, -1) + 0.5 for name in added["report_id"]]
            ),
        ]
    )
    ordered = whole.sort_values("_place", kind="stable", ignore_index=True)
    return ordered.drop(columns="_place")


def _cut_narrative(
    narrative: pd.DataFrame, spans: Mapping[str, list[tuple[int, int]]]
) -> pd.DataFrame:
    """Stretches of narrative without the lines of the site."""
    touched = narrative["report_id"].isin(spans.keys())
    rows = []
    for place, row in zip(
        np.flatnonzero(touched), narrative[touched].to_dict("records"), strict=True
    ):
        for start, end in _cut(row["start"], row["end"], spans[row["report_id"]]):
            text = row["text"][start - row["start"] : end - row["start"]]
            rows.append(
                row | {"start": start, "end": end, "text": text, "_place": place}
            )
    kept = narrative[~touched].assign(_place=np.flatnonzero(~touched))
    if not rows:
        return kept.drop(columns="_place").reset_index(drop=True)
    cut = pd.DataFrame(rows)[list(kept.columns)].astype(kept.dtypes.to_dict())
    whole = pd.concat([kept, cut]).sort_values(["_place", "start"], kind="stable")
    return whole.drop(columns="_place").reset_index(drop=True)


def _cut_parts(
    parts: pd.DataFrame, spans: Mapping[str, list[tuple[int, int]]], *, drop: bool
) -> pd.DataFrame:
    """Sections or items that end where a footer begins; items inside one go."""
    start, end = parts["start"].to_numpy().copy(), parts["end"].to_numpy().copy()
    text, report = parts["text"].tolist(), parts["report_id"].tolist()
    inside = np.zeros(len(parts), dtype=bool)
    for k in np.flatnonzero(parts["report_id"].isin(spans.keys())):
        known = spans[report[k]]
        inside[k] = (
            any(a <= start[k] and end[k] <= b for a, b in known) and start[k] < end[k]
        )
        new = _new_end(int(start[k]), int(end[k]), text[k], known)
        text[k] = text[k][: new - int(start[k])]
        end[k] = new
    cut = parts.assign(end=end, text=pd.Series(text, index=parts.index, dtype="str"))
    return cut[~inside].reset_index(drop=True) if drop else cut


def _place_anew(
    items: pd.DataFrame,
    places: pd.DataFrame,
    spans: Mapping[str, list[tuple[int, int]]],
) -> pd.DataFrame:
    """Say anew where the items of reports that lost lines stand."""
    lines = places[places["report_id"].isin(spans.keys())]
    touched = items["report_id"].isin(lines["report_id"]).to_numpy()
    if not touched.any():
        return items
    located = locate(items[touched], lines)
    return pd.concat([items[~touched], located]).sort_index()


def _new_end(start: int, end: int, text: str, spans: list[tuple[int, int]]) -> int:
    """Where a part ends that a footer closes; a menu amid its lines ends nothing."""
    new = end
    for a, b in reversed(spans):
        if start < a < new and not text[b - start : new - start].strip():
            new = a
    return end if new == end else start + max(1, len(text[: new - start].rstrip()))


def _ends(report: Report) -> tuple[list[_Line], list[_Line]]:
    """Lines that may be the site's: before the title, and below the last sentence."""
    lines = []
    at = 0
    for text in report.text.split("\n"):
        if text and not text.isspace():
            lines.append((at, text))
        at += len(text) + 1
    title = next(
        (k for k, (_, text) in enumerate(lines[:_N_HEAD]) if _TITLE.search(text)), 0
    )
    head = filter(_is_frame, starmap(_Line.of, lines[:title]))
    # From behind, for few lines of a report are such.
    below = lines[max(title + 1, len(lines) - _N_TAIL) :][::-1]
    tail = takewhile(
        lambda line: _is_frame(line) and not _signs(report, line),
        starmap(_Line.of, below),
    )
    return list(head), list(tail)[::-1]


def _is_frame(line: _Line) -> bool:
    """Tell whether a line can be the site's: short, and no sentence but one about the site."""
    if len(line.text) > _LONGEST or "\t" in line.text:
        return False
    return "。" not in line.text or _speaks_of_site(line.text)


def _speaks_of_site(text: str) -> bool:
    """Tell whether a line is the site's by its words: what no report writes, or a short menu."""
    site = load_toml("lines.toml")["site"]
    if any(word in text for word in site["words"]):
        return True
    menus = tuple(site["menus"])
    named = sum(piece.startswith(menus) for piece in _PIECES.split(text))
    if not named or "。" in text or match_marker(text, 0) is not None:
        return False
    # 打印 | 关闭, 建议使用…浏览器，分辨率1024*768: two such words are no chance.
    return named > 1 or _STATES.search(text) is None


def _signs(report: Report, line: _Line) -> bool:
    """Tell whether a line is the report's heading, signature or date."""
    plain = "".join(line.text.split())
    heading = re.match(r"^[一二三四五六七八九十]+、", plain) is not None
    named = bool(report.agency) and plain.startswith(
        (report.agency, report.agency[-6:])
    )
    short = plain in {"无", "无。", "完", "特此报告"}
    return heading or named or short or _DATE.match(plain) is not None


def _without(p: Parsed, frame: pd.DataFrame) -> Parsed:
    """Cut the lines of the site out of narrative, sections and items."""
    text = p.report.text
    spans = list(zip(frame["start"].tolist(), frame["end"].tolist(), strict=True))
    evidence = p.report.evidence | {FIELD: (_rule(frame["shown"].tolist()), 1.0)}
    return replace(
        p,
        report=replace(p.report, evidence=evidence),
        narrative=tuple(
            (label, a, b)
            for label, start, end in p.narrative
            for a, b in _cut(start, end, spans)
        ),
        sections=tuple(_shorten(s, spans, text) for s in p.sections),
        items=tuple(
            _shorten(i, spans, text)
            for i in p.items
            if not any(a <= i.start and i.end <= b for a, b in spans)
        ),
    )


def _cut(start: int, end: int, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What is left of a stretch without some spans in order."""
    out = []
    for a, b in spans:
        if a >= end or b <= start:
            continue
        if a > start:
            out.append((start, a))
        start = max(start, b)
    return [(a, b) for a, b in [*out, (start, end)] if a < b]


def _shorten(part: _Part, spans: list[tuple[int, int]], text: str) -> _Part:
    """End a section or an item where the footer begins that it reaches into."""
    end = _new_end(part.start, part.end, text[part.start : part.end], spans)
    return part if end == part.end else part._replace(end=end)
