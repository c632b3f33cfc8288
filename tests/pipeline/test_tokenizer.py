"""The tokenizer of the pipeline: words of the segmenter over the text's own characters."""

import pickle

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.vocab import Vocab

from textmine.pipeline.tokenizer import JiebaTokenizer, make_tokenizer

SENTENCE = "收到依申请公开12件。"
WORDS = ["收到", "依申请公开", "12", "件", "。"]


@pytest.fixture(scope="module")
def tokenizer():
    return JiebaTokenizer(Vocab())


TOKENIZER = JiebaTokenizer(Vocab())


@given(st.text("公开信息 \n\tab1。", max_size=40))
@settings(deadline=None, max_examples=50)
def test_no_character_is_lost(text):
    assert TOKENIZER(text).text == text


def test_an_empty_text_has_no_words(tokenizer):
    assert len(tokenizer("")) == 0


def test_many_texts_come_in_their_order(tokenizer):
    docs = tokenizer.pipe([SENTENCE, "", "公开"])
    assert [doc.text for doc in docs] == [SENTENCE, "", "公开"]


def test_settings_survive_bytes_disk_and_pickle(tokenizer, tmp_path):
    other = JiebaTokenizer(Vocab(), "jieba")
    other.to_disk(tmp_path / "tokenizer")
    for again in (
        JiebaTokenizer(Vocab()).from_bytes(other.to_bytes()),
        JiebaTokenizer(Vocab()).from_disk(tmp_path / "tokenizer"),
        pickle.loads(pickle.dumps(other)),
    ):
        assert again.engine == "jieba"
    assert [t.text for t in pickle.loads(pickle.dumps(tokenizer))(SENTENCE)] == WORDS


def test_the_factory_uses_the_vocabulary_of_the_pipeline():
    nlp = spacy.blank("zh")
    made = make_tokenizer("rjieba")(nlp)
    assert made.vocab is nlp.vocab
    assert [t.text for t in made(SENTENCE)] == WORDS
