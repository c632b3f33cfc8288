"""Which reports are mined: all but copies, in the order of their ids, wherever they were read."""

import pandas as pd

from textmine.job.flow.reading import choose_reports, rows_of
from textmine.schema import META

PLACE = {
    "region": "临泽川市",
    "province": "云岭省",
    "level": "city",
    "agency_type": "商务局",
}


def identities(*rows):
    """A table of identities: report_id, agency, year and digest of the text of each."""
    blank = dict.fromkeys(META, "") | PLACE
    return pd.DataFrame(
        [
            {"report_id": name, "source": f"{name}.txt"}
            | blank
            | {
                "agency": agency,
                "agency_id": agency,
                "year": year,
                "given": "",
                "text": text,
            }
            for name, agency, year, text in rows
        ]
    ).astype({"year": "Int64"})


def test_copies_are_set_aside_and_said_wherever_they_were_read():
    old = identities(("b", "甲局", 2020, "x"), ("d", "甲局", 2021, "y"))
    new = identities(("c", "甲局", 2020, "x"), ("a", "乙局", 2020, "x"))
    kept, failures = choose_reports([old, new], {})
    # The same text of another agency is no copy but what the search for reuse is after.
    assert kept["report_id"].tolist() == ["a", "b", "d"]
    assert kept.index.tolist() == [0, 1, 2]
    (failure,) = failures
    assert failure["source"] == "c.txt"
    assert failure["error"] == "DuplicateReport"
    assert "the same report as b" in failure["reason"]


def test_the_order_in_which_reports_were_read_does_not_matter():
    old = identities(("b", "甲局", 2020, "x"), ("d", "甲局", 2021, "y"))
    new = identities(("c", "甲局", 2020, "x"), ("a", "乙局", 2020, "x"))
    one, said = choose_reports([old, new], {})
    other, also = choose_reports([new, old], {})
    pd.testing.assert_frame_equal(one, other)
    assert said == also


def test_reports_of_an_earlier_run_keep_their_ids():
    old = identities(("c", "甲局", 2020, "x"), ("b", "甲局", 2020, "x"))
    new = identities(("a", "甲局", 2020, "x"))
    kept, failures = choose_reports([old, new], {}, {"c"})
    assert kept["report_id"].tolist() == ["c"]
    assert ["same report as c" in row["reason"] for row in failures] == [True] * 2


def test_agencies_that_the_user_joins_are_one_before_copies_are_looked_for():
    both = identities(("a", "旧局", 2020, "x"), ("b", "新局", 2020, "x"))
    apart, none = choose_reports([both], {})
    assert (len(apart), none) == (2, [])
    joined, failures = choose_reports([both], {"旧局": "新局"})
    assert joined["report_id"].tolist() == ["a"]
    assert [failure["source"] for failure in failures] == ["b.txt"]


def test_rows_of_several_frames_come_one_after_the_other_as_text():
    frames = [
        pd.DataFrame({"source": ["a", "b"], "n": [1, 2]}),
        pd.DataFrame({"source": ["c"]}),
    ]
    assert rows_of(frames) == [
        {"source": "a", "n": "1"},
        {"source": "b", "n": "2"},
        {"source": "c"},
    ]
    assert rows_of([]) == rows_of([frames[0][:0]]) == []
