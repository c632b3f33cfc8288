"""A step knows what it took, its own memory too, and many are summed up."""

import sys
import time
import weakref

import numpy as np
import pytest

from textmine.job.flow.meter import (
    PAUSE,
    Meter,
    StepFacts,
    _lookout,
    describe_facts,
    own_memory,
)


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells the memory of now"
)
def test_memory_that_was_let_go_of_counts_for_its_step_and_for_no_later_one():
    meter = Meter()
    before = own_memory()
    held = np.ones(30_000_000)
    time.sleep(3 * PAUSE)
    del held
    first, second = meter.read({}), Meter().read({})
    assert first.peak_mb > before / 1e6 + 200
    assert second.peak_mb < first.peak_mb - 100


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells mapped files apart"
)
def test_mapped_files_are_no_memory_of_the_process(tmp_path):
    before = own_memory()
    mapped = np.lib.format.open_memmap(
        tmp_path / "a.npy", mode="w+", dtype="int64", shape=(20_000_000,)
    )
    mapped[:] = 1
    assert own_memory() - before < 100_000_000


def test_a_meter_that_nobody_holds_is_let_go_of_and_runs_nothing():
    meter = Meter()
    (known,) = weakref.getweakrefs(meter)
    # What Ctrl-C or SIGTERM raises in a callback is swallowed.
    assert known.__callback__ is None
    del meter
    for _ in range(50):
        if not _lookout()._someone.is_set():
            break
        time.sleep(PAUSE)
    assert known() is None
    assert not _lookout()._someone.is_set()


def test_rows_and_time_are_told():
    facts = Meter().read({"reports": [1, 2], "failures": []})
    assert facts.rows == {"reports": 2, "failures": 0}
    assert (
        0 <= facts.seconds < 5 and facts.processor_seconds >= 0 and facts.peak_mb >= 0
    )


def test_facts_are_summed():
    steps = [
        StepFacts(1.0, 2.0, 30.0, {"a": 1}),
        StepFacts(0.5, 0.5, 20.0, {"a": 2, "b": 3}),
    ]
    assert describe_facts(steps, 1) == {
        "seconds": 1.5,
        "processor_seconds": 2.5,
        "peak_mb": 30.0,
        "rows": {"a": 3, "b": 3},
        "steps": 2,
        "kept": 1,
    }
