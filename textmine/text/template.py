"""The template that the passages of a family share: fixed text and slots."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein, Opcode

# Passages compared with the example: more change hardly anything. All thresholds here were chosen
# by hand on the sample.
MEMBERS = 25

# Share of the passages that must keep a character for it to be fixed.
FIXED = 0.6

# Characters: fixed text this short between two slots is chance and becomes part of one slot.
BRIDGE = 2

# Digits of a year.
_YEAR_DIGITS = 4

SLOTS = {"year": "[年]", "number": "[数]", "name": "[名]", "other": "[…]"}


class TemplatePart(NamedTuple):
    """Fixed text, or a slot.

    Parameters
    ----------
    text : str
        What the example has here.
    slot : str
        How the slot is printed (``[年]``); empty for fixed text.
    fillings : tuple of str
        What the compared passages have in a slot, one each; nothing where they have nothing.
    """

    text: str
    slot: str = ""
    fillings: tuple[str, ...] = ()


def find_template(
    example: str, others: Sequence[str], names: Sequence[str] = ()
) -> list[TemplatePart]:
    """Find what a family's passages have in common.

    Parameters
    ----------
    example : str
        The passage that stands for the family.
    others : sequence of str
        Its other passages; 25 of them, evenly spread, are compared.
    names : sequence of str, optional
        Names of agencies and places, longest first; a slot that held one is a name.

    Returns
    -------
    list of TemplatePart
        The example with a slot for each stretch that fewer than 60 % of the others keep: ``[年]`` a
        year, ``[数]`` a number, ``[名]`` a name, ``[…]`` anything else.

    Examples
    --------
    >>> parts = find_template(
    ...     "2021年主动公开信息120条。",
    ...     ["2022年主动公开信息87条。", "2019年主动公开信息95条。"],
    ... )
    >>> spell_template(parts)
    '[年]年主动公开信息[数]条。'
    >>> [part.fillings for part in parts if part.slot]
    [('2022', '2019'), ('87', '95')]
    """
    step = max(len(others) / MEMBERS, 1.0)
    chosen = [others[int(i * step)] for i in range(min(len(others), MEMBERS))]
    if not chosen or not example:
        return [TemplatePart(example)]
    n_keeping = np.zeros(len(example))
    places = []
    for other in chosen:
        ops = list(Levenshtein.opcodes(example, other))
        for op in ops:
            if op.tag == "equal":
                n_keeping[op.src_start : op.src_end] += 1
        places.append(_places_in_other(len(example), len(other), ops))
    fixed = _settle(example, n_keeping >= FIXED * len(chosen), names)
    parts, start = [], 0
    changes = np.flatnonzero(np.diff(fixed.astype(int))) + 1
    for stop in [*changes.tolist(), len(example)]:
        text, after = example[start:stop], example[stop : stop + 1]
        if fixed[start]:
            parts.append(TemplatePart(text))
        else:
            found = tuple(
                other[first[start] : last[stop]]
                for other, (first, last) in zip(chosen, places, strict=True)
            )
            parts.append(TemplatePart(text, _slot(text, after, names), found))
        start = stop
    return parts


def find_family_template(
    example: str, passages: pd.DataFrame, reports: pd.DataFrame
) -> list[TemplatePart]:
    """Find the template of a family, with the names of those who hold it.

    Parameters
    ----------
    example : str
        The family's text.
    passages : pandas.DataFrame
        Its places: report_id, text.
    reports : pandas.DataFrame
        report_id, agency, region, province of those who hold it, and of others.

    Returns
    -------
    list of TemplatePart
        As :func:`find_template`.

    Examples
    --------
    >>> places = pd.DataFrame({"report_id": ["a"], "text": ["白鹭县公开"]})
    >>> of = {"report_id": ["a"], "agency": "", "region": "白鹭县", "province": ""}
    >>> spell_template(find_family_template("白马县公开", places, pd.DataFrame(of)))
    '白[…]县公开'
    """
    others = passages["text"][passages["text"] != example].tolist()
    holders = reports[reports["report_id"].isin(passages["report_id"])]
    columns = ("agency", "region", "province")
    names = {str(name) for column in columns for name in holders[column]} - {""}
    # Longest first, so that a place inside an agency's name is not taken for the whole.
    return find_template(example, others, sorted(sorted(names), key=len, reverse=True))


def spell_template(parts: Sequence[TemplatePart]) -> str:
    """Write a template: fixed text, and the names of slots.

    Parameters
    ----------
    parts : sequence of TemplatePart
        As :func:`find_template` gives them.

    Returns
    -------
    str

    Examples
    --------
    >>> spell_template([TemplatePart("2021", "[年]"), TemplatePart("年公开")])
    '[年]年公开'
    """
    return "".join(part.slot or part.text for part in parts)


def _places_in_other(
    n: int, n_other: int, ops: Sequence[Opcode]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each place of the example lies in another text: before and behind what is put in."""
    last = np.full(n + 1, n_other)
    for op in ops:
        along = np.arange(op.src_end - op.src_start)
        last[op.src_start : op.src_end] = np.minimum(op.dest_start + along, op.dest_end)
    first = last.copy()
    for op in ops:
        if op.tag == "insert":
            first[op.src_start] = op.dest_start
    return first, last


def _settle(
    example: str, fixed: NDArray[np.bool_], names: Sequence[str]
) -> NDArray[np.bool_]:
    """Widen slots to whole numbers and names, and over the short stretches between slots."""
    is_open = ~fixed
    _open_whole_numbers(example, is_open)
    _open_whole_names(example, is_open, names)
    slots = np.flatnonzero(is_open)
    for low, high in pairwise(slots.tolist()):
        n_between = high - low - 1
        # A number is a slot of its own, however short the text beside it: 3 月 5 日.
        is_number = example[low].isdigit() or example[high].isdigit()
        if 0 < n_between <= BRIDGE and not is_number:
            is_open[low:high] = True
    return ~is_open


def _open_whole_numbers(example: str, is_open: NDArray[np.bool_]) -> None:
    """Open a number that is open somewhere as a whole, in place: forward, then backward."""
    for i in range(1, len(example)):
        is_open[i] |= (
            is_open[i - 1] and example[i].isdigit() and example[i - 1].isdigit()
        )
    for i in range(len(example) - 2, -1, -1):
        is_open[i] |= (
            is_open[i + 1] and example[i].isdigit() and example[i + 1].isdigit()
        )


def _open_whole_names(
    example: str, is_open: NDArray[np.bool_], names: Sequence[str]
) -> None:
    """Open a name that is open somewhere as a whole, in place."""
    for name in filter(None, names):
        at = example.find(name)
        while at >= 0:
            span = slice(at, at + len(name))
            is_open[span] |= bool(is_open[span].any())
            at = example.find(name, at + 1)


def _slot(text: str, after: str, names: Sequence[str]) -> str:
    """Name what a slot held."""
    held = text.strip()
    if held.isdigit():
        is_year = len(held) == _YEAR_DIGITS and after == "年"
        return SLOTS["year" if is_year else "number"]
    is_name = any(name and (name in text or text in name) for name in names)
    return SLOTS["name" if is_name else "other"]
