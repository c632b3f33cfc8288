import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.errors import ReadError
from textmine.io.office.rich_text import load
from textmine.io.readers import read_document

HEAD = (
    r"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset134 FangSong;}}"
)


def read(body, head=HEAD):
    data = (head + body + "}").encode("latin-1")
    return load(data, "a.rtf", 10**6).text.split("\n")


def hexed(text, codec="gb18030"):
    return "".join(f"\\'{byte:02x}" for byte in text.encode(codec))


def unicoded(text):
    return "".join(f"\\u{ord(c)}?" for c in text)


def test_characters_come_as_bytes_and_as_numbers():
    assert read(hexed("一、总体情况") + r"\par " + unicoded("二、主动公开")) == [
        "一、总体情况",
        "二、主动公开",
        "",
    ]


@pytest.mark.parametrize(
    ("charset", "codec", "text"),
    [(134, "gbk", "公开"), (136, "big5", "公開"), (0, "gbk", "公开")],
)
def test_bytes_are_of_the_font_they_are_set_in(charset, codec, text):
    head = rf"{{\rtf1\ansi\ansicpg936{{\fonttbl{{\f7\fcharset{charset} X;}}}}"
    assert read(r"\f7 " + hexed(text, codec), head)[0] == text


def test_bytes_of_a_character_that_look_like_letters():
    # The second byte of 丄 is a letter in GBK, and some programs write it as one.
    first, second = "丄".encode("gbk")
    assert read(f"\\'{first:02x}{chr(second)}")[0] == "丄"


def test_characters_for_old_programs_are_passed_over():
    assert read(r"\uc2\u20844\'b9\'ab\u24320\'bf\'aa A")[0] == "公开A".replace(
        "A", " A"
    )
    assert read(r"\uc0\u20844\u24320 A")[0] == "公开A"
    assert read(r"{\uc0\u20844}\u24320?A")[0] == "公开A"
    assert read(r"\u-10179?\u-8704?")[0] == "\U0001f600"


def test_what_is_no_text_of_the_document_is_left_out():
    body = (
        r"{\info{\title X}}{\header\pard Y\par}{\*\unknown Z}{\pict\wmetafile8 0102}"
        r"{\field{\*\fldinst HYPERLINK W}{\fldrslt " + hexed("网站") + r"}}"
        r"{\v V}{\deleted U}{\footnote T}\par"
    )
    assert read(body) == ["网站", ""]


def test_binary_data_are_passed_over():
    assert read(r"{\pict\bin5 {}{}{}A\par") == ["A", ""]


def test_numbers_of_lists_stand_in_the_file_and_bullets_are_none():
    first = r"{\listtext\pard\plain " + hexed("一、") + r"\tab}" + hexed("总体情况")
    second = r"\par{\pntext\f1 " + hexed("·") + r"\tab}" + hexed("网站")
    assert read(first + second) == ["一、总体情况", "网站", ""]


def test_raised_digits_do_not_join_the_number_before():
    assert read(r"1204{\super 1}") == ["1204¹", ""]


def table(*rows):
    """Rows of (cells, right edges, cells that continue)."""
    out = ""
    for cells, edges, continued in rows:
        shape = "".join(
            (r"\clvmrg" if k in continued else "") + rf"\cellx{edge}"
            for k, edge in enumerate(edges)
        )
        said = "".join(rf"\intbl {hexed(cell)}\cell " for cell in cells)
        out += rf"\trowd\trleft0{shape}\pard{said}\row "
    return out + r"\pard "


def test_a_table_has_rows_of_cells():
    body = table(
        (["第二十条第（一）项"], [4000], ()),
        (["规章", "0", "3"], [2000, 3000, 4000], ()),
        (["", "1", "2"], [2000, 3000, 4000], (0,)),
    ) + hexed("三、收到")
    assert [line for line in read(body) if line] == [
        "第二十条第（一）项\t\t",
        "规章\t0\t3",
        "\t1\t2",
        "三、收到",
    ]


def test_a_row_within_a_cell():
    body = (
        r"\trowd\cellx4000\cellx8000\pard\intbl\itap2 "
        + hexed("网络")
        + r"\nestcell 1\nestcell{\*\nesttableprops\trowd\cellx900\cellx1800\nestrow}"
        r"{\nonesttables\par}\pard\intbl\cell 2\cell\row"
    )
    assert [line for line in read(body) if line] == ["网络 1\t2"]


def test_a_text_box_stands_before_its_paragraph():
    box = (
        r"{\shp{\*\shpinst{\sp{\sn a}{\sv 7}}{\shptxt\pard " + hexed("文件") + r"\par}}"
    )
    fallback = r"{\shprslt Q}}"
    assert read(hexed("澜汀县") + box + fallback + hexed("渔政局") + r"\par") == [
        "文件",
        "澜汀县渔政局",
        "",
    ]


def test_too_many_groups_and_no_text_are_refused():
    with pytest.raises(ReadError, match=r"a\.rtf: nested too deeply"):
        read("{" * 5_000)
    with pytest.raises(ReadError, match=r"a\.rtf: no text in the document"):
        read(r"{\pict 00}")


def test_a_file_is_known_by_its_content(tmp_path):
    file = tmp_path / "年报.doc"
    body = hexed("一、总体情况") + r"\par " + hexed("全年主动公开信息36条。")
    file.write_bytes((HEAD + body + "}").encode())
    assert read_document(file).text.startswith("一、总体情况\n全年主动公开信息36条。")


@given(st.text(r"{}\'*u0a3 cellrowtrowdparintblbin", max_size=60))
def test_whatever_stands_in_a_file_it_is_read_or_refused(body):
    try:
        read(body)
    except ReadError as error:
        assert str(error).startswith("a.rtf: ")
