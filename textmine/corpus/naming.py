"""An id for every report file: its stem, and as many folders as make it unique."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path


def name_reports(files: list[Path]) -> list[str]:
    """Give every file an id: its stem, with as many folders before it as make it unique.

    Parameters
    ----------
    files : list of Path
        The files.

    Returns
    -------
    list of str
        Unique ids, in the order of the files.

    Examples
    --------
    >>> name_reports([Path("2020/swj.txt"), Path("2021/swj.txt"), Path("2021/czj.txt")])
    ['2020_swj', '2021_swj', 'czj']
    """
    depth = [1] * len(files)
    while True:
        ids = [_stem(file, d) for file, d in zip(files, depth, strict=True)]
        clashes = _clashes(ids)
        if not clashes:
            return ids
        can_go_deeper = [k for k in clashes if depth[k] < len(files[k].parts)]
        if not can_go_deeper:
            return _add_suffixes(ids, files, clashes)
        for k in can_go_deeper:
            depth[k] += 1


def _clashes(ids: list[str]) -> list[int]:
    """Places of the ids that occur more than once."""
    places: dict[str, list[int]] = defaultdict(list)
    for k, name in enumerate(ids):
        places[name].append(k)
    return [k for same in places.values() if len(same) > 1 for k in same]


def _add_suffixes(ids: list[str], files: list[Path], clashes: list[int]) -> list[str]:
    """Tell files of one stem in one folder apart by their suffix, or else by their place."""
    out = list(ids)
    for k in clashes:
        out[k] = f"{ids[k]}_{files[k].suffix[1:] or k}"
    return out


def _stem(path: Path, depth: int) -> str:
    """The stem with the nearest ``depth - 1`` folders before it."""
    folders = [p for p in path.parts[:-1] if p not in (path.anchor, "..", ".")]
    nearest = folders[len(folders) - (depth - 1) :] if depth <= len(folders) + 1 else folders
    return "_".join([*nearest, path.stem])
