import ast
import re
from itertools import product
from pathlib import Path

import pytest

import textmine
from textmine.dossier.translate import in_both, say_refusal, split_languages


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        (
            "6 reports of 6 agencies; official wording covers 100 %; 3 provinces; 6 types",
            "6 个机关的 6 份报告；法定文字占 100 %；3 个省份；6 类机关",
        ),
        ("row 新收: six applicant columns = 总计", "行 新收: 六类申请人之和 = 总计"),
        ("inside a passage shared with r1", "在与 r1 共有的段落中"),
        (
            "17 days earlier; the copy names the source; first of 2 agencies; verbatim",
            "早 17 天；后者写有前者的名称；2 个机关中最早；逐字相同",
        ),
        (
            "1 year earlier; the copy names a third agency; 1 other agency before the copy; "
            "90% alike; 99% of the shorter in the longer",
            "早 1 年；后者写有第三方的名称；此前另有 1 个机关持有；90% 相同；"
            "较短者的 99% 见于较长者",
        ),
        (
            "reported later; 2 other agencies before the copy",
            "报告在后；此前另有 2 个机关持有",
        ),
        (
            "also in the report of 2021 of 洛溪县教育局: 公开12条。",
            "亦见于洛溪县教育局 2021 年的报告：公开12条。",
        ),
        (
            "the text beside may cite it: also in the report of 洛溪县教育局: 公开。",
            "前后文或为引述：亦见于洛溪县教育局的报告：公开。",
        ),
        (
            "in a shared passage, though in none of 洛溪县: 公开。",
            "见于共有段落，但洛溪县的报告中没有：公开。",
        ),
        ("nowhere 2022: 公开。", "全文未提 2022 年：公开。"),
    ],
)
def test_reasons_and_evidence_are_said_in_chinese(english: str, chinese: str) -> None:
    assert in_both(english) == (chinese, english)


def test_what_is_not_known_stays() -> None:
    assert in_both("推动公开工作; 再上台阶") == (
        "推动公开工作; 再上台阶",
        "推动公开工作; 再上台阶",
    )


def test_a_cut_english_word_is_whole_where_it_stands_alone() -> None:
    svg = split_languages("<text x='1'>政策解读 Interpretat…</text>")
    assert '<tspan class="both">Interpretat…</tspan>' in svg
    assert '<tspan class="en-only">Interpretation' in svg


def test_numbers_stay_outside_both_languages() -> None:
    svg = split_languages("<text>不符 fail 3 / 10</text>")
    assert svg.endswith('<tspan class="en">fail</tspan> 3 / 10</text>')


def _shown(svg: str, language: str) -> list[str]:
    """What the texts of a picture show in a language."""
    hidden = {"zh": "en|en-only|both", "en": "zh|both"}[language]
    texts = re.findall("<text>(.*?)</text>", split_languages(svg))
    gone = (re.sub(f'<tspan class="(?:{hidden})">[^<]*</tspan>', "", t) for t in texts)
    return [re.sub("<[^>]*>", "", text).strip() for text in gone]


def test_lines_that_a_picture_breaks_are_of_one_language_each() -> None:
    svg = "<text>不低于该值的报告对比例 share of</text><text>pairs at least this similar</text>"
    assert _shown(svg, "zh") == ["不低于该值的报告对比例", ""]
    assert _shown(svg, "en") == ["share of", "pairs at least this similar"]
    svg = "<text>不低于该值的</text><text>报告对比例 share of pairs at</text><text>least this similar</text>"
    assert _shown(svg, "zh") == ["不低于该值的", "报告对比例", ""]
    assert _shown(svg, "en") == ["", "share of pairs at", "least this similar"]


def test_marks_of_quotation_are_as_pictures_write_them() -> None:
    svg = "<text>占上年问题的比例 share of last year's problems</text>"
    assert _shown(svg, "zh") == ["占上年问题的比例"]


def test_terms_that_begin_like_a_pair_are_no_broken_line() -> None:
    svg = "<text>依申请</text><text>公开</text><text>主动公开</text><text>更新</text>"
    assert _shown(svg, "en") == ["依申请", "公开", "主动公开", "更新"]


def test_notes_with_numbers_are_of_one_language_each() -> None:
    svg = "<text>竖线为中位数 line = median  另有 1,204 组（较小）未显示 1,204 smaller groups not shown</text>"
    assert _shown(svg, "zh") == ["竖线为中位数  另有 1,204 组（较小）未显示"]
    assert _shown(svg, "en") == ["line = median  1,204 smaller groups not shown"]
    svg = "<text>另有 1 组（较小）未显示 1 smaller group not shown</text>"
    assert _shown(svg, "en") == ["1 smaller group not shown"]


def test_names_are_left_alone() -> None:
    assert (
        split_languages("<text>临泽川市财政局 2021</text>")
        == "<text>临泽川市财政局 2021</text>"
    )


QUALITY = Path(textmine.__file__).parent / "quality"
CLAIMS = sorted(f"claims/{file.stem}" for file in QUALITY.glob("claims/*.py"))
CHECKS = (
    *("breakdowns", "identities", "reading", "residues", "whole", "years"),
    *CLAIMS,
)
ENGLISH = re.compile("[a-z]{2,} [a-z]{2,}")
# Keys of patterns and kinds of residue: they are looked up, not said.
KEYS = {"foreign name", "stale year", "name unless", "name goes_on"} | {
    f"year {key}" for key in ("period", "plan", "title")
}
FILLINGS = ("", "3", "'甲'", "a bracket", "exceed", "may have been taken apart")
# A wording may be a part of a sentence.
AROUND = (
    *("{}", "{} 甲", "{}: 甲"),
    *("parts {} the total", "equals no reading, but {}"),
)


def _wordings(module: str) -> list[str]:
    """English that a module writes into rows, ``{}`` where values go; no messages of errors."""
    tree = ast.parse((QUALITY / f"{module}.py").read_text(encoding="utf-8"))
    skipped = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise)
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        for part in ast.walk(node)
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and id(node) not in skipped:
            skipped |= {id(part) for part in node.values}
            parts = [getattr(part, "value", None) for part in node.values]
            found.append("".join(p if isinstance(p, str) else "{}" for p in parts))
    found += [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in skipped
    ]
    return [text for text in found if ENGLISH.search(text) and text not in KEYS]


@pytest.mark.parametrize("module", CHECKS)
def test_all_that_checks_say_is_said_in_chinese_too(module: str) -> None:
    def is_told(wording: str) -> bool:
        sentences = (
            around.format(wording.format(*filling))
            for around in AROUND
            for filling in product(FILLINGS, repeat=wording.count("{}"))
        )
        return any(not ENGLISH.search(in_both(text)[0]) for text in sentences)

    assert [text for text in _wordings(module) if not is_told(text)] == []


def test_wordings_are_found() -> None:
    assert "parts add up" in _wordings("breakdowns")
    assert any("is not in the report" in text for text in _wordings("identities"))


def test_residues_are_said_in_chinese() -> None:
    assert in_both("foreign name") == ("他处名称", "foreign name")
    assert in_both("stale year") == ("过期年份", "stale year")


PACKAGE = Path(textmine.__file__).parent
READING = [
    *sorted(file for file in PACKAGE.glob("io/**/*.py") if file.stem != "cutting"),
    *(
        PACKAGE / "corpus" / f"{name}.py"
        for name in ("genre", "inputs", "parse", "reading")
    ),
    *(
        PACKAGE / name
        for name in ("regular.py", "header/folder.py", "segment/items.py")
    ),
]
COMMANDS = re.compile("(?:pip|apt) install")
NAMES = ("甲.txt", "3", "3 pages", "a guide", ".docx")


def _literal(node: ast.expr) -> str:
    """What a string of code holds, ``{}`` where values go."""
    if isinstance(node, ast.JoinedStr):
        return "".join(_literal(part) for part in node.values)
    return (
        node.value
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        else "{}"
    )


def _reasons(file: Path) -> set[str]:
    """Reasons of failures that a module writes: a name, a colon, and what is wrong."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    strings = [
        _literal(node) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
    ]
    return {
        text
        for text in strings
        if re.match(r"(?:\{\}/)?\{\}(?:: |, (?:column|line) )", text)
        and ENGLISH.search(text)
    }


@pytest.mark.parametrize("file", READING, ids=lambda file: file.stem)
def test_all_reasons_of_failures_are_said_in_chinese_too(file: Path) -> None:
    def is_told(reason: str) -> bool:
        fillings = product(NAMES, repeat=min(reason.count("{}"), 4))
        told = (
            say_refusal(reason.format(*filling, *["3"] * reason.count("{}")))[0]
            for filling in fillings
        )
        return any(not ENGLISH.search(COMMANDS.sub("", text)) for text in told)

    assert [reason for reason in _reasons(file) if not is_told(reason)] == []


def test_what_pages_hold_instead_of_a_report_is_said_in_chinese_too() -> None:
    file = PACKAGE / "io" / "pages" / "hints.py"
    returns = [
        n
        for n in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(n, ast.Return)
    ]
    hints = [_literal(n.value) for n in returns if isinstance(n.value, ast.JoinedStr)]
    assert len(hints) >= 4
    for hint in hints:
        filled = hint.replace("only {} to", "only a link to").format(
            *["3 pictures"] * 9
        )
        chinese = say_refusal(f"甲.html: no report in the page: {filled}")[0]
        assert not ENGLISH.search(COMMANDS.sub("", chinese)), chinese


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        (
            "a.pdf: a scan without text (12 pages); pip install textmine[ocr] to read it, or run "
            "OCR over it first, e.g. ocrmypdf -l chi_sim",
            "a.pdf：没有文字的扫描件（12 页）；读取需 pip install textmine[ocr]，或先作 OCR，"
            "如 ocrmypdf -l chi_sim",
        ),
        (
            "a.html: no report in the page: holds only a link to P1.pdf: download that",
            "a.html：网页中没有报告：只有指向 P1.pdf 的链接：请下载该文件",
        ),
        (
            "manifest.csv, line 3, column year: '二〇'; expected a year such as 2020",
            "manifest.csv 第 3 行 year 列：'二〇'；应为年份，如 2020",
        ),
        (
            "a.txt: no report on disclosure (信息公开 named 1 time in 20 characters); expected a "
            "政府信息公开工作年度报告, take the file out of the folder",
            "a.txt：不是政府信息公开报告（20 字中“信息公开”出现 1 次）；应为政府信息公开工作年度报告，"
            "请将该文件移出文件夹",
        ),
        (
            "a.txt: 公开指南 (某局公开指南); 另一句",
            "a.txt: 公开指南 (某局公开指南)；另一句",
        ),
    ],
)
def test_a_reason_is_said_clause_by_clause(english: str, chinese: str) -> None:
    assert say_refusal(english) == (chinese, english)
