"""Each line of code in the README's table of wishes runs as it stands there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import textmine as tm

README = Path(__file__).resolve().parents[1] / "README.md"
WISHES = (
    README.read_text(encoding="utf-8").split("| wish | here |")[1].split("\n## ")[0]
)
LINES = [
    re.findall(r"`([^`]+)`", row) for row in WISHES.splitlines() if row.startswith("| ")
]


BLOCKS = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.S)


@pytest.mark.filterwarnings("ignore::textmine.errors.TextmineWarning")
def test_the_code_for_a_notebook_and_for_a_table_runs_as_it_stands(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First the notebook, on the sample; then the table, from the run that the notebook left."""
    pytest.importorskip("openpyxl")
    (tmp_path / "corpora").mkdir()
    shutil.copytree(root / "corpora" / "sample", tmp_path / "corpora" / "sample")
    (tmp_path / "own.txt").write_text("12345热线\ne政通\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert len(BLOCKS) == 2
    said: dict[str, Any] = {}
    for block in BLOCKS:
        exec(block, said)
    assert len(pd.read_excel("table.xlsx")) == len(said["table"]) > 3
    assert re.search(r"\[[0-9]+, [0-9]+\]", Path("table.tex").read_text("utf-8"))


@pytest.fixture(scope="module")
def names(sample: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the lines speak of, in a folder of its own."""
    docx = pytest.importorskip("docx")
    folder = tmp_path_factory.mktemp("readme")
    document = docx.Document()
    for line in ("临泽川市财政局2022年政府信息公开工作年度报告", "五、存在的主要问题"):
        document.add_paragraph(line)
    document.add_paragraph("部分栏目更新不够及时。", style="List Number")
    document.save(folder / "年报.docx")
    corpus = sample.filter(agency_type="财政局")
    tm.mine(corpus, out=folder / "results", formats=["parquet"], progress=False)
    report = next(iter(sample))
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 200).astype(float)
    return {
        "folder": folder,
        "tm": tm,
        "corpus": corpus,
        "reuse": tm.mine_reuse(sample),
        "text": report.text[:400],
        "report": report,
        "start": 3,
        "end": 9,
        "codings": pd.DataFrame(
            {
                "item_id": ["a", "b"] * 2,
                "coder": ["甲", "甲", "乙", "乙"],
                "categories": ["staffing", "content", "staffing", "timeliness"],
            }
        ),
        "coded": pd.DataFrame({"categories": ["staffing"] * 30 + ["content"] * 70}),
        "hand": pd.DataFrame(
            {
                "categories": ["staffing"] * 20 + ["content"] * 40,
                "truth": ["staffing"] * 15 + ["content"] * 45,
            }
        ),
        "frame": pd.DataFrame(
            {
                "x": rng.integers(0, 2, 200),
                "y": y,
                "y_hand": np.where(rng.random(200) < 0.5, y, np.nan),
            }
        ),
    }


def test_every_wish_has_code() -> None:
    assert len(LINES) >= 11
    assert all(LINES)


@pytest.mark.filterwarnings("ignore::textmine.errors.TextmineWarning")
@pytest.mark.parametrize("codes", LINES, ids=lambda codes: codes[0][:40])
def test_the_code_of_a_wish_runs(
    codes: list[str], names: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(names["folder"])
    known = dict(names)
    for code in codes:
        if code.startswith("tm.read_audit"):
            _correct(names["folder"] / "audit.xlsx")
        exec(code, known)


def _correct(sheet: Path) -> None:
    """Say of every item that it is right, as a reader would who found no fault."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(sheet)
    page = book.active
    head = [cell.value for cell in page[1]]
    for row in page.iter_rows(min_row=2):
        if row[head.index("item_id")].value:
            row[head.index("verdict")].value = "right"
    book.save(sheet)
