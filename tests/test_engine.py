"""One way to spread work: results in order, whatever the number of workers."""

import importlib
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from benchmarks.job_killed import is_any_left
from textmine.engine import (
    LocalEngine,
    current_engine,
    map_threads,
    one_thread,
    roomy,
    use_engine,
)
from textmine.errors import WorkerLostError


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


def test_threads_are_handed_no_more_than_is_taken_from_them():
    asked = 0

    def items():
        nonlocal asked
        for number in range(1, 31):
            asked = number
            yield number

    with use_engine(LocalEngine(n_threads=2)):
        for taken, result in enumerate(map_threads(abs, items()), start=1):
            assert result == taken
            # Four under way, and the one that was asked for before this result was taken.
            assert asked <= taken + 4
        assert asked == 30


def test_what_a_thread_raises_is_raised_and_the_rest_is_let_go_of():
    done = []

    def work(number):
        if number == 1:
            raise ArithmeticError(number)
        done.append(number)

    with use_engine(LocalEngine(n_threads=2)), pytest.raises(ArithmeticError):
        list(map_threads(work, range(1000)))
    assert len(done) < 10


def test_the_current_engine_is_given_back():
    before = current_engine().n_workers
    with use_engine(LocalEngine(before + 2)):
        assert current_engine().n_workers == before + 2
    assert current_engine().n_workers == before


def test_no_workers_is_refused():
    with pytest.raises(ValueError, match="1 or more"):
        LocalEngine(0)


WORK = """
import os

def die_at_seven(number):
    if number == 7:
        os._exit(9)
    return number + 1

def die_the_first_time(path):
    if path.name == "seven" and not path.exists():
        path.touch()
        os._exit(9)
    return path.name

def process_number(_):
    return os.getpid()
"""


@pytest.fixture
def work(tmp_path, monkeypatch):
    """A module of its own: another process must be able to import what it is to do."""
    (tmp_path / "work_of_engine.py").write_text(WORK, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    return importlib.import_module("work_of_engine")


def test_a_process_that_dies_is_replaced_and_nothing_is_lost(work, tmp_path):
    names = [*map(str, range(9)), "seven", "ten"]
    engine = LocalEngine(2)
    with use_engine(engine):
        assert (
            list(engine.map(work.die_the_first_time, [tmp_path / n for n in names]))
            == names
        )


def test_an_item_that_kills_its_process_twice_is_named(work):
    engine = LocalEngine(2)
    with (
        use_engine(engine),
        pytest.raises(WorkerLostError, match="ended twice") as lost,
    ):
        list(engine.map(work.die_at_seven, range(20)))
    assert lost.value.item == 7


def test_processes_are_kept_and_end_with_the_engine(work):
    engine = LocalEngine(2)
    with use_engine(engine):
        numbers = {
            n for _ in range(2) for n in engine.map(work.process_number, range(12))
        }
        assert 1 <= len(numbers) <= 2
        assert os.getpid() not in numbers
    for number in numbers:
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_no_process_outlives_one_that_was_killed(tmp_path):
    code = (
        "import os, sys, time\n"
        "from textmine.engine import LocalEngine\n"
        "if __name__ == '__main__':\n"
        "    for n in LocalEngine(2).map(os.getpgid, [0] * 8): pass\n"
        "    print('ready', flush=True); time.sleep(60)\n"
    )
    script = tmp_path / "script.py"
    script.write_text(code)
    run = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, start_new_session=True
    )
    assert run.stdout.readline().strip() == b"ready"
    run.send_signal(signal.SIGKILL)
    run.wait()
    assert not is_any_left(run.pid, seconds=10)


def test_libraries_have_one_thread_inside_and_theirs_again_behind():
    from sklearn.cluster import KMeans  # noqa: F401 - brings threads of its own
    from threadpoolctl import threadpool_info, threadpool_limits

    def threads():
        return {
            library["filepath"]: library["num_threads"] for library in threadpool_info()
        }

    with threadpool_limits(2):
        before = threads()
        with one_thread():
            assert set(threads().values()) == {1}
        assert threads() == before
    assert 2 in before.values()


def test_no_depth_makes_calls_below_a_roomy_function_slow():
    resource = pytest.importorskip("resource")

    def called():
        pass

    # A frame larger than a step down: it meets the border of every piece.
    called.__code__ = called.__code__.replace(co_stacksize=200)

    def faults(depth):
        if depth:
            return faults(depth - 1)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        for _ in range(3000):
            called()
        return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

    begin = roomy(lambda depth: faults(depth))
    # Pieces of 16 KB end several times in so many depths, and each call there is a page fault.
    assert max(begin(depth) for depth in range(300)) < 1000


def test_a_roomy_function_is_the_same_function_with_its_errors():
    def half(number):
        return number / 2

    assert roomy(half) is half and half(4) == 2
    with pytest.raises(TypeError):
        half("four")
    assert half.__code__.co_stacksize == roomy(half).__code__.co_stacksize
