"""Texts as code points."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from textmine.text.characters import code_points, spell_codes


@given(st.text(st.characters(), max_size=20))
def test_a_text_is_as_long_as_its_codes_and_comes_back(text: str) -> None:
    codes = code_points(text)
    assert codes.tolist() == [ord(character) for character in text]
    assert spell_codes(codes) == text


def test_half_a_surrogate_pair_is_a_character() -> None:
    assert spell_codes(code_points("公\ud800开")) == "公\ud800开"


def test_codes_of_any_width_are_spelt() -> None:
    codes = code_points("公开")
    assert spell_codes(codes.astype("int64")) == spell_codes(codes.astype("uint16"))
