from __future__ import annotations

import pickle
import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.metrics import adjusted_rand_score

from textmine.errors import FrameError, NotFittedError, TextmineWarning
from textmine.reuse.mine import mine_reuse
from textmine.schema import FRAMES
from textmine.simulation.corpus import simulate
from textmine.simulation.profile import SimulationProfile
from textmine.themes.model import ThemeModel
from textmine.themes.sentences import split_sentences


@pytest.fixture(scope="module")
def corpus(write_reports) -> tuple[pd.DataFrame, dict[str, int]]:
    return write_reports(40, 0.3)


@pytest.fixture(scope="module")
def model(corpus: tuple[pd.DataFrame, dict[str, int]]) -> ThemeModel:
    return ThemeModel(n_themes=4, n_resamples=4).fit(corpus[0])


@pytest.mark.parametrize("copied", [0.0, 0.3, 0.6])
def test_planted_themes_are_found_whatever_is_copied(
    write_reports, copied: float
) -> None:
    texts, truth = write_reports(40, copied)
    sentences = ThemeModel(n_themes=4, n_resamples=0).fit(texts).sentences_
    planted = sentences[sentences["text"].isin(list(truth))]
    assert adjusted_rand_score(planted["text"].map(truth), planted["theme"]) >= 0.9


def test_frames_follow_the_contract(
    model: ThemeModel, corpus: tuple[pd.DataFrame, dict[str, int]], dtype_names
) -> None:
    for name, frame in (("themes", model.themes_), ("theme_shares", model.shares_)):
        assert dtype_names(frame) == FRAMES[name]
    assert model.themes_["theme"].unique().tolist() == [0, 1, 2, 3]
    assert (model.themes_["label"].str.len() > 0).all()
    assert model.themes_["stability"].between(0.5, 1).all()
    assert len(model.shares_) == 4 * 40
    np.testing.assert_allclose(model.shares_.groupby("report_id")["share"].sum(), 1)


def test_sentences_stand_where_they_say(
    model: ThemeModel, corpus: tuple[pd.DataFrame, dict[str, int]], dtype_names
) -> None:
    texts = corpus[0].set_index("report_id")
    for row in model.sentences_.itertuples():
        source = texts.loc[row.report_id]
        assert (
            source["text"][row.start - source["start"] : row.end - source["start"]]
            == row.text
        )


def test_every_run_gives_the_same(
    model: ThemeModel, corpus: tuple[pd.DataFrame, dict[str, int]], dtype_names
) -> None:
    again = clone(model).fit(corpus[0])
    pd.testing.assert_frame_equal(model.themes_, again.themes_)
    pd.testing.assert_frame_equal(model.sentences_, again.sentences_)


def test_prediction_agrees_with_the_fit_and_survives_pickling(
    model: ThemeModel, corpus: tuple[pd.DataFrame, dict[str, int]], dtype_names
) -> None:
    copy = pickle.loads(pickle.dumps(model))
    predicted = copy.predict(corpus[0])
    assert (predicted["theme"] == model.sentences_["theme"]).mean() > 0.97


def test_examples_are_distinct_wordings(model: ThemeModel) -> None:
    examples = model.examples(2)
    assert examples.groupby("theme").size().tolist() == [2, 2, 2, 2]
    assert examples["text"].is_unique


def test_excluded_stretches_take_no_part(
    corpus: tuple[pd.DataFrame, dict[str, int]],
) -> None:
    texts = corpus[0]
    drop = texts.iloc[:10].assign(end=lambda f: f["start"] + f["text"].str.len())[
        ["report_id", "start", "end"]
    ]
    model = ThemeModel(n_themes=4, n_resamples=0).fit(texts, exclude=drop)
    assert not set(model.sentences_["report_id"]) & set(drop["report_id"])
    shares = model.shares_.set_index("report_id")["share"]
    assert shares.loc[list(drop["report_id"])].isna().all()


def test_density_clustering_finds_the_number_of_themes(
    corpus: tuple[pd.DataFrame, dict[str, int]],
) -> None:
    texts, truth = corpus
    model = ThemeModel(method="hdbscan").fit(texts)
    placed = model.sentences_[
        model.sentences_["text"].isin(list(truth)) & (model.sentences_["theme"] >= 0)
    ]
    assert adjusted_rand_score(placed["text"].map(truth), placed["theme"]) > 0.5


@pytest.mark.parametrize(
    "texts",
    [
        [],
        [""],
        ["政策解读形式单一。"] * 30,
        ["政策解读不够。", "业务培训不够。"],
        ["2020 12 34。", None],
    ],
)
def test_too_little_to_learn_from_is_said(texts: list[str | None]) -> None:
    frame = pd.DataFrame(
        {
            "report_id": [f"r{i}" for i in range(len(texts))],
            "text": pd.Series(texts, dtype="str"),
        }
    )
    with pytest.raises(FrameError, match=r"too few for 5 themes; lower n_themes"):
        ThemeModel(n_themes=5).fit(frame)


def test_one_report_is_warned_about(write_reports) -> None:
    texts, _ = write_reports(1, 0.0)
    with pytest.warns(TextmineWarning, match="one report only"):
        model = ThemeModel(n_themes=2).fit(texts)
    assert model.themes_["stability"].isna().all()


def test_wrong_parameters_and_order_of_calls() -> None:
    with pytest.raises(FrameError, match="expected n_themes"):
        ThemeModel(method="lda").fit(pd.DataFrame({"report_id": [], "text": []}))
    with pytest.raises(NotFittedError, match="call fit"):
        ThemeModel().examples()


def test_a_year_does_not_join_the_word_after_it() -> None:
    said = [
        "2020年市商务局政策解读增多。",
        "图解比2021年市商务局发的少。",
        "2019年市商务局的图解配合政策解读。",
        "业务培训兼职人手少。",
        "兼职的人听业务培训。",
        "培训业务要兼职的都来。",
    ]
    frame = pd.DataFrame({"report_id": list("abcdef"), "text": said})
    model = ThemeModel(n_themes=2, n_resamples=0).fit(frame)
    assert "年市" not in set(model.weights_.terms)
    assert "商务局" in model.weights_.terms


def test_order_of_rows_and_numbers_of_agencies_change_nothing(corpus) -> None:
    texts = corpus[0].assign(agency=[f"局{i // 2}" for i in range(40)])
    mixed = texts.sample(frac=1, random_state=1).reset_index(drop=True)
    first, second = (
        ThemeModel(n_themes=4, n_resamples=2).fit(frame) for frame in (texts, mixed)
    )
    pd.testing.assert_frame_equal(first.themes_, second.themes_)
    pd.testing.assert_frame_equal(first.stabilities_, second.stabilities_)
    by = ["report_id", "start"]
    one, other = (
        m.sentences_.sort_values(by, ignore_index=True) for m in (first, second)
    )
    pd.testing.assert_frame_equal(one, other)
    pd.testing.assert_frame_equal(first.examples(), second.examples())


def test_what_is_far_from_all_themes_has_none(model, corpus) -> None:
    texts, _ = corpus
    text = "鲤鱼跃出水面惊起一滩鸥鹭。"
    other = pd.DataFrame({"report_id": ["x"], "text": [text], "start": [0]})
    placed = model.predict(pd.concat([texts, other]))
    assert placed.loc[placed["report_id"] == "x", "theme"].tolist() == [-1]
    near = placed[placed["theme"] >= 0]
    assert (near["strength"] >= model.floor_).all()
    assert model.assigned_ > 0.5
    assert model.transform(other).isna().all(axis=None)


def test_transform_gives_the_shares(model, corpus) -> None:
    wide = model.transform(corpus[0])
    long = model.shares_.pivot(index="report_id", columns="theme", values="share")
    assert wide.columns.tolist() == model.get_feature_names_out().tolist()
    np.testing.assert_allclose(
        wide.to_numpy(), long.loc[wide.index].to_numpy(), atol=1e-9
    )


def test_seeds_give_their_themes_name_and_place(corpus) -> None:
    texts, truth = corpus
    seeds = {"申请": ["依申请公开", "答复"], "培训": "业务培训"}
    model = ThemeModel(n_themes=4, seeds=seeds, n_resamples=0).fit(texts)
    assert model.labels_[:2] == ["申请", "培训"]
    placed = model.sentences_[model.sentences_["text"].isin(list(truth))]
    planted_theme = placed["text"].map(truth)
    assert (placed.loc[planted_theme == 3, "nearest"] == 0).mean() > 0.9
    assert (placed.loc[planted_theme == 1, "nearest"] == 1).mean() > 0.9
    assert adjusted_rand_score(planted_theme, placed["nearest"]) > 0.8
    with pytest.raises(FrameError, match="2 seeds, n_themes=1"):
        ThemeModel(n_themes=1, seeds=seeds).fit(texts)


def test_meaning_joins_what_shares_no_word(corpus, tmp_path) -> None:
    texts, truth = corpus

    def encode(sentences: list[str]) -> np.ndarray:
        return np.eye(5)[[truth.get(s, 4) for s in sentences]]

    model = ThemeModel(
        n_themes=4, method="semantic", encode=encode, cache=tmp_path
    ).fit(texts)
    placed = model.sentences_[model.sentences_["text"].isin(list(truth))]
    assert adjusted_rand_score(placed["text"].map(truth), placed["nearest"]) > 0.9
    assert list(tmp_path.iterdir())
    # Meaning takes part in the subsamples as well: clear groups are found again.
    assert model.stability_ > 0.9
    low, high = model.stability_interval_
    assert low <= model.stability_ <= high
    assert model.stabilities_["stability"].notna().all()


def test_dense_groups_are_looked_for_in_subsamples_too(corpus) -> None:
    texts, _ = corpus
    model = ThemeModel(method="hdbscan", n_resamples=3).fit(texts)
    assert len(model.stabilities_) == len(model.labels_)
    assert model.stabilities_["stability"].between(0, 1).all()


def test_without_subsamples_nothing_is_said_of_stability(corpus) -> None:
    texts, _ = corpus
    model = ThemeModel(n_themes=3, n_resamples=0).fit(texts)
    assert np.isnan([model.stability_, *model.stability_interval_]).all()


def planted(report, sentences: pd.DataFrame) -> list[str]:
    """Theme of each sentence of a plainly laid out report; empty where none was planted."""
    spans = report.truth["themes"]
    return [
        next((k for a, b, k in spans if a <= start < b), "")
        for start in sentences["start"]
    ]


@pytest.mark.parametrize("copied", [0.0, 0.3, 0.6])
def test_planted_themes_are_recovered_whatever_is_copied(copied: float) -> None:
    profile = SimulationProfile(themes=5, share=copied, layouts=False, dirt=False)
    reports = list(simulate(60, seed=4, profile=profile))
    frame = pd.DataFrame(
        [
            {
                "report_id": r.report_id,
                "agency": r.truth["agency"],
                "text": r.text.split("\n二、")[0],
            }
            for r in reports
        ]
    )
    for exclude in (None, mine_reuse(frame).passages):
        found = (
            ThemeModel(n_themes=5, n_resamples=0).fit(frame, exclude=exclude).sentences_
        )
        truth = [
            k
            for r in reports
            for k in planted(r, found[found["report_id"] == r.report_id])
        ]
        known = np.array([k != "" for k in truth])
        assert known.sum() > 300
        assert adjusted_rand_score(np.array(truth)[known], found["theme"][known]) >= 0.9


@pytest.mark.parametrize("n_parts", [1, 2, 7])
def test_parts_of_a_corpus_give_the_themes_and_shares_of_the_whole(
    model: ThemeModel, corpus: tuple[pd.DataFrame, dict[str, int]], n_parts: int
) -> None:
    texts = corpus[0]
    ids = texts["report_id"].drop_duplicates()
    parts = [set(ids[k::n_parts]) for k in range(n_parts)]
    cut = [split_sentences(texts[texts["report_id"].isin(part)]) for part in parts]
    found = ThemeModel(n_themes=4, n_resamples=4).fit_parts(lambda: iter(cut))
    pd.testing.assert_frame_equal(found.themes_, model.themes_)
    pd.testing.assert_frame_equal(found.stabilities_, model.stabilities_)
    of_parts = [
        found.share_sentences(said, pd.Series(sorted(part)))
        for said, part in zip(cut, parts, strict=True)
    ]
    by = ["report_id", "theme"]
    pd.testing.assert_frame_equal(
        pd.concat(of_parts).sort_values(by, ignore_index=True),
        model.shares_.sort_values(by, ignore_index=True),
    )


def test_a_report_without_a_sentence_has_no_share(model: ThemeModel) -> None:
    nothing = split_sentences(pd.DataFrame({"report_id": ["x"], "text": ["如下："]}))
    shares = model.share_sentences(nothing, pd.Series(["x"]))
    assert shares["theme"].tolist() == [0, 1, 2, 3] and shares["share"].isna().all()


def test_few_sentences_to_learn_from_are_warned_about(write_reports) -> None:
    """Copies do not count: what a hundred reports say alike is one sentence."""
    with pytest.warns(TextmineWarning, match="to learn from .*are rough") as told:
        model = ThemeModel(n_themes=2, n_resamples=0).fit(write_reports(8, 0.0)[0])
    assert f": {model.n_learned_} sentences" in str(told[0].message)
    assert model.n_learned_ < 100
    with warnings.catch_warnings():
        warnings.simplefilter("error", TextmineWarning)
        many = ThemeModel(n_themes=2, n_resamples=0).fit(write_reports(40, 0.0)[0])
    assert many.n_learned_ >= 100


def test_an_agency_s_name_is_no_term_of_what_all_agencies_say(write_reports) -> None:
    """Of a sentence that all have one copy is learned from, of the agency that comes first."""
    said = (
        "，{}把依申请公开答复列入考核，由{}办公室督办。"
        "{}开展业务培训，新任信息员随{}办公室跟班学习。"
        "{}完善政策解读，重要文件由{}办公室配发图解。"
    )
    names = [f"{place}市商务局" for place in ("临泽川", "南屏", "青柏", "洛溪")]
    own = write_reports(20, 0.0)[0]["text"].tolist()
    texts = [text + said.replace("{}", names[i % 4]) for i, text in enumerate(own)]
    frame = pd.DataFrame({"report_id": [f"r{i}" for i in range(20)], "text": texts})
    frame = frame.assign(agency=names * 5, region=[name[:-3] for name in names] * 5)
    model = ThemeModel(n_themes=4, n_resamples=0).fit(frame)
    words = {*model.weights_.terms, *model.themes_["term"], *model.labels_}
    assert not any(
        name[:2] in word or "商务局" in word for word in words for name in names
    )


def test_labels_are_given_by_number(model: ThemeModel) -> None:
    with pytest.raises(FrameError, match="a key of labels is '0'; expected a whole"):
        model.rename({"0": "解读"})  # type: ignore[dict-item]


def test_text_of_templates_that_is_not_excluded_is_warned_about(write_reports) -> None:
    texts, _ = write_reports(40, 0.0)
    formula = "本报告所列数据的统计期限自上年一月一日起至当年十二月三十一日止。"
    filled = texts.assign(text=texts["text"] + formula * 2)
    model = ThemeModel(n_themes=4, n_resamples=0)
    with pytest.warns(TextmineWarning, match=r"say, and counts; .* exclude="):
        model.fit(filled)
    with warnings.catch_warnings():
        warnings.simplefilter("error", TextmineWarning)
        model.fit(texts)
        nothing = pd.DataFrame({"report_id": ["none"], "start": [0], "end": [1]})
        model.fit(filled, exclude=nothing)


@pytest.mark.parametrize("own", [list, "jieba", lambda text: text.split()])
def test_a_segmenter_that_is_none_is_refused_in_a_sentence(own) -> None:
    """A function that cuts ended in: 'function' object has no attribute 'cut'."""
    frame = pd.DataFrame({"report_id": list("ab"), "text": ["公开不够。", "更新慢。"]})
    with pytest.raises(
        FrameError, match="ThemeModel: segmenter is .*a Segmenter, such"
    ):
        ThemeModel(n_themes=1, segmenter=own).fit(frame)
