"""Markers of Word's lists: what Word prints and does not store."""

import re

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st

from textmine.io.office.numbered import ListNumbers, format_number


def level(at, fmt, pattern, start=1):
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{fmt}"/>'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


ABSTRACT = level(0, "chineseCounting", "%1、") + level(1, "decimal", "%1.%2.")
NUMBERING = parse_xml(
    f"""<w:numbering {nsdecls("w")}>
  <w:abstractNum w:abstractNumId="a">{ABSTRACT}</w:abstractNum>
  <w:abstractNum w:abstractNumId="b">{level(0, "bullet", "•")}</w:abstractNum>
  <w:abstractNum w:abstractNumId="c">{level(0, "decimal", "第%1条", 3)}</w:abstractNum>
  <w:num w:numId="1"><w:abstractNumId w:val="a"/></w:num>
  <w:num w:numId="2"><w:abstractNumId w:val="a"/></w:num>
  <w:num w:numId="3"><w:abstractNumId w:val="a"/>
    <w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
  <w:num w:numId="4"><w:abstractNumId w:val="b"/></w:num>
  <w:num w:numId="5"><w:abstractNumId w:val="c"/></w:num>
</w:numbering>"""
)
STYLES = parse_xml(
    f"""<w:styles {nsdecls("w")}>
  <w:style w:styleId="head"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
  <w:style w:styleId="child"><w:basedOn w:val="head"/></w:style>
  <w:style w:styleId="loop"><w:basedOn w:val="loop"/></w:style>
</w:styles>"""
)


def paragraph(number="", at=0, style=""):
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    listed = f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>'
    return parse_xml(
        f"<w:p {nsdecls('w')}><w:pPr>{named}{listed if number else ''}</w:pPr></w:p>"
    )


def markers(*paragraphs):
    numbers = ListNumbers(NUMBERING, STYLES)
    return [numbers.marker(one) for one in paragraphs]


def test_a_deeper_level_begins_anew_below_each_number():
    listed = [paragraph("1", at) for at in (0, 1, 1, 0, 1)]
    assert markers(*listed) == ["一、", "一.1.", "一.2.", "二、", "二.1."]


def test_lists_of_one_kind_go_on_unless_one_says_that_it_begins():
    listed = [paragraph(number) for number in ("1", "2", "3", "3", "1")]
    assert markers(*listed) == ["一、", "二、", "一、", "二、", "三、"]


def test_a_list_begins_with_the_number_it_names():
    assert markers(paragraph("5"), paragraph("5")) == ["第3条", "第4条"]


def test_what_has_no_number_is_not_counted():
    listed = [
        paragraph("1"),
        paragraph(),
        paragraph("0"),
        paragraph("4"),
        paragraph("9"),
    ]
    assert markers(*listed, paragraph("1", 7), paragraph("1")) == [
        "一、",
        *[""] * 5,
        "二、",
    ]


def test_a_style_carries_a_list_to_those_based_on_it():
    listed = [paragraph(style=style) for style in ("head", "child", "loop", "none")]
    assert markers(*listed) == ["一、", "二、", "", ""]
    # A paragraph without a list takes itself out of that of its style.
    assert markers(paragraph("0", style="head"), paragraph(style="head")) == [
        "",
        "一、",
    ]


def test_a_document_without_lists_has_no_markers():
    assert ListNumbers(None, None).marker(paragraph("1", style="head")) == ""


@pytest.mark.parametrize(
    ("number", "fmt", "written"),
    [
        (10, "chineseCounting", "十"),
        (11, "chineseCounting", "十一"),
        (20, "chineseCounting", "二十"),
        (99, "chineseCounting", "九十九"),
        (20, "decimalEnclosedCircle", "⑳"),
        (21, "decimalEnclosedCircle", "21"),
        (10, "ideographTraditional", "癸"),
        (11, "ideographTraditional", "11"),
        (26, "lowerLetter", "z"),
        (27, "upperLetter", "AA"),
        (0, "chineseCounting", "0"),
        (0, "lowerLetter", "0"),
    ],
)
def test_numbers_at_the_ends_of_their_formats(number, fmt, written):
    assert format_number(number, fmt) == written


@given(st.integers(1, 99))
def test_chinese_numerals_say_their_number(number):
    written = format_number(number, "chineseCounting")
    tens, ten, ones = re.fullmatch("([二三四五六七八九]?)(十?)(.?)", written).groups()
    if not ten:
        tens, ones = "", tens or ones
    digit = " 一二三四五六七八九".index
    value = (digit(tens) if tens else bool(ten)) * 10 + (digit(ones) if ones else 0)
    assert value == number
