import pandas as pd

from textmine.plot.names import (
    category_names,
    check_stem,
    group_label,
    report_names,
    word,
)


def test_reports_called_alike_carry_their_ids() -> None:
    reports = pd.DataFrame(
        {"report_id": ["a", "b"], "agency": ["临泽川市财政局"] * 2, "year": 2021}
    )
    assert report_names(reports) == {
        "a": "临泽川市财政局 2021 (a)",
        "b": "临泽川市财政局 2021 (b)",
    }
    assert report_names(None) == {}


def test_words_alike_in_both_languages_stand_once() -> None:
    assert word("kind", "no such kind") == "no such kind"
    assert word("status", "FAIL") == "不符 fail"


def test_groups_are_named_as_readers_do() -> None:
    assert group_label("county", "", "en") == "county"
    assert group_label("county", "", "zh") == "县"
    assert group_label("", "year", "zh") == "未知"


def test_the_longest_stem_names_a_check() -> None:
    assert check_stem("t4_suit_after_review_total") == "t4_suit_after_review_total"
    assert check_stem("claim_received") == "claim"


def test_every_category_has_both_names() -> None:
    chinese, english = category_names("zh"), category_names("en")
    assert chinese.keys() == english.keys()
    assert not set("的不") & set("".join(english.values()))
