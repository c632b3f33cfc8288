"""The parts of a doc's text, and the way back to its own characters."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab

from textmine.pipeline.analysis import Analysis, analyse
from textmine.segment.parts import find_parts

RAW = "五、存在的主要问题及改进情况\n一是公开的 主动性不强；二是解读形式单一。\n"


def test_the_parts_lead_back_to_the_raw_text():
    analysis = analyse(RAW)
    shown = []
    for item in analysis.parts.items:
        first, last = analysis.offsets[item.start], analysis.offsets[item.end - 1] + 1
        shown.append(RAW[first:last])
    # The blank inside a word is the file's; normalising drops it, the way back keeps it.
    assert shown == ["公开的 主动性不强", "解读形式单一"]


def test_the_same_text_is_analysed_once():
    assert analyse(RAW) is analyse("".join(RAW))


@given(st.text("一、是问题公开１２ 。；\n\u3000", max_size=60))
@settings(deadline=None, max_examples=40)
def test_the_way_back_never_goes_backwards_and_ends_in_the_text(raw):
    offsets = analyse(raw).offsets
    assert (np.diff(offsets) >= 0).all()
    assert 0 <= offsets[0] <= offsets[-1] <= len(raw)


def test_a_span_takes_in_tokens_that_lie_partly_inside():
    # The text without its blank: 公开信息, of 公 开信 息.
    doc = Doc(Vocab(), words=["公 开", "信息"], spaces=[False, False])
    analysis = Analysis(find_parts("doc", "公开信息", ()), np.array([0, 2, 3, 4, 5]))
    assert analysis.span(doc, 1, 2, "x").text == "公 开"
    assert analysis.span(doc, 1, 3, "x").text == "公 开信息"
    assert analysis.span(doc, 1, 3, "x").label_ == "x"


def test_an_empty_stretch_has_no_span():
    doc = Doc(Vocab(), words=["公开"], spaces=[False])
    analysis = Analysis(find_parts("doc", "公开", ()), np.arange(3))
    assert analysis.span(doc, 1, 1, "x") is None
    assert analysis.span(doc, 2, 1, "x") is None


def test_a_blank_behind_a_part_is_no_part_of_it():
    doc = Doc(Vocab(), words=["公开", " ", "。"], spaces=[False] * 3)
    analysis = Analysis(find_parts("doc", "公开。", ()), np.array([0, 1, 3, 4]))
    assert analysis.span(doc, 0, 2, "x").text == "公开"
