"""How sure a FAIL is, over small reports and sections of reports, true and false."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd
import pytest

from tests.quality.claims.told import accused, checks_of, found, marked, read_data

FILES = {"claim_reports.toml": (130, 0.65), "claim_sections.toml": (150, 0.65)}
"""Wrong numbers at least, and the share of them that fails at least."""


@cache
def read(name: str) -> tuple[list[dict[str, Any]], pd.DataFrame]:
    """Reports of a file and their checks."""
    data = read_data(name)
    return data["report"], checks_of(data["context"], data["report"])


@pytest.mark.parametrize("name", FILES)
def test_a_number_that_fails_is_wrong(name: str) -> None:
    reports, checks = read(name)
    assert accused(checks, reports, marked(reports)) == []


@pytest.mark.parametrize("name", FILES)
def test_most_wrong_numbers_fail(name: str) -> None:
    reports, checks = read(name)
    wrong, (least, share) = marked(reports), FILES[name]
    assert len(wrong) > least
    assert len(found(checks, wrong)) >= share * len(wrong)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("claim_reports.toml", "claim_share"),
        ("claim_reports.toml", "claim_change"),
        ("claim_reports.toml", "claim_outcomes_together"),
        ("claim_reports.toml", "claim_denied_third_party"),
        ("claim_reports.toml", "claim_lacking_not_held"),
        ("claim_reports.toml", "claim_refused_petition"),
        ("claim_reports.toml", "claim_channel_counter"),
        ("claim_reports.toml", "claim_media_wechat"),
        ("claim_reports.toml", "claim_received_applications"),
        ("claim_sections.toml", "claim_rate"),
        ("claim_sections.toml", "claim_total"),
        ("claim_sections.toml", "claim_share"),
        ("claim_sections.toml", "claim_completed"),
        ("claim_sections.toml", "claim_reviews_other"),
        ("claim_sections.toml", "claim_lawsuits"),
        ("claim_sections.toml", "claim_carried_forward"),
    ],
)
def test_every_kind_of_number_is_compared(name: str, kind: str) -> None:
    _, checks = read(name)
    assert {"PASS", "FAIL"} <= set(checks.loc[checks["check"] == kind, "status"])
