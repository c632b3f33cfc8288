"""Codes in place of names, so that a page can be shown without pointing at anyone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePath

import pandas as pd

from textmine.dtypes import holds_text
from textmine.plot.order import known_order
from textmine.text.longest import LongestFinder

_SUFFIX = re.compile(
    r"(?:壮族自治区|回族自治区|维吾尔自治区|自治区|自治州|自治县|特别行政区|地区|街道|省|市|州|盟|县|区|旗|镇|乡)$"
)
_REPORTS = ("report_id", "report_a", "report_b", "other_id", "earliest_id")
_LISTS = ("reports", "judged")
"""Columns of several ids of reports, parted by ``|`` or ``→``; ``judged`` may be a family."""
_PARTED = re.compile(r"([|→])")
_ITEMS = ("item_id", "problem_id", "measure_id", "earlier_item_id")
_ITEM_END = re.compile(r"[-_]?[a-z]*\d*")
_AGENCIES = ("agency_id", "source", "copier", "target")
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
_BLANK = ("sha256", "published", "region_code")
_BLANK_OF = {
    "reports": ("source",),
    "failures": ("source",),
    "verdicts": ("note", "by"),
    "evidence": ("value",),
}
"""What points to a file, a day, a place or a person; ``source`` of other frames is an agency."""
# What a message about a file may quote of it: Chinese, names of files, addresses, quotations.
_QUOTED = re.compile(
    r"[\u3400-\u9fff]+|\S*[/\\@]\S*|\S*[\w-]\.\w\S*|'[^']*'|\"[^\"]*\""
)


def anonymize_frames(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Replace names and ids by codes; drop files, dates of release, remarks and who made them.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Frames of a run; all that name agencies, places, reports or files say what is replaced.

    Returns
    -------
    dict of str to DataFrame
        New frames. Names inside quoted text are replaced where a frame knows them, in full or
        without the ending (市, 县 …); other names stay, and text can still be found by search. Of
        why a file was not read what it quotes of the file is left out.

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
    ids = _number("R", _found(frames, _REPORTS))
    agencies = _number(
        "机关A", [*_found(frames, ["agency"]), *_groups(frames, "agency")]
    )
    bodies = _number("A", _found(frames, _AGENCIES)) | agencies
    items = _item_codes(frames, ids)
    files = _file_codes(frames)
    telling = {name: code for name, code in (files | ids).items() if _telling(name)}
    codes = _place_codes(frames) | agencies | telling
    replace, tell = _replacer(codes), _replacer(codes, _QUOTED)

    def of_list(listed: str) -> str:
        pieces = _PARTED.split(listed)
        return "".join(ids.get(piece) or replace(piece) for piece in pieces)

    coders: dict[str, Callable[[str], str]] = {}
    coders |= dict.fromkeys(_REPORTS, lambda report: ids.get(report, ""))
    coders |= dict.fromkeys(_LISTS, of_list)
    coders |= dict.fromkeys(_ITEMS, lambda item: items.get(item, ""))
    coders |= dict.fromkeys(_AGENCIES, lambda body: bodies.get(body, ""))
    coders |= {"reason": tell}
    out = {}
    for name, frame in frames.items():
        blank = (*_BLANK, *_BLANK_OF.get(name, ()))
        changed = frame.assign(**{c: "" for c in blank if c in frame.columns})
        for column in changed.columns:
            values = changed[column]
            if column not in (*_PLAIN, *blank) and holds_text(values):
                code = coders.get(column, replace)
                changed[column] = values.map(code, na_action="ignore").astype(
                    values.dtype
                )
        out[name] = changed
    return out


def _number(sign: str, names: Iterable[str]) -> dict[str, str]:
    """Give each name its code, in order."""
    distinct = dict.fromkeys(names)
    return {name: f"{sign}{i}" for i, name in enumerate(distinct, start=1)}


def _found(
    frames: Mapping[str, pd.DataFrame], columns: Iterable[str]
) -> dict[str, None]:
    """Collect the names in some columns of all frames, those of the reports first."""
    found: dict[str, None] = {}
    for name in dict.fromkeys(["reports", *frames]):
        for column in columns:
            if name in frames and column not in _BLANK_OF.get(name, ()):
                found |= dict.fromkeys(_names(frames[name], column))
    return found


def _groups(frames: Mapping[str, pd.DataFrame], by: str) -> list[str]:
    """Names of the groups of a profile."""
    profile = frames.get("profile")
    if profile is None or "by" not in profile or "group" not in profile:
        return []
    return _names(profile[profile["by"].astype("str") == by], "group")


def _place_codes(frames: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Give every place its code, in order; it also goes without its ending."""
    columns = ("province", "region")
    places = [
        *(place for column in columns for place in _found(frames, [column])),
        *(place for column in columns for place in _groups(frames, column)),
    ]
    codes = _number("地区P", places)
    for place, code in tuple(codes.items()):
        stem = _SUFFIX.sub("", place)
        if len(stem) >= 2:
            codes.setdefault(stem, code)
    return codes


def _file_codes(frames: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Give every file its code: its path, its name, and its name without suffix."""
    codes: dict[str, str] = {}
    files = [
        n
        for name in ("reports", "failures")
        if name in frames
        for n in _names(frames[name], "source")
    ]
    for source, code in _number("文件F", files).items():
        path = PurePath(source.replace("\\", "/"))
        for name in (source, path.name, path.stem):
            codes.setdefault(name, code)
    codes.pop("", None)
    return codes


def _item_codes(
    frames: Mapping[str, pd.DataFrame], ids: Mapping[str, str]
) -> dict[str, str]:
    """Give every item a code that begins with its report's."""
    codes: dict[str, str] = {}
    for name in ("items", "problems"):
        frame = frames.get(name)
        if frame is not None and len(frame):
            for item, report in zip(frame["item_id"], frame["report_id"], strict=True):
                end = item.removeprefix(report)
                if end == item or not _ITEM_END.fullmatch(end):
                    end = f"-i{len(codes)}"
                codes.setdefault(item, ids.get(report, "") + end)
    return codes


def _telling(name: str) -> bool:
    """Tell whether an id inside a text can only mean its thing, not a number or a short word."""
    return len(name) >= 4 and not name.isdigit()


def _names(frame: pd.DataFrame, column: str) -> list[str]:
    """List the distinct names of a column of text, sorted."""
    if column not in frame.columns or not holds_text(frame[column]):
        return []
    return [
        name for name in known_order(frame[column].dropna().astype("str"), ()) if name
    ]


def _replacer(
    codes: Mapping[str, str], hidden: re.Pattern[str] | None = None
) -> Callable[[str], str]:
    """Make the function that replaces every name in a text, the longest where several fit.

    What matches ``hidden`` between the names is left out.
    """
    finder = LongestFinder(codes)

    def between(text: str) -> str:
        return text if hidden is None else hidden.sub("…", text)

    def replace(text: str) -> str:
        pieces, at = [], 0
        for hit in finder.find(text):
            pieces += [between(text[at : hit.start]), codes[hit.string]]
            at = hit.end
        return "".join([*pieces, between(text[at:])])

    return replace
