"""Profiles: what is counted, over what, and that nothing is lost."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.compare import bootstrap_mean, profile, wilson
from textmine.errors import FrameError, TextmineWarning
from textmine.schema import FRAMES
from textmine.stats.shares import ONE_CLUSTER


def coded() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "report_id": ["a", "a", "b", "c", "d"],
            "agency_type": ["商务局", "商务局", "商务局", "统计局", ""],
            "year": [2020.0, 2020.0, 2021.0, 2021.0, np.nan],
            "categories": ["content", "content|timeliness", "staffing", "", "content"],
        }
    )


def shares(frame: pd.DataFrame) -> dict[tuple[str, str], float]:
    return {
        (g, c): s
        for g, c, s in frame[["group", "category", "share"]].itertuples(index=False)
    }


def test_reports_count_once_and_statements_each() -> None:
    by_report = shares(profile(coded(), by="agency_type"))
    by_problem = shares(profile(coded(), by="agency_type", unit="problem"))
    assert by_report["商务局", "content"] == 0.5
    assert by_problem["商务局", "content"] == pytest.approx(2 / 3)


def test_a_profile_of_problems_says_so_and_the_frame_of_a_run_stays_as_it_is() -> None:
    assert set(profile(coded(), unit="problem")["unit"]) == {"problem"}
    assert list(profile(coded(), unit="report").columns) == list(FRAMES["profile"])


def test_a_report_that_names_nothing_counts_in_the_denominator_and_unknown_groups_show() -> (
    None
):
    frame = profile(coded(), by="agency_type")
    assert shares(frame)["统计局", "content"] == 0.0
    assert shares(frame)["(unknown)", "content"] == 1.0
    assert set(frame["n"]) == {1, 2}


def test_every_group_has_every_category_most_named_first() -> None:
    frame = profile(coded(), by="agency_type")
    assert list(frame.columns) == list(FRAMES["profile"])
    for _, part in frame.groupby("group"):
        assert part["category"].tolist() == ["content", "staffing", "timeliness"]
    several = frame[frame["n_clusters"] > 1]
    low, high = wilson(several["share"] * several["n"], several["n"])
    np.testing.assert_allclose(several["ci_low"], low)
    np.testing.assert_allclose(several["ci_high"], high)
    assert (several["note"] == "").all()
    one = frame[frame["n_clusters"] == 1]
    assert one[["ci_low", "ci_high"]].isna().all(axis=None)
    assert (one["note"] == ONE_CLUSTER).all() and len(one) > 0 < len(several)


def test_years_are_written_as_years_and_all_is_one_group() -> None:
    assert profile(coded(), by="year")["group"].unique().tolist() == [
        "(unknown)",
        "2020",
        "2021",
    ]
    assert set(profile(coded())["group"]) == {"all"}


@pytest.mark.parametrize("rows", [0, 1])
def test_few_rows(rows: int) -> None:
    assert len(profile(coded().iloc[:rows], by="agency_type")) == rows


@pytest.mark.parametrize("by", ["year", "agency", "agency_id", "level"])
@pytest.mark.parametrize("cluster", [None, "agency_id", "year"])
def test_what_groups_may_be_what_clusters_need(by: str, cluster: str | None) -> None:
    bare = coded().drop(columns=["agency_type", "year"])
    known = {"agency": ["甲局", "甲局", "乙局", "乙局"], "agency_id": list("xxyy")}
    reports = pd.DataFrame({"report_id": list("abcd")} | known)
    reports = reports.assign(year=[2020, 2021, 2020, 2021], level="county")
    found = profile(bare, reports=reports, by=by, cluster=cluster)
    whole = bare.merge(reports, on="report_id")
    pd.testing.assert_frame_equal(found, profile(whole, by=by, cluster=cluster))
    assert set(found["by"]) == {by}


def test_wrong_column_or_unit_is_named() -> None:
    with pytest.raises(FrameError, match="sector"):
        profile(coded(), by="sector")
    with pytest.raises(FrameError, match="unit"):
        profile(coded(), by="year", unit="agency")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcd"),
            st.sampled_from("xy"),
            st.sets(st.sampled_from("pqr")),
        ),
        max_size=12,
    )
)
def test_order_of_rows_does_not_matter_and_shares_are_shares(
    rows: list[tuple[str, str, set[str]]],
) -> None:
    frame = pd.DataFrame(
        [
            {"report_id": r, "g": g, "categories": "|".join(sorted(c))}
            for r, g, c in rows
        ],
        columns=["report_id", "g", "categories"],
    )
    found = profile(frame, by="g")
    pd.testing.assert_frame_equal(found, profile(frame.iloc[::-1], by="g"))
    assert found["share"].between(0, 1).all()
    told = found[found["note"] == ""]
    assert (told["ci_low"] <= told["share"]).all()
    assert (told["share"] <= told["ci_high"]).all()


def test_what_the_statements_lack_comes_from_their_reports():
    bare = pd.DataFrame(
        {"report_id": list("abba"), "categories": ["staffing", "", "content", ""]}
    )
    reports = pd.DataFrame(
        {
            "report_id": ["b", "a", "c"],
            "level": ["city", "county", "city"],
            "agency": ["x", "y", "z"],
        }
    )
    whole = bare.merge(reports, on="report_id")
    asked = {"by": "level"}
    joined = profile(bare, reports=reports, **asked)
    pd.testing.assert_frame_equal(joined, profile(whole, **asked))
    assert set(joined["group"]) == {"city", "county"}


def test_what_is_known_of_the_reports_is_asked_for_by_name():
    coded = pd.DataFrame({"report_id": ["a"], "text": ["x"], "categories": ["content"]})
    with pytest.raises(
        FrameError, match="missing column level; .*joined with reports="
    ):
        profile(coded, by="level")


def two_reports():
    coded = pd.DataFrame({"report_id": ["a", "b"], "categories": ["timeliness", ""]})
    reports = pd.DataFrame({"report_id": ["a", "b"], "agency": "甲局", "year": [1, 2]})
    return coded, reports


def messages(*args, **kwargs):
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        profile(*args, **kwargs)
    return [str(warning.message) for warning in told]


def test_reports_without_agencies_are_told_to_count_for_themselves():
    coded, reports = two_reports()
    (told,) = (m for m in messages(coded) if "fewer" not in m)
    assert "each report counts as an agency of its own" in told
    assert not any("own" in m for m in messages(coded, reports=reports))
    assert not any("own" in m for m in messages(coded.iloc[:1]))
    assert not any("own" in m for m in messages(coded, cluster="report_id"))


def test_reports_of_another_corpus_are_refused_or_told():
    coded, reports = two_reports()
    with pytest.raises(FrameError, match="2 of 2 reports .* not in reports="):
        profile(coded, reports=reports.assign(report_id=["x", "y"]))
    assert any("1 of 2 reports" in m for m in messages(coded, reports=reports.iloc[:1]))


def test_several_reports_of_one_agency_and_year_are_told():
    coded, reports = two_reports()
    (told,) = (
        m for m in messages(coded, reports=reports.assign(year=1)) if "(a, b)" in m
    )
    assert told.startswith("profile: 1 agency has several reports of one year")


def test_few_reports_are_not_called_agencies() -> None:
    """Of statements that tell no agency, reports are what intervals go by."""
    coded = pd.DataFrame(
        {"report_id": ["a", "b", "c"], "categories": ["staffing", "content", ""]}
    )
    with pytest.warns(TextmineWarning) as told:
        profile(coded)
    said = [str(warning.message) for warning in told]
    assert any("fewer than 20 reports in all (3)" in message for message in said)


@pytest.mark.parametrize("by", [None, "province", "agency"])
def test_one_call_says_each_thing_once(by: str | None) -> None:
    """However many groups have few agencies, and however many agencies two reports of a year."""
    reports = pd.DataFrame(
        {
            "report_id": [f"r{k}" for k in range(60)],
            "province": [f"{name}省" for name in "云石临青白红"] * 10,
            "agency": [f"第{k // 2}局" for k in range(60)],
            "year": 2021,
        }
    )
    coded = reports[["report_id"]].assign(categories="staffing|content")
    said = messages(coded, by=by, reports=reports.iloc[1:])
    # Agencies, not groups, are counted: 30, of which each province has ten.
    few = [m for m in said if "fewer than 20" in m]
    assert len(few) == (by == "province")
    assert sum("several reports of one year" in m for m in said) == 1
    assert sum("not in reports=" in m for m in said) == 1
    assert len(said) == len(set(said)) == 2 + len(few)


ROWS = st.lists(
    st.tuples(st.integers(0, 5), st.booleans(), st.sampled_from("ab")),
    min_size=1,
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_a_profile_is_the_mean_of_yes_and_no(rows) -> None:
    """As docs/study.md has it: shares, counts, agencies and intervals are the same in both."""
    frame = pd.DataFrame(rows, columns=["agency", "says", "g"])
    frame = frame.assign(
        agency="局" + frame["agency"].astype(str),
        report_id=[f"r{k}" for k in range(len(frame))],
        categories=np.where(frame["says"], "content", ""),
        says=frame["says"].astype(float),
    )
    shares = profile(frame, by="g")
    if not frame["says"].any():
        assert shares.empty
        return
    means = bootstrap_mean(frame, value="says", by="g")
    assert shares["group"].tolist() == means["group"].tolist()
    for ours, theirs in (("share", "value"), ("ci_low",) * 2, ("ci_high",) * 2):
        np.testing.assert_allclose(shares[ours], means[theirs], atol=1e-12)
    for name in ("n", "n_clusters"):
        assert shares[name].tolist() == means[name].tolist()


def test_a_problem_that_two_measures_answer_counts_once() -> None:
    """Rows of ``responses`` are links: a problem with three answers weighed as three."""
    responses = pd.DataFrame(
        {
            "report_id": ["a", "a", "a", "a", "b"],
            "problem_id": ["a#p1", "a#p1", "a#p1", "a#p2", "b#p1"],
            "state": ["concrete", "concrete", "mirrored", "uncovered", "uncovered"],
            "agency": ["甲", "甲", "甲", "甲", "乙"],
        }
    )
    table = profile(responses, codes="state", unit="problem")
    assert set(table["n"]) == {3}
    found = shares(table)
    assert found["all", "concrete"] == found["all", "mirrored"] == pytest.approx(1 / 3)
    assert found["all", "uncovered"] == pytest.approx(2 / 3)
    # Items are problems too; rows without an id stand for themselves.
    items = responses.rename(columns={"problem_id": "item_id"})
    pd.testing.assert_frame_equal(profile(items, codes="state", unit="problem"), table)
    bare = profile(items.assign(item_id=""), codes="state", unit="problem")
    assert set(bare["n"]) == {5}


def test_a_column_that_is_nowhere_is_told_with_what_the_reports_have() -> None:
    reports = pd.DataFrame({"report_id": list("abcd"), "level": "city", "agency": "甲"})
    for asked in ({"by": "levle"}, {"by": "level", "cluster": "levle"}):
        with pytest.raises(FrameError, match=r"no column levle;.*reports .*level"):
            profile(coded(), reports=reports, **asked)
    with pytest.raises(FrameError, match=r"report_id; .*frame\.reset_index\(\)"):
        profile(coded(), reports=reports.set_index("report_id"), by="level")
