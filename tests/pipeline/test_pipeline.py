import pickle
import subprocess
import sys

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy import displacy
from spacy.tokens import DocBin

from textmine.corpus.reading import read_report
from textmine.errors import FrameError
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
    assert [s.label_ for s in doc.spans["sections"]] == ["preamble", "overview", "problems"]
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
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True
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
        (*raw(s.start, s.end), s.label, s.confidence) for s in parsed.sections if s.start < s.end
    ]
    items = [(*raw(i.start, i.end), i.role, i.rule, i.confidence) for i in parsed.items]
    return sections, items


def as_piped(doc):
    """The same of a doc; tokens may reach over a span's ends."""
    sections = [(s.start_char, s.end_char, s.label_, s._.confidence) for s in doc.spans["sections"]]
    items = [
        (s.start_char, s.end_char, s.label_, s._.rule, s._.confidence) for s in doc.spans["items"]
    ]
    return sections, items


def assert_same(parsed, doc):
    for read, piped in zip(as_read(parsed), as_piped(doc), strict=True):
        assert [row[2:] for row in piped] == [row[2:] for row in read]
        for wanted, found in zip(read, piped, strict=True):
            assert found[0] <= wanted[0] < wanted[1] <= found[1]


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
        assert [s._.value for s in doc.spans["cells"]] == [cell.value for cell in filled]


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
