from pathlib import Path
from struct import pack

import pytest

from textmine.errors import ReadError
from textmine.io.office.word_binary import SettingRuns, _read_settings, open_word

OLD = Path(__file__).with_name("old.doc").read_bytes()


def test_the_text_knows_where_it_lies():
    file = open_word(OLD, "old.doc")
    assert len(file.text) == len(file.offsets)
    at = file.text.index("渔政局")
    assert file.offsets[at + 1] - file.offsets[at] == 2
    assert file.text[file.n_text :].strip() == "澜汀县渔政局文件"
    shown = [box for box in file.boxes if file.text[box[1] : box[2]].strip()]
    ((place, first, last),) = shown
    assert file.text[first:last].strip() == "澜汀县渔政局文件"
    assert place < file.text.index("\r")


def test_settings_go_by_the_size_of_their_kind():
    held = (
        pack("<HB", 0x2416, 1) + pack("<Hi", 0x6649, 2) + pack("<HBBB", 0xC60D, 2, 9, 9)
    )
    held += pack("<HHB2s", 0xD608, 4, 1, b"ab") + pack("<HH", 0x460B, 3)
    found = _read_settings(held)
    assert found[0x2416] == b"\x01" and found[0x6649] == pack("<i", 2)
    assert found[0xD608] == b"\x01ab" and found[0x460B] == pack("<H", 3)


def test_settings_that_stand_elsewhere_are_fetched():
    store = b"....." + pack("<H", 3) + pack("<HB", 0x2417, 1)
    assert _read_settings(pack("<HI", 0x6646, 5), store) == {0x2417: b"\x01"}


def test_settings_that_are_cut_off_end():
    assert _read_settings(pack("<H", 0xC60D)) == {}
    assert _read_settings(b"\x16") == {}


@pytest.mark.parametrize(
    ("offset", "run"), [(0, -1), (10, 0), (19, 0), (20, 1), (99, 1)]
)
def test_stretches_end_where_the_next_begins(offset, run):
    assert SettingRuns([10, 20], [{}, {}], [0, 0]).at(offset) == run


def test_another_file_in_the_same_container_is_no_document():
    with pytest.raises((OSError, ValueError, ReadError)):
        open_word(OLD[:512] + bytes(4_000), "a.doc")
