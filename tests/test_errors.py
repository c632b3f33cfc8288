"""The errors: one base for what goes wrong on purpose, and warnings apart from it."""

import inspect
import pickle

import pytest

from textmine import errors
from textmine.errors import TextmineError, TextmineWarning, WorkerLostError

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
