"""Enumerations in a sentence: which of their commas part statements (rules 3, 5 and 7)."""

from __future__ import annotations

from collections.abc import Sequence

from textmine.resources.load import load_pattern
from textmine.segment.itemizer.features import is_lack
from textmine.segment.itemizer.labels import ROLES, role_of
from textmine.segment.itemizer.tokens import STOPS, Token

MIN_LACK = 4
"""Characters of the shortest clause that states a lack of its own (解读不够)."""

_COMMAS = frozenset(("，", "、"))
_CAUSES = ("由于", "因", "受")


def keep_things(tokens: Sequence[Token], path: list[str]) -> None:
    """Leave a 等 that closes a list of things to its statement (尚未有智能查找、手机客户端等).

    Parameters
    ----------
    tokens : sequence of Token
        The part.
    path : list of str
        The label of each token; amended in place.
    """
    first = 0
    for k in range(1, len(tokens)):
        role = role_of(path[k - 1])
        if path[k - 1].startswith("B-"):
            first = k - 1
        if role and not tokens[k - 1].mark and closes_things(k, first, tokens):
            path[k] = f"I-{role}"


def closes_things(k: int, first: int, tokens: Sequence[Token]) -> bool:
    """Tell whether a token is a bare 等 behind things, not behind statements.

    Of 148 annotated problems before a bare 等, ten hold it: this tells them from the others.

    Parameters
    ----------
    k : int
        Place of the token.
    first : int
        Place of the first token of its statement.
    tokens : sequence of Token
        The part.

    Returns
    -------
    bool
        True where the clause opens with an example (像设查询平台等), or names what lacks before the
        first of several things (缺少A、B等), the last of which lacks nothing.

    Examples
    --------
    >>> from textmine.segment.itemizer.tokens import find_tokens
    >>> told = find_tokens("一是没有检索、短信订阅等；二是更新慢、内容少等。")
    >>> [closes_things(k, 0, told) for k, t in enumerate(told) if t.text == "等"]
    [True, False]
    """
    things = load_pattern("clauses.toml", "cut", "things")
    if not things.fullmatch(tokens[k].text):
        return False
    pieces, mark = [""], ""
    for token in tokens[first:k]:
        if token.marker or mark not in ("", "、"):
            pieces = [""]  # another clause
        elif mark:
            pieces.append("")
        pieces[-1] += token.text
        mark = token.mark
    if load_pattern("clauses.toml", "cut", "example").match(pieces[0]):
        return True
    *others, last = map(is_lack, pieces)
    return any(others) and not last


def part_enumerations(tokens: Sequence[Token], path: list[str]) -> None:
    """Part what 等问题 closes: 存在A，B等问题 (rule 3); what follows it states nothing (rule 5).

    Where one comma of an enumeration parts, all do. Where none does yet, those between two lacks
    do. What stands behind the close is never a problem.

    Parameters
    ----------
    tokens : sequence of Token
        The part.
    path : list of str
        The label of each token; amended in place.
    """
    for k, token in enumerate(tokens):
        if k == 0 or role_of(path[k]) or not token.text.startswith("等"):
            continue
        borders = _borders_before(k, tokens, path)
        commas = [j for j in borders if tokens[j - 1].mark == "，"]
        uniform = any(path[j] == "B-P" for j in commas)
        whole = True
        for j in borders:
            whole = whole and path[j] == "I-P"
            lacks = whole and all(_is_lack(tokens[i]) for i in (j - 1, j))
            # A cause and its effect are one entry, whatever parts the others.
            effect = tokens[j - 1].text.startswith(_CAUSES)
            if lacks or (uniform and j in commas and not effect):
                path[j] = "B-P"
        _silence_behind(k, tokens, path)


def _borders_before(
    close: int, tokens: Sequence[Token], path: Sequence[str]
) -> list[int]:
    """Clauses of an enumeration that stand behind another at a comma, the last first."""
    borders = []
    j = close - 1
    while (
        j > 0
        and role_of(path[j]) == role_of(path[j - 1]) == "P"
        and tokens[j].marker is None
    ):
        if tokens[j - 1].mark in _COMMAS:
            borders.append(j)
        elif tokens[j - 1].mark:
            break
        j -= 1
    return borders


def _silence_behind(close: int, tokens: Sequence[Token], path: list[str]) -> None:
    """What follows 等问题 in its sentence only says that there are problems, or promises."""
    rest = []
    for j in range(close + 1, len(tokens)):
        before = tokens[j - 1].mark
        ends = not STOPS.isdisjoint(before) or "；" in before or tokens[j].marker
        if ends or tokens[j].text.startswith("等"):
            break
        rest.append(j)
    else:
        j = len(tokens)
    if j < len(tokens) and tokens[j].text.startswith("等"):
        # A second enumeration, closed like the first.
        return
    for k in rest:
        if role_of(path[k]) == "P":
            path[k] = "A"


def keep_to_semicolons(tokens: Sequence[Token], path: list[str]) -> None:
    """Where ； parts the statements of a sentence, no other mark does (rules 3 and 7).

    Parameters
    ----------
    tokens : sequence of Token
        The part.
    path : list of str
        The label of each token; amended in place.
    """
    first = 0
    for k, token in enumerate(tokens):
        if k + 1 < len(tokens) and STOPS.isdisjoint(token.mark):
            continue
        parted = any("；" in before.mark for before in tokens[first:k])
        for role in ROLES if parted else ():
            inside = range(first + 1, k + 1)
            begins = [j for j in inside if _carries_on(j, role, path)]
            if any("；" in tokens[j - 1].mark for j in begins):
                joined = [j for j in inside if _joins(j, role, tokens, path)]
                for j in [*begins, *joined, *(j + 1 for j in joined)]:
                    if "；" not in tokens[j - 1].mark and tokens[j].marker is None:
                        path[j] = f"I-{role}"
        first = k + 1


def _carries_on(j: int, role: str, path: list[str]) -> bool:
    """A statement begins right behind another of its role."""
    return path[j] == f"B-{role}" and role_of(path[j - 1]) == role


def _joins(j: int, role: str, tokens: Sequence[Token], path: list[str]) -> bool:
    """A word between two statements of a role, glued to the second: ，同时 + 加强宣传."""
    glued = path[j] == "O" and not tokens[j].mark and tokens[j].marker is None
    return (
        glued and role_of(path[j - 1]) == role and path[j + 1 : j + 2] == [f"B-{role}"]
    )


def _is_lack(token: Token) -> bool:
    """A clause of its own that states a lack."""
    return token.end - token.start >= MIN_LACK and is_lack(token.text)
