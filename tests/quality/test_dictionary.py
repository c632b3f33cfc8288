"""The data dictionary: every column of every frame is told, nothing else, in both languages."""

import pandas as pd
import pytest

from scripts.write_dictionary import TARGET, render
from textmine.errors import FrameError
from textmine.quality.registry import ROW, describe_columns
from textmine.resources.load import load_toml
from textmine.schema import FRAMES


def test_every_column_in_the_order_of_its_frame():
    table = describe_columns()
    told = {
        frame: dict(zip(rows["column"], rows["dtype"], strict=True))
        for frame, rows in table[table["column"] != ROW].groupby("frame", sort=False)
    }
    assert told == FRAMES
    assert list(told) == list(FRAMES)
    assert (table[["en", "zh"]] != "").all(axis=None)


def test_nothing_is_told_that_is_not_there():
    dictionary = load_toml("dictionary.toml")
    assert dictionary.keys() - FRAMES.keys() == {"common"}
    for name in FRAMES:
        told = dictionary[name]
        assert told.get("columns", {}).keys() <= FRAMES[name].keys(), name
    used = {column for columns in FRAMES.values() for column in columns}
    assert dictionary["common"].keys() <= used


def test_one_frame():
    table = describe_columns("theme_shares")
    assert table["column"].tolist() == [ROW, "report_id", "theme", "share"]
    assert table["dtype"].tolist() == ["", *FRAMES["theme_shares"].values()]


def test_an_unknown_frame_is_named():
    with pytest.raises(FrameError, match="no frame 'score'; there are reports"):
        describe_columns("score")


def test_values_named_are_those_of_the_schema():
    from textmine import schema

    meaning = describe_columns().set_index(["frame", "column"])["en"]
    values = {
        ("reports", "level"): schema.LEVELS,
        ("sections", "label"): schema.LABELS,
        ("sections", "status"): schema.SECTION_STATUS,
        ("items", "role"): schema.ROLES,
        ("tables", "state"): schema.CELL_STATES,
        ("checks", "status"): schema.CHECK_STATUS,
        ("families", "kind"): schema.KINDS,
        ("responses", "state"): schema.RESPONSE_STATES,
        ("persistence", "state"): schema.PERSISTENCE_STATES,
    }
    for place, known in values.items():
        missing = [value for value in known if value not in meaning[place]]
        assert not missing, (place, missing)


def test_the_page_is_up_to_date():
    assert TARGET.read_text(encoding="utf-8") == render(), (
        "run python scripts/write_dictionary.py"
    )


def test_it_can_be_saved_as_a_table(tmp_path):
    file = tmp_path / "columns.csv"
    describe_columns().to_csv(file, index=False, encoding="utf-8-sig")
    read = pd.read_csv(file, keep_default_na=False)
    assert read["column"].tolist() == describe_columns()["column"].tolist()
