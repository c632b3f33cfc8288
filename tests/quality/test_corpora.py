"""The checks on whole corpora: planted contradictions found and no other; real tables agree with themselves."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from textmine.corpus.reading import read_corpus
from textmine.quality import (
    check_breakdowns,
    check_claims,
    check_tables,
    check_years,
    completeness,
    completeness_items,
)

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "corpora" / "sample"
SHARED = ROOT.parent / "shared"
OURS = ("t2_", "t3_", "t4_", "claim_", "breakdown", "years_")


def failed(folder: Path) -> set[tuple[str, str]]:
    corpus = read_corpus(folder)
    frames = {name: corpus.frame(name) for name in ("reports", "tables", "claims")}
    checks = pd.concat(
        [
            check_tables(frames["tables"], frames["reports"]),
            check_claims(
                frames["claims"],
                frames["tables"],
                frames["reports"],
                narrative=corpus.narrative,
            ),
            check_breakdowns(corpus.narrative),
            check_years(
                frames["tables"], frames["reports"], narrative=corpus.narrative
            ),
        ]
    )
    checks = checks[checks["status"] == "FAIL"]
    return set(zip(checks["report_id"], checks["check"], strict=True))


def test_planted_contradictions_are_found_and_none_is_invented() -> None:
    lines = (
        (SAMPLE / "gold" / "contradictions.jsonl")
        .read_text(encoding="utf-8")
        .splitlines()
    )
    planted = [row for row in map(json.loads, lines) if row["check"].startswith(OURS)]
    found = failed(SAMPLE / "reports")
    assert {(row["report_id"], row["check"]) for row in planted} <= found
    assert found <= {
        (row["report_id"], check)
        for row in planted
        for check in (row["check"], *row["also"])
    }


def test_evidence_of_completeness_lies_in_the_text() -> None:
    corpus = read_corpus(SAMPLE / "reports")
    frames = [corpus.frame(name) for name in ("reports", "sections", "items", "tables")]
    texts = {report.report_id: report.text for report in corpus}
    found = completeness_items(*frames)
    for row in found.itertuples(index=False):
        assert texts[row.report_id][row.start : row.end] == row.text
    scores = completeness(*frames).set_index("score").loc["completeness", "value"]
    assert len(scores) == len(frames[0]) and scores.between(0.8, 1).all()


@pytest.mark.shared
@pytest.mark.parametrize("folder", ["reports", "real", "dev/reports"])
def test_real_reports_contradict_themselves_nowhere(folder: str) -> None:
    if not (SHARED / folder).is_dir():
        pytest.skip(f"the real reports ({folder}) do not lie beside the project")
    assert failed(SHARED / folder) == set()
