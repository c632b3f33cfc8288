from __future__ import annotations

import pandas as pd
import pytest

from textmine.errors import FrameError
from textmine.themes.narrative import check_narrative, number_owners


def test_reports_of_one_agency_have_one_owner_and_unknown_ones_their_own() -> None:
    rows = pd.DataFrame(
        {"report_id": list("abcc"), "agency": ["甲局", "甲局", None, ""]}
    )
    owners = number_owners(rows)
    assert owners.report.tolist() == [0, 1, 2, 2]
    assert owners.agency.tolist() == [0, 0, 1, 1]
    assert owners.n_agencies == 2
    assert number_owners(rows[["report_id"]]).agency.tolist() == [0, 1, 2, 2]


def test_a_frame_without_text_is_refused() -> None:
    with pytest.raises(FrameError, match="missing column text"):
        check_narrative(pd.DataFrame({"report_id": ["a"]}))
