"""The sample corpus written as Markdown, HTML, DOCX and PDF by real writers: the same sections, items and cells."""

import html
import shutil
import subprocess

import pytest
from docx import Document

from textmine.corpus.reading import read_report
from textmine.tables.find import find_tables

REPORTS = [
    "linze_swj_2020",
    "yunling_slt_2021",
    "boqiao_jyj_2020",
    "wanglan_czj_2022",
    "anshuo_jyj_2020",
    "songcha_jdb_2022",
    "heiliu_rmzf_2020",
    "luting_rmzf_2022",
]


def grid(cells, number):
    """A statutory table as rows of cells: printed header, then label and values of each official row."""
    rows = {}
    for c in cells:
        if c.table == number:
            rows.setdefault((c.row, c.row_label), []).append(c)
    if number == "4":
        five = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
        groups = [
            "行政复议",
            "",
            "",
            "",
            "",
            "未经复议直接起诉",
            "",
            "",
            "",
            "",
            "复议后起诉",
            "",
            "",
            "",
            "",
        ]
        return [groups, five * 3, [c.raw for c in next(iter(rows.values()))]]
    width = max(len(r) for r in rows.values())
    out, names = [], None
    for (_, label), row in rows.items():
        if [c.column_label for c in row] != names:
            names = [c.column_label for c in row]
            out.append(
                [
                    "信息内容" if number == "2" else "申请人情况",
                    *names,
                    *[""] * (width - len(names)),
                ]
            )
        out.append([label, *(c.raw for c in row), *[""] * (width - len(row))])
    return out


def parts_of(parsed):
    """Paragraphs, and tables as rows of cells, in the order of the text."""
    text, at, parts = parsed.report.text, 0, []
    for table in find_tables(text):
        parts += [line for line in text[at : table.start].split("\n") if line.strip()]
        parts.append(grid(parsed.cells, table.number))
        at = table.end
    return parts + [line for line in text[at:].split("\n") if line.strip()]


def as_markdown(parts):
    lines = [
        "\n".join("| " + " | ".join(r) + " |" for r in p) if isinstance(p, list) else p
        for p in parts
    ]
    return "\n\n".join(lines)


def as_html(parts):
    def table(rows):
        return (
            "<table border=1>"
            + "".join(
                "<tr>" + "".join(f"<td>{html.escape(c)}</td>" for c in r) + "</tr>"
                for r in rows
            )
            + "</table>"
        )

    body = "\n".join(
        table(p) if isinstance(p, list) else f"<p>{html.escape(p)}</p>" for p in parts
    )
    style = "<style>body{font-family:'Noto Sans CJK SC';font-size:10px}td{padding:1px;font-size:7px}</style>"
    return f"<html><head><meta charset='utf-8'>{style}</head><body><div>{body}</div></body></html>"


def as_docx(parts, path):
    document = Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(rows=len(part), cols=len(part[0]))
        for cells, row in zip(part, table.rows, strict=True):
            for text, cell in zip(cells, row.cells, strict=True):
                cell.text = text
    document.save(str(path))


def as_pdf(page, path, folder):
    browser = next(
        (
            b
            for n in ("chromium", "chromium-browser", "google-chrome", "msedge")
            if (b := shutil.which(n))
        ),
        None,
    )
    if browser is None:
        pytest.skip("no browser to print a PDF with")
    source = folder / "print.html"
    source.write_text(page, encoding="utf-8")
    command = [
        browser,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-pdf-header-footer",
        f"--user-data-dir={folder / 'profile'}",
    ]
    subprocess.run(
        [*command, f"--print-to-pdf={path}", source.as_uri()],
        capture_output=True,
        timeout=90,
        check=False,
    )
    if not path.is_file():
        pytest.skip("the browser printed no PDF")


def content(parsed):
    text = parsed.report.text
    sections = [
        (s.label, "".join(s.heading.split()))
        for s in parsed.sections
        if s.status == "found" and s.label != "preamble"
    ]
    items = [
        (i.role, text[i.start : i.end].replace("\n", ""))
        for i in parsed.items
        if i.role in ("problem", "measure")
    ]
    cells = {(c.table, c.row, c.column): (c.value, c.state) for c in parsed.cells}
    return sections, items, cells


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("kind", ["md", "html", "docx", "pdf"])
def test_every_format_gives_the_same(root, tmp_path, name, kind):
    source = next((root / "corpora" / "sample" / "reports").glob(f"{name}.*"))
    original = read_report(source)
    parts = parts_of(original)
    path = tmp_path / f"{name}.{kind}"
    if kind == "md":
        path.write_text(as_markdown(parts), encoding="utf-8")
    elif kind == "html":
        path.write_text(as_html(parts), encoding="utf-8")
    elif kind == "docx":
        as_docx(parts, path)
    else:
        as_pdf(as_html(parts), path, tmp_path)
    sections, items, cells = content(read_report(path))
    expected_sections, expected_items, expected_cells = content(original)
    assert sections == expected_sections
    assert items == expected_items
    assert cells == expected_cells
