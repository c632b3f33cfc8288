"""Which commas of an enumeration part statements."""

import pytest

from textmine.segment.itemizer.enumerations import (
    keep_to_semicolons,
    part_enumerations,
)
from textmine.segment.itemizer.tokens import find_tokens


@pytest.mark.parametrize(
    ("text", "labels", "wanted"),
    [
        # Two lacks that 等问题 closes are two, and what follows it states nothing.
        ("更新还不够快，解读还不够多等问题，有待解决。", "B-P I-P O B-P", "B-P B-P O A"),
        # Where one comma parts, all do, but a cause keeps its effect.
        ("内容少，渠道窄，人员少等问题。", "B-P B-P I-P O", "B-P B-P B-P O"),
        ("更新慢，由于人手少，报送晚等问题。", "B-P B-P I-P O", "B-P B-P I-P O"),
        # Nothing closes the enumeration.
        ("更新还不够快，解读还不够多。", "B-P I-P", "B-P I-P"),
    ],
)  # fmt: skip
def test_what_a_close_parts(text: str, labels: str, wanted: str) -> None:
    path = labels.split()
    part_enumerations(find_tokens(text), path)
    assert path == wanted.split()


@pytest.mark.parametrize(
    ("text", "labels", "wanted"),
    [
        ("按周更新，多解读；多培训。", "B-M B-M B-M", "B-M I-M B-M"),
        # No ； parts two statements: commas may.
        ("按周更新，多解读，多培训。", "B-M B-M B-M", "B-M B-M B-M"),
        # Each sentence by itself.
        ("按周更新；多解读。多培训，多公开。", "B-M B-M B-M B-M", "B-M B-M B-M B-M"),
    ],
)
def test_semicolons_alone_part_where_they_do(
    text: str, labels: str, wanted: str
) -> None:
    path = labels.split()
    keep_to_semicolons(find_tokens(text), path)
    assert path == wanted.split()
