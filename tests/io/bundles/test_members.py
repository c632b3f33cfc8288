from __future__ import annotations

import io
import struct
import zipfile

import pytest

from textmine.errors import ReadError, TextmineError
from textmine.io.bundles.archives import look_into
from textmine.io.bundles.members import open_archive, take
from textmine.io.readers import load_document, read_document

TEXT = "一、总体情况\n全年公开信息36条，没有收到申请。\n" * 3


def pack(name="年报.txt"):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, TEXT)
    return buffer.getvalue()


def overwrite(data, mark, at, value):
    """A field of the first record with this mark, as two or four bytes."""
    start = data.index(mark) + at
    return data[:start] + value + data[start + len(value) :]


LIST, HEAD, END = b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"
DAMAGES = {
    "a version that nobody knows": overwrite(pack(), LIST, 6, struct.pack("<H", 990)),
    "a method that nobody knows": overwrite(pack(), LIST, 10, struct.pack("<H", 77)),
    "a place before the file": overwrite(
        pack(), LIST, 42, struct.pack("<I", 0xFFFFFFF0)
    ),
    "a list before the file": overwrite(pack(), END, 16, struct.pack("<I", 0xFFFFFFF0)),
    "a name in no encoding": overwrite(pack(), HEAD, 30, b"\xff\xfe\xff\xfe"),
    "another name": overwrite(pack(), HEAD, 30, b"abcd"),
    "a size beyond the file": overwrite(pack(), LIST, 20, struct.pack("<I", 10**9)),
}


@pytest.mark.parametrize("data", DAMAGES.values(), ids=list(DAMAGES))
def test_whatever_zipfile_raises_is_one_line(tmp_path, data):
    file = tmp_path / "a.zip"
    file.write_bytes(data)
    for name in [*look_into(file).members, "年报.txt"]:
        try:
            assert read_document(file / name).text == TEXT
        except TextmineError as error:
            assert "\n" not in str(error)
    with pytest.raises(ReadError):
        read_document(file)


def test_a_member_without_a_name_is_no_file(tmp_path):
    data = pack("ab").replace(b"ab", b"//")
    file = tmp_path / "a.zip"
    file.write_bytes(data)
    assert look_into(file).members == ()
    nameless = pack("a")
    nameless = overwrite(nameless, LIST, 28, struct.pack("<H", 0))
    file.write_bytes(nameless)
    assert look_into(file).members == ()


@pytest.mark.parametrize("suffix", [".docx", ".odt", ".ofd", ".xlsx"])
@pytest.mark.parametrize("data", DAMAGES.values(), ids=list(DAMAGES))
def test_formats_that_are_archives_say_it_too(tmp_path, suffix, data):
    with pytest.raises(TextmineError) as caught:
        load_document(data, tmp_path / f"a{suffix}")
    assert f"a{suffix}" in str(caught.value)


def test_a_member_is_taken_as_far_as_the_limit_goes():
    archive = open_archive(pack(), "damaged")
    assert len(take(archive, "年报.txt", 10, "damaged")) == 11
    assert take(archive, "年报.txt", 10_000, "damaged").decode() == TEXT
    with pytest.raises(ReadError, match="^no such$"):
        take(archive, "b.txt", 10, "no such")
    with pytest.raises(ReadError, match="^damaged$"):
        open_archive(b"PK\x03\x04", "damaged")
