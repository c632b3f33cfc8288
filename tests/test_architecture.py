"""The house: floors, sizes, public names, what an import loads."""

import ast
import graphlib
import importlib
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

import textmine

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "textmine"
FILES = sorted(PACKAGE.rglob("*.py"))
PUBLIC = [
    "BoilerplateDetector",
    "CodebookClassifier",
    "Corpus",
    "FileLimits",
    "ItemModel",
    "ProblemClassifier",
    "Report",
    "Reuse",
    "Segmenter",
    "TextmineError",
    "ThemeModel",
    "add",
    "audit",
    "check",
    "compare",
    "correct_items",
    "describe_columns",
    "load",
    "load_codebook",
    "load_pipeline",
    "mine",
    "mine_phrases",
    "mine_reuse",
    "plot",
    "problems",
    "quality",
    "read_audit",
    "read_corpus",
    "read_report",
    "read_table",
    "reuse",
    "simulate",
    "themes",
    "trace",
]


def test_floors_hold():
    """The contracts of pyproject.toml: who may import whom."""
    code = "from importlinter.cli import lint_imports; import sys; sys.exit(lint_imports())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_modules_import_each_other_in_a_circle():
    """A circle has no floor: none of its modules can be read, or moved, by itself."""
    graph = grimp.build_graph("textmine")
    imported = {m: graph.find_modules_directly_imported_by(m) for m in graph.modules}
    graphlib.TopologicalSorter(imported).prepare()


def test_one_thing_has_one_name():
    """No two classes share a name: whoever searches for one finds that one."""
    places = {}
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(str(file.relative_to(PACKAGE)))
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


def test_every_module_with_logic_has_tests_under_its_own_name():
    def has_logic(file):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        return any(isinstance(node, ast.FunctionDef) for node in ast.walk(tree))

    modules = [
        file for file in FILES if not file.name.startswith("__") and has_logic(file)
    ]
    places = [file.relative_to(PACKAGE) for file in modules]
    tests = {
        place: ROOT / "tests" / place.parent / f"test_{place.name}" for place in places
    }
    assert [str(place) for place, test in tests.items() if not test.is_file()] == []


def test_nobody_imports_the_package_root():
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                assert not any(a.name == "textmine" for a in node.names), file
            if isinstance(node, ast.ImportFrom):
                assert node.module != "textmine", file


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.relative_to(PACKAGE).as_posix())
def test_functions_take_few_arguments(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.FunctionDef):
            continue
        by_place = [
            a
            for a in (*node.args.posonlyargs, *node.args.args)
            if a.arg not in ("self", "cls")
        ]
        n_by_place, n_args = len(by_place), len(by_place) + len(node.args.kwonlyargs)
        is_init = node.name == "__init__"
        # Options that a call must name are easy to read, also many of them (the whole job has
        # sixteen, those of the command); more than six things told by their place are not.
        assert n_by_place <= (10 if is_init else 6), (
            f"{file.name}:{node.name}: {n_by_place} by place"
        )
        assert n_args <= 16, f"{file.name}:{node.name} takes {n_args} arguments"


def test_no_room_is_crowded():
    """A folder that one look takes in: 14 modules at most."""
    rooms = {file.parent for file in FILES}
    crowded = {
        room.relative_to(PACKAGE).as_posix(): n
        for room in rooms
        if (n := len([f for f in room.glob("*.py") if f.name != "__init__.py"])) > 14
    }
    assert not crowded


def test_public_names():
    assert textmine.__all__ == PUBLIC


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_is_there_and_documented(name):
    assert getattr(textmine, name).__doc__


def test_unknown_name_says_what_there_is():
    with pytest.raises(AttributeError, match="read_corpus"):
        textmine.no_such_name  # noqa: B018


def test_import_loads_nothing_heavy():
    code = "import sys, textmine; print([m for m in ('spacy', 'sklearn', 'matplotlib') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_reading_loads_nothing_heavy(tmp_path):
    text = "我局2021年政府信息公开工作年度报告\n一、总体情况\n政府信息公开平稳。"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    code = (
        f"import sys, textmine; textmine.read_corpus({str(tmp_path)!r}).frame('items');"
        "print([m for m in ('spacy', 'sklearn', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_no_stray_places_in_the_project():
    """No path of a machine, no unfinished marks."""
    for file in [*FILES, *ROOT.glob("*.md"), *ROOT.glob("benchmarks/*.py")]:
        text = file.read_text(encoding="utf-8")
        assert "/home/" not in text, file
        assert "raise NotImplementedError" not in text, file


@pytest.mark.parametrize(
    "file", sorted(ROOT.glob("benchmarks/*.py")), ids=lambda f: f.stem
)
def test_a_benchmark_takes_only_what_is_there(file):
    """None is run by the tests: one could not be started, as a name that it took had gone."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    taken = [
        (node.module, name.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("textmine")
        for name in node.names
    ]
    for module, name in taken:
        found = importlib.import_module(module)
        if not hasattr(found, name):
            importlib.import_module(f"{module}.{name}")
