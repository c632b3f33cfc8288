"""What a report says more than once."""

import pandas as pd
import pytest

from tests.reuse.measures.told import OWN, value


def test_redundancy() -> None:
    frame = pd.DataFrame(
        {"report_id": ["a", "b"], "text": [OWN[0] + OWN[1] + OWN[0], OWN[2]]}
    )
    assert value(frame, "a", "redundancy_sentences") == pytest.approx(2 / 3)
    assert value(frame, "b", "redundancy_sentences") == 0


@pytest.mark.parametrize(
    ("sentence", "again"), [("设立专栏。", 0), ("设立新专栏。", 1)]
)
def test_sentences_of_five_characters_may_be_redundant(
    sentence: str, again: int
) -> None:
    frame = pd.DataFrame({"report_id": ["a"], "text": [sentence * 2]})
    assert value(frame, "a", "redundancy_sentences") == again
