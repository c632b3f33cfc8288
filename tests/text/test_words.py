from __future__ import annotations

import copy
import csv
import io
import multiprocessing
import pickle
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import TextmineError
from textmine.resources.load import load_text
from textmine.text.words import Segmenter, lexicon_frequencies, load_lexicon, load_stopwords

HAN = st.text(
    alphabet="政府信息公开工作依申请主动解读平台更新及时不够人员培训企业职工银行间快收的我局",
    max_size=30,
)
ANY = st.text(max_size=30)
SEGMENT = Segmenter()
REFERENCE = Segmenter("jieba")


@settings(deadline=None, max_examples=150)
@given(
    st.lists(
        st.one_of(
            HAN, ANY, st.sampled_from(["2020年", "99.5%", "\r\n", " ", "wifi", "\x00", "𠮷㐀〇"])
        )
    )
)
def test_both_engines_give_the_same_tokens_and_lose_nothing(parts: list[str]) -> None:
    text = "".join(parts)
    tokens = SEGMENT.cut(text)
    assert "".join(tokens) == text
    assert tokens == REFERENCE.cut(text)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.one_of(HAN, ANY)))
def test_spans_are_the_places_of_the_words(parts: list[str]) -> None:
    text = "".join(parts)
    assert [text[a:b] for a, b in SEGMENT.spans(text)] == SEGMENT(text)


def test_the_reference_agrees_with_jieba_itself_on_han_runs() -> None:
    import jieba

    plain = Segmenter("jieba", lexicon={})
    own = jieba.Tokenizer()
    own.FREQ, own.total = own.gen_pfdict(own.get_dict_file())
    own.initialized = True
    text = "云岭省临泽川市水务局全年没有收到群众提出的复议案件"
    assert plain.cut(text) == own.lcut(text) == Segmenter(lexicon={}).cut(text)


def test_lexicon_terms_stay_whole_in_a_sentence() -> None:
    words = SEGMENT(
        "坚持应公开尽公开，用好两微一端和政务新媒体，深化放管服改革，落实六稳六保，清理规范性文件。"
    )
    assert {
        "应公开尽公开",
        "两微一端",
        "政务新媒体",
        "放管服改革",
        "六稳六保",
        "规范性文件",
    } <= set(words)


def test_every_lexicon_term_is_one_word_by_itself() -> None:
    assert [t for t in lexicon_frequencies() if SEGMENT.cut(t) != [t]] == []


def test_lexicon_is_clean() -> None:
    rows = list(csv.DictReader(io.StringIO(load_text("lexicon.csv"))))
    terms = [row["term"] for row in rows]
    assert len(terms) >= 400
    assert len(set(terms)) == len(terms)
    assert all(re.fullmatch("[\u4e00-\u9fd5]{2,}", t) for t in terms)
    assert all(
        row["source"] and row["category"] and row["pos"] and int(row["freq"]) >= 1 for row in rows
    )
    assert list(load_lexicon().columns) == ["term", "freq", "pos", "category", "source"]


def test_stopwords_hold_no_blank_and_no_remark() -> None:
    stop = load_stopwords()
    assert stop
    assert not any(word.startswith("#") or word != word.strip() for word in stop)


def test_numbers_and_latin_words_are_single_tokens() -> None:
    assert SEGMENT("公开率99.5%，微信1,200条，wifi覆盖") == [
        "公开",
        "率",
        "99.5%",
        "微信",
        "1,200",
        "条",
        "wifi",
        "覆盖",
    ]
    assert SEGMENT("") == []


def test_one_objects_words_do_not_reach_another() -> None:
    assert "依申请公开" in SEGMENT("依申请公开")
    assert (
        Segmenter("jieba", lexicon={})("依申请公开")
        == Segmenter(lexicon={})("依申请公开")
        != ["依申请公开"]
    )
    extended = Segmenter(lexicon={**lexicon_frequencies(), "云岭通办": 1000})
    assert extended("云岭通办") == ["云岭通办"] != SEGMENT("云岭通办")


@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
def test_pickle_and_deepcopy_drop_the_built_dictionary(engine: str) -> None:
    segment = Segmenter(engine)
    words = segment("依申请公开")
    dump = pickle.dumps(segment)
    assert len(dump) < 500
    assert pickle.loads(dump)("依申请公开") == copy.deepcopy(segment)("依申请公开") == words
    assert pickle.loads(dump) == segment


def test_another_process_builds_its_own() -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(SEGMENT, ("政务新媒体更新",)) == ["政务新媒体", "更新"]


def test_as_scikit_learns_tokenizer() -> None:
    from sklearn.feature_extraction.text import CountVectorizer

    vectorizer = CountVectorizer(tokenizer=SEGMENT, token_pattern=None, lowercase=False)
    vectorizer.fit(["政策解读不够", "政策解读多"])
    assert "政策解读" in vectorizer.vocabulary_
    assert "多" in vectorizer.vocabulary_


def test_no_cache_file_and_no_heavy_import(tmp_path: Path) -> None:
    code = (
        "import sys, tempfile; tempfile.tempdir = sys.argv[1]\n"
        "from textmine.text.words import Segmenter\n"
        "Segmenter()('依申请公开'); Segmenter('jieba')('依申请公开')\n"
        "print([m for m in ('sklearn', 'spacy', 'matplotlib', 'pandas') if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
    assert list(tmp_path.iterdir()) == []
    assert tempfile.gettempdir()


@pytest.mark.parametrize("lexicon", [{"a": 5}, {"公开": 0}, {"": 3}])
def test_a_bad_lexicon_is_refused(lexicon: dict[str, int]) -> None:
    with pytest.raises(TextmineError, match="expected Han characters"):
        Segmenter(lexicon=lexicon)


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(TextmineError, match="choose one of rjieba, jieba"):
        Segmenter("pkuseg")
