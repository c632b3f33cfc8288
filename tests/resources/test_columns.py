"""Names of columns and words of levels: each stands for one thing alone."""

from collections import Counter

from textmine.resources.columns import field_of, level_of, names_of
from textmine.resources.load import load_toml
from textmine.schema import LEVELS


def test_a_name_stands_for_one_field_and_a_word_for_one_level():
    told = load_toml("columns.toml")
    for table in (told["field"], told["level"]):
        words = Counter(word for own, more in table.items() for word in (own, *more))
        assert {word for word, n in words.items() if n > 1} == set()
    assert tuple(told["level"]) == LEVELS


def test_width_case_and_blanks_do_not_matter():
    assert [field_of(head) for head in (" Ｙear", "年份 ", "FILENAME", 3)] == [
        "year",
        "year",
        "path",
        "3",
    ]
    assert [level_of(word) for word in ("COUNTY", "区 县", "乡（镇）", "省级", "")] == [
        "county",
        "county",
        "township",
        "province",
        "",
    ]
    assert names_of("no such field") == ("no such field",)
