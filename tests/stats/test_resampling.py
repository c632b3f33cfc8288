"""Cluster bootstrap, permutation within strata."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine.compare import bootstrap_mean, permutation_test
from textmine.errors import FrameError
from textmine.stats import resampling


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
