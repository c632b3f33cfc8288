from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from textmine.errors import CodebookError, FrameError
from textmine.problems.coder.classifier import ProblemClassifier
from textmine.problems.coder.codebook import Category, Codebook
from textmine.problems.coder.coding import (
    add_codes,
    clean_statements,
    is_indicator,
    join_rows,
    label_matrix,
    read_labels,
    tag_statements,
)

BOOK = Codebook(
    "7", (Category("slow", "慢", "late"), Category("few", "少", "too little"))
)


def test_wraps_go_and_missing_statements_are_empty() -> None:
    given = pd.Series(["人手\n 不足 ", None, np.nan, pd.NA, ""], dtype="object")
    assert clean_statements(given) == ["人手不足", "", "", "", ""]


def test_blanks_between_latin_words_stay_one_blank() -> None:
    assert clean_statements([" too \n few "]) == ["too few"]


def test_what_is_no_sequence_of_texts_is_refused_with_its_row() -> None:
    with pytest.raises(FrameError, match="list"):
        clean_statements("人手不足")
    with pytest.raises(FrameError, match="row 1.*3; expected text"):
        clean_statements(["人手不足", 3])  # type: ignore[list-item]


def test_codes_are_written_in_the_order_of_the_codebook() -> None:
    frame = pd.DataFrame(
        {"text": ["又慢又少", "好", "少"], "year": 2021}, index=[5, 3, 9]
    )
    labels = np.array([[True, True], [False, False], [False, True]])
    probabilities = np.array([[0.914, 0.5], [0.1, 0.2], [0.25, 1.0]])
    coded = add_codes(
        frame, BOOK, labels, probabilities, [["慢"], ["少", "又少"], ["少"]]
    )
    assert coded["categories"].tolist() == ["slow|few", "", "few"]
    assert coded["probabilities"].tolist() == ["slow:0.91|few:0.50", "", "few:1.00"]
    assert coded["evidence"].tolist() == ["slow:慢|few:少,又少", "", "few:少"]
    assert coded.index.tolist() == [5, 3, 9]
    assert coded.attrs["codebook_version"] == "7"
    assert list(frame.columns) == ["text", "year"]
    assert not frame.attrs


def test_codes_need_a_column_of_text() -> None:
    nothing = np.zeros((1, 2))
    with pytest.raises(FrameError, match="text"):
        add_codes(pd.DataFrame({"year": [2021]}), BOOK, nothing > 0, nothing, [])


def test_labels_may_be_joined_or_listed() -> None:
    expected = [[True, True], [False, True], [False, False], [True, True]]
    assert (
        label_matrix(["few|slow", ["few"], "", "few|slow"], BOOK).tolist() == expected
    )


def test_labels_may_be_a_table_of_nought_and_one() -> None:
    table = np.array([[1, 0], [1, 1], [0, 0]])
    expected = [["slow"], ["slow", "few"], []]
    for labels in (table, table.astype(bool), pd.DataFrame(table), csr_array(table)):
        assert is_indicator(labels)
        assert read_labels(labels, BOOK) == expected
    assert read_labels(["slow", ["few"]], BOOK) == ["slow", ["few"]]
    assert not is_indicator(["slow"]) and not is_indicator(np.array(["slow"]))


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (np.array([[1, 2]]), "a table of shape .1, 2.; expected 0 and 1 in 2 columns"),
        (np.array([[1], [0]]), "a table of shape .2, 1."),
        (["slow", 1], "row 1: 1; expected keys"),
        ([True], "row 0: True; expected keys"),
        (np.array([0, 1]), "row 0: .*0.*; expected keys"),
    ],
)
def test_other_tables_and_numbers_are_no_labels(labels, message: str) -> None:
    with pytest.raises(CodebookError, match=message):
        read_labels(labels, BOOK)


def test_a_coder_takes_texts_missing_ones_too_and_gives_several_labels() -> None:
    tags = tag_statements(ProblemClassifier().__sklearn_tags__())
    taken = tags.input_tags
    assert (taken.string, taken.two_d_array, taken.allow_nan) == (True, False, True)
    assert tags.target_tags.multi_output and tags.classifier_tags.multi_label


def test_an_unknown_key_is_refused_with_its_row() -> None:
    with pytest.raises(CodebookError, match="row 2.*quick"):
        label_matrix(["slow", "few", "quick"], BOOK)


@hypothesis_settings(deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=6))
def test_truth_tables_come_back_from_their_cells(rows: list[tuple[bool, bool]]) -> None:
    truth = np.array(rows, dtype=bool).reshape(-1, 2)
    assert np.array_equal(label_matrix(join_rows(truth, BOOK), BOOK), truth)
