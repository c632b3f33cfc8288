import string
import unicodedata

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.reuse.mine import mine_reuse
from textmine.text.normalize import normalize
from textmine.text.script import (
    _only_simplified,
    find_script,
    simplified_table,
    simplify,
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
