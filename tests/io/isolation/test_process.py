"""What a hostile file does to a parser ends with the process that reads it."""

import io
import os
import signal
import struct
import subprocess
import sys
import threading
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.processes import is_running
from textmine.corpus.reading import read_corpus
from textmine.errors import FrameError, ReadError
from textmine.io.bundles.archives import Packed
from textmine.io.isolation.process import (
    FileLimits,
    Worker,
    is_plain,
    look_isolated,
    read_isolated,
)
from textmine.io.readers import read_document

REPORT = """临泽川市档案局2021年政府信息公开工作年度报告
一、总体情况
2021年，我局主动公开政府信息36条，收到政府信息公开申请2件。
五、存在的主要问题及改进情况
一是目录更新不及时；二是解读形式单一。下一步，一是按月核对目录；二是制作图解。
"""
QUICK = FileLimits(seconds=4.0)
SMALL = FileLimits(seconds=30.0, memory=2 << 30)


def pdf(*objects):
    """A PDF of the objects given, numbered from 1, with a table of where they stand."""
    data = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return (
        data
        + b"xref\n0 %d\n0000000000 65535 f \n" % size
        + table
        + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (size, len(data))
    )


def stream(content, extra=b""):
    head = b"<< /Length %d " % len(content) + extra + b" >>"
    return head + b"\nstream\n" + content + b"\nendstream"


def form(content, resources):
    kind = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << "
    return stream(content, kind + resources + b" >> >>")


def write_forms_within_forms(path, depth=40):
    """Each form draws the next twice: the page asks for 2 to the power of ``depth`` drawings."""
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R"
        b" /Resources << /XObject << /F 5 0 R >> >> >>"
    )
    forms = [form(b"/F Do /F Do", b"/F %d 0 R" % (6 + k)) for k in range(depth)]
    path.write_bytes(
        pdf(
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            page,
            stream(b"/F Do"),
            *forms,
            form(b"0 0 1 1 re f", b""),
        )
    )
    return path


def test_a_page_is_read_as_in_this_process(tmp_path):
    page = tmp_path / "a.html"
    body = "".join(f"<p>{line}</p>" for line in REPORT.splitlines())
    page.write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
    assert read_isolated(page) == read_document(page)


def test_an_error_keeps_its_words(tmp_path):
    broken = tmp_path / "broken.docx"
    broken.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(ReadError) as here:
        read_document(broken)
    with pytest.raises(ReadError) as there:
        read_isolated(broken)
    assert str(there.value) == str(here.value)


@pytest.mark.parametrize("name", ["loop.pdf", "loop.txt", "loop.md"])
def test_time_without_end_is_ended_whatever_the_file_is_called(tmp_path, name):
    file = write_forms_within_forms(tmp_path / name)
    begin = time.monotonic()
    with pytest.raises(ReadError, match=name):
        read_isolated(file, limits=QUICK)
    # The clock of the worker, and starting one: far from the hours that the file asks for.
    assert time.monotonic() - begin < 30


def test_the_next_file_is_read_after_a_death(tmp_path):
    file = write_forms_within_forms(tmp_path / "loop.pdf")
    with pytest.raises(ReadError):
        read_isolated(file, limits=QUICK)
    good = tmp_path / "good.html"
    good.write_text(f"<html><body><p>{REPORT}</p></body></html>", encoding="utf-8")
    # With the usual clock: a busy machine may take seconds to start the next process.
    assert "总体情况" in read_isolated(good).text


def write_endless_list(path, n=200_000):
    """An archive that lists one member so many times: the list alone takes minutes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "文")
    data = buffer.getvalue()
    start = data.index(b"PK\x01\x02")
    entry = data[start : data.index(b"PK\x05\x06")]
    # The last record counts entries in two bytes; readers go by the length of the list.
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, n * len(entry), start, 0)
    path.write_bytes(data[:start] + entry * n + end)
    return path


def test_archives_are_listed_under_the_same_limits(tmp_path):
    file = write_endless_list(tmp_path / "many.zip")
    with pytest.raises(ReadError, match=r"many\.zip: took more than 0\.01 s"):
        look_isolated(file, limits=FileLimits(seconds=0.01))
    with pytest.raises(ReadError, match=r"^many\.zip: an archive of more than 20,000"):
        look_isolated(file)
    good = tmp_path / "good.zip"
    with zipfile.ZipFile(good, "w") as archive:
        archive.writestr("b/报告.txt", "文")
    assert look_isolated(good) == Packed("zip", ("b/报告.txt",))


@pytest.mark.parametrize(
    ("name", "content", "plain"),
    [
        ("a.txt", "一、总体情况".encode(), True),
        ("a.TXT", "一、总体情况".encode("gbk"), True),
        ("a.md", b'{"data": 1}', False),
        ("a.txt", b"", True),
        ("a.docx", b"PK", False),
        ("a.txt", b"PK\x03\x04", False),
        ("a.txt", b"junk\n%PDF-1.4", False),
        ("a.txt", b"<html><body>", False),
        ("a.txt", b'{"data": [', False),
        ("a.txt", b"&lt;p&gt;", False),
        ("a.txt", b"\x1f\x8b\x08", False),
        ("a.txt", b"\xd0\xcf\x11\xe0", False),
        ("a.txt", b"\x89PNG", False),
        ("a.txt", b"MIME-Version: 1.0\n" + b" " * 9000 + b"multipart/related", False),
    ],
)
def test_only_what_is_text_is_read_in_this_process(tmp_path, name, content, plain):
    (tmp_path / name).write_bytes(content)
    assert is_plain(tmp_path / name) is plain


def test_a_file_that_is_not_there_is_not_read_here(tmp_path):
    assert not is_plain(tmp_path / "none.txt") and not is_plain(tmp_path)


def write_form_in_itself(path):
    """A form that draws itself: without a limit, pdfium takes all memory that there is."""
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R"
        b" /Resources << /XObject << /F 5 0 R >> >> >>"
    )
    path.write_bytes(
        pdf(
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            page,
            stream(b"/F Do"),
            form(b"/F Do", b"/F 5 0 R"),
        )
    )
    return path


def test_a_form_that_draws_itself_is_one_line(tmp_path):
    pytest.importorskip("resource", reason="this system sets no limits of memory")
    file = write_form_in_itself(tmp_path / "self.pdf")
    assert file.stat().st_size < 2000
    with pytest.raises(ReadError, match="self.pdf"):
        read_isolated(file, limits=SMALL)


def test_memory_has_a_limit():
    pytest.importorskip("resource", reason="this system sets no limits of memory")
    code = (
        "from textmine.io.isolation.worker import limit_memory, _answer\n"
        "import textmine.io.isolation.worker as worker\n"
        "limit_memory(2 << 30)\n"
        "worker.read_document = lambda path, max_bytes: bytearray(4 << 30)\n"
        "print(_answer({'path': 'a', 'max_bytes': 1})['error'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "MemoryError"


def test_one_hostile_file_does_not_stop_a_folder(tmp_path):
    for name in ("a.txt", "c.txt"):
        (tmp_path / name).write_text(
            REPORT.replace("36", str(len(name) + ord(name[0]))), "utf-8"
        )
    (tmp_path / "b.docx").write_bytes(b"PK\x03\x04 and no more")
    corpus = read_corpus(tmp_path)
    assert [report.report_id for report in corpus] == ["a", "c"]
    assert len(corpus.failures) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"seconds": 0}, "seconds is 0"),
        ({"seconds": float("inf")}, "seconds is inf"),
        ({"seconds": "soon"}, "seconds is 'soon'"),
        ({"memory": 1_000_000}, "memory is 1000000"),
        ({"memory": 3.5e9 + 0.5}, "memory is"),
        ({"max_bytes": 0}, "max_bytes is 0"),
    ],
)
def test_limits_that_cannot_be_are_refused(wrong, said):
    with pytest.raises(FrameError, match=said):
        FileLimits(**wrong)


@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_a_file_above_the_callers_limit_is_refused(tmp_path, name):
    file = tmp_path / name
    file.write_text(REPORT, encoding="utf-8")
    with pytest.raises(ReadError, match=r"the limit is 100 \(max_bytes\)"):
        read_isolated(file, limits=FileLimits(max_bytes=100))


POSIX = pytest.mark.skipif(os.name == "nt", reason="programs and signals of POSIX")


@POSIX
def test_a_program_that_hangs_ends_with_the_process_that_asked_for_it(
    tmp_path, monkeypatch
):
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    child = tmp_path / "child"
    program.write_text(
        f"#!/bin/sh\nsleep 300 &\necho $! > '{child}'\nwait\n", encoding="utf-8"
    )
    program.chmod(0o755)
    left = tmp_path / "left"
    left.mkdir()
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)
    monkeypatch.setenv("TMPDIR", str(left))
    old = tmp_path / "a.doc"
    old.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    with pytest.raises(ReadError, match=r"a\.doc: took more than 15 s"):
        # Long enough for a busy machine to start both programs.
        read_isolated(old, limits=FileLimits(seconds=15))
    assert not is_running(int(child.read_text(encoding="utf-8")))
    assert list(left.iterdir()) == []


@POSIX
def test_a_loop_ends_though_nobody_is_left_to_end_it():
    code = "import textmine.io.isolation.worker as worker\nworker.limit_time(0.5)\nwhile True: pass"
    done = subprocess.run([sys.executable, "-c", code], timeout=300, check=False)
    assert done.returncode == -signal.SIGXCPU


def test_a_path_is_told_from_where_the_caller_is_now(tmp_path, monkeypatch):
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.html").write_text(
            f"<p>{name}</p>", encoding="utf-8"
        )
        monkeypatch.chdir(tmp_path / name)
        assert name in read_isolated(f"{name}.html").text


def write_page(folder, name):
    page = folder / f"{name}.html"
    page.write_text(f"<p>{name}</p>", encoding="utf-8")
    return page


def test_a_late_answer_is_not_taken_for_that_of_the_next_file(tmp_path, monkeypatch):
    """Whoever stops a reading in a notebook and goes on gets each file's own text."""

    def stop(queue, timeout):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("queue.Queue.get", stop)
        with pytest.raises(KeyboardInterrupt):
            read_isolated(write_page(tmp_path, "stopped"))
    for name in ("next", "last"):
        assert name in read_isolated(write_page(tmp_path, name)).text


def test_a_file_that_takes_too_long_takes_no_others_with_it(tmp_path, monkeypatch):
    """Threads share the process that reads; its end over one file is not theirs."""
    exchange, asked = Worker._exchange, threading.Event()

    def exchange_slowly(worker, request):
        if "slow" not in request:
            return exchange(worker, request)
        asked.set()
        time.sleep(0.5)
        raise TimeoutError

    monkeypatch.setattr(Worker, "_exchange", exchange_slowly)
    names = ["one", "two", "three"]
    with ThreadPoolExecutor(4) as threads:
        slow = threads.submit(read_isolated, write_page(tmp_path, "slow"))
        asked.wait()
        pages = [write_page(tmp_path, name) for name in names]
        texts = [document.text for document in threads.map(read_isolated, pages)]
        assert [text.strip() for text in texts] == names
        with pytest.raises(ReadError, match="took more than"):
            slow.result()
