"""Turn phrases and words that tell something done from something planned, from resources."""

from __future__ import annotations

import re
from functools import cache

from textmine.resources.load import load_toml

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
    return re.compile(
        value if isinstance(value, str) else "|".join(f"(?:{p})" for p in value)
    )


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
