from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from textmine.errors import FrameError
from textmine.themes.model import ThemeModel


@pytest.fixture
def model(write_reports) -> ThemeModel:
    return ThemeModel(n_themes=4, n_resamples=2).fit(write_reports(40, 0.3)[0])


def test_a_merged_theme_holds_the_sentences_of_its_parts(model: ThemeModel) -> None:
    before = model.sentences_["nearest"]
    model.merge([3, 1], label="解读与培训")
    assert model.labels_[1] == "解读与培训"
    assert model.themes_["theme"].unique().tolist() == [0, 1, 2]
    number = before.map({0: 0, 1: 1, 2: 2, 3: 1})
    assert (model.sentences_["nearest"] == number).all()
    assert model.stabilities_["stability"].isna().tolist() == [False, True, False]
    np.testing.assert_allclose(model.shares_.groupby("report_id")["share"].sum(), 1)


def test_a_merged_theme_splits_into_its_parts(model: ThemeModel) -> None:
    before = model.sentences_["nearest"]
    after = model.merge([2, 3]).split(2).sentences_["nearest"]
    assert len(model.labels_) == 4
    table = pd.crosstab(before, after).to_numpy()
    assert table.max(axis=1).sum() >= 0.98 * table.sum()


def test_names_stay_with_their_themes(model: ThemeModel) -> None:
    model.rename({3: "申请", 0: "解读"}).merge([1, 2])
    assert model.labels_[0] == "解读"
    assert model.labels_[2] == "申请"
    assert set(model.themes_.query("theme == 2")["label"]) == {"申请"}
    assert model.get_feature_names_out()[2] == "2 申请"


def test_the_hierarchy_joins_all_themes(model: ThemeModel) -> None:
    steps = model.hierarchy()
    assert steps["n_themes"].tolist()[-1] == 4
    assert sorted(x for x in [*steps["left"], *steps["right"]] if x >= 0) == [
        0,
        1,
        2,
        3,
    ]
    assert steps["distance"].is_monotonic_increasing


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m.rename({4: "x"}),
        lambda m: m.merge([0, 9]),
        lambda m: m.merge([1, 1]),
        lambda m: m.split(0, 1),
        lambda m: m.split(7),
    ],
)
def test_themes_that_are_not_there_are_refused(model: ThemeModel, change) -> None:
    with pytest.raises(FrameError, match=r"ThemeModel\.(rename|merge|split): "):
        change(model)


def test_a_saved_model_is_the_same_and_can_be_worked_on(
    write_reports, model: ThemeModel, tmp_path: Path
) -> None:
    texts = write_reports(40, 0.3)[0]
    model.merge([0, 2], label="甲").save(tmp_path / "themes")
    again = ThemeModel.load(tmp_path / "themes")
    pd.testing.assert_frame_equal(model.themes_, again.themes_)
    pd.testing.assert_frame_equal(model.shares_, again.shares_)
    pd.testing.assert_frame_equal(model.predict(texts), again.predict(texts))
    pd.testing.assert_frame_equal(model.examples(2), again.examples(2))
    assert again.split(0).labels_ == model.split(0).labels_
    files = {file.suffix for file in (tmp_path / "themes").iterdir()}
    assert files == {".json", ".csv", ".npy"}


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FrameError, match="holds no model"):
        ThemeModel.load(tmp_path)
