"""Good reports among bad entries of every kind: each is accounted for, and the others go on."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import tarfile
import zipfile
from pathlib import Path

import pytest

from textmine.cli import main
from textmine.job.run import mine
from textmine.simulation.corpus import simulate

ROOT = Path(__file__).resolve().parents[2]
N_GOOD = 200
"""Good reports of the whole check."""


def packed(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return buffer.getvalue()


def nested(depth):
    data = packed(a_dot_txt="文")
    for _ in range(depth):
        data = packed(inner_dot_zip=data)
    return data


def tarred():
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.txt"))
    return gzip.compress(buffer.getvalue(), mtime=0)


OLE = b"\xd0\xcf\x11\xe0"
PROSE = "二十二条之三。山中有雾，行人稀少，溪水向东，村口的老树又落了一地的叶子。" * 30
FILES = {
    "empty.txt": b"",
    "blank.txt": b" \n\t\n",
    "ideographic_blank.txt": "\u3000\n".encode(),
    "zeros.txt": bytes(500),
    "noise.txt": bytes(range(256)) * 8,
    "picture.txt": b"\x89PNG\r\n\x1a\n" + bytes(60),
    "picture.jpg": b"\xff\xd8\xff\xe0" + bytes(60),
    "picture.gif": b"GIF89a" + bytes(60),
    "mojibake.txt": (PROSE.encode().decode("gb18030", "ignore")).encode(),
    "lost.txt": ("公开\ufffd\ufffd\ufffd" * 60).encode(),
    "genre.txt": PROSE.encode(),
    "words.txt": "只有一句话。".encode(),
    "broken.docx": b"PK\x03\x04" + b"0" * 80,
    "no_document.docx": packed(a_dot_xml="<x/>"),
    "locked.docx": OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
    "bomb.docx": packed(word__document_dot_xml="0" * 60_000_000),
    "broken.pdf": b"%PDF-1.7 broken",
    "cut.pdf": b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj",
    "error.html": b"<html><head><title>404 Not Found</title></head><body>nginx</body></html>",
    "scripts.html": b"<html><body><script>go()</script></body></html>",
    "link.html": "<html><body><a href='/P1.pdf'>年报附件下载</a></body></html>".encode(),
    "frames.html": b"<html><frameset><frame src='a.html'></frameset></html>",
    "no_page.mht": b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=B\n\n--B\n--B--\n",
    "no_text.json": b'{"code": 0, "data": {"id": 3}}',
    "list.json": json.dumps(
        [{"title": f"某局{k}年信息公开年度报告", "content": PROSE} for k in (1, 2)]
    ).encode(),
    "broken.zip": b"PK\x03\x04" + bytes(40),
    "programs.zip": packed(a_dot_exe=b"MZ", b_dot_dll=b"MZ"),
    "deep.zip": nested(6),
    "packed.rar": b"Rar!\x1a\x07" + bytes(60),
    "packed.7z": b"7z\xbc\xaf\x27\x1c" + bytes(60),
    "broken.txt.gz": b"\x1f\x8b\x08" + bytes(20),
    "folder.tar.gz": tarred(),
    "broken.ofd": packed(OFD_dot_xml="<ofd>"),
    "broken.odt": packed(mimetype="x", content_dot_xml="<text:p>"),
    "broken.xlsx": packed(xl__workbook_dot_xml="<x/>"),
    "program.exe": b"MZ" + bytes(60),
    ".hidden.txt": "藏起来的。".encode(),
    "Thumbs.db": OLE + bytes(60),
    "~$lock.docx": b"\x05user",
}


def add_links(folder: Path) -> list[str]:
    """Entries that are no regular files, where the system has them."""
    if os.name == "nt":
        return []
    (folder / "nowhere.txt").symlink_to(folder / "no such file")
    (folder / "itself.txt").symlink_to(folder / "itself.txt")
    (folder / "endless.txt").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe.txt")
    return ["nowhere.txt", "itself.txt", "endless.txt", "pipe.txt"]


def add_bad(folder: Path) -> list[str]:
    """Two entries of each kind, in two folders."""
    added = []
    for name in ("甲", "乙"):
        below = folder / name
        below.mkdir()
        for file, data in FILES.items():
            (below / file).write_bytes(data)
        added += [f"{name}/{file}" for file in [*FILES, *add_links(below)]]
    return added


def test_two_hundred_good_reports_and_eighty_bad_entries_of_forty_kinds(
    tmp_path, capsys
):
    simulate(N_GOOD, seed=4, out=tmp_path / "in")
    shutil.rmtree(tmp_path / "in" / "gold", ignore_errors=True)
    bad = add_bad(tmp_path / "in" / "reports")
    assert len(bad) >= 78
    code = main(
        [
            "mine",
            str(tmp_path / "in"),
            "--out",
            str(tmp_path / "out"),
            "--format",
            "csv",
        ]
    )
    told = capsys.readouterr()
    assert code == 1
    assert "Traceback" not in told.out + told.err
    manifest = json.loads(
        (tmp_path / "out" / "manifest.json").read_text(encoding="utf-8")
    )
    entries = manifest["entries"]
    parts = entries["reports"] + entries["failures"] + entries["passed_over"]
    assert entries["entries"] == parts
    # Nothing good is lost, and every bad entry is named where its fate stands.
    assert entries["reports"] == N_GOOD
    failures = (tmp_path / "out" / "failures.csv").read_text(encoding="utf-8-sig")
    named = failures + json.dumps(manifest["passed_over"], ensure_ascii=False)
    missing = [entry for entry in bad if entry not in named]
    assert missing == []
    for line in failures.splitlines()[1:]:
        assert "please report" not in line, line


def frames_of(folder: Path) -> dict[str, str]:
    """Digest of every frame."""
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.iterdir())
        if file.suffix in (".csv", ".parquet")
    }


@pytest.mark.skipif(os.name == "nt", reason="spellings of POSIX paths")
def test_the_same_bytes_from_four_working_directories_and_spellings(
    tmp_path, monkeypatch
):
    corpus = tmp_path / "语料" / "in"
    corpus.mkdir(parents=True)
    sample = sorted((ROOT / "corpora" / "sample" / "reports").glob("*_2021.txt"))[:4]
    for file in sample:
        shutil.copy(file, corpus)
    shutil.copy(sample[0], corpus / f"{sample[0].stem}.md")
    link = tmp_path / "link"
    link.symlink_to(corpus.parent)
    spelt = [
        (Path("/"), str(corpus)),
        (tmp_path, "语料/in"),
        (corpus, "."),
        (corpus, "../../语料/./in/"),
    ]
    digests = []
    for k, (here, path) in enumerate(spelt):
        monkeypatch.chdir(here)
        mine(path, tmp_path / f"out{k}", n_themes=2)
        digests.append(frames_of(tmp_path / f"out{k}"))
    assert len(digests[0]) > 30
    assert digests[0] == digests[1] == digests[2] == digests[3]
