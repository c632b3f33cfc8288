"""Codes in place of names, so that a page can be shown without pointing at anyone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

import pandas as pd

from textmine.plot.frames import known_order

_SUFFIX = re.compile(
    r"(?:壮族自治区|回族自治区|维吾尔自治区|自治区|自治州|自治县|特别行政区|地区|街道|省|市|州|盟|县|区|旗|镇|乡)$"
)
_PLAIN = ("form", "script", "level", "kind", "status", "state", "pair_type", "score", "scope", "check", "category")


def anonymize_frames(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Replace names of agencies and places, report ids, sources and dates of release by codes.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Frames of a run; ``reports`` names what is replaced.

    Returns
    -------
    dict of str to DataFrame
        New frames. Names inside quoted text are replaced where ``reports`` knows them, in full or without the
        ending (市, 县 …); other names stay, and text can still be found by search.

    Examples
    --------
    >>> reports = pd.DataFrame({"report_id": ["lzc2021"], "agency": ["临泽川市财政局"], "region": ["临泽川市"],
    ...                         "province": ["云岭省"]})
    >>> anonymize_frames({"reports": reports})["reports"].iloc[0].tolist()
    ['R1', '机关A1', '地区P2', '地区P1']
    """
    reports = frames.get("reports")
    if reports is None or reports.empty:
        return {name: _without_source(frame) for name, frame in frames.items()}
    replace = _replacer(_codes(reports))
    out = {}
    for name, frame in frames.items():
        changed = _without_source(frame)
        for column in changed.columns:
            if column not in _PLAIN and isinstance(changed[column].dtype, pd.StringDtype):
                changed[column] = changed[column].map(replace, na_action="ignore").astype(changed[column].dtype)
        out[name] = changed
    return out


def _codes(reports: pd.DataFrame) -> dict[str, str]:
    """Give every name its code, by order of report, agency and place."""
    codes: dict[str, str] = {}
    places = [*_names(reports, "province"), *_names(reports, "region")]
    for i, place in enumerate(dict.fromkeys(places), start=1):
        codes[place] = f"地区P{i}"
        stem = _SUFFIX.sub("", place)
        if len(stem) >= 2:
            codes.setdefault(stem, f"地区P{i}")
    codes |= {agency: f"机关A{i}" for i, agency in enumerate(_names(reports, "agency"), start=1)}
    codes |= {report: f"R{i}" for i, report in enumerate(_names(reports, "report_id"), start=1)}
    return codes


def _names(reports: pd.DataFrame, column: str) -> list[str]:
    """List the distinct names of a column, sorted."""
    if column not in reports.columns:
        return []
    return [name for name in known_order(reports[column].dropna().astype("str"), ()) if name]


def _replacer(codes: Mapping[str, str]) -> Callable[[str], str]:
    """Make the function that replaces every name in a text, the longest first."""
    pattern = re.compile("|".join(re.escape(name) for name in _longest_first(codes)))

    def replace(text: str) -> str:
        return pattern.sub(lambda found: codes[found.group(0)], text)

    return replace


def _longest_first(names: Iterable[str]) -> list[str]:
    """Sort names so that a name comes before the names it contains."""
    return sorted(names, key=lambda name: (-len(name), name))


def _without_source(frame: pd.DataFrame) -> pd.DataFrame:
    """Copy a frame without what points to the file or the day."""
    blank = {column: "" for column in ("source", "sha256", "published") if column in frame.columns}
    return frame.assign(**blank)
