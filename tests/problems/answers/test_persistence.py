import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import FrameError, TextmineWarning
from textmine.problems.answers.persistence import (
    _assign,
    _score,
    find_follow_through,
    match_years,
)
from textmine.schema import FRAMES

# Written out: taken from the module, a bound would be tested against itself.
MAX_RESTATED = 0.99
MIN_IMPROVED = 0.4

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


def test_a_row_names_the_report_of_the_later_year():
    """Also of what was dropped, as long as that year has one report."""
    told = frame((2020, ["人员少", "更新慢"]), (2021, ["人员少", "解读形式单一"]))
    assert set(match_years(told)["report_id"]) == {""}
    told["report_id"] = "r" + told["year"].astype("str")
    got = match_years(told).set_index("state")["report_id"]
    assert got.to_dict() == dict.fromkeys(["verbatim", "new", "dropped"], "r2021")
    told.loc[3, "report_id"] = "r2021b"
    got = match_years(told).set_index("state")["report_id"]
    assert got.to_dict() == {"verbatim": "r2021", "new": "r2021b", "dropped": ""}


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
    sound = table.iloc[:1]
    with pytest.raises(FrameError, match="measures: item_id 'same' stands twice"):
        find_follow_through(sound, table.assign(rule=""))
    with pytest.raises(FrameError, match="measures: missing column year"):
        find_follow_through(sound, sound.assign(rule="").drop(columns="year"))


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.sampled_from(TEXTS), max_size=4),
    st.lists(st.sampled_from(TEXTS), max_size=4),
    st.randoms(),
)
def test_each_problem_stands_once(old, new, shuffle):
    """However often its report says it."""
    table = frame((2020, old), (2021, new))
    got = match_years(table)
    told = (
        table.drop_duplicates(["year", "text"]).groupby("year")["item_id"].agg(sorted)
    )
    if old and new:
        assert sorted(i for i in got["item_id"] if i) == told[2021]
        assert sorted(i for i in got["earlier_item_id"] if i) == told[2020]
    same = got[got["state"] == "verbatim"]
    assert len(same) == len(set(old) & set(new))


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


def rows_of(old, new, **told):
    got = match_years(frame((2020, old), (2021, new)), **told)
    return (
        got[["item_id", "earlier_item_id", "state", "similarity"]].to_numpy().tolist()
    )


def test_scores_by_wording_and_by_matter():
    """The same wording is 1, the same matter less, and a few changed words count a little less."""
    alike = np.array([[0.2, 1.0], [0.7, 0.3]])
    one, other = "一二三四五六七八九十", "一二三四五六七甲乙丙"
    score = _score(alike, [one, "甲乙丙"], [other, "丁戊己"])
    # Seven of ten characters: 0.9 · 0.7; the same matter in other words: at most 0.99.
    assert score.tolist() == [[pytest.approx(0.63), MAX_RESTATED], [0.7, 0.3]]
    nearly = "一二三四五六七八九十" * 2
    assert _score(np.zeros((1, 1)), [nearly], [nearly[:-1]]).tolist() == [[1.0]]
    # Less than six of ten in common is nothing, nine of ten no sameness.
    less = one[:5] + "甲乙丙丁戊"
    assert _score(np.zeros((1, 1)), [one], [less]).tolist() == [[0.0]]
    # Six of ten count where what differs is stock: of what is said they share all.
    stock = one[:6] + "不够有待"
    assert _score(np.zeros((1, 1)), [stock], [one[:6] + "情况需要"]).tolist() == [
        [pytest.approx(0.54)]
    ]
    assert _score(np.zeros((1, 1)), [one], [one[:6] + "甲乙丙丁"]).tolist() == [[0.0]]
    assert _score(np.zeros((1, 1)), [one], [one[:9] + "甲"]).tolist() == [
        [pytest.approx(0.81)]
    ]


@pytest.mark.parametrize(
    "text",
    [
        "2021年，专职人员不足。",
        "二〇二一年度专职人员不足",
        "（专职人员）不足",
        "2020年度 专职人员不足",
    ],
)
def test_marks_and_years_are_no_wording(text):
    assert rows_of(["专职人员不足"], [text]) == [["2021-0", "2020-0", "verbatim", 1.0]]


def test_pairs_are_the_best_of_all_and_none_is_below_the_least():
    score = np.array([[0.9, 0.8], [0.85, 0.1]])
    # The two best together, though the first alone would take the 0.9.
    assert _assign(score, 0.5) == {0: 1, 1: 0}
    assert _assign(score, 0.82) == {0: 0}
    assert _assign(score, 0.9) == {0: 0}
    assert _assign(score, 0.95) == {}
    assert _assign(np.zeros((0, 2)), 0.5) == {}


def test_of_new_and_dropped_ones_the_best_that_was_found_is_told():
    old, new = ["专职人员不足", "栏目更新慢"], ["专职人员偏少"]
    (kept, dropped) = rows_of(old, new)
    assert kept[:3] == ["2021-0", "2020-0", "restated"] and 0.52 <= kept[3] <= 0.99
    assert dropped[:3] == ["", "2020-1", "dropped"] and dropped[3] < 0.52
    (new_one, *gone) = rows_of(old, new, min_similarity=1.0)
    assert new_one == ["2021-0", "", "new", kept[3]]
    assert [row[1:] for row in gone] == [
        ["2020-0", "dropped", kept[3]],
        ["2020-1", "dropped", dropped[3]],
    ]


def test_an_improvement_is_looked_for_in_the_year_after_and_in_its_own_agency():
    told = frame(
        (2021, ["已加快栏目更新", "已增配专职人员两名"]), (2022, ["已规范答复文书"])
    )
    told["rule"] = "marker/done"
    asked = frame(
        (2020, ["专职人员不足", "答复文书不规范"]), (2021, ["答复文书不规范"])
    )
    got = find_follow_through(asked, told)
    assert got[
        ["earlier_item_id", "improved_by", "earlier_year", "year"]
    ].to_numpy().tolist() == [
        ["2020-0", "2021-1", 2020, 2021],
        ["2020-1", "", 2020, 2021],
        ["2021-0", "2022-0", 2021, 2022],
    ]
    assert (got["similarity"].iloc[[0, 2]] >= MIN_IMPROVED).all()
    assert got["similarity"].iloc[1] < MIN_IMPROVED
    other = find_follow_through(asked, told.assign(agency="临泽川市教育局"))
    assert other.empty
    undone = find_follow_through(asked, told.assign(rule="marker"))
    assert (
        undone["improved_by"].tolist() == ["", "", ""]
        and not undone["similarity"].any()
    )
    # Nothing was done: nobody improved anything, however little likeness is asked for.
    anything = find_follow_through(
        asked, told.assign(rule="marker"), min_similarity=0.0
    )
    assert anything["improved_by"].tolist() == ["", "", ""]


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_that_improve_as_well_the_first_by_name_is_told_in_any_order(turned):
    told = frame((2021, ["已增配专职人员两名"] * 2)).assign(rule="marker/done")
    told = told.iloc[::-1] if turned else told
    got = find_follow_through(frame((2020, ["专职人员不足"])), told)
    assert got["improved_by"].tolist() == ["2021-0"]
    least = got["similarity"].iloc[0]
    for min_similarity, found in ((least - 0.001, "2021-0"), (least + 0.001, "")):
        again = find_follow_through(
            frame((2020, ["专职人员不足"])), told, min_similarity=min_similarity
        )
        assert again["improved_by"].tolist() == [found]


def test_a_successor_goes_on_with_what_its_forerunner_said_unless_told():
    table = frame((2018, ["栏目更新慢"]), (2019, ["栏目更新慢"]))
    table["agency_id"] = ["1:质监局", "1:市场监管局"]
    table = table.assign(agency=["甲县质监局", "甲县市场监管局"], level="county")
    assert match_years(table)["state"].tolist() == ["verbatim"]
    assert match_years(table, successors=False).empty
    told = table.iloc[[1]].assign(text="已加快栏目更新", rule="marker/done")
    asked = table.iloc[[0]]
    assert find_follow_through(asked, told)["year"].tolist() == [2019]
    assert find_follow_through(asked, told, successors=False).empty


def versions(*reports):
    rows = [
        (f"{name}-{i}", name, year, text)
        for name, year, texts in reports
        for i, text in enumerate(texts)
    ]
    table = pd.DataFrame(rows, columns=["item_id", "report_id", "year", "text"])
    return table.assign(agency="临泽川市水利局")


def told(*reports):
    found = match_years(versions(*reports))
    return found[["item_id", "earlier_item_id", "state"]].to_numpy().tolist()


def test_what_either_version_of_a_year_names_is_neither_dropped_nor_new():
    kept = ["a21-0", "a20-0", "verbatim"], ["a21-1", "a20-1", "verbatim"]
    new = ("a21", 2021, TEXTS[:2])
    assert told(("a20", 2020, TEXTS[:2]), ("b20", 2020, TEXTS[:2]), new) == [*kept]
    earlier = ("a20", 2020, TEXTS[:2])
    assert told(earlier, new, ("b21", 2021, TEXTS[:2])) == [*kept]
    # One that a version alone names is told by it, in the one year and in the other.
    assert told(("a20", 2020, TEXTS[:1]), ("b20", 2020, TEXTS[:3]), new) == [
        ["a21-0", "a20-0", "verbatim"],
        ["a21-1", "b20-1", "verbatim"],
        ["", "b20-2", "dropped"],
    ]
    assert told(earlier, ("a21", 2021, TEXTS[:1]), ("b21", 2021, TEXTS[:3])) == [
        ["a21-0", "a20-0", "verbatim"],
        ["b21-1", "a20-1", "verbatim"],
        ["b21-2", "", "new"],
    ]


def test_a_problem_that_two_versions_name_is_dropped_once():
    old = TEXTS[1:3]
    dropped = told(("a", 2020, old), ("b", 2020, old), ("c", 2021, TEXTS[:1]))
    assert [row[1] for row in dropped if row[2] == "dropped"] == ["a-0", "a-1"]


def test_two_bodies_that_became_one_do_not_go_on_with_each_others_problems():
    old, new = "栏目更新慢", "专职人员不足"
    table = pd.concat(
        frame((year, [text])).assign(
            item_id=f"{body}{year}", agency=f"甲县{body}", agency_id=f"1:{body}"
        )
        for body, texts in (("工商局", (old, new)), ("质监局", (new, old)))
        for year, text in zip((2017, 2018), texts, strict=True)
    )
    table = table.assign(level="county")
    merged = frame((2019, [old])).assign(item_id="市2019", level="county")
    merged = merged.assign(agency="甲县市场监管局", agency_id="1:市场监管局")
    apart = match_years(pd.concat([table, merged]))
    before = apart[apart["year"] == 2018]
    assert set(before["state"]) == {"new", "dropped"}
    assert set(before["agency"]) == {"甲县工商局", "甲县质监局"}
    # Across the year of the reform the one goes on with what both said.
    after = apart[apart["year"] == 2019].set_index("earlier_item_id")
    assert after["state"].to_dict() == {
        "质监局2018": "verbatim",
        "工商局2018": "dropped",
    }
    assert set(after["agency"]) == {"甲县市场监管局"}
    assert "质监局→市场监管局" in after["joined_by"].iloc[0]
    done = merged.assign(text="已加快栏目更新", rule="marker/done")
    told = find_follow_through(table[table["year"] == 2018], done)
    assert told["year"].tolist() == [2019, 2019]


def test_what_says_nothing_is_no_problem_that_stayed():
    """Two empty texts are worded alike, and so are two that hold marks and a year only."""
    silent = frame(
        (2020, ["", "2020年度：", "更新慢"]), (2021, ["", "2021年。", "更新慢"])
    )
    silent.loc[0, "text"] = None
    got = match_years(silent)
    assert got[["item_id", "earlier_item_id"]].values.tolist() == [["2021-2", "2020-2"]]


def test_measures_are_no_problems():
    items = frame((2020, TEXTS), (2021, TEXTS)).assign(role="problem")
    assert len(match_years(items)) == 5
    items.loc[3, "role"] = "measure"
    with pytest.raises(
        FrameError, match="row 3, column role: 'measure'; expected problems"
    ):
        match_years(items)
    with pytest.raises(FrameError, match="expected problems only"):
        find_follow_through(items, items.assign(rule="marker/done"))


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("队伍建设有待加强", "制度建设有待加强"),
        ("公开意识有待加强", "公开质量有待加强"),
        ("公开工作的宣传力度不够", "公开工作的督查力度不够"),
        ("公开的深度不够", "公开的及时性不够"),
        ("公开形式不够多样", "公开内容不够多样"),
    ],
)
def test_how_it_is_said_is_not_what_is_said(earlier, later):
    assert rows_of([earlier], [later])[0][2] == "new"


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("队伍建设有待加强", "队伍建设还需加强"),
        ("公开意识有待加强", "公开意识还不够强"),
        ("政务公开工作有待加强", "政务公开工作有待进一步加强"),
        ("宣传力度不够", "宣传的力度还不大"),
    ],
)
def test_the_same_said_a_little_otherwise_is_restated(earlier, later):
    assert rows_of([earlier], [later])[0][2] == "restated"


def test_what_a_report_says_twice_is_one_problem():
    assert rows_of(["栏目更新慢", "栏目更新慢。"], ["栏目更新慢"]) == [
        ["2021-0", "2020-0", "verbatim", 1.0]
    ]
    twice = rows_of(["栏目更新慢"], ["栏目更新慢", "业务培训少", "栏目更新慢"])
    assert [row[:3] for row in twice] == [
        ["2021-0", "2020-0", "verbatim"],
        ["2021-1", "", "new"],
    ]


def bodies(*reports):
    """A row a problem of bodies of one place: (body, year, problems)."""
    rows = [
        {
            "item_id": f"{body}-{year}-{i}",
            "report_id": f"{body}-{year}",
            "agency": f"文登区{body}",
            "agency_id": f"371003:{body}",
            "level": "county",
            "year": year,
            "text": text,
        }
        for body, year, texts in reports
        for i, text in enumerate(texts)
    ]
    return pd.DataFrame(rows)


def test_what_two_bodies_had_in_common_is_dropped_only_if_it_goes():
    before = (("工商局", 2018, ["专职人员不足"]), ("质监局", 2018, ["专职人员不足。"]))
    stays = match_years(bodies(*before, ("市场监管局", 2019, ["专职人员不足"])))
    assert stays["state"].tolist() == ["verbatim"]
    goes = match_years(bodies(*before, ("市场监管局", 2019, ["栏目更新慢"])))
    assert goes["state"].tolist() == ["new", "dropped", "dropped"]


def test_a_body_with_two_reports_a_year_goes_into_another_with_all_it_said():
    """The rows of both bodies begin with those of the first of them."""
    told = bodies(
        ("工商局", 2017, ["专职人员不足"]),
        ("工商局", 2018, ["专职人员不足", "专职人员不足"]),
        ("质监局", 2018, ["抽检结果公布慢"]),
        ("市场监管局", 2019, ["抽检结果公布慢"]),
    )
    told.loc[2, "report_id"] = "工商局-2018b"
    for rows in (told, told.iloc[::-1].reset_index(drop=True)):
        got = match_years(rows)
        last = got[got["year"] == 2019]
        assert sorted(last["state"]) == ["dropped", "verbatim"]
        assert last["earlier_item_id"].str.startswith("质监局").sum() == 1
        assert got.loc[got["year"] == 2018, "state"].tolist() == ["verbatim"]


def test_rows_left_out_are_told_with_what_they_lack():
    table = frame((2020, TEXTS), (2021, TEXTS))
    table["agency"] = ["", *table["agency"][1:]]
    table.loc[1, "text"] = "。"
    with pytest.warns(TextmineWarning, match="want of agency or text: 2 of 10 rows"):
        got = match_years(table)
    assert got["state"].value_counts().to_dict() == {"verbatim": 3, "new": 2}
