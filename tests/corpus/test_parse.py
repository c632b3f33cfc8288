"""From one document to one parsed report."""

import pytest

from textmine.corpus.parse import evidence_rows, parse_document
from textmine.errors import ReadError
from textmine.io.document import Document
from textmine.schema import frame_columns
from textmine.tables.forms import load_table

TITLE = "临泽川市档案局{year}年政府信息公开工作年度报告\n"
BODY = (
    "一、总体情况\n{year}年，我局主动公开政府信息 36 条，收到政府信息公开申请2件。\n"
    "五、存在的主要问题及改进情况\n一是目录更新不及时；二是解读形式单一。下一步，一是按月核对目录。\n"
    "六、其他需要报告的事项\n无。\n"
)
ROWS = [
    f"{label.text}\t" + "\t".join("0000000") for label in load_table("3", "2021").rows
]


def document(text, name="in/r1.txt", **metadata):
    return Document(text, name, "abc", "text", "utf-8", metadata)


def parsed(year=2021, body=BODY, report_id="r1", override=None, **metadata):
    text = (TITLE + body).format(year=year)
    return parse_document(document(text, **metadata), report_id, override)


def test_every_span_lies_in_the_text_and_leads_back_to_the_file():
    body = BODY + "三、收到和处理政府信息公开申请情况\n" + "\n".join(ROWS) + "\n"
    p = parsed(body=body)
    for part in (*p.sections, *p.items, *p.cells, *p.claims):
        assert part.report_id == "r1"
        assert 0 <= part.start <= part.end <= len(p.report.text)
    assert len(p.cells) == 25 * 7
    (cell, *_) = p.cells
    first, last = p.report.raw_span(cell.start, cell.end)
    assert (p.report.raw[first:last], cell.raw) == ("0", "0")


def test_the_report_says_who_when_and_from_where():
    report = parsed().report
    assert (report.agency, report.year) == ("临泽川市档案局", 2021)
    assert (report.source, report.sha256) == ("in/r1.txt", "abc")
    assert "36条" in report.text
    assert "36 条" in report.raw
    assert len(report.offsets) == len(report.text) + 1


def test_what_is_known_better_overrides_the_text():
    report = parsed(override={"year": "2019", "agency": "白石县水务局"}).report
    assert (report.agency, report.year) == ("白石县水务局", 2019)
    assert report.evidence["year"][0] == "manifest"


def test_what_the_reader_noted_is_evidence_of_no_confidence():
    p = parsed(pages_without_text="2, 3", ocr="")
    assert p.report.evidence["pages_without_text"] == ("2, 3", 0.0)
    assert "ocr" not in p.report.evidence
    rows = list(evidence_rows(p.report))
    assert all(list(row) == list(frame_columns("evidence")) for row in rows)
    by_field = {row["field"]: row for row in rows}
    assert by_field["year"]["value"] == "2021"
    assert by_field["pages_without_text"]["value"] == ""
    assert len(p.evidence) == len(rows)


@pytest.mark.parametrize(
    ("year", "form"),
    # One heading that the form of 2019 has (problems), and no table that tells.
    [(2017, "pre2019"), (2020, "2019"), (2022, "2021")],
)
def test_without_tables_the_year_and_the_headings_tell_the_form(year, form):
    assert parsed(year).report.form == form


def test_the_words_of_a_table_tell_the_form_before_the_year():
    # The layout lags: a report on 2020 in the form of 2021.
    head = "二、主动公开政府信息情况\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章\t0\t0\t0\n"
    assert parsed(2020, BODY + head).report.form == "2021"


def test_a_text_of_another_genre_and_a_title_alone_are_refused():
    speech = "各位代表：现在，我代表政府向大会报告工作，请予审议。" * 40
    with pytest.raises(ReadError, match="speech.txt"):
        parse_document(document(speech, "speech.txt"), "r1")
    with pytest.raises(ReadError, match="a title and no report"):
        parsed(body="")
