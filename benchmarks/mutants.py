"""Would the tests notice? Small changes to the code, one at a time, each against its own tests.

    python -m benchmarks.mutants [--mutants 210] [--seed 1] [--rooms text segment …]

A mutant is a copy of the tree in which one expression is changed (a comparison, a sum, a constant,
a condition). Its tests are the examples of its module, the test file of the module's own name and,
if these let it pass, the tests of its room that import it. It is killed where one of them fails or
takes far longer than before. Those that no test can tell from the original are named by hand in
``mutants_equivalent.csv`` and left out of the share. The tree itself is never changed.
"""

from __future__ import annotations

import argparse
import ast
import copy
import csv
import os
import resource
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("text", "segment", "tables", "reuse", "problems", "quality", "stats")
EQUIVALENT = Path(__file__).with_name("mutants_equivalent.csv")
COPIED = ("textmine", "tests", "benchmarks", "corpora", "docs", "pyproject.toml", "setup.cfg")
# Loaded before the processes part: every run would load them again.
_HEAVY = (
    *("pytest", "hypothesis.extra.numpy", "numpy", "pandas", "scipy.stats", "scipy.sparse.csgraph"),
    *("scipy.optimize", "sklearn.linear_model", "sklearn.isotonic", "sklearn.cluster", "networkx"),
    *("sklearn.feature_extraction.text", "sklearn.metrics", "sklearn.model_selection", "pyarrow"),
    *("pycrfsuite", "rjieba", "opencc", "cn2an", "ahocorasick", "xxhash", "rapidfuzz", "pydoc"),
)
_OWN_SECONDS, _ROOM_SECONDS = 120, 400
"""Processor time of a run, some ten times what the slowest unchanged one takes; beyond, a mutant
runs for ever and is killed."""
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
    """

    path: str
    line: int
    start: int
    end: int
    before: str
    after: str

    @property
    def name(self) -> tuple[str, str, str]:
        """What it is called in the list of equivalents: lines move, the change does not."""
        return self.path, self.before, self.after


def find_mutants(path: str) -> list[Mutant]:
    """List every change of a module, in the order of its lines."""
    source = (ROOT / path).read_text(encoding="utf-8")
    data = source.encode()
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line.encode()))
    found = []
    for node, changed in _changes(ast.parse(source)):
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[node.end_lineno - 1] + node.end_col_offset
        before, after = data[start:end].decode(), ast.unparse(changed)
        if ast.unparse(node) != after:
            found.append(Mutant(path, node.lineno, start, end, " ".join(before.split()), after))
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
        elif isinstance(changed, ast.UnaryOp) and isinstance(changed.op, ast.Not | ast.USub):
            changed = changed.operand
        elif isinstance(changed, ast.IfExp):
            changed.body, changed.orelse = changed.orelse, changed.body
        elif isinstance(changed, ast.Call) and isinstance(changed.func, ast.Name):
            changed.func.id = _CALLED.get(changed.func.id, changed.func.id)
        elif isinstance(changed, ast.Constant) and isinstance(changed.value, bool):
            changed.value = not changed.value
        elif isinstance(changed, ast.Constant) and isinstance(changed.value, int | float):
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


def own_tests(path: str, tree: Path) -> list[str]:
    """The module's examples and the tests of its own name."""
    inside = Path(path).relative_to("textmine")
    named = tree / "tests" / inside.parent / f"test_{inside.name}"
    return [path, *([named.relative_to(tree).as_posix()] if named.exists() else [])]


def room_tests(path: str, tree: Path) -> list[str]:
    """The other tests of its room that name the module, or what is above it in the room."""
    inside = Path(path).with_suffix("").parts
    names = [".".join(inside[:depth]) for depth in range(3, len(inside) + 1)]
    files = sorted((tree / "tests" / inside[1]).rglob("test_*.py"))
    own = own_tests(path, tree)
    return [
        name
        for file in files
        if (name := file.relative_to(tree).as_posix()) not in own
        and any(f"{known} import" in file.read_text(encoding="utf-8") for known in names)
    ]


def passes(tree: Path, tests: list[str], seconds: int) -> bool:
    """Run tests in a child of this process, up to the first that fails."""
    child = os.fork()
    if child == 0:
        _run_tests(tree, tests, seconds)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 0


def _run_tests(tree: Path, tests: list[str], seconds: int) -> None:
    """Be the child: run the tests and end, with 0 where all pass."""
    import hypothesis
    import pytest

    # The same examples for the original and for each mutant, however busy the machine is.
    hypothesis.settings.register_profile("same", deadline=None, derandomize=True, database=None)
    hypothesis.settings.load_profile("same")
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    os.chdir(tree)
    os.environ["PYTHONPATH"] = str(tree)
    # The tree at hand must not be what is tested.
    sys.path[:] = [str(tree), *(p for p in sys.path if Path(p or ".").resolve() != ROOT)]
    for name in [m for m in sys.modules if m.split(".")[0] in ("textmine", "benchmarks")]:
        del sys.modules[name]
    marks = "not browser and not notebook and not shared"
    code = pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-m", marks, *tests])
    # No test at all is no test that fails.
    os._exit(0 if code in (0, 5) else 1)


def judge(mutant: Mutant, tree: Path) -> str:
    """Say what killed a mutant: its own tests, its room's, or nothing (``survived``)."""
    file = tree / mutant.path
    sound = file.read_bytes()
    changed = f"({mutant.after})".encode()
    file.write_bytes(sound[: mutant.start] + changed + sound[mutant.end :])
    try:
        if not passes(tree, own_tests(mutant.path, tree), _OWN_SECONDS):
            return "own tests"
        rest = room_tests(mutant.path, tree)
        return "room" if rest and not passes(tree, rest, _ROOM_SECONDS) else "survived"
    finally:
        file.write_bytes(sound)


def equivalents() -> set[tuple[str, str, str]]:
    """Mutants that no test can tell from the original, judged by hand."""
    with EQUIVALENT.open(encoding="utf-8", newline="") as file:
        return {(row["path"], row["before"], row["after"]) for row in csv.DictReader(file)}


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
        sound: set[str] = set()
        for k, mutant in enumerate(drawn, start=1):
            own = own_tests(mutant.path, tree)
            if mutant.path not in sound and not passes(tree, own, _OWN_SECONDS):
                print(f"{mutant.path}: its tests fail without a change; mend them first")
                return 2
            sound.add(mutant.path)
            same = mutant.name in known
            told = "equivalent" if same else judge(mutant, tree)
            n_equivalent += same
            n_killed += told in ("own tests", "room")
            place = f"{mutant.path}:{mutant.line}"
            print(f"{k:4} {told:10} {place}: {mutant.before}  →  {mutant.after}", flush=True)
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
    parser.add_argument("--least", type=float, default=0.9, help="share below which it fails")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
