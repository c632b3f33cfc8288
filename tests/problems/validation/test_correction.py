import numpy as np
import pandas as pd
import pytest
from scipy import stats

from textmine.errors import CodebookError, FrameError, TextmineWarning
from textmine.problems.coder.codebook import parse_codebook
from textmine.problems.validation.correction import (
    _ESTIMATES,
    _Case,
    _Hand,
    corrected_shares,
)
from textmine.problems.validation.rates import powered_mean
from textmine.stats.groups import group_labels
from textmine.stats.linear import ClusterParts, Satterthwaite, leave_out_each

# Written out: taken from the module, a bound would be tested against itself.
N_DRAWS = 4_000
N_FOLDS = 10
SEED = 0

BOOK = parse_codebook(
    'version = "1"\n[hit]\nzh = "有"\ndefinition = "x"\n[rest]\nzh = "无"\ndefinition = "x"\n'
)
NAMES = np.array(["rest", "hit"])


def draw(rng, n, prevalence, se, sp):
    truth = rng.random(n) < prevalence
    said = np.where(truth, rng.random(n) < se, rng.random(n) >= sp)
    names = np.array(["rest", "hit"])
    return pd.DataFrame(
        {"categories": names[said.astype(int)], "truth": names[truth.astype(int)]}
    )


def column(ones, n):
    return (np.arange(n) < ones).astype(float)


def coverage(method, prevalence, *, n_labelled, shift, repeats=1000):
    """Share of simulated corpora of 1,500 statements whose interval holds the truth."""
    rng = np.random.default_rng(1)
    covered = 0
    for _ in range(repeats):
        true = rng.binomial(1500, prevalence)
        hits = rng.binomial(true, 0.85) + rng.binomial(1500 - true, 0.05)
        there = rng.binomial(n_labelled, shift)
        tp, fp = rng.binomial(there, 0.85), rng.binomial(n_labelled - there, 0.05)
        truth = column(there, n_labelled)
        said = column(tp, n_labelled) + column(there + fp, n_labelled) - truth
        hand = _Hand(said[:, None], truth[:, None], np.ones(n_labelled), None, None)
        found = _ESTIMATES[method](
            _Case(column(hits, 1500), None, said, truth, hand), rng
        )
        covered += found.low <= prevalence <= found.high
    return covered / repeats


@pytest.mark.parametrize("prevalence", [0.03, 0.1, 0.3])
def test_interval_covers_the_truth_with_a_sample_of_the_corpus(prevalence):
    assert coverage("confusion", prevalence, n_labelled=200, shift=prevalence) >= 0.93


@pytest.mark.parametrize("prevalence", [0.02, 0.05, 0.2])
def test_interval_covers_the_truth_with_labels_from_elsewhere(prevalence):
    assert coverage("rogan-gladen", prevalence, n_labelled=800, shift=0.4) >= 0.93


@pytest.mark.parametrize("prevalence", [0.03, 0.1, 0.3])
def test_prediction_powered_interval_covers_the_truth(prevalence):
    assert coverage("ppi", prevalence, n_labelled=200, shift=prevalence) >= 0.93


@pytest.mark.parametrize("prevalence", [0.1, 0.3])
def test_tuned_interval_covers_the_truth(prevalence):
    assert coverage("ppi++", prevalence, n_labelled=200, shift=prevalence) >= 0.93


@pytest.mark.parametrize("n_labelled", [5, 29, 30, 200])
@pytest.mark.parametrize("prevalence", [0.1, 0.3])
def test_a_small_group_covers_the_truth_by_its_own_labels(n_labelled, prevalence):
    assert (
        coverage("confusion", prevalence, n_labelled=n_labelled, shift=prevalence)
        >= 0.93
    )


def test_prediction_powered_share_is_the_coders_plus_its_mean_error():
    coded = pd.DataFrame({"categories": ["hit"] * 30 + ["rest"] * 70})
    hand = pd.DataFrame(
        {
            "categories": ["hit"] * 12 + ["rest"] * 28,
            "truth": ["hit"] * 8 + ["rest"] * 32,
        }
    )
    row = corrected_shares(coded, hand, method="ppi", codebook=BOOK).iloc[0]
    assert row["method"] == "ppi" and row["n_labelled"] == 40
    assert row["share"] == pytest.approx(0.3 - 4 / 40)
    assert row["ci_low"] < row["share"] < row["ci_high"]


def test_interval_covers_the_truth_from_frames():
    rng, covered = np.random.default_rng(7), 0
    for _ in range(100):
        coded = draw(rng, 1500, 0.1, 0.85, 0.95)
        labelled = coded.iloc[rng.choice(1500, 200, replace=False)]
        row = corrected_shares(coded, labelled, codebook=BOOK).iloc[0]
        covered += row["ci_low"] <= 0.1 <= row["ci_high"]
    assert covered >= 90


def test_correction_moves_towards_the_truth():
    rng = np.random.default_rng(0)
    coded, labelled = draw(rng, 20_000, 0.05, 0.8, 0.9), draw(rng, 4_000, 0.3, 0.8, 0.9)
    row = corrected_shares(coded, labelled, method="rogan-gladen", codebook=BOOK).iloc[
        0
    ]
    assert abs(row["uncorrected"] - 0.05) > 0.05
    assert abs(row["share"] - 0.05) < 0.02


def test_clusters_widen_the_interval():
    rng = np.random.default_rng(0)
    one = draw(rng, 60, 0.4, 0.9, 0.95)
    coded = pd.concat(
        [one.assign(report_id=[f"r{i}" for i in range(60)])] * 10, ignore_index=True
    )
    alone = coded.drop(columns="report_id")
    plain = corrected_shares(alone, one, codebook=BOOK).iloc[0]
    wide = corrected_shares(coded, one, codebook=BOOK, cluster="report_id").iloc[0]
    assert wide["ci_high"] - wide["ci_low"] > plain["ci_high"] - plain["ci_low"]
    assert wide["share"] == plain["share"]


def test_a_group_rests_on_its_own_labels_however_few():
    """The coder finds half in the towns and all in the cities: nothing is carried over."""
    rng = np.random.default_rng(0)
    city = draw(rng, 4000, 0.3, 0.95, 0.98).assign(level="city")
    town = draw(rng, 4000, 0.3, 0.5, 0.98).assign(level="town")
    coded = pd.concat([city, town], ignore_index=True)
    shares = []
    for n in (29, 30):
        hand = pd.concat([coded.iloc[:200], coded.iloc[4000 : 4000 + n]])
        table = corrected_shares(coded, hand, by="level", codebook=BOOK)
        row = table.set_index(["group", "category"]).loc[("town", "hit")]
        assert (
            row["method"] == "confusion" and row["n_labelled"] == n and row["n"] == 4000
        )
        assert row["ci_low"] <= 0.3 <= row["ci_high"]
        shares.append(row["share"])
    assert abs(shares[0] - shares[1]) < 0.03


def test_a_group_without_labels_has_no_share_and_says_so():
    coded = draw(np.random.default_rng(0), 60, 0.3, 0.9, 0.9).assign(
        level=["a"] * 30 + ["b"] * 30
    )
    with pytest.warns(
        TextmineWarning, match="1 group has no hand-coded statement: 'b';"
    ):
        table = corrected_shares(coded, coded.iloc[:30], by="level", codebook=BOOK)
    row = table[table["group"] == "b"].iloc[0]
    assert np.isnan(row["share"]) and row["n_labelled"] == 0
    assert row["ci_low"] < 0.2 and row["ci_high"] > 0.8


def unequal(rng):
    """Two provinces of unequal size and prevalence; 100 drawn from each, whatever its size."""
    big = draw(rng, 4000, 0.1, 0.8, 0.95).assign(province="big")
    small = draw(rng, 400, 0.6, 0.6, 0.9).assign(province="small")
    coded = pd.concat([big, small], ignore_index=True)
    drawn = np.r_[
        rng.choice(4000, 100, replace=False), 4000 + rng.choice(400, 100, replace=False)
    ]
    hand = coded.iloc[drawn].assign(weight=[40.0] * 100 + [4.0] * 100)
    return coded, hand, (4000 * 0.1 + 400 * 0.6) / 4400


@pytest.mark.parametrize("method", ["confusion", "ppi", "ppi++"])
@pytest.mark.parametrize("how", ["weight", "probability", "strata"])
def test_unequal_chances_of_being_drawn_are_made_good(method, how):
    rng = np.random.default_rng(5)
    inside, naive, error = 0, 0, 0.0
    for _ in range(40):
        coded, hand, target = unequal(rng)
        plain = hand.drop(columns="weight")
        given = {
            "weight": hand,
            "probability": plain.assign(probability=1 / hand["weight"]),
            "strata": plain,
        }[how]
        strata = "province" if how == "strata" else None
        row = corrected_shares(
            coded, given, method=method, strata=strata, codebook=BOOK
        ).iloc[0]
        inside += row["ci_low"] <= target <= row["ci_high"]
        error += (row["share"] - target) / 40
        blind = corrected_shares(coded, plain, method=method, codebook=BOOK).iloc[0]
        naive += blind["ci_low"] <= target <= blind["ci_high"]
    assert inside >= 36 and abs(error) < 0.015
    assert naive < 20


def test_hand_coded_clusters_widen_the_interval():
    rng = np.random.default_rng(0)
    one = draw(rng, 40, 0.4, 0.7, 0.9).assign(agency=[f"a{i}" for i in range(40)])
    coded = pd.concat([one] * 20, ignore_index=True)
    hand = pd.concat([one] * 5, ignore_index=True)
    for method in ("confusion", "ppi", "ppi++"):
        alone = [frame.drop(columns="agency") for frame in (coded, hand)]
        plain = corrected_shares(*alone, method=method, codebook=BOOK).iloc[0]
        wide = corrected_shares(coded, hand, method=method, codebook=BOOK).iloc[0]
        assert wide["ci_high"] - wide["ci_low"] > 1.5 * (
            plain["ci_high"] - plain["ci_low"]
        )
        assert abs(wide["share"] - plain["share"]) < 1e-9


def test_samples_that_mislead_are_refused_or_named():
    coded = draw(np.random.default_rng(0), 60, 0.3, 0.9, 0.9).assign(
        level=["a"] * 30 + ["b"] * 30
    )
    with pytest.raises(CodebookError, match="drawn by uncertainty"):
        corrected_shares(coded, coded.assign(uncertainty=0.5), codebook=BOOK)
    with pytest.raises(FrameError, match="every weight must be above 0"):
        corrected_shares(coded, coded.assign(weight=0.0), codebook=BOOK)
    with pytest.raises(CodebookError, match="stratum 'b' has 30 statements, none"):
        corrected_shares(coded, coded.iloc[:30], strata="level", codebook=BOOK)
    hand = pd.DataFrame({"categories": ["hit"] * 8, "truth": ["rest"] * 8})
    with pytest.warns(TextmineWarning, match="outside 0–1"):
        row = corrected_shares(coded, hand, method="ppi", codebook=BOOK).iloc[0]
    assert row["share"] == 0.0


def test_what_many_groups_lack_is_said_once(recwarn):
    """Of thirty towns, one after the other had been named in a warning of its own."""
    coded = draw(np.random.default_rng(0), 60, 0.3, 0.9, 0.9).assign(
        town=[f"t{k // 2:02d}" for k in range(60)]
    )
    corrected_shares(coded, coded.iloc[:2], by="town", codebook=BOOK)
    (told,) = [str(w.message) for w in recwarn]
    assert told == (
        "29 groups have no hand-coded statement: 't01', 't02', 't03', 't04', 't05' and 24 more; "
        "no share of theirs is known, code some of their own"
    )
    recwarn.clear()
    hand = coded.assign(categories="hit", truth="rest")
    corrected_shares(coded, hand, by="town", method="ppi", codebook=BOOK)
    (told,) = [str(w.message) for w in recwarn]
    assert "estimates outside 0–1, cut there: group 't" in told and " more; the" in told


def test_no_better_than_chance_is_nan():
    coded = pd.DataFrame({"categories": ["hit", "rest"] * 20})
    labelled = pd.DataFrame(
        {"categories": ["hit", "rest"] * 20, "truth": ["rest", "hit"] * 20}
    )
    assert np.isnan(
        corrected_shares(coded, labelled, method="rogan-gladen", codebook=BOOK)["share"]
    ).all()


def test_bad_input_is_named():
    coded = pd.DataFrame({"categories": ["hit"]})
    with pytest.raises(CodebookError, match="unknown method 'magic'"):
        corrected_shares(coded, coded, method="magic", codebook=BOOK)
    with pytest.raises(FrameError, match="truth"):
        corrected_shares(coded, coded, codebook=BOOK)
    with pytest.raises(CodebookError, match="hand-code"):
        corrected_shares(coded, coded.assign(truth="hit").iloc[:0], codebook=BOOK)
    with pytest.raises(CodebookError, match="row 0.*'miss'"):
        corrected_shares(coded, coded.assign(truth="miss"), codebook=BOOK)


def test_statements_that_nobody_coded_change_nothing_but_are_told():
    coded = pd.DataFrame({"categories": ["staffing"] * 60 + ["content"] * 140})
    hand = pd.DataFrame(
        {
            "categories": ["staffing"] * 60 + ["content"] * 60,
            "truth": ["staffing"] * 45 + ["content"] * 75,
        }
    )
    open_ones = pd.DataFrame({"categories": ["staffing"] * 40, "truth": [None] * 40})
    with pytest.warns(
        TextmineWarning,
        match="labelled: left out as not coded by hand .no truth.: 40 of 160",
    ):
        found = corrected_shares(coded, pd.concat([hand, open_ones], ignore_index=True))
    pd.testing.assert_frame_equal(found, corrected_shares(coded, hand))


def hand_coded(n=90, seed=3):
    """Statements coded by both, with weights and clusters, beside 300 that the coder saw."""
    rng = np.random.default_rng(seed)
    coded = draw(rng, 300, 0.3, 0.85, 0.9).assign(
        agency=[f"a{k % 12}" for k in range(300)]
    )
    hand = coded.iloc[:n].assign(weight=rng.uniform(0.5, 4, n))
    return coded, hand


def as_numbers(coded, hand):
    machine = (coded["categories"] == "hit").to_numpy(dtype=float)
    said = (hand["categories"] == "hit").to_numpy(dtype=float)
    truth = (hand["truth"] == "hit").to_numpy(dtype=float)
    return machine, said, truth, hand["weight"].to_numpy()


def effective(weights):
    return weights.sum() ** 2 / (weights**2).sum()


def posterior(rng, hits, n):
    return rng.beta(hits + 0.5, n - hits + 0.5, N_DRAWS)


def test_double_sampling_by_hand():
    coded, hand = (frame.drop(columns="agency") for frame in hand_coded())
    machine, said, truth, w = as_numbers(coded, hand)
    row = corrected_shares(coded, hand, codebook=BOOK).iloc[0]
    q, yes, no = machine.mean(), said == 1, said == 0
    ppv, fom = (np.average(truth[x], weights=w[x]) for x in (yes, no))
    assert row["share"] == pytest.approx(q * ppv + (1 - q) * fom, abs=1e-9)
    assert (row["uncorrected"], row["n"], row["n_labelled"]) == (q, 300, 90)
    rng = np.random.default_rng(SEED)
    drawn_q = posterior(rng, q * 300, 300)
    n_yes, n_no = effective(w[yes]), effective(w[no])
    drawn_ppv, drawn_fom = (
        posterior(rng, r * n, n) for r, n in ((ppv, n_yes), (fom, n_no))
    )
    low, high = np.quantile(
        drawn_q * drawn_ppv + (1 - drawn_q) * drawn_fom, [0.025, 0.975]
    )
    assert (row["ci_low"], row["ci_high"]) == (pytest.approx(low), pytest.approx(high))


def test_rates_carried_over_by_hand():
    coded, hand = (frame.drop(columns="agency") for frame in hand_coded())
    machine, said, truth, w = as_numbers(coded, hand)
    row = corrected_shares(coded, hand, method="rogan-gladen", codebook=BOOK).iloc[0]
    q, there, gone = machine.mean(), truth == 1, truth == 0
    se = np.average(said[there], weights=w[there])
    sp = np.average(1 - said[gone], weights=w[gone])
    assert row["share"] == pytest.approx((q + sp - 1) / (se + sp - 1))
    rng = np.random.default_rng(SEED)
    rates = ((q, 300), (se, effective(w[there])), (sp, effective(w[gone])))
    yes, right, spared = (posterior(rng, rate * n, n) for rate, n in rates)
    drawn = np.clip((yes + spared - 1) / (right + spared - 1), 0, 1)[right + spared > 1]
    assert (row["ci_low"], row["ci_high"]) == pytest.approx(
        tuple(np.quantile(drawn, [0.025, 0.975]))
    )


def test_prediction_powered_intervals_by_hand():
    coded, hand = (frame.drop(columns="agency") for frame in hand_coded())
    machine, said, truth, w = as_numbers(coded, hand)
    q, n = machine.mean(), effective(w)
    error = truth - said
    mean = np.average(error, weights=w)
    spread = (w**2 * (error - mean) ** 2).sum() / w.sum() ** 2
    variance = q * (1 - q) / 300 + spread + 1 / (n * (n + 1))
    row = corrected_shares(coded, hand, method="ppi", codebook=BOOK).iloc[0]
    assert row["share"] == pytest.approx(q + mean)
    ends = outer_ends(q + mean, variance, n)
    assert (row["ci_low"], row["ci_high"]) == pytest.approx(ends)
    tuned = powered_mean(truth, said, machine, weights=w, n_folds=N_FOLDS)
    ends = outer_ends(tuned.value, tuned.se**2 + 1 / (n * (n + 1)), n)
    row = corrected_shares(coded, hand, method="ppi++", codebook=BOOK).iloc[0]
    assert row["share"] == pytest.approx(tuned.value)
    assert (row["ci_low"], row["ci_high"]) == pytest.approx(ends)


def outer_ends(share, variance, n):
    """Of the normal interval, and of Wilson's for as many cases as the variance is worth."""
    z = stats.norm.ppf(0.975)
    likely = (n * share + 1) / (n + 2)
    cases = likely * (1 - likely) / variance
    middle = (share + z**2 / (2 * cases)) / (1 + z**2 / cases)
    inner = share * (1 - share) / cases + z**2 / (4 * cases**2)
    reach = z * np.sqrt(inner) / (1 + z**2 / cases)
    half = z * np.sqrt(variance)
    return min(share - half, middle - reach), max(share + half, middle + reach)


def widened(everywhere, by_hand, machine, agency, hand_agency, weights):
    """Leaving out one agency after the other, over what all statements add alone."""
    on_all = everywhere * (machine - machine.mean()) / len(machine)
    alone = sum(on_all**2) + sum(by_hand**2)
    who, w = (agency, np.ones(len(agency)))
    if hand_agency is not None:
        who, w = hand_agency, weights
    m, squares = len(set(who)), 0.0
    for name in sorted(set(agency)):
        here = agency == name
        moved = on_all[here].sum() * len(here) / (~here).sum()
        if hand_agency is not None:
            own = hand_agency == name
            moved += by_hand[own].sum() * w.sum() / w[~own].sum()
        squares += moved**2
    together = (m - 1) / m * squares
    together += 0.0 if hand_agency is not None else sum(by_hand**2)
    # What a mean's error is worth in ``regress``.
    sizes = np.array([w[who == name].sum() for name in sorted(set(who))])
    slopes = sizes.reshape(-1, 1, 1)
    freedom, parts = (
        Satterthwaite(sizes.sum().reshape(1, 1)),
        ClusterParts(slopes, slopes),
    )
    for left in leave_out_each(sizes.sum().reshape(1, 1), [parts], np.eye(1)):
        freedom.add(left)
    law = stats.t.ppf(0.975, min(freedom.total()[0], m - 1)) / stats.norm.ppf(0.975)
    return law * max((together / alone) ** 0.5, 1.0)


@pytest.mark.parametrize("method", ["confusion", "ppi", "ppi++"])
@pytest.mark.parametrize("both", [True, False])
def test_how_much_clusters_widen_an_interval(method, both):
    coded, hand = hand_coded()
    # Agencies that err alike, so that the sums by agency say more than the statements.
    errs = hand["agency"].isin(["a1", "a2", "a3"])
    hand.loc[errs, "truth"] = "hit"
    machine, said, truth, w = as_numbers(coded, hand)
    q = machine.mean()
    if method == "confusion":
        yes = said == 1
        ppv, fom = (np.average(truth[x], weights=w[x]) for x in (yes, ~yes))
        rate, part = np.where(yes, ppv, fom), np.where(yes, q, 1 - q)
        total = np.where(yes, w[yes].sum(), w[~yes].sum())
        everywhere, added = ppv - fom, part * w * (truth - rate) / total
    else:
        trust = (
            1.0
            if method == "ppi"
            else powered_mean(truth, said, machine, weights=w, n_folds=N_FOLDS).lam
        )
        rest = truth - trust * said
        everywhere, added = trust, w * (rest - np.average(rest, weights=w)) / w.sum()
    agencies = hand["agency"].to_numpy() if both else None
    whose = coded["agency"].to_numpy()
    wider = widened(everywhere, added, machine, whose, agencies, w)
    alone = hand.drop(columns="agency")
    plain = corrected_shares(
        coded.drop(columns="agency"), alone, method=method, codebook=BOOK
    ).iloc[0]
    given = hand if both else alone
    wide = corrected_shares(coded, given, method=method, codebook=BOOK).iloc[0]
    assert wider > 1.05
    if method != "confusion":
        lam = None if method == "ppi++" else 1.0
        folds = {"weights": w, "n_folds": N_FOLDS, "lam": lam}
        n = effective(w)
        variance = powered_mean(truth, said, machine, **folds).se ** 2 + 1 / (
            n * (n + 1)
        )
        ends = outer_ends(wide["share"], wider**2 * variance, n)
        assert (wide["ci_low"], wide["ci_high"]) == pytest.approx(ends)
        return
    # The outer ends of the posterior's quantiles and Wilson's.
    share, n = wide["share"], effective(w)
    low, high = (wider * (plain[end] - share) for end in ("ci_low", "ci_high"))
    error = (high - low) / (2 * stats.norm.ppf(0.975))
    ends = outer_ends(share, error**2, n)
    assert wide["ci_low"] == pytest.approx(min(share + low, ends[0]))
    assert wide["ci_high"] == pytest.approx(max(share + high, ends[1]))


METHODS = ["confusion", "rogan-gladen", "ppi", "ppi++"]


@pytest.mark.parametrize("method", METHODS)
def test_one_agency_tells_nothing_of_how_agencies_differ(method):
    coded, hand = hand_coded()
    whole = corrected_shares(coded, hand, method=method, codebook=BOOK)
    assert whole["ci_low"].notna().all() and (whole["note"] == "").all()
    assert (whole["cluster"] == "agency").all() and (whole["n_clusters"] == 12).all()
    for given, note in (
        ([coded.assign(agency="a"), hand.assign(agency="a")], "statements of one"),
        ([coded, hand.assign(agency="a1")], "hand-coded statements of one"),
    ):
        table = corrected_shares(*given, method=method, codebook=BOOK)
        pd.testing.assert_series_equal(table["share"], whole["share"])
        assert table[["ci_low", "ci_high"]].isna().all(axis=None)
        assert table["note"].str.startswith(note).all()
    # Its statements on their own are asked for by a column that tells them apart.
    named = [frame.assign(agency="a", own=frame.index) for frame in (coded, hand)]
    alone = [frame.drop(columns="agency") for frame in (coded, hand)]
    pd.testing.assert_frame_equal(
        corrected_shares(*named, cluster="own", method=method, codebook=BOOK)[
            ["share", "n"]
        ],
        corrected_shares(*alone, method=method, codebook=BOOK)[["share", "n"]],
    )


@pytest.mark.parametrize("method", METHODS)
def test_statements_of_one_agency_are_not_independent_by_default(method):
    """Each agency ten times over tells no more than once, give or take Student's law."""
    rng = np.random.default_rng(8)
    once = draw(rng, 60, 0.4, 0.9, 0.95).assign(agency_id=[f"1:{k}" for k in range(60)])
    copied = pd.concat([once] * 10, ignore_index=True)
    single, many, blind = (
        corrected_shares(f, f, method=method, codebook=BOOK).iloc[0]
        for f in (once, copied, copied.drop(columns="agency_id"))
    )
    width = {
        name: row["ci_high"] - row["ci_low"]
        for name, row in (("single", single), ("many", many), ("blind", blind))
    }
    assert (many["cluster"], many["n_clusters"]) == ("agency_id", 60)
    assert (blind["cluster"], blind["n_clusters"]) == ("row", 600)
    assert width["many"] == pytest.approx(width["single"], rel=0.15)
    assert width["blind"] < 0.5 * width["many"]


def test_hand_codes_know_their_agency_by_their_report():
    coded, hand = hand_coded()
    coded["report_id"] = [f"r{k // 5}" for k in range(300)]
    hand = hand.assign(report_id=coded.loc[hand.index, "report_id"])
    bare = hand.drop(columns="agency")
    coded["agency"] = coded["report_id"].str[-1]
    told = hand.assign(agency=coded.loc[hand.index, "agency"])
    pd.testing.assert_frame_equal(
        corrected_shares(coded, bare, codebook=BOOK),
        corrected_shares(coded, told, codebook=BOOK),
    )
    with pytest.warns(TextmineWarning, match="labelled: no column agency"):
        lost = corrected_shares(coded, bare.drop(columns="report_id"), codebook=BOOK)
    assert (lost["cluster"] == "agency").all()
    # What was coded elsewhere has agencies of its own, or none that is known.
    bare["report_id"] = "r1"
    table = corrected_shares(coded, bare, method="rogan-gladen", codebook=BOOK)
    assert table["note"].str.startswith("hand-coded statements of one").all()


def test_a_group_counts_its_own_clusters():
    coded, hand = hand_coded()
    years = np.where(coded["agency"].isin(["a0", "a1", "a2"]), 2020, 2021)
    coded["year"], hand = years, hand.assign(year=years[:90])
    table = corrected_shares(coded, hand, by="year", codebook=BOOK)
    assert table["n_clusters"].tolist() == [3, 3, 9, 9]
    # As if the others were not there, also where the hand's codes do not say whose they are.
    for given in (hand, hand.drop(columns="agency")):
        own = coded["year"] == 2021
        alone = corrected_shares(
            coded[own], given[given["year"] == 2021], method="ppi", codebook=BOOK
        )
        within = corrected_shares(coded, given, by="year", method="ppi", codebook=BOOK)
        for column in ("share", "ci_low", "ci_high"):
            found = within.loc[within["group"] == "2021", column].tolist()
            assert found == pytest.approx(alone[column].tolist())


@pytest.mark.parametrize("method", ["confusion", "ppi", "ppi++"])
@pytest.mark.parametrize(("n_holding", "worth"), [(0, 3.0), (1, 5.0)])
def test_what_no_agency_has_or_one_says_little_of_others(method, n_holding, worth):
    """Of none, half of what five alike statements are less; of one all, as ``profile`` has it."""
    coded = pd.DataFrame({"agency": [f"a{k % 12}" for k in range(60)]})
    truth = np.where(
        coded["agency"].isin([f"a{k}" for k in range(n_holding)]), "hit", "rest"
    )
    coded["categories"] = truth
    hand = coded.assign(truth=truth)
    wide = corrected_shares(coded, hand, method=method, codebook=BOOK).iloc[0]
    alone = [frame.drop(columns="agency") for frame in (coded, hand)]
    plain = corrected_shares(*alone, method=method, codebook=BOOK).iloc[0]
    reach = plain["ci_high"] - plain["share"]
    assert np.sqrt(worth) * 0.9 < (wide["ci_high"] - wide["share"]) / reach < 2 * worth


def test_a_stratum_counts_by_its_number_of_statements():
    coded = pd.DataFrame(
        {"categories": ["hit"] * 20 + ["rest"] * 80, "level": ["a"] * 20 + ["b"] * 80}
    )
    hand = coded.iloc[[0, 1, 2, 3, 20, 21]].assign(
        truth=["hit", "hit", "hit", "rest", "hit", "rest"]
    )
    row = corrected_shares(coded, hand, strata="level", codebook=BOOK).iloc[0]
    weights = np.array([5.0] * 4 + [40.0] * 2)
    same = corrected_shares(coded, hand.assign(weight=weights), codebook=BOOK).iloc[0]
    assert row["share"] == same["share"] == pytest.approx(0.2 * 0.75 + 0.8 * 0.5)
    stray = hand.assign(level=[*"aaaabc"])
    with pytest.raises(CodebookError, match="stratum 'c' does not occur"):
        corrected_shares(coded, stray, strata="level", codebook=BOOK)


def test_strata_take_their_spread_out_of_prediction_powered_intervals():
    """The coder misses all in one stratum and none in the other: strata leave nothing to chance."""
    truth = np.array(["hit", "rest"] * 100)
    coded = pd.DataFrame({"categories": truth, "level": ["a"] * 100 + ["b"] * 100})
    coded.loc[coded["level"] == "a", "categories"] = "rest"
    hand = coded.assign(truth=truth).iloc[[*range(0, 80, 2), *range(100, 140)]]
    for method in ("ppi", "ppi++"):
        with_strata, without = (
            corrected_shares(coded, hand, method=method, codebook=BOOK, **given).iloc[0]
            for given in ({"strata": "level"}, {})
        )
        width = with_strata["ci_high"] - with_strata["ci_low"]
        # What is left is the coder's share on all, known from 200 statements.
        assert width < 0.75 * (without["ci_high"] - without["ci_low"])


def test_where_the_coder_never_says_yes_its_misses_alone_tell():
    coded = pd.DataFrame({"categories": ["rest"] * 50})
    hand = pd.DataFrame(
        {"categories": ["rest"] * 20, "truth": ["hit"] * 5 + ["rest"] * 15}
    )
    row = corrected_shares(coded, hand, codebook=BOOK).iloc[0]
    assert row["share"] == 0.25
    # One hand code is too few to tune the trust with; two are enough.
    found = [
        corrected_shares(
            coded, hand.iloc[4 : 4 + n], method="ppi++", codebook=BOOK
        ).iloc[0]
        for n in (1, 2)
    ]
    assert np.isnan(found[0]["share"]) and (
        found[0]["ci_low"],
        found[0]["ci_high"],
    ) == (0, 1)
    assert found[1]["share"] == 0.5


@pytest.mark.parametrize("method", ["ppi", "ppi++"])
def test_two_hand_codes_have_an_interval_of_their_own(method):
    """Before it is kept within 0–1; one tells nothing of a spread."""
    found = []
    for n in (1, 2):
        said, truth = np.zeros(n), np.arange(n) % 2.0
        hand = _Hand(said[:, None], truth[:, None], np.ones(n), None, None)
        case = _Case(column(5, 50), None, said, truth, hand)
        found.append(_ESTIMATES[method](case, np.random.default_rng(0)))
    assert (found[0].low, found[0].high) == (0.0, 1.0)
    variance = 0.25 / 2 + 1 / 6
    trust = 1.0 if method == "ppi" else 0.0
    share = 0.5 + 0.1 * trust
    assert found[1].share == pytest.approx(share)
    ends = outer_ends(share, variance + trust * 0.09 / 50, 2)
    assert (found[1].low, found[1].high) == pytest.approx(ends)


@pytest.mark.parametrize("method", ["confusion", "ppi++"])
def test_rare_shares_of_unlike_agencies_of_unlike_sizes_are_held(method):
    """Twenty agencies, a few of them large; one in twenty statements, most in some agencies.

    By a normal interval and Student's t of all agencies, 0.86 and 0.89 of 200 were held.
    """
    held = 0
    for seed in range(100):
        rng = np.random.default_rng([20, seed])
        size = rng.lognormal(0, 1.2, 20)
        agency = rng.choice(20, 2000, p=size / size.sum())
        truth = rng.random(2000) < rng.beta(0.5, 9.5, 20)[agency]
        said = np.where(truth, rng.random(2000) < 0.8, rng.random(2000) < 0.02)
        coded = pd.DataFrame({"categories": NAMES[said.astype(int)]})
        coded["truth"] = NAMES[truth.astype(int)]
        coded["agency"] = [f"某局{k}" for k in agency]
        hand = coded.iloc[rng.choice(2000, 150, replace=False)]
        row = corrected_shares(coded, hand, method=method, codebook=BOOK).iloc[0]
        held += row["ci_low"] <= 0.05 <= row["ci_high"]
    assert held >= 90


def test_a_weight_that_is_no_number_is_refused():
    coded, hand = hand_coded()
    for weight in (np.nan, np.inf, -1.0):
        bad = hand.assign(weight=[weight, *hand["weight"].iloc[1:]])
        with pytest.raises(FrameError, match="weight"):
            corrected_shares(coded, bad, codebook=BOOK)


@pytest.mark.parametrize("label", ["hit", "rest"])
def test_a_share_of_none_or_of_all_is_within_bounds(label, recwarn):
    coded = pd.DataFrame({"categories": [label] * 30})
    hand = coded.iloc[:8].assign(truth=label)
    shares = corrected_shares(coded, hand, method="ppi", codebook=BOOK)["share"]
    assert sorted(shares) == [0.0, 1.0]
    assert not len(recwarn)


def with_gaps(missing):
    """Statements of which each fifth has no level and each fourth no agency; a part by hand."""
    coded = draw(np.random.default_rng(3), 120, 0.4, 0.8, 0.9)
    place = np.arange(120)
    coded["level"] = np.where(place % 2, "city", "county").astype(object)
    coded.loc[place % 5 == 0, "level"] = missing
    coded["agency"] = np.array([f"a{k % 9}" for k in place], dtype=object)
    coded.loc[place % 4 == 0, "agency"] = missing
    return coded, coded.iloc[::3]


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA, "", " "])
def test_statements_of_no_known_group_are_a_group_and_a_stratum(missing):
    coded, hand = with_gaps(missing)
    named = [
        frame.assign(level=group_labels(frame["level"])) for frame in (coded, hand)
    ]
    for how in ("by", "strata"):
        told = corrected_shares(*named, codebook=BOOK, **{how: "level"})
        pd.testing.assert_frame_equal(
            corrected_shares(coded, hand, codebook=BOOK, **{how: "level"}), told
        )
    groups = corrected_shares(coded, hand, by="level", codebook=BOOK)["group"]
    assert groups.unique().tolist() == ["(unknown)", "city", "county"]


def test_a_group_is_the_same_in_whatever_writing_its_years_are():
    coded, hand = with_gaps(None)
    years = np.where(coded["level"] == "city", 2020, 2021)
    coded["when"], hand = years.astype(float), hand.assign(when=years[hand.index])
    gaps = coded.assign(when=coded["when"].mask(coded.index == 119))
    table = corrected_shares(coded, hand, by="when", codebook=BOOK)
    assert table["group"].unique().tolist() == ["2020", "2021"]
    assert table["n_labelled"].tolist() == [16, 16, 24, 24]
    with pytest.warns(TextmineWarning, match="no hand-coded statement: '.unknown.';"):
        table = corrected_shares(gaps, hand, by="when", codebook=BOOK)
    assert table["n_labelled"].tolist() == [0, 0, 16, 16, 24, 24]


def test_statements_of_an_unknown_agency_go_with_their_report_alone():
    coded, hand = with_gaps(None)
    alone = coded["agency"].fillna(pd.Series([f"c{k}" for k in coded.index]))
    by_hand = hand["agency"].fillna(pd.Series([f"h{k}" for k in coded.index]))
    pd.testing.assert_frame_equal(
        corrected_shares(coded, hand, cluster="agency", codebook=BOOK),
        corrected_shares(
            coded.assign(agency=alone),
            hand.assign(agency=by_hand),
            cluster="agency",
            codebook=BOOK,
        ),
    )
    reports = [f"r{k // 8}" for k in coded.index]
    of_report = coded["agency"].fillna(pd.Series(reports))
    known = coded.assign(report_id=reports)
    pd.testing.assert_frame_equal(
        corrected_shares(known, known.loc[hand.index], cluster="agency", codebook=BOOK),
        corrected_shares(
            coded.assign(agency=of_report),
            hand.assign(agency=of_report[hand.index]),
            cluster="agency",
            codebook=BOOK,
        ),
    )


@pytest.mark.parametrize("method", ["confusion", "ppi", "ppi++"])
def test_hand_codes_that_do_not_say_their_group_are_refused(method):
    coded, hand = with_gaps("unknown")
    bare = hand.drop(columns="level")
    with pytest.raises(FrameError, match="labelled: missing column level"):
        corrected_shares(coded, bare, by="level", method=method, codebook=BOOK)
    carried = corrected_shares(
        coded, bare, by="level", method="rogan-gladen", codebook=BOOK
    )
    assert carried["n_labelled"].eq(len(hand)).all()


def test_what_the_shares_are_of_is_told():
    coded, labelled = hand_coded()
    ids = [f"r{k}" for k in range(len(coded))]
    of_problems = corrected_shares(coded, labelled, codebook=BOOK)
    assert set(of_problems["unit"]) == {"problem"}
    of_reports = coded.assign(report_id=ids)
    found = corrected_shares(of_reports, labelled, codebook=BOOK, cluster="report_id")
    assert set(found["unit"]) == {"report"}
    for statements in (of_reports.assign(item_id=ids), coded.assign(report_id="r")):
        found = corrected_shares(statements, labelled, codebook=BOOK)
        assert set(found["unit"]) == {"problem"}
