import gzip
import time

import pytest

from textmine.errors import ReadError
from textmine.io.bundles.gzipped import inflate


def test_all_streams_of_a_gzip_file_are_read():
    parts = ["公开".encode(), b"", "信息".encode()]
    packed = b"".join(map(gzip.compress, parts))
    assert inflate(packed + b"\0\0", "a.gz", 100).decode() == "公开信息"
    assert inflate(gzip.compress(b""), "a.gz", 100) == b""
    with pytest.raises(ReadError, match="breaks off"):
        inflate(packed[:-4], "a.gz", 100)
    with pytest.raises(ReadError, match="more than 11 bytes"):
        inflate(packed, "a.gz", 11)


def test_many_streams_of_a_gzip_file_take_time_in_proportion(tmp_path):
    """Each costs what it holds, not what lies behind it: 200,000 once took minutes."""

    def seconds(n):
        data = gzip.compress(b"", mtime=0) * n + gzip.compress(b"ab", mtime=0)
        begun = time.process_time()
        assert inflate(data, "a.gz", 10) == b"ab"
        return time.process_time() - begun

    few, many = (min(seconds(n) for _ in range(3)) for n in (20_000, 160_000))
    assert many < 16 * few


def test_what_lies_behind_a_gzip_file_is_left_out():
    assert inflate(gzip.compress(b"ab") + b"\0\0and more", "a.gz", 10) == b"ab"
