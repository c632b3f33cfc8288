"""The code of the documents runs as it stands (what columns mean: test_dictionary)."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

import textmine as tm
from textmine.segment.itemizer.model import load_model

DOCS = Path(__file__).resolve().parents[1] / "docs"


@pytest.mark.filterwarnings("ignore::textmine.errors.TextmineWarning")
def test_the_code_of_a_study_runs_as_it_stands(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = re.findall(
        r"```python\n(.*?)```", (DOCS / "study.md").read_text(encoding="utf-8"), re.S
    )
    (tmp_path / "corpora").mkdir()
    shutil.copytree(root / "corpora" / "sample", tmp_path / "corpora" / "sample")
    monkeypatch.chdir(tmp_path)
    tm.mine("corpora/sample", out="results", formats=["parquet"], progress=False)
    load_model().save("own.model")
    said: dict[str, Any] = {}
    for block in blocks:
        exec(block, said)
    assert len(blocks) == 11
    assert len(said["reports"]) == 27 and said["lost"] == 1
    assert said["by_year"]["group"].nunique() == 3
    assert set(said["trends"]["n"]) == {27}
    assert "" not in set(said["trends"]["item"])
    assert set(said["corrected"]["unit"]) == {"report"} and said["is_same"]
    n = len(said["corpus"].problems)
    assert len(said["second"]["problems"]) == n - 1
    assert Path("network/network.graphml").is_file() and Path("reuse.tex").is_file()
    assert len(said["effects"]) and len(said["received"]) and len(said["ties"])
    assert Path("appendix.csv").stat().st_size and Path("figure.pdf").stat().st_size
    # The shipped model, saved as one's own, reads what the corpus holds.
    texts = said["corpus"].problems["text"].tolist()
    assert said["own_coded"]["text"].tolist() == texts and len(said["own_answers"])
    page = Path("without_names.html").read_text(encoding="utf-8")
    assert not any(name in page for name in said["reports"]["agency"])
