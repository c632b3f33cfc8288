import base64
import json
from urllib.parse import quote

import pytest
from selectolax.lexbor import LexborHTMLParser

from textmine.errors import ReadError
from textmine.io.pages.hidden import find_hidden_bodies
from textmine.io.pages.html import load

TITLE = "临泽川市商务局2020年政府信息公开工作年度报告"
BODY = (
    "<p>一、总体情况</p><p>"
    + "2020年，我局公开信息九条，答复申请三件；召开会议两次。" * 9
    + "</p>"
)
PAGE = "<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"


def text_of(body: str) -> str:
    return load(PAGE.format(title=TITLE, body=body).encode(), "a.html", 10**6)[0]


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


@pytest.mark.parametrize(
    "body",
    [
        f"<div style='visibility: hidden; opacity: 0'>{BODY}</div>",
        f"<div style='display:none'>{BODY}</div>",
        f"<div hidden>{BODY}</div>",
        f"<textarea>{escaped(BODY)}</textarea>",
        f"<script>var html = {json.dumps(BODY)};</script>",
        f"<script>document.write({json.dumps(BODY, ensure_ascii=False)})</script>",
        f'<iframe srcdoc="{escaped(BODY)}"></iframe>',
        f"<noscript>{BODY}</noscript>",
        f"<template>{BODY}</template>",
        f"<input type='hidden' value=\"{escaped(BODY)}\">",
    ],
)
def test_a_body_that_is_not_shown_is_read(body):
    text = text_of(body)
    assert (
        "一、总体情况\n" in text and text.count("答复申请三件") == 9 and "<" not in text
    )
    assert text.startswith(TITLE)


def test_what_is_hidden_beside_a_report_stays_hidden():
    shown = text_of(
        BODY
        + "<div style='display:none'><p>"
        + "隐藏的话，不要读。" * 60
        + "</p></div>"
    )
    assert "隐藏" not in shown


def test_one_of_two_visible_copies_is_read():
    lines = "".join(
        f"<p>第{k}项工作：公开信息九条，答复申请三件；召开会议两次，培训一次。</p>"
        for k in range(9)
    )
    copy = f"<div><h1>{TITLE}</h1>{lines}</div>"
    text = load(f"<html><body>{copy}{copy}</body></html>".encode(), "a.html", 10**6)[0]
    assert text.count("第3项工作") == 1 and text.count("第8项工作") == 1


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        ("<a href='/f/P1.pdf'>附件</a>", "holds only a link to P1.pdf: download that"),
        ("<img src='1.jpg'><img src='2.jpg'>", "2 pictures, no text: OCR"),
        (
            f"<ul><li><a>{TITLE}</a></li><li><a>{TITLE.replace('2020', '2021')}</a></li></ul>",
            "a list of 2 reports",
        ),
        ("<iframe src='/x/2020.html'></iframe>", "shows 2020.html inside the page"),
    ],
)
def test_a_page_without_a_report_says_what_it_holds(body, hint):
    metadata = load(PAGE.format(title=TITLE, body=body).encode(), "a.html", 10**6)[2]
    assert metadata["hint"].startswith(hint)


@pytest.mark.parametrize(
    ("page", "says"),
    [
        (
            "<html><meta http-equiv='refresh' content='0; url=/nb/t1.html'><body>请稍候</body>",
            "t1.html",
        ),
        (
            "<html><frameset><frame src='top.htm'><frame src='nb.htm'></frameset></html>",
            "nb.htm",
        ),
        (
            "<html><body><script>location.href='/real.html'</script></body></html>",
            "real.html",
        ),
    ],
)
def test_redirects_and_frames_name_their_target(page, says):
    with pytest.raises(ReadError, match=says):
        load(page.encode(), "a.html", 10**6)


@pytest.mark.parametrize(
    "write",
    [
        quote,
        lambda text: "".join(
            f"%u{ord(c):04X}" if ord(c) > 255 else quote(c) for c in text
        ),
        lambda text: base64.b64encode(text.encode()).decode(),
    ],
)
def test_what_a_script_writes_in_numbers_is_found(write):
    body = "<p>" + "公开信息九条，答复申请三件；召开会议两次。" * 10 + "</p>"
    page = LexborHTMLParser(f'<script>show(f("{write(body)}"))</script>')
    assert find_hidden_bodies(page) == [body]


def test_other_long_strings_of_a_script_are_no_bodies():
    picture = base64.b64encode(bytes(range(256)) * 4).decode()
    query = "a%20b%3D" * 60
    page = LexborHTMLParser(f"<script>x('{picture}');y('{query}')</script>")
    assert find_hidden_bodies(page) == []
