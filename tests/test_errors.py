"""The errors: one base for what goes wrong on purpose, and warnings apart from it."""

import inspect
import linecache
import pickle
import warnings
from pathlib import Path

import pandas as pd
import pytest

import textmine as tm
from textmine import errors
from textmine.errors import TextmineError, TextmineWarning, WorkerLostError
from textmine.stats.resampling import bootstrap_mean

CLASSES = [
    c
    for _, c in inspect.getmembers(errors, inspect.isclass)
    if c.__module__ == errors.__name__
]


@pytest.mark.parametrize("kind", [c for c in CLASSES if c is not TextmineWarning])
def test_one_base_catches_all_of_them(kind):
    with pytest.raises(TextmineError, match="r1.txt: empty file"):
        raise kind("r1.txt: empty file")


def test_no_error_is_caught_as_one_of_the_language():
    for kind in (ValueError, OSError, KeyError):
        assert not issubclass(TextmineError, kind)


def test_a_warning_is_no_error():
    assert issubclass(TextmineWarning, UserWarning)
    assert not issubclass(TextmineWarning, TextmineError)


def test_a_lost_worker_says_on_what_it_worked():
    assert WorkerLostError("died").item is None
    error = WorkerLostError("died", item="r1.txt")
    assert (str(error), error.item) == ("died", "r1.txt")


def test_a_lost_worker_comes_whole_from_another_process():
    again = pickle.loads(pickle.dumps(WorkerLostError("died", item="r1.txt")))
    assert (str(again), again.item) == ("died", "r1.txt")


TWO_AGENCIES = pd.DataFrame(
    {"report_id": ["r1", "r2"], "agency": ["甲", "乙"], "share": [0.1, 0.3]}
)


@pytest.mark.parametrize(
    "call",
    [
        lambda: bootstrap_mean(TWO_AGENCIES, value="share"),
        lambda: tm.mine_phrases(["及时公开。"], min_reports=3),
        lambda: tm.BoilerplateDetector(min_groups=9).fit(["及时公开。"], ["甲"]),
    ],
)
def test_a_warning_points_at_the_line_of_the_reader_however_deep_it_was_noticed(call):
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        call()
    assert told
    assert {Path(w.filename) for w in told} == {Path(__file__)}
    assert all("lambda" in linecache.getline(__file__, w.lineno) for w in told)
