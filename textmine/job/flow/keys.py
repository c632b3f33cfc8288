"""Keys of all that a step's tables depend on: what is kept is used only where it may be."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import xxhash

from textmine.corpus.inputs import Source
from textmine.english import Counted
from textmine.job.analyses import Parameters
from textmine.job.flow.kept import code_key, make_key
from textmine.job.plan import Stage
from textmine.regular import is_regular, is_there

SHELF = ".textmine"
"""Folder inside the results: tables of finished steps, of which what was read is kept."""


def place_of(shelf: Path, stage: str, part: int, key: str) -> Path:
    """Folder of a step."""
    return shelf / stage / f"{part:05d}-{key}"


def stage_key(stage: Stage, parameters: Parameters, needed: Sequence[Any]) -> str:
    """Key of all that a step depends on."""
    used = {name: getattr(parameters, name) for name in stage.uses}
    return make_key(stage.name, code_key(), used, list(needed))


def reading_key(sources: Sequence[Source]) -> str:
    """Key of all that reading depends on: names, bytes, overrides and limits of the files."""
    rows = [
        [
            source.report_id,
            source.source,
            _sha256(source),
            dict(source.override or {}),
            astuple(source.limits),
        ]
        for source in sources
    ]
    return make_key("read", code_key(), rows)


def content_key(tables: Mapping[str, pd.DataFrame]) -> str:
    """Key of what tables hold."""
    return make_key(
        "given", code_key(), {name: frame_key(t) for name, t in tables.items()}
    )


def frame_key(frame: pd.DataFrame) -> str:
    """Key of what a frame holds."""
    digest = xxhash.xxh3_128()
    for column in frame:
        digest.update(str(column).encode())
        digest.update(pd.util.hash_array(frame[column].to_numpy()).tobytes())
    return digest.hexdigest()


def _sha256(source: Source) -> str:
    """Digest of a file, or of a member's archive; of one that cannot be read nothing is known."""
    path = source.path
    is_member = not is_there(path)
    file = (
        next((up for up in path.parents if is_regular(up)), path) if is_member else path
    )
    try:
        if not is_regular(file):
            return ""
        at = file.stat()
        if at.st_size > source.limits.max_bytes and not is_member:
            # It is refused for its size, without a look at what it holds.
            return f"{Counted(at.st_size):byte}"
        return _digest(file, at.st_size, at.st_mtime_ns)
    except OSError:
        return ""


@lru_cache(maxsize=1)
def _digest(file: Path, size: int, changed: int) -> str:
    """Digest of a file; the members of an archive, which follow each other, ask for it once."""
    return file_sha256(file)


def file_sha256(file: Path) -> str:
    """SHA-256 of a file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
