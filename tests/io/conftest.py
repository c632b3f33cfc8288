"""A small report of an invented agency, written in every format."""

from __future__ import annotations

import html
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pdfplumber
import pytest

TITLE = "临泽川市商务局2020年政府信息公开工作年度报告"
PREAMBLE = (
    "本报告由临泽川市商务局编制，所列数据的统计期限自2020年1月1日起至2020年12月31日止。"
)
TABLE_2 = [
    ["第二十条第（一）项", "", "", ""],
    ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"],
    ["规章", "0", "0", "0"],
    ["规范性文件", "2", "1", "9"],
]
TABLE_4 = [
    ["行政复议", "", "", "", ""],
    ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"],
    ["1", "0", "", "2", "3"],
]
REPORT: list[str | list[list[str]]] = [
    TITLE,
    PREAMBLE,
    "一、总体情况",
    "2020年，我局通过门户网站公开信息120条，其中政策文件16条，办理群众留言38件，组织培训2次。",
    "二、主动公开政府信息情况",
    TABLE_2,
    "三、收到和处理政府信息公开申请情况",
    "全年未收到申请。",
    "四、政府信息公开行政复议、行政诉讼情况",
    TABLE_4,
    "五、存在的主要问题及改进情况",
    "一是栏目更新不够勤快，个别信息迟了半月才挂网；二是解读偏少，图解只有3篇。",
    "下一步，我局将逐月核对栏目，给经办人员多办两次培训，每份文件都配上解读。",
    "六、其他需要报告的事项",
    "本年度没有收取信息处理费。",
]


def write_text(path: Path) -> Path:
    """Plain text with tab rows."""
    parts = [
        "\n".join("\t".join(row) for row in part) if isinstance(part, list) else part
        for part in REPORT
    ]
    path.write_text("\n".join(parts) + "\n", encoding="utf-8")
    return path


def write_docx(path: Path) -> Path:
    """Word, first rows of the tables merged over all columns."""
    from docx import Document

    document = Document()
    for part in REPORT:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(rows=len(part), cols=len(part[1]))
        for cells, row in zip(part, table.rows, strict=True):
            for text, cell in zip(cells, row.cells, strict=True):
                cell.text = text
        table.rows[0].cells[0].merge(table.rows[0].cells[-1])
    document.save(str(path))
    return path


def as_html(*, charset: str = "utf-8") -> str:
    """A page with navigation above and a footer below the report."""
    parts = [
        _html_table(part) if isinstance(part, list) else f"<p>{html.escape(part)}</p>"
        for part in REPORT[1:]
    ]
    body = "\n".join(parts)
    return (
        f'<html><head><meta charset="{charset}"><title>{TITLE}_临泽川市人民政府</title>'
        '<meta name="PubDate" content="2021-01-28 09:30"></head><body>'
        '<div class="nav"><a href="/">首页</a> <a href="/a">政务公开</a> <a href="/b">办事服务</a></div>'
        f'<div class="main"><h1>{TITLE}</h1><div>发布时间：2021-01-28 来源：临泽川市商务局</div>'
        f'<div class="text">{body}</div></div>'
        '<div class="footer"><a href="/map">网站地图</a> <a href="/us">联系我们</a> '
        "主办单位：临泽川市人民政府办公室</div>"
        "</body></html>"
    )


def _html_table(rows: list[list[str]]) -> str:
    lines = [f'<tr><td colspan="{len(rows[1])}">{rows[0][0]}</td></tr>']
    lines += [
        "<tr>" + "".join(f"<td><p>{text}</p></td>" for text in row) + "</tr>"
        for row in rows[1:]
    ]
    return "<table border=1 cellspacing=0>" + "".join(lines) + "</table>"


def find_browser() -> str:
    """A browser that prints to PDF, or nothing."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
    return next((found for name in names if (found := shutil.which(name))), "")


def write_pdf(path: Path, page: str) -> bool:
    """Print a page to PDF with a headless browser; tells whether that worked."""
    source = path.with_suffix(".print.html")
    source.write_text(page, encoding="utf-8")
    command = [
        find_browser(),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-pdf-header-footer",
    ]
    command += [
        f"--user-data-dir={path.parent / 'profile'}",
        f"--print-to-pdf={path}",
        source.as_uri(),
    ]
    try:
        subprocess.run(command, capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return path.is_file()


@pytest.fixture
def report_parts() -> list[str | list[list[str]]]:
    return REPORT


@pytest.fixture
def page() -> Callable[..., str]:
    return as_html


@pytest.fixture
def docx_file(tmp_path: Path) -> Path:
    return write_docx(tmp_path / "report.docx")


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    return write_text(tmp_path / "report.txt")


@cache
def prints_chinese() -> bool:
    """Tell whether the browser has a font with Chinese: without one its prints have no text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "word.pdf"
        if not write_pdf(path, "<p>公开</p>"):
            return False
        with pdfplumber.open(path) as printed:
            return "公开" in printed.pages[0].extract_text()


@pytest.fixture
def print_pdf(tmp_path: Path) -> Callable[[str], Path]:
    """Prints a page to PDF; the test is left out where no browser prints, or none Chinese."""

    def make(html_page: str) -> Path:
        path = tmp_path / "report.pdf"
        if not find_browser():
            pytest.skip("no Chromium, Chrome or Edge to print a PDF with")
        if not prints_chinese():
            pytest.skip("the browser has no font with Chinese (fonts-noto-cjk)")
        # Small letters: whether a line is broken must not depend on the browser's version and fonts.
        if not write_pdf(
            path,
            "<style>h1 { font-size: 18px } p { font-size: 12px }</style>" + html_page,
        ):
            pytest.skip("the browser printed no PDF")
        return path

    return make
