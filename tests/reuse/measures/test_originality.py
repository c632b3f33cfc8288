"""What of a report others hold too."""

import numpy as np
import pandas as pd
import pytest

from tests.reuse.measures.told import OWN, value


def test_originality() -> None:
    text = "窗口设三名专人值守，晚间另开一小时，方便外出务工的人查档复印。"
    frame = pd.DataFrame(
        {"report_id": ["a", "b", "c"], "text": [text, text, "".join(OWN)]}
    )
    assert value(frame, "a", "originality") == pytest.approx(np.log(3 / 2) / np.log(3))
    assert value(frame, "c", "originality") == 1


def test_a_report_of_one_character_is_wholly_its_own() -> None:
    frame = pd.DataFrame({"report_id": ["a", "b"], "text": ["无", OWN[0]]})
    assert value(frame, "a", "originality") == 1
