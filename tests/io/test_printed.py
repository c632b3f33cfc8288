"""Strings that know where they are printed: joined they keep it, otherwise they are strings."""

from hypothesis import given
from hypothesis import strategies as st

from textmine.io.printed import Printed, join_printed, rounded
from textmine.io.rows import write_rows
from textmine.places import Region

BOX = (1.0, 2.0, 3.0, 4.0)
part = st.one_of(
    st.text("公开\t", max_size=4),
    st.text("公开\t", max_size=4).map(lambda text: Printed.in_box(text, 1, BOX)),
)


@given(st.text(max_size=2), st.lists(part, max_size=5))
def test_joining_is_that_of_strings_and_regions_stay_over_their_text(separator, parts):
    whole = join_printed(separator, parts)
    assert whole == separator.join(parts)
    printed = [text for text in parts if isinstance(text, Printed)]
    assert [whole[r.start : r.end] for r in whole.regions] == printed


@given(st.lists(part, max_size=5))
def test_adding_one_after_the_other_is_joining(parts):
    added = ""
    for text in parts:
        added += text
    assert added == "".join(parts)
    assert getattr(added, "regions", ()) == join_printed("", parts).regions


def test_other_work_on_it_gives_plain_strings():
    printed = Printed.in_box(" 规章 ", 1, BOX)
    assert type(printed.strip()) is str and type(str(printed)) is str
    assert printed == " 规章 " and {printed: 1}[" 规章 "] == 1


def test_rows_keep_the_places_of_their_cells():
    grid = [
        [Printed.in_box("规章", 1, BOX), ""],
        ["", ""],
        ["许可", Printed.in_box("3", 2, BOX)],
    ]
    text = write_rows(grid)
    assert text == "\n规章\t\n许可\t3\n\n"
    assert isinstance(text, Printed)
    assert [(text[r.start : r.end], r.page) for r in text.regions] == [
        ("规章", 1),
        ("3", 2),
    ]


def test_edges_are_short_numbers():
    assert rounded((1.04, 2.06, 3, 4.25)) == (1.0, 2.1, 3.0, 4.2)
    assert Printed("x", (Region(0, 1, 1, BOX),)).regions[0].edges == ()
