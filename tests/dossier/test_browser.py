"""The pages in headless Chromium: no console message, no request, Chinese drawn in every picture."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from textmine.dossier import write_page, write_reader

pytestmark = pytest.mark.browser


class Visit:
    """A page opened without network; keeps what it asked for and what it complained about."""

    def __init__(
        self, browser: Any, path: Path, *, javascript: bool = True, width: int = 1160
    ) -> None:
        context = browser.new_context(
            offline=True,
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
        )
        self.page = context.new_page()
        self.messages: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.messages.append(message.text))
        self.page.on("pageerror", lambda error: self.messages.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(path.as_uri())


@pytest.fixture(scope="module")
def report(
    frames_of: Callable[..., dict[str, pd.DataFrame]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    manifest = {"parameters": {"min_chars": 20}, "versions": {"textmine": "0.1.0"}}
    return write_page(
        frames_of(30), manifest, tmp_path_factory.mktemp("page") / "report.html"
    )


def test_opens_without_messages_or_requests(browser: Any, report: Path) -> None:
    visit = Visit(browser, report)
    assert visit.messages == []
    assert visit.requests == [report.as_uri()]


def test_every_picture_draws_its_chinese(browser: Any, report: Path) -> None:
    visit = Visit(browser, report)
    script = """figures => figures.map(figure => {
        const texts = [...figure.querySelectorAll('text')].filter(t => /[\\u4e00-\\u9fff]/.test(t.textContent));
        return {chinese: texts.length, drawn: texts.filter(t => t.getBBox().width > 4).length,
                width: figure.querySelector('svg').getBoundingClientRect().width};
    })"""
    figures = visit.page.eval_on_selector_all("figure", script)
    assert len(figures) == 16
    assert all(
        figure["chinese"] > 0 and figure["drawn"] == figure["chinese"]
        for figure in figures
    )
    assert all(figure["width"] > 600 for figure in figures)


def test_glyphs_are_not_boxes(browser: Any, report: Path) -> None:
    visit = Visit(browser, report)
    script = """() => {
        const family = getComputedStyle(document.documentElement).fontFamily;
        const ink = sign => {
            const canvas = Object.assign(document.createElement('canvas'), {width: 40, height: 40});
            const pen = canvas.getContext('2d');
            pen.font = '32px ' + family;
            pen.fillText(sign, 2, 34);
            return pen.getImageData(0, 0, 40, 40).data.join();
        };
        return new Set(['政', '府', '信', '息', '\\u{10FFFD}'].map(ink)).size;
    }"""
    if visit.page.evaluate(script) < 5:
        pytest.skip(
            "this machine has no font with Chinese glyphs; install one (fonts-noto-cjk)"
        )
    labels = visit.page.eval_on_selector_all(
        "figure text", "texts => texts.map(t => t.textContent)"
    )
    assert any("仅见于本报告" in label for label in labels)
    assert not any("\ufffd" in label for label in labels)


def test_no_text_runs_out_of_its_picture(browser: Any, report: Path) -> None:
    visit = Visit(browser, report)
    script = """figures => figures.flatMap(figure => {
        const edge = figure.querySelector('svg').getBoundingClientRect();
        return [...figure.querySelectorAll('text')].filter(t => {
            const box = t.getBoundingClientRect();
            return box.left < edge.left - 2 || box.right > edge.right + 2
                || box.top < edge.top - 2 || box.bottom > edge.bottom + 2;
        }).map(t => t.textContent);
    })"""
    assert visit.page.eval_on_selector_all("figure", script) == []


@pytest.mark.parametrize("width", [1440, 1160, 400])
def test_page_does_not_scroll_sideways(browser: Any, report: Path, width: int) -> None:
    visit = Visit(browser, report, width=width)
    assert visit.page.evaluate(
        "document.documentElement.scrollWidth <= window.innerWidth"
    )


def test_what_is_wider_than_the_page_says_so_until_its_end(
    browser: Any, report: Path
) -> None:
    page = Visit(browser, report, width=400).page
    boxes = page.eval_on_selector_all(
        ".scroll, .table",
        "bs => bs.filter(b => b.scrollWidth > b.clientWidth + 1).map(b => ({name: b.getAttribute('aria-label'), of: b.scrollWidth, to: b.clientWidth,"
        "hint: b.parentNode.querySelector(':scope > .swipe.shown') !== null,"
        "fades: b.classList.contains('goes-on')}))",
    )
    assert len(boxes) > 10
    assert [box for box in boxes if not (box["hint"] and box["fades"])] == []
    box = page.locator(".goes-on").first.element_handle()
    box.evaluate("b => { b.scrollLeft = b.scrollWidth; }")
    page.wait_for_function("b => !b.classList.contains('goes-on')", arg=box)
    broad = Visit(browser, report, width=1440).page
    assert broad.locator("figure .goes-on").count() == 0


def test_language_filter_and_sorting(browser: Any, report: Path) -> None:
    page = Visit(browser, report).page
    page.click("button[data-set=en]")
    assert not page.locator("h1 .zh").is_visible()
    page.click("button[data-set=zh]")
    assert page.locator("h1 .zh").is_visible()
    assert not page.locator("h1 .en").is_visible()
    page.fill("#reports .filter", "青榆区")
    shown = page.eval_on_selector_all(
        "#reports tbody tr",
        "rows => rows.filter(r => !r.hidden).map(r => r.cells[0].textContent)",
    )
    assert shown
    assert all("青榆区" in name for name in shown)
    page.click("#reports th:nth-child(9)")
    keys = page.eval_on_selector_all(
        "#reports tbody tr", "rows => rows.map(r => Number(r.cells[8].dataset.key))"
    )
    assert keys == sorted(keys)


def _shown(page: Any, selector: str) -> list[str]:
    script = "rows => rows.filter(r => !r.hidden).map(r => r.textContent)"
    return page.eval_on_selector_all(selector, script)


def test_several_words_must_all_be_there(browser: Any, report: Path) -> None:
    page = Visit(browser, report).page
    page.fill("#reports .filter", "财政局 2021")
    rows = _shown(page, "#reports tbody tr")
    assert rows
    assert all("财政局" in row and "2021" in row for row in rows)
    page.fill("#reports .filter", "财政局 1999")
    assert _shown(page, "#reports tbody tr") == []


def test_one_filter_for_all_tables(browser: Any, report: Path) -> None:
    page = Visit(browser, report).page
    page.select_option(".filters [name=year]", "2020")
    assert all("2020" in row for row in _shown(page, "#checks tbody tr"))
    page.select_option(".filters [name=province]", "云岭省")
    page.fill(".filters [name=words]", "档案局")
    names = _shown(page, "#reports tbody tr")
    assert names
    assert all("档案局" in name and "2020" in name for name in names)
    assert "/" in page.text_content(".filters output")
    page.click(".filters [type=reset]")
    page.wait_for_function(
        "document.querySelector('.filters output').textContent === ''"
    )
    assert len(_shown(page, "#reports tbody tr")) == 30


def test_sorting_by_keyboard(browser: Any, report: Path) -> None:
    page = Visit(browser, report).page
    head = page.locator("#reports th:nth-child(9)")
    head.locator(".sort").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    keys = page.eval_on_selector_all(
        "#reports tbody tr", "rows => rows.map(r => Number(r.cells[8].dataset.key))"
    )
    assert keys == sorted(keys, reverse=True)


def test_the_switch_leaves_one_language(browser: Any, report: Path) -> None:
    page = Visit(browser, report).page
    page.click("button[data-set=en]")
    assert page.evaluate("document.documentElement.lang") == "en"
    script = "texts => texts.map(t => [...t.querySelectorAll('.zh')].some(s => s.getBBox().width))"
    assert not any(page.eval_on_selector_all("#checks figure text", script))
    assert not page.locator("#checks .note .zh").is_visible()
    page.click("button[data-set=zh]")
    assert page.evaluate("document.documentElement.lang") == "zh"
    assert not page.locator("#checks .note .en").is_visible()


def test_regions_that_scroll_can_be_reached(browser: Any, report: Path) -> None:
    script = """() => [...document.querySelectorAll('*')].filter(e =>
        e.scrollWidth > e.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(e).overflowX)
        && e.tabIndex < 0).map(e => e.className)"""
    for width in (1160, 400):
        assert Visit(browser, report, width=width).page.evaluate(script) == []


def test_words_of_pictures_are_large_enough_on_a_phone(
    browser: Any, report: Path
) -> None:
    page = Visit(browser, report, width=400).page
    script = """svgs => svgs.map(svg => {
        const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
        const sizes = [...svg.querySelectorAll('text')].map(
            t => parseFloat(getComputedStyle(t).fontSize));
        return scale * Math.min(...sizes);
    })"""
    smallest = page.eval_on_selector_all("figure .scroll svg", script)
    assert min(smallest) >= 6.5  # pixels; the numbers in the cells of a large table


def test_an_agency_of_the_network_shows_its_ties(browser: Any, report: Path) -> None:
    page = Visit(browser, report).page
    assert page.locator(".ties .tie").count() == 5
    assert page.locator(".ties .tie").first.get_attribute("marker-end") == "url(#head)"
    page.locator(".ties .node").first.focus()
    page.keyboard.press("Enter")
    said = page.locator(".ties .said li:not([hidden])")
    assert 0 < said.count() <= 5
    assert "→" in said.first.text_content()
    assert page.locator(".ties .node[aria-pressed=true]").count() == 1


def test_a_pair_leads_to_its_passages(browser: Any, report: Path) -> None:
    page = Visit(browser, report).page
    link = page.locator("#pairs td a").first
    link.click()
    opened = page.locator(link.get_attribute("href"))
    assert opened.get_attribute("open") is not None
    assert opened.locator(".sides").count() > 0


def test_works_without_javascript(browser: Any, report: Path) -> None:
    page = Visit(browser, report, javascript=False).page
    assert page.locator("#reports tbody tr").count() == 30
    assert page.locator(".ties .said li").first.is_visible()
    assert page.locator("h1 .zh").is_visible()
    assert page.locator("h1 .en").is_visible()
    assert not page.locator(".switch").is_visible()


def test_reader_opens_and_links(browser: Any, tmp_path: Path) -> None:
    a = {
        "report_id": "a",
        "agency": "临泽川市财政局",
        "year": 2020,
        "text": "公开栏目更新不及时。" * 20,
    }
    spans = pd.DataFrame(
        [(0, 50, 10, 60, "equal", "self")],
        columns=["start_a", "end_a", "start_b", "end_b", "op", "kind"],
    )
    visit = Visit(
        browser,
        write_reader(
            a, {**a, "report_id": "b", "year": 2021}, spans, tmp_path / "pair.html"
        ),
    )
    assert visit.messages == []
    assert len(visit.requests) == 1
    tops = visit.page.eval_on_selector_all(
        ".aligned > div", "sides => sides.map(s => s.getBoundingClientRect().top)"
    )
    assert len(tops) == 2
    assert tops[0] == tops[1]
    visit.page.click("#a1")
    assert visit.page.url.endswith("#b1")
    visit.page.keyboard.press("n")
    assert visit.page.locator(".pair.here").count() == 1
    assert visit.page.text_content(".steps output") == "1 / 1"


def test_what_bars_show_is_printed_and_shown_to_the_keyboard(
    browser: Any, report: Path
) -> None:
    page = Visit(browser, report).page
    said = page.locator("#reports .bar-said").first
    assert "%" in (said.text_content() or "")
    assert said.bounding_box()["height"] <= 1
    page.keyboard.press("Tab")
    page.locator("#reports .table").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert said.bounding_box()["height"] > 5
    page.locator("body").click()
    page.emulate_media(media="print")
    assert said.bounding_box()["height"] > 5


def test_heads_that_printing_repeats_hold_no_control(
    browser: Any, report: Path
) -> None:
    page = Visit(browser, report).page
    assert page.locator("thead .sort[role=button]").count() > 20
    # Browsers leave the words of a button out of a head that they repeat on the next page.
    assert page.locator("thead button").count() == 0


def test_numbers_that_follow_each_other_do_not_run_together(
    browser: Any, report: Path
) -> None:
    page = Visit(browser, report).page
    heads = page.eval_on_selector_all(
        "#families summary", "all => all.map(s => s.textContent)"
    )
    assert heads
    for head in heads:
        assert re.search(r"(?<![\d.])\d+ 份报告", head)
        assert not re.search(r"\d\.\d\d\d+ 份报告", head)


def test_a_pair_of_odd_names_leads_to_its_passages(
    browser: Any,
    frames_of: Callable[..., dict[str, pd.DataFrame]],
    tmp_path: Path,
) -> None:
    frames = frames_of(30)
    columns = ("report_id", "report_a", "report_b")
    odd = {
        name: table.assign(
            **{c: table[c] + " 100%zz#1" for c in columns if c in table.columns}
        )
        for name, table in frames.items()
    }
    file = write_page(odd, {}, tmp_path / "report.html")
    visit = Visit(browser, file)
    link = visit.page.locator("#pairs td a").first
    link.click()
    opened = visit.page.locator(link.get_attribute("href"))
    assert opened.get_attribute("open") is not None
    assert visit.messages == []
