"""Resources are read once, as UTF-8, and by their kind."""

import pytest

from textmine.resources.load import load_rows, load_text, load_toml


def test_a_table_is_read_as_text_and_as_toml():
    assert "[" in load_text("codebook.toml")
    assert isinstance(load_toml("codebook.toml"), dict)


def test_rows_have_the_columns_of_the_head_line():
    head = load_text("regions.csv").splitlines()[0].lstrip("\ufeff").split(",")
    rows = load_rows("regions.csv")
    assert list(rows[0]) == head
    # A line of the file is a row of the table: no cell of regions.csv holds a line end.
    assert len(rows) == len(load_text("regions.csv").splitlines()) - 1


def test_a_resource_is_read_only_once():
    assert load_toml("codebook.toml") is load_toml("codebook.toml")
    assert load_rows("regions.csv") is load_rows("regions.csv")


def test_a_resource_that_is_not_there_is_named():
    with pytest.raises(FileNotFoundError, match=r"nothing\.toml"):
        load_text("nothing.toml")
