"""The manifest of a run, as whoever takes its results up again may rely on it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from textmine.errors import FrameError, ResultsError
from textmine.io.folders import MANIFEST, load_manifest
from textmine.job.analyses import Parameters


def read_run_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a run, and see to it that it is one of this version.

    Parameters
    ----------
    folder : Path
        The results.

    Returns
    -------
    dict
        With ``files``, ``kept``, ``parameters``, ``rows`` and ``versions`` as a run writes them;
        no name in it leads out of the folder.

    Raises
    ------
    ResultsError
        If there is none, it cannot be read, or another program or version wrote it.
    """
    try:
        manifest = load_manifest(folder)
    except FileNotFoundError:
        again = "an interrupted run? mine again with --resume"
        raise ResultsError(
            f"{folder}: no {MANIFEST}, so no whole results ({again})"
        ) from None
    try:
        known: dict[str, Any] = manifest
        parameters = Parameters(**known["parameters"])
        parameters.check()
        as_written = (
            known["parameters"].keys() == asdict(parameters).keys()
            and all(Path(name).name == name for name in known["files"])
            and all(map(is_step, known["kept"]))
            and all(isinstance(n, int) for n in known["rows"].values())
            and all(isinstance(v, str) for v in known["versions"].values())
            and all(isinstance(digest, str) for digest in known["files"].values())
        )
    except (AttributeError, FrameError, KeyError, TypeError, ValueError):
        as_written = False
    if not as_written:
        raise ResultsError(
            f"{folder}: {MANIFEST} is not textmine's, or of another version; mine again"
        )
    return known


def is_step(name: str) -> bool:
    """Tell whether a name is that of a kept step, inside the folder of steps.

    Parameters
    ----------
    name : str
        From a manifest.

    Returns
    -------
    bool
        True for a stage and a step of it.

    Examples
    --------
    >>> is_step("read/0-1f"), is_step("../0-1f"), is_step("/etc")
    (True, False, False)
    """
    stage, mark, step = name.partition("/")
    return bool(mark) and all(
        part not in ("", ".", "..") and "/" not in part for part in (stage, step)
    )
