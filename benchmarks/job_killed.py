"""Does a job that is killed lose nothing, leave no process, and end with the same bytes?

    python -m benchmarks.job_killed [again | once] [--reports N] [--kills N] [--jobs N] [--seed S]

``again``: one job, in partitions and with two processes, is ended N times at moments drawn at
random, in turn by SIGKILL, SIGTERM and SIGINT (as Ctrl-C gives it), and taken up again with
``--resume``; where it came to its end in between, it is begun anew. ``once``: N runs are killed
once each, half at any moment and half while they write their results; half of them write into a
fresh folder, half over the results of an earlier run.
What is left of each must not load as whole unless it is. Without a word both are done.

In the end every frame must have the bytes of a run that nobody ended. Exit code 1 where one
differs, a folder looked whole that was not, or a process was left.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from textmine.errors import ResultsError
from textmine.io.folders import MANIFEST
from textmine.job.flow.keys import SHELF, file_sha256
from textmine.job.results import load
from textmine.simulation.corpus import simulate

BLOWS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
# Seconds that processes may take to notice that they are to end.
GRACE = 15.0
# Memory that makes the job cut even few reports into partitions.
SMALL = "500MB"
# Reports and kills where nothing is said.
AGAIN, ONCE = (5000, 20), (60, 40)
# Share of a run's time in which the frames and the page are written, at 60 reports.
WRITING = 0.1
FRAMES = (".csv", ".parquet")


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """A run that nobody ends: its command but for the folder, its frames, and how long it took."""

    command: tuple[str, ...]
    frames: dict[str, str]
    seconds: float

    @classmethod
    def run(cls, corpus: Path, out: Path, *more: str) -> Undisturbed:
        """Run it to its end."""
        command = (sys.executable, "-m", "textmine", "mine", str(corpus), *more)
        begun = time.monotonic()
        end = start([*command, "--out", str(out)]).wait()
        if end not in (0, 1):
            sys.exit(f"the undisturbed job ended with {end}")
        return cls(command, digests(out), time.monotonic() - begun)

    def into(self, out: Path, *more: str) -> subprocess.Popen[bytes]:
        """Start the same command into another folder."""
        return start([*self.command, "--out", str(out), *more])


def start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a command in a group of processes of its own."""
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        command, stdout=quiet, stderr=subprocess.PIPE, start_new_session=True
    )


def digests(out: Path) -> dict[str, str]:
    """Digest of every frame of a folder."""
    files = (
        sorted(file for file in out.iterdir() if file.suffix in FRAMES)
        if out.exists()
        else []
    )
    return {file.name: file_sha256(file) for file in files}


def looks_whole(out: Path) -> bool:
    """Whether the library takes a folder for the results of a run that ended."""
    try:
        load(out)
    except ResultsError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Ended:
    """A job that was ended: whether it still ran, left a process, and showed a traceback."""

    was_running: bool
    is_left: bool
    is_traced: bool

    def __str__(self) -> str:
        left = "  a process was left" if self.is_left else ""
        return left + ("  a traceback was shown" if self.is_traced else "")


def end_job(job: subprocess.Popen[bytes], blow: signal.Signals) -> Ended:
    """End a job, and look what is left of it."""
    was_running = job.poll() is None
    if was_running:
        job.send_signal(blow)
    _, said = job.communicate()
    return Ended(was_running, is_any_left(job.pid), b"Traceback" in said)


def is_any_left(group: int, seconds: float = GRACE) -> bool:
    """Tell whether a process of a group is still there after some seconds; ends it if so."""
    for _ in range(int(seconds * 10)):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.1)
    os.killpg(group, signal.SIGKILL)
    return True


def strike_again(n_reports: int, n_kills: int, n_jobs: int, rng: Random) -> bool:
    """End one job again and again; tells whether all was as it should be."""
    with tempfile.TemporaryDirectory() as name:
        corpus, calm, struck = (Path(name, part) for part in ("in", "calm", "struck"))
        simulate(n_reports, seed=rng.randrange(1000), out=corpus)
        job = Undisturbed.run(corpus, calm, "--jobs", str(n_jobs), "--memory", SMALL)
        print(
            f"{n_reports:,} reports, {n_jobs} processes, undisturbed: {job.seconds:.1f} s"
        )
        n_left, is_same = 0, True
        for attempt in range(n_kills):
            blow = BLOWS[attempt % len(BLOWS)]
            # From before the first step to what an undisturbed job takes for a fifth of all.
            after = rng.uniform(0.5, max(job.seconds / 5, 1.0))
            running = job.into(struck, "--resume")
            wait_for(running, after)
            ended = end_job(running, blow)
            n_left += ended.is_left
            is_whole = (struck / MANIFEST).exists()
            kept = sum(1 for _ in (struck / SHELF).glob("*/*/facts.json"))
            state = "whole, begun anew" if is_whole else f"{kept:3} steps kept"
            print(f"  {blow.name:8} after {after:6.1f} s: {state}{ended}", flush=True)
            if is_whole:
                # A job that is done cannot be disturbed: the next blow is to meet one that runs.
                is_same &= digests(struck) == job.frames
                shutil.rmtree(struck)
        job.into(struck, "--resume").communicate()
        is_same &= digests(struck) == job.frames
    print("the same bytes" if is_same else "OTHER BYTES")
    print(f"attempts after which a process was left: {n_left}")
    return is_same and not n_left


def strike_once(n_reports: int, n_kills: int, rng: Random) -> bool:
    """End many runs once each; tells whether all was as it should be."""
    n_good = 0
    with tempfile.TemporaryDirectory() as name:
        corpus, other, earlier, calm = (
            Path(name, part) for part in ("in", "other", "old", "calm")
        )
        simulate(n_reports, seed=rng.randrange(1000), out=corpus)
        simulate(n_reports // 2, seed=1000, out=other)
        before = Undisturbed.run(other, earlier)
        job = Undisturbed.run(corpus, calm)
        for attempt in range(n_kills):
            out = Path(name, f"out{attempt}")
            is_used, while_writing = attempt % 2 == 1, attempt % 4 >= 2
            if is_used:
                shutil.copytree(earlier, out)
            running = job.into(out)
            if while_writing:
                wait_for_writing(running, out)
            wait_for(
                running, rng.random() * job.seconds * (WRITING if while_writing else 1)
            )
            ended = end_job(running, signal.SIGKILL)
            whole = digests(out) in (job.frames, before.frames)
            is_told = not ended.was_running or not looks_whole(out) or whole
            job.into(out, "--resume").communicate()
            is_same = digests(out) == job.frames
            n_good += is_told and is_same and not ended.is_left
            print(
                f"{attempt + 1:3} {'used ' if is_used else 'fresh'} killed"
                f" {'while writing' if while_writing else 'at any time':13}"
                f" {'as it should' if is_told else 'LOOKS WHOLE'}, resumed"
                f" {'to the same bytes' if is_same else 'TO OTHER BYTES'}{ended}",
                flush=True,
            )
            shutil.rmtree(out)
    print(f"{n_good} of {n_kills} moments: refused before, the same bytes after")
    return n_good == n_kills


def wait_for(job: subprocess.Popen[bytes], seconds: float) -> None:
    """Wait some seconds, or until the job has ended."""
    try:
        job.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return


def wait_for_writing(job: subprocess.Popen[bytes], out: Path) -> None:
    """Wait until frames are written, beside those of the run before, or the job has ended."""
    while job.poll() is None and not any((out / SHELF / "new").glob("*")):
        time.sleep(0.001)


def main(arguments: Sequence[str] | None = None) -> int:
    """End jobs, take them up again, and compare."""
    parser = argparse.ArgumentParser(description="jobs that are killed")
    parser.add_argument("what", nargs="?", choices=("again", "once"))
    parser.add_argument(
        "--reports", type=int, help=f"default {AGAIN[0]}, for once {ONCE[0]}"
    )
    parser.add_argument(
        "--kills", type=int, help=f"default {AGAIN[1]}, for once {ONCE[1]}"
    )
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args(arguments)
    # Shells start what runs in the background deaf to Ctrl-C, and the jobs would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    is_good = True
    if args.what != "once":
        size = args.reports or AGAIN[0], args.kills or AGAIN[1]
        is_good &= strike_again(*size, args.jobs, Random(args.seed))
    if args.what != "again":
        size = args.reports or ONCE[0], args.kills or ONCE[1]
        is_good &= strike_once(*size, Random(args.seed))
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
