"""The shipped model as a file: written by one command, read without training and without pickle.

A file belongs to the statements, cues and concepts that it was trained on; it holds their
fingerprint, and where that differs the model is trained anew instead.
"""

from __future__ import annotations

import hashlib
import io
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from textmine.problems.coder.calibration import Calibration
from textmine.problems.coder.codebook import Codebook, load_codebook
from textmine.problems.coder.features import Grams, StatementFeatures
from textmine.problems.coder.model import ALPHA, TrainedModel, train_on_shipped
from textmine.problems.coder.statements import ANNOTATED
from textmine.resources.load import list_files, load_bytes, load_text

FILE = "models/coder.npz"
"""Below the resources."""
VERSION = 1
"""Of features and training; raise it with any change there, so that old files are not used."""
STEP = 1e-4
"""Coefficients and probabilities are kept in whole steps of this size: a third of the bytes, and
no probability moves by more than 0.002."""
_SOURCES = (
    "statements.csv",
    "revised_codes.csv",
    "codebook.toml",
    "cues.toml",
    "concepts.toml",
    "lexicon.csv",
)


def fingerprint() -> str:
    """Give the SHA-256 of all that the shipped model is trained on."""
    digest = hashlib.sha256(f"coder {VERSION}".encode())
    for name in (*_SOURCES, *list_files(ANNOTATED, ".jsonl")):
        digest.update(f"\0{name}\0".encode())
        digest.update(load_text(name).encode())
    return digest.hexdigest()


def pack_model(model: TrainedModel) -> bytes:
    """Write a model trained on the shipped statements as bytes.

    Parameters
    ----------
    model : TrainedModel
        With the shipped codebook.

    Returns
    -------
    bytes
        An ``npz`` archive of plain arrays; the same bytes for the same model.
    """
    features, curves = model.features, model.calibration
    arrays = {
        "fingerprint": np.array(fingerprint()),
        "short_keys": features.short_.keys,
        "short_idf": features.short_.idf.astype(np.float32),
        "long_keys": features.long_.keys,
        "long_idf": features.long_.idf.astype(np.float32),
        "words": np.array("\n".join(features.words_)),
        "word_idf": features.word_idf_.astype(np.float32),
        "coef": _in_steps(model.coef),
        "mean": curves.mean,
        "scale": curves.scale,
        "weights": curves.weights,
        "intercept": curves.intercept,
        "thresholds": model.thresholds,
        "left_out": _in_steps(model.left_out),
    }
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)  # type: ignore[arg-type]
    return buffer.getvalue()


def unpack_model(data: bytes) -> TrainedModel | None:
    """Read a model back.

    Parameters
    ----------
    data : bytes
        From :func:`pack_model`.

    Returns
    -------
    TrainedModel or None
        None where it was trained on other statements, cues or concepts than are here now.
    """
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        if str(arrays["fingerprint"]) != fingerprint():
            return None
        features = StatementFeatures().restore(
            Grams(arrays["short_keys"], arrays["short_idf"].astype(np.float64)),
            Grams(arrays["long_keys"], arrays["long_idf"].astype(np.float64)),
            str(arrays["words"]).split("\n"),
            arrays["word_idf"].astype(np.float64),
        )
        names = ("mean", "scale", "weights", "intercept")
        curves = Calibration(*(arrays[name] for name in names))
        return TrainedModel(
            features,
            _from_steps(arrays["coef"]),
            curves,
            arrays["thresholds"],
            _from_steps(arrays["left_out"]),
        )


def read_shipped() -> TrainedModel | None:
    """Read the shipped file; None where there is none, or it is stale."""
    try:
        return unpack_model(load_bytes(FILE))
    except FileNotFoundError:
        return None


def shipped_model(codebook: Codebook | None, alpha: float) -> TrainedModel:
    """Give the model trained on the shipped statements.

    Parameters
    ----------
    codebook : Codebook or None
        None is the shipped one; only its model is kept and shared.
    alpha : float
        Strength of the ridge penalty.

    Returns
    -------
    TrainedModel
        Shared by all coders of a process.
    """
    if codebook is None or codebook == load_codebook():
        return _keep(alpha)
    return train_on_shipped(codebook, alpha=alpha)


@lru_cache(maxsize=2)
def _keep(alpha: float) -> TrainedModel:
    """Read the file, or train where it does not fit."""
    found = read_shipped() if alpha == ALPHA else None
    return found if found is not None else train_on_shipped(alpha=alpha)


def _in_steps(values: NDArray[np.float64]) -> NDArray[np.int16]:
    """Whole steps; 16 bits reach from −3.3 to 3.3, far beyond any coefficient."""
    return np.clip(np.round(values / STEP), -32767, 32767).astype(np.int16)


def _from_steps(steps: NDArray[np.int16]) -> NDArray[np.float64]:
    """Values again."""
    return steps.astype(np.float64) * STEP
