"""Cluster bootstrap, permutation within strata."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
import pandas as pd
import pytest

from textmine.compare import bootstrap_mean, permutation_test
from textmine.errors import FrameError, TextmineWarning
from textmine.stats import resampling
from textmine.stats.intervals import wilson
from textmine.stats.resampling import ALL_ALIKE
from textmine.stats.shares import ONE_CLUSTER


def clustered(n_clusters: int, size: int, seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    effect = np.repeat(rng.normal(size=n_clusters), size)
    return pd.DataFrame(
        {
            "agency": np.repeat([f"机关{i}" for i in range(n_clusters)], size),
            "x": effect + rng.normal(0, 0.05, n_clusters * size),
            "province": np.where(np.arange(n_clusters * size) % 2, "云岭省", "澜川省"),
        }
    )


def test_clusters_are_kept_whole_so_repeats_do_not_narrow_the_interval() -> None:
    once, repeated = clustered(30, 1, 3), pd.concat([clustered(30, 1, 3)] * 20)
    narrow, wide = (
        bootstrap_mean(once, value="x").iloc[0],
        bootstrap_mean(repeated, value="x").iloc[0],
    )
    assert wide["n"] == 600 and wide["n_clusters"] == 30
    assert wide["ci_low"] == pytest.approx(narrow["ci_low"])
    naive = bootstrap_mean(repeated.assign(agency=range(600)), value="x").iloc[0]
    assert naive["ci_high"] - naive["ci_low"] < 0.5 * (wide["ci_high"] - wide["ci_low"])


def test_coverage_of_the_true_mean() -> None:
    hits = 0
    for seed in range(60):
        row = bootstrap_mean(clustered(25, 3, seed), value="x", n_resamples=400).iloc[0]
        hits += row["ci_low"] <= 0 <= row["ci_high"]
    assert 49 <= hits <= 60


def test_groups_are_independent_of_one_another_seeded_and_missing_values_left_out() -> (
    None
):
    frame = clustered(12, 2, 1)
    found = bootstrap_mean(frame, value="x", by="province")
    assert found["group"].tolist() == ["云岭省", "澜川省"]
    pd.testing.assert_frame_equal(
        found,
        bootstrap_mean(frame.sample(frac=1, random_state=0), value="x", by="province"),
    )
    holes = frame.assign(x=frame["x"].where(frame["agency"] != "机关0"))
    assert bootstrap_mean(holes, value="x")["n"].tolist() == [22]
    one = bootstrap_mean(frame[frame["agency"] == "机关1"], value="x").iloc[0]
    assert np.isnan(one["ci_low"]) and np.isfinite(one["value"])
    assert bootstrap_mean(frame.iloc[:0], value="x").empty
    with pytest.raises(FrameError, match="n_resamples"):
        bootstrap_mean(frame, value="x", n_resamples=0)


def test_permutation_sees_a_difference_and_strata_remove_a_confounder() -> None:
    frame = pd.DataFrame(
        {
            "year": [2020] * 20 + [2021] * 20,
            "g": (["a"] * 15 + ["b"] * 5) + (["a"] * 5 + ["b"] * 15),
        }
    )
    rng = np.random.default_rng(0)
    frame["x"] = (frame["year"] - 2020) * 10 + rng.normal(size=40)
    plain = permutation_test(frame, value="x", by="g", n_permutations=499).iloc[0]
    within = permutation_test(
        frame, value="x", by="g", strata="year", n_permutations=499
    ).iloc[0]
    assert plain["p_value"] < 0.02 < within["p_value"]
    real = frame.assign(x=frame["x"] + 5 * (frame["g"] == "a"))
    assert (
        permutation_test(real, value="x", by="g", strata="year", n_permutations=499)[
            "p_value"
        ].item()
        < 0.02
    )


def test_the_p_value_is_uniform_where_nothing_differs_and_never_nought() -> None:
    p_values = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        frame = pd.DataFrame({"g": ["a", "b", "c"] * 8, "x": rng.normal(size=24)})
        p_values.append(
            permutation_test(frame, value="x", by="g", n_permutations=99, seed=seed)[
                "p_value"
            ].item()
        )
    assert min(p_values) >= 0.01
    assert 0.35 < np.mean(p_values) < 0.65


def test_blank_cells_of_text_are_no_values_in_a_permutation() -> None:
    """A blank among numbers read as text made the statistic NaN and the p-value the least there is."""
    frame = pd.DataFrame(
        {"g": ["a"] * 4 + ["b"] * 4, "x": ["1", "2", " ", "3", "1", "2", "2", "3"]}
    )
    got = permutation_test(frame, value="x", by="g", n_permutations=99)
    plain = frame.drop(index=2).astype({"x": "float64"})
    want = permutation_test(plain, value="x", by="g", n_permutations=99)
    pd.testing.assert_frame_equal(got, want)
    assert got["n"].item() == 7 and got["p_value"].item() > 0.5


def test_one_group_is_refused() -> None:
    with pytest.raises(FrameError, match="two or more"):
        permutation_test(pd.DataFrame({"g": ["a"], "x": [1]}), value="x", by="g")


def test_squares_between_groups_are_weighted_by_their_sizes():
    x, groups = np.array([1.0, 1.0, -2.0]), np.array([0, 0, 1])
    # 2²/2 + (−2)²/1, Fisher's decomposition by hand.
    assert resampling._between(x, groups) == 6.0


def test_a_p_value_is_the_share_of_orders_that_reach_the_observed_one_itself_counted():
    same = pd.DataFrame({"g": ["a", "b"] * 5, "x": [1.0] * 10})
    assert (
        permutation_test(same, value="x", by="g", n_permutations=19)["p_value"].item()
        == 1.0
    )
    apart = pd.DataFrame({"g": ["a"] * 20 + ["b"] * 20, "x": [0.0] * 20 + [1.0] * 20})
    assert (
        permutation_test(apart, value="x", by="g", n_permutations=19)["p_value"].item()
        == 1 / 20
    )


@pytest.mark.parametrize(
    ("n", "tail"), [(5, 0.00096), (10, 0.0086), (20, 0.0159), (40, 0.0203)]
)
def test_percentiles_are_taken_as_far_out_as_published(
    n: int, tail: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Hesterberg (2015), expanded percentile interval: Φ(√(n / (n − 1)) · t) instead of 2.5 %.
    asked: list[list[float]] = []

    def quantile(ratios: np.ndarray, at: list[float], axis: int) -> tuple[float, float]:
        asked.append(at)
        return 0.0, 0.0

    monkeypatch.setattr(resampling.np, "quantile", quantile)
    one = np.ones((n, 1))
    resampling.resample_clusters(
        one, one[:, 0], n_resamples=3, rng=np.random.default_rng(0)
    )
    assert asked == [pytest.approx([tail, 1 - tail], abs=5e-5)]


@pytest.mark.parametrize("strata", [None, "year"])
def test_p_is_that_of_all_orders_within_each_stratum(strata: str | None) -> None:
    frame = pd.DataFrame(
        {
            "g": ["a", "a", "b", "a", "b", "b", "c"],
            "year": [2020, 2020, 2020, 2021, 2021, 2021, 2021],
            "x": [1.0, 2.0, 9.0, 5.0, 6.0, 8.0, 5.5],
        }
    )
    blocks = frame["year"] if strata else pd.Series(0, index=frame.index)
    centred = frame["x"] - frame.groupby(blocks)["x"].transform("mean")

    def between(values: list[float]) -> float:
        groups = pd.Series(values).groupby(frame["g"])
        return float((groups.sum() ** 2 / groups.size()).sum())

    parts = [list(centred[blocks == block]) for block in sorted(blocks.unique())]
    ways = product(*(permutations(part) for part in parts))
    all_ways = np.array([between([x for part in way for x in part]) for way in ways])
    seen = between(list(centred))
    found = permutation_test(frame, value="x", by="g", strata=strata).iloc[0]
    assert found["statistic"] == pytest.approx(seen)
    # 9,999 draws: the standard error is at most 0.005.
    assert found["p_value"] == pytest.approx((all_ways >= seen - 1e-9).mean(), abs=0.02)
    assert found[["n", "n_groups", "n_permutations"]].tolist() == [7, 3, 9999]
    turned = permutation_test(frame.iloc[::-1], value="x", by="g", strata=strata)
    assert turned["p_value"].item() == found["p_value"]


def test_rows_without_a_value_make_no_group_and_no_observation() -> None:
    frame = pd.DataFrame({"g": ["a", "a", "b", "c"], "x": [1.0, 2.0, 4.0, np.nan]})
    found = permutation_test(frame, value="x", by="g", n_permutations=9).iloc[0]
    assert found[["n", "n_groups"]].tolist() == [3, 2]


def test_two_agencies_are_drawn_as_often_as_chance_has_it() -> None:
    # Both, or the one or the other twice: the mean of values 0 and 2 is 1 in half the draws.
    frame = pd.DataFrame({"agency": ["甲", "乙", "乙"], "x": [0.0, 2.0, 2.0]})
    with pytest.warns(TextmineWarning, match="rough"):
        row = bootstrap_mean(frame, value="x").iloc[0]
    assert row[["group", "n", "n_clusters"]].tolist() == ["all", 3, 2]
    assert row["value"] == pytest.approx(4 / 3)
    assert (row["ci_low"], row["ci_high"]) == (0.0, 2.0)


def test_a_column_without_a_value_is_told_and_an_empty_frame_is_not() -> None:
    frame = pd.DataFrame({"agency": ["甲"], "x": [np.nan]})
    with pytest.warns(TextmineWarning, match="nothing to average"):
        assert bootstrap_mean(frame, value="x").empty
    assert bootstrap_mean(frame.iloc[:0], value="x").columns.tolist() == [
        *("group", "value", "n", "cluster", "n_clusters", "ci_low", "ci_high", "note")
    ]


def test_one_agency_and_agencies_that_are_all_alike_have_no_interval_and_it_says_so() -> (
    None
):
    many = pd.DataFrame({"agency": list("abc"), "x": [0.3, 0.3, 0.3]})
    one = many.iloc[:1]
    for frame, why in (
        (one, ONE_CLUSTER),
        (one.assign(x=1.0), ONE_CLUSTER),
        (many, ALL_ALIKE),
    ):
        row = bootstrap_mean(frame, value="x").iloc[0]
        assert row[["ci_low", "ci_high"]].isna().all() and row["note"] == why
    for x in (0.0, 1.0):
        row = bootstrap_mean(many.assign(x=x), value="x").iloc[0]
        assert row["ci_low"] < row["ci_high"] and row["note"] == ""


def test_a_mean_is_the_same_to_the_last_bit_in_any_order_of_rows() -> None:
    frame = pd.DataFrame({"agency": list("aabbccdd"), "g": list("xy") * 4})
    frame = frame.assign(x=[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8])
    told = [
        bootstrap_mean(rows, value="x", by="g", n_resamples=50)
        for rows in (frame, frame.iloc[::-1], frame.sample(frac=1, random_state=3))
    ]
    assert told[0].equals(told[1]) and told[0].equals(told[2])


def test_groups_draw_from_streams_of_their_own_and_seeds_differ() -> None:
    frame = pd.concat(
        [clustered(25, 2, 3).assign(g="a"), clustered(25, 2, 3).assign(g="b")]
    )
    both = bootstrap_mean(frame, value="x", by="g", n_resamples=50)
    assert both["value"].nunique() == 1 and both["ci_low"].nunique() == 2
    (alone,) = bootstrap_mean(frame.iloc[:50], value="x", n_resamples=50)["ci_low"]
    assert alone == both["ci_low"][0]
    (other,) = bootstrap_mean(frame.iloc[:50], value="x", n_resamples=50, seed=1)[
        "ci_low"
    ]
    assert other != alone
    one_draw = bootstrap_mean(frame.iloc[:50], value="x", n_resamples=1).iloc[0]
    assert one_draw["ci_low"] == one_draw["ci_high"]


@pytest.mark.parametrize("unit", [1 / 3, 1e6 / 3, 1e9 / 7])
def test_orders_that_give_the_same_groups_reach_the_observed_one_in_any_unit(
    unit: float,
) -> None:
    """Sums of squares of money differ by more than 1e-12 in their last bits: p was 0.018 for 0.408."""
    values = np.array([0, 0, 0, 0, 1, 0, 1, 1, 1, 0, 0, 1, 0], dtype=float)
    frame = pd.DataFrame({"g": list("aabababbababb"), "x": values})
    plain = permutation_test(frame, value="x", by="g", n_permutations=299)
    turned = permutation_test(
        frame.assign(x=frame["x"] * unit), value="x", by="g", n_permutations=299
    )
    assert turned["p_value"].item() == plain["p_value"].item()


def test_rows_of_no_known_group_are_no_group_of_a_permutation() -> None:
    frame = pd.DataFrame(
        {"g": ["a", "a", "b", "b", None, ""], "x": [1.0, 2, 3, 4, 90, 95]}
    )
    found = permutation_test(frame, value="x", by="g", n_permutations=9)
    assert found[["n", "n_groups"]].values.tolist() == [[4, 2]]
    pd.testing.assert_frame_equal(
        found, permutation_test(frame.head(4), value="x", by="g", n_permutations=9)
    )


def test_two_thousand_resamples_of_the_seed_nought_unless_asked_otherwise() -> None:
    frame = clustered(25, 2, 3)
    usual = bootstrap_mean(frame, value="x")
    asked = bootstrap_mean(frame, value="x", n_resamples=2000, seed=0)
    pd.testing.assert_frame_equal(usual, asked)
    tested = permutation_test(frame, value="x", by="province")
    asked = permutation_test(
        frame, value="x", by="province", n_permutations=9999, seed=0
    )
    pd.testing.assert_frame_equal(tested, asked)
    other = permutation_test(frame, value="x", by="province", seed=1)
    assert other["p_value"].item() != tested["p_value"].item()


def test_two_clusters_have_an_interval_and_one_has_none() -> None:
    for n, has_interval in ((1, False), (2, True), (3, True)):
        low, high = resampling.resample_clusters(
            np.arange(float(n))[:, None],
            np.ones(n),
            n_resamples=50,
            rng=np.random.default_rng(0),
        )
        assert bool(low[0] < high[0]) == has_interval
        assert bool(np.isnan([low[0], high[0]]).all()) != has_interval


def test_agencies_are_told_by_id_then_name_then_report_then_row() -> None:
    """One agency under two names is one, and so are its rows where only reports are known."""
    frame = clustered(25, 4, 3).assign(agency_id=lambda f: "1:" + f["agency"])
    renamed = frame.assign(
        agency=frame["agency"] + np.where(frame.index % 2, "", "（旧）")
    )
    row = bootstrap_mean(renamed, value="x").iloc[0]
    assert row[["cluster", "n_clusters"]].tolist() == ["agency_id", 25]
    row = bootstrap_mean(renamed.drop(columns="agency_id"), value="x").iloc[0]
    assert row[["cluster", "n_clusters"]].tolist() == ["agency", 50]
    bare = frame[["x"]].assign(report_id=[f"r{k // 2}" for k in range(100)])
    row = bootstrap_mean(bare, value="x").iloc[0]
    assert row[["cluster", "n_clusters"]].tolist() == ["report_id", 50]
    row = bootstrap_mean(frame[["x"]], value="x").iloc[0]
    assert row[["cluster", "n_clusters"]].tolist() == ["row", 100]


def test_agencies_that_repeat_themselves_make_no_difference_surer() -> None:
    """Twelve agencies, twenty like reports each; levels by chance. Row by row p < 0.05 in most."""
    found, blind = [], []
    for seed in range(60):
        frame = clustered(12, 20, seed).assign(level=np.repeat(list("ab") * 6, 20))
        asked = {"value": "x", "by": "level", "n_permutations": 99, "seed": seed}
        table = permutation_test(frame, **asked).iloc[0]
        assert table[["cluster", "n_clusters"]].tolist() == ["agency", 12]
        found.append(table["p_value"] <= 0.05)
        bare = frame.drop(columns="agency")
        blind.append(permutation_test(bare, **asked)["p_value"].item() <= 0.05)
    assert np.mean(found) <= 0.15 and np.mean(blind) > 0.5


def test_whole_agencies_change_places_and_rows_within_an_agency_of_several_groups() -> (
    None
):
    """p is that of all ways: two of four agencies are city; the fifth has its rows exchanged."""
    frame = pd.DataFrame(
        {
            "agency": list("aabbbcddee"),
            "g": ["city"] * 5 + ["town"] * 3 + ["city", "town"],
            "x": [5.0, 6, 4, 5, 6, 3, 2, 3, 4, 1],
        }
    )
    centred = frame["x"] - frame["x"].mean()

    def between(labels: list[str]) -> float:
        groups = centred.groupby(np.array(labels))
        return float((groups.sum() ** 2 / groups.size()).sum())

    ways = [
        between([*(kinds["abcd".index(a)] for a in "aabbbcdd"), *own])
        for kinds in permutations(["city", "city", "town", "town"])
        for own in permutations(["city", "town"])
    ]
    seen = between(frame["g"].tolist())
    found = permutation_test(frame, value="x", by="g").iloc[0]
    assert found["statistic"] == pytest.approx(seen)
    wanted = np.mean([way >= seen - 1e-9 for way in ways])
    assert found["p_value"] == pytest.approx(wanted, abs=0.02)


def test_where_nothing_can_change_places_p_is_one_and_that_is_told() -> None:
    frame = pd.DataFrame(
        {"agency": list("aabb"), "g": list("ccdd"), "x": [1.0, 2, 8, 9]}
    )
    strata = frame.assign(year=[2020, 2020, 2021, 2021])
    with pytest.warns(TextmineWarning, match="nothing can change places"):
        found = permutation_test(strata, value="x", by="g", strata="year")
    assert found["p_value"].item() == 1.0


def test_a_rare_share_has_an_interval_that_knows_how_few_tell() -> None:
    """Of 0 and 1 the percentiles held a share of 0.05 in 0.8 of cases; of no case they were 0–0."""
    rng, held = np.random.default_rng(5), []
    for _ in range(300):
        agency = np.repeat(np.arange(30), 3)
        chance = rng.beta(0.2, 3.8, 30)[agency]
        frame = pd.DataFrame({"agency": agency, "x": (rng.random(90) < chance) * 1.0})
        row = bootstrap_mean(frame, value="x", n_resamples=50).iloc[0]
        held.append(row["ci_low"] <= 0.05 <= row["ci_high"])
    assert np.mean(held) >= 0.93
    none = pd.DataFrame({"agency": range(30), "x": 0.0})
    row = bootstrap_mean(none, value="x").iloc[0]
    low, high = wilson(0, 30)
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((float(low), float(high)))


def test_a_group_without_any_has_an_interval_and_numbers_beyond_one_are_no_shares():
    """Nothing of forty agencies is no proof of nothing: the bound is that of a share."""
    frame = pd.DataFrame({"agency": range(80), "level": ["city", "county"] * 40})
    frame["x"] = np.where(frame["level"] == "city", 0.0, 0.1 + frame.index / 200)
    found = bootstrap_mean(frame, value="x", by="level").set_index("group")
    assert found.loc["city", "ci_low"] == 0.0
    assert found.loc["city", "ci_high"] == pytest.approx(0.0876, abs=1e-4)  # Wilson's
    assert found.loc["county", "ci_low"] < found.loc["county", "value"]
    alone = bootstrap_mean(frame[frame["level"] == "city"], value="x").iloc[0]
    assert alone["ci_high"] == found.loc["city", "ci_high"]
    counts = frame.assign(x=frame["x"] * 30)
    of_counts = bootstrap_mean(counts, value="x", by="level").set_index("group")
    # Numbers that are all alike are no shares, and have no interval.
    assert np.isnan(of_counts.loc["city", "ci_high"])


def test_rows_left_out_are_told_with_what_they_lack() -> None:
    frame = clustered(12, 2, 1)
    frame.loc[[1, 5], "x"] = np.nan
    with pytest.warns(TextmineWarning, match="bootstrap_mean: .* of x: 2 of 24 rows"):
        assert bootstrap_mean(frame, value="x", by="province")["n"].sum() == 22
    frame.loc[2, "province"] = ""
    with pytest.warns(TextmineWarning, match="want of x or province: 3 of 24 rows"):
        found = permutation_test(frame, value="x", by="province", n_permutations=9)
    assert found["n"].item() == 21
