"""What a page without a report holds instead: the surest thing first, one line."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from textmine.io.pages.hints import hint_of


def hint(page):
    return hint_of(LexborHTMLParser(page))


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (
            "<meta http-equiv='Refresh' content='0; URL=/b.html'>",
            "only forwards to /b.html",
        ),
        (
            "<script>window.location.href = '/b.html';</script>",
            "only forwards to /b.html",
        ),
        ("<script>location='/b.html'</script>", "only forwards to /b.html"),
        (
            "<frameset><frame src='a.html'><frame></frameset>",
            "a set of frames (a.html):",
        ),
        (
            "<a href='/f/P1.PDF?id=2'>附件</a>",
            "holds only a link to P1.PDF: download that",
        ),
        ("<iframe src='/v/show.html'></iframe>", "shows show.html inside the page"),
        ("<object data='/v/a.swf'></object>", "shows a.swf inside the page"),
        ("<img src='p1.jpg'>", "1 picture, no text: OCR"),
        (
            "<img src='p1.jpg'><img src='logo.png'><img src='p2.jpg'><img>",
            "2 pictures, no text",
        ),
    ],
)
def test_what_a_page_holds_instead_is_named(page, said):
    assert said in hint(page)


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<p>全年平稳。</p>",
        "<script>var mylocation = '/b.html'; $location = '/c.html';</script>",
        "<a href='/index.html'>首页</a>",
        "<img src='/img/weixin.png'>",
        "<iframe src='about:blank'></iframe>",
        "<meta http-equiv='refresh' content='30'>",
        "<a href='/1'>临泽川市商务局2020年年报</a>",
    ],
)
def test_a_page_that_holds_nothing_has_no_hint(page):
    assert hint(page) == ""


def test_files_are_named_once_three_at_most():
    links = "".join(f"<a href='/f/{name}.docx'>x</a>" for name in "aabcd")
    assert hint(links) == "holds only links to a.docx, b.docx, c.docx …: download that"


def test_a_list_of_reports_is_counted():
    links = "".join(
        f"<a href='/{y}'>临泽川市商务局{y}年度报告</a>" for y in (2019, 2020, 2021)
    )
    assert hint(f"{links}<a>年报</a>").startswith(
        "a list of 3 reports (临泽川市商务局2019年度报告 …)"
    )


def test_what_leads_to_the_report_goes_before_what_shows_it():
    both = "<img src='p1.jpg'><a href='/P1.pdf'>附件</a>"
    assert hint(both) == "holds only a link to P1.pdf: download that"
    moved = f"<script>location='/c.html'</script>{both}"
    assert hint(moved) == "only forwards to /c.html: save that page"
