"""The template that the passages of a family share: fixed text and slots."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

MEMBERS = 25
FIXED = 0.6
BRIDGE = 2
SLOTS = {"year": "[年]", "number": "[数]", "name": "[名]", "other": "[…]"}


def find_template(example: str, others: Sequence[str], names: Sequence[str] = ()) -> str:
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
    ...     "2021年主动公开信息120条。", ["2022年主动公开信息87条。", "2019年主动公开信息95条。"]
    ... )
    '[年]年主动公开信息[数]条。'
    """
    step = max(len(others) / MEMBERS, 1.0)
    chosen = [others[int(i * step)] for i in range(min(len(others), MEMBERS))]
    if not chosen:
        return example
    kept = np.zeros(len(example))
    for other in chosen:
        for op in Levenshtein.opcodes(example, other):
            if op.tag == "equal":
                kept[op.src_start : op.src_end] += 1
    fixed = _settle(example, kept >= FIXED * len(chosen), names)
    out, start = [], 0
    for stop in [*(np.flatnonzero(np.diff(fixed.astype(int))) + 1).tolist(), len(example)]:
        part = example[start:stop]
        out.append(part if fixed[start] else _slot(part, example[stop : stop + 1], names))
        start = stop
    return "".join(out)


def _settle(example: str, fixed: NDArray[np.bool_], names: Sequence[str]) -> NDArray[np.bool_]:
    """Widen slots to whole numbers and names, and over stretches of one or two characters between slots."""
    open_ = ~fixed
    for i in range(1, len(example)):
        open_[i] |= open_[i - 1] and example[i].isdigit() and example[i - 1].isdigit()
    for i in range(len(example) - 2, -1, -1):
        open_[i] |= open_[i + 1] and example[i].isdigit() and example[i + 1].isdigit()
    for name in names:
        at = example.find(name)
        while name and at >= 0:
            open_[at : at + len(name)] |= bool(open_[at : at + len(name)].any())
            at = example.find(name, at + 1)
    slots = np.flatnonzero(open_)
    for a, b in zip(slots[:-1], slots[1:], strict=True):
        between = example[a + 1 : b]
        if 0 < len(between) <= BRIDGE and not (example[a].isdigit() or example[b].isdigit()):
            open_[a:b] = True
    return ~open_


def _slot(text: str, after: str, names: Sequence[str]) -> str:
    """Name what a slot held."""
    if text.strip().isdigit():
        return SLOTS["year" if len(text.strip()) == 4 and after == "年" else "number"]
    return SLOTS[
        "name" if any(name and (name in text or text in name) for name in names) else "other"
    ]
