from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT / ".." / "shared"


@pytest.mark.shared
def test_lexicon_on_real_reports(capsys: pytest.CaptureFixture[str]) -> None:
    folders = [SHARED / "reports", SHARED / "dev" / "reports"]
    if not all(folder.is_dir() for folder in folders):
        pytest.skip("the shared reports are not beside the project")
    spec = importlib.util.spec_from_file_location(
        "words_lexicon", ROOT / "benchmarks" / "words_lexicon.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.main(folders)
    figures = dict(
        line.split(": ", 1)
        for line in capsys.readouterr().out.splitlines()
        if ": " in line
    )
    assert float(figures["kept whole"].split()[0]) >= 0.98
    assert (
        float(figures["words outside the terms as plain jieba has them"].split()[0])
        >= 0.99
    )
    assert float(figures["kept whole by plain jieba"].split()[0]) < 0.5
