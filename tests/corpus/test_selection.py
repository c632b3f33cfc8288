"""Parts of a corpus: every usual way to say which reports are meant."""

import warnings

import numpy as np
import pandas as pd
import pytest

from textmine.corpus.corpus import Corpus
from textmine.corpus.selection import matching
from textmine.corpus.table import read_table
from textmine.errors import FrameError, TextmineWarning
from textmine.schema import Report


def ids(corpus):
    return [report.report_id for report in corpus]


def test_a_position_or_an_id_is_one_report(sample):
    first = ids(sample)[0]
    assert sample[0].report_id == sample[first].report_id == first
    assert sample[-1].report_id == ids(sample)[-1]
    assert isinstance(sample[np.int64(1)], Report)


def test_slices_lists_and_masks_are_corpora(sample):
    names = ids(sample)
    assert ids(sample[:2]) == names[:2]
    assert ids(sample[[names[3], names[1]]]) == [names[3], names[1]]
    assert ids(sample[[0, -1]]) == [names[0], names[-1]]
    later = sample.reports["year"] == 2021
    assert ids(sample[later]) == sample.reports.loc[later, "report_id"].tolist()
    assert len(sample[np.zeros(len(sample), bool)]) == 0


@pytest.mark.parametrize(
    ("key", "error", "words"),
    [
        (999, IndexError, "holds"),
        ("no such report", KeyError, "no such report"),
        ([True], FrameError, "mask has 1"),
        (1.5, FrameError, "expected a position"),
        ([0, None], FrameError, "expected a position"),
        (True, FrameError, "expected a position"),
    ],
)
def test_what_means_no_report_is_refused(sample, key, error, words):
    with pytest.raises(error, match=words):
        sample[key]


def test_filter_by_query_and_by_values(sample):
    reports = sample.reports
    wanted = (reports["year"] == 2021) & (reports["level"] == "county")
    assert 0 < wanted.sum() < len(reports)
    expected = reports.loc[wanted, "report_id"].tolist()
    assert ids(sample.filter("year == 2021 and level == 'county'")) == expected
    assert ids(sample.filter(year=2021, level=["county"])) == expected
    with pytest.raises(FrameError, match="agency_type"):
        sample.filter("no_such == 1")
    with pytest.raises(FrameError, match="no column 'colour'"):
        sample.filter(colour="red")
    with pytest.raises(FrameError, match="yes or no"):
        sample.filter("1 + 1")


def test_groups_divide_and_add_up(sample):
    parts = dict(sample.groupby("year"))
    assert sorted(parts) == sorted(sample.reports["year"].dropna().unique())
    whole = sum(parts.values(), Corpus([]))
    pd.testing.assert_frame_equal(whole.frame("items"), sample.frame("items"))
    with pytest.raises(FrameError, match="occurs twice"):
        sample + sample


def test_reports_in_no_group_are_told(sample):
    undated = "政府信息公开工作年度报告\n一、总体情况\n我局公开12条。"
    corpus = read_table(pd.DataFrame({"text": [sample[0].raw, undated]}))
    with pytest.warns(TextmineWarning, match="left out for want of year: 1 report$"):
        assert [len(part) for _, part in corpus.groupby("year")] == [1]


def test_a_sample_is_drawn_once_and_the_same(sample):
    drawn = ids(sample.sample(5, seed=3))
    assert drawn == ids(sample.sample(5, seed=3))
    assert len(set(drawn)) == 5
    assert drawn == sorted(drawn, key=ids(sample).index)
    with pytest.raises(FrameError, match="holds"):
        sample.sample(len(sample) + 1)


def test_statements_are_frames_by_name(sample):
    pd.testing.assert_frame_equal(sample.frame("problems"), sample.problems)
    pd.testing.assert_frame_equal(sample.frame("measures"), sample.measures)


def some_reports():
    years = pd.array([2020, 2021, None], dtype="Int64")
    return pd.DataFrame({"year": years, "level": ["city", "county", "county"]})


@pytest.mark.parametrize(
    "year", [2021, "2021", ["2021"], np.int64(2021), [2021, "2020"]]
)
def test_a_year_may_be_given_as_text(year):
    held = [1] if not isinstance(year, list) or len(year) == 1 else [0, 1]
    assert matching(some_reports(), None, {"year": year}) == held


@pytest.mark.parametrize(
    "query", ["year == '2021'", 'level == "county" and year>="2021"']
)
def test_a_query_may_compare_a_year_with_text(query):
    assert matching(some_reports(), query, {}) == [1]


@pytest.mark.parametrize(
    ("query", "equal", "told"),
    [
        (None, {"level": "County"}, "no report has level 'County'; there is county$"),
        (None, {"year": 2019}, "no report has year 2019; there is 2020, 2021$"),
        (
            None,
            {"level": ["city", "x"]},
            "no report has level 'x'; there is city, county",
        ),
        ("year == 2019", {}, "no report meets 'year == 2019'"),
    ],
)
def test_what_no_report_has_is_told(query, equal, told):
    with pytest.warns(TextmineWarning, match=told):
        matching(some_reports(), query, equal)


def test_an_empty_corpus_has_no_value_to_miss():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert matching(some_reports().iloc[:0], "year == 2021", {"level": "x"}) == []


def test_a_mask_goes_by_its_labels(sample):
    reports = sample.reports
    wanted = ids(sample[reports["year"] == 2021])
    mixed = reports.sample(frac=1, random_state=3)
    assert ids(sample[mixed["year"] == 2021]) == wanted
    assert ids(sample[mixed.set_index("report_id")["year"] == 2021]) == wanted
    other = pd.Series(True, index=[f"x{i}" for i in range(len(reports))])
    with pytest.raises(FrameError, match="mask has the labels 'x0', 'x1', 'x2'"):
        sample[other]
    assert len(sample[other.to_numpy()]) == len(reports)


def test_a_mask_that_does_not_know_leaves_out(sample):
    year = sample.reports["year"].astype("Int64")
    year[0] = pd.NA
    assert ids(sample[year > 0]) == ids(sample)[1:]
    assert ids(sample[(year > 0).astype(object)]) == ids(sample)[1:]
