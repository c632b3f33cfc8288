"""Shared rare wording: counted once a family, templates and the form left out."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

from textmine.compare import reuse_edges, reuse_matrix
from textmine.errors import FrameError, TextmineWarning

REPORTS = pd.DataFrame(
    {
        "report_id": ["a1", "a2", "b1", "c1", "d1"],
        "agency": ["甲局", "甲局", "乙局", "丙局", ""],
        "year": [2020, 2021, 2020, 2020, 2020],
        "n_narrative_chars": [100, 100, 50, 80, 10],
    }
)


def passages(rows: list[tuple[str, str, int, str]]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"family_id": f, "report_id": r, "start": 7, "end": 7 + n, "kind": k}
            for f, r, n, k in rows
        ],
        columns=["family_id", "report_id", "start", "end", "kind"],
    )


FOUND = passages(
    [
        ("f1", "a1", 30, "peer"),
        ("f1", "a2", 32, "peer"),
        ("f1", "b1", 25, "peer"),
        ("f2", "a1", 40, "mandated"),
        ("f2", "b1", 40, "mandated"),
        ("f3", "a1", 20, "regional"),
        ("f3", "b1", 20, "regional"),
        ("f3", "c1", 20, "regional"),
        ("f4", "a1", 50, "self"),
        ("f4", "a2", 50, "self"),
        ("f5", "a1", 60, "peer"),
        ("f5", "d1", 60, "peer"),
    ]
)


def test_shared_characters_are_those_of_the_shorter_copy_once_a_family() -> None:
    edges = reuse_edges(FOUND, REPORTS)
    assert edges.values.tolist() == [
        ["乙局", "甲局", 2, 45],
        ["丙局", "乙局", 1, 20],
        ["丙局", "甲局", 1, 20],
    ]


def test_templates_in_many_groups_are_left_out() -> None:
    assert reuse_edges(FOUND, REPORTS, max_groups=2)[
        ["source", "target"]
    ].values.tolist() == [["乙局", "甲局"]]


def test_matrix_is_symmetric_with_every_known_group_and_share_is_containment() -> None:
    matrix = reuse_matrix(FOUND, REPORTS)
    assert matrix.index.tolist() == matrix.columns.tolist() == ["丙局", "乙局", "甲局"]
    np.testing.assert_array_equal(matrix, matrix.T)
    assert np.diag(matrix).tolist() == [0, 0, 0]
    share = reuse_matrix(FOUND, REPORTS, unit="share")
    assert share.loc["甲局", "乙局"] == pytest.approx(45 / 200)
    assert share.loc["乙局", "甲局"] == pytest.approx(45 / 50)


def test_other_groupings() -> None:
    edges = reuse_edges(FOUND, REPORTS, by="year")
    assert edges.values.tolist() == [["2020", "2021", 2, 80]]


def test_nothing_shared() -> None:
    assert reuse_edges(passages([]), REPORTS).empty
    assert not reuse_matrix(passages([]), REPORTS).to_numpy().any()
    assert reuse_matrix(passages([]), REPORTS.iloc[:0]).shape == (0, 0)


def test_bad_arguments() -> None:
    with pytest.raises(FrameError, match="max_groups"):
        reuse_edges(FOUND, REPORTS, max_groups=1)
    with pytest.raises(FrameError, match="unit"):
        reuse_matrix(FOUND, REPORTS, unit="words")
    with pytest.raises(FrameError, match="kind"):
        reuse_edges(FOUND.drop(columns="kind"), REPORTS)
    other = REPORTS.assign(report_id=REPORTS["report_id"] + ".html")
    with pytest.raises(FrameError, match="passages: none of .* is in reports"):
        reuse_edges(FOUND, other)


@pytest.mark.parametrize("find", [reuse_edges, reuse_matrix])
def test_reports_of_no_known_group_are_told(find) -> None:
    with pytest.warns(TextmineWarning, match="want of agency: 1 of 5 reports"):
        whole = find(FOUND, REPORTS)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        known = find(FOUND[FOUND["report_id"] != "d1"], REPORTS)
    pd.testing.assert_frame_equal(whole, known)


def test_an_agency_is_told_by_its_id_not_by_its_name() -> None:
    """Two of one name are two; one that was renamed, or reformed, is one."""
    reports = pd.DataFrame(
        {
            "report_id": ["a", "b", "c", "d", "e"],
            "agency": ["民政局", "民政局", "经贸局", "商务局", "卫健局"],
            "agency_id": [
                "洛溪县:民政局",
                "望澜县:民政局",
                "own:1",
                "own:1",
                "own:2",
            ],
            "year": [2020, 2020, 2020, 2021, 2020],
        }
    )
    holders = {"f1": ("ab", 30), "f2": ("cd", 40), "f3": ("ce", 25)}
    found = passages(
        [(f, r, n, "peer") for f, (held, n) in holders.items() for r in held]
    )
    assert reuse_edges(found, reports).values.tolist() == [
        ["望澜县:民政局", "洛溪县:民政局", 1, 30],
        ["卫健局", "商务局", 1, 25],
    ]
    names = ["卫健局", "商务局", "望澜县:民政局", "洛溪县:民政局"]
    assert reuse_matrix(found, reports).index.tolist() == names
    # Who wants the printed names has them in a column of another name.
    printed = reports.assign(printed=reports["agency"])
    assert reuse_edges(found, printed, by="printed")["source"].tolist() == [
        "商务局",
        "卫健局",
    ]


def test_a_reform_makes_no_second_agency() -> None:
    reports = pd.DataFrame(
        {
            "report_id": ["a", "b"],
            "agency": ["文登区卫计局", "文登区卫健局"],
            "agency_id": ["371003:卫计委", "371003:卫健局"],
            "level": "county",
            "year": [2018, 2019],
        }
    )
    found = passages([("f1", "a", 30, "self"), ("f1", "b", 30, "self")])
    assert reuse_edges(found, reports).empty
    assert reuse_matrix(found, reports).index.tolist() == ["文登区卫健局"]
