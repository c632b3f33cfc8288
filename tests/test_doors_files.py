"""Functions that read files and folders, with what is no such file: a right answer, or one sentence.

The frames that public functions take are exchanged in ``test_doors_fuzz``; here it is the paths.
"""

from __future__ import annotations

import os
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import textmine as tm
from textmine.errors import TextmineError

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = str(ROOT / "textmine")
LEAST_COMBINATIONS = 150

OTHERS = {
    "none": None, "a word": "nothing", "minus": -1, "zero": 0, "half": 0.5, "big": 10**9,
    "nan": np.nan, "true": True, "a list": ["a", "b"], "empty list": [], "a dict": {"a": 1},
    "an object": object(), "bytes": b"x", "a frame": pd.DataFrame({"x": [1]}),
}  # fmt: skip
"""What an argument that is no path may be exchanged for."""


@dataclass(frozen=True)
class FileCall:
    """A public function with right arguments, those that are paths, and others to exchange."""

    name: str
    function: Callable[..., Any]
    arguments: dict[str, Any]
    paths: tuple[str, ...]
    others: tuple[str, ...] = field(default=())

    def with_other(self, parameter: str, value: Any) -> Any:
        return self.function(**{**self.arguments, parameter: value})


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty folder to stand in: what is written to a name alone lands there."""
    folder = tmp_path_factory.mktemp("files")
    before = Path.cwd()
    os.chdir(folder)
    yield folder
    os.chdir(before)


@pytest.fixture(scope="module")
def calls(place: Path) -> list[FileCall]:
    """Each function with arguments that are right."""
    report = ROOT / "corpora" / "sample" / "reports" / "linze_swj_2021.txt"
    table = place / "table.csv"
    pd.DataFrame({"text": ["政府信息公开工作年度报告\n一、总体情况\n我局公开12条。"]}).to_csv(table)
    return [
        FileCall("read_report", tm.read_report, {"path": report}, ("path",), ("report_id",)),
        FileCall("read_corpus", tm.read_corpus, {"paths": report}, ("paths",), ("jobs", "engine")),
        FileCall("read_table", tm.read_table, {"table": table}, ("table",), ("text", "report_id")),
        FileCall("load_codebook", tm.load_codebook, {}, ("path",)),
    ]


def _wrong_paths(place: Path) -> Iterator[tuple[str, Any]]:
    """What may stand where a file or folder is expected."""
    junk = np.random.default_rng(18).bytes(3000)
    wrong = place / "wrong"
    wrong.mkdir(exist_ok=True)
    for suffix in (".csv", ".xlsx", ".html", ".docx", ".zip", ".json", ".toml", ".parquet", ""):
        (wrong / f"junk{suffix}").write_bytes(junk)
        yield f"junk{suffix}", wrong / f"junk{suffix}"
    (wrong / "nothing.csv").write_bytes(b"")
    (wrong / "cells.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (wrong / "broken.csv").write_text('a,b\n"1,2\n3,4,5\n', encoding="utf-8")
    yield "an empty file", wrong / "nothing.csv"
    yield "other cells", wrong / "cells.csv"
    yield "broken cells", wrong / "broken.csv"
    yield "a folder", wrong
    yield "nothing there", wrong / "none" / "at.all"
    yield "inside a file", wrong / "cells.csv" / "x.csv"
    yield "a NUL", "a\0b"
    yield "half a pair", "\ud800.csv"
    yield "a long name", "长" * 300
    yield "no name", ""
    for what in ("none", "zero", "half", "true", "an object", "bytes", "a dict", "a frame"):
        yield what, OTHERS[what]
    yield "a list of numbers", [1, 2]
    yield "an empty list", []


def _fault(call: FileCall, parameter: str, value: Any) -> str | None:
    """What is wrong with how a call ends; None if nothing is."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            call.with_other(parameter, value)
    except TextmineError:
        return None
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        sentence = len(str(error).split()) >= 4 and last.filename.startswith(PACKAGE)
        if isinstance(error, TypeError | ValueError) and sentence:
            return None
        where = f"{Path(last.filename).name}:{last.lineno}"
        return f"{type(error).__name__}: {str(error)[:90]} ({where})"
    return None


def test_right_arguments_are_right(calls: list[FileCall]) -> None:
    for call in calls:
        call.function(**call.arguments)


def test_wrong_files_and_arguments_end_in_a_sentence(calls: list[FileCall], place: Path) -> None:
    n, faults = 0, []
    for call in calls:
        wrong = [(p, what, value) for p in call.paths for what, value in _wrong_paths(place)]
        wrong += [(p, what, value) for p in call.others for what, value in OTHERS.items()]
        for parameter, what, value in wrong:
            n += 1
            fault = _fault(call, parameter, value)
            if fault is not None:
                faults.append(f"{call.name}({parameter}={what}): {fault}")
    assert n >= LEAST_COMBINATIONS
    assert not faults, f"{len(faults)} of {n}:\n" + "\n".join(faults)
