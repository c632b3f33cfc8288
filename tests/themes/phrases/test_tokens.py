from __future__ import annotations

import re

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.text.words import Segmenter
from textmine.themes.phrases import tokens
from textmine.themes.phrases.tokens import (
    BLANK_STEPS,
    NAME,
    NUMBER,
    NUMBER_STEPS,
    SLOTS,
    YEAR,
    TokenStream,
    mask,
    mask_names,
    mask_numbers,
    name_steps,
    read_tokens,
    trace_mask,
)

SEGMENTER = Segmenter()


def read(*texts: str | None, **columns: list[str]) -> TokenStream:
    return read_tokens(pd.DataFrame({"text": list(texts), **columns}), SEGMENTER)


def spell(stream: TokenStream) -> list[str]:
    """The words, | for a border."""
    return [stream.words[i] if i else "|" for i in stream.ids.tolist()]


def test_years_and_numbers_become_slots() -> None:
    year, number = SLOTS[YEAR], SLOTS[NUMBER]
    assert (
        mask_numbers("2021年度新增1,283条，占12.5%")
        == f"{year}新增{number}条，占{number}"
    )
    assert mask_numbers("1783年，30年") == f"{number}年，{number}年"
    assert mask_numbers("公 开\u3000\t信\xa0息") == "公开信息"


def test_own_agency_and_region_become_slots_and_only_those() -> None:
    frame = pd.DataFrame(
        {
            "text": ["泽川市水务局在泽川市公开", "泽川市水务局公开"],
            "agency": ["泽川市水务局", "青柏镇"],
            "region": ["泽川市", None],
        }
    )
    name = SLOTS[NAME]
    assert list(mask_names(frame)) == [f"{name}在{name}公开", "泽川市水务局公开"]


def test_private_characters_of_a_file_are_no_slots() -> None:
    (text,) = mask_names(pd.DataFrame({"text": [f"公开{SLOTS[NAME]}信息"]}))
    assert text == "公开□信息"


def test_a_careless_name_replaces_nothing() -> None:
    frame = pd.DataFrame({"text": ["公开，及时"] * 3, "agency": ["，", "开", ""]})
    assert list(mask_names(frame)) == ["公开，及时"] * 3


def test_marks_and_list_markers_are_borders_but_those_inside_a_phrase_are_not() -> None:
    assert spell(read("公开，信息")) == ["公开", "|", "信息", "|"]
    assert spell(read("公开、信息")) == ["公开", "、", "信息", "|"]
    marked = spell(read("公开；一是信息"))
    assert [word for word in marked if word != "|"] == ["公开", "信息"]


def test_each_row_has_its_own_tokens_and_ends_with_a_border() -> None:
    stream = read("公开信息", None, "公开")
    assert stream.ids.dtype == stream.row.dtype == "int32"
    for row, words in enumerate([["公开", "信息", "|"], ["|"], ["公开", "|"]]):
        ids = stream.ids[stream.row == row].tolist()
        assert [stream.words[i] if i else "|" for i in ids] == words
    assert stream.words[:2] == ["", ""]


def test_no_rows_no_tokens() -> None:
    stream = read()
    assert len(stream.ids) == len(stream.row) == 0


def test_the_size_of_blocks_changes_nothing(monkeypatch) -> None:
    texts = ["公开信息。\n更新", "更新栏目", "公开信息。", ""]
    whole = read(*texts)
    monkeypatch.setattr(tokens, "BLOCK_CHARS", 5)
    parts = read(*texts)
    assert spell(whole) == spell(parts)
    assert whole.row.tolist() == parts.row.tolist()


TEXTS = st.lists(
    st.text(alphabet="公开信息更新2，、\n一是 。", max_size=12), max_size=4
)


@settings(deadline=None)
@given(TEXTS)
def test_rows_rise_and_a_row_of_lines_has_a_border_behind_each(
    texts: list[str],
) -> None:
    stream = read(*texts)
    assert (stream.row[1:] >= stream.row[:-1]).all()
    for row, text in enumerate(texts):
        ids = stream.ids[stream.row == row]
        assert ids[-1] == 0
        assert (ids == 0).sum() >= text.count("\n") + 1


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            [
                "公开",
                "2021",
                " 年",
                "度",
                "12",
                ",3",
                "%",
                " ",
                "\u3000",
                "\n",
                "\ue001",
            ]
            + ["临泽川市", "水务局", "。"]
        ),
        max_size=12,
    ).map("".join),
)
def test_what_a_masked_text_stands_for_is_all_of_the_text_in_order(text) -> None:
    frame = pd.DataFrame(
        {"text": [text], "agency": ["临泽川市水务局"], "region": "临泽川市"}
    )
    ((plain, own),) = name_steps(frame)
    steps = [*own, *BLANK_STEPS, *NUMBER_STEPS]
    masked, spans = mask(plain, steps), trace_mask(plain, steps)
    assert masked == mask_numbers(next(mask_names(frame)))
    assert len(spans) == len(masked)
    written = {SLOTS[YEAR]: "(?:19|20)[0-9]{2}年度?", SLOTS[NUMBER]: "[0-9.,]+%?"}
    written |= {SLOTS[NAME]: "临泽川市水务局|临泽川市"}
    done = 0
    for char, (start, end) in zip(masked, spans, strict=True):
        assert not text[done:start].strip(" \u3000")
        own_text = re.sub("[ \u3000]", "", text[start:end])
        if char in written:
            assert re.fullmatch(written[char], own_text)
        elif char != "□":
            assert own_text == char
        done = end
    assert not text[done:].strip(" \u3000")
