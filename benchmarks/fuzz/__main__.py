"""Read damaged and hostile inputs, drawn from a seed; count those that no reader explains.

    python -m benchmarks.fuzz [--inputs N] [--seed S] [--kinds NAME ...] [--out DIR]

Every input is read, or refused with one of the library's own errors: all else is a finding. What
takes more than ten seconds of processor time, or ends the process, is one too, except for the
formats that the library reads in a process with a clock: there it is counted apart. The first
inputs of each are kept in the folder; ``--inputs 1000000`` is the whole run, without it a short
one.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from benchmarks.fuzz.kinds import kinds
from benchmarks.fuzz.run import gather, keep, run_kind, work


def main(argv: list[str]) -> int:
    """Run, print a line a kind and one a finding."""
    if argv[:1] == ["work"]:
        name, seed, start, stop, folder = argv[1:]
        work(name, int(seed), int(start), int(stop), Path(folder))
        return 0
    args = _parser().parse_args(argv)
    args.out.mkdir(parents=True, exist_ok=True)
    total: Counter[str] = Counter()
    n_findings = 0
    for name in args.kinds:
        n = max(1, round(args.inputs * kinds()[name].share))
        start = time.monotonic()
        outcomes = run_kind(name, n, args.seed, args.out)
        total += outcomes
        n_findings += outcomes["finding"]
        told = ", ".join(
            f"{count:,} {outcome}" for outcome, count in sorted(outcomes.items())
        )
        print(
            f"{name:8} {n:9,} inputs in {time.monotonic() - start:6.0f} s: {told}",
            flush=True,
        )
        for (what, where), findings in sorted(gather(name, args.out).items()):
            keep(findings, args.seed, args.out)
            first = findings[0]
            print(
                f"  {len(findings):6,} {what} in {where}, first {first.number}: {first.what}"
            )
    told = ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(total.items()))
    print(f"all      {told}; {n_findings} findings")
    return 1 if n_findings else 0


def _parser() -> argparse.ArgumentParser:
    """Arguments of the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz")
    parser.add_argument(
        "--inputs", type=int, default=20_000, help="inputs of all kinds"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--kinds", nargs="+", choices=list(kinds()), default=list(kinds())
    )
    parser.add_argument(
        "--out", type=Path, default=Path("out/fuzz"), help="where findings go"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
