"""Is reuse mining faster than the tools it might be replaced by.

And does it find every passage that passim finds?

Run: python -m benchmarks.reuse_peers [--reports 40 300] [--limit 1800] [--passim-python PATH]
[--dedup-python PATH]

What is installed runs; passim 2.0.1 (not the package of that name on PyPI) and text-dedup may live
in environments of their own, whose interpreters the options name. All read the same simulated
reports. Each report is a series to passim, which compares no two of one series. passim runs as its
authors set it (n-grams that begin at a break, in Chinese at a clause), then set to find what
textmine finds: n-grams at every character, runs of 20, any document frequency, small gaps.
text-dedup gets characters set apart by blanks; a clause would be one token to it.

textmine, suffix array, datasketch: median of three runs in a warm process, without import. passim,
text-dedup: whole process; "start" is the wall time of one that only opens a Spark session or
imports text-dedup. passim's wall time ends when its pairwise alignments are written, before it
clusters. Of 300 reports it takes hours, so it is stopped after --limit seconds: ratios there are
lower bounds. Processor seconds (Linux) hardly depend on what else runs.

Coverage: every run of at least 20 equal normalised characters in passim's alignments is looked up
in textmine's passages. Is it covered in both reports, and in both by passages of one and the same
family?"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.reuse_speed import run
from benchmarks.verbatim import find_runs, look_up
from textmine.reuse.mine import mine_reuse
from textmine.simulation.corpus import simulate

HERE = ("textmine", "textmine with edits", "suffix array + LCP", "datasketch")
ALL_PAIRS = [
    "--all-pairs",
    "--pairwise",
    "--fields",
    "xxhash64(series) as gid",
    "--filterpairs",
    "gid < gid2",
]
RUNS_OF_20 = [
    "--floating-ngrams",
    "--n",
    "13",
    "--min-align",
    "20",
    "--maxDF",
    "1000000",
    "--gap",
    "30",
]
SESSION = (
    "import passim.seriatim; "
    "passim.seriatim.SparkSession.builder.getOrCreate().range(9).count()"
)
DEDUP = """
input.input_type = "local_files"
input.file_type = "json"
input.read_arguments = {path = "json", data_files = "spaced.json", split = "train"}
algorithm.algorithm_name = "minhash"
algorithm.text_column = "text"
algorithm.num_perm = 128
algorithm.threshold = 0.5
algorithm.ngram_size = 5
output.output_dir = "clusters"
debug.enable_profiling = false
"""
Seconds = dict[str, tuple[float, float]]


def write(folder: Path, n_reports: int) -> None:
    """Write the reports for all contenders, in as many files as there are processors.

    Spark splits by file.
    """
    rows = [
        {"id": r.report_id, "series": r.report_id, "text": r.text}
        for r in simulate(n_reports).reports
    ]
    n = os.cpu_count() or 1
    (folder / "in").mkdir()
    for i in range(n):
        (folder / "in" / f"{i}.json").write_text(
            "".join(json.dumps(row) + "\n" for row in rows[i::n])
        )
    (folder / "spaced.json").write_text(
        "".join(json.dumps({"text": " ".join(row["text"])}) + "\n" for row in rows)
    )
    (folder / "config.toml").write_text(DEDUP)


def read(folder: Path) -> pd.DataFrame:
    """Read the rows of all JSON files of a folder."""
    texts = (p.read_text(encoding="utf-8") for p in sorted(folder.glob("*.json")))
    return pd.DataFrame(
        [json.loads(line) for text in texts for line in text.split("\n") if line]
    )


def run_one(name: str, folder: Path) -> None:
    """Print what a contender of this interpreter takes, once warm."""
    frame = read(folder / "in").rename(columns={"id": "report_id"})
    results = [run(name, rows) for rows in (frame.head(20), frame, frame, frame)][1:]
    print(
        json.dumps(
            [
                float(np.median([r[k] for r in results]))
                for k in ("seconds", "cpu", "found")
            ]
        )
    )


def call(
    folder: Path, *command: str, limit: float = 3600, **env: str
) -> tuple[int, str, float, float]:
    """Run a process to its end; returns its code.

    What it printed, wall seconds and processor seconds.
    """
    used: dict[Path, float] = {}
    began, env = time.time(), os.environ | env
    with (folder / "log").open("w+", encoding="utf-8") as log:
        done = subprocess.Popen(
            command, cwd=folder, env=env, stdout=log, stderr=log, start_new_session=True
        )
        try:
            while done.poll() is None and time.time() < began + limit:
                note_processor(done.pid, used)
                time.sleep(0.2)
        finally:
            done.terminate()
            done.wait()
        log.seek(0)
        return (
            done.returncode,
            log.read(),
            time.time() - began,
            sum(used.values()) or float("nan"),
        )


def note_processor(session: int, used: dict[Path, float]) -> None:
    """Note the processor seconds of each process of a session."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            used[path] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def show(
    name: str, wall: float, busy: float, base: Seconds, found: str, start: float = 0
) -> None:
    """Print a row: seconds, and ratios to textmine."""
    base.setdefault(name, (wall, busy))
    ratios = [
        f"{x / base[k][i]:8.1f}"
        for k in HERE[:2]
        if k in base
        for i, x in enumerate((wall, busy))
    ]
    print(
        f"{name:20s} {wall:8.2f} {busy:8.2f}  {start:5.1f} {' '.join(ratios):36s} {found}",
        flush=True,
    )


def compare_here(folder: Path, base: Seconds) -> None:
    """Run the contenders of this interpreter."""
    for name in HERE:
        code, said, _, _ = call(
            folder,
            sys.executable,
            str(Path(__file__).resolve()),
            "--one",
            name,
            str(folder),
        )
        if "ModuleNotFoundError" in said:
            print(f"{name:20s} not installed: pip install 'textmine[bench]'")
        elif code:
            sys.exit(said)
        else:
            wall, busy, found = json.loads(said.splitlines()[-1])
            show(name, wall, busy, base, f"{found:.0f}")


def compare_dedup(folder: Path, python: str, base: Seconds) -> None:
    """Run text-dedup: whole documents, by MinHash."""
    code, _, start, _ = call(folder, python, "-c", "import text_dedup.minhash")
    if code:
        print(
            "text-dedup           not installed: runs if --dedup-python has text-dedup 0.4"
        )
        return
    code, said, *spent = call(
        folder,
        python,
        "-m",
        "text_dedup.minhash",
        HF_HOME=str(folder),
        HF_HUB_OFFLINE="1",
    )
    if code:
        sys.exit(said)
    show(
        "text-dedup",
        *spent,
        base,
        f"{said.rsplit('After:', 1)[-1].split()[0]} reports kept",
        start,
    )


def compare_passim(
    folder: Path, python: str, limit: float, base: Seconds
) -> dict[str, pd.DataFrame]:
    """Run passim; returns its alignments by setting."""
    env = {
        "PYSPARK_PYTHON": python,
        "PYSPARK_SUBMIT_ARGS": "--driver-memory 4g pyspark-shell",
    }
    code, _, start, _ = call(folder, python, "-c", SESSION, **env)
    if code:
        print(
            "passim               not installed: runs if --passim-python has passim 2.0.1 "
            "(github.com/dasmiq/passim)"
        )
        return {}
    found = {}
    for name, options in (("passim", []), ("passim, runs of 20", RUNS_OF_20)):
        out, began = folder / f"out{len(options)}", time.time()
        command = ("-m", "passim.seriatim", *ALL_PAIRS, *options, "in", str(out))
        _, said, wall, busy = call(folder, python, *command, limit=limit, **env)
        ready = out / "align.json" / "_SUCCESS"
        if ready.exists():
            found[name] = read(out / "align.json")
            show(
                name,
                ready.stat().st_mtime - began,
                busy,
                base,
                f"{len(found[name])} alignments",
                start,
            )
        elif wall < limit:
            sys.exit(said)
        else:
            show(
                name,
                wall,
                busy,
                base,
                "stopped before it was done: the ratios are larger",
                start,
            )
    return found


def show_coverage(folder: Path, alignments: dict[str, pd.DataFrame]) -> None:
    """Print the share of verbatim runs that textmine covers, and some that it does not."""
    mined = mine_reuse(read(folder / "in").rename(columns={"id": "report_id"})).mined
    for name, rows in alignments.items():
        runs = find_runs(mined, rows)
        both, family = look_up(mined, runs).T
        print(
            f"{name}: {len(runs)} verbatim runs; missed in a report: {(~both).sum()}, by "
            f"family: {(~family).sum()}"
        )
        missed = {
            mined.stream.string(a, a + n): (a, b) for a, b, n in runs[~family].tolist()
        }
        for text, places in list(missed.items())[:8]:
            ids = mined.texts.rows["report_id"][
                np.searchsorted(mined.stream.bounds, places, side="right") - 1
            ]
            print(f"  {' and '.join(ids)}: {text}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--reports", type=int, nargs="+", default=[40, 300])
    parser.add_argument("--limit", type=float, default=1800)
    for option in ("--passim-python", "--dedup-python"):
        parser.add_argument(option, default=sys.executable)
    args = parser.parse_args()
    for n in args.reports:
        base: Seconds = {}
        with tempfile.TemporaryDirectory() as name:
            write(folder := Path(name), n)
            print(
                f"{n:4d} reports        seconds      cpu  start  ÷ textmine  (cpu) ÷ with "
                f"edits (cpu)  found"
            )
            compare_here(folder, base)
            compare_dedup(folder, args.dedup_python, base)
            show_coverage(
                folder, compare_passim(folder, args.passim_python, args.limit, base)
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        run_one(sys.argv[2], Path(sys.argv[3]))
    else:
        main()
