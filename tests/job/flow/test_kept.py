"""Kept steps: whole or not there, known by all that went into them."""

from pathlib import Path

import pandas as pd
import pytest

import textmine
from textmine.dtypes import arrow_table
from textmine.job.flow.kept import (
    PACKAGE,
    code_key,
    find_step,
    load_table,
    make_key,
    making,
    save_step,
    sweep,
    to_frame,
)
from textmine.job.flow.meter import StepFacts
from textmine.schema import make_frame

FRAME = make_frame("failures", [{"source": "甲", "reason": "", "error": "x"}])


def test_tables_come_back_as_they_were(tmp_path):
    years = pd.DataFrame(
        {"year": pd.array([2020, None], "Int64"), "share": [0.1, float("nan")]}
    )
    facts = StepFacts(1.0, 0.5, 10.0, {"failures": 1})
    save_step(tmp_path / "s" / "1", {"failures": FRAME, "years": years}, facts)
    assert find_step(tmp_path / "s" / "1") == facts
    pd.testing.assert_frame_equal(load_table([tmp_path / "s" / "1"], "failures"), FRAME)
    pd.testing.assert_frame_equal(load_table([tmp_path / "s" / "1"], "years"), years)


def test_parts_are_laid_one_after_the_other(tmp_path):
    for name in "ab":
        save_step(tmp_path / name, {"failures": FRAME.assign(source=name)}, StepFacts())
    places = [tmp_path / "a", tmp_path / "b"]
    assert load_table(places, "failures", ["source"]).to_dict("list") == {
        "source": ["a", "b"]
    }


def test_parts_without_rows_do_not_decide_the_types():
    empty = pd.DataFrame({"value": pd.Series([], dtype="object")})
    full = pd.DataFrame({"value": [1.5]})
    assert to_frame([arrow_table(empty), arrow_table(full)])["value"].tolist() == [1.5]


@pytest.mark.parametrize("damage", ["cut", "gone", "facts"])
def test_a_damaged_step_counts_as_not_there(tmp_path, damage):
    save_step(tmp_path / "1", {"failures": FRAME}, StepFacts())
    file = tmp_path / "1" / "failures.parquet"
    if damage == "cut":
        file.write_bytes(file.read_bytes()[:-1])
    elif damage == "gone":
        file.unlink()
    else:
        (tmp_path / "1" / "facts.json").write_text("{}", encoding="utf-8")
    assert find_step(tmp_path / "1") is None
    save_step(tmp_path / "1", {"failures": FRAME}, StepFacts())
    assert find_step(tmp_path / "1") is not None


def test_a_step_that_fails_leaves_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError), making(tmp_path / "s" / "1") as beside:
        (beside / "x.parquet").write_bytes(b"x")
        1 / 0  # noqa: B018
    assert list((tmp_path / "s").iterdir()) == []


def test_sweeping_leaves_what_is_to_be_kept(tmp_path):
    for name in ("read/1", "read/2", "code/1"):
        save_step(tmp_path / name, {"failures": FRAME}, StepFacts())
    (tmp_path / "read" / "3.abc.part").mkdir()
    sweep(tmp_path, {tmp_path / "read" / "2"})
    assert sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.glob("*/*")) == [
        "read/2"
    ]


def test_keys_tell_everything_apart():
    keys = {
        make_key("a", [1, 2]),
        make_key("a", [1], 2),
        make_key("a", [12]),
        make_key("b", [1, 2]),
    }
    assert len(keys) == 4


def test_the_key_of_the_code_is_that_of_the_whole_library(tmp_path):
    """A run is not taken up with what another version of any room has made."""
    assert Path(textmine.__file__).parent == PACKAGE
    (tmp_path / "reuse").mkdir()
    for k, name in enumerate(("reuse/mine.py", "words.toml")):
        (tmp_path / name).write_text("1", encoding="utf-8")
        before = code_key(tmp_path)
        code_key.cache_clear()
        (tmp_path / name).write_text(f"2{k}", encoding="utf-8")
        assert code_key(tmp_path) != before
        code_key.cache_clear()
