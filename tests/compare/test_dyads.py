"""Regression on pairs: true effects found, none invented."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine.compare import gap, mrqap, same, within_between
from textmine.errors import FrameError


def network(
    seed: int, effect: float, n: int = 16
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Similarity with strong node effects, and an effect of the same province; level has none."""
    rng = np.random.default_rng(seed)
    province, level = np.arange(n) % 4, rng.integers(0, 3, n)
    node = rng.normal(size=n)
    noise = rng.normal(0, 0.3, (n, n))
    y = (
        node[:, None]
        + node[None, :]
        + noise
        + noise.T
        + effect * (province[:, None] == province[None, :])
    )
    return y, province, level


def test_coefficients_are_least_squares_over_the_pairs() -> None:
    y, province, level = network(1, 2.0)
    found = mrqap(
        y, {"province": same(province), "level": gap(level)}, n_permutations=9
    ).set_index("term")
    off = ~np.eye(16, dtype=bool)
    design = np.column_stack(
        [np.ones(off.sum()), same(province).to_numpy()[off], gap(level).to_numpy()[off]]
    )
    np.testing.assert_allclose(
        found["coefficient"], np.linalg.lstsq(design, y[off], rcond=None)[0], atol=1e-9
    )
    assert found["n_pairs"].tolist() == [240] * 3
    assert np.isnan(found.loc["(intercept)", "p_value"])


def test_a_true_effect_is_found_and_seeded() -> None:
    y, province, level = network(2, 3.0)
    xs = {"province": same(province), "level": gap(level)}
    found = mrqap(y, xs, n_permutations=199)
    assert found.set_index("term").loc["province", "p_value"] == pytest.approx(1 / 200)
    pd.testing.assert_frame_equal(found, mrqap(y, xs, n_permutations=199))


def test_no_effect_is_seldom_found_though_pairs_share_nodes() -> None:
    p_values = [
        mrqap(
            network(seed, 0.0)[0],
            {"level": gap(network(seed, 0.0)[2])},
            n_permutations=99,
            seed=seed,
        )["p_value"].iloc[1]
        for seed in range(30)
    ]
    assert np.mean(np.array(p_values) <= 0.05) <= 0.2


def test_missing_pairs_are_left_out_and_bad_input_is_named() -> None:
    y, province, _ = network(3, 1.0)
    y[0, 1] = y[1, 0] = np.nan
    assert mrqap(y, {"province": same(province)}, n_permutations=9)[
        "n_pairs"
    ].tolist() == [
        238,
        238,
    ]
    with pytest.raises(FrameError, match="collinear"):
        mrqap(y, {"a": same(province), "b": 2 * same(province)})
    with pytest.raises(FrameError, match="square"):
        mrqap(y[:3], {"province": same(province)})
    with pytest.raises(FrameError, match="4 nodes"):
        mrqap(y[:3, :3], {"province": same(province[:3])})


def test_within_between() -> None:
    y, province, level = network(4, 4.0)
    found = within_between(y, province, n_permutations=199).iloc[0]
    assert found["difference"] == pytest.approx(found["within"] - found["between"])
    assert found["p_value"] < 0.02
    assert (
        within_between(network(4, 0.0)[0], province, n_permutations=199)[
            "p_value"
        ].item()
        > 0.02
    )
    with pytest.raises(FrameError):
        within_between(y, np.zeros(16))
    with pytest.raises(FrameError):
        within_between(y, province[:3])


def test_matrices_keep_the_index_of_the_nodes() -> None:
    values = pd.Series([2020, 2022], index=["甲", "乙"])
    assert gap(values).loc["甲", "乙"] == 2.0
    assert same(values).columns.tolist() == ["甲", "乙"]


def test_the_order_of_rows_never_matters() -> None:
    y, province, level = network(5, 1.0)
    names = [f"机关{i:02d}" for i in range(16)]
    shared = pd.DataFrame(y, index=names, columns=names)
    provinces = pd.Series(province, index=names)
    order = np.random.default_rng(1).permutation(16)
    moved = shared.iloc[order, order[::-1]]
    turned = provinces.iloc[::-1]
    first = mrqap(shared, {"province": same(provinces)}, n_permutations=99)
    pd.testing.assert_frame_equal(
        first, mrqap(moved, {"province": same(turned)}, n_permutations=99)
    )
    pd.testing.assert_frame_equal(
        within_between(shared, provinces, n_permutations=99),
        within_between(moved, turned, n_permutations=99),
    )


def test_what_cannot_be_aligned_is_refused() -> None:
    y, province, _ = network(6, 1.0)
    names = [f"机关{i:02d}" for i in range(16)]
    shared = pd.DataFrame(y, index=names, columns=names)
    with pytest.raises(FrameError, match="carries labels"):
        mrqap(shared, {"province": same(province)})
    with pytest.raises(FrameError, match="only in one"):
        mrqap(
            shared, {"province": same(pd.Series(province, index=[*names[:-1], "别局"]))}
        )


def test_unknown_is_never_equal_to_unknown() -> None:
    made = same(["云岭省", "", None, "", "云岭省"])
    assert made.iloc[0, 4] == 1.0
    assert np.isnan(made.iloc[1, 3]) and np.isnan(made.iloc[1, 2])


def test_small_coefficients_of_large_numbers_keep_their_digits() -> None:
    y, province, level = network(7, 1.0)
    plain = mrqap(y, {"gap": gap(level)}, n_permutations=99)
    in_yuan = mrqap(y, {"gap": gap(level * 1e11)}, n_permutations=99)
    assert in_yuan["coefficient"][1] * 1e11 == pytest.approx(plain["coefficient"][1])
    assert in_yuan["p_value"][1] == plain["p_value"][1]


def test_seatings_that_give_the_same_groups_reach_the_observed_one_in_any_unit() -> (
    None
):
    shared = np.array([[0, 3, 1, 1], [3, 0, 1, 1], [1, 1, 0, 3], [1, 1, 3, 0]])
    plain = within_between(shared, list("aabb"), n_permutations=499)
    turned = within_between(shared * 1e9 / 7, list("aabb"), n_permutations=499)
    # Eight of 24 seatings give the two pairs again.
    assert plain["p_value"].item() == pytest.approx(1 / 3, abs=0.07)
    assert turned["p_value"].item() == plain["p_value"].item()


def test_no_node_at_all_is_refused_in_a_line() -> None:
    with pytest.raises(FrameError, match="0 nodes with no pair within a group"):
        within_between(np.zeros((0, 0)), [])
