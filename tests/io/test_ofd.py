import io
import itertools
import zipfile

import pytest

from textmine.errors import ReadError
from textmine.io.ofd import load
from textmine.io.readers import read_document

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
X = (20, 70, 100, 130)


def text(words, x, y, extra=""):
    steps = f'DeltaX="g {len(words) - 1} 4"' if len(words) > 1 else ""
    return (
        f'<ofd:TextObject Boundary="{x} {y} 100 6" Size="4" {extra}>'
        f'<ofd:TextCode X="0" Y="4" {steps}>{words}</ofd:TextCode></ofd:TextObject>'
    )


def line(x0, y0, x1, y1):
    box = f"{min(x0, x1)} {min(y0, y1)} {abs(x1 - x0)} {abs(y1 - y0)}"
    data = f"M 0 0 L {x1 - x0} {y1 - y0}"
    return (
        f'<ofd:PathObject Boundary="{box}"><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData>'
        "</ofd:PathObject>"
    )


def table(rows, top):
    bottom = top + 8 * len(rows)
    lines = [line(X[0], top + 8 * k, X[-1], top + 8 * k) for k in range(len(rows) + 1)]
    lines += [line(x, top, x, bottom) for x in X]
    cells = [
        text(cell, x + 1, top + 8 * r + 1)
        for r, row in enumerate(rows)
        for x, cell in zip(X, row, strict=False)
    ]
    return "".join(lines + cells)


def write(path, *pages):
    with zipfile.ZipFile(path, "w") as archive:
        root = (
            "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
        )
        archive.writestr("OFD.xml", f"<ofd:OFD {NS}>{root}</ofd:OFD>")
        listed = "".join(
            f'<ofd:Page ID="{k}" BaseLoc="Pages/Page_{k}/Content.xml"/>'
            for k in range(len(pages))
        )
        document = f"<ofd:Document {NS}><ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
        archive.writestr("Doc_0/Document.xml", document)
        for k, content in enumerate(pages):
            page = f"<ofd:Page {NS}><ofd:Content><ofd:Layer>{content}</ofd:Layer></ofd:Content></ofd:Page>"
            archive.writestr(f"Doc_0/Pages/Page_{k}/Content.xml", page)
    return path


def test_lines_and_tables_in_their_order(tmp_path):
    first = (
        text("下表", 20, 40)
        + text("一、总体情况", 20, 20)
        + table([["规章", "0", "1"], ["行政许可", "246", ""]], 60)
        + text("末行", 20, 90)
    )
    document = read_document(write(tmp_path / "a.ofd", first))
    assert document.media == "ofd"
    lines = [row for row in document.text.split("\n") if row]
    assert lines == ["一、总体情况", "下表", "规章\t0\t1", "行政许可\t246\t", "末行"]


def test_borders_of_cells_that_overlap_are_one_table(tmp_path):
    """As browsers draw them: each cell its own borders, a little longer than the cell."""
    rows = [["规章", "0", "1"], ["行政许可", "246", "7"]]
    edges = [
        edge
        for x0, x1 in itertools.pairwise(X)
        for y0, y1 in ((60, 68), (68, 76))
        for edge in (
            line(x0 - 0.3, y0, x1 + 0.3, y0),
            line(x0 - 0.3, y1, x1 + 0.3, y1),
            line(x0, y0 - 0.3, x0, y1 + 0.3),
            line(x1, y0 - 0.3, x1, y1 + 0.3),
        )
    ]
    cells = [
        text(cell, x + 1, 61 + 8 * r)
        for r, row in enumerate(rows)
        for x, cell in zip(X, row, strict=False)
    ]
    document = read_document(write(tmp_path / "a.ofd", "".join(edges + cells)))
    assert document.text.split() == [cell for row in rows for cell in row]
    assert "规章\t0\t1\n行政许可\t246\t7" in document.text


def test_a_table_goes_on_over_the_page(tmp_path):
    above, below = table([["规章", "0", "1"]], 260), table([["行政强制", "4", "5"]], 20)
    text_read = read_document(write(tmp_path / "a.ofd", above, below)).text
    assert text_read == "\n规章\t0\t1\n行政强制\t4\t5\n\n"


def test_damaged_and_scanned_files_say_what_to_do(tmp_path):
    scan = write(tmp_path / "scan.ofd", '<ofd:ImageObject Boundary="0 0 210 297"/>')
    with pytest.raises(ReadError, match="1 page of pictures without text; run OCR"):
        read_document(scan)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("OFD.xml", "<ofd>")
    with pytest.raises(ReadError, match="damaged OFD file"):
        load(buffer.getvalue(), "a.ofd", 10**6)


def test_lines_and_cells_lead_to_page_and_box(tmp_path):
    first = text("一、总体情况12", 20, 20) + table([["规章", "0", ""]], 60)
    document = read_document(write(tmp_path / "a.ofd", first, text("末行", 30, 40)))
    found = {document.text[r.start : r.end]: r for r in document.regions}
    mm = 72 / 25.4
    line = found["一、总体情况12"]
    # Characters of 4 mm on a base line 4 mm below the upper edge; a digit is half as wide.
    assert (line.page, line.box[0], line.box[2]) == (
        1,
        pytest.approx(20 * mm, abs=0.1),
        pytest.approx(50 * mm, abs=0.1),
    )
    assert line.box[1] == pytest.approx((24 - 0.86 * 4) * mm, abs=0.1)
    assert line.edges[1] - line.edges[0] == pytest.approx(4 * mm, abs=0.2)
    assert found["规章"].box == pytest.approx(
        (20 * mm, 60 * mm, 70 * mm, 68 * mm), abs=0.1
    )
    assert found[""].box[:1] == pytest.approx((100 * mm,), abs=0.1)
    assert found["末行"].page == 2


@pytest.mark.parametrize(
    "attributes",
    [
        'Boundary="20"',
        'Boundary=""',
        'Boundary="a b c d"',
        f'Boundary="{"9" * 400} 1 2 3"',
        'Size="nan"',
        'CTM="1 0 0 1"',
        'CTM="inf 0 0 1 0 0"',
    ],
)
def test_places_that_are_no_numbers_lose_no_text(attributes):
    name = attributes.split("=")[0]
    words = text("一、总体情况", 20, 20).replace(f"{name}=", f"Old{name}=")
    words = words.replace("<ofd:TextObject", f"<ofd:TextObject {attributes}")
    lines = (
        line(20, 50, 80, 50)
        .replace("Boundary=", "Old=")
        .replace("<ofd:PathObject", f"<ofd:PathObject {attributes}")
    )
    buffer = io.BytesIO()
    write(buffer, words + lines)
    assert sorted(load(buffer.getvalue(), "a.ofd", 10**6)[0].strip()) == sorted(
        "一、总体情况"
    )


@pytest.mark.parametrize(
    "steps", ["g", "g 3", "g x 4", "g nan 4", "g 99999999999 4", "4 x 4", "-"]
)
def test_steps_that_are_no_numbers_lose_no_text(steps):
    words = text("总体情况", 20, 20).replace('DeltaX="g 3 4"', f'DeltaX="{steps}"')
    assert steps in words
    buffer = io.BytesIO()
    write(buffer, words)
    assert sorted(load(buffer.getvalue(), "a.ofd", 10**6)[0].strip()) == sorted(
        "总体情况"
    )
