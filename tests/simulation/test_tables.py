"""The three statutory tables in print, in each layout."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.simulation.tables import FormTables, format_number, print_tables

ROWS = {"2019": 23, "2021": 25}


def make_tables(form="2021", **changes):
    """Tables whose cells are all different, so that a cell in a wrong place shows."""
    settings = {
        "table2": {"规章": [1.0, 2.0, 3.0]},
        "table3": [
            [float(100 * row + col) for col in range(7)] for row in range(ROWS[form])
        ],
        "table4": [float(i) for i in range(15)],
        **changes,
    }
    return FormTables(form, **settings)


def read_rows(block, layout):
    """Cells of a block, by the layout's own rule and nothing else."""
    if layout == "tab":
        return [line.split("\t") for line in block.split("\n")]
    if layout == "cell":
        return [
            [c.removeprefix("\t") for c in row.split("\n")]
            for row in block.split("\n\n")
        ]
    lines = [line for line in block.split("\n") if "---" not in line]
    return [line.removeprefix("| ").removesuffix(" |").split(" | ") for line in lines]


@pytest.mark.parametrize("layout", ["tab", "cell", "pipe"])
@pytest.mark.parametrize("form", ROWS)
def test_every_layout_holds_the_same_numbers_in_order(form, layout):
    tables = make_tables(form)
    _, third, fourth = print_tables(tables, layout=layout)
    body = read_rows(third, layout)[3:]
    assert len(body) == ROWS[form]
    for number, row in enumerate(body):
        cells = [cell for cell in row if cell.isdigit()]
        assert cells == [str(100 * number + col) for col in range(7)]
    assert read_rows(fourth, layout)[-1] == [str(i) for i in range(15)]


def test_rows_of_a_pipe_table_are_equally_wide_and_a_rule_follows_the_first():
    for block in print_tables(make_tables(), layout="pipe"):
        lines = block.split("\n")
        assert len({line.count("|") for line in lines}) == 1
        assert set(lines[1]) == {"|", " ", "-"}


def test_the_results_of_applications_begin_with_what_was_granted():
    rows = read_rows(print_tables(make_tables())[1], "tab")
    began = [row for row in rows if row[0] == "三、本年度办理结果"]
    assert [row[1] for row in began] == ["（一）予以公开"]


def test_an_own_print_stands_in_place_of_the_number():
    tables = make_tables(
        "2019",
        table2={"行政许可": [12.0, -3.0, 40.0]},
        printed={("行政许可", 1): "减3"},
    )
    rows = read_rows(print_tables(tables)[0], "tab")
    assert ["行政许可", "12", "减3", "40"] in rows


def test_a_row_without_values_and_an_empty_cell_are_printed_blank():
    tables = make_tables(table2={}, table4=[None, *[1.0] * 14])
    second, _, fourth = print_tables(tables)
    assert ["规章", "", "", ""] in read_rows(second, "tab")
    assert read_rows(fourth, "tab")[-1] == ["", *["1"] * 14]


@given(st.decimals(0, 10**6, places=3))
def test_a_printed_number_reads_back_as_itself(value):
    text = format_number(float(value))
    assert float(text) == float(value)
    assert ("." in text) == (value != int(value))
