"""What copying leaves behind in the narrative: the name of another place, a year that is not the report's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

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

    A sentence that opens with another year than the report's and speaks of the work done in it is a stale year,
    unless it compares, plans or carries on. A place of another province is a foreign name, unless the sentence
    tells of a visit, an exchange, an example. What stands inside a passage shared with the place's own report is
    certain (FAIL), and so is a year at most three years back, or a name in the place of the own one (推动某市公开工作);
    any other name is UNCERTAIN.

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
        Frame ``checks``, with rows only where something was found (``foreign_name``, ``stale_year``).

    References
    ----------
    国办公开办函〔2021〕30号 (四): 内容雷同、敷衍塞责.

    Examples
    --------
    >>> reports = pd.DataFrame({"report_id": ["r"], "agency": ["临泽川市档案局"], "region": ["临泽川市"],
    ...     "province": ["云岭省"], "year": [2022]})
    >>> text = pd.DataFrame({"report_id": ["r"], "start": [0], "text": ["2020年，我局公开信息12条。"]})
    >>> check_residues(text, reports)[["check", "expected", "found"]].values.tolist()
    [['stale_year', '2022', '2020']]
    """
    check_columns(narrative, ["report_id", "start", "text"], what="narrative")
    check_columns(reports, ["report_id", "agency", "region", "province", "year"], what="reports")
    known = reports.set_index("report_id")
    places = {r: p for r, p in zip(reports["region"], reports["province"], strict=True) if len(r) >= 3 and p}
    rows = [] if residue is None else [_certain(row) for row in residue.to_dict("records")]
    taken = {(r["report_id"], r["start"]) for r in rows}
    for report_id, start, text in zip(narrative["report_id"], narrative["start"], narrative["text"], strict=True):
        if report_id not in known.index:
            continue
        own = known.loc[report_id].to_dict()
        for m in _SENTENCE.finditer(text):
            for row in (*_stale_year(m[0], own), *_foreign_names(m[0], own, places)):
                row |= {"report_id": report_id, "evidence": m[0].strip()[:80]}
                row |= {key: row[key] + start + m.start() for key in ("start", "end")}
                if (report_id, row["start"]) not in taken:
                    rows.append(row)
    frame = make_frame("checks", rows).drop_duplicates(["report_id", "check", "start"], ignore_index=True)
    order = frame["report_id"].map({r: k for k, r in enumerate(reports["report_id"])})
    return (
        frame.assign(_order=order).sort_values(["_order", "start"], kind="stable")[list(frame)].reset_index(drop=True)
    )


def _certain(row: dict[Any, Any]) -> dict[str, Any]:
    """A residue inside a reused passage, as a row of ``checks``."""
    return {
        "report_id": row["report_id"], "check": _REASONS[row["reason"]], "status": "FAIL", "expected": "",
        "found": row["text"], "start": row["start"], "end": row["end"],
        "evidence": f"inside a passage shared with {row['source']}",
    }  # fmt: skip


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Patterns of the resource."""
    data = load_toml("residues.toml")
    return {f"{a} {b}": re.compile(p) for a, table in data.items() for b, p in table.items() if isinstance(p, str)}


def _stale_year(sentence: str, own: dict[Any, Any]) -> Iterator[dict[str, Any]]:
    """A sentence on the work of a year one to three years before the report's."""
    m = _patterns()["year opens"].search(sentence)
    if m is None or pd.isna(own["year"]) or _patterns()["year unless"].search(sentence):
        return
    year = int(m["year"])
    if 1 <= int(own["year"]) - year <= 3:
        yield {
            "check": "stale_year", "status": "FAIL", "expected": str(int(own["year"])), "found": str(year),
            "start": m.start("year"), "end": m.end("year"),
        }  # fmt: skip


def _foreign_names(sentence: str, own: dict[Any, Any], places: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Places of another province that no word of the sentence explains."""
    if not own["province"]:
        return
    words = load_toml("residues.toml")["name"]["words"]
    found = [
        (a, b, n, {p.province for p in gazetteer().named(n)})
        for a, b, n in gazetteer().find(sentence)
        if n not in words and n not in places
    ]
    found += [(m.start(), m.end(), n, {p}) for n, p in places.items() for m in re.finditer(re.escape(n), sentence)]
    for start, end, name, provinces in found:
        mine = own["province"] in provinces or name in own["agency"] or name in (own["region"], own["province"])
        if mine or "" in provinces or len(name) < 3:
            continue
        as_own = _patterns()["name own"].search(sentence[:start]) or _patterns()["name own_after"].match(sentence[end:])
        if as_own or not _patterns()["name unless"].search(sentence):
            status = "FAIL" if as_own else "UNCERTAIN"
            yield {
                "check": "foreign_name", "status": status, "expected": own["region"] or own["agency"],
                "found": name, "start": start, "end": end,
            }  # fmt: skip
