"""Rows go to the bucket of their agency and come back to their partition, none lost."""

import pandas as pd
import pytest

from textmine.job import plan
from textmine.job.analyses import Parameters
from textmine.job.flow import exchange
from textmine.job.flow.kept import load_table, save_step
from textmine.job.flow.meter import StepFacts
from textmine.job.flow.steps import TablePiece


def count_years(tables, parameters):
    """For each report the years of its agency: needs all of them at once."""
    reports = tables["reports"]
    seen = reports.groupby("agency")["year"].transform(lambda years: len(set(years)))
    return {"counts": reports[["report_id"]].assign(n_years=seen)[::-1]}


@pytest.mark.parametrize("n_parts", [1, 3])
def test_rows_of_an_agency_meet_and_come_back_in_order(tmp_path, monkeypatch, n_parts):
    reports = pd.DataFrame(
        {
            "report_id": [f"r{k:02d}" for k in range(12)],
            "agency": [f"局{k % 5}" for k in range(12)],
            "year": [2019 + k // 5 for k in range(12)],
        }
    )
    stage = plan.Stage("years", plan.AGENCY, ("reports",), ("counts",), count_years)
    monkeypatch.setattr(exchange, "stage_named", lambda name: stage)
    size = 12 // n_parts
    read, scattered, worked, gathered = ([], [], [], [])
    for part in range(n_parts):
        read.append(tmp_path / "read" / str(part))
        mine = reports.iloc[part * size : (part + 1) * size].reset_index(drop=True)
        save_step(read[-1], {"reports": mine}, StepFacts())
        scattered.append(tmp_path / "scatter" / str(part))
        pieces = (TablePiece("reports", (read[-1],)),)
        exchange.scatter(exchange.Scatter(scattered[-1], pieces, read[-1], n_parts))
    for bucket in range(n_parts):
        worked.append(tmp_path / "work" / str(bucket))
        step = exchange.Work(
            "years", worked[-1], tuple(scattered), bucket, Parameters()
        )
        exchange.work(step)
    for part in range(n_parts):
        gathered.append(tmp_path / "gather" / str(part))
        step = exchange.Gather("years", gathered[-1], tuple(worked), part, read[part])
        exchange.gather(step)
    found = load_table(gathered, "counts")
    assert found["report_id"].tolist() == reports["report_id"].tolist()
    assert found["n_years"].tolist() == [3, 3, 2, 2, 2] * 2 + [3, 3]
