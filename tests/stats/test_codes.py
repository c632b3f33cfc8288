"""Coded statements as what is counted."""

import pandas as pd
import pytest

from textmine.compare import profile
from textmine.errors import FrameError
from textmine.stats.codes import list_codes, rename_values, spread_codes


def test_cells_are_split_whatever_they_hold():
    cells = pd.Series(["a|b", " a ", "", None, pd.NA], index=list("vwxyz"))
    listed = list_codes(cells)
    assert listed.tolist() == [["a", "b"], ["a"], [""], [""], [""]]
    assert listed.index.tolist() == list("vwxyz")
    assert list_codes(pd.Series(["a", "b"], dtype="category")).tolist() == [
        ["a"],
        ["b"],
    ]


def test_what_is_spread_has_the_shares_of_a_profile():
    cells = ["a|b", "a", "", "b", "a|a", None]
    coded = pd.DataFrame({"report_id": list("112345"), "categories": cells})
    values = spread_codes(coded, what="problems")
    assert len(values) == 5 * 2 and values["item"].nunique() == 2
    shares = values.groupby("item")["value"].mean()
    told = profile(coded.assign(agency=coded["report_id"]))
    assert shares.to_dict() == dict(zip(told["category"], told["share"], strict=True))


def test_nothing_named_gives_no_rows():
    coded = pd.DataFrame({"report_id": ["a"], "categories": [""]})
    assert spread_codes(coded, what="problems").empty
    with pytest.raises(FrameError, match="problems: missing column report_id"):
        spread_codes(coded.drop(columns="report_id"), what="problems")


@pytest.mark.parametrize(
    "names", [("item", "value"), ("score", "value"), ("theme", "share")]
)
def test_values_of_things_have_one_pair_of_names(names):
    frame = pd.DataFrame([["a", 1, 0.5]], columns=["report_id", *names])
    for wished in (("item", "value"), ("score", "value")):
        named = rename_values(frame, *wished)
        assert list(named) == ["report_id", *wished]
        assert named.to_numpy().tolist() == frame.to_numpy().tolist()
    other = frame.rename(columns={names[1]: "n"})
    assert rename_values(other, "item", "value") is other
