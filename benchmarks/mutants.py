"""Would the tests notice? Small changes to the code, one at a time, each against its own tests.

    python -m benchmarks.mutants [--mutants 210] [--seed 1] [--rooms text segment …]

A mutant is a copy of the tree in which one expression is changed (a comparison, a sum, a constant,
a condition). Its tests are those examples and tests of its room that pass through the changed line:
the room is run once, unchanged, to see which do, and how long each takes; the fastest come first.
What is computed once and kept is seen in the first test that asks for it alone: the others of its
file are run after these. A mutant is killed where one of them fails or takes far longer than
before. Those that no test can tell from the original are named by hand in
``mutants_equivalent.csv`` and left out of the share.
The tree itself is never changed.
"""

from __future__ import annotations

import argparse
import ast
import copy
import csv
import json
import os
import resource
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("text", "segment", "tables", "reuse", "problems", "quality", "stats")
EQUIVALENT = Path(__file__).with_name("mutants_equivalent.csv")
COPIED = (
    "textmine",
    "tests",
    "benchmarks",
    "corpora",
    "docs",
    "pyproject.toml",
    "setup.cfg",
)
# Loaded before the processes part: every run would load them again.
_HEAVY = (
    *(
        "pytest",
        "hypothesis.extra.numpy",
        "numpy",
        "pandas",
        "scipy.stats",
        "scipy.sparse.csgraph",
    ),
    *(
        "scipy.optimize",
        "sklearn.linear_model",
        "sklearn.isotonic",
        "sklearn.cluster",
        "networkx",
    ),
    *(
        "sklearn.feature_extraction.text",
        "sklearn.metrics",
        "sklearn.model_selection",
        "pyarrow",
    ),
    *(
        "pycrfsuite",
        "rjieba",
        "opencc",
        "cn2an",
        "ahocorasick",
        "xxhash",
        "rapidfuzz",
        "pydoc",
    ),
)
_MOST_SECONDS = 60.0
"""Processor time of the tests that a mutant is given, as measured on the unchanged tree: the
fastest of those that pass through its line, up to this sum."""
_MOST_BESIDE = 15.0
"""The same of the other tests of its file, which hardly ever tell more."""
_TIMES_LONGER, _LEAST_SECONDS = 4.0, 30
"""How much longer than before the tests may take, and what they are given at least; beyond, a
mutant runs for ever and is killed."""
_ROOM_SECONDS = 3600
"""Processor time of a room's tests, unchanged and watched; some six times the longest."""
_MARKS = "not browser and not notebook and not shared"
_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
_CALLED = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change.

    Parameters
    ----------
    path : str
        The module, from the project's folder.
    line : int
        Where it stands.
    start, end : int
        Bytes of the file that are exchanged.
    before, after : str
        What stands there, and what is put there.
    words : str
        The whole line.
    """

    path: str
    line: int
    start: int
    end: int
    before: str
    after: str
    words: str

    @property
    def room(self) -> str:
        """The room that it stands in."""
        return Path(self.path).parts[1]

    @property
    def name(self) -> tuple[str, str, str, str]:
        """What it is called in the list of equivalents: lines move, their words do not."""
        return self.path, self.words, self.before, self.after


def find_mutants(path: str) -> list[Mutant]:
    """List every change of a module, in the order of its lines."""
    source = (ROOT / path).read_text(encoding="utf-8")
    data = source.encode()
    starts = [0]
    lines = source.splitlines(keepends=True)
    for line in lines:
        starts.append(starts[-1] + len(line.encode()))
    found = []
    for node, changed in _changes(ast.parse(source)):
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[node.end_lineno - 1] + node.end_col_offset
        before, after = data[start:end].decode(), ast.unparse(changed)
        if ast.unparse(node) != after:
            words, told = lines[node.lineno - 1].strip(), " ".join(before.split())
            found.append(Mutant(path, node.lineno, start, end, told, after, words))
    return found


def _changes(tree: ast.Module) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Expressions and what each is changed to; no docstrings, annotations and defaults of words."""
    for node in _running(tree):
        changed = copy.deepcopy(node)
        if isinstance(changed, ast.Compare) and len(changed.ops) == 1:
            changed.ops = [_COMPARED[type(changed.ops[0])]()]
        elif isinstance(changed, ast.BinOp) and type(changed.op) in _COUNTED:
            changed.op = _COUNTED[type(changed.op)]()
        elif isinstance(changed, ast.BoolOp):
            changed.op = ast.Or() if isinstance(changed.op, ast.And) else ast.And()
        elif isinstance(changed, ast.UnaryOp) and isinstance(
            changed.op, ast.Not | ast.USub
        ):
            changed = changed.operand
        elif isinstance(changed, ast.IfExp):
            changed.body, changed.orelse = changed.orelse, changed.body
        elif isinstance(changed, ast.Call) and isinstance(changed.func, ast.Name):
            changed.func.id = _CALLED.get(changed.func.id, changed.func.id)
        elif isinstance(changed, ast.Constant) and isinstance(changed.value, bool):
            changed.value = not changed.value
        elif isinstance(changed, ast.Constant) and isinstance(
            changed.value, int | float
        ):
            changed.value = changed.value + 1
        else:
            continue
        yield node, changed


def _running(node: ast.AST) -> Iterator[ast.expr]:
    """Expressions that are carried out, annotations and strings in f-strings left out."""
    if isinstance(node, ast.AnnAssign):
        children: list[ast.AST] = [node.value] if node.value is not None else []
    elif isinstance(node, ast.FunctionDef):
        children = [*node.args.defaults, *node.args.kw_defaults, *node.body]  # type: ignore[list-item]
    elif isinstance(node, ast.ClassDef):
        # What decorates a class (slots, frozen) is no step of what it does.
        children = [*node.body]
    elif isinstance(node, ast.keyword) and node.arg == "strict":
        # A guard of zip, which nothing that runs as it should ever reaches.
        children = []
    elif isinstance(node, ast.JoinedStr | ast.Raise | ast.Import | ast.ImportFrom):
        # Words of messages are no measure of a test.
        children = []
    else:
        children = list(ast.iter_child_nodes(node))
    for child in children:
        if isinstance(child, ast.expr):
            yield child
        if child is not None:
            yield from _running(child)


def draw(n: int, seed: int, rooms: tuple[str, ...]) -> list[Mutant]:
    """Draw mutants, the same number from each room, modules by the number of their changes."""
    drawn = []
    for k, room in enumerate(rooms):
        files = sorted(p for p in (ROOT / "textmine" / room).rglob("*.py"))
        paths = [p.relative_to(ROOT).as_posix() for p in files]
        every = [mutant for path in paths for mutant in find_mutants(path)]
        share = n // len(rooms) + (k < n % len(rooms))
        drawn += Random(f"{seed}:{room}").sample(every, min(share, len(every)))
    return sorted(drawn, key=lambda m: (m.path, m.start))


@dataclass(slots=True)
class Watched:
    """What the tests of a room do on the unchanged tree.

    Parameters
    ----------
    seconds : dict of str to float
        Processor time of each test that passes, by its id.
    passing : dict of str to dict of int to list of str
        Ids of the tests that pass through a line, by file and line; the empty id is loading it.
    failed : list of str
        Tests that fail without a change: they tell nothing.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    passing: dict[str, dict[int, list[str]]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def tests(self, path: str, first: int, last: int) -> tuple[list[str], list[str]]:
        """Choose the tests that pass through some lines, and others that pass through their file.

        A line that is carried out when its file is loaded is told by any test of the room that
        passes through the file. Of either the fastest are taken, up to its sum of time.
        """
        lines = self.passing.get(path, {})
        # Inside a long expression not every line is seen: the one before it tells as much.
        while first > 1 and not any(lines.get(line) for line in range(first, last + 1)):
            first -= 1
        through = {
            test for line in range(first, last + 1) for test in lines.get(line, [])
        }
        beside = {test for tests in lines.values() for test in tests}
        if "" in through:
            through |= beside
        chosen = self._fastest(through, _MOST_SECONDS)
        return chosen, self._fastest(beside - through, _MOST_BESIDE)

    def _fastest(self, tests: set[str], most: float) -> list[str]:
        """The fastest tests up to a sum of time, one at least."""
        known = sorted(
            (test for test in tests if test in self.seconds), key=self._by_time
        )
        total, chosen = 0.0, []
        for test in known:
            total += self.seconds[test]
            if chosen and total > most:
                break
            chosen.append(test)
        return chosen

    def _by_time(self, test: str) -> tuple[float, str]:
        """Order of tests."""
        return self.seconds[test], test


class _Watcher:
    """A plug-in of pytest that tells coverage which test runs, and how long each takes."""

    def __init__(self, coverage: Any) -> None:
        self.coverage = coverage
        self.watched = Watched()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.coverage.switch_context(nodeid)
        self.start = time.process_time()

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed:
            self.watched.failed.append(report.nodeid)
        elif report.when == "call" and report.passed:
            self.watched.seconds[report.nodeid] = time.process_time() - self.start


def watch(tree: Path, room: str, told: Path) -> Watched:
    """Run the tests of a room once, unchanged, in a child, and see which pass through what."""
    child = os.fork()
    if child == 0:
        _prepare(tree, _ROOM_SECONDS)
        _watch(tree, room, told)
        os._exit(0)
    os.waitpid(child, 0)
    read = json.loads(told.read_text(encoding="utf-8"))
    passing = {
        path: {int(line): tests for line, tests in lines.items()}
        for path, lines in read["passing"].items()
    }
    return Watched(read["seconds"], passing, read["failed"])


def _watch(tree: Path, room: str, told: Path) -> None:
    """Be the child: run the tests under coverage and write down what was seen."""
    import pytest
    from coverage import Coverage

    inside = str(tree / "textmine" / room)
    coverage = Coverage(data_file=None, include=[f"{inside}/*"], config_file=False)
    watcher = _Watcher(coverage)
    coverage.start()
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", _MARKS]
    pytest.main([*options, f"textmine/{room}", f"tests/{room}"], [watcher])
    coverage.stop()
    data, watched = coverage.get_data(), watcher.watched
    for name in data.measured_files():
        lines: dict[int, list[str]] = defaultdict(list, data.contexts_by_lineno(name))
        watched.passing[Path(name).relative_to(tree).as_posix()] = dict(lines)
    content = {x: getattr(watched, x) for x in ("seconds", "passing", "failed")}
    told.write_text(json.dumps(content), encoding="utf-8")


def passes(tree: Path, tests: list[str], seconds: int) -> bool:
    """Run tests in a child of this process, up to the first that fails."""
    child = os.fork()
    if child == 0:
        _prepare(tree, seconds)
        _run_tests(tests)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 0


def _prepare(tree: Path, seconds: int) -> None:
    """Be a child that works in the copied tree, silently and for no longer than it may."""
    import hypothesis

    # The same examples for the original and for each mutant, however busy the machine is.
    hypothesis.settings.register_profile(
        "same", deadline=None, derandomize=True, database=None
    )
    hypothesis.settings.load_profile("same")
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    os.chdir(tree)
    os.environ["PYTHONPATH"] = str(tree)
    # The tree at hand must not be what is tested.
    sys.path[:] = [
        str(tree),
        *(p for p in sys.path if Path(p or ".").resolve() != ROOT),
    ]
    for name in [
        m for m in sys.modules if m.split(".")[0] in ("textmine", "benchmarks")
    ]:
        del sys.modules[name]


def _run_tests(tests: list[str]) -> None:
    """Be the child: run the tests and end, with 0 where all pass."""
    import pytest

    code = pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *tests])
    # No test at all is no test that fails.
    os._exit(0 if code in (0, 5) else 1)


def judge(mutant: Mutant, tree: Path, watched: Watched) -> str:
    """Say whether a mutant was ``killed``, ``survived``, or no test passes through it."""
    file = tree / mutant.path
    sound = file.read_bytes()
    last = sound[: mutant.end].count(b"\n") + 1
    through, beside = watched.tests(mutant.path, mutant.line, last)
    if not through:
        return "no test"
    file.write_bytes(
        sound[: mutant.start] + f"({mutant.after})".encode() + sound[mutant.end :]
    )
    try:
        for tests in filter(None, (through, beside)):
            expected = sum(watched.seconds[test] for test in tests)
            longest = _LEAST_SECONDS + round(_TIMES_LONGER * expected)
            if not passes(tree, tests, longest):
                return "killed"
        return "survived"
    finally:
        file.write_bytes(sound)


def equivalents() -> set[tuple[str, str, str, str]]:
    """Mutants that no test can tell from the original, judged by hand."""
    with EQUIVALENT.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {
            (row["path"], row["words"], row["before"], row["after"]) for row in rows
        }


def main(argv: list[str]) -> int:
    """Draw, judge, print a line a mutant and the share that was killed."""
    args = _parser().parse_args(argv)
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = tempfile.mkdtemp(prefix="hypothesis-")
    for name in _HEAVY:
        import_module(name)
    known = equivalents()
    drawn = draw(args.mutants, args.seed, tuple(args.rooms))
    n_killed = n_equivalent = 0
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        tree = Path(folder)
        for name in COPIED:
            source = ROOT / name
            copier = shutil.copytree if source.is_dir() else shutil.copy2
            copier(source, tree / name)
        watched: dict[str, Watched] = {}
        for k, mutant in enumerate(drawn, start=1):
            room = mutant.room
            if room not in watched:
                watched[room] = watch(tree, room, tree / f"watched-{room}.json")
                if watched[room].failed:
                    print(f"{room}: without a change these fail and are left out:")
                    print(*watched[room].failed, sep="\n", flush=True)
            same = mutant.name in known
            told = "equivalent" if same else judge(mutant, tree, watched[room])
            n_equivalent += same
            n_killed += told == "killed"
            place = f"{mutant.path}:{mutant.line}"
            print(
                f"{k:4} {told:10} {place}: {mutant.before}  →  {mutant.after}",
                flush=True,
            )
    n = len(drawn) - n_equivalent
    share = n_killed / n if n else 1.0
    print(
        f"{n_killed} of {n} mutants killed ({share:.1%}), {n_equivalent} equivalent ones left out"
    )
    return 0 if share >= args.least else 1


def _parser() -> argparse.ArgumentParser:
    """Arguments of the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutants")
    parser.add_argument("--mutants", type=int, default=210)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rooms", nargs="+", choices=ROOMS, default=list(ROOMS))
    parser.add_argument(
        "--least", type=float, default=0.9, help="share below which it fails"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
