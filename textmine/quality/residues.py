"""What copying leaves behind in the narrative: the name of another place, a year that is not the report's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import ahocorasick
import pandas as pd

from textmine.resources.load import load_toml
from textmine.resources.regions import gazetteer
from textmine.schema import check_columns, make_frame

_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
_REASONS = {"foreign name": "foreign_name", "stale year": "stale_year"}


def check_residues(
    narrative: pd.DataFrame, reports: pd.DataFrame, *, residue: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Find names of other places and stale years in the narrative.

    A sentence that opens with another year than the report's and speaks of the work done in it is a
    stale year, unless it compares, plans or carries on. A place of another province is a foreign
    name, unless the sentence tells of a visit, an exchange, an example. What stands inside a
    passage shared with the place's own report is certain (FAIL), and so is a year at most three
    years back, or a name in the place of the own one (推动某市公开工作); any other name is
    UNCERTAIN.

    Parameters
    ----------
    narrative : pandas.DataFrame
        Frame ``narrative``.
    reports : pandas.DataFrame
        Frame ``reports``; the places of its agencies are known besides the gazetteer's.
    residue : pandas.DataFrame, optional
        Columns report_id, start, end, text, reason, source: what was found inside reused passages.

    Returns
    -------
    pandas.DataFrame
        Frame ``checks``, with rows only where something was found (``foreign_name``,
        ``stale_year``).

    References
    ----------
    国办公开办函〔2021〕30号 (四): 内容雷同、敷衍塞责.

    Examples
    --------
    >>> reports = pd.DataFrame(
    ...     {
    ...         "report_id": ["r"],
    ...         "agency": ["临泽川市档案局"],
    ...         "region": ["临泽川市"],
    ...         "province": ["云岭省"],
    ...         "year": [2022],
    ...     }
    ... )
    >>> text = pd.DataFrame(
    ...     {"report_id": ["r"], "start": [0], "text": ["2020年，我局公开信息12条。"]}
    ... )
    >>> check_residues(text, reports)[["check", "expected", "found"]].values.tolist()
    [['stale_year', '2022', '2020']]
    """
    check_columns(narrative, ["report_id", "start", "text"], what="narrative")
    check_columns(reports, ["report_id", "agency", "region", "province", "year"], what="reports")
    known = reports.set_index("report_id").to_dict("index")
    names = _Names(
        {
            r: p
            for r, p in zip(reports["region"], reports["province"], strict=True)
            if len(r) >= 3 and p
        }
    )
    rows = [] if residue is None else [_certain(row) for row in residue.to_dict("records")]
    taken = {(r["report_id"], r["start"]) for r in rows}
    for report_id, start, text in zip(
        narrative["report_id"], narrative["start"], narrative["text"], strict=True
    ):
        for row in _find(text, known[report_id], names) if report_id in known else ():
            row |= {
                "report_id": report_id,
                "start": row["start"] + start,
                "end": row["end"] + start,
            }
            if (report_id, row["start"]) not in taken:
                rows.append(row)
    frame = make_frame("checks", rows).drop_duplicates(
        ["report_id", "check", "start"], ignore_index=True
    )
    order = frame["report_id"].map({r: k for k, r in enumerate(reports["report_id"])})
    return (
        frame.assign(_order=order)
        .sort_values(["_order", "start"], kind="stable")[list(frame)]
        .reset_index(drop=True)
    )


def _certain(row: dict[Any, Any]) -> dict[str, Any]:
    """A residue inside a reused passage, as a row of ``checks``."""
    return {
        "report_id": row["report_id"],
        "check": _REASONS[row["reason"]],
        "status": "FAIL",
        "expected": "",
        "found": row["text"],
        "start": row["start"],
        "end": row["end"],
        "evidence": f"inside a passage shared with {row['source']}",
    }


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Patterns of the resource."""
    data = load_toml("residues.toml")
    return {
        f"{a} {b}": re.compile(p)
        for a, table in data.items()
        for b, p in table.items()
        if isinstance(p, str)
    }


class _Names:
    """Names of places: the gazetteer's, and those of the corpus's agencies."""

    def __init__(self, places: dict[str, str]) -> None:
        self.places = places
        self.words = frozenset(load_toml("residues.toml")["name"]["words"])
        self._own = ahocorasick.Automaton()
        for name in places:
            self._own.add_word(name, name)
        self._own.make_automaton()

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """Names in a text: place, end, name."""
        found = [
            hit
            for hit in gazetteer().find(text)
            if hit[2] not in self.words and hit[2] not in self.places
        ]
        if self.places:
            found += [
                (end + 1 - len(name), end + 1, name) for end, name in self._own.iter_long(text)
            ]
        return found

    def provinces(self, name: str) -> set[str]:
        """Provinces that a place of this name lies in."""
        return (
            {self.places[name]}
            if name in self.places
            else {p.province for p in gazetteer().named(name)}
        )


def _find(text: str, own: dict[Any, Any], names: _Names) -> Iterator[dict[str, Any]]:
    """Stale years and foreign names of a stretch of narrative."""
    for start, end, name in names.find(text) if own["province"] else ():
        if not _is_own(name, own, names):
            yield from _foreign_name(text, start, end, own)
    if pd.isna(own["year"]) or not any(f"{int(own['year']) - k}年" in text for k in (1, 2, 3)):
        return
    for m in _SENTENCE.finditer(text):
        for row in _stale_year(m[0], int(own["year"])):
            yield row | {
                "start": row["start"] + m.start(),
                "end": row["end"] + m.start(),
                "evidence": m[0].strip()[:80],
            }


def _is_own(name: str, own: dict[Any, Any], names: _Names) -> bool:
    """The report's own place, a place of its province, or a name that cannot be told."""
    if len(name) < 3 or name in own["agency"] or name in (own["region"], own["province"]):
        return True
    provinces = names.provinces(name)
    return own["province"] in provinces or "" in provinces


def _foreign_name(text: str, start: int, end: int, own: dict[Any, Any]) -> Iterator[dict[str, Any]]:
    """A foreign name that no word of its sentence explains, or that stands where the own one belongs."""
    m = next(m for m in _SENTENCE.finditer(text) if m.start() <= start < m.end())
    as_own = _patterns()["name own"].search(text[m.start() : start]) or _patterns()[
        "name own_after"
    ].match(text[end:])
    if as_own or not _patterns()["name unless"].search(m[0]):
        yield {
            "check": "foreign_name",
            "status": "FAIL" if as_own else "UNCERTAIN",
            "expected": own["region"] or own["agency"],
            "found": text[start:end],
            "start": start,
            "end": end,
            "evidence": m[0].strip()[:80],
        }


def _stale_year(sentence: str, year: int) -> Iterator[dict[str, Any]]:
    """A sentence on the work of a year one to three years before the report's."""
    m = _patterns()["year opens"].search(sentence)
    if m is None or _patterns()["year unless"].search(sentence):
        return
    if 1 <= year - int(m["year"]) <= 3:
        yield {
            "check": "stale_year",
            "status": "FAIL",
            "expected": str(year),
            "found": m["year"],
            "start": m.start("year"),
            "end": m.end("year"),
        }
