"""Run the whole job on this machine: read, analyse, write frames, page and manifest."""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.corpus.corpus import Corpus
from textmine.corpus.reading import Paths, read_corpus
from textmine.corpus.store import FORMATS, save_frames
from textmine.engine import Engine, LocalEngine, current_engine, use_engine
from textmine.errors import ReadError
from textmine.job.doctor import installed_version
from textmine.job.plan import RESULTS, STAGES, Parameters, Stage, describe, text_tables

_VERSIONED = (
    "textmine",
    "numpy",
    "pandas",
    "scipy",
    "scikit-learn",
    "rjieba",
    "jieba",
    "matplotlib",
    "pyarrow",
)


@dataclass(frozen=True, slots=True)
class Mined:
    """What a run gives: frames by name, the manifest, and where they were written.

    Parameters
    ----------
    frames : dict of str to DataFrame
        The frames of the contract.
    manifest : dict
        Parameters, versions, input hashes, timings, row counts.
    page : Path or None
        The HTML report, if written.
    """

    frames: dict[str, pd.DataFrame]
    manifest: dict[str, Any]
    page: Path | None

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.frames[name]

    def __repr__(self) -> str:
        rows = ", ".join(f"{name} {len(frame)}" for name, frame in self.frames.items())
        return f"Mined({rows})"


def mine(
    source: Corpus | Paths,
    out: str | Path | None = None,
    *,
    parameters: Parameters | None = None,
    formats: Iterable[str] = FORMATS,
    jobs: int = 1,
    engine: Engine | None = None,
    resume: bool = False,
) -> Mined:
    """Run everything: from files to frames and the HTML report.

    Parameters
    ----------
    source : Corpus, path or iterable of paths
        A corpus, or the files and folders to read it from.
    out : str or Path, optional
        Folder for ``NAME.csv``, ``NAME.parquet``, ``report.html`` and ``manifest.json``; nothing is
        written without it.
    parameters : Parameters, optional
        Shortest passage, number of themes, seed.
    formats : iterable of {"csv", "parquet"}
        What to write the frames as.
    jobs : int, default 1
        Processes of this machine to work with; the result is the same for any number.
    engine : Engine, optional
        Where to work, e.g. a cluster (:func:`textmine.job.cluster.open_cluster`); ``jobs`` then
        plays no part.
    resume : bool, default False
        Take up stages that an interrupted run with the same input and parameters has finished.

    Returns
    -------
    Mined
        Frames, manifest and the path of the page.

    Raises
    ------
    ReadError
        If no report could be read at all.
    """
    with use_engine(engine or LocalEngine(jobs)):
        return _mine(source, out, parameters or Parameters(), formats, resume)


def _mine(
    source: Corpus | Paths,
    out: str | Path | None,
    parameters: Parameters,
    formats: Iterable[str],
    resume: bool,
) -> Mined:
    """Run all stages with the engine at hand."""
    clock: dict[str, float] = {}
    with _timed(clock, "read"):
        if isinstance(source, Corpus):
            corpus = source
        else:
            corpus = read_corpus(source, engine=current_engine(), progress=_bar("reading"))
    if not len(corpus):
        first = corpus.failures["reason"].iloc[0] if len(corpus.failures) else "the corpus is empty"
        raise ReadError(f"no usable report among {len(corpus.failures)} files: {first}")
    with _timed(clock, "frames"):
        tables = text_tables(corpus)
    inputs = dict(zip(tables["reports"]["source"], tables["reports"]["sha256"], strict=True))
    keep = _Kept(Path(out) / ".stages", _key(inputs, parameters)) if out is not None else None
    for stage in _with_bar(STAGES):
        with _timed(clock, stage.name):
            tables |= _run(stage, tables, parameters, keep if resume else None)
            if keep is not None:
                keep.save(stage, tables)
    frames = {name: tables[name] for name in RESULTS}
    manifest = _manifest(parameters, inputs, clock, frames)
    if out is None:
        return Mined(frames, manifest, None)
    return _write(frames, manifest, Path(out), formats, clock)


def _run(
    stage: Stage, tables: dict[str, pd.DataFrame], parameters: Parameters, keep: _Kept | None
) -> dict[str, pd.DataFrame]:
    """Run a stage, or take its tables from the interrupted run."""
    kept = keep.load(stage) if keep is not None else None
    if kept is not None:
        return kept
    # Only what the stage says it needs: a table that it does not name is not there.
    needed = {name: tables[name] for name in stage.needs}
    return stage.run(needed, parameters)


def _write(
    frames: dict[str, pd.DataFrame],
    manifest: dict[str, Any],
    out: Path,
    formats: Iterable[str],
    clock: dict[str, float],
) -> Mined:
    """Write frames, page and manifest; the tables kept for resuming go."""
    from textmine.compare import reuse_edges
    from textmine.dossier.page import write_page

    with _timed(clock, "page"):
        edges = reuse_edges(frames["passages"], frames["reports"])
        page = write_page(frames | {"edges": edges}, manifest, out / "report.html")
    with _timed(clock, "write"):
        save_frames(frames, out, formats)
    manifest["seconds"] = {name: round(value, 3) for name, value in clock.items()}
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True)
    (out / "manifest.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    shutil.rmtree(out / ".stages", ignore_errors=True)
    return Mined(frames, manifest, page)


def _manifest(
    parameters: Parameters,
    inputs: dict[str, str],
    clock: dict[str, float],
    frames: dict[str, pd.DataFrame],
) -> dict[str, Any]:
    """What was run, with what, on what, how long, and how much came out."""
    return {
        "parameters": describe(parameters),
        "versions": {"python": platform.python_version()}
        | {name: installed_version(name) for name in _VERSIONED},
        "inputs": inputs,
        "rows": {name: len(frame) for name, frame in frames.items()},
        "seconds": clock,
    }


def _key(inputs: dict[str, str], parameters: Parameters) -> str:
    """What a kept stage must have been made from."""
    parts = [describe(parameters), sorted(inputs.items()), installed_version("textmine")]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


class _Kept:
    """Tables of finished stages, for a run that is taken up again."""

    def __init__(self, folder: Path, key: str) -> None:
        self.folder = folder / key[:16]

    def save(self, stage: Stage, tables: dict[str, pd.DataFrame]) -> None:
        """Keep a stage's tables; the mark of completion is written last."""
        if not self._mark(stage).exists():
            save_frames(
                {name: tables[name] for name in stage.gives}, self.folder / stage.name, ["parquet"]
            )
            self._mark(stage).touch()

    def load(self, stage: Stage) -> dict[str, pd.DataFrame] | None:
        """Give a finished stage's tables."""
        if not self._mark(stage).exists():
            return None
        return {
            name: pd.read_parquet(self.folder / stage.name / f"{name}.parquet")
            for name in stage.gives
        }

    def _mark(self, stage: Stage) -> Path:
        """The file that says that a stage is complete."""
        return self.folder / stage.name / "done"


@contextmanager
def _timed(clock: dict[str, float], name: str) -> Iterator[None]:
    """Note how long a step takes."""
    start = time.perf_counter()
    yield
    clock[name] = time.perf_counter() - start


def _bar(words: str) -> Any:
    """A progress bar on a terminal, silence elsewhere."""

    def wrap(steps: Iterable[int], total: int) -> Iterable[int]:
        from tqdm import tqdm

        return tqdm(
            steps,
            total=total,
            desc=words,
            unit="file",
            disable=not sys.stderr.isatty(),
            leave=False,
        )

    return wrap


def _with_bar(stages: tuple[Stage, ...]) -> Iterable[Stage]:
    """The stages, with a progress bar on a terminal."""
    from tqdm import tqdm

    return tqdm(stages, desc="mining", unit="stage", disable=not sys.stderr.isatty(), leave=False)
