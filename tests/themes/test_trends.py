from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from textmine.compare.effects import regress_shares
from textmine.errors import FrameError, TextmineWarning
from textmine.stats.linear import NO_SPREAD, ONE_TELLS, fit_linear
from textmine.themes import trends
from textmine.themes.trends import CONTRAST, TREND, contrast_groups, find_trends


def test_log_odds_by_hand() -> None:
    units = pd.DataFrame(
        {
            "side": ["a"] * 4 + ["b"] * 6,
            "item": ["x", "x", "x", "y", "x", "y", "y", "y", "y", "y"],
        }
    )
    out = contrast_groups(units, by="side", prior=10.0).set_index(["group", "item"])
    # y_xa = 3 of 4, y_xb = 1 of 6; half a unit added to each.
    expected = np.log(3.5 / 1.5) - np.log(1.5 / 5.5)
    assert out.loc[("a", "x"), "log_odds"] == pytest.approx(expected)
    assert out.loc[("b", "x"), "log_odds"] == pytest.approx(-expected)
    # Prior counts 4 and 6 of 10, in z alone.
    drawn = np.log(7 / (14 - 7)) - np.log(5 / (16 - 5))
    assert out.loc[("a", "x"), "z"] == pytest.approx(drawn / np.sqrt(1 / 7 + 1 / 5))


def test_a_difference_is_found_and_chance_is_not(dtype_names) -> None:
    rng = np.random.default_rng(1)
    items = [f"w{i}" for i in range(30)]
    units = pd.DataFrame(
        {"year": rng.choice([2020, 2021], 4000), "item": rng.choice(items, 4000)}
    )
    planted = pd.DataFrame({"year": 2021, "item": ["w7"] * 150})
    assert (contrast_groups(units, by="year")["q_value"] > 0.05).all()
    out = contrast_groups(pd.concat([units, planted]), by="year")
    assert out[out["q_value"] < 0.05]["item"].unique().tolist() == ["w7"]
    assert dtype_names(out) == CONTRAST


def test_contrast_needs_two_groups() -> None:
    with pytest.raises(FrameError, match=r"1 group\(s\) in 'year'"):
        contrast_groups(
            pd.DataFrame({"year": [2020, 2020], "item": ["a", "b"]}), by="year"
        )


def reports(n_agencies: int = 30) -> pd.DataFrame:
    rows = [
        (f"{a}_{y}", f"局{a}", y) for a in range(n_agencies) for y in range(2019, 2023)
    ]
    return pd.DataFrame(rows, columns=["report_id", "agency", "year"])


def test_slope_and_interval_of_a_planted_trend(dtype_names) -> None:
    meta, rng = reports(), np.random.default_rng(0)
    rising = 0.2 + 0.1 * (meta["year"] - 2019) + rng.normal(0, 0.05, len(meta))
    flat = 0.5 + rng.normal(0, 0.05, len(meta))
    values = pd.concat(
        meta[["report_id"]].assign(item=item, value=value)
        for item, value in (("升", rising), ("平", flat))
    )
    out = find_trends(values, meta).set_index("item")
    assert out.loc["升", "slope"] == pytest.approx(0.1, abs=0.01)
    assert out.loc["升", "ci_low"] < 0.1 < out.loc["升", "ci_high"]
    assert out.loc["升", "q_value"] < 0.001 < 0.05 < out.loc["平", "q_value"]
    assert dtype_names(out.reset_index()) == TREND


def test_agencies_that_never_change_widen_the_interval() -> None:
    meta = reports(12)
    late = meta["year"] >= 2021
    copied = meta.assign(
        item="x", value=np.where(meta["agency"].isin(["局0", "局1"]) & late, 1.0, 0.0)
    )
    apart = meta.drop(columns="agency")
    clustered, independent = (
        find_trends(copied[["report_id", "item", "value"]], m).iloc[0]
        for m in (meta, apart)
    )
    assert clustered["slope"] == pytest.approx(independent["slope"])
    assert (
        clustered["ci_high"] - clustered["ci_low"]
        > independent["ci_high"] - independent["ci_low"]
    )


def test_one_year_or_two_agencies_allow_no_error() -> None:
    meta = pd.DataFrame({"report_id": ["a", "b"], "year": [2020, 2020]})
    values = pd.DataFrame({"report_id": ["a", "b"], "item": "x", "value": [0.0, 1.0]})
    of_one_year = find_trends(values, meta)
    assert of_one_year[["slope", "df", "p_value"]].isna().all(axis=None)
    assert of_one_year["note"].tolist() == [trends.ONE_YEAR]
    assert of_one_year["n_clusters"].tolist() == [2]
    assert find_trends(values.head(0), meta).empty
    meta["year"] = [2020, 2021]
    row = find_trends(values, meta).iloc[0]
    assert row["slope"] == 1.0
    assert np.isnan(row["p_value"])
    assert row["note"] == ONE_TELLS
    assert row["cluster"] == "report_id"


def test_intervals_go_by_agencies() -> None:
    """Ten units of each agency that all say the same hold no more than one of each."""
    rng = np.random.default_rng(5)
    rows = [
        (f"{side}{agency}局", side, "x" if rng.random() < share else "y")
        for side, share in (("a", 0.6), ("b", 0.4))
        for agency in range(30)
    ]
    once = pd.DataFrame(rows, columns=["agency", "side", "item"])
    tenfold = once.loc[once.index.repeat(10)].reset_index(drop=True)
    one, ten = (
        contrast_groups(units, by="side", prior=1.0)
        .set_index(["group", "item"])
        .loc[("a", "x")]
        for units in (once, tenfold)
    )
    width = one["ci_high"] - one["ci_low"]
    assert ten["ci_high"] - ten["ci_low"] == pytest.approx(width, rel=0.15)
    # Taken for 600 independent units, it would be less than half as wide.
    assert one["n_clusters"] == ten["n_clusters"] == 30


def test_a_group_of_one_agency_has_no_interval_and_of_two_a_wide_one() -> None:
    """Of 30: by Student's t of all agencies 0.87 of intervals held what two say no more than 28."""
    rng, held = np.random.default_rng(8), []
    agency = np.repeat(np.arange(30), 8)
    for run in range(60):
        says = rng.random(240) < rng.beta(0.13, 0.3, 30)[agency]
        units = pd.DataFrame({"agency": [f"局{a}" for a in agency]})
        units["side"] = np.where(agency < (1 if run == 0 else 2), "a", "b")
        units["item"] = np.where(says, "x", "y")
        table = contrast_groups(units, by="side").set_index(["group", "item"])
        row = table.loc[("a", "x")]
        if run == 0:
            assert table[["df", "ci_low", "ci_high"]].isna().all(axis=None)
            assert table["p_value"].notna().all()
            assert set(table["note"]) == {ONE_TELLS}
            continue
        held.append(row["ci_low"] <= 0 <= row["ci_high"])
    assert np.mean(held) >= 0.95


@pytest.mark.parametrize("n_agencies", [2, 9])
def test_a_trend_is_the_regression_on_the_year(n_agencies: int) -> None:
    """One number has one interval, whoever is asked for it."""
    meta, rng = reports(n_agencies), np.random.default_rng(2)
    share = rng.random((len(meta), 3))
    shares = pd.concat(
        meta[["report_id"]].assign(theme=k, share=share[:, k]) for k in range(3)
    )
    # One theme is not known of all reports.
    shares = shares[
        ~((shares["theme"] == 2) & shares["report_id"].str.startswith("4_"))
    ]
    values = shares.rename(columns={"theme": "item", "share": "value"})
    trends = find_trends(values.sample(frac=1, random_state=0), meta).set_index("item")
    for theme, own in shares.groupby("theme"):
        table = regress_shares(own, meta, ["year"]).query("term == 'year'").iloc[0]
        row = trends.loc[str(theme)]
        for mine, theirs in (
            ("slope", "estimate"), ("ci_low", "ci_low"), ("ci_high", "ci_high"),
            ("p_value", "p_value"), ("n", "n"), ("df", "df"), ("n_clusters", "n_clusters"),
        ):  # fmt: skip
            assert row[mine] == pytest.approx(table[theirs], rel=1e-9), mine
        assert row["cluster"] == table["cluster"] == "agency"
        assert row["note"] == table["note"] == ""


def test_a_slope_that_one_agency_alone_tells_has_no_error() -> None:
    meta = reports(5).query("year == 2021 or agency == '局0'").reset_index(drop=True)
    values = meta[["report_id"]].assign(item="x", value=np.linspace(0, 1, len(meta)))
    row = find_trends(values, meta).iloc[0]
    assert np.isfinite(row["slope"])
    assert row[["df", "ci_low", "ci_high", "p_value"]].isna().all()
    assert row["note"] == ONE_TELLS
    assert row["n_clusters"] == 5


def test_values_on_the_line_say_why_they_have_no_error() -> None:
    meta = reports(3)
    values = meta[["report_id"]].assign(item="x", value=0.1 * (meta["year"] - 2019))
    row = find_trends(values, meta).iloc[0]
    assert row["slope"] == pytest.approx(0.1)
    assert row[["df", "ci_low", "ci_high", "p_value"]].isna().all()
    assert row["note"] == NO_SPREAD


@pytest.mark.parametrize(
    ("n_agencies", "told"),
    [(2, "all (2)"), (19, "all (19)"), (20, ""), (1, ""), (21, "y (19)")],
)
def test_trends_of_few_agencies_are_warned_of_once(
    n_agencies: int, told: str, recwarn
) -> None:
    """Of all items where they rest on as many agencies, else of those of few by their names."""
    meta, rng = reports(n_agencies), np.random.default_rng(1)
    values = pd.concat(
        meta[["report_id"]].assign(item=item, value=rng.random(len(meta)))
        for item in "xyz"
    )
    if n_agencies == 21:
        of_last = values["report_id"].str.match("(19|20)_")
        values = values[~((values["item"] == "y") & of_last)]
    find_trends(values, meta)
    messages = [str(w.message) for w in recwarn if w.category is TextmineWarning]
    expected = f"find_trends: fewer than 20 agencies in {told}; intervals"
    assert [message.startswith(expected) for message in messages] == [True][: len(told)]


def test_a_single_year_is_no_rough_interval(recwarn) -> None:
    meta = reports(3).query("year == 2020")
    find_trends(meta[["report_id"]].assign(item="x", value=1.0), meta)
    assert not [w for w in recwarn if w.category is TextmineWarning]


def test_an_item_that_all_say_is_contrasted_with_nothing() -> None:
    units = pd.DataFrame({"side": ["a"] * 4 + ["b"] * 6, "item": "x"})
    out = contrast_groups(units, by="side", prior=10.0)
    assert out["log_odds"].tolist() == out["z"].tolist() == [0.0, 0.0]
    assert out[["df", "ci_low", "ci_high"]].isna().all(axis=None)
    assert out["note"].tolist() == [NO_SPREAD, NO_SPREAD]
    assert out["cluster"].tolist() == ["row", "row"]


def test_groups_of_few_agencies_are_warned_of_once() -> None:
    agency = [f"局{k}" for k in range(44)]
    units = pd.DataFrame({"agency": agency, "item": ["x", "y"] * 22})
    units["side"] = np.repeat(["a", "b", "c"], [19, 4, 21])
    with pytest.warns(TextmineWarning) as told:
        out = contrast_groups(units, by="side")
    expected = "contrast_groups: fewer than 20 agencies in a (19), b (4); intervals"
    assert [str(w.message).startswith(expected) for w in told] == [True]
    assert set(out["cluster"]) == {"agency"}
    assert set(out["note"]) == {""}
    assert out.groupby("group")["n_clusters"].first().tolist() == [19, 4, 21]


def test_rows_without_an_item_are_no_units() -> None:
    units = pd.DataFrame(
        {"side": list("aabbab"), "item": ["x", "y", "x", "x", None, " "]}
    )
    out = contrast_groups(units, by="side", prior=2.0)
    assert sorted(set(out["item"])) == ["x", "y"]
    unknown = pd.DataFrame({"side": ["", None], "item": ["x", "y"]})
    pd.testing.assert_frame_equal(
        out, contrast_groups(pd.concat([units, unknown]), by="side", prior=2.0)
    )
    pd.testing.assert_frame_equal(
        out, contrast_groups(units.head(4), by="side", prior=2.0)
    )


def test_reports_of_another_run_are_refused() -> None:
    meta = reports(3)
    values = meta[["report_id"]].assign(item="x", value=1.0)
    with pytest.raises(FrameError, match="values: none of .* is in reports"):
        find_trends(values, meta.assign(report_id=meta["report_id"] + ".html"))
    some = find_trends(values, meta.head(3))
    assert some["n"].tolist() == [3]


def test_the_interval_is_of_the_difference_whatever_the_prior(monkeypatch) -> None:
    """With the prior in it, it lay about a third of the difference, and never held it."""
    monkeypatch.setattr(trends, "PERMUTATIONS", 9)
    rng = np.random.default_rng(4)
    truth = np.log(0.4 / 0.6) - np.log(0.2 / 0.8)
    held = 0
    for _ in range(40):
        units = pd.DataFrame(
            [
                (f"{side}{agency}", side, "x" if said else "y")
                for side, share in (("a", 0.4), ("b", 0.2))
                for agency in range(15)
                for said in rng.random(8) < rng.beta(8 * share, 8 * (1 - share))
            ],
            columns=["agency", "side", "item"],
        )
        out = contrast_groups(units, by="side").query("group == 'a' and item == 'x'")
        held += int(out["ci_low"].item() < truth < out["ci_high"].item())
    assert held >= 34


def test_leaving_agencies_out_gives_the_error() -> None:
    units = pd.DataFrame(
        {
            "agency": list("pppqqrrsstt"),
            "side": ["a"] * 7 + ["b"] * 4,
            "item": list("xxyxyxxyyxy"),
        }
    )
    out = contrast_groups(units, by="side").set_index(["group", "item"]).loc[("a", "x")]

    def odds(part: pd.DataFrame) -> float:
        table = pd.crosstab(part["side"], part["item"]) + 0.5
        logs = np.log(table["x"] / table["y"])
        return float(logs["a"] - logs["b"])

    whole = odds(units)
    left = [odds(units[units["agency"] != name]) for name in "pqrst"]
    error = np.sqrt(0.8 * sum((x - whole) ** 2 for x in left))
    by_units = np.sqrt(sum(1 / n for n in (5.5, 2.5, 1.5, 3.5)))
    width = (out["ci_high"] - out["ci_low"]) / 2
    in_a = np.column_stack([np.ones(len(units)), units["side"] == "a"])
    says = (units["item"] == "x").to_numpy(float)[:, None]
    whose = pd.factorize(units["agency"])[0]
    freedom = fit_linear(in_a, says, whose).freedom[1, 0]
    assert 1.5 < freedom < 2
    assert out["df"] == pytest.approx(freedom)
    assert out["log_odds"] == pytest.approx(whole)
    assert width == pytest.approx(max(error, by_units) * t.ppf(0.975, freedom))


def test_rows_left_out_are_told_with_what_they_lack():
    units = pd.DataFrame(
        {"side": list("aabb") + [None], "item": ["x", "y", "x", "", "x"]}
    )
    with pytest.warns(TextmineWarning, match="want of item or side: 2 of 5 rows"):
        contrast_groups(units, by="side", prior=2.0)
    meta = reports(2).assign(year=lambda x: x["year"].astype("Int64"))
    meta.loc[0, "year"] = pd.NA
    values = meta[["report_id"]].assign(item="x", value=[0.0, None, *[1.0] * 6])
    with pytest.warns(TextmineWarning, match="want of year or value: 2 of 8 rows"):
        assert find_trends(values, meta)["n"].tolist() == [6]


def test_items_of_few_agencies_are_told_in_one_warning(recwarn):
    """With their number, however unlike: eight items had been named one by one."""
    meta = reports(9)
    own = [
        meta[meta["agency"].isin(meta["agency"].unique()[: k + 2])] for k in range(8)
    ]
    parts = [part[["report_id"]].assign(item=f"w{k}") for k, part in enumerate(own)]
    values = pd.concat(parts, ignore_index=True)
    values["value"] = np.random.default_rng(0).random(len(values))
    find_trends(values, meta)
    (told,) = [str(one.message) for one in recwarn]
    assert (
        told.startswith("find_trends: fewer than 20 agencies in w") and "3 more" in told
    )


def test_categories_of_problems_have_the_trends_and_regressions_of_their_shares() -> (
    None
):
    rng = np.random.default_rng(4)
    ids = [f"r{k}" for k in range(60)]
    reports = pd.DataFrame(
        {
            "report_id": ids,
            "year": [2019, 2020, 2021] * 20,
            "agency": np.repeat(np.arange(20), 3).astype(str),
        }
    )
    cells = rng.choice(["content", "staffing", "content|staffing", ""], 120)
    problems = pd.DataFrame({"report_id": np.repeat(ids, 2), "categories": cells})
    said = problems.groupby("report_id")["categories"].agg("|".join)
    by_hand = pd.concat(
        pd.DataFrame(
            {
                "report_id": said.index,
                "item": name,
                "value": said.str.contains(name).astype(float).to_numpy(),
            }
        )
        for name in ("content", "staffing")
    )
    trend = find_trends(problems, reports)
    pd.testing.assert_frame_equal(trend, find_trends(by_hand, reports))
    fit = regress_shares(problems, reports, ["year"])
    slopes = fit[fit["term"] == "year"].set_index("label")["estimate"].to_dict()
    assert slopes == pytest.approx(
        dict(zip(trend["item"], trend["slope"], strict=True))
    )


def test_what_regress_shares_takes_has_trends_too_and_the_other_way() -> None:
    ids = [f"r{i}" for i in range(60)]
    reports = pd.DataFrame(
        {
            "report_id": ids,
            "year": 2020 + np.arange(60) % 3,
            "agency_id": np.arange(60) // 3,
        }
    )
    said = np.random.default_rng(2).random(60)
    marks = pd.DataFrame({"report_id": ids, "item": "更新", "value": said})
    asked = find_trends(marks, reports)
    for names in (("theme", "share"), ("score", "value")):
        named = marks.rename(columns=dict(zip(("item", "value"), names, strict=True)))
        pd.testing.assert_frame_equal(find_trends(named, reports), asked)
    counted = reports.assign(year=reports["year"] - 2020)
    slope = regress_shares(marks, counted, ["year"]).query("term == 'year'").iloc[0]
    assert slope["label"] == "更新"
    for mine, theirs in (("estimate", "slope"), ("df", "df"), ("p_value", "p_value")):
        assert slope[mine] == pytest.approx(asked[theirs].iloc[0])
    twice = pd.concat([marks, marks.head(1)])
    with pytest.raises(FrameError, match="each report and item once"):
        find_trends(twice, reports)
