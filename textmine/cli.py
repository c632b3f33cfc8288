"""The commands ``textmine mine``, ``classify``, ``compare``, ``simulate`` and ``doctor``.

Exit codes: 0 done; 1 done, but some files failed (named in failures.csv and on stderr); 2 nothing
usable, or wrong arguments: one clear line, no traceback.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textmine.errors import TextmineError, TextmineWarning

if TYPE_CHECKING:
    from textmine.engine import Engine

_FORMATS = {"csv": ("csv",), "parquet": ("parquet",), "both": ("csv", "parquet")}


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments without the program's name; those of the process if not given.

    Returns
    -------
    int
        The exit code.

    Examples
    --------
    >>> main(["mine", "no such folder", "--out", "unused"])
    2
    """
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    args = _parser().parse_args(argv)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("default", TextmineWarning)
            warnings.showwarning = _show_warning
            code: int = args.run(args)
    except TextmineError as error:
        _say(f"textmine {args.command}: {error}")
        return 2
    except OSError as error:
        _say(
            f"textmine {args.command}: {error.filename or ''}: {error.strerror or error}; check path and permissions"
        )
        return 2
    except KeyboardInterrupt:
        _say(
            f"textmine {args.command}: interrupted; run again with --resume to go on"
            if args.command == "mine"
            else "interrupted"
        )
        return 2
    return code


def _show_warning(
    message: Warning | str, category: type[Warning], *place: object, **more: object
) -> None:
    """A warning of ours as one plain line; others belong to the libraries and stay silent."""
    if issubclass(category, TextmineWarning):
        _say(f"note: {message}")


def _say(line: str) -> None:
    """One line on stderr."""
    print(line, file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    """Arguments of all commands."""
    parser = argparse.ArgumentParser(
        prog="textmine",
        description="Mine annual reports on open government information (政府信息公开工作年度报告).",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    mine = commands.add_parser("mine", help="from files to frames and an HTML report")
    mine.add_argument("paths", nargs="+", metavar="PATH", help="report files, or folders of them")
    mine.add_argument("--out", required=True, metavar="DIR", help="folder for the results")
    mine.add_argument(
        "--format", choices=sorted(_FORMATS), default="both", help="frames as csv, parquet or both"
    )
    mine.add_argument(
        "--jobs", type=_positive, default=1, metavar="N", help="processes to read with"
    )
    mine.add_argument(
        "--min-chars", type=_positive, default=20, metavar="N", help="shortest shared passage (20)"
    )
    mine.add_argument(
        "--no-successors",
        action="store_true",
        help="an agency and the one that took over from it in a reform stay two",
    )
    mine.add_argument("--engine", choices=("local", "dask"), default="local", help="where to run")
    mine.add_argument("--resume", action="store_true", help="go on with an interrupted run")
    mine.set_defaults(run=_mine)
    classify = commands.add_parser("classify", help="code problem statements")
    classify.add_argument(
        "file", metavar="FILE", help="one statement a line, or a csv with a text column"
    )
    classify.add_argument("--out", required=True, metavar="FILE.csv")
    classify.set_defaults(run=_classify)
    compare = commands.add_parser("compare", help="two reports side by side")
    compare.add_argument("report_a", metavar="REPORT_A")
    compare.add_argument("report_b", metavar="REPORT_B")
    compare.add_argument("--out", required=True, metavar="PAGE.html")
    compare.set_defaults(run=_compare)
    simulate = commands.add_parser("simulate", help="reports with known truth")
    simulate.add_argument("--reports", type=_positive, required=True, metavar="N")
    simulate.add_argument("--seed", type=int, default=0, metavar="S")
    simulate.add_argument("--out", required=True, metavar="DIR")
    simulate.set_defaults(run=_simulate)
    doctor = commands.add_parser("doctor", help="versions, fonts, optional parts, what to install")
    doctor.set_defaults(run=_doctor)
    return parser


def _positive(text: str) -> int:
    """A whole number from 1 on."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return number


def _mine(args: argparse.Namespace) -> int:
    """``textmine mine``."""
    from textmine.job.local import mine
    from textmine.job.plan import Parameters

    with _engine(args) as engine:
        mined = mine(
            args.paths,
            args.out,
            parameters=Parameters(min_chars=args.min_chars, successors=not args.no_successors),
            formats=_FORMATS[args.format],
            engine=engine,
            resume=args.resume,
        )
    failures = mined["failures"]
    for source, reason in zip(failures["source"], failures["reason"], strict=True):
        _say(f"failed: {reason if Path(source).name in reason else f'{source}: {reason}'}")
    reports, items = mined["reports"], mined["items"]
    seconds = sum(mined.manifest["seconds"].values())
    print(
        f"{len(reports)} reports of {reports['agency_id'].nunique()} agencies mined in {seconds:.1f} s: "
        f"{(items['role'] == 'problem').sum()} problems, {(items['role'] == 'measure').sum()} measures, "
        f"{len(mined['families'])} shared passages, {len(failures)} files failed"
    )
    print(f"HTML report: {mined.page}")
    return 1 if len(failures) else 0


@contextlib.contextmanager
def _engine(args: argparse.Namespace) -> Iterator[Engine]:
    """The engine that ``--engine`` and ``--jobs`` ask for."""
    from textmine.engine import LocalEngine
    from textmine.job.cluster import open_cluster

    if args.engine == "dask":
        with open_cluster(args.jobs) as cluster:
            yield cluster
        return
    yield LocalEngine(args.jobs)


def _classify(args: argparse.Namespace) -> int:
    """``textmine classify``."""
    from textmine.job.statements import classify_file

    coded = classify_file(args.file, args.out)
    print(f"{len(coded)} statements coded: {args.out}")
    return 0


def _compare(args: argparse.Namespace) -> int:
    """``textmine compare``."""
    from textmine.job.pair import compare_files

    print(f"HTML page: {compare_files(args.report_a, args.report_b, args.out)}")
    return 0


def _simulate(args: argparse.Namespace) -> int:
    """``textmine simulate``."""
    from textmine.simulation.corpus import simulate

    simulate(args.reports, seed=args.seed, out=args.out)
    print(f"{args.reports} reports with their truth: {args.out}")
    return 0


def _doctor(args: argparse.Namespace) -> int:
    """``textmine doctor``."""
    from textmine.job.doctor import examine

    healthy = True
    for part, found, advice in examine():
        print(f"{part:24} {found}" + (f"  -> {advice}" if advice else ""))
        healthy = healthy and not advice.startswith("needed")
    return 0 if healthy else 2
