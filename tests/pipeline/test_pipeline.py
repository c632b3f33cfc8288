import pickle
import subprocess
import sys
from functools import cache

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy import displacy
from spacy.tokens import DocBin
from spacy.training import Example

from textmine.corpus.parse import parse_document
from textmine.corpus.reading import read_report
from textmine.errors import FrameError, TextmineError
from textmine.io.document import Document
from textmine.pipeline.build import load_pipeline
from textmine.pipeline.matcher import CharacterMatcher

TEXT = (
    "临泽川市档案局2021年政府信息公开工作年度报告\n一、总体情况\n全年公开信息12条。\n"
    "五、存在的主要问题及改进情况\n一是目录更新慢；二是解读形式单一。下一步：一是按周更新；二是制作图解。"
)


def content(doc):
    return [
        (k, [(s.start_char, s.end_char, s.label_) for s in doc.spans[k]])
        for k in ("sections", "items")
    ]


def test_spans_and_extensions():
    doc = load_pipeline()(TEXT)
    assert doc.text == TEXT
    assert [s.label_ for s in doc.spans["sections"]] == [
        "preamble",
        "overview",
        "problems",
    ]
    assert doc.spans["sections"][2]._.heading == "五、存在的主要问题及改进情况"
    items = {s.text: (s.label_, s._.marker) for s in doc.spans["items"]}
    assert items["解读形式单一"] == ("problem", "二是")
    assert items["按周更新"] == ("measure", "一是")


def test_survives_disk_and_docbin(tmp_path):
    nlp = load_pipeline()
    nlp.to_disk(tmp_path / "model")
    again = spacy.load(tmp_path / "model")
    assert content(again(TEXT)) == content(nlp(TEXT))
    stored = DocBin(store_user_data=True, docs=[nlp(TEXT)]).to_bytes()
    (doc,) = DocBin().from_bytes(stored).get_docs(nlp.vocab)
    assert content(doc) == content(nlp(TEXT))
    assert pickle.loads(pickle.dumps(nlp.tokenizer))("公开信息").text == "公开信息"


def test_a_saved_pipeline_loads_where_only_spacy_is_imported(tmp_path):
    load_pipeline().to_disk(tmp_path / "model")
    code = f"import spacy; print(spacy.load({str(tmp_path / 'model')!r}).pipe_names)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert "textmine_claim_finder" in done.stdout


def test_two_processes_give_the_same():
    nlp = load_pipeline()
    texts = [TEXT.replace("12", str(n)) for n in range(8)]
    assert [content(d) for d in nlp.pipe(texts, n_process=2, batch_size=2)] == [
        content(nlp(t)) for t in texts
    ]


def test_displacy_draws_the_spans():
    html = displacy.render(
        load_pipeline()(TEXT), style="span", options={"spans_key": "items"}, page=False
    )
    assert "problem" in html
    assert "measure" in html


def test_both_engines_split_alike():
    fast, reference = load_pipeline(), load_pipeline(engine="jieba")
    assert [t.text for t in fast(TEXT)] == [t.text for t in reference(TEXT)]


def as_read(parsed):
    """Sections and items of a report as places in its raw text."""
    raw = parsed.report.raw_span
    sections = [
        (*raw(s.start, s.end), s.label, s.confidence)
        for s in parsed.sections
        if s.start < s.end
    ]
    items = [(*raw(i.start, i.end), i.role, i.rule, i.confidence) for i in parsed.items]
    return sections, items


def as_piped(doc):
    """The same of a doc; tokens may reach over a span's ends."""
    sections = [
        (s.start_char, s.end_char, s.label_, s._.confidence)
        for s in doc.spans["sections"]
    ]
    items = [
        (s.start_char, s.end_char, s.label_, s._.rule, s._.confidence)
        for s in doc.spans["items"]
    ]
    return sections, items


def assert_over(doc, span, wanted):
    """The span holds what is wanted; a blank behind its last token is spaCy's, and in no span."""
    assert span[0] <= wanted[0] < wanted[1]
    assert doc.text[span[1] : wanted[1]] in ("", " ")


def assert_same(parsed, doc):
    for read, piped in zip(as_read(parsed), as_piped(doc), strict=True):
        assert [row[2:] for row in piped] == [row[2:] for row in read]
        for wanted, found in zip(read, piped, strict=True):
            assert_over(doc, found[:2], wanted[:2])


DIRT = [("", ""), ("\u2002", ""), ("", "\u3000"), ("\u3000\u3000", ""), ("\u200b", " ")]


@pytest.mark.parametrize(("before", "after"), DIRT)
def test_raw_text_gives_what_reading_the_file_gives(tmp_path, before, after):
    text = "\n".join(before + line + after for line in TEXT.split("\n"))
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    parsed = read_report(tmp_path / "a.txt")
    assert len(parsed.items) == 4
    assert_same(parsed, load_pipeline()(parsed.report.raw))


def test_every_sample_report_reads_alike(sample):
    nlp = load_pipeline()
    for parsed in sample.parsed:
        doc = nlp(parsed.report.raw)
        assert_same(parsed, doc)
        assert len(doc.spans["claims"]) == len(parsed.claims)
        filled = [cell for cell in parsed.cells if cell.start < cell.end]
        assert [s._.value for s in doc.spans["cells"]] == [
            cell.value for cell in filled
        ]


# Cells and claims say what read_report says of them, and stand where it says.
KNOWN_OF = {
    "cells": ("table", "row_label", "column_label", "value", "state", "unit"),
    "claims": ("quantity", "value", "unit", "approximate"),
}


def assert_all_the_same(nlp, parsed, raw):
    """Every group of spans of the doc says what the report says, over the doc's own characters."""
    doc = nlp(raw)
    assert doc.text == raw
    assert_same(parsed, doc)
    for group, fields in KNOWN_OF.items():
        parts = [p for p in getattr(parsed, group) if p.start < p.end]
        spans = list(doc.spans[group])
        assert len(spans) == len(parts)
        for part, span in zip(parts, spans, strict=True):
            first, last = parsed.report.raw_span(part.start, part.end)
            assert_over(doc, (span.start_char, span.end_char), (first, last))
            assert all(getattr(span._, name) == getattr(part, name) for name in fields)


@pytest.mark.shared
@pytest.mark.parametrize("folder", ["cases/a", "cases/b", "cases/c", "cases/d", "dev"])
def test_every_case_reads_alike(shared, folder):
    """The cases beside the project, of which no text is in it."""
    texts = [
        f for f in sorted((shared / folder).rglob("*")) if f.suffix in (".txt", ".md")
    ]
    if not texts:
        pytest.skip(f"no texts in {folder}")
    nlp = load_pipeline()
    for file in texts:
        try:
            parsed = read_report(file)
        except TextmineError:
            continue
        assert_all_the_same(nlp, parsed, parsed.report.raw)


PIECES = [
    "（安朔市财政局）2021年政府信息公开工作年度报告", "一、总体情况", "全年主动公开信息12条，其中动态6条。",
    "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况", "存在的问题：一是更新慢；二是人员少。", "下一步，一是按周更新；二是增加人员。",
    "（一）解读形式单一。", "六、其他需要报告的事项", "收取信息处理费0元。", "\u2002\u3000", "—1—", "ＡＢ１２",
    "個別科室公開意識不強", "\u200b", "",
]  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=18), st.sampled_from(DIRT)
)
def test_any_text_put_together_reads_alike(lines, dirt):
    raw = "\n".join(dirt[0] + line + dirt[1] for line in lines)
    if not raw.strip():
        return
    try:
        parsed = parse_document(Document(raw, "doc.txt", "", "text"), "doc")
    except TextmineError:
        return
    assert_all_the_same(fitted(), parsed, raw)


@cache
def fitted():
    return load_pipeline()


def test_trained_pipes_work_beside_it():
    """A text categoriser and rules of entities, trained and added after and before, and saved."""
    nlp = load_pipeline()
    before = content(nlp(TEXT))
    ruler = nlp.add_pipe("entity_ruler", first=True)
    ruler.add_patterns([{"label": "LAW", "pattern": "公开"}])
    textcat = nlp.add_pipe("textcat", last=True)
    for label in ("open", "other"):
        textcat.add_label(label)
    cats = {"open": 1.0, "other": 0.0}
    examples = [Example.from_dict(nlp.make_doc(TEXT), {"cats": cats})]
    trained = [name for name in nlp.pipe_names if name == "textcat"]
    with nlp.select_pipes(enable=trained):
        optimizer = nlp.initialize(lambda: examples)
        for _ in range(3):
            nlp.update(examples, sgd=optimizer)
    doc = nlp(TEXT)
    assert content(doc) == before
    assert doc.cats["open"] > doc.cats["other"]
    assert nlp.pipe_names[0] == "entity_ruler"
    assert [ent.label_ for ent in doc.ents] == ["LAW"] * sum(
        t.text == "公开" for t in doc
    )
    again = spacy.blank("zh").from_config(nlp.config).from_bytes(nlp.to_bytes())
    assert content(again(TEXT)) == before


@settings(max_examples=30, deadline=None)
@given(st.text(alphabet="一二、是问题更新慢。；\n （）\t公开1０", max_size=80))
def test_spans_lie_over_the_docs_own_characters(text):
    doc = load_pipeline()(text) if text else None
    if doc is not None:
        assert doc.text == text
        for group in doc.spans.values():
            assert all(0 <= s.start_char < s.end_char <= len(text) for s in group)


def test_phrases_are_found_inside_words():
    doc = load_pipeline()("按照《中华人民共和国政府信息公开条例》和信息公开指南执行。")
    matcher = CharacterMatcher()
    assert matcher(doc) == []
    matcher.add("law", ["政府信息公开条例", "信息公开"])
    matcher.add("guide", ["信息公开指南"])
    found = [(span.label_, doc.text[a:b]) for span, a, b in matcher.find(doc)]
    assert found == [("law", "政府信息公开条例"), ("guide", "信息公开指南")]
    with pytest.raises(FrameError, match="no phrase"):
        matcher.add("empty", [""])
