"""Functions that read files and folders, with what is no such file: a right answer, or one sentence.

The frames that public functions take are exchanged in ``test_doors_fuzz``; here it is the paths.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import textmine as tm
from tests.doors import Call, Wrong, check_sentences

ROOT = Path(__file__).resolve().parents[1]
LEAST_COMBINATIONS = 150

OTHERS = {
    "none": None, "a word": "nothing", "minus": -1, "zero": 0, "half": 0.5, "big": 10**9,
    "nan": np.nan, "true": True, "a list": ["a", "b"], "empty list": [], "a dict": {"a": 1},
    "an object": object(), "bytes": b"x", "a frame": pd.DataFrame({"x": [1]}),
}  # fmt: skip
"""What an argument that is no path may be exchanged for."""


@dataclass(frozen=True)
class FileCall(Call):
    """A public function of files: those arguments that are paths, and others to exchange."""

    paths: tuple[str, ...]
    others: tuple[str, ...] = ()


@pytest.fixture(scope="module")
def calls(place: Path) -> list[FileCall]:
    """Each function with arguments that are right."""
    report = ROOT / "corpora" / "sample" / "reports" / "linze_swj_2021.txt"
    table = place / "table.csv"
    pd.DataFrame(
        {"text": ["政府信息公开工作年度报告\n一、总体情况\n我局公开12条。"]}
    ).to_csv(table)
    empty = tm.Corpus([])
    empty.save(place / "store")
    return [
        FileCall(
            "read_report", tm.read_report, {"path": report}, ("path",), ("report_id",)
        ),
        FileCall(
            "read_corpus",
            tm.read_corpus,
            {"paths": report},
            ("paths",),
            ("jobs", "engine"),
        ),
        FileCall(
            "Corpus.open", tm.Corpus.open, {"folder": place / "store"}, ("folder",)
        ),
        FileCall("Corpus.save", empty.save, {"folder": place / "saved"}, ("folder",)),
        FileCall(
            "read_table",
            tm.read_table,
            {"table": table},
            ("table",),
            ("text", "report_id"),
        ),
        FileCall("load_codebook", tm.load_codebook, {}, ("path",)),
    ]


def _wrong_paths(place: Path) -> Iterator[tuple[str, Any]]:
    """What may stand where a file or folder is expected."""
    junk = np.random.default_rng(18).bytes(3000)
    wrong = place / "wrong"
    wrong.mkdir(exist_ok=True)
    for suffix in (
        ".csv",
        ".xlsx",
        ".html",
        ".docx",
        ".zip",
        ".json",
        ".toml",
        ".parquet",
        "",
    ):
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
    for what in (
        "none",
        "zero",
        "half",
        "true",
        "an object",
        "bytes",
        "a dict",
        "a frame",
    ):
        yield what, OTHERS[what]
    yield "a list of numbers", [1, 2]
    yield "an empty list", []


def test_right_arguments_are_right(calls: list[FileCall]) -> None:
    for call in calls:
        call.function(**call.arguments)


def test_wrong_files_and_arguments_end_in_a_sentence(
    calls: list[FileCall], place: Path
) -> None:
    wrong = [
        Wrong(call, parameter, what, value)
        for call in calls
        for parameters, values in (
            (call.paths, _wrong_paths(place)),
            (call.others, OTHERS.items()),
        )
        for what, value in values
        for parameter in parameters
    ]
    check_sentences(wrong, least=LEAST_COMBINATIONS)
