"""What a redacted text keeps, and that it keeps nothing of what the original says."""

from __future__ import annotations

import html
import re
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.resources.load import load_toml
from textmine.resources.references import load_references
from textmine.resources.regions import gazetteer
from textmine.text.redaction import (
    Redactor,
    _cues,
    _ends_a_region,
    _other,
    _regions_like,
    find_form_wording,
    redact_markup,
    redact_path,
)
from textmine.text.script import simplified_table

# Written out: taken from the module, a bound would be tested against itself.
LONGEST_KEPT = 4

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = sorted((ROOT / "corpora" / "sample" / "reports").iterdir())
RUN = re.compile(r"[\u3400-\u9fffA-Za-z0-9]+")
HAN = re.compile(r"[\u3400-\u9fff]+")


def windows(text):
    return {
        run[0][k : k + LONGEST_KEPT]
        for run in RUN.finditer(text)
        for k in range(len(run[0]) - LONGEST_KEPT + 1)
    }


def official():
    """Stretches of the notices, the tables and the lists of agencies' kinds, read here anew."""

    def strings(value):
        if isinstance(value, str):
            return [value]
        inner = [*value, *value.values()] if isinstance(value, dict) else value
        return (
            [s for v in inner for s in strings(v)]
            if isinstance(value, dict | list)
            else []
        )

    names = ("forms", "statistics", "headings", "agency_types", "quantities")
    texts = [*load_references("mandated")]
    texts += [s for name in names for s in strings(load_toml(f"{name}.toml"))]
    return texts


def read(path):
    data = path.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030")


@pytest.mark.parametrize("path", SAMPLE, ids=lambda p: p.name)
def test_nothing_of_four_characters_outside_the_form_is_left(path):
    text = read(path)
    redacted = Redactor(b"key").redact(text)
    known = "\n".join({run for s in official() for run in HAN.findall(s)})
    plain = redacted.translate(simplified_table())
    pairs = [plain[k : k + 2] in known for k in range(len(plain))]
    of_form = [pairs[k] or (k > 0 and pairs[k - 1]) for k in range(len(plain))]
    originals = windows(text)
    for k in range(len(redacted) - LONGEST_KEPT + 1):
        window = redacted[k : k + LONGEST_KEPT]
        if window in originals and not re.search(r"\d", window):
            assert any(of_form[k : k + LONGEST_KEPT]), window
    problems = re.findall(r"[一二三四五]是([\u4e00-\u9fff]{8,})", text)
    for problem in problems:
        assert problem not in redacted


@pytest.mark.parametrize("path", SAMPLE[::4], ids=lambda p: p.name)
def test_marks_and_lines_stay_where_they_are(path):
    text = read(path)
    redacted = Redactor(b"key").redact(text)
    assert len(redacted) == len(text)
    pairs = [(a, b) for a, b in zip(text, redacted, strict=True) if not RUN.match(a)]
    assert all(a == b for a, b in pairs) and pairs


def test_names_numbers_and_words_are_exchanged_and_the_form_stays():
    text = (
        "杭州市西湖区教育局2021年政府信息公开工作年度报告\n五、存在的主要问题及改进情况\n"
        "一是张建国负责的栏目更新迟缓，仅公开38条。联系电话：0571-87654321，"
        "邮箱zhangjg@hz.example。"
    )
    redacted = Redactor(b"key").redact(text)
    for secret in (
        "杭州",
        "西湖",
        "张建国",
        "更新迟缓",
        "38条",
        "8765",
        "zhang",
        "2021",
    ):
        assert secret not in redacted, secret
    lines = redacted.split("\n")
    assert re.fullmatch(r"..市..区教育局20\d\d年政府信息公开工作年度报告", lines[0])
    assert lines[1] == "五、存在的主要问题及改进情况"
    assert lines[2].startswith("一是")


def test_the_same_is_exchanged_for_the_same_and_another_key_for_something_else():
    text = "临泽川市的栏目陈旧。临泽川市的栏目陈旧。"
    half = len(text) // 2
    redacted = Redactor(b"a").redact(text)
    assert redacted[:half] == redacted[half:]
    assert Redactor(b"a").redact(text) == redacted
    assert len({Redactor(bytes([k])).redact(text) for k in range(5)}) > 1


@pytest.mark.parametrize(
    ("year", "first", "last"),
    [(2015, 1990, 2018), (2020, 2019, 2020), (2022, 2021, 2029)],
)
def test_a_year_becomes_another_of_the_same_form(year, first, last):
    for key in range(10):
        redacted = Redactor(bytes([key])).redact(f"我局{year}年的情况")
        found = int(re.search(r"\d{4}", redacted)[0])
        assert first <= found <= last and found != year


def test_days_stay_days_of_a_calendar():
    for key in range(20):
        redacted = Redactor(bytes([key])).redact(
            "发布日期：2021-01-29；自2021年12月31日止"
        )
        for month, day in re.findall(r"\d{4}[-年](\d+)[-月](\d+)", redacted):
            assert 1 <= int(month) <= 12 and 1 <= int(day) <= 28


def test_wording_of_the_form_is_found_by_its_stretches_and_its_words():
    assert all(find_form_wording("行政规范性文件")) and all(
        find_form_wording("公开政府信息")
    )
    assert not any(find_form_wording("张建国的茶园"))


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="一二是政府信息公开问题张王李0123aB，。\n \t（）", max_size=80))
def test_any_text_keeps_its_length_and_its_marks(text):
    redacted = Redactor(b"k").redact(text)
    assert len(redacted) == len(text)
    assert [c for c in redacted if c in "，。\n \t（）"] == [
        c for c in text if c in "，。\n \t（）"
    ]


def test_markup_stays_and_what_it_says_goes():
    page = (
        '<div class="content" title="张建国的茶园"><p>栏目<b>陈旧</b>得很&nbsp;很久</p>'
        '<a href="/zhang/a.html">张建国</a><!-- 张建国 --></div>'
    )
    redacted = redact_markup(Redactor(b"k"), page, page=True)
    assert (
        "张建国" not in redacted and "陈旧" not in redacted and "zhang" not in redacted
    )
    shape = re.sub(r'(title|href)="[^"]*"|[\u3400-\u9fff]', "", redacted)
    assert shape == '<div class="content" ><p><b></b>&nbsp;</p><a ></a></div>'


def test_values_of_xml_stay_where_they_lay_out_and_say_nothing():
    part = (
        '<w:p><w:ilvl w:val="1"/><w:tag w:val="zhangjg"/><w:t w:name="张建国的茶园">张建国</w:t>'
        '<w:lvlText w:val="（%1）"/><w:lvlText w:val="张建国%1"/></w:p>'
    )
    redacted = redact_markup(Redactor(b"k"), part, page=False)
    assert '<w:ilvl w:val="1"/>' in redacted and 'w:val="（%1）"' in redacted
    assert "张建国" not in redacted and "zhangjg" not in redacted


SECRETS = ("张建国", "茶园很大", "zhangjianguo", "13812345678")
IN_SIGNS = "".join(f"&#{ord(char)};" for char in "张建国的茶园很大")
IN_HEX = "".join(f"&#x{ord(char):x}" for char in "张建国的茶园很大")
IN_ESCAPES = "".join(f"\\u{ord(char):04x}" for char in "张建国的茶园很大")
CARRIERS = {
    "signs": f"<p>{IN_SIGNS}&#49;&#51;&#56;12345678</p>",
    "signs without end": f"<p>{IN_HEX}</p>",
    "unknown signs": "<p>&张建国; &zhangjianguo; &#13812345678;</p>",
    "signs in a value": f"<p title='{IN_SIGNS}' content={IN_HEX}>x</p>",
    "signs of signs": f"<p>{IN_SIGNS.replace('&', '&amp;')}</p>",
    "raw text": "<a><![CDATA[张建国的茶园很大<b title='茶园很大'>zhangjianguo</b>]]></a>",
    "raw text without end": "<a><![CDATA[张建国的茶园很大",
    "comment": "<p>x<!-- 张建国 > zhangjianguo --></p><!-- 茶园很大",
    "instruction": "<?mso-x 张建国 zhangjianguo?><?x a>13812345678?>",
    "declaration": '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "张建国的茶园很大">]><a>x</a>',
    "type": "<!DOCTYPE html 张建国 zhangjianguo><p>x</p>",
    "condition": "<![if 张建国]>x<![endif]>",
    "value with a bound": "<p title='a>b张建国的茶园很大'>x</p>",
    "value without end": '<p title="张建国的茶园很大>x</p>',
    "bare words": "<p 张建国的茶园很大 zhangjianguo 13812345678>x</p>",
    "value beside a value": '<p title="x"张建国的茶园很大"zhangjianguo">x</p>',
    "name of an element": "<张建国>x</张建国><p><zhangjianguo@x.example></p>",
    "name of a value": "<p 张建国=1>x</p>",
    "values of layout": (
        "<p id=13812345678 style='background:url(zhangjianguo.png)' class='a/zhangjianguo'>x"
        "<a name=zhangjianguo>x</a></p>"
    ),
    "value of XML": (
        '<w:ins w:author="zhangjianguo"><sheet name="13812345678"/><a xmlns:b="http://zhangjianguo.x/"/>'
        '<c Target="mailto:zhangjianguo" BaseLoc="zhangjianguo/Content.xml"/></w:ins>'
    ),
    "script": f'<script>var a="{IN_ESCAPES}";if(a<b && c.zhangjianguo>0){{}}</script>',
    "style": "<style>.a:after{content:'张建国的茶园很大'}</style>",
    "end of an element": "</p 张建国的茶园很大>",
    "no element": "<p>a < 张建国的茶园很大 > b</p>",
}


def decoded(text):
    """All that a reader can make of a text by resolving its signs, as often as it takes."""
    for _ in range(3):
        text = unquote(html.unescape(text))
        text = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)
    return text


@pytest.mark.parametrize("page", [True, False])
@pytest.mark.parametrize("carrier", CARRIERS)
def test_no_part_of_markup_carries_a_text_out(carrier, page):
    source = CARRIERS[carrier]
    assert any(secret in decoded(source) for secret in SECRETS)
    redacted = decoded(redact_markup(Redactor(b"k"), source, page=page))
    assert not [secret for secret in SECRETS if secret in redacted], redacted


def test_signs_that_say_nothing_stay_and_the_form_is_read_through_them():
    page = "<p>&nbsp;&lt;x&#20844;&#24320;政府信息&gt;</p><script>a&&b</script>"
    redacted = redact_markup(Redactor(b"k"), page, page=True)
    assert re.fullmatch(
        r"<p>&nbsp;&lt;[a-z]公开政府信息&gt;</p><script>[a-z]&&[a-z]</script>", redacted
    )


def test_encoded_text_is_not_exchanged_sign_by_sign():
    """One letter for one letter is told from how often each comes: here a place decides too."""
    for encoded in (
        quote("公开政府信息" * 4),
        "AbcAbcAbcAbc" * 10,
        "\\u516c\\u5f00" * 4,
    ):
        redacted = Redactor(b"k").redact(encoded)
        assert len(redacted) == len(encoded)
        became = {}
        for one, other in zip(encoded, redacted, strict=True):
            became.setdefault(one, set()).add(other)
        assert max(map(len, became.values())) > 3


def test_of_a_path_only_what_formats_name_stays():
    redactor = Redactor(b"k")
    for path in (
        "word/document.xml",
        "xl/worksheets/_rels/sheet1.xml.rels",
        "Tpls/Tpl_0/Content.xml",
    ):
        assert redact_path(redactor, path) == path
    for path in (
        "茶园村/content.xml",
        "zhangjg/content.xml",
        "xl/worksheets/13812345678.xml",
    ):
        assert redact_path(redactor, path) != path


@pytest.mark.parametrize(
    ("text", "at", "ends"),
    [
        ("临泽川县档案局", 3, True),
        ("临泽川市人民政府", 3, True),
        ("临泽川县残联", 3, True),
        ("临泽川县城档案局", 3, False),
        ("临泽川山档案局", 3, False),
        ("临泽川县", 3, False),
    ],
)
def test_a_region_ends_right_before_the_kind_of_an_agency(text, at, ends):
    assert _ends_a_region(text, at) is ends


def test_another_is_never_the_one_given_and_may_be_any_of_the_others():
    for one in "0123456789":
        found = [_other("0123456789", one, drawn) for drawn in range(30)]
        assert set(found) == set("0123456789") - {one}


def test_of_two_regions_of_a_kind_each_is_exchanged_for_the_other():
    kinds = {(len(p.name), p.name[-1]) for p in gazetteer().places if p.valid_in(None)}
    pairs = [names for kind in sorted(kinds) if len(names := _regions_like(*kind)) == 2]
    assert pairs
    for one, other in pairs[:3]:
        # What the name says of its kind (自治县) may be told apart and exchanged once more.
        assert Redactor(b"key").redact(f"本文件由{one}印发")[4:6] == other[:2]


KEYS = [bytes([k, n]) for k in range(2) for n in range(200)]


@pytest.mark.parametrize(("first", "last"), [(1990, 2018), (2019, 2020), (2021, 2029)])
def test_under_a_key_the_years_of_a_form_change_places(first, last):
    """No year stays, none is drawn twice, and each may become any other of its form."""
    years = [str(year) for year in range(first, last + 1)]
    became = {year: set() for year in years}
    for key in KEYS:
        redacted = Redactor(key).redact("".join(f"{year}年。" for year in years))
        drawn = redacted.removesuffix("年。").split("年。")
        assert sorted(drawn) == years
        for year, other in zip(years, drawn, strict=True):
            became[year].add(other)
    assert all(became[year] == {*years} - {year} for year in years)


@pytest.mark.parametrize("year", ["1912", "1989", "2030", "2077"])
def test_a_year_of_no_form_tells_nothing(year):
    assert Redactor(b"k").redact(f"自{year}年起")[1:5] == "1990"


@pytest.mark.parametrize(
    ("written", "others"),
    [
        ("2021年3月", {*"123456789"}),
        ("2021年03月", {f"{n:02}" for n in range(1, 13)}),
        ("2021年12月", {f"{n:02}" for n in range(1, 13)}),
        ("2021年12月7日", {*"123456789"}),
        ("2021年12月28号", {f"{n:02}" for n in range(1, 29)}),
        ("2021-12-05", {f"{n:02}" for n in range(1, 29)}),
    ],
)
def test_a_month_or_day_becomes_any_other_of_as_many_digits(written, others):
    *_, last = re.finditer(r"\d+", written)
    drawn = {
        Redactor(key).redact(f"于{written}。")[1 + last.start() : 1 + last.end()]
        for key in KEYS
    }
    assert drawn == others - {last[0]}


def test_of_numerals_digits_change_and_what_counts_them_and_markers_stay():
    text = "二、共三百五十件，六是七万个"
    for key in KEYS[:20]:
        redacted = Redactor(key).redact(text)
        kept, changed = "二百十六是万", "三五七"
        assert [redacted[text.index(char)] for char in kept] == list(kept)
        for char in changed:
            assert redacted[text.index(char)] in set("一二三四五六七八九") - {char}


def test_digits_and_letters_become_others_and_a_zero_stays():
    text = "共1020件，编号Ab-0３。"
    for key in KEYS[:20]:
        redacted = Redactor(key).redact(text)
        assert re.fullmatch("共[1-9]0[1-9]0.，..[A-Z][a-z]-0[１-９]。", redacted)
        changed = [k for k, sign in enumerate(text) if sign in "12Ab３"]
        assert all(redacted[k] != text[k] for k in changed)


def test_numerals_of_several_characters_are_markers_too():
    for key in KEYS[:20]:
        redacted = Redactor(key).redact("三十一、茶园荒了。共三十一件。")
        assert redacted.startswith("三十一、") and "茶园" not in redacted
        assert redacted[redacted.index("共") + 1] in set("一二四五六七八九")


def test_dates_stay_dates_where_one_becomes_the_other():
    dates = [f"{month:02}月{day:02}日" for month in range(1, 13) for day in (7, 21, 28)]
    text = "，".join(f"自2021年{date}起" for date in dates)
    for key in KEYS[:9]:
        redacted = Redactor(key).redact(text)
        found = re.findall(r"自20\d\d年(\d\d)月(\d\d)日", redacted)
        assert len(found) == len(dates)
        assert all(1 <= int(m) <= 12 and 1 <= int(d) <= 28 for m, d in found)


def test_what_the_readers_go_by_are_whole_entries_and_their_words():
    # 审计厅 stands by itself; 交通 is a word of longer names only.
    assert {"审计厅", "交通", "存在的"} <= _cues()
    assert max(map(len, _cues())) < LONGEST_KEPT


def test_a_name_alone_of_its_kind_does_not_stay():
    """芒市 is the only city whose name has two characters: there is no other to put there."""
    for key in KEYS[:9]:
        redacted = Redactor(key).redact("本文件由芒市印发")
        assert len(redacted) == 8 and "芒市" not in redacted


def test_what_is_left_is_exchanged_without_a_blot():
    """No key needs the last resort, and what is blotted out in it is a run of the original."""
    text = read(SAMPLE[0])
    assert "■" not in text
    for key in KEYS[:5]:
        assert "■" not in Redactor(key).redact(text)
    assert "■" not in Redactor(b"k").redact("abcd。甲乙丙丁，1111")


def test_what_cannot_be_exchanged_is_blotted_out(monkeypatch):
    monkeypatch.setattr("textmine.text.redaction._SALTS", 1)
    monkeypatch.setattr(
        "textmine.text.redaction._other", lambda _choices, one, _drawn: one
    )
    assert Redactor(b"k").redact("山水云木，竹") == "■■■■，竹"


def test_attributes_of_layout_stay_unless_they_are_words():
    redacted = redact_markup(
        Redactor(b"k"), '<p class="张建国" id="a1" href="b1">木</p>', page=True
    )
    assert 'id="a1"' in redacted and 'href="b1"' not in redacted
    assert "张建国" not in redacted


def test_words_go_on_over_elements_that_end_no_line():
    """The words are those of the text that is shown: a bold half of a word is no word."""
    redactor = Redactor(b"k")
    for element, shown in (("b", "更新迟缓的栏目"), ("p", "更新迟\n缓的栏目\n")):
        page = f"更新迟<{element}>缓的栏目</{element}>"
        text = redactor.redact(shown).replace("\n", "")
        wanted = f"{text[:3]}<{element}>{text[3:]}</{element}>"
        assert redact_markup(redactor, page, page=True) == wanted


def test_a_key_gives_the_same_tomorrow():
    """Parts of a text that are redacted by different versions under a key still fit together.

    What is exchanged stays the same; which words are left as cues of the readers grows with them,
    so that none of those is asked here.
    """
    text = (
        "临泽川市水务局2021年政府信息公开工作年度报告\n五、存在的主要问题及改进情况\n"
        "（一）张建国负责的茶园栏目更新迟缓，仅公开38条，茶园三十五亩。联系电话：0571-87654321，"
        "邮箱zhangjg@hz.example，第三届大会于2021年12月31日召开。"
    )
    redacted = Redactor(b"k").redact(text)
    assert redacted == (
        "黄玉雨市水务局2024年政府信息公开工作年度报告\n五、存在的主要问题及改进情况\n"
        "（一）蓝玉石松北的竹竹玉北红黄云红，仅公开44条，竹竹四十九月。云蓝鸟虫：0289-48123449，"
        "风北pqqclvl@qp.bpqtfcb，红南春冬松于2024年08月20日召开。"
    )


def test_runs_side_by_side_are_broken_in_one_round(monkeypatch):
    """Eight characters that are left hold two runs: one round may break both."""
    monkeypatch.setattr(Redactor, "_exchange_words", lambda *_: None)
    monkeypatch.setattr("textmine.text.redaction._SALTS", 2)
    text = "山水云木竹松林石"
    redacted = [Redactor(key).redact(text) for key in KEYS[:40]]
    whole = [other for other in redacted if "■" not in other]
    assert 0 < len(whole) < len(redacted)
    assert not any(windows(other) & windows(text) for other in redacted)
