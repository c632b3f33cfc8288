"""The results of a run, and their folder: whole or not there.

Frames and page are written under temporary names; then the old manifest goes, the new files take
their names, files of earlier runs go, and the new manifest, which holds the digest of each file, is
written last. A folder without a manifest is not whole, and neither is one whose files are not those
that the manifest names: :func:`load` refuses both.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from textmine.corpus.store import Parts, check_formats, load_frame, save_parts
from textmine.display import show
from textmine.errors import MissingFrameError, ResultsError
from textmine.intake.arguments import check_arguments
from textmine.intake.values import show_value
from textmine.io.folders import MANIFEST, PAGE, is_result_name, is_results_folder
from textmine.job.doctor import installed_version
from textmine.job.flow.keys import SHELF, file_sha256
from textmine.job.flow.manifest import read_run_manifest
from textmine.job.flow.meter import Meter, describe_facts
from textmine.job.plan import RESULTS
from textmine.regular import is_regular

if TYPE_CHECKING:
    from textmine.reuse.trace.tracing import Trace

_VERSIONED = (
    "textmine",
    "numpy",
    "pandas",
    "scipy",
    "scikit-learn",
    "python-crfsuite",
    "rjieba",
    "jieba",
    "matplotlib",
    "pyarrow",
)


class Frames(Mapping[str, pd.DataFrame]):
    """Frames of a results folder, each read when it is first asked for.

    Parameters
    ----------
    folder : Path
        Holds the frames.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in RESULTS:
            raise KeyError(f"no frame {name!r}; there are {', '.join(RESULTS)}")
        if name not in self._read:
            self._read[name] = load_frame(name, self.folder)
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        # A mapping's own way reads the frame.
        return isinstance(name, str) and name in RESULTS

    def __iter__(self) -> Iterator[str]:
        return iter(RESULTS)

    def __len__(self) -> int:
        return len(RESULTS)


@dataclass(frozen=True, slots=True)
class Mined(Mapping[str, pd.DataFrame]):
    """What a run gives: a mapping of frames by name, with the manifest and where they were written.

    It is gone through as any mapping: ``for name in mined``, ``mined.items()``,
    ``"themes" in mined``.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        The frames of the contract; those of a folder are read when they are first asked for.
    manifest : dict
        Parameters, versions, inputs with their digests, counts of entries, time and memory by
        stage, rows, files with their digests.
    page : Path or None
        The HTML report, if written.
    """

    frames: Mapping[str, pd.DataFrame]
    manifest: dict[str, Any]
    page: Path | None

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self:
            raise MissingFrameError(
                f"no frame {show_value(name)}; there are {', '.join(self.frames)}"
            )
        return self.frames[name]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in self.frames

    def __iter__(self) -> Iterator[str]:
        return iter(self.frames)

    def __len__(self) -> int:
        return len(self.frames)

    @property
    def folder(self) -> Path | None:
        """The folder that the results lie in, if they were written."""
        return self.frames.folder if isinstance(self.frames, Frames) else None

    def trace(
        self, text: str | os.PathLike[str], *, agency: str | None = None
    ) -> Trace:
        """Find where a text stands in the reports of the run.

        Parameters
        ----------
        text : str or pathlib.Path
            Any text, a draft for example; or the file that holds it.
        agency : str, optional
            Name or agency_id of the agency whose text it is, to tell its own from others' words.

        Returns
        -------
        Trace
            ``.spans`` and ``.holders``; see :func:`textmine.job.trace.tracing.trace`.

        Raises
        ------
        ResultsError
            If the results were written to no folder, or are not whole.
        """
        from textmine.job.trace.index import trace_in

        return trace_in(self.folder, self.frames, text, agency=agency)

    def __repr__(self) -> str:
        rows = ", ".join(f"{name} {n}" for name, n in self.manifest["rows"].items())
        return f"Mined({rows})"

    def _repr_html_(self) -> str:
        """What a notebook shows: rows of each frame, and where the page is."""
        rows = pd.DataFrame(
            sorted(self.manifest["rows"].items()), columns=["frame", "rows"]
        )
        return show("Mined", {"page": self.page}, rows, kind="Mined")


@dataclass(frozen=True, slots=True)
class Account:
    """Where every entry of the folders went.

    Parameters
    ----------
    n_entries : int
        Entries seen.
    n_reports : int
        Reports mined.
    failures : DataFrame
        Frame ``failures``: entries that could not be used, and remarks on manifests.
    n_remarks : int
        Rows of ``failures`` that are no entries of their own.
    passed_over : list of dict
        ``source`` and ``reason`` of what was not meant to be read.
    """

    n_entries: int
    n_reports: int
    failures: pd.DataFrame
    n_remarks: int = 0
    passed_over: list[dict[str, str]] = field(default_factory=list)

    def count(self) -> dict[str, int]:
        """Count entries: reports, failures and those passed over add up to all."""
        counts = {
            "entries": self.n_entries,
            "reports": self.n_reports,
            "failures": len(self.failures) - self.n_remarks,
            "passed_over": len(self.passed_over),
        }
        n_told = counts["reports"] + counts["failures"] + counts["passed_over"]
        assert counts["entries"] == n_told, counts
        return counts | {"remarks": self.n_remarks}


class ResultsFolder:
    """A folder that the results of a run go to.

    Parameters
    ----------
    path : Path
        The folder; made if it is not there.
    formats : iterable of str
        What to write the frames as.
    """

    def __init__(self, path: Path, formats: Iterable[str]) -> None:
        self.path = path
        self.formats = check_formats(formats)
        self._made: Path | None = None

    @property
    def shelf(self) -> Path:
        """Where the tables of steps are kept."""
        return self.path / SHELF

    def check(self) -> None:
        """Refuse a folder that cannot be used, before any work begins, and mark it as one's own.

        Raises
        ------
        ResultsError
            If the path is a file, or the folder holds a file of a name that would be written and
            that no run of textmine wrote.
        OSError
            If the folder cannot be made or written to.
        """
        if self.path.exists() and not self.path.is_dir():
            raise ResultsError(f"{self.path}: is a file; give a folder for the results")
        if self.path.is_dir() and not is_results_folder(self.path):
            foreign = sorted(
                f.name for f in self.path.iterdir() if is_result_name(f.name)
            )
            if foreign:
                raise ResultsError(
                    f"{self.path}: holds {foreign[0]}, which textmine did not write and would "
                    "overwrite; give another folder"
                )
        missing = [
            place for place in (self.shelf, *self.shelf.parents) if not place.exists()
        ]
        self._made = missing[-1] if missing else None
        # The hidden folder says from now on whose the files here are, also where the run is killed.
        self.shelf.mkdir(parents=True, exist_ok=True)

    def undo(self) -> None:
        """Take away what :meth:`check` made, for there was nothing to mine."""
        if self._made is not None:
            shutil.rmtree(self._made, ignore_errors=True)

    def write(
        self, frames: Mapping[str, Parts], write_page: Any, manifest: dict[str, Any]
    ) -> Mined:
        """Write frames, page and manifest, and give back what :func:`load` would read.

        Parameters
        ----------
        frames : mapping of str to callable
            For each frame a function that gives its parts.
        write_page : callable
            Writes the page to the path that it is given.
        manifest : dict
            What is known of the run; ``files``, and what writing took, are added.

        Returns
        -------
        Mined
            The results, without a second look at the digests of what was just written.
        """
        new = self.shelf / "new"
        shutil.rmtree(new, ignore_errors=True)
        meter = Meter()
        written = save_parts(frames, new, self.formats)
        manifest["stages"]["write"] = describe_facts([meter.read({})], 0)
        meter = Meter()
        write_page(new / PAGE)
        written.append(new / PAGE)
        manifest["stages"]["page"] = describe_facts([meter.read({})], 0)
        manifest["files"] = {file.name: file_sha256(file) for file in written}
        text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        beside = new / MANIFEST
        beside.write_text(text, encoding="utf-8", newline="\n")
        # From here to the last line the folder has no manifest and is not whole.
        (self.path / MANIFEST).unlink(missing_ok=True)
        for file in written:
            file.replace(self.path / file.name)
        for file in self.path.iterdir():
            if is_result_name(file.name) and file.name not in manifest["files"]:
                file.unlink()
        beside.replace(self.path / MANIFEST)
        new.rmdir()
        return Mined(Frames(self.path), json.loads(text), self.path / PAGE)


@check_arguments
def load(folder: str | Path) -> Mined:
    """Give back the results of a run from their folder.

    Parameters
    ----------
    folder : str or Path
        What :func:`textmine.mine` wrote to.

    Returns
    -------
    Mined
        Frames are read when they are first asked for.

    Raises
    ------
    ResultsError
        If the folder is not whole: no manifest, a file missing or not as it was written; or if
        another version wrote it.
    """
    path = Path(folder).expanduser()
    manifest = read_run_manifest(path)
    for name, digest in manifest["files"].items():
        file = path / name
        if not is_regular(file):
            raise ResultsError(f"{path}: {name} is missing; mine again")
        if file_sha256(file) != digest:
            raise ResultsError(f"{path}: {name} is not as it was written; mine again")
    page = path / PAGE
    return Mined(Frames(path), manifest, page if page.is_file() else None)


def describe_versions() -> dict[str, str]:
    """Versions of what decides the numbers."""
    versions = {name: installed_version(name) for name in _VERSIONED}
    return {"python": platform.python_version()} | versions
