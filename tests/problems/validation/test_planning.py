import numpy as np
import pandas as pd
import pytest

from textmine.errors import FrameError
from textmine.problems.coder.codebook import parse_codebook
from textmine.problems.validation.correction import corrected_shares
from textmine.problems.validation.planning import draw_next, plan_coding, watch_share

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
    with pytest.raises(FrameError, match="half_width"):
        plan_coding(coded, coded, half_width=0.0, codebook=BOOK)
