from __future__ import annotations

import pandas as pd
import pytest

from textmine.text.words import Segmenter
from textmine.themes.selection import (
    Selection,
    choose_learned,
    find_speakers,
    sample_sentences,
    select_sentences,
)

SEGMENTER = Segmenter()
SAID = (
    "业务培训和专职人员都少",
    "专职人员少于业务培训需要",
    "栏目更新与网站检索较慢",
    "网站检索不便且栏目更新迟",
)


def frame(
    rows: list[tuple[str, int, str]], agencies: list[str] | None = None
) -> pd.DataFrame:
    """Sentences by report, start and key; the text is the key with a full stop."""
    out = pd.DataFrame(rows, columns=["report_id", "start", "key"])
    out["section"] = "problems"
    out["end"] = out["start"] + out["key"].str.len() + 1
    out["text"] = out["key"] + "。"
    return out if agencies is None else out.assign(agency=agencies)


@pytest.fixture
def sentences() -> pd.DataFrame:
    first = [("r1", 20 * i, key) for i, key in enumerate(SAID)]
    return frame([*first, ("r2", 5, SAID[2]), ("r0", 9, SAID[1]), ("r0", 3, SAID[1])])


def select(sentences: pd.DataFrame, at_most: int = 100) -> Selection:
    return select_sentences(sentences, at_most, SEGMENTER)


def test_each_wording_stands_once_at_its_first_place(sentences: pd.DataFrame) -> None:
    distinct = select(sentences).distinct.set_index("key")
    assert sorted(distinct.index) == sorted(SAID)
    places = distinct[["report_id", "start"]].apply(tuple, axis=1)
    assert places[SAID[2]] == ("r1", 40)  # of r1 and r2 the first report by name
    assert places[SAID[1]] == ("r0", 3)  # not the row that comes first


def test_the_order_of_rows_plays_no_part(sentences: pd.DataFrame) -> None:
    one, other = select(sentences), select(sentences.iloc[::-1].reset_index(drop=True))
    pd.testing.assert_frame_equal(one.distinct, other.distinct)
    assert one.keys == other.keys
    assert one.weights.terms == other.weights.terms


def test_the_stream_holds_the_words_of_the_learned_sentences(
    sentences: pd.DataFrame,
) -> None:
    selection = select(sentences)
    assert sorted(selection.keys) == sorted(SAID)
    assert selection.rows["key"].tolist() == selection.keys
    for i, key in enumerate(selection.keys):
        assert all(word in key for word in selection.stream.sentence(i))
    assert {"业务培训", "专职人员"} <= set(selection.weights.terms)


def test_at_most_so_many_are_learned(sentences: pd.DataFrame) -> None:
    all_of_them, two = select(sentences), select(sentences, 2)
    assert len(two.distinct) == 4
    assert two.stream.n_sentences == len(two.learned) <= 2
    assert select(sentences, 4).keys == all_of_them.keys


def test_edited_copies_and_sentences_of_one_recurring_word_are_not_learned() -> None:
    copy = SAID[0] + "了"
    alone = "业务培训啊啊"
    extra = frame([("r3", 0, copy), ("r3", 30, alone)])
    first = frame([("r1", 20 * i, key) for i, key in enumerate(SAID)])
    selection = select(pd.concat([first, extra], ignore_index=True))
    assert len(selection.distinct) == 6
    assert alone not in selection.keys
    assert (copy in selection.keys) + (SAID[0] in selection.keys) == 1


def test_no_sentences_no_selection(sentences: pd.DataFrame) -> None:
    selection = select(sentences.head(0))
    assert selection.keys == []
    assert selection.rows.empty


def test_speakers_are_agencies_each_once_a_sentence() -> None:
    rows = [("r1", 20 * i, key) for i, key in enumerate(SAID)]
    rows += [("r2", 0, SAID[0]), ("r3", 0, SAID[0]), ("r3", 40, SAID[0])]
    sentences = frame(rows, ["青柏镇"] * 4 + ["青柏镇", "石渡镇", "石渡镇"])
    selection = select(sentences)
    said = find_speakers([sentences], selection)
    by_key: dict[str, list[int]] = {}
    for i, agency in zip(said.sentence.tolist(), said.agency.tolist(), strict=True):
        by_key.setdefault(selection.keys[i], []).append(agency)
    # By name 石渡镇 (U+77F3) comes before 青柏镇 (U+9752).
    assert by_key == {SAID[0]: [0, 1], SAID[1]: [1], SAID[2]: [1], SAID[3]: [1]}
    assert (said.sentence[1:] >= said.sentence[:-1]).all()


@pytest.mark.parametrize("size", [1, 2, 7])
def test_parts_of_a_corpus_give_the_sample_of_the_whole(
    sentences: pd.DataFrame, size: int
) -> None:
    parts = [sentences[k : k + size] for k in range(0, len(sentences), size)]
    whole = select(sentences, 1)
    one = choose_learned(sample_sentences(parts, 1), 1, SEGMENTER)
    assert one.keys == whole.keys
    assert one.weights.terms == whole.weights.terms
    pd.testing.assert_frame_equal(one.distinct, whole.distinct.head(4))


def test_speakers_are_the_same_for_any_parts(sentences: pd.DataFrame) -> None:
    spoken = sentences.assign(agency=["丙", "甲", "乙", "甲", "乙", "丁", "甲"])
    selection = select(spoken)
    whole = find_speakers([spoken], selection)
    parts = find_speakers([spoken[:3], spoken[3:4], spoken[4:]], selection)
    assert whole.sentence.tolist() == parts.sentence.tolist()
    assert whole.agency.tolist() == parts.agency.tolist()
