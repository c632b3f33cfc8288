"""What a report is about, the numbers its narrative states.

And the contradictions planted in them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from textmine.simulation.agencies import InventedAgency
from textmine.simulation.grammar import grammar
from textmine.simulation.problems import YearOfProblems
from textmine.simulation.tables import FormTables, Value

ALL = 6
"""Column 总计 of table 3."""
REVIEWS = 4
"""总计 of 行政复议 in table 4."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a report is about.

    Parameters
    ----------
    report_id, published : str
        Its name and the day it came out.
    agency : InventedAgency
        Whose it is.
    year : int
        Year reported on.
    tables : FormTables
        Its numbers.
    problems : YearOfProblems
        Its problems and measures.
    earlier_id : str
        The agency's report of the year before, or empty.
    kept : frozenset of int
        Problems that stand verbatim in the agency's next report.
    """

    report_id: str
    published: str
    agency: InventedAgency
    year: int
    tables: FormTables
    problems: YearOfProblems
    earlier_id: str
    kept: frozenset[int] = frozenset()


def draw_claims(
    rng: Random, facts: Facts, share: float, domains: Sequence[str], *, themed: bool
) -> tuple[Facts, dict[str, list[str]], list[dict[str, Any]]]:
    """Draw the narrative's numbers; in a share of reports one of them, or a cell, is wrong.

    Parameters
    ----------
    rng : random.Random
        Source of chance.
    facts : Facts
        What the report is about.
    share : float
        Share of reports with a wrong number.
    domains : sequence of str
        Domains whose words the sentences take.
    themed : bool
        Whether what stands around a number is mostly about its domain.

    Returns
    -------
    facts : Facts
        With the tables as they will be printed.
    claims : dict
        Sentences for each part of 总体情况.
    planted : list of dict
        What is wrong: check, also, section, right, found, detail.
    """
    domain = rng.choice(domains)
    stated = _state(facts.tables, [rng.randint(3, 400) for _ in range(3)])
    planted: list[dict[str, Any]] = []
    if rng.random() < share:
        facts, planted = _plant(rng, facts, stated)
    known = {k: str(v) for k, v in stated.items()}
    claims = {
        part: [
            _claim(rng, "theme" if themed else part, name, domain, known)
            for name in names
        ]
        for part, names in _sentences_of(stated).items()
    }
    return facts, claims, planted


def _state(tables: FormTables, parts: Sequence[int]) -> dict[str, int]:
    """The numbers that the narrative may state: those of the tables, and a total with its parts."""
    new, carried, granted, *_, following = tables.table3
    documents = tables.table2.get("规范性文件") or tables.table2["行政规范性文件"]
    a, b, c = parts
    return {
        "new": int(new[ALL] or 0),
        "carry": int(carried[ALL] or 0),
        "next": int(following[ALL] or 0),
        "granted": int(granted[ALL] or 0),
        "reviews": int(tables.table4[REVIEWS] or 0),
        "total": sum(parts),
        "a": a,
        "b": b,
        "c": c,
        "made": int(documents[0] or 0),
        "licences": int(tables.table2["行政许可"][-1] or 0),
    }


def _sentences_of(stated: Mapping[str, int]) -> dict[str, list[str]]:
    """Which sentences each part of 总体情况 has: of what is nothing none is told, but received."""

    def where(number: str, sentence: str) -> list[str]:
        return [sentence] if stated[number] else []

    return {
        "disclosure": ["total", *where("licences", "licences")],
        "requests": [
            "received" if stated["new"] else "received_zero",
            *where("carry", "carried"),
            *where("granted", "granted"),
            *where("next", "next"),
            *where("reviews", "reviews"),
        ],
        "management": where("made", "normative"),
    }


def _claim(
    rng: Random, part: str, name: str, domain: str, known: dict[str, str]
) -> str:
    """Sentence that states a number amid made-up clauses: its fixed words stay a short run."""
    g, turn = grammar(), "first.theme" if part == "theme" else "first.any"
    before, after = g.clause(rng, f"lead.{part}", domain), g.clause(rng, turn, domain)
    return f"{before}，{g.clause(rng, f'claim.{name}', domain, known)}，{after}。"


def _plant(
    rng: Random, facts: Facts, stated: dict[str, int]
) -> tuple[Facts, list[dict[str, Any]]]:
    """Make one number wrong and say which check must fail, and which fail with it."""
    t, off = facts.tables, rng.randint(1, 9)
    table3, table4 = [list(row) for row in t.table3], list(t.table4)
    last = len(table3) - 2
    new, carried = stated["new"], stated["carry"]
    # What 收到 may mean: new ones, with those carried over, those settled.
    readings = {new, new + carried, new + carried - stated["next"]}
    off = next(o for o in range(off, off + 4) if new + o not in readings)
    claim = ["claim_received_applications"] if carried != stated["next"] and new else []
    in_tables: dict[str, tuple[list[Value], int, str, list[str]]] = {
        "t3_total_col0": (
            table3[last],
            0,
            "applications",
            ["t3_flow_col0", f"t3_row_sum_row{last}"],
        ),
        "t3_row_sum_row0": (table3[0], 6, "applications", ["t3_flow_col6", *claim]),
        "t4_review_total": (
            table4,
            4,
            "review",
            ["claim_reviews"] if stated["reviews"] else [],
        ),
    }
    in_words = {"claim_received_applications": "new", "breakdown": "total"}
    check, also = rng.choice((*in_words, *in_tables)), list[str]()
    if check in in_words:
        section, right = "overview", float(stated[in_words[check]])
        stated[in_words[check]] += off
    else:
        cells, at, section, also = in_tables[check]
        right = cells[at] or 0.0
        cells[at] = right + off
    planted = {
        "check": check,
        "also": also,
        "section": section,
        "right": right,
        "found": right + off,
        "detail": f"{check}: {right + off:g} in place of {right:g}",
    }
    return replace(facts, tables=replace(t, table3=table3, table4=table4)), [planted]
