"""From marginals to statements: labels that make whole statements, lists read as lists.

The model weighs each token by its surroundings; a list is a matter of the whole part. A run of
ordinals is a list whatever stands before it: each of its items is one entry (rule 1 of the
guideline), parted only at ；, where a problem turns into its answer, or by a list of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from textmine.segment.features import is_label, is_lack
from textmine.segment.tokens import Token

LABELS = ("B-P", "I-P", "B-M", "I-M", "B-Y", "I-Y", "A", "T", "L", "C", "Q", "F", "O")
"""Labels of a token: begin and inside of a problem, a measure, a measure of last year;
announcement, turn, label, cause of no entry, last year's problem, frame, other."""

FLOOR = 1e-6
"""Probability that a label keeps where the model gives it none: some path is always possible."""
SURE = 0.9
"""Share of an item's characters that speak for problem, above which it stays one among measures:
a run may count on from the problems to the measures."""

_INSIDE = {1: (0, 1), 3: (2, 3), 5: (4, 5)}
_STOPS = frozenset("。！!？?\n")
MAX_TAIL = 8
"""Characters of the longest close of a list (等方面的突出问题)."""

MIN_LACK = 4
"""Characters of the shortest clause that states a lack of its own (解读不够)."""

_ROLES = ("P", "M", "Y")
_COMMAS = frozenset(("，", "、"))
_LEADS = frozenset(("要", "拟", "应", "须", "会", "计划", "打算", "准备", "今后", "下一步"))
_QUOTES = frozenset(("针对", "对", "就", "围绕解决"))
_LOOSE = frozenset(("odd", "word"))

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TokenStretch:
    """A statement: its role, first and last token, and what told its borders."""

    role: str
    first: int
    last: int
    rule: str


@dataclass(frozen=True, slots=True)
class _ListItem:
    """An item of a list: its tokens, half open, and whether the run carries on behind it."""

    first: int
    end: int
    followed: bool
    listed: bool


def decode(tokens: Sequence[Token], marginals: Floats) -> list[TokenStretch]:
    """Read the statements of a part off the probabilities of its tokens' labels.

    Parameters
    ----------
    tokens : sequence of Token
        The part.
    marginals : numpy.ndarray of shape (n_tokens, n_labels)
        Probabilities of ``LABELS``.

    Returns
    -------
    list of Stretch
        In order. ``rule`` is ``marker`` for the item of a list, else the kind of mark that the
        statement stands behind: ``label``, ``turn``, ``list`` (、 or ；), ``clause``, ``sentence``.
    """
    path = [LABELS[k] for k in best_path(_without_closed_turns(tokens, marginals))]
    marked: dict[int, int] = {}
    _part_enumerations(tokens, path)
    _keep_to_semicolons(tokens, path)
    for run in _find_runs(tokens, path):
        _settle(run, tokens, path)
        marked |= {item.first: item.end for item in run if item.listed}
    return list(_read(tokens, path, marked))


def _part_enumerations(tokens: Sequence[Token], path: list[str]) -> None:
    """Part what 等问题 closes: each clause of 存在A，B等问题 that states a lack (rule 3)."""
    for k, token in enumerate(tokens):
        if k == 0 or _role(path[k]) or not token.text.startswith("等"):
            continue
        j = k - 1
        while j > 0 and path[j] == "I-P" and tokens[j].marker is None:
            apart = tokens[j - 1].mark in _COMMAS
            if apart and all(_is_lack(tokens[i]) for i in (j - 1, j)):
                path[j] = "B-P"
            j -= 1


def _keep_to_semicolons(tokens: Sequence[Token], path: list[str]) -> None:
    """Where ； parts the statements of a sentence, no other mark does (rules 3 and 7).

    Of 2,357 such borders in the annotated parts four go against it.
    """
    first = 0
    for k, token in enumerate(tokens):
        if k + 1 < len(tokens) and _STOPS.isdisjoint(token.mark):
            continue
        for role in _ROLES:
            begins = [j for j in range(first + 1, k + 1) if _carries_on(j, role, path)]
            if any("；" in tokens[j - 1].mark for j in begins):
                for j in begins:
                    if "；" not in tokens[j - 1].mark and tokens[j].marker is None:
                        path[j] = f"I-{role}"
        first = k + 1


def _carries_on(j: int, role: str, path: list[str]) -> bool:
    """A statement begins right behind another of its role."""
    return path[j] == f"B-{role}" and _role(path[j - 1]) == role


def _is_lack(token: Token) -> bool:
    """A clause of its own that states a lack."""
    return token.end - token.start >= MIN_LACK and is_lack(token)


def _without_closed_turns(tokens: Sequence[Token], marginals: Floats) -> Floats:
    """Rule out turns that end in ；: a turn leads on, a statement is parted from the next."""
    closed = [k for k, token in enumerate(tokens) if "；" in token.mark]
    out = marginals.copy()
    out[closed, LABELS.index("T")] = 0.0
    return out


def best_path(marginals: Floats) -> list[int]:
    """Find the most probable labels in which every inside follows its begin.

    Parameters
    ----------
    marginals : numpy.ndarray of shape (n_tokens, n_labels)
        Probabilities of the labels of each token.

    Returns
    -------
    list of int
        A label's place in ``LABELS`` for each token.

    Examples
    --------
    >>> marginals = np.full((2, len(LABELS)), 0.01)
    >>> marginals[0, LABELS.index("B-P")] = marginals[1, LABELS.index("I-P")] = 0.9
    >>> [LABELS[k] for k in best_path(marginals)]
    ['B-P', 'I-P']
    """
    if not len(marginals):
        return []
    scores = np.log(np.maximum(marginals, FLOOR)).tolist()
    total = [-np.inf if k in _INSIDE else s for k, s in enumerate(scores[0])]
    back: list[list[int]] = []
    for row in scores[1:]:
        best = max(range(len(total)), key=total.__getitem__)
        origin = [best] * len(row)
        step = [total[best] + s for s in row]
        for inside, before in _INSIDE.items():
            chosen = max(before, key=total.__getitem__)
            origin[inside] = chosen
            step[inside] = total[chosen] + row[inside]
        back.append(origin)
        total = step
    path = [max(range(len(total)), key=total.__getitem__)]
    for origin in reversed(back):
        path.append(origin[path[-1]])
    return path[::-1]


def find_siblings(tokens: Sequence[Token]) -> dict[int, int]:
    """Find, for each marked token, the one whose marker carries its run on.

    Parameters
    ----------
    tokens : sequence of Token
        The part.

    Returns
    -------
    dict of int to int
        From a token's place to that of its next sibling; the last of a run has none.

    Examples
    --------
    >>> from textmine.segment.tokens import find_tokens
    >>> find_siblings(find_tokens("一是更新慢；二是内容少。1.勤更新。"))
    {0: 1}
    """
    siblings = {}
    opened: dict[str, int] = {}
    for i, token in enumerate(tokens):
        marker = token.marker
        if marker is None:
            continue
        before = opened.get(marker.kind)
        if before is not None:
            earlier = tokens[before].marker
            if earlier is not None and marker.value == earlier.value + 1:
                siblings[before] = i
        opened[marker.kind] = i
    return siblings


def _role(label: str) -> str:
    """Role of a label: P, M, Y, or ``""``."""
    return label[2:] if label[1:2] == "-" else ""


def _find_runs(tokens: Sequence[Token], path: list[str]) -> Iterator[list[_ListItem]]:
    """Find the runs of items; an item alone is a run of one."""
    siblings = find_siblings(tokens)
    later = set(siblings.values())
    for i, token in enumerate(tokens):
        if token.marker is None or i in later:
            continue
        run = []
        at: int | None = i
        several = False
        while at is not None:
            after = siblings.get(at)
            listed = after is not None or at in later
            end = after if after is not None else _end_of_last(at, tokens, path, several=several)
            several = several or any(not _STOPS.isdisjoint(t.mark) for t in tokens[at : end - 1])
            inner = next((j for j in range(at + 1, end) if tokens[j].marker), None)
            if inner is not None:
                end = inner
            # A headline over a list of its own is left to the model, and so is 此外 alone.
            heads_list = inner is not None and inner in siblings
            loose = not listed and token.marker.kind in _LOOSE
            labels = path[at] in ("F", "Q") or (path[at] == "L" and is_label(tokens[at]))
            if not heads_list and not loose and not labels:
                run.append(_ListItem(at, end, after is not None, listed))
            at = after
        if run:
            yield run


def _end_of_last(first: int, tokens: Sequence[Token], path: list[str], *, several: bool) -> int:
    """End of the last item of a run: with its sentence, unless the model reads on inside it."""
    for j in range(first + 1, len(tokens)):
        if tokens[j].marker:
            return j
        before = tokens[j - 1].mark
        if _STOPS.isdisjoint(before) or path[j][:2] == "I-":
            continue
        # Where its siblings hold several sentences, so may the last one, up to the end of the line.
        if several and path[j][:2] == "B-" and "\n" not in before:
            continue
        return j
    return len(tokens)


def _settle(run: list[_ListItem], tokens: Sequence[Token], path: list[str]) -> None:
    """Make each item of a run one entry, or a problem and its answer."""
    kinds = [_kind(item, tokens, path) for item in run]
    measures = sum(kind == "M" for kind in kinds)
    for k, item in enumerate(run):
        kind = kinds[k]
        if not kind and item.listed:
            # What its neighbour in the list states, it states too.
            kind = next(
                (kinds[j][-1:] for j in (k + 1, k - 1) if 0 <= j < len(run) and kinds[j]), ""
            )
            if kind:
                _state(item, kind, tokens, path)
        if not kind:
            continue
        problem = kind == "P" and _share(item, tokens, path) < SURE
        quotes = tokens[item.first].text in _QUOTES
        if (kind == "PM" or problem) and 2 * measures > len(run) and not quotes:
            # One of many measures that opens like a problem is a measure.
            kind = "M"
        if kind == "PM":
            answer = next(k for k in range(item.first, item.end) if _role(path[k]) in ("M", "Y"))
            _join(item, answer, "P", tokens, path)
        else:
            earlier = kind == "M" and all(
                _role(path[k]) != "M" for k in range(item.first, item.end)
            )
            _join(item, item.end, "Y" if earlier else kind, tokens, path)


def _state(item: _ListItem, role: str, tokens: Sequence[Token], path: list[str]) -> None:
    """Read an item whole, behind a turn of its own, as a statement of a role."""
    first = item.first
    while first < item.end - 1 and tokens[first].mark[:1] in ("，", ",") and path[first] == "T":
        first += 1
    for k in range(first, item.end):
        path[k] = ("B-" if k == first else "I-") + role


def _kind(item: _ListItem, tokens: Sequence[Token], path: list[str]) -> str:
    """What an item holds: P, M, PM (a problem, then its answer), or nothing."""
    roles = [role for k in range(item.first, item.end) if (role := _role(path[k]))]
    if not roles:
        return ""
    plain = ["P" if role == "P" else "M" for role in roles]
    switches = sum(a != b for a, b in zip(plain, plain[1:], strict=False))
    if switches == 1 and plain[0] == "P":
        return "PM"
    return "P" if _share(item, tokens, path) >= 0.5 else "M"


def _share(item: _ListItem, tokens: Sequence[Token], path: list[str]) -> float:
    """Share of an item's stated characters that are read as a problem."""
    problem = stated = 0
    for k in range(item.first, item.end):
        role = _role(path[k])
        size = tokens[k].end - tokens[k].start
        stated += size if role else 0
        problem += size if role == "P" else 0
    return problem / stated if stated else 0.0


def _join(item: _ListItem, end: int, role: str, tokens: Sequence[Token], path: list[str]) -> None:
    """Make one entry of an item up to a token: from behind its lead to its last stated token."""
    first = item.first
    # Two lacks parted by ； are two entries; measures in one item of a list stay one.
    marks = "；、" if role == "P" else "" if item.listed else "；"
    stated = [k for k in range(first, end) if _role(path[k])]
    if not stated:
        return
    last = stated[-1]
    while first < stated[0] and path[first] in ("T", "L", "O", "Q"):
        first += 1
    for k in range(first, last + 1):
        before = tokens[k - 1].mark[-1:] if k else ""
        parted = path[k][:2] == "B-" and before != "" and before in marks
        path[k] = ("B-" if k == first or parted else "I-") + role


def _read(
    tokens: Sequence[Token], path: list[str], marked: dict[int, int]
) -> Iterator[TokenStretch]:
    """Statements of a path of labels."""
    inside = [-1] * len(tokens)
    for first, end in marked.items():
        inside[first:end] = [first] * (end - first)
    k = 0
    while k < len(path):
        role = _role(path[k])
        first = k
        k += 1
        if not role:
            continue
        while k < len(path) and path[k] == f"I-{role}":
            k += 1
        rule = _rule(first, tokens, path, inside[first] >= 0)
        begin, last = _trim(role, first, k - 1, tokens)
        yield TokenStretch(role, begin, last, rule)


def _trim(role: str, first: int, last: int, tokens: Sequence[Token]) -> tuple[int, int]:
    """Leave out what leads to a measure (将, 要) and what closes a list (等, 等问题)."""
    while role != "P" and first < last and tokens[first].text in _LEADS:
        first += 1
    while (
        last > first and tokens[last].text.startswith("等") and len(tokens[last].text) <= MAX_TAIL
    ):
        last -= 1
    return first, last


def _rule(first: int, tokens: Sequence[Token], path: list[str], listed: bool) -> str:
    """What told the begin of a statement."""
    if listed or tokens[first].marker:
        return "marker"
    before = path[first - 1] if first else ""
    if before == "L":
        return "label"
    if before == "T":
        return "turn"
    mark = tokens[first - 1].mark if first else ""
    if mark[-1:] in ("、", "；"):
        return "list"
    return "clause" if mark[-1:] in ("，", ",", "") else "sentence"
