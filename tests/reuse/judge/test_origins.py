"""How a report came by a passage: chances of hand-made gifts."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.reuse.judge.holders import Holders
from textmine.reuse.judge.origins import ORIGINS, Judged, judge_holders
from textmine.reuse.judge.ties import Gifts


def evidence_of(rows: list[tuple[int, int, float]]) -> Any:
    """Evidence of holders given as (family, agency, time) in order of family and time."""
    family, agency = (
        np.array([row[i] for row in rows], dtype=np.int64) for i in (0, 1)
    )
    number = np.arange(len(rows))
    time = np.array([row[2] for row in rows], dtype=np.float64)
    dated = np.ones(len(rows), dtype=np.bool_)
    return SimpleNamespace(holders=Holders(family, number, agency, number, time, dated))


def gifts_of(rows: list[tuple[int, int, float, bool]]) -> Gifts:
    """Gifts given as (source, copier, chance, whether the copy names the source)."""
    source, copier = (
        np.array([row[i] for row in rows], dtype=np.int64) for i in (0, 1)
    )
    chance = np.array([row[2] for row in rows], dtype=np.float64)
    return Gifts(
        source, copier, chance, np.array([row[3] for row in rows], dtype=np.bool_)
    )


def names(judged: Judged) -> list[str]:
    return [ORIGINS[k] for k in judged.origin]


def test_the_earlier_gave_and_the_later_took() -> None:
    evidence = evidence_of([(0, 1, 2020.1), (0, 2, 2021.1)])
    judged = judge_holders(evidence, gifts_of([(0, 1, 0.8, False)]))
    assert names(judged) == ["given", "taken"]
    assert judged.other.tolist() == [1, 0]
    assert judged.chance[1, ORIGINS.index("taken")] == pytest.approx(0.8)
    assert judged.chance[1, ORIGINS.index("undecided")] == pytest.approx(0.2)


def test_a_later_report_gave_only_where_the_copy_names_it() -> None:
    evidence = evidence_of([(0, 1, 2020.1), (0, 2, 2021.1)])
    silent = judge_holders(evidence, gifts_of([(1, 0, 0.9, False)]))
    assert names(silent) == ["undecided", "undecided"]
    assert silent.other.tolist() == [-1, -1]
    named = judge_holders(evidence, gifts_of([(1, 0, 0.9, True)]))
    assert names(named) == ["taken", "given"]


def test_sources_of_a_copy_add_up_and_copies_of_a_source_join() -> None:
    evidence = evidence_of([(0, 1, 2020.1), (0, 2, 2020.2), (0, 3, 2021.1)])
    found = judge_holders(evidence, gifts_of([(0, 2, 0.3, False), (1, 2, 0.4, False)]))
    assert found.chance[2, ORIGINS.index("taken")] == pytest.approx(0.7)
    assert found.giver.tolist() == [-1, -1, 1], "the likelier of two"
    joined = judge_holders(evidence, gifts_of([(0, 1, 0.5, False), (0, 2, 0.5, False)]))
    assert joined.chance[0, ORIGINS.index("given")] == pytest.approx(0.75)
    assert joined.taker[0] == 1, "of equal ones the first"


def test_what_an_agency_keeps_or_holds_alone_was_not_taken() -> None:
    rows = [
        (0, 1, 2019.1),
        (0, 2, 2020.1),
        (0, 2, 2021.1),
        (1, 3, 2021.1),
        (1, 3, 2022.1),
    ]
    judged = judge_holders(
        evidence_of(rows), gifts_of([(0, 1, 0.9, False), (0, 2, 0.9, False)])
    )
    assert names(judged) == ["given", "taken", "kept", "first", "kept"]
    assert judged.other.tolist()[2:] == [-1, -1, -1]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 5), st.floats(0, 1), st.booleans()),
        max_size=10,
    )
)
def test_chances_of_a_holder_sum_to_one(
    rows: list[tuple[int, int, float, bool]],
) -> None:
    times = [2019.1, 2019.1, 2020.1, 2020.2, 2021.1, np.inf]
    evidence = evidence_of([(0, agency % 4, time) for agency, time in enumerate(times)])
    judged = judge_holders(
        evidence, gifts_of([row for row in rows if row[0] != row[1]])
    )
    assert judged.chance.sum(axis=1).tolist() == pytest.approx([1.0] * 6)
    assert (judged.chance >= -1e-9).all()
    is_claimed = np.isin(
        judged.origin, [ORIGINS.index("taken"), ORIGINS.index("given")]
    )
    assert ((judged.other >= 0) == is_claimed).all()


def test_less_than_an_even_chance_is_undecided() -> None:
    chance = np.array(
        [[0.5, 0.5, 0, 0, 0], [0.49, 0.11, 0.4, 0, 0], [0.1, 0.6, 0.3, 0, 0]]
    )
    judged = Judged(chance, np.array([7, 8, 9]), np.array([1, 2, 3]))
    assert names(judged) == ["taken", "undecided", "given"]
    assert judged.other.tolist() == [7, -1, 3]
