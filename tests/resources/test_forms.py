"""Which form a table 3 is of."""

from __future__ import annotations

import numpy as np
import pytest

from textmine.resources.forms import tell_forms
from textmine.resources.load import load_toml


@pytest.mark.parametrize(
    ("last_row", "is_late", "said", "expected"),
    [
        (24, False, "2019", "2021"),
        (23, False, "2019", "2021"),
        (22, False, "2021", "2019"),
        (21, False, "2021", "2019"),
        (20, False, "2021", "2021"),
        (20, False, "", ""),
        (5, True, "2019", "2021"),
        (-1, False, "2019", "2019"),
    ],
)
def test_rows_go_before_what_is_said(
    last_row: int, is_late: bool, said: str, expected: str
) -> None:
    found = tell_forms(np.array([last_row]), np.array([is_late]), np.array([said]))
    assert found.tolist() == [expected]


def test_the_forms_have_as_many_rows_as_the_resources_list() -> None:
    names = load_toml("quantities.toml")["row_names"]
    n_rows = {
        form: len(names["common"]) + len(names[form]) for form in ("2019", "2021")
    }
    assert n_rows == {"2019": 23, "2021": 25}
