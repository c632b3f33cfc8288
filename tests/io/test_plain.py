import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import ReadError
from textmine.io.plain import check_text, decode, decode_unchecked, frequent_share

SIMPLE = (
    "主动公开政府信息的情况。全年公开信息36条，没有收到申请，也没有行政复议和诉讼。"
)
TRADITIONAL = (
    "主動公開政府信息的情況。全年公開信息36條，沒有收到申請，也沒有行政復議和訴訟。"
)


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-32"],
)
def test_simplified_text_in_every_encoding(encoding):
    assert decode(SIMPLE.encode(encoding), "a.txt")[0] == SIMPLE


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5hkscs", "utf-16"])
def test_traditional_text_in_every_encoding(encoding):
    text = (
        TRADITIONAL.replace("信息", "訊息") if encoding == "big5hkscs" else TRADITIONAL
    )
    assert decode(text.encode(encoding), "a.txt")[0] == text


def test_declared_gb2312_is_read_as_gb18030():
    text = "临泽川市淼㵘街道办事处公开政府信息的情况，全年没有收到申请。"
    assert decode(text.encode("gb18030"), "a.html", declared="gb2312") == (
        text,
        "gb18030",
    )


def test_a_wrong_declaration_does_not_win():
    assert decode(SIMPLE.encode(), "a.html", declared="gb2312")[0] == SIMPLE
    assert decode(SIMPLE.encode("gb18030"), "a.html", declared="big5")[0] == SIMPLE
    assert (
        decode(SIMPLE.encode("gb18030"), "a.html", declared="no-such-code")[0] == SIMPLE
    )


def test_line_ends_become_one():
    assert decode("一\r\n二\r三\n".encode(), "a.txt")[0] == "一\n二\n三\n"


def test_a_few_broken_bytes_are_tolerated():
    data = (SIMPLE * 20).encode("gb18030") + b"\xff"
    assert decode(data, "a.txt")[0].startswith(SIMPLE)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "PNG"),
        (b"\xff\xd8\xff\xe0" + bytes(99), "JPEG"),
        (b"%PDF-1.7 x", "PDF"),
        (b"PK\x03\x04" + bytes(99), "ZIP"),
        (bytes(range(256)) * 9, "binary"),
        (SIMPLE.encode().decode("latin-1").encode(), "mojibake"),
        (SIMPLE.encode("gb18030").decode("latin-1").encode(), "mojibake"),
        (
            (SIMPLE * 9).encode().decode("gb18030", "ignore").encode(),
            "mojibake|encoding",
        ),
        ("锟斤拷".join(SIMPLE).encode(), "lost"),
        (("\ufffd" * 9 + SIMPLE).encode(), "lost"),
        (b" \n\t ", "no text"),
        (b"BZh91AY&SY", "bzip2; unpack it"),
        (b"ARROW1\x00\x00", "feather table; save it"),
        (b"[InternetShortcut]\r\nURL=http://a", "shortcut to a page; open it"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(data, says):
    with pytest.raises(ReadError, match=says) as caught:
        decode(data, "a.txt")
    assert "a.txt" in str(caught.value) and "\n" not in str(caught.value)


def test_blanks_that_indent_cells_are_no_mojibake():
    cell = "\u00a0\u00a0"
    check_text(f"{cell}主动公开\n{cell}条\n{cell}9\n" * 60, "a.txt")
    with pytest.raises(ReadError, match="mojibake"):
        check_text("éàè条\n" * 60, "a.txt")


def test_a_little_mojibake_inside_a_report_is_no_reason_to_refuse_it():
    check_text(SIMPLE * 5 + "?。ㄒ唬┐嬖诘闹饕獑栴}", "a.txt")


def test_share_of_frequent_characters_tells_prose_from_garbage():
    assert frequent_share(SIMPLE) > 0.4 and frequent_share(TRADITIONAL) > 0.4
    assert frequent_share(SIMPLE.encode().decode("gb18030", "ignore")) < 0.06
    assert frequent_share("abc 123") == 1.0


@settings(deadline=None, max_examples=80)
@given(st.binary(max_size=400))
def test_any_bytes_give_text_or_a_clear_error(data):
    try:
        text, _ = decode(data, "a.txt")
    except ReadError as error:
        assert "a.txt" in str(error)
    else:
        assert text.strip() and "\r" not in text


def test_a_zero_byte_in_a_text_is_dropped():
    text = "一、总体情况\n全年公开信息36条。" * 20
    dirty = text[:30] + "\x00" + text[30:]
    assert decode(dirty.encode(), "a.txt") == (text, "utf-8")


def test_zero_bytes_that_fill_a_file_up_are_taken_off():
    text = "一、总体情况\n全年公开信息36条。" * 20
    for encoding in ("utf-8", "gb18030", "utf-16-le"):
        found, used = decode(text.encode(encoding) + bytes(4096), "a.txt")
        assert (found, used) == (text, encoding)


@pytest.mark.parametrize(
    "declared", ["undefined", "idna", "hex", "rot13", "no such", "utf-7", "x\n"]
)
def test_encodings_that_are_declared_in_error_do_no_harm(declared):
    data = SIMPLE.encode("gb18030")
    assert decode(data, "a.txt", declared=declared) == (SIMPLE, "gb18030")


def test_text_of_no_sense_is_given_to_who_asks_for_it_unchecked():
    garbled = SIMPLE.encode().decode("gb18030", "replace")
    assert decode_unchecked(garbled.encode(), "a.txt") == (garbled, "utf-8")
    with pytest.raises(ReadError, match="a.txt"):
        decode(garbled.encode(), "a.txt")
    with pytest.raises(ReadError, match="PDF"):
        decode_unchecked(b"%PDF-1.7", "a.txt")


def test_chinese_that_is_declared_to_be_latin_is_no_latin():
    data = "一、总体情况。本年主动公开信息九条。".encode("gb18030") * 20
    text, encoding = decode(data, "a.html", declared="iso-8859-1")
    assert encoding == "gb18030" and text.startswith("一、总体情况")
