"""Single values: taken in any type that means the same, else refused with what was expected."""

import numpy as np
import pytest

from textmine.errors import FrameError
from textmine.intake.values import (
    take_choice,
    take_level,
    take_number,
    take_target,
    take_whole,
)


@pytest.mark.parametrize("given", [20, 20.0, np.int64(20), np.float32(20)])
def test_a_whole_number_of_any_type_is_an_int(given):
    taken = take_whole(given, "min_chars", what="mine", least=4)
    assert (taken, type(taken)) == (20, int)


@pytest.mark.parametrize("given", [3, 20.5, "20", None, True, [20], np.nan, np.inf])
def test_what_is_none_is_refused(given):
    with pytest.raises(
        FrameError, match="mine: min_chars is .*; expected a whole number from 4"
    ):
        take_whole(given, "min_chars", what="mine", least=4)


@pytest.mark.parametrize("given", [-0.1, 1.1, "0.5", None, np.nan, True, [0.5]])
def test_a_number_lies_between_its_bounds(given):
    assert take_number(np.float32(0.5), "level", what="f", least=0, most=1) == 0.5
    with pytest.raises(
        FrameError, match="f: level is .*; expected a number from 0 to 1"
    ):
        take_number(given, "level", what="f", least=0, most=1)


@pytest.mark.parametrize("given", [0, 1, 95, -0.1, "0.95", None, np.nan, True])
def test_a_level_lies_inside_its_bounds(given):
    assert take_level(np.float32(0.5), what="f") == 0.5
    with pytest.raises(FrameError, match="f: level is .*; .* between 0 and 1, such as"):
        take_level(given, what="f")


@pytest.mark.parametrize("given", ["Report", None, 3, ["report"]])
def test_a_choice_is_one_of_the_words(given):
    assert take_choice("report", ["report", "item"], "unit", what="f") == "report"
    with pytest.raises(FrameError, match="f: unit is .*; expected one of report, item"):
        take_choice(given, ["report", "item"], "unit", what="f")


@pytest.mark.parametrize("given", ["coded.xlsx", "coded", "report.txt", "csv", ".csv"])
def test_a_file_is_named_as_what_it_holds(given):
    assert take_target("a/CODED.CSV", [".csv"], what="rows").name == "CODED.CSV"
    with pytest.raises(FrameError, match="rows are written as .csv; end the name so"):
        take_target(given, [".csv"], what="rows")
