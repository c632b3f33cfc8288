"""From a printed report to the frames of a run: every row leads to page and box of the file."""

import numpy as np
import pandas as pd
import pypdfium2
import pytest

from textmine.corpus.originals.cutting import cut_spans
from textmine.corpus.reading import read_corpus, read_report
from textmine.dossier import write_annotated
from textmine.job.pair import compare_files
from textmine.job.run import mine
from textmine.places import read_places
from textmine.reuse.mine import mine_reuse

ROWS = (
    ("第二十条第（一）项",),
    ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
    ("规章", "0", "0", "0"),
    ("行政规范性文件", "2", "", "19"),
    ("第二十条第（五）项",),
    ("信息内容", "本年处理决定数量"),
    ("行政许可", "246"),
    ("第二十条第（六）项",),
    ("信息内容", "本年处理决定数量"),
    ("行政处罚", "37"),
    ("行政强制", "/"),
    ("第二十条第（八）项",),
    ("信息内容", "本年收费金额（单位：万元）"),
    ("行政事业性收费", "1.25"),
)


def with_table(page):
    """The page with the whole table 2 of the form before its fourth section."""
    rows = "".join(
        "<tr>"
        + "".join(f"<td>{cell}</td>" for cell in (*row, *[""] * (4 - len(row))))
        + "</tr>"
        for row in ROWS
    )
    style = "<style>table{border-collapse:collapse} td{border:1px solid black;width:150px}</style>"
    table = f"{style}<table>{rows}</table>"
    before, mark, behind = page.partition("<p>三、收到")
    return before[: before.rindex("<table")] + table + mark + behind


@pytest.fixture
def files(print_pdf, page, tmp_path):
    """The same report of two years, printed, and as a page."""
    printed = print_pdf(with_table(page()))
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "swj_2020.pdf").write_bytes(printed.read_bytes())
    later = page().replace("2020", "2019").replace("120条", "118条")
    (folder / "swj_2019.html").write_text(later, encoding="utf-8")
    return folder


def words_in(file, place):
    """What PDFium reads in a box of the file."""
    document = pypdfium2.PdfDocument(file)
    page = document[place.page - 1]
    height = page.get_size()[1]
    # A little inside, for PDFium gives whatever a box touches.
    box = (place.x0 + 1, height - place.y1 + 1, place.x1 - 1, height - place.y0 - 1)
    return "".join(page.get_textpage().get_text_bounded(*box).split())


def test_items_cells_and_any_span_stand_in_their_boxes(files):
    file = files / "swj_2020.pdf"
    parsed = read_report(file)
    report = parsed.report
    for item in parsed.items:
        lines = report.place(item.start, item.end)
        assert (
            "".join(words_in(file, place) for place in lines)
            == report.text[item.start : item.end]
        )
    assert {cell.raw for cell in parsed.cells} >= {
        "0",
        "2",
        "",
        "19",
        "246",
        "37",
        "/",
        "1.25",
    }
    for cell in parsed.cells:
        (place,) = report.place(cell.start, cell.end)
        assert words_in(file, place) == cell.raw
    sentence = "解读偏少"
    at = report.text.index(sentence)
    assert [words_in(file, p) for p in report.place(at, at + 4)] == [sentence]


def test_frames_of_corpus_and_run_say_the_same(files, tmp_path):
    corpus = read_corpus(files)
    mined = mine(files, tmp_path / "out", n_themes=2)
    for name in ("items", "tables", "places"):
        frame = mined[name]
        whole = corpus.frame(name)
        assert frame["page"].equals(whole["page"])
    items = mined["items"]
    printed = items["report_id"] == "swj_2020"
    assert (
        items[printed]["box"].map(bool).all()
        and not items[~printed]["box"].map(bool).any()
    )
    assert set(mined["places"]["report_id"]) == {"swj_2020"}
    passages = mined["passages"]
    own = passages[passages["report_id"] == "swj_2020"]
    assert len(own) and own["page"].notna().all()
    report = corpus["swj_2020"]
    for row in own.itertuples():
        exact = report.place(row.start, row.end)
        told = read_places(row.box)
        assert [p.page for p in told] == sorted(
            {p.page for p in exact} | {p.page for p in told}
        )
        assert min(p.y0 for p in told) == pytest.approx(
            min(p.y0 for p in exact), abs=0.2
        )
        assert max(p.x1 for p in told) == pytest.approx(
            max(p.x1 for p in exact), abs=15
        )
    pd.testing.assert_frame_equal(mine_reuse(corpus).passages, passages)


def test_regions_come_through_the_reading_process(files):
    regions = read_report(files / "swj_2020.pdf").report.regions
    assert regions is not None and np.all(np.diff(regions.start) >= 0)
    assert read_report(files / "swj_2019.html").report.regions is None


def test_two_reports_side_by_side_show_the_original_of_what_they_share(files, tmp_path):
    page = compare_files(
        files / "swj_2020.pdf", files / "swj_2019.html", tmp_path / "pair.html"
    )
    html = page.read_text(encoding="utf-8")
    assert (
        html.count('<details class="cut">') == html.count("data:image/png;base64,") > 0
    )
    assert "原件第 1 页" in html and "page 1 of the original" in html
    assert page.stat().st_size < 8_000_000


def test_the_annotated_page_shows_the_original_of_items(files, tmp_path):
    parsed = read_report(files / "swj_2020.pdf")
    report = parsed.report
    items = read_corpus(files).frame("items").query("report_id == 'swj_2020'")
    known = {"report_id": "swj_2020", "agency": "", "year": 2020, "text": report.text}
    cut = cut_spans(report, [(item.start, item.end) for item in parsed.items])
    page = write_annotated(known, {"items": items}, tmp_path / "a.html", pictures=cut)
    html = page.read_text(encoding="utf-8")
    assert html.count("<img ") == len(cut) >= len(parsed.items)
    plain = write_annotated(known, {"items": items}, tmp_path / "b.html")
    assert "<img " not in plain.read_text(encoding="utf-8")
