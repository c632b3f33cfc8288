import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.tables.laying import Habit, lay_row, tell_habit, tell_lost

UNKNOWN = Habit(totals_only=False, offsets={})


def fields_of(row):
    """Fields between the strokes of a row."""
    fields, at = [], 0
    for cell in row.split("|"):
        fields.append((at, at + len(cell)))
        at += len(cell) + 1
    return fields if row else []


def lay(row, n, habit=UNKNOWN):
    """The columns of a row, a question mark for one in doubt."""
    cells = lay_row(row, fields_of(row), n, habit)
    assert len(cells.spans) == n
    return "|".join(
        "?" if k in cells.doubtful else row[start:end]
        for k, (start, end) in enumerate(cells.spans)
    )


def in_doubt(n):
    return "|".join("?" * n)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        # As many as there are columns: they are the cells.
        ("1|2|3|4|5|6|21", "1|2|3|4|5|6|21"),
        ("1||||||1", "1||||||1"),
        ("1|||||1|", "1|||||1|"),
        ("1|2|||||", "1|2|||||"),
        ("|||||3|", "|||||3|"),
        # Words that go on with the label are none, before and behind the row.
        ("申请数量|1|2|3|4|5|6|21", "1|2|3|4|5|6|21"),
        ("1||||||3|续上页", "1||||||3"),
        ("1|见附件|3|4|5|6|7", "1|见附件|3|4|5|6|7"),
        # What begins with a number is a cell, also where it cannot be read.
        ("1||||||1甲", "1||||||1甲"),
        ("1.属于国家秘密|1|2|3|4|5|6|21", "1|2|3|4|5|6|21"),
        # A word where the total stands: the row is torn.
        ("1|0|2|0|0|4|其他", "?|?|?|?|?|?|?"),
        # Blanks between all of them alike: each border was printed twice.
        ("1||2||3||4||5||6||20", "1|2|3|4|5|6|20"),
        ("|||1|2|3|4|5|6|20|", "1|2|3|4|5|6|20"),
        # A blank in the midst of a whole row: the sum tells which cells are its own.
        ("1|2||3|4|5|6|21", "1|2|3|4|5|6|21"),
        ("1|2||3|4|5|15|1", "1|2||3|4|5|15"),
        ("1|2||3|4|5|6|7", "?|?|?|?|?|?|?"),
        # More numbers than columns: the first, where they add up or the last one is said again.
        ("1|2|3|4|5|6|21|9", "1|2|3|4|5|6|21"),
        ("1|2|3|4|5|6|20|20", "1|2|3|4|5|6|20"),
        ("1|2|3|4|5|6|20|9", "?|?|?|?|?|?|?"),
        ("1|2|3|4|5|6|20|9|20", "?|?|?|?|?|?|?"),
        # More fields than columns, and one way only to have all numbers in the row.
        ("|1||||||3", "1||||||3"),
        ("1||||||3|", "1||||||3"),
        ("|||1||||||3|", "1||||||3"),
        # Several ways: the one whose last number is the sum of the others.
        ("|1|2||||3|", "|1|2||||3"),
        ("||1|2||||3|", "|1|2||||3"),
        ("|1|2||||4|", "?|?|?|?|?|?|?"),
        ("||||||0|", "||||||0"),
        ("||||||3|", "?|?|?|?|?|?|?"),
        ("||1||||||", "?|?|?|?|?|?|?"),
        # Fewer: it is not told where the missing ones stood; the total is told by its sum.
        ("1||1", "?|?|?|?|?|?|1"),
        ("1|2||4", "?|?|?|?|?|?|?"),
        ("1|1", "?|?|?|?|?|?|1"),
        ("1|2|3", "?|?|?|?|?|?|3"),
        ("1||2||3", "?|?|?|?|?|?|3"),
        ("|1|1", "?|?|?|?|?|?|1"),
        ("1|1|", "?|?|?|?|?|?|1"),
        ("1|1||", "?|?|?|?|?|?|?"),
        ("0|0", "?|?|?|?|?|?|0"),
        ("1|2", "?|?|?|?|?|?|?"),
        ("3", "?|?|?|?|?|?|?"),
        ("1|", "?|?|?|?|?|?|?"),
        # No number, nothing to lose.
        ("", "||||||"),
        ("|", "||||||"),
        ("/", "/||||||"),
        ("|||||||||", "||||||"),
        ("||||||||/", "||||||/"),
        ("/|/|/|/|/|/|/|/", "/|/|/|/|/|/|/"),
        ("/||/||/||/||/||/||/", "/|/|/|/|/|/|/"),
    ],
)
def test_a_row_of_applicants_is_laid_where_it_tells_its_columns(given, expected):
    assert lay(given, 7) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2|1|0|1|4|1|0|0|1|2|0|0|1|0|1", "2|1|0|1|4|1|0|0|1|2|0|0|1|0|1"),
        ("2|1|0|1|4||1|0|0|1|2|0|0|1|0|1", "2|1|0|1|4|1|0|0|1|2|0|0|1|0|1"),
        # A part that does not add up, and nothing else tells which one is too many.
        ("2|1|0|1|4||1|0|0|1|3|0|0|1|0|1", in_doubt(15)),
        ("2|1|0|1|4|1|0|0|1|2|0|0|1|0|1|9", "2|1|0|1|4|1|0|0|1|2|0|0|1|0|1"),
        ("2|1|0|1|5|1|0|0|1|2|0|0|1|0|1|1", "2|1|0|1|5|1|0|0|1|2|0|0|1|0|1"),
        ("2|1||3|1|0|0|1|2|0|0|1|0|1", in_doubt(15)),
        ("1||0|0|0|0|0|0|0|9", in_doubt(15)),
        # Of a part's total alone nothing is said.
        ("1|1", in_doubt(15)),
        ("0", in_doubt(15)),
        ("", "||||||||||||||"),
    ],
)
def test_a_row_of_results_adds_up_part_by_part(given, expected):
    assert lay(given, 15) == expected


@pytest.mark.parametrize(
    ("given", "n", "expected"),
    [
        ("2|1|11", 3, "2|1|11"),
        ("2||11", 3, "2||11"),
        ("2||1|11", 3, "2|1|11"),
        ("2||1||11", 3, "2|1|11"),
        ("2|||", 3, "2||"),
        ("|2||", 3, "?|?|?"),
        ("||2|", 3, "?|?|?"),
        ("||||2", 3, "||2"),
        ("2|11", 3, "?|?|?"),
        ("2|1|11|5", 3, "?|?|?"),
        ("0|0|0|0", 3, "?|?|?"),
        ("2", 2, "?|?"),
        ("2|5|", 2, "2|5"),
        ("2|/", 2, "2|/"),
        ("12", 1, "12"),
        ("|12||", 1, "12"),
        # Three numbers in a row of one: another form's columns, and not the first of them.
        ("3|1|12", 1, "?"),
        ("不变|12", 1, "12"),
        # A merged cell that is printed in each column it covers; three columns are not covered.
        ("12|12|12", 1, "12"),
        ("12|12|13", 1, "?"),
        ("2|5|5", 2, "2|5"),
        ("2|2|5", 2, "?|?"),
        ("无", 3, "无||"),
    ],
)
def test_rows_without_a_total_are_laid_by_their_places_alone(given, n, expected):
    assert lay(given, n) == expected


def test_a_column_in_doubt_holds_all_that_the_row_prints():
    row = "|12|7||续"
    cells = lay_row(row, fields_of(row), 7, UNKNOWN)
    assert {row[start:end] for start, end in cells.spans} == {"12|7"}
    assert cells.doubtful == frozenset(range(7))


@pytest.mark.parametrize(
    ("rows", "given", "expected"),
    [
        # Full rows with an empty field before them tell where the others begin, and only those
        # with as many fields.
        (["|0|0|0|0|0|0|0|", "|1|2|3|4|5|6|21|"], "|3|||||||", "3||||||"),
        (["|1|2|3|4|5|6|21|"], "||||||3||", "|||||3|"),
        (["0|0|0|0|0|0|0||"], "|3|||||||", "|3|||||"),
        (["|0|0|0|0|0|0|0|", "0|0|0|0|0|0|0||"], "|3|||||||", "?|?|?|?|?|?|?"),
        (["|0|0|0|0|0|0|0"], "|3|||||||", "?|?|?|?|?|?|?"),
        (["|0|0||0|0|0|0|0"], "|3|||||||", "?|?|?|?|?|?|?"),
        (["|0|0|0|0|0|0||"], "|3|||||||", "?|?|?|?|?|?|?"),
        # Where the full rows begin, this one would lose a number.
        (["|1|2|3|4|5|6|21|"], "3||||||3||", "3||||||3"),
    ],
)
def test_full_rows_tell_where_a_row_of_as_many_fields_begins(rows, given, expected):
    assert lay(given, 7, habit_of(rows)) == expected


@pytest.mark.parametrize(
    ("rows", "given", "expected"),
    [
        # Nothing but totals: of a page whose blanks are gone, at the end of a row, or one cell
        # before it where the header lost a column.
        (["0", "3"], "3", "||||||3"),
        (["|||||0", "||||||4|", "|||||||0|"], "|||||3", "||||||3"),
        (["|||||0|", "||||||4"], "|||||3|", "||||||3"),
        (["", "||||||4"], "|||||||3", "||||||3"),
        # One number in another place, or two in a row: the table is not of that kind.
        (["||||0||", "||||||4"], "|||||3|", "|||||3|"),
        (["1|||||3|", "||||||4"], "|||||3|", "|||||3|"),
        (["1|1", "3"], "3", "?|?|?|?|?|?|?"),
        (["||||||4||", "3"], "3", "?|?|?|?|?|?|?"),
        # Borders were lost, not blanks: the numbers of a row stand as one.
        (["0112228", "54140061"], "54140061", "?|?|?|?|?|?|?"),
        # In such a table too.
        (["0", "3"], "1|2", "?|?|?|?|?|?|?"),
        (["0", "3"], "|3", "?|?|?|?|?|?|?"),
    ],
)
def test_in_a_table_of_nothing_but_totals_a_single_number_is_one(rows, given, expected):
    assert lay(given, 7, habit_of(rows)) == expected


def habit_of(rows):
    text, fields = "", []
    for row in rows:
        fields.append([(len(text) + a, len(text) + b) for a, b in fields_of(row)])
        text += row
    return tell_habit(text, fields, [7] * len(rows))


def test_only_totals_are_in_the_last_column_where_there_is_one():
    assert lay("3", 3, Habit(totals_only=True, offsets={})) == "?|?|?"


@given(
    st.lists(st.sampled_from([0, 0, 1, 2, 30]), min_size=6, max_size=6),
    st.lists(st.sampled_from(["0", "", None]), min_size=6, max_size=6),
)
def test_no_number_of_a_row_that_lost_cells_stands_in_another_column(numbers, nothing):
    """What is no number is printed as nought, left blank, or lost with its border."""
    printed = [
        str(number) if number else blank
        for number, blank in zip(numbers, nothing, strict=True)
    ]
    printed.append(str(sum(numbers)))
    laid = lay("|".join(cell for cell in printed if cell is not None), 7).split("|")
    assert all(
        seen in ("?", cell or "") for seen, cell in zip(laid, printed, strict=True)
    )


def test_blanks_that_no_row_prints_stand_nowhere():
    assert lay_row("", [], 3, UNKNOWN).spans == ((0, 0),) * 3
    # Behind what is printed the rest is as blank.
    assert lay_row("/|", [(0, 1)], 3, UNKNOWN).spans == ((0, 1), (1, 1), (1, 1))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        # The blanks in front may be the label's, so that a cell is missing among the others.
        ("||4|0|0|0|0|4", "?|?|?|?|?|?|4"),
        ("||4|0|0|0|1|4", "?|?|?|?|?|?|?"),
        # A row that begins with a number, or prints one, has lost none in front of it.
        ("4|0|0|0|0|0|4", "4|0|0|0|0|0|4"),
        ("||||||4", "||||||4"),
    ],
)
def test_a_row_that_lost_a_cell_does_not_tell_its_columns(row, expected):
    cells = lay_row(row, fields_of(row), 7, UNKNOWN, lost=True)
    laid = [row[a:b] for a, b in cells.spans]
    shown = ["?" if k in cells.doubtful else laid[k] for k in range(7)]
    assert "|".join(shown) == expected


def test_whole_rows_of_one_width_tell_which_others_lost_a_cell():
    def lost(borders, n_whole):
        rows = [fields_of("1|2")] * n_whole
        rows += [fields_of("1")] * (len(borders) - n_whole)
        return tell_lost("1|2", rows, [2] * len(rows), borders)

    assert lost([9, 9, 9, 8, 9], 3) == [False, False, False, True, False]
    # Too few, or of several widths.
    assert not any(lost([9, 9, 8], 2))
    assert not any(lost([9, 9, 8, 7], 3))
