from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from textmine.errors import FrameError
from textmine.text.words import Segmenter
from textmine.themes.learning import LearningSettings, learn_themes
from textmine.themes.model import ThemeModel
from textmine.themes.narrative import name_reports
from textmine.themes.saving import read_model, write_model
from textmine.themes.selection import select_sentences
from textmine.themes.sentences import split_sentences
from textmine.themes.state import Themes
from textmine.themes.vectors.space import Space

SEGMENTER = Segmenter(
    lexicon={"业务培训": 100}, add_terms=["e政通"], add_stop_words=["扎实"]
)
MODEL = ThemeModel(n_themes=np.int64(2), n_resamples=0, segmenter=SEGMENTER)


@pytest.fixture(scope="module")
def themes(write_reports) -> Themes:
    sentences = split_sentences(write_reports(6, 0.2)[0])
    selection = select_sentences(sentences, 200, SEGMENTER)
    learned = learn_themes(
        sentences, selection, LearningSettings(2, "spectral", {}, segmenter=SEGMENTER)
    )
    changed = np.array([[0.5, np.nan]])  # a theme changed by hand has no stability
    return dataclasses.replace(learned, titles={1: "解读"}, overlap=changed)


@pytest.fixture(scope="module")
def reports(themes: Themes) -> np.ndarray:
    return np.append(name_reports(themes.sentences), "empty")


@pytest.fixture(scope="module")
def folder(themes: Themes, reports: np.ndarray, tmp_path_factory) -> Path:
    return write_model(
        MODEL, themes, reports, tmp_path_factory.mktemp("at") / "new" / "model"
    )


def test_a_folder_is_made_of_plain_files(folder: Path) -> None:
    assert {file.suffix for file in folder.iterdir()} == {".json", ".csv", ".npy"}
    about = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    assert (
        about["parameters"]["n_themes"] == 2
    )  # a number of NumPy is written as a plain one
    assert not {"encode", "cache", "segmenter"} & set(about["parameters"])


def test_what_was_written_is_read(
    folder: Path, themes: Themes, reports: np.ndarray
) -> None:
    saved = read_model(folder)
    assert saved.reports.tolist() == reports.tolist()
    assert saved.themes.titles == {1: "解读"}
    assert saved.themes.floor == themes.floor
    for name in ("prototypes", "theme", "points", "overlap", "agreement"):
        np.testing.assert_array_equal(
            getattr(saved.themes, name), getattr(themes, name)
        )
        assert getattr(saved.themes, name).dtype == getattr(themes, name).dtype
    np.testing.assert_array_equal(saved.themes.space.axes, themes.space.axes)


def test_sentences_and_what_was_learned_from_are_the_same(
    folder: Path, themes: Themes
) -> None:
    saved = read_model(folder).themes
    columns = ["report_id", "start", "end", "text", "key"]
    pd.testing.assert_frame_equal(saved.sentences[columns], themes.sentences[columns])
    assert saved.selection.keys == themes.selection.keys
    assert saved.selection.stream.words == themes.selection.stream.words


def test_the_segmenter_and_its_lexicon_come_back(folder: Path) -> None:
    parameters = read_model(folder).parameters
    kept = parameters["segmenter"]
    assert kept == SEGMENTER
    assert kept.lexicon == {"业务培训": 100, "e政通": None}
    assert ThemeModel(**parameters).n_themes == 2


@pytest.mark.parametrize("by_words", [True, False])
def test_other_sentences_are_weighed_as_before(
    themes: Themes, reports: np.ndarray, tmp_path: Path, by_words: bool
) -> None:
    words = themes.selection.weights if by_words else None
    view = dataclasses.replace(themes.view, words=words)
    n_features = view.weigh([], [], SEGMENTER).shape[1]
    space = Space(np.zeros((n_features, themes.prototypes.shape[1])))
    themes = dataclasses.replace(themes, view=view, space=space)
    saved = read_model(write_model(MODEL, themes, reports, tmp_path)).themes
    said = ["业务培训班少", "政策解读形式单一"]
    before = themes.view.weigh(said, said, SEGMENTER)
    assert before.nnz > 0
    assert (saved.view.weigh(said, said, SEGMENTER) != before).nnz == 0


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FrameError, match="holds no model"):
        read_model(tmp_path / "gone")
    (tmp_path / "model.json").write_text("{", encoding="utf-8")
    with pytest.raises(FrameError, match="holds no model"):
        read_model(tmp_path)


def test_a_model_that_compares_by_words_weighs_them_as_before(
    write_reports, tmp_path: Path
) -> None:
    texts = write_reports(30, 0.3)[0]
    model = ThemeModel(n_themes=4, n_resamples=0).fit(texts)
    assert model._fitted().view.words is not None
    again = ThemeModel.load(model.save(tmp_path / "model"))
    np.testing.assert_array_equal(again.weights_.idf, model.weights_.idf)
    pd.testing.assert_frame_equal(again.transform(texts), model.transform(texts))
    pd.testing.assert_frame_equal(again.themes_, model.themes_)


def test_another_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.json").write_text('{"format": 0}', encoding="utf-8")
    with pytest.raises(FrameError, match="format 0, expected 3"):
        read_model(tmp_path)


def test_years_come_back_as_numbers_and_missing_ones_as_missing(
    themes: Themes, reports: np.ndarray, tmp_path: Path
) -> None:
    years = pd.array([2020, None] * len(themes.sentences), dtype="Int64")[
        : len(themes.sentences)
    ]
    dated = dataclasses.replace(themes, sentences=themes.sentences.assign(year=years))
    back = read_model(
        write_model(MODEL, dated, reports, tmp_path / "model")
    ).themes.sentences
    pd.testing.assert_series_equal(back["year"], dated.sentences["year"])


FILES = [
    *("model.json", "sentences.csv", "distinct.csv", "axes.npy", "grams.npy"),
    *("idf.npy", "word_idf.npy", "prototypes.npy", "theme.npy", "points.npy"),
    *("overlap.npy", "agreement.npy"),
]


def test_the_files_that_are_damaged_below_are_all_there_are(folder: Path) -> None:
    assert sorted(file.name for file in folder.iterdir()) == sorted(FILES)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["gone", "empty", "cut", "other"])
def test_a_file_that_is_missing_or_damaged_is_one_clear_error(
    folder: Path, tmp_path: Path, name: str, damage: str
) -> None:
    broken = shutil.copytree(folder, tmp_path / "model")
    file = broken / name
    if damage == "gone":
        file.unlink()
    elif damage == "empty":
        file.write_bytes(b"")
    elif damage == "cut":
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    elif name.endswith(".npy"):
        np.save(file, np.zeros((3, 5, 1)))
    else:
        file.write_text("[]" if name.endswith("json") else "a,b\n1,2\n")
    with pytest.raises(FrameError, match=r"ThemeModel\.load: .*(not whole|no model)"):
        ThemeModel.load(broken)


def test_what_model_json_lacks_is_one_clear_error(folder: Path, tmp_path: Path) -> None:
    broken = shutil.copytree(folder, tmp_path / "model")
    about = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    for key in set(about) - {"format"}:
        for rest in ({}, {key: "?"}):
            kept = {k: v for k, v in about.items() if k != key} | rest
            (broken / "model.json").write_text(json.dumps(kept), encoding="utf-8")
            with pytest.raises(FrameError, match="is not whole"):
                ThemeModel.load(broken)
