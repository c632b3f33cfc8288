"""What notebooks show: escaped, in Chinese and English, of a size that does not grow."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import textmine as tm
from textmine.display import (
    LONGEST_CELL,
    LONGEST_FACT,
    MOST_COLUMNS,
    MOST_ROWS,
    show,
    show_bounds,
    show_fraction,
    show_share,
)
from textmine.schema import Report

# Characters of HTML: a screen or two, however much the object holds.
LARGEST = 20_000
HOSTILE = (
    "<script>alert('x')</script>&\"'<img src=x onerror=alert(1)>\ud800\0"
    + "公开" * 5000
)


def test_everything_is_escaped_and_empty_facts_are_left_out() -> None:
    frame = pd.DataFrame({"text": ["<script>alert(1)</script>"], "<b>": ["&"]})
    html = show("a & b", {"x<": "<y>", "none": None, "empty": ""}, frame)
    assert "<script>" not in html and "<b>:" not in html
    assert "a &amp; b" in html
    assert "x&lt;: &lt;y&gt;" in html
    assert "none" not in html


def test_long_frames_say_how_much_is_not_shown() -> None:
    html = show("x", {}, pd.DataFrame({"n": range(MOST_ROWS + 3)}))
    assert html.count("<tr") == MOST_ROWS + 1
    assert "3 more rows" in html and "另有 3 行" in html
    wide = show("x", {}, pd.DataFrame([range(MOST_COLUMNS + 2)]))
    assert "2 more columns" in wide and "另有 2 列" in wide


def test_names_stand_in_both_languages_and_columns_under_their_own() -> None:
    html = show(
        "Reuse(3)", {"kinds": 1}, pd.DataFrame({"n_reports": [2]}), kind="Reuse"
    )
    assert "文本重合 Reuse(3)" in html
    assert "各来源数量 kinds: 1" in html
    assert "<th>n_reports<br>" in html and "报告数" in html


def test_numbers_are_short_and_what_is_missing_is_a_dash() -> None:
    frame = pd.DataFrame(
        {"a": [0.123456789], "b": [np.nan], "c": [None], "d": [3], "e": [pd.NA]}
    )
    html = show("x", {}, frame)
    assert "<td>0.1235</td><td>–</td><td>–</td><td>3</td><td>–</td>" in html


@given(st.text(max_size=900), st.text(max_size=900))
def test_any_text_gives_one_paragraph_and_one_cell_of_bounded_size(
    fact: str, cell: str
) -> None:
    html = show(fact, {"text": fact}, pd.DataFrame({"text": [cell]}))
    read = _Read()
    read.feed(html)
    assert read.tags.count("td") == 1 and read.tags.count("p") == 1
    assert set(read.tags) <= {
        "p",
        "b",
        "br",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "span",
    }
    assert len(read.text) < LONGEST_FACT + LONGEST_CELL + 300


class _Read(HTMLParser):
    """Tags and text of a page as a browser takes them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_report_shows_who_wrote_it_and_how_it_begins() -> None:
    text = "一、总体情况" * 50
    report = Report(
        "r1", text, text, np.arange(len(text) + 1), agency="临泽川市财政局", year=2021
    )
    html = report._repr_html_()
    assert "临泽川市财政局" in html
    assert "2021" in html
    assert "…" in html
    assert len(html) < 900


def test_what_a_terminal_prints_of_a_report_is_one_line_without_its_text(
    sample,
) -> None:
    """A report printed in full would fill the screen with its text and offsets."""
    parsed = sample.parsed[0]
    told = repr(parsed)
    assert parsed.report.report_id in told
    assert parsed.report.agency in told
    assert f"{len(parsed.sections)} sections" in told
    assert "\n" not in told
    assert len(told) < 250
    unknown = replace(parsed.report, agency="", year=None)
    assert "agency unknown, year unknown" in repr(unknown)


@pytest.fixture(scope="module")
def objects(sample, tmp_path_factory) -> dict[str, Any]:
    """Every kind of object that shows itself, with hostile names and texts wherever it takes any."""
    said = [
        f"{matter}{fault}。"
        for matter in ("栏目更新", "政策解读", "业务培训", "专职人员")
        for fault in ("不够及时", "形式单一", "次数偏少", "力量不足", "质量不高")
    ]
    themes = tm.ThemeModel(2, n_resamples=0).fit(said)
    # Names of themes are the user's to give.
    themes.rename({0: HOSTILE[:400]})
    rows = 60
    shared = "个别科室主动公开意识不强，部分栏目更新不够及时，与群众期待还有差距。"
    texts = pd.DataFrame(
        {
            "report_id": [f"<i>{k}</i>" for k in range(rows)],
            "agency": [f"{HOSTILE[:40]}{k % 9}局" for k in range(rows)],
            "year": [2019 + k % 3 for k in range(rows)],
            "text": [f"{'<i>我局</i>' * (k % 3)}{shared}其{k}" for k in range(rows)],
        }
    )
    reuse = tm.mine_reuse(texts)
    folder = tmp_path_factory.mktemp("hostile")
    for k in range(30):
        name = "".join(c for c in HOSTILE[:60] if c not in "\0\ud800/")
        (folder / f"{name}{k}.txt").write_text("no report at all", encoding="utf-8")
    source = "政府信息公开工作年度报告\n一、总体情况\n我局公开12条。"
    (folder / "good.txt").write_text(f"<b>{source}", encoding="utf-8")
    family = reuse.families["family_id"].iloc[0]
    corpus = tm.read_corpus(folder, progress=False)
    return {
        "Corpus": sample,
        "Corpus with failures": corpus,
        "parts of a report": corpus.parsed[0],
        "Report": corpus[0],
        "Reuse": reuse,
        "Family": reuse.family(family),
        "Alignment": reuse.align("<i>1</i>", "<i>2</i>"),
        "ThemeModel": themes,
        "ThemeModel, not fitted": tm.ThemeModel(2),
        "Trace": reuse.trace(shared),
        "Mined": tm.mine(sample[:3], progress=False),
    }


KINDS = ("Corpus", "Corpus with failures", "parts of a report", "Report", "Reuse", "Family",
         "Alignment", "ThemeModel", "ThemeModel, not fitted", "Trace", "Mined")  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_every_display_is_sound_small_and_in_both_languages(
    name: str, objects: dict[str, Any]
) -> None:
    html = objects[name]._repr_html_()
    read = _Read()
    read.feed(html)
    assert not {"script", "img", "i"} & set(read.tags)
    assert len(html) < LARGEST
    assert any("\u4e00" <= c <= "\u9fff" for c in read.text)
    assert "\0" not in html
    html.encode("utf-8")  # no half of a surrogate pair


@pytest.mark.browser
def test_a_browser_shows_them_all_without_running_anything(
    objects, browser, tmp_path
) -> None:
    page_file = tmp_path / "all.html"
    parts = "<hr>".join(objects[name]._repr_html_() for name in KINDS)
    page_file.write_text(f"<meta charset=utf-8><body>{parts}", encoding="utf-8")
    said: list[str] = []
    page = browser.new_page(viewport={"width": 1000, "height": 800})
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(page_file.as_uri())
    assert page.locator("hr").count() == len(KINDS) - 1
    assert page.locator("script, img").count() == 0
    assert page.locator("table").count() >= 8
    page.close()
    assert not said


@pytest.mark.parametrize(
    ("value", "digits", "printed"),
    [
        (0.0, 0, "0%"),
        (1e-12, 0, "0%"),
        (0.0001, 0, "<1%"),
        (0.4, 0, "40%"),
        (0.9951, 0, ">99%"),
        (1 - 1e-12, 0, "100%"),
        (1 + 1e-12, 0, "100%"),
        (1 - 1e-8, 0, ">99%"),
        (-1e-12, 0, "0%"),
        (-0.0, 1, "0.0%"),
        (1.0, 0, "100%"),
        (0.0004, 1, "<0.1%"),
        (0.9996, 1, ">99.9%"),
        (1.2, 0, "120%"),
        (-0.001, 0, ">-1%"),
        (float("nan"), 0, "–"),
    ],
)
def test_a_share_is_none_or_all_only_where_it_is(
    value: float, digits: int, printed: str
) -> None:
    assert show_share(value, digits) == printed


@pytest.mark.parametrize(
    ("value", "digits", "printed"),
    [
        (0.0, 2, "0.00"),
        (0.004, 2, "<0.01"),
        (1e-12, 3, "<0.001"),
        (0.996, 2, ">0.99"),
        (1.0, 2, "1.00"),
        (0.9998, 3, ">0.999"),
        (1 - 1e-12, 2, "1.00"),
        (1 + 1e-12, 2, "1.00"),
        (1 - 1e-8, 2, ">0.99"),
        (-1e-12, 2, "0.00"),
        (-0.0, 2, "0.00"),
        (-0.001, 2, ">-0.01"),
        (1e-300, 2, "<0.01"),
        (0.0004, 3, "<0.001"),
        (None, 2, "–"),
    ],
)
def test_a_probability_is_0_or_1_only_where_it_is(
    value: float | None, digits: int, printed: str
) -> None:
    assert show_fraction(value, digits) == printed


@pytest.mark.parametrize(
    ("low", "high", "digits", "printed"),
    [
        (0.314, 0.546, 0, "31–55"),
        (0.0, 0.06, 0, "0–6"),
        (0.0001, 0.03, 0, "0–3"),
        (0.0, 0.002, 0, "0–<1"),
        (0.0, 0.0002, 1, "0.0–<0.1"),
        (0.97, 0.999, 0, "97–100"),
        (0.998, 1.0, 0, ">99–100"),
        (-1e-12, 1e-12, 0, "0–0"),
        (1 - 1e-12, 1 + 1e-12, 0, "100–100"),
    ],
)
def test_an_interval_ends_at_nothing_or_all_only_where_it_does(
    low: float, high: float, digits: int, printed: str
) -> None:
    assert show_bounds(low, high, digits) == printed
