"""Turn phrases and words that tell something done from something planned, from resources."""

from __future__ import annotations

import re

from textmine.resources.load import load_pattern
from textmine.text.sentences import Span

LEAST_PARTS = 2
"""Parts of the report that a sentence names where it lists them. Set by hand: with one, a sentence
on problems is taken for a list (依申请公开情况、主动公开意识都有不足); the shortest list in print
names two besides the problems."""

_CLAUSE = re.compile(r"[。\n，]")


def pattern(group: str, key: str = "patterns") -> re.Pattern[str]:
    """Load a pattern of ``roles.toml``.

    Parameters
    ----------
    group, key : str
        Table and entry in the resource.

    Returns
    -------
    re.Pattern
        Compiled once.
    """
    return load_pattern("roles.toml", group, key)


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
    >>> is_turn("2015年，我局主要通过网站公开。", 0, 17)
    False
    """
    turn = pattern("turn").match(text, pos, end)
    return turn is not None and not pattern("list", "word").match(text, turn.end() - 1)


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
        clause that turns to plans and ``"measure"``. A sentence that lists the parts of the report
        says nothing, nor does one on problems that were solved or on questions of readers.

    Examples
    --------
    >>> parts = "全文包括概述、主动公开情况、复议诉讼情况和存在的问题。"
    >>> find_stated(parts, 0, len(parts)) is None
    True
    >>> find_stated(parts + "目前更新不及时的问题仍然存在。", 0, 99)
    (27, 'problem')
    """
    for said in pattern("list", "said").finditer(text, start, end):
        begin, stop = _sentence_around(text, said.start(), start, end)
        if not _states_nothing(text, begin, stop, said.start()):
            return begin, "problem"
    for m in _CLAUSE.finditer(text, start, end):
        grounded = pattern("list", "ground").match(text, m.end(), end)
        if not grounded and is_turn(text, m.end(), end):
            begin, stop = _sentence_around(text, m.end(), start, end)
            if not _lists_parts(text[begin:stop]):
                return m.end(), "measure"
    return None


def find_admitted(text: str, start: int, end: int) -> int | None:
    """Find where a stretch under another title begins to say that there are problems.

    Parameters
    ----------
    text : str
        Normalised text.
    start, end : int
        The stretch.

    Returns
    -------
    int or None
        Begin of the first sentence that says so in so many words: 还存在…等问题, 与要求还有差距.
        What ``find_stated`` takes for a sign may speak of applications here: 存在问题的，补正.

    Examples
    --------
    >>> said = "全年未发生复议。但还存在更新慢等问题。下一步，加强培训。"
    >>> find_admitted(said, 0, len(said))
    8
    >>> find_admitted("对检查中存在的问题逐项落实，未发现存在其他问题。", 0, 24) is None
    True
    """
    for said in pattern("list", "admitted").finditer(text, start, end):
        begin, stop = _sentence_around(text, said.start(), start, end)
        if not _states_nothing(text, begin, stop, said.start()):
            return begin
    return None


def _sentence_around(text: str, place: int, start: int, end: int) -> Span:
    """The sentence of a stretch in which a place lies; a line break ends one too."""
    begin = max(start, *(text.rfind(mark, start, place) + 1 for mark in "。\n"))
    stops = (text.find(mark, place, end) for mark in "。\n")
    return begin, min((stop for stop in stops if stop >= 0), default=end)


def _states_nothing(text: str, begin: int, stop: int, place: int) -> bool:
    """Tell whether a word for problems names solved ones, a reader's question or a part."""
    solved = pattern("list", "solved").finditer(text, begin, stop)
    return any(m.start() <= place < m.end() for m in solved) or _lists_parts(
        text[begin:stop]
    )


def _lists_parts(sentence: str) -> bool:
    """Tell whether a sentence lists the parts of the report: 全文包括概述、…情况和存在的问题."""
    parts = pattern("list", "part").findall(sentence)
    named = pattern("list", "parts").search(sentence)
    return len(parts) >= LEAST_PARTS and named is not None
