import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from textmine.errors import FrameError
from textmine.problems.coder.codebook import parse_codebook
from textmine.problems.validation.correction import corrected_shares
from textmine.problems.validation.planning import (
    _bets,
    _inclusion,
    draw_next,
    plan_coding,
    watch_share,
)
from textmine.problems.validation.rates import tune_lambda

# Written out: taken from the module, a bound would be tested against itself.
GRID = 1001

BOOK = parse_codebook(
    'version = "1"\n[hit]\nzh = "有"\ndefinition = "x"\n[rest]\nzh = "无"\ndefinition = "x"\n'
)
NAMES = np.array(["rest", "hit"])


def draw(rng, n, prevalence=0.3):
    truth = (rng.random(n) < prevalence).astype(float)
    said = np.where(rng.random(n) < 0.85, truth, 1 - truth)
    return truth, said


def test_an_interval_holds_at_every_look_whoever_stops_when_it_suits():
    rng, held, stopped = np.random.default_rng(1), 0, 0
    for _ in range(60):
        truth, said = draw(rng, 1000)
        order = rng.permutation(1000)[:250]
        watched = watch_share(truth[order], said[order], said, half_width=0.1)
        inside = (watched["ci_low"] <= truth.mean()) & (
            truth.mean() <= watched["ci_high"]
        )
        held += bool(inside.all())
        stopped += bool(watched["stop"].iloc[-1])
    assert held >= 56 and stopped >= 50


def test_the_interval_shrinks_and_ends_in_the_truth():
    truth, said = draw(np.random.default_rng(2), 300)
    watched = watch_share(truth, said, said)
    width = watched["ci_high"] - watched["ci_low"]
    assert (width.diff().dropna() <= 1e-12).all()
    assert watched["share"].iloc[-1] == pytest.approx(truth.mean())
    assert width.iloc[-1] < 0.01
    with pytest.raises(FrameError, match="301 hand codes"):
        watch_share(np.ones(301), np.ones(301), said)


def test_a_batch_is_drawn_by_its_probabilities_and_can_be_made_good():
    rng, held, error = np.random.default_rng(3), 0, 0.0
    truth, said = draw(rng, 3000, 0.2)
    unsure = np.where(
        said != truth, 0.5, 0.9
    )  # the coder is less sure where it is wrong
    probabilities = np.where(said > 0, unsure, 1 - unsure)[:, None]
    coded = pd.DataFrame({"categories": NAMES[said.astype(int)]})
    coded["truth"] = NAMES[truth.astype(int)]
    target = truth.mean()
    for seed in range(60):
        hand = draw_next(coded, probabilities, 200, seed=seed)
        assert len(hand) == 200 and hand["weight"].sum() == pytest.approx(3000, rel=0.4)
        row = corrected_shares(coded, hand, method="ppi", codebook=BOOK).iloc[0]
        held += row["ci_low"] <= target <= row["ci_high"]
        error += (row["share"] - target) / 60
    assert held >= 55 and abs(error) < 0.01
    with pytest.raises(FrameError, match="3000 statements and 2 rows"):
        draw_next(coded, probabilities[:2], 5)
    with pytest.raises(FrameError, match="floor"):
        draw_next(coded, probabilities, 5, floor=0.0)


def test_the_planned_number_gives_the_wished_width():
    rng = np.random.default_rng(4)
    truth, said = draw(rng, 20_000)
    coded = pd.DataFrame({"categories": NAMES[said.astype(int)]})
    coded["truth"] = NAMES[truth.astype(int)]
    plan = plan_coding(
        coded.iloc[:200], coded, half_width=0.04, codebook=BOOK, cost=2.0
    )
    row = plan[plan["category"] == "hit"].iloc[0]
    assert row["n_more"] == row["n_needed"] - 200 and row["cost"] == 2 * row["n_more"]
    hand = coded.iloc[: row["n_needed"]]
    share = corrected_shares(coded, hand, method="ppi++", codebook=BOOK).iloc[0]
    assert (share["ci_high"] - share["ci_low"]) / 2 == pytest.approx(0.04, rel=0.12)
    small = plan_coding(
        coded.iloc[:200], coded.iloc[:250], half_width=0.01, codebook=BOOK
    )
    assert small["n_needed"].max() <= 250
    for half_width in (0.0, 1.0, 1.5, -0.1):
        with pytest.raises(FrameError, match="half_width"):
            plan_coding(coded, coded, half_width=half_width, codebook=BOOK)


def labelled(n_hits, n_found, n_wrong, n):
    """Statements of which some have the category, some of these found, some others said so."""
    truth = np.arange(n) < n_hits
    said = (np.arange(n) < n_found) | (np.arange(n) >= n - n_wrong)
    frame = pd.DataFrame({"categories": NAMES[said.astype(int)]})
    return frame.assign(truth=NAMES[truth.astype(int)])


def test_a_plan_by_hand():
    """Cochran: z² times the spread over the squared half width, cut to the corpus."""
    pilot, coded = labelled(30, 24, 4, 100), labelled(300, 240, 40, 1000)
    row = plan_coding(
        pilot, coded, half_width=0.05, level=0.9, cost=3.0, codebook=BOOK
    ).iloc[0]
    truth, said = (
        np.asarray(pilot[c] == "hit", dtype=float) for c in ("truth", "categories")
    )
    everywhere = np.asarray(coded["categories"] == "hit", dtype=float)
    trust = tune_lambda(truth, said, everywhere, np.ones(100))
    spread = (np.var(truth - trust * said) * 100 + 1) / 101
    z = stats.norm.ppf(0.95)
    endless = z**2 * spread / 0.05**2
    assert row["n_needed"] == int(np.ceil(endless / (1 + endless / 1000)))
    assert row["half_width_now"] == pytest.approx(z * np.sqrt(spread / 100))
    assert (row["n_pilot"], row["n_all"]) == (100, 1000)
    assert row["n_more"] == max(row["n_needed"] - 100, 0)
    assert row["cost"] == 3.0 * row["n_more"]


def test_a_group_is_planned_by_its_own_pilot_and_by_the_worst_case_without_one():
    coded = pd.concat(
        [
            labelled(60, 50, 5, 200).assign(level="city"),
            labelled(60, 50, 5, 400).assign(level="town"),
        ]
    )
    pilot = labelled(10, 8, 2, 40).assign(level="city")
    plan = plan_coding(pilot, coded, by="level", half_width=0.1, codebook=BOOK)
    city, town = plan[plan["category"] == "hit"].to_dict("records")
    assert (city["group"], city["n_pilot"], city["n_all"]) == ("city", 40, 200)
    assert (town["group"], town["n_pilot"], town["n_all"]) == ("town", 0, 400)
    endless = stats.norm.ppf(0.975) ** 2 * 0.25 / 0.1**2
    assert (
        town["n_needed"]
        == town["n_more"]
        == int(np.ceil(endless / (1 + endless / 400)))
    )
    assert np.isnan(town["half_width_now"])
    # One statement tells nothing of a spread, two that agree little, but something.
    for n, spread in ((1, 0.25), (2, 1 / 3)):
        few = plan_coding(pilot.iloc[:n], coded, half_width=0.1, codebook=BOOK).iloc[0]
        assert few["half_width_now"] == pytest.approx(
            stats.norm.ppf(0.975) * (spread / n) ** 0.5
        )


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=12),
    st.integers(1, 14),
    st.sampled_from([0.1, 0.5, 1.0]),
)
def test_chances_of_a_batch_sum_to_its_size(chances, n, floor):
    frame = pd.DataFrame({"text": [f"第{i}句" for i in range(len(chances))]})
    every = pd.concat(
        [
            draw_next(frame, np.array(chances)[:, None], n, floor=floor, seed=seed)
            for seed in range(30)
        ]
    )
    n = min(n, len(chances))
    assert every.groupby(level=0)["probability"].nunique().eq(1).all()
    chance = every["probability"].groupby(level=0).first()
    assert chance.sum() <= n + 1e-9
    if len(chance) == len(chances):
        assert chance.sum() == pytest.approx(n)
    np.testing.assert_allclose(every["weight"] * every["probability"], 1.0)
    assert len(every) == 30 * n


def test_the_unsure_are_drawn_more_often_by_the_spread_of_their_codes():
    frame = pd.DataFrame({"text": list("甲乙丙丁")})
    chances = np.array([[0.5, 0.5], [0.5, 1.0], [1.0, 1.0], [0.1, 0.0]])
    spread = np.array([0.5**0.5, 0.5, 0.0, 0.3])
    wanted = 0.4 / 4 + 0.6 * spread / spread.sum()
    drawn = pd.concat(
        [draw_next(frame, chances, 1, floor=0.4, seed=s) for s in range(99)]
    )
    assert drawn["probability"].groupby(level=0).first().tolist() == pytest.approx(
        wanted
    )
    often = drawn.groupby(level=0).size() / 99
    np.testing.assert_allclose(often, wanted, atol=0.12)
    # However little the coder doubts, its doubts are weighed.
    few = np.array([[0.999999], [1.0], [1.0], [1.0]])
    drawn = pd.concat([draw_next(frame, few, 1, floor=0.1, seed=s) for s in range(30)])
    assert drawn["probability"].max() == pytest.approx(0.1 / 4 + 0.9)
    # Where the coder is sure of all, all are equally likely.
    sure = draw_next(frame, np.ones((4, 2)), 2)
    assert sure["probability"].tolist() == [0.5, 0.5]


def test_what_would_be_drawn_more_than_once_is_drawn_for_sure():
    size = np.array([10.0, 5.0, 1.0, 1.0, 1.0])
    assert _inclusion(size, 1).tolist() == pytest.approx(size / 18)
    # 10 of 18 thrice is more than 1, then 5 of 8 twice; what is left is shared by the others.
    assert _inclusion(size, 3).tolist() == pytest.approx([1, 1, 1 / 3, 1 / 3, 1 / 3])
    assert _inclusion(size, 5).tolist() == [1.0] * 5


def capital_by_hand(truth, said, m, n_all, level):
    """Hedged capital of a bet against one mean of the errors, step by step, as a logarithm."""
    x = [(t - s + 1) / 2 for t, s in zip(truth, said, strict=True)]
    up = down = 0.0
    total, mean_sum, variance_sum = 0.0, 0.5, 0.25
    variance = 0.25
    for t, value in enumerate(x, start=1):
        stake = np.sqrt(2 * np.log(2 / (1 - level)) / (variance * t * np.log(t + 1)))
        rest = np.clip((n_all * m - total) / (n_all - t + 1), 1e-9, 1 - 1e-9)
        up += np.log1p(min(stake, 0.5 / rest) * (value - rest))
        down += np.log1p(-min(stake, 0.5 / (1 - rest)) * (value - rest))
        total += value
        mean_sum += value
        variance_sum += (value - mean_sum / (t + 1)) ** 2
        variance = variance_sum / (t + 1)
        if max(up, down) - np.log(2) >= np.log(1 / (1 - level)):
            return "won"
        if n_all * m < total - 1e-9 or n_all * (1 - m) < t - total - 1e-9:
            return "impossible"
    return "in"


@pytest.mark.parametrize("n", [1, 12, 60])
def test_an_interval_holds_the_means_against_which_no_bet_has_won(n):
    truth, said = draw(np.random.default_rng(3), 80)
    watched = watch_share(truth[:n], said[:n], said, level=0.9)
    grid = np.linspace(0, 1, GRID)
    inside = [capital_by_hand(truth[:n], said[:n], m, 80, 0.9) == "in" for m in grid]
    low, high = grid[inside][0], grid[inside][-1]
    step, row = 1 / (GRID - 1), watched.iloc[-1]
    assert row["ci_low"] == pytest.approx(max(said.mean() + 2 * (low - step) - 1, 0))
    assert row["ci_high"] == pytest.approx(min(said.mean() + 2 * (high + step) - 1, 1))
    share = said.mean() + (truth[:n] - said[:n]).mean()
    assert row["share"] == pytest.approx(np.clip(share, 0, 1))
    assert watched["n"].tolist() == list(range(1, n + 1))
    width = watched["ci_high"] - watched["ci_low"]
    assert (watched["stop"] == (width <= 0.1)).all()


@pytest.mark.parametrize("level", [0.0, 1.0])
def test_what_cannot_be_watched_is_refused(level):
    one = np.ones(1)
    with pytest.raises(FrameError, match="level"):
        watch_share(one, one, one, level=level)
    with pytest.raises(FrameError, match="0 hand codes"):
        watch_share(one[:0], one[:0], one)
    with pytest.raises(FrameError, match="2 of the coder"):
        watch_share(one, np.ones(2), np.ones(3))


def test_of_no_statements_none_are_drawn():
    drawn = draw_next(pd.DataFrame({"text": []}), np.zeros((0, 2)), 3)
    assert drawn.columns.tolist() == ["text", "probability", "weight"]
    assert drawn.empty


def test_plans_and_batches_are_made_as_documented_unless_told():
    pilot, coded = labelled(10, 8, 2, 40), labelled(60, 50, 5, 200)
    plan = plan_coding(pilot, coded, codebook=BOOK)
    told = plan_coding(
        pilot, coded, half_width=0.05, level=0.95, cost=1.0, codebook=BOOK
    )
    pd.testing.assert_frame_equal(plan, told)
    chances = np.linspace(0.05, 0.95, 200)[:, None]
    drawn, again, other = (
        draw_next(coded, chances, 20, **given)
        for given in ({}, {"floor": 0.2, "seed": 0}, {"seed": 1})
    )
    pd.testing.assert_frame_equal(drawn, again)
    assert drawn.index.tolist() != other.index.tolist()
    truth, said = (
        np.asarray(pilot[c] == "hit", dtype=float) for c in ("truth", "categories")
    )
    pd.testing.assert_frame_equal(
        watch_share(truth, said, said),
        watch_share(truth, said, said, level=0.95, half_width=0.05),
    )


def test_stakes_by_hand():
    """Of errors 1 and 1/2: what was seen before the second has a variance of 5 / 32."""
    stakes = _bets(np.array([1.0, 0.5]), 0.9)
    seen = (0.25 + 0.25**2) / 2
    wanted = [
        2 * np.log(20) / (0.25 * np.log(2)),
        2 * np.log(20) / (seen * 2 * np.log(3)),
    ]
    assert stakes.tolist() == pytest.approx(np.sqrt(wanted))


def test_statements_of_no_known_group_are_planned_as_one():
    coded = labelled(60, 50, 5, 200).assign(level=[None, "city"] * 100)
    pilot = labelled(10, 8, 2, 40).assign(level=["city", float("nan")] * 20)
    plan = plan_coding(pilot, coded, by="level", codebook=BOOK)
    hits = plan[plan["category"] == "hit"]
    assert hits[["group", "n_pilot", "n_all"]].to_numpy().tolist() == [
        ["(unknown)", 20, 100],
        ["city", 20, 100],
    ]


def in_agencies(rng, n_agencies, spread, n=4000):
    """Statements of agencies that name the thing, and are misread, more or less often."""
    agency = rng.integers(0, n_agencies, n)
    share = rng.normal(0.3, spread, n_agencies).clip(0.01, 0.99)[agency]
    truth = rng.random(n) < share
    said = np.where(rng.random(n) < 0.85, truth, ~truth)
    frame = pd.DataFrame({"categories": NAMES[said.astype(int)]})
    frame["truth"] = NAMES[truth.astype(int)]
    return frame.assign(agency=[f"某局{k}" for k in agency])


def half_width(coded, hand):
    row = corrected_shares(coded, hand, method="ppi++", codebook=BOOK).iloc[0]
    return (row["ci_high"] - row["ci_low"]) / 2


@pytest.mark.parametrize(("n_agencies", "spread"), [(30, 0.1), (12, 0.0)])
def test_a_plan_promises_the_intervals_that_agencies_allow(n_agencies, spread):
    """It promised half of what came out, as if no agency differed from another."""
    now, then = [], []
    for seed in range(12):
        rng = np.random.default_rng([n_agencies, seed])
        coded = in_agencies(rng, n_agencies, spread)
        pilot = coded.iloc[rng.choice(4000, 150, replace=False)]
        plan = plan_coding(pilot, coded, half_width=0.06, codebook=BOOK).iloc[0]
        assert plan["cluster"] == "agency"
        now.append(plan["half_width_now"] / half_width(coded, pilot))
        hand = coded.iloc[rng.choice(4000, plan["n_needed"], replace=False)]
        then.append(plan["half_width_then"] / half_width(coded, hand))
    assert np.mean(now) == pytest.approx(1, abs=0.08)
    # A small pilot tells too much of few agencies that are alike: then more are asked for.
    assert 0.9 < np.mean(then) < 1.6


@pytest.mark.parametrize("spread", [0.0, 0.1])
def test_more_statements_lie_in_more_agencies_than_those_of_the_pilot(spread):
    """Of 40 statements of 30 agencies it asked for all 1,000, where a hundred suffice."""
    needed, then = [], []
    for seed in range(12):
        rng = np.random.default_rng([75, seed, 40])
        coded = in_agencies(rng, 75, spread, n=1000)
        pilot = coded.iloc[rng.choice(1000, 40, replace=False)]
        plan = plan_coding(pilot, coded, half_width=0.08, codebook=BOOK).iloc[0]
        hand = coded.iloc[rng.choice(1000, plan["n_needed"], replace=False)]
        needed.append(plan["n_needed"])
        then.append(plan["half_width_then"] / half_width(coded, hand))
    assert 60 < np.median(needed) < 160
    assert 0.85 < np.mean(then) < 1.3


def test_whether_the_pilot_suffices_its_own_interval_says():
    coded = in_agencies(np.random.default_rng(7), 20, 0.1, n=1000)
    pilot = coded.iloc[:100]
    now = plan_coding(pilot, coded, codebook=BOOK)["half_width_now"].iloc[0]
    for wished, more in ((now * 1.001, False), (now * 0.999, True)):
        row = plan_coding(pilot, coded, half_width=wished, codebook=BOOK).iloc[0]
        assert (row["n_more"] > 0) == more
        assert row["half_width_then"] <= now


def test_what_agencies_differ_by_is_no_less_however_many_are_coded():
    """Five of ten agencies name it always, five never: 40 of each tell as much as 4."""
    whose = np.arange(400) % 10
    coded = pd.DataFrame({"categories": "rest", "agency": whose.astype(str)})
    coded["truth"] = NAMES[(whose < 5).astype(int)]
    plan = plan_coding(coded.iloc[:40], coded, codebook=BOOK).iloc[0]
    assert plan["n_needed"] == 400
    # A spread of one quarter (and half an error) over ten agencies, by Student's t of nine.
    least = stats.t(9).ppf(0.975) * np.sqrt((0.25 * 40 + 1) / 41 / 9)
    assert plan["half_width_then"] == pytest.approx(least)
    assert plan["half_width_now"] == pytest.approx(least)
    # Each statement for itself, where nothing tells whose it is.
    alone = coded.drop(columns="agency")
    row = plan_coding(alone.iloc[:40], alone, codebook=BOOK).iloc[0]
    assert row["cluster"] == "row" and row["n_needed"] < 400
    assert row["half_width_then"] <= 0.05


def test_a_pilot_of_one_agency_tells_nothing_of_others():
    rng = np.random.default_rng(5)
    coded = in_agencies(rng, 20, 0.1, n=1000)
    pilot = coded[coded["agency"] == "某局3"]
    plan = plan_coding(pilot, coded, codebook=BOOK)
    assert plan["half_width_now"].isna().all()
    assert plan["n_needed"].between(1, 1000).all()


def test_clusters_of_another_column_are_planned_for():
    coded = in_agencies(np.random.default_rng(6), 20, 0.1, n=1000)
    coded["county"] = np.arange(1000) % 4
    plan = plan_coding(coded.iloc[:200], coded, codebook=BOOK, cluster="county")
    assert plan["cluster"].eq("county").all()
