import pickle
import subprocess
import sys

import spacy
from spacy import displacy
from spacy.tokens import DocBin

from textmine.pipeline.build import load_pipeline

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
    assert done.stdout.strip() == "['textmine_sectionizer', 'textmine_itemizer']"


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
