"""Keyword in context points back to the characters it shows."""

import numpy as np
import pytest

from textmine.corpus.concordance import find_in_context
from textmine.errors import FrameError
from textmine.schema import Report


def test_every_hit_stands_where_it_says(sample):
    found = sample.kwic("更新", width=6)
    texts = {report.report_id: report.text for report in sample}
    assert len(found) == sum(text.count("更新") for text in texts.values()) > 0
    for row in found.itertuples():
        text = texts[row.report_id]
        assert text[row.start : row.end] == row.hit == "更新"
        around = (
            text[max(0, row.start - 6) : row.end + 6]
            .replace("\n", " ")
            .replace("\t", " ")
        )
        assert row.left + row.hit + row.right == around


def test_a_pattern_may_be_an_expression(sample):
    years = sample.kwic(r"20\d\d年")
    assert set(years["hit"].str.len()) == {5}


@pytest.mark.parametrize("pattern", ["(", "", "x*", r"\b", "(?=公开)", "^", "(?!x)"])
def test_what_is_no_pattern_is_refused(sample, pattern):
    with pytest.raises(FrameError, match="kwic"):
        sample.kwic(pattern)


def test_nothing_found_is_an_empty_frame_of_the_same_columns(sample):
    assert list(sample.kwic("绝无此词")) == list(sample.kwic("更新"))
    assert len(sample.kwic("绝无此词")) == 0


def test_places_between_characters_are_no_hits(sample):
    found, plain = sample.kwic(r"更新|\b|(?=公开)"), sample.kwic("更新")
    assert found.equals(plain)
    assert sample.kwic("绝无此词|(?=绝无此词)").empty


def test_a_pattern_in_another_script_finds_its_plain_twin(sample):
    assert sample.kwic("群眾").equals(sample.kwic("群众"))
    assert len(sample.kwic("２０２１年")) == len(sample.kwic("2021年")) > 0


def test_what_a_text_quotes_is_found_as_it_stands():
    text = "公开“乾縣誌”，乾县志。"
    report = Report("a", text, raw=text, offsets=np.arange(len(text) + 1))
    assert find_in_context([report], "縣")["start"].tolist() == [4]
    assert find_in_context([report], "县").shape[0] == 1


def test_a_hit_has_the_part_it_stands_in(sample):
    found = sample.kwic("公开|更新|报告")
    parts = sample.frame("sections").query("status != 'missing'")
    inside = found.merge(parts, on="report_id", suffixes=("", "_of"))
    inside = inside[inside["start"].between(inside["start_of"], inside["end_of"] - 1)]
    named = found[found["section"] != ""]
    assert len(named) == len(inside) > 500
    key = ["report_id", "start"]
    both = named.merge(inside[[*key, "label"]], on=key, validate="1:1")
    assert (both["section"] == both["label"]).all()
    assert set(found["section"]) > {"preamble", "problems", "overview"}
