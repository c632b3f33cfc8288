"""One way to spread work: results in order, whatever the number of workers."""

import threading
import time

import pytest

from textmine.engine import LocalEngine, current_engine, map_threads, use_engine


@pytest.mark.parametrize("n_workers", [1, 2])
def test_results_come_in_order(n_workers):
    items = [-5, 3, -2, 0, 7, -1]
    assert list(LocalEngine(n_workers).map(abs, items)) == [5, 3, 2, 0, 7, 1]


def test_an_error_in_a_process_reaches_the_caller():
    with pytest.raises(TypeError):
        list(LocalEngine(2).map(abs, [1, 2, 3, "four", 5]))


@pytest.mark.parametrize("n_threads", [1, 3])
def test_threads_are_bounded_by_the_engine(n_threads):
    lock = threading.Lock()
    busy = [0, 0]

    def work(number):
        with lock:
            busy[0] += 1
            busy[1] = max(busy)
        time.sleep(0.01)
        with lock:
            busy[0] -= 1
        return number * 2

    with use_engine(LocalEngine(n_threads=n_threads)):
        assert list(map_threads(work, range(9))) == list(range(0, 18, 2))
    assert 1 <= busy[1] <= n_threads


def test_the_current_engine_is_given_back():
    before = current_engine().n_workers
    with use_engine(LocalEngine(before + 2)):
        assert current_engine().n_workers == before + 2
    assert current_engine().n_workers == before


def test_no_workers_is_refused():
    with pytest.raises(ValueError, match="1 or more"):
        LocalEngine(0)
