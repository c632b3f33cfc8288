"""What an invented agency says is wrong, year by year, and what it means to do about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any
from zlib import crc32

from textmine.resources.load import load_toml
from textmine.simulation.grammar import grammar

_SLOT = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class Statement:
    """One problem.

    Parameters
    ----------
    text : str
        The problem as worded.
    categories : tuple of str
        Keys of the codebook.
    subject : str
        What it is about; a restatement keeps it.
    domain : str
        Whose nouns it uses.
    past : str
        How it was worded before; empty when it is new.
    """

    text: str
    categories: tuple[str, ...]
    subject: str
    domain: str
    past: str = ""


@dataclass(frozen=True, slots=True)
class YearOfProblems:
    """Problems and measures of one report.

    Parameters
    ----------
    problems : tuple of Statement
        In order.
    measures : tuple of str
        In order.
    answers : tuple of tuples of int
        For each problem the measures that answer it.
    links : tuple of (problem or None, earlier problem or None, state)
        To the year before.
    """

    problems: tuple[Statement, ...]
    measures: tuple[str, ...]
    answers: tuple[tuple[int, ...], ...]
    links: tuple[tuple[int | None, int | None, str], ...]


def draw_problem_years(
    rng: Random, domains: Sequence[str], n_years: int
) -> list[YearOfProblems]:
    """Draw the problems of consecutive years; some come back as they were, some in other words.

    Parameters
    ----------
    rng : random.Random
        Source of chance.
    domains : sequence of str
        Domains that problems are drawn from.
    n_years : int
        Number of years.

    Returns
    -------
    list of YearOfProblems
        In order of the years.

    Examples
    --------
    >>> years = draw_problem_years(Random(2), ["water"], 2)
    >>> {state for _, _, state in years[1].links} <= {
    ...     "verbatim",
    ...     "restated",
    ...     "new",
    ...     "dropped",
    ... }
    True
    """
    out: list[YearOfProblems] = []
    before: tuple[Statement, ...] = ()
    for year in range(n_years):
        problems: list[Statement] = []
        links: list[tuple[int | None, int | None, str]] = []
        for j, old in enumerate(before):
            fate = rng.random()
            if fate < 0.5:
                links.append((None, j, "dropped"))
                continue
            state = "verbatim" if fate < 0.78 else "restated"
            links.append((len(problems), j, state))
            problems.append(
                replace(old, past=old.past or old.text)
                if state == "verbatim"
                else _restate(rng, old)
            )
        while len(problems) < rng.randint(2, 5) or not problems:
            problems.append(_draw_statement(rng, domains))
            if year:
                links.append((len(problems) - 1, None, "new"))
        measures, answers = _answer(rng, problems, year)
        out.append(YearOfProblems(tuple(problems), measures, answers, tuple(links)))
        before = tuple(problems)
    return out


def _categories() -> dict[str, Any]:
    """Categories with their words (the codebook's, without other)."""
    return {
        k: v
        for k, v in load_toml("simulate/problems.toml").items()
        if isinstance(v, dict) and "short" in v
    }


def _draw_statement(rng: Random, domains: Sequence[str]) -> Statement:
    """Draw a problem of one category, sometimes of two."""
    table, domain = _categories(), rng.choice(domains)
    key = rng.choice(tuple(table))
    subjects = load_toml("simulate/problems.toml")[table[key]["on"]].split("\n")[:-1]
    subject = grammar().fill(rng, rng.choice(subjects), domain)
    blank = Statement("", (key,), subject, domain)
    if rng.random() < 0.12:
        others = [
            k for k, v in table.items() if v["on"] == table[key]["on"] and k != key
        ]
        blank = replace(blank, categories=(key, rng.choice(others)))
    return replace(blank, text=_word(rng, blank))


def _word(rng: Random, statement: Statement) -> str:
    """Word a problem: its subject and what is wrong with it, in no words it already has."""
    table, parts = _categories(), []
    for key in statement.categories:
        shorts = table[key]["short"].split("|")
        fresh = [short for short in shorts if _own_words(short) not in statement.past]
        parts.append(rng.choice(fresh or shorts))
    return statement.subject + grammar().fill(
        rng, "，{place3}{people3}又说".join(parts), statement.domain
    )


def _own_words(template: str) -> str:
    """The longest stretch of a template that no slot fills: what tells it from the others."""
    return max(_SLOT.split(template), key=len)


def _restate(rng: Random, old: Statement) -> Statement:
    """Say the same of the same subject in other words."""
    known = replace(old, past=old.past + old.text)
    return replace(known, text=_word(rng, known))


def _answer(
    rng: Random, problems: Sequence[Statement], year: int
) -> tuple[tuple[str, ...], tuple[tuple[int, ...], ...]]:
    """Draw measures: most problems get one, some none; now and then a measure answers nothing."""
    table, g = _categories(), grammar()
    measures: list[str] = []
    answers: list[tuple[int, ...]] = []
    for problem in problems:
        if rng.random() < 0.1 and len(problems) > 2:
            answers.append(())
            continue
        fixes = table[problem.categories[0]]["fix"].split("|")
        fix = fixes[
            (crc32(problem.subject.encode()) + year) % len(fixes)
        ]  # not last year's for the same problem
        lead = (
            f"对{problem.subject}，"
            if not problem.past and rng.random() < 0.8
            else "{person}{manner}{act}{thing}{attr}，"
        )
        answers.append((len(measures),))
        measures.append(g.fill(rng, lead + fix, problem.domain))
    if not measures or rng.random() < 0.1:
        domain = problems[-1].domain
        measures.append(
            g.fill(rng, "{when}在{place}开展{thing}{attr}公开，{aim}", domain)
        )
    return tuple(measures), tuple(answers)
