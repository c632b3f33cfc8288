"""Profiles in print: each cell says what its row of the profile says."""

import pandas as pd
import pytest

from textmine.compare import print_regression, print_table
from textmine.errors import FrameError

COLUMNS = ["by", "group", "category", "share", "n", "n_clusters", "ci_low", "ci_high"]
PROFILE = pd.DataFrame(
    [
        ("level", "county", "timeliness", 0.425, 60, 20, 0.314, 0.546),
        ("level", "county", "staffing", 0.0, 60, 20, 0.0, 0.06),
        ("level", "city", "timeliness", 1.0, 8, 8, 0.676, 1.0),
        ("level", "city", "own_code", 0.125, 8, 8, float("nan"), float("nan")),
    ],
    columns=COLUMNS,
)


def test_a_row_a_category_and_a_column_a_group_in_the_order_of_the_profile():
    table = print_table(PROFILE)
    assert table.columns.tolist() == ["city (n = 8)", "county (n = 60, 20 agencies)"]
    assert table.index.tolist() == ["Timeliness", "Staffing", "own_code"]
    assert table.iloc[:, 1].tolist() == ["42 [31, 55]", "0 [0, 6]", "–"]
    assert table.iloc[:, 0].tolist() == ["100 [68, 100]", "–", "12"]


def test_language_digits_and_no_intervals():
    table = print_table(PROFILE, lang="zh", digits=1, intervals=False)
    assert table.columns.tolist() == ["市（n=8）", "县（n=60，20 个机关）"]
    assert table.index[0] == "公开时效"
    assert table.iloc[:, 1].tolist() == ["42.5", "0.0", "–"]


def test_what_is_small_is_not_printed_as_nothing_nor_what_is_large_as_all():
    cells = {
        "share": [0.002, 0.998],
        "ci_low": [0.0003, 0.996],
        "ci_high": [0.004, 0.9995],
    }
    rare = PROFILE.iloc[:2].assign(**cells)
    assert print_table(rare).iloc[:, 0].tolist() == ["<1 [0, <1]", ">99 [>99, 100]"]
    assert print_table(rare, digits=1).iloc[0, 0] == "0.2 [0.0, 0.4]"


def test_it_goes_into_latex_and_csv(tmp_path):
    table = print_table(PROFILE)
    assert "Timeliness & 100 [68, 100] & 42 [31, 55] \\\\" in table.to_latex()
    table.to_csv(tmp_path / "t.csv")
    assert pd.read_csv(tmp_path / "t.csv", index_col=0, keep_default_na=False).equals(
        table
    )


def test_what_is_no_profile_is_refused_in_a_line():
    with pytest.raises(FrameError, match="'timeliness' stands twice in group 'county'"):
        print_table(pd.concat([PROFILE, PROFILE]))
    with pytest.raises(FrameError, match="missing column share"):
        print_table(PROFILE.drop(columns="share"))
    with pytest.raises(FrameError, match="no language 'fr'; expected en or zh"):
        print_table(PROFILE, lang="fr")
    with pytest.raises(FrameError, match="digits is -1"):
        print_table(PROFILE, digits=-1)


def test_groups_are_named_in_the_language_and_one_agency_is_one():
    row = {"by": "agency_type", "category": "staffing", "share": 0.5, "n": 3}
    row |= {"n_clusters": 1, "ci_low": float("nan"), "ci_high": float("nan")}
    frame = pd.DataFrame([row | {"group": group} for group in ("财政局", "", "某类")])
    heads = ["Finance (n = 3, 1 agency)", "unknown (n = 3, 1 agency)"]
    assert print_table(frame).columns[:2].tolist() == heads
    assert print_table(frame).columns[2].startswith("某类 ")
    assert print_table(frame, lang="zh").columns[0] == "财政局（n=3，1 个机关）"


def test_groups_and_categories_that_would_be_called_the_same_are_told_apart() -> None:
    """A raw ValueError of the pivot came out."""
    cells = {"share": 0.1, "n": 3, "n_clusters": 3, "ci_low": 0.0, "ci_high": 1.0}
    keys = [("city", "content"), ("市", "content"), ("city", "公开内容")]
    rows = [{"group": g, "category": c, **cells} for g, c in keys]
    table = print_table(pd.DataFrame(rows), lang="zh")
    assert table.columns.tolist() == ["市（n=3） [city]", "市（n=3） [市]"]
    assert table.index.tolist() == ["公开内容 [content]", "公开内容 [公开内容]"]
    assert table.iloc[1].tolist() == ["10 [0, 100]", "–"]


def test_all_reports_are_called_so_in_either_language() -> None:
    row = {"by": "all", "group": "all", "category": "content", "share": 0.5, "n": 4}
    row |= {"n_clusters": 4, "ci_low": 0.1, "ci_high": 0.9}
    heads = [
        print_table(pd.DataFrame([row]), lang=lang).columns[0] for lang in ("zh", "en")
    ]
    assert heads == ["全部（n=4）", "all (n = 4)"]


def test_levels_stand_from_the_highest_down_and_other_groups_as_they_are():
    row = {"category": "staffing", "share": 0.5, "n": 3, "n_clusters": 3}
    row |= {"ci_low": 0.1, "ci_high": 0.9}
    for given, then in (
        (["township", "", "province"], ["province", "township", "unknown"]),
        (["2021", "2019"], ["2021", "2019"]),
        (["township", "某类", "province"], ["township", "某类", "province"]),
    ):
        frame = pd.DataFrame([row | {"group": group} for group in given])
        heads = [head.split(" (")[0] for head in print_table(frame).columns]
        assert heads == then


def test_shares_of_problems_say_so():
    heads = print_table(PROFILE.assign(unit="problem")).columns.tolist()
    assert heads == ["city (n = 8 problems)", "county (n = 60 problems, 20 agencies)"]
    zh = print_table(PROFILE.assign(unit="problem"), lang="zh").columns[1]
    assert zh == "县（n=60 条问题，20 个机关）"
    of_reports = print_table(PROFILE.assign(unit="report")).columns[0]
    assert of_reports == "city (n = 8)"


EFFECTS = pd.DataFrame(
    {
        "method": ["dsl", "dsl", "hand", "hand"],
        "term": ["intercept", "year", "intercept", "year"],
        "estimate": [0.25, -0.031, 0.3, 0.02],
        "se": [0.05, 0.01, 0.1, float("nan")],
        "ci_low": [0.15, -0.051, 0.1, float("nan")],
        "ci_high": [0.35, -0.011, 0.5, float("nan")],
        "n": 1400,
        "n_coded": 120,
        "cluster": "agency_id",
        "n_clusters": 80,
    }
)


def test_a_regression_is_set_with_its_intervals_or_errors_and_its_numbers():
    table = print_regression(EFFECTS, digits=2)
    heads = ["corrected (DSL)", "hand codes alone"]
    assert table.columns.tolist() == heads
    ends = ["cases", "agencies", "coded by hand"]
    assert table.index.tolist() == ["intercept", "year", *ends]
    assert table[heads[0]].tolist()[:2] == ["0.25 [0.15, 0.35]", "-0.03 [-0.05, -0.01]"]
    assert table[heads[1]].tolist() == [
        *("0.30 [0.10, 0.50]", "0.02"),
        *("1,400", "80", "120"),
    ]
    errors = print_regression(EFFECTS, errors="se", lang="zh")
    assert errors.index.tolist()[2:] == ["观测数", "机关数", "其中人工编码"]
    assert errors["校正（DSL）"].tolist()[:2] == ["0.250 (0.050)", "-0.031 (0.010)"]
    assert errors["人工编码"]["year"] == "0.020"


def test_regressions_side_by_side_are_told_apart_and_a_term_may_lack_in_one():
    scores = EFFECTS.drop(columns=["method", "n_coded"]).head(2)
    few = scores.head(1).assign(model="few", label="share_original", cluster="row")
    both = pd.concat([scores.assign(model="all", label="own"), few])
    table = print_regression(both)
    assert table.columns.tolist() == ["all, own", "few, Share alone"]
    assert table.loc["year"].tolist() == ["-0.031 [-0.051, -0.011]", "–"]
    assert table.index.tolist()[2:] == ["cases", "clusters"]
    alone = print_regression(few)
    assert alone.index.tolist() == ["intercept", "cases"]
    with pytest.raises(FrameError, match="'intercept' stands twice under 'few"):
        print_regression(pd.concat([few, few]))


def test_what_cannot_be_set_as_a_regression_is_refused_and_each_table_names_the_other():
    with pytest.raises(FrameError, match="set it with print_regression"):
        print_table(EFFECTS)
    with pytest.raises(FrameError, match="effects: missing column term"):
        print_regression(PROFILE)
    with pytest.raises(FrameError, match="errors is 'stars'; expected interval or se"):
        print_regression(EFFECTS, errors="stars")
    with pytest.raises(FrameError, match="print_regression: digits is -1"):
        print_regression(EFFECTS, digits=-1)


def test_regressed_categories_are_called_by_their_names():
    effects = pd.DataFrame(
        {"label": ["timeliness", "own"], "term": "year", "estimate": [0.1, 0.2]}
    ).assign(se=0.1, ci_low=0.0, ci_high=0.3, n=9, cluster="agency_id", n_clusters=3)
    assert print_regression(effects).columns.tolist() == ["Timeliness", "own"]
    assert print_regression(effects, lang="zh").columns.tolist() == ["公开时效", "own"]
