"""Each component alone: which span group it writes, with what labels and attributes."""

import pytest
import spacy
from spacy.tokens import Span

from textmine.pipeline.components import SpanFinder, make_sectionizer, set_extensions
from textmine.pipeline.tokenizer import JiebaTokenizer
from textmine.tables.forms import load_table

ROWS = [
    f"{label.text}\t3\t" + "\t".join("000000") for label in load_table("3", "2021").rows
]
TEXT = (
    "临泽川市档案局2021年政府信息公开工作年度报告\n一、总体情况\n全年主动公开政府信息12条。\n"
    "三、收到和处理政府信息公开申请情况\n" + "\n".join(ROWS) + "\n"
    "五、存在的主要问题及改进情况\n一是目录更新慢；二是解读形式单一。下一步：一是按周更新。\n"
)


@pytest.fixture(scope="module")
def nlp():
    blank = spacy.blank("zh")
    blank.tokenizer = JiebaTokenizer(blank.vocab)
    return blank


def annotated(nlp, factory, **config):
    with nlp.select_pipes(enable=[]):
        component = nlp.create_pipe(factory, config=config)
    return component(nlp(TEXT))


def spans(nlp, factory, key):
    # Spans keep their doc, a span group does not.
    doc = annotated(nlp, factory)
    return list(doc.spans[key])


def test_a_component_writes_under_the_key_it_is_given_and_no_other(nlp):
    assert set(annotated(nlp, "textmine_itemizer").spans) == {"items"}
    assert set(annotated(nlp, "textmine_itemizer", spans_key="mine").spans) == {"mine"}
    assert make_sectionizer(nlp, "sections", "parts").spans_key == "parts"


def test_sections_have_their_headings(nlp):
    sections = spans(nlp, "textmine_sectionizer", "sections")
    headings = {span.label_: span._.heading for span in sections}
    assert headings["overview"] == "一、总体情况"
    assert headings["problems"] == "五、存在的主要问题及改进情况"
    assert all(span.text.startswith(span._.heading) for span in sections)
    # The report has no section on reviews: no span stands for what is missing.
    assert "review" not in headings


def test_items_are_without_their_markers_and_their_ids_without_a_report(nlp):
    items = spans(nlp, "textmine_itemizer", "items")
    known = {span.text: (span.label_, span._.marker, span._.section) for span in items}
    assert known["目录更新慢"] == ("problem", "一是", "problems")
    assert known["按周更新"][:2] == ("measure", "一是")
    ids = [span._.item_id for span in items]
    assert len(set(ids)) == len(ids)
    assert not any("#" in item_id or "doc" in item_id for item_id in ids)


def test_cells_are_labelled_by_their_state(nlp):
    cells = spans(nlp, "textmine_cell_finder", "cells")
    assert len(cells) == 25 * 7
    for span in cells:
        first = span._.column_label == "自然人"
        assert (span.text, span.label_) == (("3", "VALUE") if first else ("0", "ZERO"))
        assert (span._.table, span._.value, span._.state) == (
            "3",
            float(span.text),
            span.label_,
        )


def test_claims_are_labelled_by_their_quantity(nlp):
    claims = spans(nlp, "textmine_claim_finder", "claims")
    (claim,) = [span for span in claims if span._.value == 12]
    assert claim.label_ == claim._.quantity
    assert claim._.unit == "条"
    assert not claim._.approximate
    assert "12" in claim.text


def test_a_part_without_characters_gives_no_span(nlp):
    class Nothing:
        start = end = 3

    finder = SpanFinder(lambda analysis: [(Nothing(), "none", {})], "none")
    assert len(finder(nlp(TEXT)).spans["none"]) == 0


def test_the_attributes_are_registered_once_and_have_defaults(nlp):
    set_extensions()
    set_extensions()
    span = Span(nlp("公开"), 0, 1)
    assert (span._.heading, span._.value, span._.approximate) == ("", None, False)
