"""What users of neighbouring tools stumbled over, each once: taken rightly, or refused in a line."""

from __future__ import annotations

import warnings
from functools import partial

import numpy as np
import pandas as pd
import pytest

import textmine as tm
from textmine.errors import FrameError, TextmineError
from textmine.stats.intervals import jeffreys, wilson

SENTENCE = "个别科室主动公开意识不强，部分栏目更新不够及时，与群众期待还有差距。"
TEXTS = pd.DataFrame(
    {
        "report_id": ["a", "b", "c"],
        "agency": ["甲局", "乙局", "丙局"],
        "text": [SENTENCE, f"我局认为，{SENTENCE}", "另有情况。"],
    }
)
CODED = pd.DataFrame(
    {
        "report_id": list("abcd"),
        "city": ["甲市", "乙市"] * 2,
        "text": ["栏目更新慢", "人员少", "更新慢", "解读少"],
        "categories": ["timeliness", "staffing", "timeliness", "interpretation"],
    }
)


@pytest.fixture(scope="module")
def coder() -> tm.ProblemClassifier:
    return tm.ProblemClassifier().fit()


def test_a_frame_is_no_list_of_texts_and_says_which_column(coder):
    for call in (coder.predict, coder.predict_proba, tm.BoilerplateDetector().fit):
        with pytest.raises(
            FrameError, match=r"got DataFrame; .*such as frame\['text'\]"
        ):
            call(CODED)
    for wrong in ({"text": "公开"}, "公开", None):
        with pytest.raises(FrameError, match="expected a list or column of texts"):
            coder.predict(wrong)


def test_a_series_in_place_of_a_frame_is_refused(coder):
    with pytest.raises(FrameError, match="got Series; expected a DataFrame"):
        coder.predict_frame(CODED["text"])


@pytest.mark.parametrize("value", [["公开"], 3.5, b"x"])
def test_texts_that_are_none_are_refused_by_row_and_column(value):
    wrong = TEXTS.assign(text=[SENTENCE, value, None])
    for call in (
        tm.mine_reuse,
        tm.mine_phrases,
        tm.ThemeModel(2).fit,
        tm.quality.disclosure,
    ):
        with pytest.raises(FrameError, match="row 1, column text: .*expected text"):
            call(wrong)


@pytest.mark.parametrize(
    "years",
    [
        pd.to_datetime(["2020-01-01", "2021-01-01", "2021-01-01"]),
        ["2020年", "2021年", "2021年度"],
        [2020.0, 2021.0, 2021.0],
        ["2020", "２０２１", "二〇二一年"],
    ],
)
def test_years_in_any_writing_mean_the_same(years):
    plain = tm.mine_reuse(TEXTS.assign(year=[2020, 2021, 2021])).families
    pd.testing.assert_frame_equal(
        tm.mine_reuse(TEXTS.assign(year=years)).families, plain
    )
    assert plain["first_year"].tolist() == [2020]


def test_a_year_that_is_none_is_refused():
    with pytest.raises(FrameError, match="row 2, column year: 'last'; expected a year"):
        tm.mine_reuse(TEXTS.assign(year=[2020, 2021, "last"]))


def test_two_columns_of_one_name_are_refused(coder):
    twice = pd.concat([CODED, CODED[["text"]]], axis=1)
    for call in (coder.predict_frame, tm.mine_reuse, tm.compare.profile):
        with pytest.raises(FrameError, match="two columns are called 'text'"):
            call(twice)


def test_half_characters_harm_nothing(coder):
    said = ["栏目更新慢\ud83d", "人员少", "更新慢", "解读少"]
    broken = CODED.assign(text=pd.Series(said, dtype="object"))
    coded = coder.predict_frame(broken)
    assert coded["categories"].iloc[0] == "timeliness"
    said = [f"\ud800{SENTENCE}", SENTENCE, f"{SENTENCE}\udfff"]
    texts = TEXTS.assign(text=pd.Series(said, dtype="object"))
    assert tm.mine_reuse(texts).passages["start"].tolist() == [1, 0, 0]
    assert len(tm.mine_phrases(texts)) > 0


def test_an_empty_frame_gives_an_empty_frame(coder):
    assert coder.predict_frame(CODED.iloc[:0])["categories"].tolist() == []
    assert tm.mine_reuse(TEXTS.iloc[:0]).families.empty
    assert tm.mine_phrases(TEXTS.iloc[:0]).empty
    assert tm.compare.profile(CODED.iloc[:0], by="city").empty


def test_missing_texts_of_a_string_column_are_empty(coder):
    frame = pd.DataFrame({"text": pd.Series(["人员少", pd.NA], dtype="string")})
    assert coder.predict_frame(frame)["categories"].tolist() == ["staffing", ""]


def test_groups_and_columns_are_named_one_by_one():
    terms = CODED.assign(term=CODED["categories"])
    with pytest.raises(FrameError, match="'甲市' is compared with itself"):
        tm.compare.contrast(terms, by="city", groups=("甲市", "甲市"))
    with pytest.raises(FrameError, match="profile: by is .*; expected a word"):
        tm.compare.profile(CODED, by=["city"])


def test_whole_numbers_may_be_written_with_a_point():
    as_float = tm.mine_reuse(TEXTS, min_chars=20.0).passages
    pd.testing.assert_frame_equal(as_float, tm.mine_reuse(TEXTS, min_chars=20).passages)
    themes = tm.ThemeModel(2.0, n_resamples=0)
    with pytest.raises(
        FrameError, match="n_themes is 2.5; expected a whole number from 1 on"
    ):
        tm.ThemeModel(2.5).fit(TEXTS)
    assert themes.n_themes == 2.0  # the constructor only stores


def test_few_sentences_are_told_with_what_to_do():
    for model in (tm.ThemeModel(9), tm.ThemeModel(method="hdbscan")):
        with pytest.raises(FrameError, match="too few for .* themes; lower n_themes"):
            model.fit(TEXTS)
    with pytest.raises(TextmineError):
        tm.themes.choose_n_themes(TEXTS)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_no_result_depends_on_the_order_of_rows(seed, sample):
    corpus = sample[:6]
    narrative = corpus.narrative
    mixed = narrative.sample(frac=1, random_state=seed)
    by = ["report_id", "scope", "score"]
    one, other = tm.quality.disclosure(narrative), tm.quality.disclosure(mixed)
    pd.testing.assert_frame_equal(
        one.sort_values(by, kind="stable", ignore_index=True),
        other.sort_values(by, kind="stable", ignore_index=True),
        check_exact=True,
    )
    coded = sample.problems.assign(categories="content|staffing")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        shares = [
            tm.compare.profile(frame, by="agency_type")
            for frame in (coded, coded.sample(frac=1, random_state=seed))
        ]
    pd.testing.assert_frame_equal(*shares, check_exact=True)


def test_a_report_read_alone_makes_a_corpus(root):
    path = next((root / "corpora" / "sample" / "reports").glob("*.txt"), None)
    path = path or next(iter((root / "corpora" / "sample" / "reports").iterdir()))
    report = tm.read_report(path)
    corpus = tm.Corpus([report])
    assert len(corpus) == 1
    assert "<" in report._repr_html_() and "<" in corpus._repr_html_()


def test_doors_of_the_rooms_are_names_of_the_package():
    assert (
        tm.problems.match_responses and tm.themes.mine_phrases and tm.reuse.mine_reuse
    )
    assert {"problems", "themes", "reuse", "compare", "plot", "quality"} <= set(dir(tm))


def test_lists_of_texts_are_enough_where_texts_are_meant():
    said = TEXTS["text"].tolist()
    frame = TEXTS.drop(columns="agency").assign(report_id=["0", "1", "2"])
    pd.testing.assert_frame_equal(
        tm.mine_reuse(said).passages, tm.mine_reuse(frame).passages
    )
    pd.testing.assert_frame_equal(
        tm.quality.disclosure(np.array(said, dtype="object")),
        tm.quality.disclosure(frame),
    )


def test_a_corpus_will_do_where_one_of_its_frames_is_meant(sample):
    corpus = sample[:4]
    pd.testing.assert_frame_equal(
        tm.quality.check_tables(corpus, corpus),
        tm.quality.check_tables(corpus.frame("tables"), corpus.reports),
    )


def test_what_was_done_about_last_years_problems_is_looked_for_in_measures(sample):
    frames = tm.problems.find_follow_through(sample.problems, sample.measures)
    assert len(frames) > 0
    pd.testing.assert_frame_equal(
        tm.problems.find_follow_through(sample, sample), frames
    )
    with pytest.raises(FrameError, match="^measures: missing column rule"):
        tm.problems.find_follow_through(sample.problems, sample.reports)


@pytest.mark.parametrize("level", [95, 0, 1.0, float("nan")])
def test_a_level_in_percent_is_refused_wherever_an_interval_is_given(level):
    problems, one = tm.problems, np.ones(1)
    hand = CODED.assign(truth=CODED["categories"], said=1.0, hand=1.0)
    shares = pd.DataFrame({"report_id": list("abcd"), "theme": 0, "share": 0.5})
    regression = problems.Regression("said", [], {"said": "hand"})
    for call in (
        partial(wilson, [1], [2]),
        partial(jeffreys, [1], [2]),
        partial(tm.compare.profile, CODED),
        partial(
            tm.compare.contrast, CODED, by="city", groups=("甲市", "乙市"), term="text"
        ),
        partial(tm.compare.regress_shares, shares, CODED, ["city"]),
        partial(problems.measure_agreement, CODED.assign(item_id="x", coder="甲")),
        partial(problems.regress, hand, regression),
        partial(problems.plan_coding, hand, CODED),
        partial(problems.watch_share, one, one, one),
    ):
        with pytest.raises(
            FrameError, match="level is .*between 0 and 1, such as 0.95"
        ):
            call(level=level)
