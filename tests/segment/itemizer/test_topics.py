"""What a clause is about: naive Bayes over pairs of characters, from a table of whole numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.train_topics import learn
from textmine.resources.load import load_text
from textmine.segment.itemizer.features import make_features
from textmine.segment.itemizer.tokens import find_tokens
from textmine.segment.itemizer.topics import FILE, Topics, load_topics

# Two topics, the first three times as common (e^1.1); 更新 speaks for the second, 人手 for the first.
TABLE = "pair,staff,time\n,-3,-14\n更新,-10,20\n新慢,0,10\n人手,15,-15\n"


def test_weights_of_pairs_are_added_to_the_prior() -> None:
    found = Topics.read(TABLE).weigh(["更新慢", "更新人手", "人手人手", "无关"])
    # 0.7 · (2 + 1) − 1.4 = 0.7 against 0.7 · (−1 + 0) − 0.3 = −1.0
    assert found[0] == pytest.approx([1 / (1 + np.e**1.7), 1 / (1 + np.e**-1.7)])
    # 0.7 · 0.5 − 0.3 = 0.05 against 0.7 · 0.5 − 1.4 = −1.05
    assert found[1] == pytest.approx([1 / (1 + np.e**-1.1), 1 / (1 + np.e**1.1)])
    # A pair counts once: 0.7 · 1.5 − 0.3 = 0.75 against 0.7 · −1.5 − 1.4 = −2.45
    assert found[2, 1] == pytest.approx(1 / (1 + np.e**3.2))
    assert found[3].tolist() == [0.0, 0.0]
    assert Topics.read(TABLE).weigh([]).shape == (0, 2)


@given(st.lists(st.text(alphabet="更新慢人手，少内容解读x ", max_size=12), max_size=6))
def test_every_row_is_a_distribution_or_nothing(texts: list[str]) -> None:
    found = load_topics().weigh(texts)
    assert found.shape == (len(texts), len(load_topics().names))
    sums = found.sum(axis=1)
    assert (np.isclose(sums, 1) | (sums == 0)).all()
    # A text is about the same whatever stands beside it.
    for k, text in enumerate(texts):
        assert load_topics().weigh([text])[0].tolist() == found[k].tolist()


def test_the_shipped_table_is_what_the_statements_teach() -> None:
    lines = [",".join(map(str, row)) for row in learn()]
    assert load_text(FILE).splitlines() == lines


@pytest.mark.parametrize(
    ("text", "topic", "grade"),
    [
        ("栏目更新不及时，个别栏目半年没有更新。", "timeliness", "4"),
        ("栏目更新不及时，办公室没有专职人员。", "staffing", "0"),
        ("栏目更新不及时，嗯嗯。", "-", "-1"),
    ],
)
def test_a_token_tells_its_topic_and_whether_the_last_was_about_it(
    text: str, topic: str, grade: str
) -> None:
    first, second = make_features(find_tokens(text))
    assert f"tp={topic}" in second
    assert [f for f in second if f.startswith("tr=")] == [f"tr={grade}，"]
    assert [f for f in second if f.startswith("trl=")][0].startswith(f"trl={grade}，L")
    assert not [f for f in first if f.startswith("tr")]


def test_after_a_marker_the_last_topic_is_nothing_to_a_token() -> None:
    _, second = make_features(find_tokens("一是栏目更新慢；二是信息更新不及时。"))
    assert "tp=timeliness" in second
    assert not [f for f in second if f.startswith("tr")]
