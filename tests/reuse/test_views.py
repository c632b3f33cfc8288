"""A family and an alignment as objects: frames still, shown escaped and cut."""

from __future__ import annotations

import pickle

import pandas as pd
import pytest

from textmine.errors import FrameError
from textmine.reuse.mine import mine_reuse
from textmine.reuse.views import ReportAlignment, SharedFamily

# Written out: taken from the module, a bound would be tested against itself.
LONGEST_SIDE = 400

SHARED = (
    "个别科室主动公开意识不强，部分栏目更新不够及时，与群众期待还有差距，需要改进。"
)
TEXTS = pd.DataFrame(
    {
        "report_id": ["a", "b", "c"],
        "agency": ["甲局", "乙局", "丙局"],
        "year": [2020, 2021, 2021],
        "text": [SHARED, f"我局认为，{SHARED}", SHARED.replace("部分", "<i>少数</i>")],
    }
)


@pytest.fixture(scope="module")
def reuse():
    return mine_reuse(TEXTS)


def test_a_family_has_its_places_and_template(reuse):
    name = reuse.families["family_id"].iloc[0]
    family = reuse.family(name)
    assert isinstance(family, SharedFamily)
    assert family.template == reuse.template(name)
    own = reuse.passages[reuse.passages["family_id"] == name].reset_index(drop=True)
    pd.testing.assert_frame_equal(family.passages, own)
    shown = family._repr_html_()
    assert "重合文字" in shown and name in shown and name in repr(family)
    assert shown.count("<tr") == len(own) + 1
    with pytest.raises(FrameError, match="no family 'none'"):
        reuse.family("none")


def test_an_alignment_is_a_frame_and_shows_both_sides(reuse):
    found = reuse.align("b", "c")
    assert isinstance(found, ReportAlignment)
    assert type(found.query("op == 'equal'")) is pd.DataFrame
    assert pickle.loads(pickle.dumps(found)).equals(found)
    shown = found._repr_html_()
    assert "<del>" in shown and "<ins>" in shown
    assert "<i>" not in shown and "&lt;" in shown
    assert ">b</th>" in shown and ">c</th>" in shown
    # Both texts are there whole, once the marks of the page are taken away.
    for side in ("a", "b"):
        row = "".join(found[f"text_{side}"])
        assert row and row in TEXTS["text"].tolist()[1 if side == "a" else 2]


def test_an_alignment_without_blocks_says_so():
    empty = ReportAlignment(pd.DataFrame(columns=["block", "op", "text_a", "text_b"]))
    assert "段" not in empty._repr_html_().split("blocks")[1]
    assert "blocks: 0" in empty._repr_html_()


def test_long_blocks_and_many_are_cut():
    rows = [
        {"report_a": "a", "report_b": "b", "block": k, "op": op, "text_a": "公" * 900,
         "text_b": "开" * 900}
        for k in range(40) for op in ("equal", "replace")
    ]  # fmt: skip
    shown = ReportAlignment(pd.DataFrame(rows))._repr_html_()
    assert "30 more blocks" in shown and "另有 30 段" in shown
    assert shown.count("公") <= 11 * LONGEST_SIDE
    assert len(shown) < 12_000
