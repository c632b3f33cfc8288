"""The ways to copy: from a text that is taken over to one that is hardly recognisable."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random

from textmine.resources.load import load_toml

AGENCY, YEAR = "\ue000", "\ue001"
_CLAUSE = re.compile(r"[^，。；]*[，。；]?")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who a text is about: fills the slots of a template.

    Parameters
    ----------
    agency : str
        Name of the agency.
    year : int
        Year reported on.
    """

    agency: str
    year: int


def split_clauses(text: str) -> list[str]:
    """Split at commas, semicolons and full stops, which stay with the clause before them.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of str
        The clauses; joined they give the text.

    Examples
    --------
    >>> split_clauses("清淤完工，村民验收。公示")
    ['清淤完工，', '村民验收。', '公示']
    """
    return [part for part in _CLAUSE.findall(text) if part]


def fill_slots(template: str, holder: Holder) -> str:
    """Put a holder's name and year into a template's slots.

    Parameters
    ----------
    template : str
        Text with the marks ``AGENCY`` and ``YEAR``.
    holder : Holder
        Whose they are.

    Returns
    -------
    str
        The text.
    """
    return template.replace(AGENCY, holder.agency).replace(YEAR, str(holder.year))


def swap_numbers(rng: Random, text: str) -> str:
    """Draw every number of a text anew, with as many digits.

    Parameters
    ----------
    rng : random.Random
        Source of chance.
    text : str
        Any text.

    Returns
    -------
    str
        The text with other numbers.
    """
    return _DIGITS.sub(
        lambda m: str(rng.randint(10 ** (len(m[0]) - 1), 10 ** len(m[0]) - 1)), text
    )


def change_clauses(rng: Random, text: str, new_clause: Callable[[], str]) -> str:
    """Delete and insert clauses: about one in four, at least one.

    Parameters
    ----------
    rng : random.Random
        Source of chance.
    text : str
        The source.
    new_clause : callable
        Gives a fresh clause without a mark at its end.

    Returns
    -------
    str
        The changed text.
    """
    clauses = split_clauses(text)
    out: list[str] = []
    changed = False
    for i, clause in enumerate(clauses):
        fate = rng.random()
        last_chance = i == len(clauses) - 1 and not changed
        if fate < 0.12 and len(clauses) > 2 and i < len(clauses) - 1:
            changed = True
            continue
        if fate > 0.88 or last_chance:
            out.append(new_clause() + "，")
            changed = True
        out.append(clause)
    return "".join(out)


def reorder(rng: Random, text: str) -> str:
    """Put the clauses into another order.

    Parameters
    ----------
    rng : random.Random
        Source of chance.
    text : str
        The source.

    Returns
    -------
    str
        The same clauses; the marks between them stay where they were. A single clause stays as it
        is.
    """
    clauses = split_clauses(text)
    marks = [c[-1] if c[-1] in "，。；" else "" for c in clauses]
    bodies = [c[: len(c) - len(m)] for c, m in zip(clauses, marks, strict=True)]
    order = list(range(len(bodies)))
    if len(set(bodies)) > 1:
        while [bodies[i] for i in order] == bodies:
            rng.shuffle(order)
    return "".join(bodies[i] + m for i, m in zip(order, marks, strict=True))


def swap_synonyms(rng: Random, text: str, *, rate: float = 0.7) -> str:
    """Replace words by words that mean the same.

    Parameters
    ----------
    rng : random.Random
        Source of chance.
    text : str
        The source.
    rate : float
        Share of the known words that are replaced.

    Returns
    -------
    str
        The changed text.

    Examples
    --------
    >>> swap_synonyms(Random(0), "逐条核对台账", rate=1.0)
    '逐项核实账册'
    """
    pattern, table = _synonyms()
    return pattern.sub(lambda m: table[m[0]] if rng.random() < rate else m[0], text)


def edit_characters(rng: Random, text: str, rate: float) -> str:
    """Substitute, delete and insert characters, each independently of the others.

    Parameters
    ----------
    rng : random.Random
        Source of chance.
    text : str
        The source.
    rate : float
        Chance that a character is edited; the three edits are equally likely.

    Returns
    -------
    str
        The changed text; marks of punctuation stay.
    """
    alphabet = _alphabet()
    random = rng.random
    out: list[str] = []
    for char in text:
        if char in "，。；、" or random() >= rate:
            out.append(char)
            continue
        kind = int(random() * 3)
        if kind != 1:
            out.append(alphabet[int(random() * len(alphabet))])
        if kind == 2:
            out.append(char)
    return "".join(out)


def merge(rng: Random, first: str, second: str) -> list[tuple[int, str]]:
    """Interleave the clauses of two sources.

    Parameters
    ----------
    rng : random.Random
        Source of chance.
    first, second : str
        The sources.

    Returns
    -------
    list of (int, str)
        Stretches in order, each with the number (0 or 1) of the source it comes from.
    """
    left, right = split_clauses(first), split_clauses(second)
    out: list[tuple[int, str]] = []
    while left or right:
        source = 0 if not right or (left and rng.random() < 0.5) else 1
        queue = (left, right)[source]
        take = min(len(queue), 3 + int(rng.random() * 4))
        out.append((source, "".join(queue[:take])))
        del queue[:take]
    return out


@cache
def _synonyms() -> tuple[re.Pattern[str], dict[str, str]]:
    """Pattern and table of the synonyms, both ways, the longer words first."""
    table: dict[str, str] = {}
    for pair in load_toml("simulate/families.toml")["synonyms"].split("|"):
        a, b = pair.split()
        table.setdefault(a, b)
        table.setdefault(b, a)
    words = sorted(table, key=lambda w: (-len(w), w))
    return re.compile("|".join(words)), table


@cache
def _alphabet() -> str:
    """Characters that edits put in: those of the word lists."""
    words = load_toml("simulate/words.toml")
    return "".join(
        sorted({c for text in words.values() for c in text if not c.isspace()})
    )
