"""Tables are read when they are asked for, whole or part by part."""

import pandas as pd

from textmine.job.tables import Tables

FRAME = pd.DataFrame(
    {"report_id": pd.Series(["a", "b", "c"], dtype="str"), "n": [1, 2, 3]}
)


def test_nothing_is_read_before_it_is_asked_for_and_each_part_in_its_turn():
    read = []

    def parts():
        for k in range(3):
            read.append(k)
            yield FRAME[k : k + 1]

    tables = Tables({"reports": parts})
    assert list(tables) == ["reports"] and len(tables) == 1 and read == []
    first = next(tables.parts("reports"))
    assert first["n"].tolist() == [1] and read == [0]
    pd.testing.assert_frame_equal(tables["reports"], FRAME)


def test_parts_without_rows_do_not_decide_the_types():
    nothing = FRAME[:0].astype({"n": "object"})
    tables = Tables({"reports": lambda: iter([nothing, FRAME, nothing])})
    pd.testing.assert_frame_equal(tables["reports"], FRAME)
    assert len(Tables.of({"reports": nothing})["reports"]) == 0
