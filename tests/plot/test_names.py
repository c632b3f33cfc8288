import re

import pandas as pd
from matplotlib.text import Text

import textmine as tm
from textmine import plot
from textmine.plot.names import (
    category_names,
    check_stem,
    group_label,
    report_names,
    score_name,
    tell_namesakes,
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


def test_agencies_of_one_name_are_told_by_province_or_id() -> None:
    rows = [
        ("新渡区教育局", "1:教育局", "云岭省"),
        ("新渡区教育局", "1:教育局", "云岭省"),
        ("新渡区教育局", "2:教育局", "柏原省"),
        # Two of one province, and one of no known province, are told by their ids.
        ("城关镇人民政府", "3:政府", "云岭省"),
        ("城关镇人民政府", "4:政府", "云岭省"),
        ("城关镇人民政府", "5:政府", ""),
        # A name of its own, also under two names; no agency.
        ("洛溪县教育局", "6:教育局", "云岭省"),
        ("洛溪区教育局", "6:教育局", "云岭省"),
        ("", "", ""),
    ]
    reports = pd.DataFrame(rows, columns=["agency", "agency_id", "province"])
    assert tell_namesakes(reports) == {
        "1:教育局": "新渡区教育局（云岭省）",
        "2:教育局": "新渡区教育局（柏原省）",
        "3:政府": "城关镇人民政府（3:政府）",
        "4:政府": "城关镇人民政府（4:政府）",
        "5:政府": "城关镇人民政府（5:政府）",
    }
    assert tell_namesakes(reports.iloc[:0]) == {}


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


HAN = re.compile("[\u4e00-\u9fff]")
KEY = re.compile("[a-z]_[a-z]")


def test_every_score_has_both_names(sample) -> None:
    corpus = sample[:8]
    parts = [corpus.frame(name) for name in ("sections", "items", "tables")]
    frames = [
        tm.quality.disclosure(corpus.narrative),
        tm.quality.completeness(corpus.reports, *parts),
        tm.mine_reuse(corpus).scores,
    ]
    scores = set(pd.concat(frames)["score"])
    assert len(scores) > 30
    for score in scores:
        english = score_name(score, "en")
        assert not HAN.search(english) and not KEY.search(english), score
        assert HAN.search(score_name(score, "zh")), score


def test_english_means_english_and_chinese_chinese(sample) -> None:
    """Types of agencies, levels, checks and categories of a corpus, as a picture names them."""
    coded = sample.problems.assign(categories="timeliness|info_mgmt")
    frames = {
        plot.checks: tm.check(sample),
        plot.profile: tm.compare.profile(coded, by="agency_type"),
        plot.sections: sample.frame("sections"),
        plot.theme_trends: tm.compare.profile(coded, by="level"),
    }
    for chart, frame in frames.items():
        for lang in ("en", "zh"):
            texts = chart(frame, ax=plot.sheet(), lang=lang).figure.findobj(Text)
            said = [text.get_text() for text in texts]
            assert not [text for text in said if KEY.search(text)], (chart, lang)
            assert lang == "zh" or not HAN.search("".join(said)), chart
