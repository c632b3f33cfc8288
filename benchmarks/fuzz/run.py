"""Read inputs one after the other in a process that may die, and keep what went wrong."""

from __future__ import annotations

import json
import os
import resource
import signal
import struct
import subprocess
import sys
import traceback
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from types import FrameType

from benchmarks.fuzz.kinds import Kind, kinds
from textmine.errors import TextmineError

SECONDS = 10.0
"""Processor time for one input of at most some 100 kB; the slowest ordinary report takes 3 s."""
MEMORY = 3 << 30
"""Bytes of address space, as for the worker of ``textmine.io.isolation``."""
_KEPT = 3
"""Inputs that are kept of one finding."""
_HARD = 3.0
"""Times ``SECONDS`` after which the process is ended where native code does not return."""


class TooSlow(BaseException):
    """An input takes more than its time; no handler of a reader may catch it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One way in which an input was not answered.

    Parameters
    ----------
    kind : str
        Kind of the input.
    number : int
        Its number: with the seed it gives the input again.
    what : str
        The exception, or how the process ended.
    where : str
        The innermost line of the library.
    """

    kind: str
    number: int
    what: str
    where: str


def draw(kind: Kind, name: str, seed: int, number: int) -> object:
    """Make one input: the same for the same name, seed and number."""
    return kind.draw(Random(f"{name}:{seed}:{number}"))


def try_one(
    kind: Kind, name: str, seed: int, number: int
) -> tuple[str, Finding | None]:
    """Read one input.

    Returns
    -------
    outcome : str
        ``read``, ``refused``, ``refused for time`` or ``finding``.
    finding : Finding or None
        What went wrong, if anything did; also of what only the clock of the library refuses.
    """
    source = draw(kind, name, seed, number)
    try:
        kind.read(source)
    except TextmineError:
        return "refused", None
    except MemoryError:
        # The worker of the library says so in one line; here it is counted apart.
        return "refused for memory", None
    except (Exception, TooSlow) as error:
        what = f"{type(error).__name__}: {error}"[:200]
        timed = kind.isolated and isinstance(error, TooSlow)
        outcome = "refused for time" if timed else "finding"
        return outcome, Finding(name, number, what, _innermost(error))
    return "read", None


def _innermost(error: BaseException) -> str:
    """Deepest line of the library in a traceback, or of the whole where there is none."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [
        frame for frame in frames if "/textmine/" in frame.filename.replace("\\", "/")
    ]
    frame = (own or frames)[-1]
    return f"{frame.filename.replace(chr(92), '/').rpartition('textmine/')[2]}:{frame.name}"


def work(name: str, seed: int, start: int, stop: int, folder: Path) -> None:
    """Read a stretch of inputs in this process, and write what came out, input by input.

    The number of the current input stands in a file of its own, so that whoever started this
    process knows what it died of.
    """
    kind = kinds()[name]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGVTALRM, _too_slow)
    outcomes: Counter[str] = Counter()
    place = os.open(folder / f"{name}.at", os.O_RDWR | os.O_CREAT)
    with (folder / f"{name}.jsonl").open("a", encoding="utf-8") as found:
        for number in range(start, stop):
            os.pwrite(place, struct.pack("<q", number), 0)
            signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
            signal.setitimer(signal.ITIMER_PROF, _HARD * SECONDS)
            outcome, finding = try_one(kind, name, seed, number)
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            outcomes[outcome] += 1
            if finding is not None:
                found.write(json.dumps(asdict(finding), ensure_ascii=True) + "\n")
                found.flush()
    print(json.dumps(outcomes))


def _too_slow(number: int, frame: FrameType | None) -> None:
    """Break off an input that takes too long."""
    raise TooSlow(f"more than {SECONDS:g} s")


def run_kind(
    name: str, n: int, seed: int, folder: Path, *, batch: int = 5_000
) -> Counter[str]:
    """Read ``n`` inputs of a kind in processes of their own.

    Parameters
    ----------
    name : str
        The kind.
    n : int
        Inputs.
    seed : int
        What they are drawn from.
    folder : Path
        Where findings are kept.
    batch : int
        Inputs that one process reads: memory that a parser keeps ends with it.

    Returns
    -------
    Counter
        Inputs by outcome: read, refused, refused for memory, for time or with its process, finding.
    """
    # What an earlier run found there is not of this one.
    (folder / f"{name}.jsonl").unlink(missing_ok=True)
    outcomes: Counter[str] = Counter()
    start = 0
    while start < n:
        stop = min(n, start + batch)
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "benchmarks.fuzz",
                "work",
                name,
                str(seed),
                str(start),
                str(stop),
                str(folder),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == 0:
            outcomes.update(json.loads(done.stdout.splitlines()[-1]))
            start = stop
            continue
        at = struct.unpack("<q", (folder / f"{name}.at").read_bytes())[0]
        what = f"process ended with {done.returncode}: {done.stderr[-300:]}"
        with (folder / f"{name}.jsonl").open("a", encoding="utf-8") as found:
            found.write(json.dumps(asdict(Finding(name, at, what, "process"))) + "\n")
        ended = outcome_of_end(done.returncode, isolated=kinds()[name].isolated)
        outcomes.update({ended: 1, "read or refused before it": at - start})
        start = at + 1
    return outcomes


def outcome_of_end(returncode: int, *, isolated: bool) -> str:
    """Say what it means that a process ended: what the library reads in one of its own is refused.

    Parameters
    ----------
    returncode : int
        Of the process.
    isolated : bool
        See :class:`Kind`.

    Returns
    -------
    str
        The outcome of the input that it read last.
    """
    if not isolated:
        return "finding"
    is_clock = returncode == -signal.SIGPROF
    return "refused for time" if is_clock else "refused with its process"


def gather(name: str, folder: Path) -> dict[tuple[str, str], list[Finding]]:
    """Findings of a kind, by exception and place."""
    found: dict[tuple[str, str], list[Finding]] = {}
    file = folder / f"{name}.jsonl"
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
        finding = Finding(**json.loads(line))
        found.setdefault((finding.what.partition(":")[0], finding.where), []).append(
            finding
        )
    return found


def keep(findings: list[Finding], seed: int, folder: Path) -> None:
    """Write the first inputs of a finding as files."""
    for finding in findings[:_KEPT]:
        kind = kinds()[finding.kind]
        source = draw(kind, finding.kind, seed, finding.number)
        data = (
            source
            if isinstance(source, bytes)
            else str(source).encode("utf-8", "surrogatepass")
        )
        (folder / f"{finding.kind}_{finding.number}{kind.suffix}").write_bytes(data)
