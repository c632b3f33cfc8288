"""Codes in place of names, so that a page can be shown without pointing at anyone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pandas as pd

from textmine.dtypes import holds_text
from textmine.plot.order import known_order
from textmine.text.longest import LongestFinder

_SUFFIX = re.compile(
    r"(?:壮族自治区|回族自治区|维吾尔自治区|自治区|自治州|自治县|特别行政区|地区|街道|省|市|州|盟|县|区|旗|镇|乡)$"
)
_REPORT_COLUMNS = ("report_id", "report_a", "report_b")
_ITEM_COLUMNS = ("item_id", "problem_id", "measure_id", "earlier_item_id")
_PLAIN = (
    "form",
    "script",
    "level",
    "kind",
    "status",
    "state",
    "pair_type",
    "score",
    "scope",
    "check",
    "category",
)
_BLANK = ("source", "sha256", "published")


def anonymize_frames(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Replace names and report ids by codes; drop sources and dates of release.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Frames of a run; ``reports`` names what is replaced.

    Returns
    -------
    dict of str to DataFrame
        New frames. Names inside quoted text are replaced where ``reports`` knows them, in full or
        without the ending (市, 县 …); other names stay, and text can still be found by search.

    Examples
    --------
    >>> reports = pd.DataFrame(
    ...     {
    ...         "report_id": ["lzc2021"],
    ...         "agency": ["临泽川市财政局"],
    ...         "region": ["临泽川市"],
    ...         "province": ["云岭省"],
    ...     }
    ... )
    >>> anonymize_frames({"reports": reports})["reports"].iloc[0].tolist()
    ['R1', '机关A1', '地区P2', '地区P1']
    """
    reports = frames.get("reports")
    if reports is None or reports.empty:
        return {name: _without_source(frame) for name, frame in frames.items()}
    ids = {
        report: f"R{i}"
        for i, report in enumerate(_names(reports, "report_id"), start=1)
    }
    items = _item_codes(frames, ids)
    telling = {report: code for report, code in ids.items() if _telling(report)}
    replace = _replacer(_name_codes(reports) | telling)
    coders: dict[str, Callable[[str], str]] = {}
    coders |= dict.fromkeys(_REPORT_COLUMNS, lambda report: ids.get(report, ""))
    coders |= dict.fromkeys(_ITEM_COLUMNS, lambda item: items.get(item, ""))
    out = {}
    for name, frame in frames.items():
        changed = _without_source(frame)
        for column in changed.columns:
            values = changed[column]
            if column not in _PLAIN and holds_text(values):
                code = coders.get(column, replace)
                changed[column] = values.map(code, na_action="ignore").astype(
                    values.dtype
                )
        out[name] = changed
    return out


def _name_codes(reports: pd.DataFrame) -> dict[str, str]:
    """Give every agency and place its code, in order; a place also goes without its ending."""
    codes: dict[str, str] = {}
    places = dict.fromkeys([*_names(reports, "province"), *_names(reports, "region")])
    for i, place in enumerate(places, start=1):
        codes[place] = f"地区P{i}"
        stem = _SUFFIX.sub("", place)
        if len(stem) >= 2:
            codes.setdefault(stem, f"地区P{i}")
    agencies = enumerate(_names(reports, "agency"), start=1)
    return codes | {agency: f"机关A{i}" for i, agency in agencies}


def _item_codes(
    frames: Mapping[str, pd.DataFrame], ids: Mapping[str, str]
) -> dict[str, str]:
    """Give every item a code that begins with its report's."""
    codes: dict[str, str] = {}
    for name in ("items", "problems"):
        frame = frames.get(name)
        if frame is not None and len(frame):
            for item, report in zip(frame["item_id"], frame["report_id"], strict=True):
                codes.setdefault(item, ids.get(report, "") + item.removeprefix(report))
    return codes


def _telling(report: str) -> bool:
    """Tell whether an id inside a text can only mean the report, not a number or a short word."""
    return len(report) >= 4 and not report.isdigit()


def _names(reports: pd.DataFrame, column: str) -> list[str]:
    """List the distinct names of a column, sorted."""
    if column not in reports.columns:
        return []
    return [
        name for name in known_order(reports[column].dropna().astype("str"), ()) if name
    ]


def _replacer(codes: Mapping[str, str]) -> Callable[[str], str]:
    """Make the function that replaces every name in a text, the longest where several fit."""
    finder = LongestFinder(codes)

    def replace(text: str) -> str:
        pieces, at = [], 0
        for hit in finder.find(text):
            pieces += [text[at : hit.start], codes[hit.string]]
            at = hit.end
        return "".join([*pieces, text[at:]])

    return replace


def _without_source(frame: pd.DataFrame) -> pd.DataFrame:
    """Copy a frame without what points to the file or the day."""
    return frame.assign(**{column: "" for column in _BLANK if column in frame.columns})
