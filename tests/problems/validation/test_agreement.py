import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from textmine.errors import CodebookError
from textmine.problems.coder.codebook import load_codebook, parse_codebook
from textmine.problems.validation.agreement import masi_distance, measure_agreement

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
                *(f'[v{k}]\nzh = "x"\ndefinition = "x"\n' for k in range(1, 6)),
            ]
        )
    )
    cells = [[None if v is None else f"v{v}" for v in row] for row in KRIPPENDORFF]
    table = measure_agreement(codings(*cells).dropna(), book, n_boot=20)
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
        codings([join(a) for a, _ in pairs], [join(b) for _, b in pairs]), n_boot=5
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
    same = measure_agreement(codings(cells, cells), n_boot=50).set_index(
        ["category", "measure"]
    )
    assert same.loc[("all", "alpha_masi"), "value"] == 1
    assert same.loc[("content", "kappa"), "value"] == 1
    assert np.isnan(same.loc[("request", "kappa"), "value"])
    shuffled = np.random.default_rng(1).permutation(cells).tolist()
    table = measure_agreement(codings(cells, shuffled), n_boot=200).set_index(
        ["category", "measure"]
    )
    row = table.loc[("all", "alpha_masi")]
    assert abs(row["value"]) < 0.3
    assert row["ci_low"] < row["value"] < row["ci_high"]


def test_bootstrap_is_seeded():
    frame = codings(
        ["content", "staffing", "other"] * 5, ["content", "content", "other"] * 5
    )
    pd.testing.assert_frame_equal(
        measure_agreement(frame, seed=3), measure_agreement(frame.iloc[::-1], seed=3)
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
    found = measure_agreement(coded, n_boot=5).iloc[:2]
    assert found["value"].tolist() == [1.0, 1.0]
    assert found["n"].tolist() == [3, 3]
    said = coded.assign(categories=coded["categories"].fillna(""))
    assert measure_agreement(said, n_boot=5).loc[1, "value"] == 0.75


def test_the_published_example_needs_no_row_left_out():
    book = parse_codebook(
        "".join(
            [
                'version = "1"\n',
                *(f'[v{k}]\nzh = "x"\ndefinition = "x"\n' for k in range(1, 6)),
            ]
        )
    )
    cells = [[None if v is None else f"v{v}" for v in row] for row in KRIPPENDORFF]
    whole, without = (
        measure_agreement(frame, book, n_boot=5)
        for frame in (codings(*cells), codings(*cells).dropna())
    )
    pd.testing.assert_frame_equal(whole, without)
