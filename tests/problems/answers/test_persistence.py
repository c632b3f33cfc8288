import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import FrameError
from textmine.problems.answers.persistence import find_follow_through, match_years
from textmine.schema import FRAMES

GOLD = Path(__file__).resolve().parents[3] / "corpora" / "sample" / "gold"
TEXTS = ["专职人员不足", "栏目更新慢", "答复文书不规范", "业务培训少", "宣传不够"]


def frame(*years, agency="临泽川市水利局"):
    rows = [
        {"item_id": f"{year}-{i}", "agency": agency, "year": year, "text": text}
        for year, texts in years
        for i, text in enumerate(texts)
    ]
    return pd.DataFrame(rows, columns=["item_id", "agency", "year", "text"])


def test_states():
    got = match_years(
        frame(
            (2020, ["2020年专职人员偏少", "栏目更新慢", "答复文书不规范"]),
            (2021, ["2021年专职人员偏少。", "缺少专职人员", "网页更新滞后"]),
        )
    )
    assert list(got.columns) == list(FRAMES["persistence"])
    assert got["state"].tolist() == ["verbatim", "new", "restated", "dropped"]
    assert got["earlier_item_id"].tolist() == ["2020-0", "", "2020-1", "2020-2"]
    assert got["item_id"].tolist() == ["2021-0", "2021-1", "2021-2", ""]


def test_first_year_and_gaps_give_no_rows():
    assert match_years(frame((2020, TEXTS))).empty
    assert match_years(frame((2019, TEXTS), (2021, TEXTS))).empty
    assert match_years(frame()).empty


def test_rows_without_agency_or_year_are_left_out():
    table = frame((2020, ["更新慢"]), (2021, ["更新慢"]))
    table["year"] = table["year"].astype("Int64")
    table.loc[1, "year"] = pd.NA
    assert match_years(table).empty
    table["agency"] = [None, "x"]
    assert match_years(table).empty


def test_bad_frames_are_named():
    table = frame((2020, ["更新慢"]), (2021, ["更新慢"])).assign(item_id="same")
    with pytest.raises(FrameError, match="'same' stands twice"):
        match_years(table)
    with pytest.raises(FrameError, match="agency"):
        match_years(table.drop(columns="agency"))


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.sampled_from(TEXTS), max_size=4),
    st.lists(st.sampled_from(TEXTS), max_size=4),
    st.randoms(),
)
def test_each_problem_stands_once(old, new, shuffle):
    table = frame((2020, old), (2021, new))
    got = match_years(table)
    if old and new:
        assert sorted(i for i in got["item_id"] if i) == sorted(
            table.loc[table["year"] == 2021, "item_id"]
        )
        assert sorted(i for i in got["earlier_item_id"] if i) == sorted(
            table.loc[table["year"] == 2020, "item_id"]
        )
    same = got[got["state"] == "verbatim"]
    assert len(same) == sum(
        min(old.count(t), new.count(t)) for t in set(old) & set(new)
    ) * bool(old and new)


def test_planted_persistence_of_the_sample_corpus():
    reports = [
        json.loads(line)
        for line in (GOLD / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    rows = [
        {
            "item_id": f"{r['id']}#{i}",
            "agency": r["agency"],
            "year": r["year"],
            "text": t,
            "categories": "|".join(c),
        }
        for r in reports
        for i, (t, c) in enumerate(
            zip(r["problems"], r["problem_categories"], strict=True)
        )
    ]
    got = match_years(pd.DataFrame(rows))
    have = {
        (a, b): s
        for a, b, s in zip(
            got["item_id"], got["earlier_item_id"], got["state"], strict=True
        )
    }
    gold = [
        json.loads(line)
        for line in (GOLD / "persistence.jsonl")
        .read_text(encoding="utf-8")
        .splitlines()
    ]

    def key(report, problem):
        return "" if problem is None else f"{report}#{problem}"

    right = [
        have.get(
            (
                key(g["report_id"], g["problem"]),
                key(g["earlier_report_id"], g["earlier_problem"]),
            )
        )
        == g["state"]
        for g in gold
    ]
    assert sum(right) / len(right) >= 0.95


def test_follow_through():
    told = frame(
        (2021, ["已增配专职人员两名，轮岗问题得到缓解", "下一步将加快栏目更新"])
    )
    told["item_id"] = ["m1", "m2"]
    told["rule"] = ["marker/done", "marker"]
    got = find_follow_through(frame((2020, ["专职人员不足", "栏目更新慢"])), told)
    assert got["improved_by"].tolist() == ["m1", ""]
    assert got["year"].tolist() == [2021, 2021]
    assert find_follow_through(frame((2020, ["更新慢"])), told.iloc[:0]).empty
    assert find_follow_through(
        frame((2020, ["栏目更新慢"])),
        told.assign(rule="marker", role=["measure", "activity"]),
    )["improved_by"].tolist() == ["m2"]
    with pytest.raises(FrameError, match="rule"):
        find_follow_through(frame((2020, ["更新慢"])), told.drop(columns="rule"))
