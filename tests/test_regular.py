"""Only regular files are read, and never without a limit."""

import os
from pathlib import Path

import pytest

from textmine.errors import ReadError
from textmine.regular import is_regular, is_there, read_head, read_regular


def make_pipe(folder):
    path = folder / "pipe.txt"
    os.mkfifo(path)
    return path


def make_device(folder):
    path = folder / "endless.txt"
    path.symlink_to("/dev/zero")
    return path


def make_folder(folder):
    path = folder / "folder.txt"
    path.mkdir()
    return path


def test_a_regular_file_is_read_up_to_its_limit(tmp_path):
    file = tmp_path / "a.txt"
    file.write_bytes(b"abcd")
    assert is_regular(file)
    assert read_regular(file, 4) == b"abcd"
    assert read_head(file, 3) == b"abc" and read_head(file, 9) == b"abcd"
    with pytest.raises(
        ReadError, match=r"a\.txt: 4 bytes; the limit is 3 \(max_bytes\)"
    ):
        read_regular(file, 3)


def test_a_link_is_what_it_leads_to(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"ab")
    link = tmp_path / "link.txt"
    link.symlink_to(tmp_path / "a.txt")
    assert is_regular(link) and read_regular(link, 9) == b"ab"


@pytest.mark.skipif(os.name == "nt", reason="pipes, devices and links of POSIX")
@pytest.mark.parametrize("make", [make_pipe, make_device, make_folder])
def test_what_gives_no_end_or_never_answers_is_not_opened(tmp_path, make):
    path = make(tmp_path)
    assert not is_regular(path)
    assert read_head(path, 10) == b""
    with pytest.raises(ReadError, match=f"{path.name}: no regular file"):
        read_regular(path, 10)


def test_a_file_larger_than_it_says_is_refused_too():
    status = "/proc/self/status"
    if not Path(status).exists():
        pytest.skip("this system has no files that state no size")
    assert Path(status).stat().st_size == 0
    with pytest.raises(ReadError, match="the limit is 5"):
        read_regular(Path(status), 5)


def test_what_is_not_there_is_no_regular_file(tmp_path):
    assert not is_regular(tmp_path / "none")
    assert not is_regular(tmp_path / ("n" * 5000))
    assert read_head(tmp_path / "none", 3) == b""
    with pytest.raises(OSError, match="none"):
        read_regular(tmp_path / "none", 3)


def test_a_name_that_no_file_can_have_is_not_there(tmp_path):
    assert is_there(tmp_path)
    for name in ("missing", "e" * 60_000, f"{'e' * 300}/x", "a\0b"):
        assert not is_there(tmp_path / name)
