"""Does a job that is killed again and again end with the same bytes, and leave no process?

    python -m benchmarks.job_killed [REPORTS] [--kills N] [--jobs N] [--seed S]

Mines simulated reports once undisturbed, in partitions, and once in a folder where the command is
ended N times at moments drawn at random, in turn by SIGKILL, SIGTERM and SIGINT (as Ctrl-C gives
it), and taken up again with ``--resume``. Prints what each attempt had finished, whether any
process was left after it, and whether all csv files are the same bytes in the end. Exit code 1
where one differs or a process was left.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

BLOWS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
# Seconds that processes may take to notice that they are to end.
GRACE = 15.0
# Memory that makes the job cut even few reports into partitions.
SMALL = "500MB"


def finished_steps(out: Path) -> int:
    """Number of steps that are kept in a results folder."""
    return sum(1 for _ in (out / ".textmine").glob("*/*/facts.json"))


def is_any_left(group: int) -> bool:
    """Tell whether a process of a group is still there after a while; ends it if so."""
    for _ in range(int(GRACE * 10)):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.1)
    os.killpg(group, signal.SIGKILL)
    return True


def strike(command: Sequence[str], out: Path, after: float, blow: signal.Signals) -> bool:
    """Start the command, end it after some seconds; tell whether a process was left."""
    job = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )
    try:
        job.wait(timeout=after)
    except subprocess.TimeoutExpired:
        job.send_signal(blow)
    _, said = job.communicate()
    is_left = is_any_left(job.pid)
    state = "whole" if (out / "manifest.json").exists() else f"{finished_steps(out):3} steps"
    trace = "  a traceback was shown" if b"Traceback" in said else ""
    left = "  a process was left" if is_left else ""
    print(f"  {blow.name:8} after {after:6.1f} s: {state}{trace}{left}", flush=True)
    return is_left


def differing(one: Path, other: Path) -> list[str]:
    """Names of the csv files that are not the same."""
    names = sorted({file.name for out in (one, other) for file in out.glob("*.csv")})
    return [name for name in names if read(one / name) != read(other / name)]


def read(file: Path) -> bytes | None:
    """Bytes of a file; None where there is none."""
    return file.read_bytes() if file.is_file() else None


def main(arguments: Sequence[str] | None = None) -> int:
    """Mine undisturbed and disturbed, and compare."""
    parser = argparse.ArgumentParser(description="a job that is killed again and again")
    parser.add_argument("reports", nargs="?", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args(arguments)
    draw = random.Random(args.seed)
    run = [sys.executable, "-m", "textmine"]
    with tempfile.TemporaryDirectory() as name:
        source, calm, struck = (Path(name, part) for part in ("in", "calm", "struck"))
        simulate = ["simulate", "--reports", str(args.reports), "--seed", "11", "--out"]
        subprocess.run([*run, *simulate, str(source)], check=True, stdout=subprocess.DEVNULL)
        mine = [*run, "mine", str(source), "--jobs", str(args.jobs), "--memory", SMALL]
        start = time.perf_counter()
        undisturbed = subprocess.run(
            [*mine, "--out", str(calm)], stdout=subprocess.DEVNULL, check=False
        )
        whole = time.perf_counter() - start
        if undisturbed.returncode not in (0, 1):
            sys.exit(f"the undisturbed job ended with {undisturbed.returncode}")
        print(f"{args.reports:,} reports, undisturbed: {whole:.1f} s, {args.jobs} processes")
        again = [*mine, "--out", str(struck), "--resume"]
        n_left = 0
        for attempt in range(args.kills):
            # From before the first step to what an undisturbed job takes for a fifth of all.
            after = draw.uniform(0.5, max(whole / 5, 1.0))
            n_left += strike(again, struck, after, BLOWS[attempt % len(BLOWS)])
        subprocess.run(again, stdout=subprocess.DEVNULL, check=False)
        changed = differing(calm, struck)
    print(f"differ: {', '.join(changed)}" if changed else "the same bytes")
    print(f"attempts after which a process was left: {n_left}")
    return 1 if changed or n_left else 0


if __name__ == "__main__":
    sys.exit(main())
