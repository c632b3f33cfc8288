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

import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import TextmineError
from textmine.resources.load import load_text
from textmine.text.words import (
    Segmenter,
    is_word,
    lexicon_frequencies,
    load_lexicon,
    load_stopwords,
)

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
            HAN,
            ANY,
            st.sampled_from(["2020年", "99.5%", "\r\n", " ", "wifi", "\x00", "𠮷㐀〇"]),
        )
    )
)
def test_both_engines_give_the_same_tokens_and_lose_nothing(parts: list[str]) -> None:
    text = "".join(parts)
    tokens = SEGMENT.cut(text)
    assert "".join(tokens) == text
    assert tokens == REFERENCE.cut(text)


def test_a_segmenter_is_built_with_the_engine_that_is_asked_for() -> None:
    # Both cut alike, one much faster.
    engines = [Segmenter(name)._ready() for name in ("rjieba", "jieba")]
    assert [isinstance(engine, jieba.Tokenizer) for engine in engines] == [False, True]
    assert repr(Segmenter()) == "Segmenter(engine='rjieba', lexicon=genre)"
    own = Segmenter("jieba", lexicon=["云岭通办", "清单式管理"])
    assert repr(own) == "Segmenter(engine='jieba', lexicon=2 terms)"


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
        row["source"] and row["category"] and row["pos"] and int(row["freq"]) >= 1
        for row in rows
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
    assert (
        pickle.loads(dump)("依申请公开")
        == copy.deepcopy(segment)("依申请公开")
        == words
    )
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
        [sys.executable, "-c", code, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "[]"
    assert list(tmp_path.iterdir()) == []
    assert tempfile.gettempdir()


@pytest.mark.parametrize(
    ("lexicon", "said"),
    [
        ({"公开": 0}, "term '公开' .0.: expected a frequency ≥ 1"),
        ({"公开": 1.5}, "term '公开' .1.5.: expected a frequency"),
        ({"公开": "many"}, "expected a frequency"),
        ({"": 3}, "'' is no term"),
        (["公开", 7], "7 is no term"),
        (["、"], "'、' is no term"),
        (["公开\n平台"], "is no term"),
        (5, "lexicon is int; expected a mapping, a list or a file"),
        ("no/such.txt", "cannot be read"),
    ],
)
def test_a_bad_lexicon_is_refused(lexicon: object, said: str) -> None:
    with pytest.raises(TextmineError, match=said):
        Segmenter(lexicon=lexicon)


MIXED = ["12345热线", "e政通", "双随机、一公开", "AI 政务"]
WITH_MIXED = Segmenter(add_terms=MIXED)


@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
def test_terms_with_latin_digits_and_marks_stay_whole(engine: str) -> None:
    segment = Segmenter(engine, add_terms=MIXED)
    assert segment("推行“双随机、一公开”，开通12345热线和e政通、AI 政务。") == [
        "推行",
        "双随机、一公开",
        "开通",
        "12345热线",
        "和",
        "e政通",
        "AI 政务",
    ]
    assert "12345热线" not in segment(
        "拨打012345热线"
    )  # a longer number is another one
    assert "e政通" not in segment("lite政通")
    assert "依申请公开" in segment(
        "依申请公开12345热线"
    )  # the genre's terms stay beside own ones


@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
def test_a_term_without_a_frequency_stays_whole_beside_others(engine: str) -> None:
    segment = Segmenter(engine, lexicon=["云岭通办", "清单式管理"])
    assert segment("全面推行云岭通办和清单式管理工作") == Segmenter(
        lexicon={"云岭通办": None, "清单式管理": None}
    )("全面推行云岭通办和清单式管理工作")
    assert {"云岭通办", "清单式管理"} <= set(
        segment("全面推行云岭通办和清单式管理工作")
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("own.txt", "# 自定义\n12345热线\ne政通 50\n双随机、一公开 20 n\n\nAI 政务\n"),
        (
            "own.csv",
            "术语,词频,备注\n12345热线,,热线\ne政通,50,\n“双随机、一公开”,20,\nAI 政务,,\n",
        ),
        ("own.csv", "12345热线\ne政通\n“双随机、一公开”\nAI 政务\n"),
        (
            "own.tsv",
            "term\tfreq\n12345热线\t\ne政通\t50\n双随机、一公开\t\nAI 政务\t3\n",
        ),
    ],
)
def test_terms_come_from_files(
    tmp_path: Path, name: str, content: str, encoding: str
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding=encoding)
    words = Segmenter(add_terms=path)(
        "推行“双随机、一公开”，用好12345热线和e政通，AI 政务。"
    )
    assert {"12345热线", "e政通", "AI 政务"} <= set(words)
    assert {"双随机、一公开", "“双随机、一公开”"} & set(words)
    assert Segmenter(add_terms=str(path)) == Segmenter(add_terms=path)


def test_a_file_of_bad_frequencies_names_its_row(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("term,freq\n公开专区,10\n通办,viel\n", encoding="utf-8")
    with pytest.raises(
        TextmineError, match="own.csv, row 3: frequency 'viel' is no number"
    ):
        Segmenter(lexicon=path)


@settings(deadline=None, max_examples=80)
@given(
    st.lists(
        st.sampled_from(
            [*"依申请公开平台更新不及时，。", "12", "wifi", "12345热线", "e政通"]
        )
    )
)
def test_wide_and_traditional_text_is_cut_as_its_twin(parts: list[str]) -> None:
    plain = "".join(parts)
    wide = {
        ord(c): chr(ord(c) + 0xFEE0) for c in "0123456789abcdefghijklmnopqrstuvwxyz"
    }
    twin = plain.translate(wide | str.maketrans("请开台务时热线", "請開臺務時熱線"))
    segment = WITH_MIXED
    assert "".join(segment.cut(twin)) == twin
    assert segment.spans(twin) == segment.spans(plain)
    assert list(map(len, segment.cut(twin))) == list(map(len, segment.cut(plain)))


def test_a_name_in_its_official_characters_and_a_lone_surrogate_change_nothing() -> (
    None
):
    assert SEGMENT.cut("乾安县公开，\ud800公开") == REFERENCE.cut(
        "乾安县公开，\ud800公开"
    )
    assert "".join(SEGMENT.cut("公开\udfff平台")) == "公开\udfff平台"


def test_stop_words_are_added_or_replaced(tmp_path: Path) -> None:
    path = tmp_path / "stop.txt"
    path.write_text("# 停用词\n扎实\n有序\n", encoding="gb18030")
    added = Segmenter(add_stop_words=path)
    assert added.all_stop_words == load_stopwords() | {"扎实", "有序"}
    assert added.own_stop_words == {"扎实", "有序"}
    replaced = Segmenter(stop_words=["扎實"])
    assert replaced.all_stop_words == replaced.own_stop_words == {"扎实"}
    assert SEGMENT.all_stop_words == load_stopwords()
    assert not SEGMENT.own_stop_words


def test_settings_make_the_same_segmenter_again() -> None:
    import json

    segment = Segmenter(
        "jieba", add_terms=MIXED, add_stop_words=["扎实"], stop_words=["有序"]
    )
    again = Segmenter(**json.loads(json.dumps(segment.settings())))
    assert (
        again
        == segment
        == pickle.loads(pickle.dumps(segment))
        == copy.deepcopy(segment)
    )
    assert again("推行12345热线") == segment("推行12345热线")
    assert segment != Segmenter("jieba", add_terms=MIXED)


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(
        TextmineError, match="engine is 'pkuseg'; expected one of rjieba, jieba"
    ):
        Segmenter("pkuseg")


def test_jieba_is_given_its_dictionary_and_writes_no_cache(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import jieba

    def refuse(self: object, dictionary: object = None) -> None:
        raise AssertionError("initialize writes a cache file")

    monkeypatch.setattr(jieba.Tokenizer, "initialize", refuse)
    segment = Segmenter("jieba", add_terms={"临泽川市": None, "渡口": 7})
    assert segment("临泽川市渡口公开信息")[:2] == ["临泽川市", "渡口"]


def test_own_terms_with_latin_digits_and_marks_have_a_pattern_of_their_own() -> None:
    assert SEGMENT.term_pattern is None
    assert Segmenter(add_terms=["公开专区"]).term_pattern is None
    found = WITH_MIXED.term_pattern
    assert found is not None
    text = "e政通与12345热线，不是lite政通、912345热线"
    assert found.findall(text) == ["e政通", "12345热线"]


@pytest.mark.parametrize(
    ("token", "told"),
    [("公", True), ("7", True), ("“公", True), ("…b…", True), ("—", False), ("……", False)],
)  # fmt: skip
def test_a_word_holds_a_letter_or_digit(token: str, told: bool) -> None:
    assert is_word(token) is told


def test_spans_stand_behind_one_another_in_the_text() -> None:
    text = "一、公开率99.5%，e政通"
    spans = WITH_MIXED.spans(text)
    assert [text[a:b] for a, b in spans] == ["一", "公开", "率", "99.5%", "e政通"]
    assert [a for a, _ in spans] == [0, 2, 4, 5, 11]


def test_of_terms_that_begin_together_the_longest_is_kept() -> None:
    segment = Segmenter(add_terms=["12345热线", "12345热线平台", "e政"])
    assert segment("开通12345热线平台") == ["开通", "12345热线平台"]
    assert segment("12345热线") == ["12345热线"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # A number goes on with digits, a Latin word with letters, anything else with nothing.
        ("拨打12345热线", ["12345热线"]),
        ("拨打A12345热线", ["12345热线"]),
        ("拨打912345热线", []),
        ("3e政通", ["e政通"]),
        ("ae政通", []),
        ("热线96123", ["热线96123"]),
        ("热线96123A", ["热线96123"]),
        ("热线961234", []),
        ("政务App", ["政务App"]),
        ("政务App2", ["政务App"]),
        ("政务Apps", []),
        ("App双随机、一公开App", ["双随机、一公开"]),
        ("a+86b", ["+86"]),
        ("a+861", []),
        ("9%满意9", ["%满意"]),
    ],
)
def test_a_mixed_term_stands_within_no_longer_number_or_word(
    text: str, found: list[str]
) -> None:
    terms = ["12345热线", "e政通", "热线96123", "政务App", "双随机、一公开"]
    segment = Segmenter(add_terms=[*terms, "+86", "%满意"])
    assert segment.term_pattern is not None
    assert segment.term_pattern.findall(text) == found
    assert [
        token for token in segment.cut(text) if token in segment.mixed_terms
    ] == found


def test_a_term_is_given_ten_times_the_frequency_that_keeps_it_whole_alone() -> None:
    """Of a word that the dictionary does not know this is one, of others more."""
    alone = jieba.Tokenizer().suggest_freq("公开")
    assert alone > 1
    for engine in ("rjieba", "jieba"):
        plain = Segmenter(engine, lexicon={})
        assert plain.suggest_freq("龘靐") == 10
        assert plain.suggest_freq("公开") == 10 * alone


def test_both_engines_count_all_words_alike() -> None:
    """What a term is given beside is taken from no other word: a known one is counted once."""
    plain = Segmenter("jieba", lexicon={})._ready()
    known = plain.FREQ["公开"]
    given = Segmenter("jieba", lexicon={"公开": known + 5, "临泽川市": 7})._ready()
    assert given.FREQ["公开"] == known + 5 and given.FREQ["临泽川市"] == 7
    assert given.total == plain.total + 5 + 7


@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
def test_a_frequency_that_is_given_is_taken_however_small(engine: str) -> None:
    """One that is found keeps the term whole; of one in the whole dictionary two words are likelier."""
    assert Segmenter(engine, lexicon={"我们的": 1}).cut("我们的") == ["我们", "的"]
    assert Segmenter(engine, lexicon={"我们的": None}).cut("我们的") == ["我们的"]
