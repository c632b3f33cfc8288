"""A folder of files made to do harm: one line each, within the limits, and the others are mined."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pandas as pd
import pytest

from textmine.corpus.reading import read_corpus
from textmine.job.run import mine

ROOT = Path(__file__).resolve().parents[2]
SECONDS, MEMORY = 5.0, 2_000_000_000
"""Limits of one file in these runs."""
SPARE = 500_000_000
"""Bytes that all processes together may take beyond the limit of one file."""
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OPEN = "urn:oasis:names:tc:opendocument:xmlns"
LAUGHS = "".join(
    f'<!ENTITY e{k} "{f"&e{k - 1};" * 10 if k else "公开" * 50}">' for k in range(9)
)  # fmt: skip


def packed(members: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def word(body: str, before: str = "") -> bytes:
    """A document that Word itself would open: without its lists no reader looks further."""
    xml = f'{before}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    types = (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    relation = (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1"'
        f' Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    members = {"[Content_Types].xml": types, "_rels/.rels": relation}
    return packed(members | {"word/document.xml": xml})


def nested(inner: str, depth: int, start: str, end: str) -> str:
    return start * depth + inner + end * depth


def words(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def table(cell: str, row: str = "") -> str:
    return f"<w:tbl><w:tr>{row}<w:tc>{cell}{words('甲')}</w:tc></w:tr></w:tbl>"


def open_text(body: str, before: str = "") -> bytes:
    spaces = "".join(
        f' xmlns:{x}="{OPEN}:{x}:1.0"' for x in ("office", "text", "table")
    )
    xml = f"{before}<office:document-content{spaces}>{body}</office:document-content>"
    return packed(
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": xml}
    )


def pdf(*objects: bytes) -> bytes:
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, start = len(objects) + 1, len(data)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size + table
    return (
        data
        + head
        + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, start)
    )


def stream(content: bytes, extra: bytes = b"") -> bytes:
    return (
        b"<< /Length %d " % len(content)
        + extra
        + b" >>\nstream\n"
        + content
        + b"\nendstream"
    )


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R"
    b" /Resources << /XObject << /F 5 0 R >> >> >>"
)


def form(content: bytes, drawn: bytes) -> bytes:
    head = (
        b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F "
    )
    return stream(content, head + drawn + b" >> >>")


def forms_within_forms(depth: int = 40) -> bytes:
    """Each form draws the next twice: hours, at two kilobytes."""
    forms = [form(b"/F Do /F Do", b"%d 0 R" % (6 + k)) for k in range(depth)]
    return pdf(
        CATALOG, PAGES, PAGE, stream(b"/F Do"), *forms, form(b"0 0 1 1 re f", b"5 0 R")
    )


def pages_of_themselves() -> bytes:
    loop = b"<< /Type /Pages /Kids [2 0 R 2 0 R 3 0 R] /Count 1000000000 >>"
    return pdf(CATALOG, loop, PAGE, stream(b""), form(b"", b"5 0 R"))


def packed_page() -> bytes:
    """A page of 40 MB, below the limit of what is unpacked, that draws and draws."""
    content = zlib.compress(b"0 0 1 1 re f q Q " * 2_300_000, 9)
    drawn = stream(content, b"/Filter /FlateDecode")
    return pdf(CATALOG, PAGES, PAGE, drawn, form(b"", b"5 0 R"))


def endless_list(n: int) -> bytes:
    """An archive that lists one member again and again."""
    data = packed({"a.txt": "文"})
    start = data.index(b"PK\x01\x02")
    entry = data[start : data.index(b"PK\x05\x06")]
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, n * len(entry), start, 0)
    return data[:start] + entry * n + end


def zeros(n: int) -> bytes:
    return packed({"inner.zip": packed({"a.txt": bytes(n)})})


def layers(depth: int) -> bytes:
    data = "公开".encode()
    for _ in range(depth):
        data = gzip.compress(data, mtime=0)
    return data


HTML = "<html><body><p>政府信息公开工作年度报告</p>{}</body></html>"
FILES = {
    "self.pdf": pdf(CATALOG, PAGES, PAGE, stream(b"/F Do"), form(b"/F Do", b"5 0 R")),
    "forms.pdf": forms_within_forms(),
    "a_pdf.txt": forms_within_forms(),
    "tree.pdf": pages_of_themselves(),
    "packed.pdf": packed_page(),
    "boxes.docx": word(
        nested(words("甲"), 300, "<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>")
    ),
    "tables.docx": word(nested(words("甲"), 900, "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>")),
    "before.docx": word(table("", '<w:trPr><w:gridBefore w:val="2000000000"/></w:trPr>')),
    "span.docx": word(table('<w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr>')),
    "no_number.docx": word(table('<w:tcPr><w:gridSpan w:val="三"/></w:tcPr>')),
    "paragraphs.docx": word("<w:p/>" * 1_000_000),
    "level.docx": word('<w:p><w:pPr><w:numPr><w:ilvl w:val="²"/><w:numId w:val="x"/></w:numPr></w:pPr></w:p>'),
    "laughs.docx": word(words("&e8;"), f"<!DOCTYPE d [{LAUGHS}]>"),
    "file.docx": word(words("&x;"), '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'),
    "large.docx": word(words("0" * 40_000_000)),
    "deep.html": HTML.format("<div>" * 200_000).encode(),
    "spans.html": HTML.format(
        "<table>" + "<tr><td rowspan=65534 colspan=1000>1</td></tr>" * 400 + "</table>"
    ).encode(),
    "marks.html": HTML.format("<" * 3_000_000).encode(),
    "names.html": HTML.format("<p " + " ".join(f"a{k}=1" for k in range(200_000)) + ">").encode(),
    "charset.html": HTML.format("<meta charset='undefined'>").encode(),
    "repeats.txt": ("五、存在的主要问题及改进情况\n" + "一是，" * 700_000).encode(),
    "number.txt": ("2021年政府信息公开年度报告\n主动公开" + "9" * 2_000_000 + "件").encode(),
    "zeros.txt": "公开\x00".encode() * 500_000,
    "another_mark.txt": b"\xff\xfe" + "政府信息公开年度报告".encode() * 999,
    "halves.json": b'{"data": {"content": "\\ud800\\udfff\\ud800' + b"\\u516c\\u5f00" * 9_000 + b'"}}',
    "deep.json": b'{"data": ' + b"[" * 200_000,
    "number.json": b'{"data": {"content": ' + b"9" * 100_000 + b"}}",
    "bomb.zip": zeros(300_000_000),
    "list.zip": endless_list(300_000),
    "names.zip": packed(
        {
            f"{name}.txt": "政府信息公开工作年度报告"
            for name in ("e" * 60_000, "a\nb", "c\x01d", "=1+1", "\u202etxt.exe", "f" * 300 + "/g")
        }
    ),
    "streams.txt.gz": gzip.compress(b"", mtime=0) * 200_000,
    "away.zip": packed({"../../away.txt": "公开", "/etc/away.txt": "公开", "C:\\away.txt": "公开"}),
    "layers.txt.gz": layers(40),
    "zeros.txt.gz": gzip.compress(bytes(200_000_000), 9, mtime=0),
    "rows.odt": open_text(
        '<office:body><office:text><table:table><table:table-row table:number-rows-repeated="999999999">'
        '<table:table-cell table:number-columns-repeated="999999999"><text:p>甲</text:p>'
        "</table:table-cell></table:table-row></table:table></office:text></office:body>"
    ),
    "laughs.odt": open_text("<text:p>&e8;</text:p>", f"<!DOCTYPE d [{LAUGHS}]>"),
    "deep.odt": open_text(nested("甲", 50_000, "<text:span>", "</text:span>")),
    "pages.ofd": packed({"OFD.xml": "<OFD><DocRoot>OFD.xml</DocRoot></OFD>" * 2}),
    "parts.mht": b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
    + b"--b\nContent-Type: multipart/mixed; boundary=b\n\n" * 5_000,
}  # fmt: skip
ENDLESS = {"forms.pdf", "a_pdf.txt"}
"""What no reader comes to the end of."""


def write_corpus(folder: Path, n_good: int = 3) -> None:
    """Good reports as text files, and beside them files and entries made to do harm."""
    folder.mkdir()
    for file in sorted((ROOT / "corpora" / "sample" / "reports").glob("*_2021.txt"))[
        :n_good
    ]:
        shutil.copy(file, folder)
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    for name in ("sparse.txt", "sparse.zip"):
        with (folder / name).open("wb") as file:
            file.write(b"PK\x03\x04" if name.endswith("zip") else b"")
            file.truncate(1 << 40)


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells the memory of processes"
)
def test_a_folder_of_files_made_to_do_harm_is_mined_within_the_limits(tmp_path):
    psutil = pytest.importorskip("psutil")
    from benchmarks.job_growth import Watched

    write_corpus(tmp_path / "in")
    command = [
        sys.executable,
        "-m",
        "textmine",
        "mine",
        str(tmp_path / "in"),
        "--themes",
        "2",
    ]
    command += ["--out", str(tmp_path / "out"), "--format", "csv"]
    command += ["--file-seconds", str(SECONDS), "--file-memory", str(MEMORY)]
    job = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    watched = Watched(psutil.Process(job.pid))
    out, err = (told.decode() for told in job.communicate())
    assert watched.stop() * 1e6 < MEMORY + SPARE
    assert job.returncode == 1, err
    assert "Traceback" not in out + err
    manifest = json.loads(
        (tmp_path / "out" / "manifest.json").read_text(encoding="utf-8")
    )
    assert manifest["file_limits"] == {
        "seconds": SECONDS, "memory": MEMORY, "max_bytes": 50_000_000
    }  # fmt: skip
    failures = pd.read_csv(tmp_path / "out" / "failures.csv", encoding="utf-8-sig")
    assert failures["reason"].str.contains("please report").sum() == 0
    # On a fast machine they reach the limit of memory before the clock strikes.
    bounded = failures["reason"].str.contains("took more than 5 s|ended the process")
    assert set(failures.loc[bounded, "source"]) >= ENDLESS
    told = [
        *manifest["inputs"],
        *failures["source"],
        *(p["source"] for p in manifest["passed_over"]),
    ]
    firsts = {source.split("/")[0] for source in told}
    entries = {file.name for file in (tmp_path / "in").iterdir()}
    assert entries - firsts == set()
    good = {file.name for file in (tmp_path / "in").glob("*_2021.txt")}
    assert good and good <= set(manifest["inputs"])
    # Nothing was written outside, and nothing of this machine was read in.
    assert not list(tmp_path.rglob("away.txt"))


def make_pipe(file: Path) -> None:
    os.mkfifo(file)


def make_endless(file: Path) -> None:
    file.symlink_to("/dev/zero")


def make_deep(file: Path) -> None:
    file.write_text('{"textmine": ' + "[" * 200_000, encoding="utf-8")


def make_large(file: Path) -> None:
    with file.open("wb") as stream:
        stream.truncate(1 << 40)


@pytest.mark.skipif(os.name == "nt", reason="pipes, devices and links of POSIX")
@pytest.mark.parametrize("make", [make_pipe, make_endless, make_deep, make_large])
@pytest.mark.parametrize(
    "name", ["manifest.json", "manifest.csv", "crosswalk.csv", "truth.jsonl"]
)
def test_what_lies_beside_reports_can_do_no_harm_either(tmp_path, make, name):
    folder = tmp_path / "in"
    folder.mkdir()
    shutil.copy(ROOT / "corpora" / "sample" / "reports" / "anshuo_jyj_2021.txt", folder)
    make(folder / name)
    assert len(read_corpus(folder)) == 1


@pytest.mark.skipif(os.name == "nt", reason="pipes, devices and links of POSIX")
def test_paths_named_by_the_user_are_held_to_the_same(tmp_path):
    good = ROOT / "corpora" / "sample" / "reports" / "anshuo_jyj_2021.txt"
    bad = []
    for make in (make_pipe, make_endless, make_large):
        for suffix in (".txt", ".html", ".zip", ".unknown", ""):
            bad.append(tmp_path / f"{make.__name__}{suffix}")
            make(bad[-1])
    mined = mine([good, *bad], tmp_path / "out", n_themes=2, formats=["csv"])
    assert len(mined["reports"]) == 1
    # Links to one device are one file, named by the first of them.
    first = {os.path.realpath(file): file.name for file in reversed(bad)}
    assert sorted(mined["failures"]["source"]) == sorted(first.values())
