"""An id for every report file: its stem, and as many folders as make it unique."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from pathlib import Path

from textmine.io.folders import readable


def name_reports(files: Sequence[Path], taken: Collection[str] = ()) -> list[str]:
    """Give every file an id: its stem, with as many folders before it as make it unique.

    Files that differ in their suffix only are told apart by it. Ids do not depend on the working
    directory, nor on how a path is spelt.

    Parameters
    ----------
    files : sequence of Path
        The files.
    taken : collection of str
        Ids that other reports have already.

    Returns
    -------
    list of str
        Unique ids, in the order of the files.

    Examples
    --------
    >>> name_reports([Path("2020/swj.txt"), Path("2021/swj.txt"), Path("2021/czj.txt")])
    ['2020_swj', '2021_swj', 'czj']
    >>> name_reports([Path("swj.docx"), Path("swj.pdf")])
    ['swj_docx', 'swj_pdf']
    """
    # Only the folders are resolved, each once: a link keeps its own name.
    folders = {folder: _real_parts(folder) for folder in {f.parent for f in files}}
    places = [_FilePlace(file, folders[file.parent]) for file in files]
    siblings = Counter((place.folders, place.stem) for place in places)
    names = [
        place.stem
        if siblings[place.folders, place.stem] == 1
        else f"{place.stem}_{place.suffix}"
        for place in places
    ]
    depth = [0] * len(files)
    while True:
        ids = [p.name(n, d) for p, n, d in zip(places, names, depth, strict=True)]
        deeper = [k for k in _clashes(ids, taken) if depth[k] < len(places[k].folders)]
        if not deeper:
            return _number_clashes(ids, files, taken)
        for k in deeper:
            depth[k] += 1


class _FilePlace:
    """Where a file really lies: its folders from the root on, stem and suffix."""

    def __init__(self, file: Path, folders: tuple[str, ...]) -> None:
        self.folders = folders
        self.stem = readable(file.stem)
        self.suffix = readable(file.suffix[1:])

    def name(self, name: str, depth: int) -> str:
        """The name with the nearest ``depth`` folders before it."""
        return "_".join([*self.folders[len(self.folders) - depth :], name])


def _real_parts(folder: Path) -> tuple[str, ...]:
    """Names of the folders from the root down to where a folder really lies."""
    real = Path(os.path.realpath(folder))
    return tuple(readable(part) for part in real.parts[1:])


def _clashes(ids: list[str], taken: Collection[str]) -> list[int]:
    """Places of the ids that occur more than once, or are taken."""
    places: dict[str, list[int]] = defaultdict(list)
    for k, name in enumerate(ids):
        places[name].append(k)
    return [
        k
        for name, same in places.items()
        if len(same) > 1 or name in taken
        for k in same
    ]


def _number_clashes(
    ids: list[str], files: Sequence[Path], others: Collection[str]
) -> list[str]:
    """Number what the joining of folders made alike: x/y_r and x_y/r, in order of their paths."""
    out = list(ids)
    if not _clashes(ids, others):
        return out
    taken = {*ids, *others}
    seen: set[str] = set(others)
    for k in sorted(
        range(len(ids)), key=lambda k: (ids[k], os.path.realpath(files[k]))
    ):
        if ids[k] not in seen:
            seen.add(ids[k])
            continue
        number = 2
        while f"{ids[k]}_{number}" in taken:
            number += 1
        out[k] = f"{ids[k]}_{number}"
        taken.add(out[k])
    return out
