"""One partition in memory: stages get what they ask for, and are done once."""

import pandas as pd
import pytest

from textmine.job import plan
from textmine.job.analyses import Parameters
from textmine.job.flow import in_memory
from textmine.job.flow.in_memory import InMemory, load_all, regroup
from textmine.job.flow.kept import save_step
from textmine.job.flow.meter import StepFacts

REPORTS = pd.DataFrame(
    {"report_id": ["b", "a"], "year": [2020, 2021], "text": ["x", "y"]}
)


@pytest.fixture
def calls(monkeypatch):
    """Two stages of which the second needs the first; what each was given."""
    seen = []

    def count(tables, parameters):
        seen.append(("count", list(tables["reports"].columns)))
        return {"counts": tables["reports"].assign(n=1)[["report_id", "n"]][::-1]}

    def add(tables, parameters):
        seen.append(("add", list(tables)))
        return {
            "total": pd.DataFrame(
                {"n": [tables["counts"]["n"].sum() + parameters.seed]}
            )
        }

    stages = (
        plan.Stage(
            "count",
            plan.REPORT,
            ("reports",),
            ("counts",),
            count,
            columns={"reports": ("report_id", "year")},
        ),
        plan.Stage("add", plan.CORPUS, ("counts",), ("total",), add, uses=("seed",)),
    )
    monkeypatch.setattr(in_memory, "STAGES", stages)
    return seen


def run(shelf, *, seed=0, reports=REPORTS):
    conductor = InMemory(Parameters(seed=seed), shelf)
    conductor.take({"reports": reports})
    conductor.run()
    return conductor


def total(conductor):
    (table,) = conductor.parts("total")
    return table["n"].tolist()


def test_stages_run_in_order_on_what_they_say_they_need(calls):
    done = run(None, seed=5)
    assert calls == [("count", ["report_id", "year"]), ("add", ["counts"])]
    assert total(done) == [7]
    (counts,) = done.parts("counts", ["report_id"])
    assert counts.to_dict("list") == {"report_id": ["a", "b"]}
    assert counts.index.tolist() == [0, 1]
    assert set(done.stages) == {"count", "add"}


def test_what_is_kept_is_not_done_again(calls, tmp_path):
    first = run(tmp_path)
    again = run(tmp_path)
    assert len(calls) == 2
    assert total(again) == total(first) == [2]


def test_only_what_depends_on_a_change_is_done_again(calls, tmp_path):
    run(tmp_path)
    assert total(run(tmp_path, seed=3)) == [5]
    assert [name for name, _ in calls] == ["count", "add", "add"]
    assert total(run(tmp_path, reports=REPORTS[:1])) == [1]
    assert [name for name, _ in calls[3:]] == ["count", "add"]


def test_without_a_shelf_nothing_is_kept(calls):
    run(None)
    run(None)
    assert len(calls) == 4


def test_parts_of_a_table_are_regrouped_in_the_order_of_the_reports():
    parts = [REPORTS, REPORTS.assign(report_id=["c", "d"])]
    kept = pd.DataFrame({"report_id": ["a", "b", "d"]})
    assert regroup(parts, kept)["report_id"].tolist() == ["a", "b", "d"]
    assert regroup(parts[:1], kept)["text"].tolist() == ["y", "x"]


def test_all_tables_of_a_step_come_back(tmp_path):
    save_step(tmp_path / "s", {"reports": REPORTS, "none": REPORTS[:0]}, StepFacts())
    tables = load_all(tmp_path / "s")
    assert set(tables) == {"reports", "none"}
    pd.testing.assert_frame_equal(tables["reports"], REPORTS)
