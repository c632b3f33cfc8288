"""One step on one partition: it takes what it says it needs, of its own reports only."""

from pathlib import Path

import pandas as pd
import pytest

from textmine.corpus.inputs import Source
from textmine.engine import LocalEngine
from textmine.job import plan
from textmine.job.analyses import Parameters
from textmine.job.flow import steps
from textmine.job.flow.kept import load_table, save_step
from textmine.job.flow.meter import StepFacts
from textmine.job.flow.steps import (
    Step,
    TablePiece,
    pick_reports,
    pieces_of,
    read_tables,
    run_step,
)
from textmine.schema import META

REPORT = """临泽川市档案局{year}年政府信息公开工作年度报告
一、总体情况
{year}年，我局主动公开政府信息{n}条，收到政府信息公开申请2件。
五、存在的主要问题及改进情况
一是目录更新不及时；二是解读形式单一。下一步，一是按月核对目录；二是制作图解。
"""


def identities(*ids):
    """Reports of the office in the order given, agency known from the whole corpus."""
    rows = [
        dict.fromkeys(META, "") | {"report_id": i, "agency": f"{i}局", "year": 2020}
        for i in ids
    ]
    return pd.DataFrame(rows).astype({"year": "Int64"})


def test_rows_are_picked_in_the_order_of_the_reports_with_what_is_known_of_them():
    known = dict.fromkeys(META, "未知") | {"year": 1999}
    table = pd.DataFrame(
        [{"report_id": i, "n": n} | known for n, i in enumerate("cabac")]
    )
    picked = pick_reports(table, identities("b", "c"))
    assert picked[["report_id", "n"]].to_numpy().tolist() == [
        ["b", 2],
        ["c", 0],
        ["c", 4],
    ]
    assert picked["agency"].tolist() == ["b局", "c局", "c局"]
    assert picked["year"].tolist() == [2020] * 3
    assert table["agency"].tolist() == ["未知"] * 5


def test_a_table_that_says_nothing_of_agencies_stays_as_it_is():
    # A year alone is a value of the table's own, such as that of a number in the text.
    table = pd.DataFrame({"report_id": ["b", "a"], "year": [2018, 2019]})
    picked = pick_reports(table, identities("a", "b"))
    assert picked.to_dict("list") == {"report_id": ["a", "b"], "year": [2019, 2018]}


@pytest.fixture
def stage(monkeypatch):
    """A stage that counts rows of a partition's table and of one that covers the corpus."""

    def count(tables, parameters):
        rows = {name: len(table) for name, table in tables.items()}
        return {"counts": pd.DataFrame([rows | {"seed": parameters.seed}])}

    made = plan.Stage("count", plan.REPORT, ("reports", "scores"), ("counts",), count)
    monkeypatch.setattr(steps, "stage_named", lambda name: made)
    return made


def test_of_a_table_of_the_corpus_a_step_sees_its_own_reports_only(tmp_path, stage):
    save_step(tmp_path / "r1", {"reports": identities("b")}, StepFacts())
    scores = pd.DataFrame({"report_id": ["a", "b", "b"], "score": [1, 2, 3]})
    save_step(tmp_path / "s", {"scores": scores}, StepFacts())
    where = {"reports": [tmp_path / "r0", tmp_path / "r1"], "scores": [tmp_path / "s"]}
    pieces = pieces_of("count", where, 1, {"scores"})
    step = Step("count", tmp_path / "out", pieces, tmp_path / "r1", Parameters(seed=7))
    facts = run_step(step)
    assert facts.rows == {"counts": 1}
    counts = load_table([tmp_path / "out"], "counts")
    assert counts.to_dict("list") == {"reports": [1], "scores": [2], "seed": [7]}


def test_a_stage_on_the_whole_corpus_takes_all_parts(stage):
    where = {"reports": [Path("r0"), Path("r1")], "scores": [Path("s")]}
    assert pieces_of("count", where, None, {"scores"}) == (
        TablePiece("reports", (Path("r0"), Path("r1"))),
        TablePiece("scores", (Path("s"),), of_all=True),
    )


def test_files_are_read_and_one_that_cannot_be_is_said(tmp_path):
    sources = []
    for name, text in (
        ("a", REPORT.format(year=2020, n=31)),
        ("b", ""),
        ("c", REPORT.format(year=2021, n=36)),
    ):
        file = tmp_path / f"{name}.txt"
        file.write_text(text, encoding="utf-8")
        sources.append(Source(file, name, file.name))
    tables = read_tables(sources, LocalEngine(1))
    assert set(tables) == {*plan.TEXT_TABLES, "identities", "end_lines", "failures"}
    assert tables["reports"]["report_id"].tolist() == ["a", "c"]
    assert tables["identities"]["year"].tolist() == [2020, 2021]
    assert tables["failures"]["source"].tolist() == ["b.txt"]


def test_no_files_give_the_same_tables_without_rows():
    tables = read_tables([], LocalEngine(1))
    assert set(tables) == {*plan.TEXT_TABLES, "identities", "end_lines", "failures"}
    assert {len(table) for table in tables.values()} == {0}
    assert "report_id" in tables["narrative"]
