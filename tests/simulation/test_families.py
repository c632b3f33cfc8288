"""Who copies what: layers of families, their holders, and each holder's version."""

from collections import defaultdict
from random import Random

import numpy as np
import pytest

from textmine.simulation import operators as ops
from textmine.simulation.families import OUTSIDE, FamilyPlan
from textmine.simulation.profile import SimulationProfile

N = 96
YEARS = 4


def make_plan(operator="verbatim", n_reports=N, seed=3, **settings):
    profile = SimulationProfile(
        **{
            "share": 0.1,
            "frequencies": (4,),
            "operators": {operator: 1.0},
            "lengths": (30, 60),
            "leftover": 0.0,
            "n_provinces": 3,
            **settings,
        }
    )
    return FamilyPlan(profile, n_reports, seed)


def holder(plan, report):
    """A made-up name for a report that tells its number and year."""
    if report == OUTSIDE:
        return ops.Holder("远方某局", 2001)
    return ops.Holder(
        f"第{'甲乙丙丁戊己庚辛壬癸'[report % 10]}{report}局", int(plan.year[report])
    )


def copies_of(plan, report):
    givers = [holder(plan, giver) for giver in plan.sources_of(report)]
    return plan.copies(report, (holder(plan, report), *givers))


def held(plan):
    """Reports that hold each family."""
    out = defaultdict(list)
    for layer in plan.layers:
        for report in np.flatnonzero(layer >= 0):
            out[int(layer[report])].append(int(report))
    return out


def text_of(copy):
    return "".join(text for text, _ in copy.pieces)


def test_nothing_is_planned_where_nothing_is_to_be_copied():
    for plan in (make_plan(share=0.0), make_plan(n_reports=1)):
        assert plan.layers == []
        assert plan.sources_of(0) == []
        assert plan.copies(0, (holder(plan, 0),)) == []


def test_agencies_report_year_by_year_and_governments_later_in_the_year():
    plan = make_plan(share=0.0, n_reports=2400, years_per_agency=YEARS, first_year=2020)
    assert plan.agency[: 2 * YEARS].tolist() == [0] * YEARS + [1] * YEARS
    assert plan.year[: YEARS + 1].tolist() == [2020, 2021, 2022, 2023, 2020]
    assert plan.day.min() == 7
    # Agencies have January; governments until the end of March.
    assert plan.day.max() <= 88
    assert 0.5 < (plan.day < 30).mean() < 1


def test_every_family_has_two_holders_or_more_and_the_first_in_time_wrote_it():
    plan = make_plan()
    families = held(plan)
    assert families
    for number, reports in families.items():
        assert 2 <= len(reports) <= 4
        when = {r: (plan.year[r], plan.day[r], r) for r in reports}
        assert plan.sources[number] == min(reports, key=when.__getitem__)


@pytest.mark.parametrize(
    ("kind", "same"), [("self", "agency"), ("peer", "type"), ("regional", "province")]
)
def test_holders_of_a_kind_share_what_makes_the_kind(kind, same):
    few = kind in ("self", "peer")
    plan = make_plan(kinds=(kind,), frequencies=(3 if few else 6,))
    families = held(plan)
    assert families
    assert set(plan.kinds) == {kind}
    for reports in families.values():
        assert len({int(getattr(plan, same)[r]) for r in reports}) == 1
        if kind == "peer":
            assert len({int(plan.agency[r]) for r in reports}) == len(reports)


def test_the_originator_has_the_source_and_the_others_verbatim_copies_of_it():
    plan = make_plan()
    for number, reports in held(plan).items():
        for report in reports:
            copy = next(
                c for c in copies_of(plan, report) if c.family is plan.family(number)
            )
            assert text_of(copy) == plan.family(number).first
            ((_, origin),) = copy.pieces
            if report == plan.sources[number]:
                assert (copy.operator, origin) == ("source", None)
            else:
                assert (copy.operator, origin) == ("verbatim", plan.sources[number])


def test_reports_name_the_sources_of_their_families_in_the_order_of_their_copies():
    plan = make_plan(share=0.3)
    for report in range(N):
        sources = [
            plan.sources[int(layer[report])]
            for layer in plan.layers
            if layer[report] >= 0
        ]
        assert plan.sources_of(report) == sources
        names = [copy.family.name for copy in copies_of(plan, report)]
        held_here = [
            number for number, reports in held(plan).items() if report in reports
        ]
        assert sorted(names) == sorted(plan.family(number).name for number in held_here)


def test_slots_hold_the_holders_own_name_and_year_and_no_mark_is_left():
    plan = make_plan("slot")
    for report in range(N):
        own = holder(plan, report)
        for copy in copies_of(plan, report):
            text = text_of(copy)
            assert f"{own.year}年，{own.agency}" in text
            assert copy.residue is None
            assert ops.AGENCY not in text
            assert ops.YEAR not in text


def test_a_left_over_name_or_year_is_the_sources_and_stands_in_the_text():
    plan = make_plan("slot", leftover=1.0)
    seen = set()
    for report in range(N):
        own = holder(plan, report)
        for copy, giver in zip(
            copies_of(plan, report), plan.sources_of(report), strict=True
        ):
            if copy.operator == "source":
                assert copy.residue is None
                continue
            source = holder(plan, giver)
            check, left = copy.residue
            assert left in text_of(copy)
            assert (
                left
                == {"foreign_name": source.agency, "stale_year": f"{source.year}年"}[
                    check
                ]
            )
            assert left not in (own.agency, f"{own.year}年")
            seen.add(check)
    assert seen == {"foreign_name", "stale_year"}


def test_a_merge_takes_both_sources_whole():
    plan = make_plan("merge")
    merged = 0
    for number, reports in held(plan).items():
        family = plan.family(number)
        for report in reports:
            copy = next(c for c in copies_of(plan, report) if c.family is family)
            if copy.operator != "merge":
                continue
            merged += 1
            parts = defaultdict(str)
            for text, origin in copy.pieces:
                parts[origin] += text
            sources = {
                plan.sources[number]: family.first,
                plan.seconds[number]: family.second,
            }
            assert parts == sources
    assert merged > 0


def test_copies_of_a_text_from_outside_name_no_report():
    plan = make_plan(outside=1.0, kinds=("peer",))
    assert set(plan.sources) == {OUTSIDE}
    for report in range(N):
        for copy in copies_of(plan, report):
            assert copy.operator == "verbatim"
            assert [origin for _, origin in copy.pieces] == [None]


def test_along_a_chain_each_copies_from_the_one_before():
    plan = make_plan("clause", chain=1.0, kinds=("peer",))
    chains = held(plan)
    for number, reports in chains.items():
        order = sorted(reports, key=lambda r: (plan.year[r], plan.day[r], r))
        for before, report in zip(order, order[1:], strict=False):
            copy = next(
                c for c in copies_of(plan, report) if c.family is plan.family(number)
            )
            assert [origin for _, origin in copy.pieces] == [before]
            assert before in plan.sources_of(report)
    assert max(map(len, chains.values())) > 2


def test_an_early_copier_has_its_text_from_one_who_reported_later():
    plan = make_plan(early=1.0, kinds=("peer",))
    for number, reports in held(plan).items():
        first = min(reports, key=lambda r: (plan.year[r], plan.day[r], r))
        assert plan.sources[number] != first
        assert plan.sources[number] in reports


def test_versions_depend_on_the_seed_alone_and_not_on_the_order_asked_for():
    forward, backward = make_plan("edit"), make_plan("edit")
    numbers = list(range(N))
    versions = {r: copies_of(forward, r) for r in numbers}
    Random(1).shuffle(numbers)
    assert {r: copies_of(backward, r) for r in numbers} == versions
    other = make_plan("edit", seed=4)
    assert {r: copies_of(other, r) for r in range(N)} != versions
