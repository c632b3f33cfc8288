"""Which commas of an enumeration part statements."""

import pytest

from textmine.segment.itemizer.enumerations import (
    closes_things,
    keep_things,
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


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # Things that are not there: they are named by what lacks them.
        ("手机端尚未开通预约、在线查询等。", True),
        ("还缺少动画解读、方言解读等等。", True),
        # An example.
        ("查阅还不方便。像设触摸屏等。", True),
        # Statements, or no list at all.
        ("更新还不够快、解读还不够多等。", False),
        ("存在更新慢等。", False),
        # A close that names what it closes.
        ("尚未开通预约、在线查询等问题。", False),
    ],
)
def test_what_a_bare_close_stands_behind(text: str, wanted: bool) -> None:
    tokens = find_tokens(text)
    (place,) = (k for k, token in enumerate(tokens) if token.text[0] == "等")
    assert closes_things(place, 0, tokens) is wanted


def test_a_list_of_things_keeps_its_close() -> None:
    tokens = find_tokens("更新慢，尚未开通预约、在线查询等，更新慢、解读还少等。")
    path = ["B-P", "B-P", "I-P", "O", "B-P", "B-P", "O"]
    keep_things(tokens, path)
    assert path == ["B-P", "B-P", "I-P", "I-P", "B-P", "B-P", "O"]


def test_things_of_another_statement_are_not_counted() -> None:
    tokens = find_tokens("检索功能还没有、附件下载等。")
    path = ["B-P", "B-P", "O"]
    keep_things(tokens, path)
    assert path[-1] == "O"
