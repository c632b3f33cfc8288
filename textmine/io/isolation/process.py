"""Foreign files are read in a process of their own, with a clock and a limit of memory.

A PDF of a kilobyte can take all memory of a machine, a nested text box all its time, and a crash
in native code ends the process that it happens in. Here that process is a worker: its death is
one line about one file, and the next file gets a new one.
"""

from __future__ import annotations

import atexit
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from textmine.errors import OptionalPartError, ReadError, TextmineError
from textmine.intake.values import take_number, take_whole
from textmine.io.bundles.archives import Packed
from textmine.io.document import MAX_BYTES, Document
from textmine.io.kinds import tell_kind
from textmine.places import PageBox
from textmine.regular import is_regular, read_head

SECONDS = 60.0
"""Time for one file. The slowest of 200 ordinary reports, a PDF of 90 pages, takes 3 s."""
MEMORY = 3 << 30
"""Bytes of address space of the worker. Libraries map about 1.5 GB that they never touch; what is
left is ten times what the largest ordinary file (a PDF of 90 pages) needs."""
# Below these no ordinary file is read: the process that reads takes some 0.3 s to start on a quiet
# machine, and does not start in 1.5 GB.
_LEAST_SECONDS, _LEAST_MEMORY = 0.001, 2_000_000_000
_MOST_SECONDS = 86_400.0  # a day; beyond some hundreds of years no system waits
# Seconds in which the process ends by itself when it is asked; in native code it does not hear.
_GRACE = 1.0
_ERRORS: dict[str, type[TextmineError]] = {
    "ReadError": ReadError,
    "OptionalPartError": OptionalPartError,
}
"""What readers raise on purpose."""
PLAIN = (".txt", ".md")
"""Suffixes of what only this library's own code reads, in time in proportion to the length; where
the content is of another kind, that counts."""
# A page whose marks are escaped: foreign code lays it out.
_ESCAPED = b"&lt;"
# Bytes at the head of a file that tell its kind: marks of mail are looked for in so many.
_HEAD = 16_384


@dataclass(frozen=True, slots=True)
class FileLimits:
    """What one file may cost.

    Parameters
    ----------
    seconds : float
        Wall time.
    memory : int
        Bytes of address space of the process that reads, at least 2 GB, most of which libraries map
        and never touch; without effect on Windows, and on macOS where the system does not keep to
        it.
    max_bytes : int
        Bytes of the file, and of what it unpacks to.

    Raises
    ------
    FrameError
        If one of them is no such number.

    Examples
    --------
    >>> FileLimits(seconds=5)
    FileLimits(seconds=5, memory=3221225472, max_bytes=50000000)
    """

    seconds: float = SECONDS
    memory: int = MEMORY
    max_bytes: int = MAX_BYTES

    def __post_init__(self) -> None:
        what = type(self).__name__
        take_number(
            self.seconds, "seconds", what=what, least=_LEAST_SECONDS, most=_MOST_SECONDS
        )
        take_whole(
            self.memory, "memory", what=what, least=_LEAST_MEMORY, most=sys.maxsize
        )
        take_whole(self.max_bytes, "max_bytes", what=what, least=1, most=sys.maxsize)


class EndedWorkerError(Exception):
    """A worker is asked that has ended: stopped together with what it did before."""


class Worker:
    """A process that reads one file after the other.

    Parameters
    ----------
    limits : FileLimits
        What one file may cost.
    """

    def __init__(self, limits: FileLimits) -> None:
        self.limits = limits
        here = Path(__file__).resolve().parents[3]
        known = [str(here), os.environ.get("PYTHONPATH", "")]
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "textmine.io.isolation.worker"),
                *(str(limits.memory), str(limits.seconds)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, known))},
        )
        self._busy = threading.Lock()
        # A thread waits for the answers, for a pipe of Windows cannot be waited for with a clock.
        self._answers: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Have a file read, or pictures cut out of it; one request at a time.

        Parameters
        ----------
        request : dict
            As :func:`textmine.io.isolation.worker.serve` takes it.

        Returns
        -------
        dict
            The worker's answer.

        Raises
        ------
        EndedWorkerError
            If it had ended before it was asked; another one will do.
        TimeoutError
            If it takes too long; the worker is ended.
        ChildProcessError
            If the worker dies.
        """
        with suppress(OSError):
            # Whoever asks may have gone to another folder since the worker was started.
            request = {**request, "folder": str(Path.cwd())}
        with self._busy:
            if self.has_ended:
                raise EndedWorkerError
            try:
                line = self._exchange(json.dumps(request) + "\n")
            except BaseException:
                # Out of time, or stopped by the user: a late answer must not be taken for that of
                # the next file.
                self.close()
                raise
            if not line:
                self.close()
                raise ChildProcessError(self._process.returncode)
        answer: dict[str, Any] = json.loads(line)
        return answer

    @property
    def has_ended(self) -> bool:
        """Whether there is no process any more."""
        return self._process.poll() is not None

    def _exchange(self, request: str) -> str:
        """Send a request and wait for its answer; an empty one where the process is gone."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(request)
            self._process.stdin.flush()
        except OSError:
            return ""
        try:
            return self._answers.get(timeout=self.limits.seconds)
        except queue.Empty:
            raise TimeoutError from None

    def retire(self) -> None:
        """End the process when it has answered whoever waits for it."""
        with self._busy:
            self.close()

    def close(self) -> None:
        """End the process; one that does not hear is killed."""
        with suppress(OSError):
            self._process.terminate()
        try:
            # First it ends the programs that it has started.
            self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()

    def _listen(self) -> None:
        """Put the answers into the queue; an empty one says that the process has ended."""
        assert self._process.stdout is not None
        with suppress(ValueError, OSError):
            for line in self._process.stdout:
                self._answers.put(line)
        self._answers.put("")


def read_isolated(path: str | Path, *, limits: FileLimits | None = None) -> Document:
    """Read one report file as raw text, as ``read_document`` does, but in another process.

    Text and Markdown files are read in this process: no foreign code takes part. Whether a file is
    one of these its content says; its name may lie.

    Parameters
    ----------
    path : str or Path
        The file.
    limits : FileLimits, optional
        What the file may cost: 60 seconds, 3 GB of address space and 50 MB of content by default.

    Returns
    -------
    Document
        Raw text, where it is from, and what the file says of itself.

    Raises
    ------
    ReadError
        As ``read_document``; and where the file takes too long, needs too much memory, or ends
        the process that reads it.
    OptionalPartError
        If a program is needed that is not installed.
    """
    from textmine.io.readers import read_document

    source, wanted = Path(path), limits or FileLimits()
    if is_plain(source):
        return read_document(path, max_bytes=wanted.max_bytes)
    answer = _ask(source, {"path": str(path), "max_bytes": wanted.max_bytes}, wanted)
    return Document.of(answer["document"])


def is_plain(path: Path) -> bool:
    """Tell whether a file may be read in this process.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    bool
        True for text and Markdown by suffix and by content; False for all else, and for members of
        archives.

    Examples
    --------
    >>> is_plain(Path("report.pdf"))
    False
    """
    # What is no file by this name may be a member of an archive.
    if path.suffix.lower() not in PLAIN or not is_regular(path):
        return False
    try:
        head = read_head(path, _HEAD)
    except OSError:
        return False
    # Without its suffix, which would take an archive of which the end is missing here for text.
    return tell_kind(head, "") == "text" and _ESCAPED not in head


def look_isolated(path: str | Path, *, limits: FileLimits | None = None) -> Packed:
    """Say what an archive is and what lies in it, in another process.

    Parameters
    ----------
    path : str or Path
        Any file.
    limits : FileLimits, optional
        As for :func:`read_isolated`.

    Returns
    -------
    Packed
        Its kind and its members, as :func:`textmine.io.bundles.archives.look_into` says.

    Raises
    ------
    ReadError
        If it takes too long, needs too much memory, or ends the process that reads it.
    """
    answer = _ask(Path(path), {"path": str(path), "look": True}, limits or FileLimits())
    return Packed(answer["kind"], tuple(answer["members"]))


def cut_isolated(
    path: str | Path, boxes: Sequence[PageBox], *, limits: FileLimits | None = None
) -> list[str]:
    """Cut boxes out of the pages of a PDF, in another process.

    Parameters
    ----------
    path : str or Path
        The file.
    boxes : sequence of PageBox
        What to cut, as ``Report.place`` gives it.
    limits : FileLimits, optional
        As for :func:`read_isolated`.

    Returns
    -------
    list of str
        For each box a PNG in base64.

    Raises
    ------
    ReadError
        As :func:`textmine.io.pdf.cutting.cut_out`; and as :func:`read_isolated`.
    """
    wanted = limits or FileLimits()
    request = {"path": str(path), "boxes": [astuple(box) for box in boxes]}
    answer = _ask(Path(path), request | {"max_bytes": wanted.max_bytes}, wanted)
    pictures: list[str] = answer["pictures"]
    return pictures


def _ask(source: Path, request: dict[str, Any], wanted: FileLimits) -> dict[str, Any]:
    """Have the worker at hand do something with a file."""
    try:
        answer = _answer(request, wanted)
    except TimeoutError:
        raise ReadError(
            f"{source.name}: took more than {wanted.seconds:g} s to read; it may be damaged or made"
            " to do harm: open it and save it again"
        ) from None
    except ChildProcessError:
        raise ReadError(
            f"{source.name}: ended the process that read it (more than {_gigabytes(wanted)}, or a"
            " defect of the file): open it and save it again"
        ) from None
    if "error" in answer:
        raise _error(answer, source.name, wanted)
    return answer


def _answer(request: dict[str, Any], wanted: FileLimits) -> dict[str, Any]:
    """The answer of the worker at hand; of a new one where that has ended over another file."""
    while True:
        with suppress(EndedWorkerError):
            return _worker(wanted).ask(request)


def _error(answer: dict[str, Any], name: str, limits: FileLimits) -> TextmineError:
    """The worker's error as one of this process."""
    kind, reason = answer["error"], answer["reason"]
    if kind == "MemoryError":
        # What the parser holds stays with it: the next file gets a new worker.
        _drop_worker()
        return ReadError(
            f"{name}: needs more than {_gigabytes(limits)} of memory to read"
        )
    if kind == "RecursionError":
        return ReadError(
            f"{name}: nested too deeply to read; open it and save it again"
        )
    if kind in _ERRORS:
        return _ERRORS[kind](reason)
    return ReadError(f"{name}: could not be read ({reason}); please report")


def _gigabytes(limits: FileLimits) -> str:
    """A limit of memory in words."""
    return f"{limits.memory / (1 << 30):g} GB"


_LOCK = threading.Lock()
_STATE: dict[int, Worker] = {}
"""The worker of this process, by process id: a forked child must not speak to its parent's."""


def _worker(limits: FileLimits) -> Worker:
    """The worker at hand, started when the first file asks for it."""
    with _LOCK:
        worker = _STATE.get(os.getpid())
        if worker is None or worker.has_ended or worker.limits != limits:
            _retire()
            worker = _STATE[os.getpid()] = Worker(limits)
        return worker


def _drop_worker() -> None:
    """End the worker; the next file starts a new one."""
    with _LOCK:
        _retire()


def _retire() -> None:
    """End this process's worker once no thread waits for it, and forget those of others."""
    worker = _STATE.pop(os.getpid(), None)
    _STATE.clear()
    if worker is not None:
        worker.retire()


def _close_at_exit() -> None:
    """End this process's worker, whatever it does."""
    worker = _STATE.get(os.getpid())
    if worker is not None:
        worker.close()


atexit.register(_close_at_exit)
