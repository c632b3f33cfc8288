"""The queries of the page on sizes run on a store as they stand there."""

import re

import pytest


@pytest.fixture(scope="module")
def examples(root):
    """Blocks of code of the section on a corpus larger than memory."""
    page = (root / "docs" / "cluster.md").read_text(encoding="utf-8")
    section = page.split("## A corpus larger than memory")[1].split("\n## ")[0]
    return re.findall("```python\n(.*?)```", section, re.DOTALL)


def test_a_store_is_written_and_read(examples, sample, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    report_id = sample.reports["report_id"].iloc[0]
    code = examples[0].replace(
        'tm.read_corpus("reports", store="store")', "sample.save('store')"
    )
    exec(code.replace("swj_2021", report_id), {"sample": sample})  # noqa: S102 - our own page
    assert capsys.readouterr().out.count("sections_missing") >= 2


def test_duckdb_counts_problems_by_year(examples, sample, tmp_path, monkeypatch):
    duckdb = pytest.importorskip("duckdb")
    monkeypatch.chdir(tmp_path)
    sample.save("store")
    query = re.search(r'"""(.*)"""', examples[1], re.DOTALL)[1]
    found = {year: (n, agencies) for year, n, agencies in duckdb.sql(query).fetchall()}
    by_year = sample.problems.groupby("year")["agency_id"].agg(["size", "nunique"])
    assert found == {int(y): (r["size"], r["nunique"]) for y, r in by_year.iterrows()}


def test_pandas_reads_what_it_filters(examples, sample, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    sample.save("store")
    call = examples[2].split("\n", 1)[1].strip()
    found = eval(call, {"pd": pytest.importorskip("pandas")})  # noqa: S307 - our own page
    assert list(found.columns) == ["year", "text"]
    assert len(found) == (sample.problems["province"] == "云岭省").sum()
