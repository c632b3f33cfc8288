"""The cells of many reports as arrays."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from textmine.errors import FrameError
from textmine.quality import cells as cells_module
from textmine.quality.cells import (
    format_number,
    format_numbers,
    make_grid,
    row_names,
    rows_of,
    table2_keys,
)
from textmine.schema import make_frame

# Written out: taken from the module, a bound would be tested against itself.
ROWS_2019 = 23


def cell(report_id, table, row, column, value, state="VALUE", **known):
    place = {"report_id": report_id, "table": table, "row": row, "column": column}
    rest = {
        "row_label": "",
        "column_label": "",
        "unit": "件",
        "raw": "",
        "start": 0,
        "end": 0,
    }
    return place | rest | {"value": value, "state": state} | known


def grid(*cells, ids=("r1", "r2"), form=""):
    reports = pd.DataFrame({"report_id": list(ids), "form": form})
    return make_grid(make_frame("tables", list(cells)), reports)


def test_a_cell_lies_at_its_report_row_and_column():
    made = grid(cell("r2", "3", 4, 6, 12.0, start=30, end=32))
    assert made.report_ids == ("r1", "r2")
    assert made.t3.value[1, 4, 6] == 12
    assert (made.t3.start[1, 4, 6], made.t3.end[1, 4, 6]) == (30, 32)
    assert made.t3.known.sum() == made.t3.present.sum() == made.t3.filled.sum() == 1
    assert made.t3.any_cell().tolist() == [False, True]
    assert not made.t2.any_cell().any()
    assert not made.t4.any_cell().any()


@pytest.mark.parametrize(
    ("state", "value", "known", "filled"),
    [
        ("VALUE", 5.0, True, True),
        ("ZERO", 0.0, True, True),
        ("EMPTY", None, False, False),
        ("NA", None, False, True),
        ("TEXT", None, False, True),
        # Without a number nothing is known, whatever the state says.
        ("VALUE", None, False, True),
    ],
)
def test_what_is_known_filled_and_present(state, value, known, filled):
    block = grid(cell("r1", "4", 0, 14, value, state)).t4
    at = (0, 0, 14)
    assert (block.known[at], block.filled[at], block.present[at]) == (
        known,
        filled,
        True,
    )
    assert block.value[at] == (value if known else 0)


def test_an_infinite_number_is_refused_at_the_door():
    with pytest.raises(FrameError, match="finite"):
        grid(cell("r1", "4", 0, 14, np.inf, "VALUE"))


def test_of_a_cell_that_is_listed_twice_the_first_stands():
    made = grid(cell("r1", "3", 0, 0, 1.0), cell("r1", "3", 0, 0, 2.0))
    assert made.t3.value[0, 0, 0] == 1


def test_cells_outside_the_forms_and_of_other_reports_are_left_out():
    made = grid(
        cell("r1", "3", 25, 0, 1.0),
        cell("r1", "3", 0, 7, 1.0),
        cell("r1", "3", -1, 0, 1.0),
        cell("r1", "S", 0, 0, 1.0),
        cell("r9", "3", 0, 0, 1.0),
    )
    assert not any(block.present.any() for block in (made.t2, made.t3, made.t4))


def test_the_rows_of_table_two_go_by_their_labels():
    # Row 3 is another one in each form: the label says which.
    made = grid(
        cell("r1", "2", 3, 0, 7.0, row_label="行政 处罚"),
        cell("r1", "2", 0, 0, 8.0, row_label="第二十条"),
    )
    assert made.t2.value[0, table2_keys().index("penalties"), 0] == 7
    assert made.t2.present.sum() == 1


def test_the_form_of_table_three_is_told_by_its_last_row_then_by_the_report():
    def last_row(row, form=""):
        return grid(cell("r1", "3", row, 0, 1.0), ids=["r1"], form=form).form3.tolist()

    assert last_row(24) == ["2021"]
    assert last_row(ROWS_2019 - 1, "2021") == ["2019"]
    # A table that ends within the last two rows of the older form is one of it.
    assert last_row(ROWS_2019 - 2, "2021") == ["2019"]
    assert last_row(ROWS_2019 - 3, "2021") == ["2021"]
    assert last_row(ROWS_2019) == ["2021"]
    assert last_row(10) == [""]
    assert last_row(10, "2021") == ["2021"]
    assert last_row(10, "free") == [""]


def test_a_row_of_the_newer_form_tells_it_wherever_it_stands():
    made = grid(cell("r1", "3", 20, 0, 1.0, row_label="申请人逾期不补正"), ids=["r1"])
    assert made.form3.tolist() == ["2021"]


def test_the_form_of_table_two_is_told_by_the_majority_of_its_words():
    made = grid(
        cell("r1", "2", 0, 0, 1.0, row_label="规章", column_label="本年制发件数"),
        cell("r2", "2", 0, 0, 1.0, row_label="规章", column_label="本年新制作数量"),
        form="2021",
    )
    assert made.form2.tolist() == ["2021", "2019"]
    for form in ("2019", "2021", ""):
        assert grid(ids=["r1"], form=form).form2.tolist() == [form]
        # As many words of the one as of the other: the report says it.
        torn = [
            cell("r1", "2", 0, k, 1.0, row_label="规章", column_label=words)
            for k, words in enumerate(("本年制发件数", "本年新制作数量"))
        ]
        assert grid(*torn, ids=["r1"], form=form).form2.tolist() == [form]
    # Words of other tables and of labels that are not there tell nothing.
    other = cell("r1", "3", 0, 0, 1.0, column_label="本年制发件数")
    assert grid(other, ids=["r1"]).form2.tolist() == [""]


def test_a_frame_without_a_column_is_refused():
    tables = make_frame("tables", []).drop(columns="state")
    with pytest.raises(FrameError, match="tables: missing column state"):
        make_grid(tables, pd.DataFrame({"report_id": ["r1"]}))


@pytest.mark.parametrize(("form", "n_rows"), [("2019", 23), ("2021", 25)])
def test_the_named_rows_are_the_rows_of_the_form_each_once(form, n_rows):
    assert len(row_names(form)) == n_rows
    names = ("new", "carried", "granted", "partly", "denied", "not_available")
    names = (*names, "not_processed", "other", "total", "next")
    assert [row for name in names for row in rows_of(name, form)] == list(range(n_rows))


def test_numbers_are_written_without_a_needless_point():
    assert [format_number(x) for x in (3.0, -2.0, 0.25, 1234567.0)] == [
        "3",
        "-2",
        "0.25",
        "1234567",
    ]
    values, known = np.array([3.0, 0.5, 3.0]), np.array([True, True, False])
    assert format_numbers(values, known) == ["3", "0.5", ""]


@pytest.mark.parametrize(
    ("words", "n_rows"),
    [
        ([(3, 0), (3, 1)], 1),
        ([(3, 0), (3, 1), (5, 2), (5, 3)], 2),
        ([(3, 0), (3, 2)], 0),
        ([(3, 0)], 0),
        ([(3, 5), (3, 6)], 1),
        ([(0, 0), (0, 1), (24, 5), (24, 6)], 2),
    ],
)
def test_rows_in_doubt_have_one_text_in_columns_side_by_side(words, n_rows):
    at = [cell("r2", "3", r, c, None, "TEXT", start=9 + r, end=500) for r, c in words]
    assert grid(*at).t3.rows_in_doubt().tolist() == [0, n_rows]
    apart = [cell | {"start": 100 + k} for k, cell in enumerate(at)]
    assert grid(*apart).t3.rows_in_doubt().tolist() == [0, 0]
    for state, value in (("EMPTY", None), ("VALUE", 2.0)):
        told = [cell | {"state": state, "value": value} for cell in at]
        assert grid(*told).t3.rows_in_doubt().tolist() == [0, 0]


def test_cells_of_the_last_row_and_column_are_inside_the_forms():
    made = grid(
        cell("r1", "3", 24, 6, 1.0),
        cell("r1", "4", 0, 14, 1.0),
        cell("r1", "4", 1, 0, 1.0),
    )
    assert made.t3.present.sum() == made.t4.present.sum() == 1


def test_a_rounded_number_ends_without_a_point():
    assert [format_number(value) for value in (2.00001, 1 - 1e-6, 0.25, 3)] == [
        "2",
        "1",
        "0.25",
        "3",
    ]


def test_of_two_the_first_in_the_text_stands_in_any_order_of_rows():
    early, late = (
        cell("r1", "3", 0, 0, v, start=at, end=at + 1) for v, at in ((7.0, 2), (3.0, 9))
    )
    for rows in ((early, late), (late, early)):
        assert grid(*rows).t3.value[0, 0, 0] == 7


def test_a_cell_without_a_label_is_in_no_row_of_table_two():
    cells = SimpleNamespace(row_labels=["行政 处罚"], row_code=np.array([0, -1]))
    assert cells_module._row_keys(cells).tolist() == [
        table2_keys().index("penalties"),
        -1,
    ]


def test_the_arrays_hold_the_larger_of_the_two_forms_and_no_more():
    outside = [cell("r1", "2", 0, 3, 1.0, row_label="规章")]
    outside += [cell("r1", "4", 0, 15, 1.0), cell("r1", "4", 1, 0, 1.0)]
    made = grid(*outside)
    blocks = (made.t2, made.t3, made.t4)
    assert [b.value.shape for b in blocks] == [(2, 8, 3), (2, 25, 7), (2, 1, 15)]
    assert not any(block.present.any() for block in blocks)


@pytest.mark.parametrize("state", ["EMPTY", "ZERO", ""])
@pytest.mark.parametrize("column", [2, 4])
def test_words_beside_a_blank_or_a_number_are_in_no_doubt(state, column):
    """Also where both begin at one place, or the cell beside is not there at all."""
    words = cell("r1", "3", 1, 3, None, "TEXT", start=0, end=9)
    value = 0.0 if state == "ZERO" else None
    beside = [cell("r1", "3", 1, column, value, state, start=0)] if state else []
    assert grid(words, *beside).t3.rows_in_doubt().tolist() == [0, 0]
