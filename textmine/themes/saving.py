"""A fitted model as a folder of plain files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

from textmine.errors import FrameError
from textmine.intake.values import show_value
from textmine.text.words import Segmenter
from textmine.themes.selection import Selection
from textmine.themes.state import Themes
from textmine.themes.vectors.features import SentenceFeatures
from textmine.themes.vectors.space import Space
from textmine.themes.vectors.view import View
from textmine.themes.vectors.words import WordWeights, read_frame_words

__all__ = ["Saved", "read_model", "write_model"]

FORMAT = 3  # of the folder; a model of another one is refused
_ARRAYS = ("prototypes", "theme", "points", "overlap", "agreement")
# What JSON cannot hold and a loaded model does not need: it learns nothing.
_NOT_KEPT = ("encode", "cache", "segmenter")
# What model.json holds beside its format, and of which kind it is.
_KINDS: dict[str, type | tuple[type, ...]] = {
    "parameters": dict,
    "segmenter": (dict, type(None)),
    "words": list,
    "by_words": bool,
    "floor": (int, float),
    "titles": dict,
    "reports": list,
    "learned": list,
    "numbers": dict,
}
# What reading raises where a file is gone, cut off or of another model.
_DAMAGE = (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class Saved:
    """What a folder holds: the model's parameters, its themes, the reports it was fitted to."""

    parameters: dict[str, Any]
    themes: Themes
    reports: NDArray[np.object_]


def write_model(
    model: BaseEstimator, themes: Themes, reports: NDArray[np.object_], folder: Path
) -> Path:
    """Write a model: ``model.json``, ``sentences.csv``, ``distinct.csv`` and NumPy arrays.

    Parameters
    ----------
    model : BaseEstimator
        For its parameters.
    themes : Themes
        What it learned.
    reports : numpy.ndarray of str
        The reports it was fitted to.
    folder : pathlib.Path
        Made if it is not there.

    Returns
    -------
    pathlib.Path
        The folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    parameters = {
        k: v for k, v in model.get_params(deep=False).items() if k not in _NOT_KEPT
    }
    segmenter = model.segmenter
    about = {
        "format": FORMAT,
        "parameters": parameters,
        "segmenter": None if segmenter is None else segmenter.settings(),
        "words": themes.selection.weights.terms,
        "by_words": themes.view.words is not None,
        "floor": themes.floor,
        "titles": {str(k): title for k, title in themes.titles.items()},
        "reports": reports.tolist(),
        "learned": themes.selection.learned.tolist(),
        "numbers": _number_types(themes.sentences),
    }
    text = json.dumps(about, ensure_ascii=False, indent=1, default=_plain)
    (folder / "model.json").write_text(text, encoding="utf-8")
    themes.sentences.to_csv(folder / "sentences.csv", index=False)
    themes.selection.distinct.to_csv(folder / "distinct.csv", index=False)
    arrays = {name: getattr(themes, name) for name in _ARRAYS}
    for name, values in {
        **arrays,
        "axes": themes.space.axes,
        "word_idf": themes.selection.weights.idf,
        **themes.view.features.state(),
    }.items():
        np.save(folder / f"{name}.npy", values, allow_pickle=False)
    return folder


def read_model(folder: Path) -> Saved:
    """Read what ``write_model`` wrote.

    Parameters
    ----------
    folder : pathlib.Path
        The folder.

    Returns
    -------
    Saved
        Parameters, themes, reports.

    Raises
    ------
    FrameError
        If the folder holds no model, one of another format, or one of which a file is missing or
        damaged.
    """
    try:
        about = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        found = about.get("format")
    except (OSError, ValueError, AttributeError) as error:
        raise FrameError(
            f"ThemeModel.load: {folder} holds no model ({error}); expected the folder given to save"
        ) from None
    if found != FORMAT:
        raise FrameError(
            f"ThemeModel.load: {folder} has format {found}, expected {FORMAT}; "
            "fit and save the model again"
        )
    try:
        saved = _put_together(folder, about)
        _check_sizes(saved.themes)
    except _DAMAGE as error:
        what = f"no {error}" if isinstance(error, KeyError) else str(error)
        raise FrameError(
            f"ThemeModel.load: {folder} is not whole ({what}); expected all files as save wrote "
            "them; fit and save the model again"
        ) from None
    return saved


def _put_together(folder: Path, about: dict[str, Any]) -> Saved:
    """Build the model from the files of a folder."""
    for name, kind in _KINDS.items():
        if not isinstance(about[name], kind):
            raise ValueError(f"model.json: {name} is {show_value(about[name])}")
    kept = about["segmenter"]
    segmenter = Segmenter(**kept) if kept else None
    arrays = {
        name: _read_array(folder / f"{name}.npy")
        for name in (*_ARRAYS, "axes", "grams", "idf", "word_idf")
    }
    types = about["numbers"]
    distinct = _read_sentences(folder / "distinct.csv", types)
    weights = WordWeights.from_state(about["words"], arrays["word_idf"])
    selection = _select(distinct, about["learned"], weights, segmenter or Segmenter())
    features = SentenceFeatures.from_state(arrays)
    themes = Themes(
        sentences=_read_sentences(folder / "sentences.csv", types),
        selection=selection,
        view=View(features, selection.weights if about["by_words"] else None),
        space=Space(arrays["axes"]),
        floor=about["floor"],
        titles={int(k): title for k, title in about["titles"].items()},
        **{name: arrays[name] for name in _ARRAYS},
    )
    parameters = {**about["parameters"], "segmenter": segmenter}
    return Saved(parameters, themes, np.array(about["reports"], dtype=object))


def _read_array(file: Path) -> NDArray[Any]:
    """Read an array; an error names its file."""
    try:
        values: NDArray[Any] = np.load(file, allow_pickle=False)
    except (OSError, EOFError, ValueError) as error:
        raise ValueError(f"{file.name}: {error}") from None
    return values


def _check_sizes(themes: Themes) -> None:
    """Complain about files that do not belong to each other, or of which the end is missing."""
    view, n_themes = themes.view, themes.n_themes
    n_features = view.features.n_features
    if view.words is not None:
        n_features += len(view.words.terms)
    n_prototypes, n_dimensions = themes.prototypes.shape
    distinct = themes.selection.distinct
    unknown = ~themes.sentences["key"].isin(distinct["key"])
    for name, size, expected in (
        ("theme.npy", len(themes.theme), n_prototypes),
        ("points.npy", themes.points.shape, (len(distinct), n_dimensions)),
        ("axes.npy", themes.space.axes.shape, (n_features, n_dimensions)),
        ("agreement.npy: dimensions", themes.agreement.ndim, 1),
        ("overlap.npy", themes.overlap.shape[1:], (n_themes,)),
        (
            "word_idf.npy",
            len(themes.selection.weights.idf),
            len(themes.selection.weights.terms),
        ),
        ("distinct.csv: sentences without a wording", int(unknown.sum()), 0),
    ):
        if size != expected:
            raise ValueError(f"{name}: {size}, expected {expected}")


def _select(
    distinct: pd.DataFrame,
    learned: list[int],
    weights: WordWeights,
    segmenter: Segmenter,
) -> Selection:
    """Read the words of the learned sentences again."""
    rows = np.array(learned, np.int64)
    stream = read_frame_words(distinct.iloc[rows], segmenter)
    return Selection(distinct, rows, stream, weights)


def _number_types(frame: pd.DataFrame) -> dict[str, str]:
    """The columns of numbers (places, years, …) and how they are kept."""
    return {
        str(name): str(frame[name].dtype)
        for name in frame.select_dtypes("number").columns
    }


def _read_sentences(file: Path, types: dict[str, str]) -> pd.DataFrame:
    """Read a frame of sentences: numbers as they were kept, the other columns as text."""
    frame = pd.read_csv(file, dtype="str", keep_default_na=False)
    kept = {"start": "int64", "end": "int64"} | types
    numbers = {name: kind for name, kind in kept.items() if name in frame.columns}
    for name in numbers:
        # An empty cell is a missing number; kinds that know none never wrote one.
        frame[name] = pd.to_numeric(frame[name].replace("", None))
    return frame.astype(numbers)


def _plain(value: object) -> object:
    """Numbers of NumPy as plain ones."""
    return value.item() if isinstance(value, np.generic) else str(value)
