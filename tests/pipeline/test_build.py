"""The pipeline that users load."""

import pickle

import pytest
import spacy

import textmine as tm
from textmine.errors import FrameError
from textmine.pipeline.build import load_pipeline

TEXT = "五、存在的主要问题及改进情况\n一是更新慢；二是内容少。下一步：一是勤更新。"


def test_the_components_stand_in_the_order_in_which_they_need_each_other():
    assert load_pipeline().pipe_names == [
        "textmine_sectionizer",
        "textmine_itemizer",
        "textmine_cell_finder",
        "textmine_claim_finder",
    ]


@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
def test_both_segmenters_give_the_same_words_and_items(engine):
    doc = load_pipeline(engine=engine)(TEXT)
    assert doc.text == TEXT
    assert [(span.text, span.label_) for span in doc.spans["items"]] == [
        ("更新慢", "problem"),
        ("内容少", "problem"),
        ("勤更新", "measure"),
    ]


def test_an_unknown_segmenter_is_refused():
    with pytest.raises(Exception, match="engine"):
        load_pipeline(engine="nothing")


def test_two_pipelines_do_not_share_their_state():
    first, second = load_pipeline(), load_pipeline()
    first.remove_pipe("textmine_claim_finder")
    assert "textmine_claim_finder" in second.pipe_names


def test_own_terms_are_tokens_and_go_to_disk_with_the_pipeline(tmp_path):
    text = "五、存在的主要问题\n一是临江书屋更新慢；二是12345热线转办少。"
    own = tm.Segmenter(add_terms=["临江书屋", "12345热线"])
    nlp = load_pipeline(segmenter=own)
    nlp.to_disk(tmp_path / "nlp")
    again = spacy.load(tmp_path / "nlp")
    pickled = pickle.loads(pickle.dumps(nlp.tokenizer))
    usual = load_pipeline()(text)
    for doc in (nlp(text), again(text)):
        words = [token.text for token in doc]
        assert {"临江书屋", "12345热线"} <= set(words)
        # What is an item hangs on the characters alone.
        assert [s.text for s in doc.spans["items"]] == [
            s.text for s in usual.spans["items"]
        ]
    assert [token.text for token in pickled(text)] == words
    assert "12345热线" not in [token.text for token in usual]
    with pytest.raises(FrameError, match="segmenter is .*; expected a Segmenter"):
        load_pipeline(segmenter=list)
