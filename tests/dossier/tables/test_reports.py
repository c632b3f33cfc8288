import pandas as pd

from textmine.dossier.tables.reports import (
    failure_table,
    report_table,
    sample_table,
    share_table,
)
from textmine.plot.charts.authorship import share_rows
from textmine.schema import make_frame


def _reports(*rows: tuple[str, str, int | None]) -> pd.DataFrame:
    facts = {"n_chars": 9, "n_narrative_chars": 5, "confidence": 1.0}
    return make_frame(
        "reports",
        [
            {"report_id": key, "province": province, "year": year} | facts
            for key, province, year in rows
        ],
    )


def test_a_place_without_reports_is_blank_not_zero() -> None:
    reports = _reports(
        ("a", "云岭省", 2020),
        ("b", "云岭省", 2021),
        ("c", "东湾省", 2021),
        ("d", "", None),
    )
    table = sample_table({"reports": reports})
    assert [column.zh for column in table.columns] == [
        "省份",
        "2020",
        "2021",
        "未知",
        "合计",
    ]
    by_name = {
        row.entries[0].text: [entry.text for entry in row.entries[1:]]
        for row in table.rows
    }
    assert by_name["东湾省"] == ["–", "1", "–", "1"]
    assert by_name["云岭省"] == ["1", "1", "–", "2"]
    assert by_name[""] == ["–", "–", "1", "1"]


def test_a_section_found_twice_shows_its_better_mark() -> None:
    sections = [
        {
            "report_id": "a",
            "label": label,
            "status": status,
            "order": 0,
            "start": 0,
            "end": 1,
            "confidence": 1,
        }
        for label, status in (
            ("overview", "missing"),
            ("overview", "inferred"),
            ("other", "found"),
        )
    ]
    frames = {
        "reports": _reports(("a", "", 2020)),
        "sections": make_frame("sections", sections),
    }
    row = report_table(frames).rows[0]
    assert row.reports == ("a",)
    assert row.entries[5].text == "◐○○○○●"


def test_shares_of_sections_are_not_the_reports() -> None:
    rows = [("report", 0.7), ("overview", 0.1)]
    scores = pd.DataFrame(
        [
            {"report_id": "a", "scope": scope, "score": "share_original", "value": v}
            for scope, v in rows
        ]
    )
    assert share_table(scores).loc["a", "original"] == 0.7


def test_charts_and_tables_take_the_same_shares() -> None:
    scores = pd.DataFrame(
        {
            "report_id": ["a", "a", "b", "b"],
            "scope": ["report", "report", "report", "section"],
            "score": ["share_original", "length", "share_peer", "share_peer"],
            "value": [0.7, 900.0, None, 0.3],
        }
    )
    assert share_rows(scores)["share"].tolist() == ["original"]
    assert share_table(scores).stack().to_dict() == {("a", "original"): 0.7}


def test_kinds_of_failures_are_said_in_both_languages() -> None:
    told = [
        {"source": "甲.pdf", "reason": "empty", "error": "ReadError"},
        {"source": "乙.pdf", "reason": "as 甲", "error": "DuplicateReport"},
        {"source": "丙.pdf", "reason": "strange", "error": "NoKnownError"},
    ]
    table = failure_table({"failures": make_frame("failures", told)})
    kinds = [row.entries[2] for row in table.rows]
    assert [kind.words for kind in kinds] == [
        ("不能识读", "not read"),
        ("重复", "duplicate"),
        ("NoKnownError", "NoKnownError"),
    ]
    assert kinds[0].title == "ReadError"


def test_reasons_of_failures_stand_in_both_languages() -> None:
    told = {"source": "a.pdf", "error": "ReadError"}
    told["reason"] = "a.pdf: protected by a password; save a copy without it"
    table = failure_table({"failures": make_frame("failures", [told])})
    assert table.rows[0].entries[1].words == (
        "a.pdf：有密码保护；请去除密码后另存",
        told["reason"],
    )


def test_what_a_bar_shows_is_said_in_words_too() -> None:
    scores = [
        {
            "report_id": "a",
            "scope": "report",
            "score": f"share_{kind}",
            "value": value,
            "n": 9,
        }
        for kind, value in (("original", 0.75), ("peer", 0.25))
    ]
    frames = {
        "reports": _reports(("a", "", 2021)),
        "scores": make_frame("scores", scores),
    }
    bar = report_table(frames).rows[0].entries[-1].bar
    assert [(piece.kind, piece.width, piece.name[1]) for piece in bar] == [
        ("original", "75.0", "in no other report"),
        ("peer", "25.0", "few agencies"),
    ]
