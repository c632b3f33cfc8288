"""How sure a FAIL on shares, reasons, sums and changes is, over small reports true and false."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from tests.quality.claims.told import cells_of
from textmine.quality import check_changes, check_claims
from textmine.schema import make_frame
from textmine.segment.claims import find_claims

DATA = tomllib.loads(
    Path(__file__).with_name("claim_reports.toml").read_text(encoding="utf-8")
)


def unmarked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """A text without its marks, and where what they hold stands in it."""
    parts = re.split("([⟦⟧])", text)
    spans, told = [], ""
    for part in parts:
        if part == "⟦":
            first = len(told)
        elif part == "⟧":
            spans.append((first, len(told)))
        else:
            told += part
    return told, spans


@cache
def checks() -> pd.DataFrame:
    """Checks of all reports."""
    reports, cells, claims, narrative = [], [], [], []
    for k, report in enumerate(DATA["report"]):
        report_id, context = f"{k:03}", DATA["context"][report["of"]]
        text, _ = unmarked(report["text"])
        known = {name: context[name] for name in ("agency", "region", "year", "form")}
        reports.append({"report_id": report_id, **known})
        cells += cells_of(context, report_id)
        claims += [
            {
                "report_id": report_id,
                "quantity": one.quantity,
                "value": one.value,
                "unit": one.unit,
                "approximate": one.approximate,
                "start": one.start,
                "end": one.end,
                "text": text[one.start : one.end],
            }
            for one in find_claims(report_id, text, [(0, len(text))])
        ]
        narrative.append((report_id, report.get("section", "overview"), 0, text))
    frames: list[Any] = [
        make_frame("claims", claims),
        make_frame("tables", cells),
        pd.DataFrame(reports),
    ]
    columns = ["report_id", "section", "start", "text"]
    stretches = pd.DataFrame(narrative, columns=columns)
    found = [
        check_claims(*frames, narrative=stretches),
        check_changes(*frames, stretches),
    ]
    frame = pd.concat(found, ignore_index=True)
    return frame.assign(place=frame["report_id"].astype(int))


def wrong() -> list[tuple[int, int, int]]:
    """Report, start and end of every wrong number."""
    return [
        (k, a, b)
        for k, report in enumerate(DATA["report"])
        for a, b in unmarked(report["text"])[1]
    ]


def test_a_number_that_fails_is_wrong() -> None:
    accused = [
        (unmarked(DATA["report"][row.place]["text"])[0][row.start : row.end], row.check)
        for row in checks().query("status == 'FAIL'").itertuples()
        if not any(
            k == row.place and a < row.end and row.start < b for k, a, b in wrong()
        )
    ]
    assert accused == []


def test_most_wrong_numbers_fail() -> None:
    failed = checks().query("status == 'FAIL'")
    spans = list(failed[["place", "start", "end"]].itertuples(index=False, name=None))
    found = [
        (k, a, b)
        for k, a, b in wrong()
        if any(k == place and a < end and start < b for place, start, end in spans)
    ]
    assert len(wrong()) > 130
    assert len(found) >= 0.65 * len(wrong())


def test_every_kind_of_number_is_compared() -> None:
    statuses = checks().groupby("check")["status"].agg(set)
    for kind in (
        "claim_share",
        "claim_change",
        "claim_outcomes_together",
        "claim_denied_third_party",
        "claim_lacking_not_held",
        "claim_refused_petition",
        "claim_channel_counter",
        "claim_media_wechat",
        "claim_received_applications",
    ):
        assert {"PASS", "FAIL"} <= statuses[kind], kind
