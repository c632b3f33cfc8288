"""Problem or measure: labels, turn phrases and cue words, from resources."""

from __future__ import annotations

import re
from functools import cache

from textmine.resources.load import load_toml
from textmine.text.numbering import match_marker

_CLAUSE = re.compile(r"[。\n，]")


@cache
def pattern(group: str, key: str = "patterns") -> re.Pattern[str]:
    """Compile a pattern of ``roles.toml``; a list of patterns becomes alternatives.

    Parameters
    ----------
    group, key : str
        Table and entry in the resource.

    Returns
    -------
    re.Pattern
        Compiled once.
    """
    value = load_toml("roles.toml")[group][key]
    return re.compile(value if isinstance(value, str) else "|".join(f"(?:{p})" for p in value))


def match_label(text: str, pos: int, end: int) -> tuple[str, int] | None:
    """Match a label such as 存在问题： or （二）改进措施 that begins at a place.

    Parameters
    ----------
    text : str
        Normalised text.
    pos, end : int
        Where the label must begin, and where it must have ended.

    Returns
    -------
    tuple of (str, int) or None
        Role it announces and the place after it (colon or full stop included).

    Examples
    --------
    >>> match_label("（二）改进措施：一是多办培训。", 0, 15)
    ('measure', 8)
    >>> match_label("改进措施还不够具体。", 0, 10) is None
    True
    """
    marker = match_marker(text, pos)
    start = marker.end if marker else pos
    for role in ("measure", "problem"):
        m = pattern("label", role).match(text, start, end)
        if m is None or m.end() == start:
            continue
        link = pattern("label", "link").match(text, m.end(), end) if role == "measure" else None
        if link:
            return role, link.end()
        after = text[m.end() : m.end() + 1] if m.end() < end else "\n"
        if after in ":：。\n" or (
            match_marker(text, m.end()) is not None and not text[m.end()].isdigit()
        ):
            return role, m.end() + (after in ":：。" and m.end() < end)
    return None


def is_turn(text: str, pos: int, end: int) -> bool:
    """Tell whether a clause turns from problems to what is done about them.

    Parameters
    ----------
    text : str
        Normalised text.
    pos, end : int
        Begin of the clause and end of the stretch it may reach into.

    Returns
    -------
    bool
        True for 针对上述问题, 下一步, 2021年我局将 …

    Examples
    --------
    >>> is_turn("下一步，我局将多办培训。", 0, 12), is_turn("更新不够及时。", 0, 7)
    (True, False)
    """
    return pattern("turn").match(text, pos, end) is not None


def score_problem(text: str) -> float:
    """Weigh the words of a lack or a need against the words of an action.

    Parameters
    ----------
    text : str
        A clause or an item.

    Returns
    -------
    float
        Above 0 for a problem, below 0 for a measure, 0 where nothing tells.

    Examples
    --------
    >>> score_problem("公开内容不够全面") > 0 > score_problem("加强业务培训，提高水平")
    True
    """
    problems = len(pattern("problem").findall(text))
    measures = len(pattern("measure").findall(text))
    return float(min(problems, 3) - 1.5 * min(measures, 2))


def is_done(text: str) -> bool:
    """Tell an improvement already made (改进情况) from a planned one.

    Parameters
    ----------
    text : str
        A measure.

    Returns
    -------
    bool
        True where the words report something done.

    Examples
    --------
    >>> is_done("已建立联席会议制度"), is_done("建立联席会议制度")
    (True, False)
    """
    return pattern("done").search(text) is not None


def states_problems(text: str, start: int, end: int) -> bool:
    """Tell whether a stretch says that there are problems, or what will be done next.

    Parameters
    ----------
    text : str
        Normalised text.
    start, end : int
        The stretch.

    Returns
    -------
    bool
        True for 存在…问题, 不足 …, and for a clause that turns to plans.

    Examples
    --------
    >>> (
    ...     states_problems("全年平稳。下一步，我局将多办培训。", 0, 17),
    ...     states_problems("全年平稳。", 0, 5),
    ... )
    (True, False)
    """
    return find_stated(text, start, end) is not None


def find_stated(text: str, start: int, end: int) -> tuple[int, str] | None:
    """Find where a stretch without sections begins to state problems, or plans.

    Parameters
    ----------
    text : str
        Normalised text.
    start, end : int
        The stretch.

    Returns
    -------
    tuple of (int, str) or None
        Begin of the sentence that says there are problems and ``"problem"``, else begin of the
        clause that turns to plans and ``"measure"``.
    """
    said = pattern("list", "said").search(text, start, end)
    if said:
        return max(
            start,
            text.rfind("。", start, said.start()) + 1,
            text.rfind("\n", start, said.start()) + 1,
        ), "problem"
    for m in _CLAUSE.finditer(text, start, end):
        if is_turn(text, m.end(), end):
            return m.end(), "measure"
    return None
