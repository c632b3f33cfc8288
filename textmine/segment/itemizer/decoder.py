"""From marginals to statements: labels that make whole statements, lists read as lists.

The model weighs each token by its surroundings; a list is a matter of the whole part. A run of
ordinals is a list whatever stands before it: each of its items is one entry (rule 1 of the
guideline), parted only at ；, where a problem turns into its answer, or by a list of its own.

``python -m benchmarks.items_rules`` counts how often each rule goes against the annotated parts:
all together leave 0.992 of their statements as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from operator import sub
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textmine.resources.load import load_pattern
from textmine.segment.itemizer.enumerations import (
    closes_things,
    keep_things,
    keep_to_semicolons,
    part_enumerations,
)
from textmine.segment.itemizer.features import is_label
from textmine.segment.itemizer.labels import LABELS, ROLES, role_of
from textmine.segment.itemizer.layout import find_lines, find_siblings
from textmine.segment.itemizer.quotes import answer_quotes
from textmine.segment.itemizer.tokens import STOPS, Token
from textmine.segment.roles import pattern

FLOOR = 1e-6
"""Probability that a label keeps where the model gives it none: some path is always possible."""
MIXED_COST = 1.0
"""Nats by which a reading of a run as problems with their answers must beat one as problems or
measures alone: it has a free choice of the place to cut."""

_INSIDE = {1: (0, 1), 3: (2, 3), 5: (4, 5)}
_LEADS = frozenset(
    ("要", "拟", "应", "须", "会", "计划", "打算", "准备", "今后", "下一步")
)
_KEPT = frozenset(("要", "须", "应"))
"""Words that lead in behind a subject (我局要 …), and open the statement where they stand first."""
_TO_ANSWER = frozenset(("为此", "对此", "因此", "据此", "针对此", "鉴于此"))
_LOOSE = frozenset(("odd", "word"))
_NOT_STATED = frozenset(("T", "L", "O", "Q"))

Floats = NDArray[np.float64]
Roles = list[float]
"""Log probability of a token to fit into a problem, and into a measure."""


class TokenStretch(NamedTuple):
    """A statement: its role, first and last token, and what told its borders."""

    role: str
    first: int
    last: int
    rule: str


class _ListItem(NamedTuple):
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
    list of TokenStretch
        In order. ``rule`` is ``marker`` for the item of a list, else the kind of mark that the
        statement stands behind: ``label``, ``turn``, ``list`` (、 or ；), ``clause``, ``sentence``.
    """
    path = [LABELS[k] for k in best_path(_without_closed_turns(tokens, marginals))]
    marked: dict[int, int] = {}
    keep_things(tokens, path)
    part_enumerations(tokens, path)
    keep_to_semicolons(tokens, path)
    _drop_empty(tokens, path)
    siblings = _parted_by_labels(find_siblings(tokens), tokens, path)
    _drop_headlines(siblings, tokens, path)
    _drop_leads(siblings, tokens, path)
    roles = _log_roles(marginals)
    for run in _find_runs(siblings, tokens, path):
        kind = ""
        if len(run) > 1:
            turned = _is_turned(run[0].first, tokens, marginals)
            kind = "M" if turned else _kind_of_run(run, tokens, roles)
        _settle(run, kind, tokens, path, roles)
        marked |= {item.first: item.end for item in run if item.listed}
    _settle_lines(tokens, path)
    # An item of a list is an entry whatever it says, but not if it says nothing.
    _drop_empty(tokens, path)
    _leave_turns(tokens, path)
    answer_quotes(tokens, marginals, path)
    return list(_read(tokens, path, marked))


def _without_closed_turns(tokens: Sequence[Token], marginals: Floats) -> Floats:
    """Rule out turns that end in ；, and statements that hold a 为此.

    A turn leads on, a statement is parted from the next. Of 224 annotated 为此 and 对此 none stands
    in a statement.
    """
    closed = [k for k, token in enumerate(tokens) if "；" in token.mark]
    turned = [k for k in range(1, len(tokens)) if _answers_what_was_said(k, tokens)]
    out = marginals.copy()
    out[closed, LABELS.index("T")] = 0.0
    out[turned, : 2 * len(ROLES)] = 0.0
    out[turned, LABELS.index("T")] = 1.0
    return out


def _parted_by_labels(
    siblings: dict[int, int], tokens: Sequence[Token], path: Sequence[str]
) -> dict[int, int]:
    """Part runs that count on behind a label (（二）改进措施 3.勤更新).

    It has a number of its own; or it stands alone on the line before the item.
    """
    labels = [
        k
        for k, label in enumerate(path)
        if label == "L" and k and _closes(k, tokens, path)
    ]
    if not labels:
        return siblings
    return {
        before: after
        for before, after in siblings.items()
        if not any(
            _heads_anew(k, after, tokens[before], tokens)
            for k in labels
            if before < k < after
        )
    }


def _heads_anew(label: int, after: int, before: Token, tokens: Sequence[Token]) -> bool:
    """Tell whether a label heads a list that begins with an item behind it."""
    if tokens[label].marker:
        return not _same_kind(tokens[label], before)
    between = [token.mark for token in tokens[label - 1 : after]]
    opens, *inside, closes = between
    return "\n" in opens and "\n" in closes and not any("\n" in m for m in inside)


def _same_kind(one: Token, other: Token) -> bool:
    """Tell whether two tokens have markers of the same kind."""
    return (
        one.marker is not None
        and other.marker is not None
        and one.marker.kind == other.marker.kind
    )


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
        top = max(total)
        origin = [total.index(top)] * len(row)
        step = [top + s for s in row]
        for inside, (begin, same) in _INSIDE.items():
            chosen = begin if total[begin] >= total[same] else same
            origin[inside] = chosen
            step[inside] = total[chosen] + row[inside]
        back.append(origin)
        total = step
    path = [total.index(max(total))]
    for origin in reversed(back):
        path.append(origin[path[-1]])
    return path[::-1]


def _find_runs(
    siblings: dict[int, int], tokens: Sequence[Token], path: list[str]
) -> Iterator[list[_ListItem]]:
    """Find the runs of items; an item alone is a run of one."""
    later = set(siblings.values())
    for i, token in enumerate(tokens):
        if token.marker is None or i in later:
            continue
        run = []
        at: int | None = i
        several, n_lines = False, 1
        # Where all others of a run are labels, the one that is left is a heading glued to its
        # text, or a label of two clauses (六、下一步｜打算): no entry as a whole.
        headings = 0
        while at is not None:
            after = siblings.get(at)
            listed = after is not None or at in later
            end = (
                after
                if after is not None
                else _end_of_last(at, tokens, path, several, n_lines)
            )
            several = several or any(
                not STOPS.isdisjoint(t.mark) for t in tokens[at : end - 1]
            )
            n_lines = max(n_lines, sum("\n" in t.mark for t in tokens[at:end]))
            inner = next((j for j in range(at + 1, end) if tokens[j].marker), None)
            if inner is not None:
                end = inner
            item = _ListItem(at, end, after is not None, listed)
            # A headline over a list of its own is no item.
            heads_list = inner is not None and inner in siblings
            if not heads_list and not _states_nothing(item, siblings, tokens, path):
                run.append(item)
            headings += path[at] == "L"
            at = after
        if len(run) > 1 or (run and not headings):
            yield run


def _states_nothing(
    item: _ListItem, siblings: dict[int, int], tokens: Sequence[Token], path: list[str]
) -> bool:
    """Tell a marked piece that is a label, a quote or a headline from an item of a list."""
    at = item.first
    label, token = path[at], tokens[at]
    if not item.listed and (
        label in ("A", "L") or (token.marker and token.marker.kind in _LOOSE)
    ):
        # The section's own number before a heading glued to its text heads no list, and 此外 alone
        # is left to the model.
        return True
    if label == "A":
        # A headline that ``_drop_headlines`` found, before a list of its own.
        return item.end == at + 1 and item.end in siblings
    if label == "Q" and item.listed:
        # Of a list all problems are last year's, or none.
        beside = [before for before, after in siblings.items() if after == at]
        beside += [siblings[at]] if at in siblings else []
        return not any(role_of(path[k]) == "P" for k in beside)
    return label in ("F", "Q") or (label == "L" and _closes(at, tokens, path))


def _closes(at: int, tokens: Sequence[Token], path: Sequence[str]) -> bool:
    """Tell whether the label at a token is all that stands there (六、下一步｜打算, 解读方面：)."""
    last = at
    while last + 1 < len(tokens) and path[last + 1] == "L" and not tokens[last].mark:
        last += 1
    return (
        is_label("".join(t.text for t in tokens[at : last + 1]))
        or "：" in tokens[last].mark
    )


def _end_of_last(
    first: int, tokens: Sequence[Token], path: list[str], several: bool, n_lines: int
) -> int:
    """End of the last item of a run: with its sentence, unless the model reads on inside it.

    Where its siblings hold several sentences or lines, so may the last one.
    """
    for j in range(first + 1, len(tokens)):
        if tokens[j].marker:
            return j
        before = tokens[j - 1].mark
        if STOPS.isdisjoint(before) or path[j][:2] == "I-":
            continue
        n_lines -= "\n" in before
        if several and path[j][:2] == "B-" and n_lines > 0:
            continue
        return j
    return len(tokens)


def _drop_headlines(
    siblings: dict[int, int], tokens: Sequence[Token], path: list[str]
) -> None:
    """A headline over a list of its own is no entry (rule 2)."""
    last = set(siblings.values()) - set(siblings)
    before = {after: head for head, after in siblings.items()}
    inners: dict[int, int] = {}
    for head in sorted({*siblings, *last}):
        following = siblings.get(head, len(tokens))
        inner = next((j for j in range(head + 1, following) if tokens[j].marker), None)
        if inner is None or siblings.get(inner, following) >= following:
            continue
        # Where the item before it heads a list of the same kind, so does the last.
        sibling = inners.get(before.get(head, head))
        alike = sibling is not None and _opens_alike(tokens[sibling], tokens[inner])
        if head in last and not alike and not _heads(head, inner, tokens, path):
            continue
        inners[head] = inner
        if role_of(path[head]) or path[head] == "O":
            path[head:inner] = ["A"] * (inner - head)


def _opens_alike(one: Token, other: Token) -> bool:
    """Two tokens whose markers open lists of the same kind."""
    first = other.marker is not None and other.marker.value == 1
    return first and _same_kind(one, other)


def _heads(head: int, inner: int, tokens: Sequence[Token], path: Sequence[str]) -> bool:
    """Tell the headline of a run's last list from its last item, before a list of something else.

    The next list is its own where it follows a line without a full stop, begins with a marker
    of another kind and says the like: problems under a problem, measures under a measure, or
    either under what states nothing by itself.
    """
    own, other = tokens[head].marker, tokens[inner].marker
    alone = inner == head + 1 and tokens[head].mark.startswith("\n")
    opens = (
        own is not None
        and other is not None
        and own.kind != other.kind
        and other.value == 1
    )
    alike = role_of(path[head]) == role_of(path[inner]) or path[head] == "O"
    return alone and opens and alike


def _drop_leads(
    siblings: dict[int, int], tokens: Sequence[Token], path: list[str]
) -> None:
    """A sentence that leads into a list by ： carries no problem on (补救的办法有两条：).

    Nor is the claim a problem that such words lead on from (公开深度不够，表现在：一是, rule 2).
    """
    for head in siblings:
        marker = tokens[head].marker
        if (
            head == 0
            or marker is None
            or marker.value != 1
            or "：" not in tokens[head - 1].mark
        ):
            continue
        first = head - 1
        while first > 0 and STOPS.isdisjoint(tokens[first - 1].mark):
            first -= 1
        if any(t.marker for t in tokens[first:head]):
            continue
        if path[first] == "I-P":
            path[first:head] = ["T"] * (head - first)
        elif load_pattern("clauses.toml", "empty", "leads").search(
            tokens[head - 1].text
        ):
            claim = head - 1
            while claim > first and path[claim - 1] == "I-P":
                claim -= 1
            if path[claim - 1] == "B-P" and claim > first:
                path[claim - 1 : head] = ["T"] * (head - claim + 1)


def _is_turned(head: int, tokens: Sequence[Token], marginals: Floats) -> bool:
    """A turn leads into the list that begins at a token (2023年，我局将对症下药：)."""
    if head == 0 or "：" not in tokens[head - 1].mark:
        return False
    turn, announcement = LABELS.index("T"), LABELS.index("A")
    for k in range(head - 1, -1, -1):
        if k < head - 1 and not STOPS.isdisjoint(tokens[k].mark):
            break
        # Beyond a half no other label can be likelier.
        if marginals[k, turn] > 0.5:
            return True
        if marginals[k, announcement] > 0.5:
            # 对照要点，我局还存在以下差距：
            break
    return False


def _kind_of_run(
    run: Sequence[_ListItem], tokens: Sequence[Token], roles: Sequence[Roles]
) -> str:
    """What all items of a run hold: P, M, or PM. What an item is, its siblings tell."""
    totals = {"P": 0.0, "M": 0.0, "PM": -MIXED_COST}
    problem, measure = zip(*(roles[item.first] for item in run), strict=True)
    stated = sum(problem) > sum(measure)
    if stated and any(_turn_inside(i, i.end, tokens) for i in run):
        return "PM"
    for item in run:
        # Where the last item ends is not sure: its head tells its role.
        end = item.end if item.followed else item.first + 1
        problem, measure = zip(*roles[item.first : end], strict=True)
        totals["P"] += sum(problem)
        totals["M"] += sum(measure)
        split = _best_split(item, end, tokens, roles)
        totals["PM"] += sum(problem[:split]) + sum(measure[split:])
    return max(totals, key=totals.__getitem__)


def _log_roles(marginals: Floats) -> list[Roles]:
    """Log probability of each token to fit into a problem, and into a measure."""
    problem = marginals[:, 0] + marginals[:, 1]
    measure = marginals[:, 2:6].sum(axis=1)
    other = marginals[:, 6:].max(axis=1)
    best = np.stack([np.maximum(problem, other), np.maximum(measure, other)], axis=1)
    # As a list, for most items have a few tokens.
    logs: list[Roles] = np.log(np.maximum(best, FLOOR)).tolist()
    return logs


def _best_split(
    item: _ListItem, end: int, tokens: Sequence[Token], roles: Sequence[Roles]
) -> int:
    """Tokens of an item before its answer: behind 为此, else where the roles fit best.

    The places are behind a stop or a comma.
    """
    turn = _turn_inside(item, end - 1, tokens)
    if turn:
        return turn + 1 - item.first
    places = [k for k in range(item.first + 1, end) if tokens[k - 1].mark] or [end]
    problem, measure = map(accumulate, zip(*roles[item.first : end], strict=True))
    gain = list(map(sub, problem, measure))
    return max((k - item.first for k in places), key=lambda k: gain[k - 1])


def _settle(
    run: list[_ListItem],
    kind: str,
    tokens: Sequence[Token],
    path: list[str],
    roles: Sequence[Roles],
) -> None:
    """Make each item of a run one entry, or a problem and its answer."""
    own = [_kind(item, tokens, path) for item in run]
    if (
        kind in ("P", "M")
        and not any(own)
        and all(path[item.first] == "L" for item in run)
    ):
        # Short items that look like labels, but are none by their words, state what they list.
        for item in run:
            _state(item, kind, tokens, path)
        own = [kind] * len(run)
    for k, item in enumerate(run):
        role = own[k]
        if not role and item.listed:
            # What its neighbour in the list states, it states too.
            near = (own[j][-1:] for j in (k + 1, k - 1) if 0 <= j < len(run) and own[j])
            role = next(near, "")
            if role:
                _state(item, role, tokens, path)
        if not role:
            continue
        if kind == "PM" and role != "PM" and (item.followed or role == "M"):
            split = _best_split(item, item.end, tokens, roles)
            _part(item, item.first + split, tokens, path)
            role = _kind(item, tokens, path)
        elif kind == "M" or (kind == "P" and (role == "M" or item.followed)):
            role = kind
        if role == "PM":
            answer = next(
                k for k in range(item.first, item.end) if role_of(path[k]) in ("M", "Y")
            )
            _join(item, answer, "P", tokens, path)
            _leave_lead(item.first, answer, tokens, path)
        else:
            told = {role_of(path[k]) for k in range(item.first, item.end)}
            earlier = role == "M" and "Y" in told and "M" not in told
            _join(item, item.end, "Y" if earlier else role, tokens, path)


def _part(
    item: _ListItem, answer: int, tokens: Sequence[Token], path: list[str]
) -> None:
    """Read an item as a problem up to a token and as a measure from there."""
    problem = _behind_lead(item.first, answer, tokens, path)
    _silence(item.first, problem, path)
    for k in range(problem, item.end):
        role = "P" if k < answer else "M"
        if role_of(path[k]) or k in (problem, answer):
            path[k] = ("B-" if k in (problem, answer) else "I-") + role


def _leave_lead(
    first: int, answer: int, tokens: Sequence[Token], path: list[str]
) -> None:
    """What leads to the answer is none of the problem: 更新慢。为此，按月更新."""
    lead = answer - 1
    while lead > first and _leads_to_answer(lead, tokens):
        path[lead] = "T"
        lead -= 1


def _turn_inside(item: _ListItem, end: int, tokens: Sequence[Token]) -> int:
    """Place of the first 为此 in an item, behind its head; 0 where there is none."""
    inner = range(item.first + 1, end)
    return next((k for k in inner if _answers_what_was_said(k, tokens)), 0)


def _answers_what_was_said(k: int, tokens: Sequence[Token]) -> bool:
    """Tell whether a token is a 为此 that opens a sentence."""
    return tokens[k].text in _TO_ANSWER and _leads_to_answer(k, tokens)


def _leads_to_answer(k: int, tokens: Sequence[Token]) -> bool:
    """Words that open a sentence and lead to an answer (为此，)."""
    words = tokens[k].text
    before = tokens[k - 1].mark
    behind_stop = "；" in before or not STOPS.isdisjoint(before)
    return behind_stop and (
        words in _TO_ANSWER or pattern("turn").match(words) is not None
    )


def _silence(first: int, end: int, path: list[str]) -> None:
    """What stands before an entry of a list states nothing itself."""
    for k in range(first, end):
        if role_of(path[k]):
            path[k] = "L"


def _behind_lead(
    first: int, end: int, tokens: Sequence[Token], path: Sequence[str]
) -> int:
    """First token of an item that is no label or lead of its own.

    （一）公开内容方面。 names what an item is about; before a label of its own stands a headline
    (关于公开评议⏎存在问题：…).
    """
    labels = [k for k in range(first, end - 1) if path[k] == "L"]
    first = labels[-1] + 1 if labels else first
    if first < end - 1 and tokens[first].marker and _names_aspect(tokens[first]):
        first += 1
    while first < end - 1 and path[first] in _NOT_STATED:
        first += 1
    return first


def _state(
    item: _ListItem, role: str, tokens: Sequence[Token], path: list[str]
) -> None:
    """Read an item whole, behind a turn of its own, as a statement of a role."""
    first = item.first
    while (
        first < item.end - 1
        and tokens[first].mark[:1] in ("，", ",")
        and path[first] == "T"
    ):
        first += 1
    for k in range(first, item.end):
        path[k] = ("B-" if k == first else "I-") + role


def _kind(item: _ListItem, tokens: Sequence[Token], path: list[str]) -> str:
    """What an item holds: P, M, PM (a problem, then its answer), or nothing."""
    roles = [role for k in range(item.first, item.end) if (role := role_of(path[k]))]
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
        role = role_of(path[k])
        size = tokens[k].end - tokens[k].start
        stated += size if role else 0
        problem += size if role == "P" else 0
    return problem / stated if stated else 0.0


def _join(
    item: _ListItem, end: int, role: str, tokens: Sequence[Token], path: list[str]
) -> None:
    """Make one entry of an item up to a token: from behind its lead to its last stated token."""
    first = item.first
    # Two lacks parted by ； are two entries; measures in one item of a list stay one.
    marks = "；、" if role == "P" else "" if item.listed else "；"
    stated = [k for k in range(first, end) if role_of(path[k])]
    if not stated:
        return
    last = stated[-1]
    first = _behind_lead(first, last + 1, tokens, path)
    _silence(item.first, first, path)
    for k in range(first, last + 1):
        before = tokens[k - 1].mark[-1:] if k else ""
        begins = path[k][:2] == "B-" or (
            item.listed and before == "；" and role_of(path[k]) != ""
        )
        parted = begins and before != "" and before in marks
        path[k] = ("B-" if k == first or parted else "I-") + role


def _leave_turns(tokens: Sequence[Token], path: list[str]) -> None:
    """Begin a statement behind the turn that opens it: 为此，按月更新."""
    for k, token in enumerate(tokens[:-1]):
        opens = path[k][:2] == "B-" and path[k + 1] == f"I-{role_of(path[k])}"
        if opens and _is_turn(token):
            path[k], path[k + 1] = "T", path[k]


def _is_turn(token: Token) -> bool:
    """Tell whether a token is a turn and nothing else, with the mark that some turns need."""
    turn = pattern("turn")
    with_mark = token.text + token.mark[:1]
    return any(turn.fullmatch(text) for text in (token.text, with_mark))


def _settle_lines(tokens: Sequence[Token], path: list[str]) -> None:
    """Make each line of a list without markers, under a lead that ends in a colon, one entry."""
    lines = find_lines(tokens)
    for k, lead in enumerate(lines):
        if "：" not in tokens[lead.last].mark:
            continue
        listed = []
        for line in lines[k + 1 :]:
            own = range(line.first, line.last + 1)
            roles = {role_of(path[j]) for j in own} - {""}
            other = any(path[j] in ("T", "L", "F", "Q") for j in own)
            if len(roles) != 1 or other or any(tokens[j].marker for j in own):
                break
            listed.append((line, roles.pop()))
        if len(listed) < 2:
            continue
        for line, role in listed:
            stated = [j for j in range(line.first, line.last + 1) if role_of(path[j])]
            for j in range(stated[0], stated[-1] + 1):
                path[j] = ("B-" if j == stated[0] else "I-") + role


def _drop_empty(tokens: Sequence[Token], path: list[str]) -> None:
    """What takes up all that was stated, leads on or only tells of a gap states nothing.

    针对以上不足; 表现在; 离上级要求还有差距 (rule 5). The last two carry a lack before them on.
    """
    gap, leads, again = (
        load_pattern("clauses.toml", "empty", key) for key in ("gap", "leads", "again")
    )
    for k, token in enumerate(tokens):
        last = k
        if role_of(path[k]) and again.fullmatch(token.text):
            last = k + 1
        elif path[k] == "B-P":
            end = _end_of_clause(k, tokens)
            if gap.search("".join(t.text for t in tokens[k:end])):
                last = end
            elif leads.search(token.text):
                last = k + 1
        if last == k:
            continue
        path[k:last] = ["T"] * (last - k)
        if last < len(path) and path[last][:2] == "I-":
            path[last] = "B-" + path[last][2:]


def _end_of_clause(first: int, tokens: Sequence[Token]) -> int:
    """Where a clause ends that 、 may part: 与群众生产、生活的需要相比还有差距."""
    end = first + 1
    while end < len(tokens) and tokens[end - 1].mark in ("", "、"):
        end += 1
    return end


def _read(
    tokens: Sequence[Token], path: list[str], marked: dict[int, int]
) -> Iterator[TokenStretch]:
    """Statements of a path of labels."""
    inside = [-1] * len(tokens)
    for first, end in marked.items():
        inside[first:end] = [first] * (end - first)
    k = 0
    while k < len(path):
        role = role_of(path[k])
        first = k
        k += 1
        if not role:
            continue
        while k < len(path) and path[k] == f"I-{role}":
            k += 1
        rule = _rule(first, tokens, path, inside[first] >= 0)
        begin, last = _trim(role, first, k - 1, tokens)
        yield TokenStretch(role, begin, last, rule)


def _names_aspect(token: Token) -> bool:
    """Tell whether a clause only names an aspect, closed like a headline (队伍方面。)."""
    closed = token.mark[:1] in ("：", ":", "。")
    aspect = load_pattern("clauses.toml", "cut", "aspect")
    return closed and aspect.search(token.text) is not None


def _trim(role: str, first: int, last: int, tokens: Sequence[Token]) -> tuple[int, int]:
    """Leave out what leads to a measure (将, 要) and what closes a list (等, 等问题)."""
    while role != "P" and first < last and tokens[first].text in _LEADS:
        opens = tokens[first].marker or (
            first and not STOPS.isdisjoint(tokens[first - 1].mark)
        )
        if opens and tokens[first].text in _KEPT:
            break
        first += 1
    close = load_pattern("clauses.toml", "cut", "close")
    while last > first and close.fullmatch(tokens[last].text):
        if closes_things(last, first, tokens):
            break
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
