"""The command ``textmine``: mine, add, trace, classify, compare, report-problem and others.

Exit codes: 0 done; 1 done, but some files failed (named in failures.csv and on stderr); 2 nothing
usable, or wrong arguments: one clear line, no traceback.
"""

from __future__ import annotations

import argparse
import atexit
import contextlib
import gc
import os
import signal
import sys
import warnings
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine.english import Counted
from textmine.errors import TextmineError, TextmineWarning

if TYPE_CHECKING:
    from textmine.engine import Engine
    from textmine.io.isolation.process import FileLimits
    from textmine.job.results import Mined

FORMATS = ("csv", "parquet", "xlsx", "dta")
BOTH = ("csv", "parquet")
# Failures that are written out; the others are in failures.csv.
SHOWN = 20


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
    # A process that ends looks through all that it holds for cycles, which the system takes back
    # anyway: half a second after 1,000 reports.
    atexit.register(gc.freeze)
    parser = _parser()
    if not (sys.argv[1:] if argv is None else argv):
        # Who types the name alone wants to know what there is.
        parser.print_help(sys.stderr)
        raise SystemExit(2)
    args = parser.parse_args(argv)
    try:
        with warnings.catch_warnings(), _ended_like_interrupted():
            warnings.simplefilter("default", TextmineWarning)
            warnings.showwarning = _show_warning
            code: int = args.run(args)
            # What is written when the process ends, nobody hears of.
            sys.stdout.flush()
    except TextmineError as error:
        _say(f"textmine {args.command}: {error}")
        return 2
    except MemoryError:
        less = "give --memory to hold less at once, or leave out the largest files"
        few = "close other programs, or take less at once"
        what = less if hasattr(args, "memory") else few
        _say(f"textmine {args.command}: not enough memory; {what}")
        return 2
    except BrokenPipeError:
        # Whoever reads the lines has enough of them (| head): what is left goes nowhere.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        return 0
    except OSError as error:
        said = error.strerror or error
        _say(
            f"textmine {args.command}: {error.filename or ''}: {said}; check path and permissions"
        )
        return 2
    except KeyboardInterrupt:
        again = "; run again with --resume to go on" if args.command == "mine" else ""
        _say(f"textmine {args.command}: interrupted{again}")
        return 2
    return code


@contextlib.contextmanager
def _ended_like_interrupted() -> Iterator[None]:
    """Let a request to end (SIGTERM) do what Ctrl-C does: stop workers, leave kept steps whole."""

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGTERM, interrupt)
    except ValueError:  # not in the main thread, where no handler can be set
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _show_warning(
    message: Warning | str, category: type[Warning], *place: object, **more: object
) -> None:
    """A warning of ours as one plain line; others belong to the libraries and stay silent."""
    if issubclass(category, TextmineWarning):
        _say(f"note: {message}")


def _say(line: str) -> None:
    """One line on stderr."""
    print(line, file=sys.stderr)


class _Version(argparse.Action):
    """Print the version, looked up where it is asked for only."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        """Print it, and end."""
        from textmine.job.doctor import installed_version

        print(f"textmine {installed_version('textmine')}")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    """Arguments of all commands."""
    parser = argparse.ArgumentParser(
        prog="textmine",
        description="Mine annual reports on open government information (政府信息公开年度报告).",
    )
    parser.add_argument(
        "--version", action=_Version, nargs=0, help="print the version, as it is cited"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _describe_mine(
        commands.add_parser("mine", help="from files to frames and an HTML report")
    )
    _describe_add(
        commands.add_parser("add", help="mine further reports with those of a run")
    )
    _describe_trace(
        commands.add_parser("trace", help="where a text stands in mined reports")
    )
    _describe_classify(commands.add_parser("classify", help="code problem statements"))
    _describe_compare(commands.add_parser("compare", help="two reports side by side"))
    _describe_simulate(commands.add_parser("simulate", help="reports with known truth"))
    _describe_report_problem(
        commands.add_parser(
            "report-problem", help="a file that is misread, redacted, to be sent"
        )
    )
    doctor = commands.add_parser(
        "doctor", help="versions, fonts, optional parts, what to install"
    )
    doctor.set_defaults(run=_doctor)
    return parser


def _describe_mine(mine: argparse.ArgumentParser) -> None:
    """Arguments of ``mine``."""
    mine.add_argument(
        "paths", nargs="+", metavar="PATH", help="report files, or folders of them"
    )
    mine.add_argument(
        "--out", required=True, metavar="DIR", help="folder for the results"
    )
    mine.add_argument(
        "--format",
        nargs="+",
        choices=(*FORMATS, "both"),
        default=["both"],
        help="frames as csv, parquet, xlsx (one workbook), dta (Stata); both: csv and parquet",
    )
    mine.add_argument(
        "--min-chars",
        type=_number,
        default=20,
        metavar="N",
        help="shortest shared passage (20)",
    )
    mine.add_argument(
        "--themes", type=_number, default=12, metavar="N", help="number of themes (12)"
    )
    mine.add_argument(
        "--pairs",
        type=_number,
        metavar="N",
        help="pairs of reports listed (q up to 0.05, 20 to 100)",
    )
    mine.add_argument(
        "--seed",
        type=_whole,
        default=0,
        metavar="S",
        help="seed of what is drawn at random (0)",
    )
    mine.add_argument(
        "--no-successors",
        action="store_true",
        help="an agency and the one that took over from it in a reform stay two",
    )
    mine.add_argument(
        "--expected",
        metavar="FILE",
        help="agencies, and years if wanted, whose reports should be there (csv, tsv, xlsx,"
        " parquet)",
    )
    mine.add_argument(
        "--verdicts",
        metavar="FILE",
        help="what people said of checks and passages: the frame verdicts of an earlier run, or a"
        " table with verdict, and report_id and check or family_id",
    )
    _describe_engine(mine)
    mine.add_argument(
        "--resume", action="store_true", help="go on with an interrupted run"
    )
    mine.set_defaults(run=_mine)


def _describe_add(add: argparse.ArgumentParser) -> None:
    """Arguments of ``add``."""
    add.add_argument("folder", metavar="DIR", help="results of textmine mine")
    add.add_argument(
        "paths", nargs="+", metavar="PATH", help="further reports, or folders of them"
    )
    _describe_engine(add)
    add.set_defaults(run=_add)


def _describe_engine(command: argparse.ArgumentParser) -> None:
    """Arguments that say where to work, and with how much."""
    command.add_argument(
        "--jobs", type=_number, default=1, metavar="N", help="processes to work with"
    )
    command.add_argument(
        "--memory", metavar="SIZE", help="memory that the run may take, e.g. 4GB"
    )
    _describe_limits(command)
    command.add_argument(
        "--engine", choices=("local", "dask"), default="local", help="where to run"
    )


def _describe_limits(command: argparse.ArgumentParser) -> None:
    """Arguments that say what one file may cost."""
    command.add_argument(
        "--file-seconds",
        type=_decimal,
        default=60.0,
        metavar="S",
        help="time for one file; one that takes longer is a failure (60)",
    )
    command.add_argument(
        "--file-memory",
        metavar="SIZE",
        help="address space of the process that reads foreign files, from 2GB on (3GB)",
    )


def _limits(args: argparse.Namespace) -> FileLimits:
    """What one file may cost."""
    from textmine.io.isolation.process import MEMORY, FileLimits
    from textmine.job.flow.limits import parse_memory

    return FileLimits(args.file_seconds, parse_memory(args.file_memory) or MEMORY)


def _describe_trace(trace: argparse.ArgumentParser) -> None:
    """Arguments of ``trace``."""
    trace.add_argument(
        "store", type=_path, metavar="STORE", help="results of textmine mine"
    )
    trace.add_argument(
        "file",
        type=_path,
        metavar="FILE",
        help="the text, in a file of any kind; - is stdin",
    )
    trace.add_argument(
        "--agency",
        metavar="NAME",
        help="whose text it is, as in the results: tells its own earlier words from others'",
    )
    trace.add_argument(
        "--out",
        type=_path,
        metavar="PAGE.html",
        help="page with the text and who holds it",
    )
    trace.add_argument(
        "--frames", type=_path, metavar="DIR", help="folder for the frames, as csv"
    )
    _describe_limits(trace)
    trace.set_defaults(run=_trace)


def _describe_classify(classify: argparse.ArgumentParser) -> None:
    """Arguments of ``classify``."""
    classify.add_argument(
        "file",
        type=_path,
        metavar="FILE",
        help="one statement a line, or a table (csv, tsv, xlsx, parquet) with a column of"
        " statements; - is stdin",
    )
    classify.add_argument("--out", type=_path, required=True, metavar="FILE.csv")
    classify.set_defaults(run=_classify)


def _describe_compare(compare: argparse.ArgumentParser) -> None:
    """Arguments of ``compare``."""
    compare.add_argument("report_a", type=_path, metavar="REPORT_A")
    compare.add_argument("report_b", type=_path, metavar="REPORT_B")
    compare.add_argument("--out", type=_path, required=True, metavar="PAGE.html")
    _describe_limits(compare)
    compare.set_defaults(run=_compare)


def _describe_simulate(simulate: argparse.ArgumentParser) -> None:
    """Arguments of ``simulate``."""
    simulate.add_argument("--reports", type=_number, required=True, metavar="N")
    simulate.add_argument("--seed", type=_whole, default=0, metavar="S")
    simulate.add_argument("--out", type=_path, required=True, metavar="DIR")
    simulate.add_argument(
        "--themes",
        type=_whole,
        default=0,
        metavar="N",
        help="plant so many themes, 0 to 20 (0)",
    )
    simulate.add_argument(
        "--overlap",
        type=_decimal,
        default=0.0,
        metavar="SHARE",
        help="share of a theme's words that are its neighbours', 0 to 0.8 (0)",
    )
    simulate.set_defaults(run=_simulate)


def _describe_report_problem(report: argparse.ArgumentParser) -> None:
    """Arguments of ``report-problem``."""
    report.add_argument(
        "file",
        type=_path,
        metavar="FILE",
        help="a file that is misread, or refused in error",
    )
    report.add_argument(
        "--out", type=_path, metavar="FILE.zip", help="the archive (problem_report.zip)"
    )
    _describe_limits(report)
    report.set_defaults(run=_report_problem)


def _path(text: str) -> str:
    """A file or folder; ``~`` is the home folder also where no shell has spelled it out."""
    return str(Path(text).expanduser()) if text.startswith("~") else text


def _number(text: str, least: int = 1) -> int:
    """A whole number from 1 on."""
    told = f"{text!r} is no whole number from {least} on"
    try:
        number = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(told) from None
    if number < least:
        raise argparse.ArgumentTypeError(told)
    return number


_whole = partial(_number, least=0)


def _decimal(text: str) -> float:
    """A number."""
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no number") from None


def _mine(args: argparse.Namespace) -> int:
    """``textmine mine``."""
    from textmine.job.run import mine

    formats = [f for name in args.format for f in (BOTH if name == "both" else (name,))]
    with _engine(args) as where:
        mined = mine(
            args.paths,
            args.out,
            min_chars=args.min_chars,
            n_themes=args.themes,
            pairs=args.pairs,
            seed=args.seed,
            successors=not args.no_successors,
            formats=formats,
            memory=args.memory,
            resume=args.resume,
            file_limits=_limits(args),
            expected=args.expected,
            verdicts=args.verdicts,
            **where,
        )
    return _tell(mined)


def _add(args: argparse.Namespace) -> int:
    """``textmine add``."""
    from textmine.job.run import add

    with _engine(args) as where:
        limits = _limits(args)
        return _tell(
            add(
                args.folder, args.paths, memory=args.memory, file_limits=limits, **where
            )
        )


def _tell(mined: Mined) -> int:
    """Say in a few lines what came out, and what did not go in."""
    # Here: the name alone must not wait for pandas.
    from textmine.stats.lines import known_agencies

    failures = mined["failures"]
    rows = list(zip(failures["source"], failures["reason"], strict=True))
    for source, reason in rows[:SHOWN]:
        _say(
            f"failed: {reason if Path(source).name in reason else f'{source}: {reason}'}"
        )
    if len(rows) > SHOWN:
        _say(
            f"failed: {len(rows) - SHOWN} more, each with its reason in the frame failures"
        )
    reports, items = mined["reports"], mined["items"]
    agencies = known_agencies(reports)
    unknown = int(agencies.isna().sum())
    of_none = f" ({unknown} of none known)" if unknown else ""
    entries = mined.manifest["entries"]
    seconds = sum(stage["seconds"] for stage in mined.manifest["stages"].values())
    print(
        f"{Counted(len(reports)):report} of {Counted(agencies.nunique()):agency|agencies}{of_none} "
        f"mined in {seconds:.1f} s: {Counted((items['role'] == 'problem').sum()):problem}, "
        f"{Counted((items['role'] == 'measure').sum()):measure}, "
        f"{Counted(len(mined['families'])):shared passage}"
    )
    print(
        f"{Counted(entries['entries']):entry|entries}: {entries['reports']} mined, "
        f"{entries['failures']} failed, {entries['passed_over']} passed over"
    )
    for name in ("expected", "verdicts"):
        states = mined[name]["state"].value_counts().sort_index()
        if len(states):
            print(
                f"{name}: " + ", ".join(f"{n} {state}" for state, n in states.items())
            )
    print(f"HTML report: {mined.page}")
    return 1 if len(failures) else 0


@contextlib.contextmanager
def _engine(args: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """What ``--engine`` and ``--jobs`` ask for, as arguments of ``mine``."""
    if args.engine == "local":
        yield {"jobs": args.jobs}
        return
    from textmine.job.cluster import open_cluster

    with open_cluster(args.jobs) as cluster:
        engine: Engine = cluster
        yield {"engine": engine}


def _trace(args: argparse.Namespace) -> int:
    """``textmine trace``."""
    from textmine.intake.values import take_target
    from textmine.job.pair import PAGES
    from textmine.job.trace.tracing import (
        describe_spans,
        trace_file,
        write_frames,
        write_trace,
    )

    if args.out:
        # A page that took the place of some report would be told of after all the work.
        take_target(args.out, PAGES, what="pages")
    limits = _limits(args)
    found = trace_file(args.store, args.file, agency=args.agency, file_limits=limits)
    for line in describe_spans(found):
        print(line)
    if args.frames:
        print("frames: " + ", ".join(map(str, write_frames(found, args.frames))))
    if args.out:
        print(f"HTML page: {write_trace(found, args.out, Path(args.file).name)}")
    return 0


def _classify(args: argparse.Namespace) -> int:
    """``textmine classify``."""
    from textmine.job.statements import classify_file

    coded = classify_file(args.file, args.out)
    print(f"{Counted(len(coded)):statement} coded: {args.out}")
    return 0


def _compare(args: argparse.Namespace) -> int:
    """``textmine compare``."""
    from textmine.job.pair import compare_files

    files = args.report_a, args.report_b
    page = compare_files(*files, args.out, file_limits=_limits(args))
    print(f"HTML page: {page}")
    return 0


def _simulate(args: argparse.Namespace) -> int:
    """``textmine simulate``."""
    from textmine.simulation.corpus import simulate
    from textmine.simulation.profile import SimulationProfile

    profile = SimulationProfile(themes=args.themes, overlap=args.overlap)
    simulate(args.reports, seed=args.seed, out=args.out, profile=profile)
    print(f"{Counted(args.reports):report} with their truth: {args.out}")
    return 0


def _report_problem(args: argparse.Namespace) -> int:
    """``textmine report-problem``."""
    from textmine.job.problem_bundle import write_problem_bundle

    written = write_problem_bundle(args.file, args.out, file_limits=_limits(args))
    print(f"{written}: look through redacted.txt and source/ before you send it")
    return 0


def _doctor(args: argparse.Namespace) -> int:
    """``textmine doctor``."""
    from textmine.job.doctor import examine

    healthy = True
    for part, found, advice in examine():
        print(f"{part:24} {found}" + (f"  -> {advice}" if advice else ""))
        healthy = healthy and not advice.startswith("needed")
    return 0 if healthy else 2
