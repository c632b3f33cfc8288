"""Compare the frames that two commits write: the same bytes, or which files differ.

Run: python scripts/compare_frames.py BASE [HEAD] [--reports 300] [--seed 11] [PATH ...]
Each commit is checked out into a folder of its own and mines the sample corpus, the simulated
reports (written once, by BASE) and each PATH. Every csv file of the two runs is compared byte by
byte. Exit code 1 where one differs.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def check_out(commit: str, folder: Path) -> Path:
    """Lay the files of a commit into a new folder."""
    folder.mkdir()
    packed = subprocess.run(
        ["git", "archive", commit], cwd=ROOT, capture_output=True, check=True
    )
    subprocess.run(["tar", "-x", "-C", str(folder)], input=packed.stdout, check=True)
    return folder


def run(tree: Path, *arguments: str) -> None:
    """Run the command line of the textmine that lies in a tree."""
    env = {**os.environ, "PYTHONPATH": str(tree)}
    done = subprocess.run(
        [sys.executable, "-m", "textmine", *arguments],
        cwd=tree,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    # 1: some files could not be read; the others are compared all the same.
    if done.returncode not in (0, 1) or "Traceback" in done.stderr:
        sys.exit(f"{' '.join(arguments)} in {tree.name} ended with:\n{done.stderr}")


def compare(before: Path, after: Path) -> list[str]:
    """List the csv files that are not the same in two folders."""
    names = sorted({p.name for folder in (before, after) for p in folder.glob("*.csv")})
    return [name for name in names if read(before / name) != read(after / name)]


def read(path: Path) -> bytes | None:
    """Read a file's bytes; None where there is none."""
    return path.read_bytes() if path.is_file() else None


def main() -> int:
    """Mine everything with both commits and print what differs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("base")
    parser.add_argument("head", nargs="?", default="HEAD")
    parser.add_argument("--reports", type=int, default=300)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--path", action="append", type=Path, default=[])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        trees = [
            check_out(c, work / f"tree{i}")
            for i, c in enumerate((arguments.base, arguments.head))
        ]
        simulated = work / "simulated"
        size = ["--reports", str(arguments.reports), "--seed", str(arguments.seed)]
        run(trees[0], "simulate", *size, "--out", str(simulated))
        corpora = [
            trees[0] / "corpora" / "sample",
            simulated,
            *map(Path.resolve, arguments.path),
        ]
        differing = 0
        for corpus in corpora:
            outs = [tree / f"out_{corpus.name}" for tree in trees]
            for tree, out in zip(trees, outs, strict=True):
                run(tree, "mine", str(corpus), "--out", str(out), "--format", "csv")
            changed = compare(*outs)
            differing += len(changed)
            verdict = "differ: " + ", ".join(changed) if changed else "the same bytes"
            sys.stdout.write(f"{corpus.name}: {verdict}\n")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
