"""The template that the passages of a family share: fixed text and slots."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

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


def find_template(
    example: str, others: Sequence[str], names: Sequence[str] = ()
) -> str:
    """Find what a family's passages have in common.

    Parameters
    ----------
    example : str
        The passage that stands for the family.
    others : sequence of str
        Its other passages; 25 of them, evenly spread, are compared.
    names : sequence of str, optional
        Names of agencies and places; a slot that held one is a name.

    Returns
    -------
    str
        The example with a slot for each stretch that fewer than 60 % of the others keep: ``[年]`` a
        year, ``[数]`` a number, ``[名]`` a name, ``[…]`` anything else.

    Examples
    --------
    >>> find_template(
    ...     "2021年主动公开信息120条。",
    ...     ["2022年主动公开信息87条。", "2019年主动公开信息95条。"],
    ... )
    '[年]年主动公开信息[数]条。'
    """
    step = max(len(others) / MEMBERS, 1.0)
    chosen = [others[int(i * step)] for i in range(min(len(others), MEMBERS))]
    if not chosen or not example:
        return example
    n_keeping = np.zeros(len(example))
    for other in chosen:
        for op in Levenshtein.opcodes(example, other):
            if op.tag == "equal":
                n_keeping[op.src_start : op.src_end] += 1
    fixed = _settle(example, n_keeping >= FIXED * len(chosen), names)
    parts, start = [], 0
    changes = np.flatnonzero(np.diff(fixed.astype(int))) + 1
    for stop in [*changes.tolist(), len(example)]:
        part, after = example[start:stop], example[stop : stop + 1]
        parts.append(part if fixed[start] else _slot(part, after, names))
        start = stop
    return "".join(parts)


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
