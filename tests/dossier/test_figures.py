"""Figures of the page: drawn from the frames they need, nothing where there is nothing."""

import re

import pandas as pd
import pytest

from textmine.dossier.figures import agency_edges, draw
from textmine.schema import make_frame

DOCUMENTED = re.findall(r"``([a-z_]+)``", (draw.__doc__ or "").split("name : str")[1])[
    :16
]
CHECKS = make_frame(
    "checks",
    [
        {
            "report_id": f"r{k}",
            "check": "行合计",
            "status": status,
            "expected": "3",
            "found": "3",
            "start": 0,
            "end": 1,
            "evidence": "",
        }
        for k, status in enumerate(("PASS", "FAIL", "PASS"))
    ],
)


@pytest.mark.parametrize("name", DOCUMENTED)
def test_every_figure_that_is_named_draws_nothing_from_nothing(name):
    assert draw({}, name) == ""


def test_a_figure_that_is_not_named_is_no_figure():
    assert len(set(DOCUMENTED)) == 16
    with pytest.raises(KeyError):
        draw({}, "none")


def test_a_figure_is_one_element_in_two_languages_and_the_same_twice():
    svg = draw({"checks": CHECKS}, "checks")
    assert svg.startswith("<svg")
    assert svg.endswith("</svg>")
    assert 'class="zh"' in svg
    assert 'class="en"' in svg
    assert "1 / 3" in svg
    assert draw({"checks": CHECKS}, "checks") == svg
    assert draw({"checks": CHECKS[:0]}, "checks") == ""


def test_edges_between_agencies_go_before_pairs_of_reports():
    edges, pairs = pd.DataFrame({"a": [1]}), make_frame("pairs", [])
    assert agency_edges({"edges": edges, "pairs": pairs}) is edges
    assert agency_edges({"pairs": pairs}) is pairs
    pd.testing.assert_frame_equal(agency_edges({}), make_frame("pairs", []))
