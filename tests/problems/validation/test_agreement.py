from itertools import combinations, permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import cohen_kappa_score

from textmine.errors import CodebookError, FrameError
from textmine.problems.coder.codebook import load_codebook, parse_codebook
from textmine.problems.validation.agreement import (
    ONE_VALUE,
    masi_distance,
    measure_agreement,
)
from textmine.stats.intervals import wilson

KEYS = load_codebook().keys
CELLS = st.sets(st.sampled_from(KEYS[:5]), max_size=3)
# Krippendorff's own example: four observers, twelve units, five values, some missing; nominal alpha 0.743.
KRIPPENDORFF = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


def codings(*coders):
    rows = [
        (f"i{i:03d}", f"c{c}", cell)
        for c, cells in enumerate(coders)
        for i, cell in enumerate(cells)
    ]
    return pd.DataFrame(rows, columns=["item_id", "coder", "categories"])


def test_published_example():
    book = parse_codebook(
        "".join(
            [
                'version = "1"\n',
                *(f'[v{k}]\nzh = "{k}"\ndefinition = "x"\n' for k in range(1, 6)),
            ]
        )
    )
    cells = [[None if v is None else f"v{v}" for v in row] for row in KRIPPENDORFF]
    table = measure_agreement(codings(*cells).dropna(), book)
    assert table.loc[0, "value"] == pytest.approx(0.743, abs=5e-4)


@settings(deadline=None, max_examples=60)
@given(CELLS, CELLS)
def test_masi_is_a_distance_between_0_and_1(a, b):
    assert masi_distance(a, b) == masi_distance(b, a)
    assert 0 <= masi_distance(a, b) <= 1
    assert (masi_distance(a, b) == 0) == (a == b)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=4, max_size=25))
def test_kappa_is_cohens(pairs):
    join = load_codebook().join_labels
    table = measure_agreement(
        codings([join(a) for a, _ in pairs], [join(b) for _, b in pairs])
    )
    for key in KEYS[:5]:
        a, b = [key in x for x, _ in pairs], [key in y for _, y in pairs]
        value = table[(table["category"] == key) & (table["measure"] == "kappa")][
            "value"
        ].item()
        if (
            len(set(a) | set(b)) == 2
            and (np.mean(a) * np.mean(b) + (1 - np.mean(a)) * (1 - np.mean(b))) < 1
        ):
            assert value == pytest.approx(cohen_kappa_score(a, b))
        else:
            assert np.isnan(value)


def test_perfect_and_chance_agreement():
    cells = ["content", "staffing", "content|staffing", "other"] * 10
    same = measure_agreement(codings(cells, cells)).set_index(["category", "measure"])
    assert same.loc[("all", "alpha_masi"), "value"] == 1
    assert same.loc[("content", "kappa"), "value"] == 1
    assert np.isnan(same.loc[("request", "kappa"), "value"])
    shuffled = np.random.default_rng(1).permutation(cells).tolist()
    table = measure_agreement(codings(cells, shuffled)).set_index(
        ["category", "measure"]
    )
    row = table.loc[("all", "alpha_masi")]
    assert abs(row["value"]) < 0.3
    assert row["ci_low"] < row["value"] < row["ci_high"]


def test_the_order_of_rows_makes_no_difference():
    frame = codings(
        ["content", "staffing", "other"] * 5, ["content", "content", "other"] * 5
    )
    pd.testing.assert_frame_equal(
        measure_agreement(frame), measure_agreement(frame.iloc[::-1])
    )


def test_bad_codings_are_named():
    frame = codings(["content"], ["content"])
    with pytest.raises(CodebookError, match="'c1' coded item 'i000' twice"):
        measure_agreement(pd.concat([frame, frame.iloc[[1]]]))
    with pytest.raises(CodebookError, match="two coders"):
        measure_agreement(frame.iloc[:1])
    with pytest.raises(CodebookError, match="item 'i000', coder 'c0'.*'colour'"):
        measure_agreement(frame.assign(categories="colour"))


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA])
def test_a_missing_cell_is_no_decision_and_an_empty_one_is(missing):
    coded = codings(
        ["staffing", "content", "staffing", "platform"],
        ["staffing", "content", missing, "platform"],
    )
    found = measure_agreement(coded).iloc[:2]
    assert found["value"].tolist() == [1.0, 1.0]
    assert found["n"].tolist() == [3, 3]
    said = coded.assign(categories=coded["categories"].fillna(""))
    assert measure_agreement(said).loc[1, "value"] == 0.75


def test_the_published_example_needs_no_row_left_out():
    book = parse_codebook(
        "".join(
            [
                'version = "1"\n',
                *(f'[v{k}]\nzh = "{k}"\ndefinition = "x"\n' for k in range(1, 6)),
            ]
        )
    )
    cells = [[None if v is None else f"v{v}" for v in row] for row in KRIPPENDORFF]
    whole, without = (
        measure_agreement(frame, book)
        for frame in (codings(*cells), codings(*cells).dropna())
    )
    pd.testing.assert_frame_equal(whole, without)


def alpha_by_hand(decisions, distance):
    """Krippendorff's alpha by its definition: pairs within items, and pairs of all decisions."""
    items = [
        [d for i, d in decisions if i == item] for item in {i for i, _ in decisions}
    ]
    items = [x for x in items if len(x) > 1]
    every = [d for x in items for d in x]
    n = len(every)
    within = sum(
        distance(a, b) / (len(x) - 1) for x in items for a, b in permutations(x, 2)
    )
    between = sum(distance(a, b) for a, b in permutations(every, 2)) / (n - 1)
    return 1 - within / between if between else np.nan


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.lists(CELLS, min_size=1, max_size=3), min_size=2, max_size=10).filter(
        lambda rows: any(len(row) > 1 for row in rows)
    )
)
def test_all_measures_of_two_or_three_coders_by_their_definitions(rows):
    join = load_codebook().join_labels
    decisions = [(i, frozenset(d)) for i, row in enumerate(rows) for d in row]
    frame = pd.DataFrame(
        [
            (f"i{i}", f"c{c}", join(d))
            for i, row in enumerate(rows)
            for c, d in enumerate(row)
        ],
        columns=["item_id", "coder", "categories"],
    )
    table = measure_agreement(frame).set_index(["category", "measure"])["value"]
    wanted = alpha_by_hand(decisions, masi_distance)
    assert table["all", "alpha_masi"] == pytest.approx(wanted, nan_ok=True)
    pairs = [
        (a, b) for row in rows for a, b in permutations([frozenset(d) for d in row], 2)
    ]
    assert table["all", "same_set"] == pytest.approx(
        np.mean([a == b for a, b in pairs])
    )
    for key in KEYS[:5]:
        wanted = alpha_by_hand(
            [(i, key in d) for i, d in decisions], lambda a, b: a != b
        )
        assert table[key, "alpha"] == pytest.approx(wanted, nan_ok=True)
        agreed = np.mean([(key in a) == (key in b) for a, b in pairs])
        assert table[key, "agreement"] == pytest.approx(agreed)
        kappas = []
        for one, other in combinations(range(3), 2):
            both = [(key in r[one], key in r[other]) for r in rows if len(r) > other]
            if both:
                a, b = map(np.array, zip(*both, strict=True))
                chance = a.mean() * b.mean() + (1 - a.mean()) * (1 - b.mean())
                seen = (a == b).mean()
                kappas.append((seen - chance) / (1 - chance) if chance < 1 else np.nan)
        assert table[key, "kappa"] == pytest.approx(np.mean(kappas), nan_ok=True)


def leave_out(frame, clusters, level):
    """Student's interval of log(1 - alpha) by leaving out one cluster of items after the other."""
    whole = measure_agreement(frame)["value"].to_numpy()
    left = np.array(
        [
            1 - measure_agreement(frame[(clusters != k).to_numpy()])["value"].to_numpy()
            for k in clusters.unique()
        ]
    )
    m = len(left)
    error = np.sqrt((m - 1) ** 2 / m * left.var(axis=0, ddof=1))
    with np.errstate(divide="ignore", invalid="ignore"):
        half = stats.t.ppf(0.5 + level / 2, m - 1) * error / (1 - whole)
    return 1 - (1 - whole) * np.exp(half), 1 - (1 - whole) * np.exp(-half), left


@pytest.mark.parametrize("n_clusters", [24, 6])
def test_intervals_come_from_clusters_left_out_in_turn(n_clusters):
    cells = ["content", "staffing", "content|staffing", "other"] * 6
    other = [*["content", "content", "content|staffing", "staffing"], *cells[4:]]
    third = [*cells[:20], "other", "other", "staffing", "other"]
    frame = codings(cells, other, third)
    clusters = frame["item_id"].str[1:].astype(int) % n_clusters
    told = frame.assign(agency=clusters.astype(str)) if n_clusters < 24 else frame
    table = measure_agreement(told, level=0.8)
    low, high, left = leave_out(frame, clusters, 0.8)
    corrected = ~table["measure"].isin(["same_set", "agreement"])
    used = (corrected & (table["value"] < 1)).to_numpy() & ~np.isnan(left).any(axis=0)
    assert used.sum() >= 5
    assert table["ci_low"][used].to_numpy() == pytest.approx(low[used])
    assert table["ci_high"][used].to_numpy() == pytest.approx(high[used])
    assert (table["note"][used] == "").all()


def test_no_interval_says_less_than_that_everything_disagrees():
    table = measure_agreement(
        codings(["content", "other"] * 3, ["content", *["other"] * 5])
    )
    row = table.set_index(["category", "measure"]).loc[("content", "alpha")]
    # Four of twelve decisions: chance disagrees in 4 · 8 of 11 · 6 pairs.
    assert row["ci_low"] == pytest.approx(1 - 66 / 32) and row["ci_high"] < 1


def test_a_category_of_one_agency_alone_has_no_interval_and_it_says_so():
    cells = ["content", "content", "other", "other", "platform", "platform"] * 2
    coded = codings(cells, [*cells[:-1], "other"])
    agency = coded["item_id"].str[1:].astype(int) % 6 // 2
    table = measure_agreement(coded.assign(agency=agency.map(str)))
    row = table.set_index(["category", "measure"]).loc[("platform", "kappa")]
    assert row[["ci_low", "ci_high"]].isna().all() and 0 < row["value"] < 1
    assert row["note"] == "one cluster alone tells of it"


def test_where_all_decisions_are_one_nothing_is_left_to_measure_and_it_says_so():
    table = measure_agreement(codings(["content"] * 3, ["content"] * 3))
    row = table.iloc[0]
    assert (
        np.isnan(row["value"]) and np.isnan(row["ci_low"]) and row["note"] == ONE_VALUE
    )
    assert table.loc[1, "value"] == 1.0 and table.loc[1, "note"] == ""


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0])
def test_a_level_is_between_0_and_1(level):
    with pytest.raises(FrameError, match=r"level|confidence"):
        measure_agreement(codings(["content"], ["content"]), level=level)


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [
        ("", "", 0), ("x", "", 1), ("x", "y", 1), ("x", "xy", 1 - 1 / 2 * 2 / 3),
        ("xyz", "x", 1 - 1 / 3 * 2 / 3), ("xy", "yz", 1 - 1 / 3 * 1 / 3), ("xyz", "yzw", 1 - 2 / 4 / 3),
    ],
)  # fmt: skip
def test_masi_by_hand(a, b, distance):
    assert masi_distance(list(a), list(b)) == pytest.approx(distance)


def test_sets_that_differ_in_one_of_four_disagree_by_half():
    three, four = "|".join(KEYS[:3]), "|".join(KEYS[:4])
    table = measure_agreement(codings([three, three], [three, four]))
    # Half of a disagreement on one item of two, and one among all pairs of decisions.
    wanted = 1 - (2 * 0.5) / (2 * 3 * 0.5 / 3)
    assert table.loc[0, "value"] == pytest.approx(wanted)
    assert table.loc[1, "value"] == pytest.approx(0.5)


@pytest.mark.parametrize("n", [10, 100])
def test_full_agreement_on_few_items_has_an_interval_that_knows_how_many(n):
    cells = ["content", "staffing"] * (n // 2)
    table = measure_agreement(codings(cells, cells))
    table = table.set_index(["category", "measure"])
    least = float(wilson(n, n)[0])
    shares = table.loc[[("all", "same_set"), ("content", "agreement")]]
    assert shares["ci_low"].to_numpy() == pytest.approx(least)
    assert shares["ci_high"].to_numpy() == pytest.approx(1.0)
    # Chance disagrees in n of 2n - 1 cases: the corrected ones are less sure than the shares.
    corrected = table.loc[
        [("all", "alpha_masi"), ("content", "alpha"), ("content", "kappa")]
    ]
    chance = n / (2 * n - 1)
    assert corrected["ci_low"].to_numpy() == pytest.approx(1 - (1 - least) / chance)
    assert corrected["ci_high"].to_numpy() == pytest.approx(1.0)


def test_no_agreement_at_all_has_an_interval_of_the_shares_alone():
    table = measure_agreement(codings(["content"] * 6, ["staffing"] * 6))
    table = table.set_index(["category", "measure"])
    assert table.loc[("all", "same_set"), "ci_high"] == pytest.approx(
        float(wilson(0, 6)[1])
    )
    assert table.loc[("content", "kappa"), ["ci_low", "ci_high"]].isna().all()


def test_items_of_one_agency_go_together_where_it_is_known():
    """Each item of twenty ten times over tells no more than once; unknown agencies stand alone."""
    rng = np.random.default_rng(2)
    cells = rng.choice(["content", "staffing", "other"], 20)
    other = np.where(rng.random(20) < 0.3, "content", cells)
    once = codings(cells.tolist(), other.tolist())
    many = codings(cells.tolist() * 10, other.tolist() * 10)
    agency = many["item_id"].str[1:].astype(int) % 20
    told = many.assign(agency=[f"{k}局" for k in agency])
    single, alone, together = (
        measure_agreement(f).set_index(["category", "measure"])
        for f in (once, many, told)
    )
    assert (alone["cluster"].iloc[0], alone["n_clusters"].iloc[0]) == ("item_id", 200)
    assert (together["cluster"].iloc[0], together["n_clusters"].iloc[0]) == (
        "agency",
        20,
    )
    for key in (("all", "same_set"), ("all", "alpha_masi"), ("content", "kappa")):
        width = [
            float(table.loc[key, "ci_high"] - table.loc[key, "ci_low"])
            for table in (single, alone, together)
        ]
        assert width[2] == pytest.approx(width[0], rel=0.15)
        assert width[1] < 0.5 * width[2]
    by_report = told.drop(columns="agency").assign(report_id=told["agency"])
    asked = measure_agreement(by_report)
    assert (asked["cluster"] == "report_id").all()
    named = measure_agreement(told.rename(columns={"agency": "局"}), cluster="局")
    assert (named["cluster"] == "局").all() and (named["n_clusters"] == 20).all()


def test_items_of_one_agency_alone_have_no_interval_and_it_says_so():
    cells = ["content", "staffing", "other"] * 4
    told = codings(cells, ["content", *cells[:-1]]).assign(agency="甲局")
    table = measure_agreement(told).dropna(subset="value")
    measured = table[table["value"].notna()]
    assert measured[["ci_low", "ci_high"]].isna().all(axis=None)
    assert (measured["note"] == "items of one cluster alone").all()


@pytest.mark.parametrize("n", [20, 50])
def test_intervals_of_agreement_hold_the_truth_with_few_items(n):
    """Plain percentiles held the share in 0.89 of such samples of twenty, alpha of fifty in 0.91."""
    rng, held = np.random.default_rng(4), []
    truth = {("all", "same_set"): 0.82, ("content", "alpha"): 0.0}
    for _ in range(150):
        real = rng.random(n) < 0.3
        a, b = (np.where(rng.random(n) < 0.1, ~real, real) for _ in "ab")
        cells = [np.where(x, "content", "other").tolist() for x in (a, b)]
        table = measure_agreement(codings(*cells))
        table = table.set_index(["category", "measure"])
        # Two coders of one error each: disagreement 0.18, by chance 2 · 0.34 · 0.66.
        truth["content", "alpha"] = 1 - 0.18 / (2 * 0.34 * 0.66)
        held.append(
            [
                table.loc[k, "ci_low"] <= v <= table.loc[k, "ci_high"]
                for k, v in truth.items()
            ]
        )
    assert np.mean(held, axis=0).min() >= 0.92
