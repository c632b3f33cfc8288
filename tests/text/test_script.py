import string
import unicodedata

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.reuse.mine import mine_reuse
from textmine.text.normalize import normalize
from textmine.text.script import (
    _only_simplified,
    find_script,
    simplified_table,
    simplify,
    spell_plain,
)


def test_a_title_in_the_other_script_is_read():
    text = "臨澤縣商務局政府信息公開工作年度報告\n一、总体情况\n全年公开信息九条，认真办理申请，开展业务培训。"
    assert normalize(text).text.startswith("临泽县商务局政府信息公开工作年度报告")
    assert normalize(text).script == "simp"


def test_names_of_places_keep_their_characters():
    assert simplify("乾安縣人民政府辦公室公開報告")[0].startswith("乾安县")
    assert simplify("乾安县政府信息公开报告，内容全部公开")[0].startswith("乾安县")


def test_a_quoted_character_stays():
    text = "公司名为“龍門”，全年公开信息九条，认真办理申请，开展培训。"
    assert simplify(text) == (text, "simp")


@settings(deadline=None, max_examples=80)
@given(st.text(alphabet="臨澤县縣公开開报報告乾安\n，。a ", max_size=40))
def test_no_character_is_lost(text):
    simple, script = simplify(text)
    assert len(simple) == len(text) and simple.count("\n") == text.count("\n")
    assert script == find_script(text)


def test_reports_in_two_scripts_share_their_words():
    contents = [
        "个别科室主动公开意识不强，部分栏目更新不够及时，与群众期待还有差距。",
        "個別科室主動公開意識不強，部分欄目更新不夠及時，與群眾期待還有差距。",
    ]
    reuse = mine_reuse(pd.DataFrame({"report_id": ["a", "b"], "text": contents}))
    assert reuse.families["n_reports"].tolist() == [2]


def test_every_full_width_letter_and_digit_becomes_its_plain_twin():
    plain = string.digits + string.ascii_uppercase + string.ascii_lowercase
    wide = "".join(chr(ord(char) + 0xFEE0) for char in plain)
    assert unicodedata.normalize("NFKC", wide) == plain
    assert normalize(wide).text == plain
    # The characters beside them are other marks, which stay.
    assert normalize("文＠文［文｀文｛").text == "文＠文［文｀文｛"


def test_what_both_scripts_write_tells_of_neither():
    only = _only_simplified()
    assert {"国", "发", "务", "们"} <= only
    assert not only & set("公年度報國")
    assert not {ord(char) for char in only} & simplified_table().keys()


@pytest.mark.parametrize(
    ("text", "simple"),
    [
        ("乾縣、乾安縣與乾县的報告", "乾县、乾安县与乾县的报告"),
        # A 干 that was never a 乾 is no part of a name.
        ("若干縣區、骨干縣的報告", "若干县区、骨干县的报告"),
        ("餅乾廠的報告書", "饼干厂的报告书"),
    ],
)
def test_only_where_a_place_is_written_so_its_characters_are_kept(text, simple):
    assert simplify(text) == (simple, "trad")
    assert spell_plain(text) == simple


@pytest.mark.parametrize(
    ("text", "script"),
    [
        # Three characters that only the traditional script has, and more than of the other.
        ("公開報告書", "trad"),
        ("公開報告", "simp"),
        ("公開報告書们务", "trad"),
        ("公開報告書们务国", "simp"),
        ("公告", "simp"),
    ],
)
def test_a_script_is_told_by_what_only_it_has(text, script):
    assert find_script(text) == script
    assert simplify(text)[1] == script


@pytest.mark.parametrize(
    ("line", "simple"),
    [
        # Two traditional characters and more than simplified ones; less is a quotation.
        ("公開報告", "公开报告"),
        ("公開", "公開"),
        ("公開報告们", "公开报告们"),
        ("公開報告们务", "公開報告们务"),
    ],
)
def test_a_line_is_judged_for_itself(line, simple):
    rest = "全年公开信息九条，认真办理申请，开展业务培训。"
    assert simplify(f"{rest}\n{line}\n{rest}")[0].split("\n") == [rest, simple, rest]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("公開報告", "公开报告"),
        ("公開报告", "公開报告"),
        ("公開報告的国", "公开报告的国"),
        # Each sentence and each line by itself.
        ("公開。国开\n報告", "公开。国开\n报告"),
        # Full-width letters change in any script.
        ("国開Ａ１", "国開A1"),
        ("Ａ公開", "A公开"),
        ("公开", "公开"),
    ],
)
def test_a_plain_text_keeps_what_is_only_quoted(text, plain):
    assert spell_plain(text) == plain


def test_a_plain_text_has_half_width_letters_digits_and_marks_of_numbers():
    ascii_twins = {chr(ord(c) + 0xFEE0): c for c in map(chr, range(0x21, 0x7F))}
    narrowed = {wide for wide, twin in ascii_twins.items() if spell_plain(wide) == twin}
    assert {ascii_twins[wide] for wide in narrowed} == {
        *string.digits,
        *string.ascii_letters,
        *"%.-",
    }
    assert all(spell_plain(wide) == wide for wide in ascii_twins.keys() - narrowed)


def test_what_no_file_takes_is_written_as_unreadable():
    beside = "\ud7ff\ue000"
    assert spell_plain(f"{beside}\ud800\udfff") == f"{beside}\ufffd\ufffd"
