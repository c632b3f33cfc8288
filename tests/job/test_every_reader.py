"""A report in every kind of file that is read, mined once with the sample, in every format.

Small and quick on purpose: it is also what shows that the least versions of all packages work
together (``python scripts/versions.py quick``).
"""

from __future__ import annotations

import email.message
import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from textmine.cli import main
from textmine.corpus.store import load_frame
from textmine.job.plan import RESULTS
from textmine.job.results import load
from textmine.schema import FRAMES

Part = str | list[list[str]]

PROBLEMS = ["栏目更新不够及时，个别信息迟了半月才公开", "政策解读形式单一"]
ROWS = [
    ["第二十条第（一）项", "", "", ""],
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "0", "0", "0"],
    ["行政规范性文件", "3", "5", "15"],
    ["第二十条第（五）项", "", "", ""],
    ["信息内容", "本年处理决定数量", "", ""],
    ["行政许可", "66", "", ""],
    ["第二十条第（六）项", "", "", ""],
    ["信息内容", "本年处理决定数量", "", ""],
    ["行政处罚", "88", "", ""],
    ["行政强制", "0", "", ""],
    ["第二十条第（八）项", "", "", ""],
    ["信息内容", "本年收费金额（单位：万元）", "", ""],
    ["行政事业性收费", "1286.4", "", ""],
]
CELLS = [0, 0, 0, 3, 5, 15, 66, 88, 0, 1286.4]
"""The numbers of the table, row by row."""


def report(agency: str) -> list[Part]:
    """A report of an agency: lines, and a table as rows of cells."""
    return [
        f"临泽川市{agency}2021年政府信息公开工作年度报告",
        "一、总体情况",
        "2021年，我局通过门户网站主动公开政府信息120条，办理群众留言38件。",
        "二、主动公开政府信息情况",
        ROWS,
        "三、收到和处理政府信息公开申请情况",
        "全年未收到申请。",
        "四、政府信息公开行政复议、行政诉讼情况",
        "未发生行政复议、行政诉讼。",
        "五、存在的主要问题及改进情况",
        f"存在的主要问题：一是{PROBLEMS[0]}；二是{PROBLEMS[1]}。",
        "改进措施：一是逐月核对栏目；二是每份文件都配上图解。",
        "六、其他需要报告的事项",
        "本年度没有收取信息处理费。",
    ]


def write_text(parts: list[Part]) -> bytes:
    lines = [
        "\n".join("\t".join(row) for row in part) if isinstance(part, list) else part
        for part in parts
    ]
    return "\n".join(lines).encode()


def write_markdown(parts: list[Part]) -> bytes:
    lines = [
        "\n".join("| " + " | ".join(row) + " |" for row in part)
        if isinstance(part, list)
        else part
        for part in parts
    ]
    return "\n\n".join(lines).encode()


def write_rich_text(parts: list[Part]) -> bytes:
    def write(text: str) -> str:
        return "".join(f"\\u{ord(character)}?" for character in text)

    lines = []
    for part in parts:
        if isinstance(part, str):
            lines.append(f"\\pard {write(part)}\\par ")
            continue
        for row in part:
            edges = "".join(f"\\cellx{2000 * (k + 1)}" for k in range(len(row)))
            cells = "".join(f"\\intbl {write(cell)}\\cell " for cell in row)
            lines.append(f"\\trowd{edges}\\pard{cells}\\row ")
    return ("{\\rtf1\\ansi\\ansicpg936 " + "".join(lines) + "}").encode()


def write_page(parts: list[Part]) -> bytes:
    marked = [
        "<table border=1>"
        + "".join(
            "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
            for row in part
        )
        + "</table>"
        if isinstance(part, list)
        else f"<p>{part}</p>"
        for part in parts
    ]
    head = f"<html><head><meta charset='utf-8'><title>{parts[0]}</title></head><body>"
    return (head + "\n".join(marked) + "</body></html>").encode()


def write_archive(parts: list[Part]) -> bytes:
    message = email.message.EmailMessage()
    message["Subject"] = "saved"
    message.set_content(write_page(parts).decode(), subtype="html", cte="base64")
    message.make_mixed()
    message.replace_header("Content-Type", 'multipart/related; boundary="B"')
    return message.as_bytes()


def write_answer(parts: list[Part]) -> bytes:
    content = write_page(parts[1:]).decode()
    answer = {"code": 200, "data": {"title": parts[0], "content": content}}
    return json.dumps(answer, ensure_ascii=False).encode()


def write_word(parts: list[Part]) -> bytes:
    from docx import Document

    document = Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(rows=len(part), cols=len(part[0]))
        for cells, row in zip(part, table.rows, strict=True):
            for text, cell in zip(cells, row.cells, strict=True):
                cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def write_open_text(parts: list[Part]) -> bytes:
    space = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = "".join(
        f' xmlns:{x}="{space}:{x}:1.0"' for x in ("office", "text", "table")
    )
    body = ""
    for part in parts:
        if isinstance(part, str):
            body += f"<text:p>{part}</text:p>"
            continue
        for_rows = "".join(
            "<table:table-row>"
            + "".join(
                f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>"
                for cell in row
            )
            + "</table:table-row>"
            for row in part
        )
        body += f"<table:table>{for_rows}</table:table>"
    content = (
        f"<office:document-content{spaces}><office:body><office:text>{body}"
        "</office:text></office:body></office:document-content>"
    )
    return pack(
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}
    )


def write_book(parts: list[Part]) -> bytes:
    book = pytest.importorskip("openpyxl").Workbook()
    for part in parts:
        for row in part if isinstance(part, list) else [[part]]:
            book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


LINE, COLUMNS = 24, (40, 200, 320, 440, 560)
"""Points from line to line, and where the columns of a table begin and end."""


def place(parts: list[Part]) -> list[tuple[float, float, str]]:
    """Where each line and each cell stands, in points from the left and from the top."""
    placed, top = [], 40
    for part in parts:
        for row in part if isinstance(part, list) else [[part]]:
            placed += [
                (x + 3.0, float(top), text)
                for x, text in zip(COLUMNS, row, strict=False)
                if text
            ]
            top += LINE
    return placed


def rules(parts: list[Part]) -> list[tuple[float, float, float, float]]:
    """The lines around the cells of the table."""
    above = sum(
        len(p) if isinstance(p, list) else 1 for p in parts[: parts.index(ROWS)]
    )
    top = 40 + LINE * above - 16
    bottom = top + LINE * len(ROWS)
    flat = [(COLUMNS[0], y, COLUMNS[-1], y) for y in range(top, bottom + 1, LINE)]
    return [*flat, *((x, top, x, bottom) for x in COLUMNS)]


def write_print(parts: list[Part]) -> bytes:
    """A PDF whose font is not in it: what its codes mean says a map of theirs to Unicode."""
    drawn = "".join(
        f"BT /F 9 Tf {x} {800 - y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"
        for x, y, text in place(parts)
    )
    drawn += "".join(
        f"{x0} {800 - y0} m {x1} {800 - y1} l S\n" for x0, y0, x1, y1 in rules(parts)
    )
    meaning = (
        "/CIDInit /ProcSet findresource begin begincmap /CMapName /U def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        "1 beginbfrange <0000> <FFFF> <0000> endbfrange\n"
        "endcmap end"
    )
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R"
        " /Resources << /Font << /F 5 0 R >> >> >>",
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        "<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H"
        " /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /DW 1000"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        f"<< /Length {len(meaning)} >>\nstream\n{meaning}\nendstream",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode()
    lines = "".join(f"{start:010d} 00000 n \n" for start in places)
    size = len(bodies) + 1
    tail = (
        f"xref\n0 {size}\n0000000000 65535 f \n{lines}"
        f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF"
    )
    return data + tail.encode()


def write_ofd(parts: list[Part]) -> bytes:
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    drawn = "".join(
        f'<ofd:TextObject Boundary="{x} {y - 9} 300 10" Size="8">'
        f'<ofd:TextCode X="0" Y="8" DeltaX="g {max(len(text) - 1, 1)} 8">{text}'
        "</ofd:TextCode></ofd:TextObject>"
        for x, y, text in place(parts)
    )
    drawn += "".join(
        f'<ofd:PathObject Boundary="{x0} {y0} {x1 - x0} {y1 - y0}"><ofd:AbbreviatedData>'
        f"M 0 0 L {x1 - x0} {y1 - y0}</ofd:AbbreviatedData></ofd:PathObject>"
        for x0, y0, x1, y1 in rules(parts)
    )
    root = "<ofd:DocBody><ofd:DocRoot>D/Document.xml</ofd:DocRoot></ofd:DocBody>"
    pages = '<ofd:Pages><ofd:Page ID="0" BaseLoc="P/0.xml"/></ofd:Pages>'
    page = f"<ofd:Content><ofd:Layer>{drawn}</ofd:Layer></ofd:Content>"
    return pack(
        {
            "OFD.xml": f"<ofd:OFD {space}>{root}</ofd:OFD>",
            "D/Document.xml": f"<ofd:Document {space}>{pages}</ofd:Document>",
            "D/P/0.xml": f"<ofd:Page {space}>{page}</ofd:Page>",
        }
    )


def pack(members: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


WRITERS: dict[str, tuple[str, Callable[[list[Part]], bytes]]] = {
    "plain.txt": ("财政局", write_text),
    "marked.md": ("教育局", write_markdown),
    "rich.rtf": ("体育局", write_rich_text),
    "page.html": ("商务局", write_page),
    "archive.mht": ("民政局", write_archive),
    "answer.json": ("水务局", write_answer),
    "word.docx": ("交通运输局", write_word),
    "open.odt": ("农业农村局", write_open_text),
    "book.xlsx": ("林业局", write_book),
    "print.pdf": ("审计局", write_print),
    "print.ofd": ("统计局", write_ofd),
    "packed.txt.gz": ("司法局", lambda parts: gzip.compress(write_text(parts))),
    "packed.zip": ("信访局", lambda parts: pack({"inner.txt": write_text(parts)})),
}
FORMATS = ("csv", "parquet", "xlsx", "dta")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that one run over all kinds of files wrote."""
    place = tmp_path_factory.mktemp("kinds")
    (place / "in").mkdir()
    sample = Path(__file__).resolve().parents[2] / "corpora" / "sample" / "reports"
    for name, (agency, write) in WRITERS.items():
        (place / "in" / name).write_bytes(write(report(agency)))
    command = ["mine", str(place / "in"), str(sample), "--out", str(place / "out")]
    assert main([*command, "--format", *FORMATS]) == 0
    return place / "out"


@pytest.mark.parametrize("name", WRITERS)
def test_every_kind_of_file_says_the_same(results: Path, name: str) -> None:
    frames = load(results)
    reports = frames["reports"]
    sources = reports["source"].str.split("/").str[0]
    one = reports[sources == name].to_dict("records")
    assert [(r["agency"], r["year"]) for r in one] == [
        (f"临泽川市{WRITERS[name][0]}", 2021)
    ]

    def of_report(frame: str) -> pd.DataFrame:
        rows = frames[frame]
        return rows[rows["report_id"] == one[0]["report_id"]]

    items = of_report("items")
    found = items.loc[items["role"] == "problem", "text"]
    bare = ["".join(text.split()).strip("；。") for text in found]
    assert bare == PROBLEMS
    assert (items["role"] == "measure").sum() == 2
    tables = of_report("tables")
    assert tables.sort_values(["row", "column"])["value"].tolist() == CELLS
    claims = of_report("claims")
    assert 120 in claims["value"].tolist()


@pytest.mark.parametrize("name", RESULTS)
def test_every_frame_is_the_same_in_every_format(results: Path, name: str) -> None:
    stored = load_frame(name, results)
    assert list(stored.columns) == list(FRAMES[name])
    told = {
        "csv": pd.read_csv(results / f"{name}.csv", encoding="utf-8-sig"),
        "xlsx": pd.read_excel(results / "frames.xlsx", sheet_name=name),
        "dta": pd.read_stata(results / f"{name}.dta"),
    }
    assert {kind: len(frame) for kind, frame in told.items()} == dict.fromkeys(
        told, len(stored)
    )


def test_every_stage_has_something_to_show(results: Path) -> None:
    """A frame without rows would hold nothing against the versions below it."""
    rows = load(results).manifest["rows"]
    empty = {name for name, n in rows.items() if not n}
    # Nothing failed, nothing was expected, and nobody judged.
    assert empty <= {"failures", "expected", "verdicts"}
    assert (results / "report.html").stat().st_size > 100_000
