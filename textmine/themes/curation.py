"""Work on themes by hand: rename, merge, split, and see which lie near each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import linkage
from sklearn.preprocessing import normalize

from textmine.english import Counted
from textmine.errors import FrameError
from textmine.intake.columns import mend_half_pairs
from textmine.intake.values import show_value
from textmine.themes.arrays import Floats
from textmine.themes.groups.assignment import measure_nearness
from textmine.themes.groups.clusters import group_freely
from textmine.themes.state import Themes

HIERARCHY = {
    "step": "int64",
    "left": "int64",
    "right": "int64",
    "distance": "float64",
    "n_themes": "int64",
    "label": "str",
}


def rename(themes: Themes, labels: Mapping[int, str]) -> Themes:
    """Give themes names of your own.

    Parameters
    ----------
    themes : Themes
        What was learned.
    labels : mapping of int to str
        Theme → label.

    Returns
    -------
    Themes
        With these titles.

    Raises
    ------
    FrameError
        If there is no such theme, or a label is no text.
    """
    titles = dict(themes.titles)
    for k, label in labels.items():
        _check(themes, k, "rename")
        if not isinstance(label, str):
            raise FrameError(
                f"rename: label of theme {k} is {show_value(label)}; expected text"
            )
        titles[int(k)] = mend_half_pairs(label)
    return replace(themes, titles=titles)


def merge(themes: Themes, chosen: Sequence[int], label: str | None = None) -> Themes:
    """Make one theme of several: it keeps all their prototypes, and so all their sentences.

    Parameters
    ----------
    themes : Themes
        What was learned.
    chosen : sequence of int
        Two themes or more.
    label : str, optional
        Title of the merged one.

    Returns
    -------
    Themes
        The merged one has the lowest number, later ones move up.

    Raises
    ------
    FrameError
        If there is no such theme, or only one is given.
    """
    parts = sorted({_check(themes, k, "merge") for k in chosen})
    if len(parts) < 2:
        raise FrameError(
            f"ThemeModel.merge: {list(chosen)} is one theme; give two or more"
        )
    kept = [k for k in range(themes.n_themes) if k not in parts[1:]]
    number = {k: i for i, k in enumerate(kept)} | dict.fromkeys(
        parts[1:], kept.index(parts[0])
    )
    theme = np.array([number[k] for k in themes.theme.tolist()], np.int64)
    by = np.argsort(theme, kind="stable")
    titles = {number[k]: title for k, title in themes.titles.items() if k not in parts}
    if label is not None:
        titles[number[parts[0]]] = label
    overlap = themes.overlap[:, kept].copy()
    overlap[:, number[parts[0]]] = np.nan
    return replace(
        themes,
        prototypes=themes.prototypes[by],
        theme=theme[by],
        titles=titles,
        overlap=overlap,
    )


def split(themes: Themes, chosen: int, n: int = 2) -> Themes:
    """Split a theme into parts by grouping its learned sentences anew.

    Parameters
    ----------
    themes : Themes
        What was learned.
    chosen : int
        The theme.
    n : int, default 2
        Parts.

    Returns
    -------
    Themes
        The first part keeps the number, the others come last.

    Raises
    ------
    FrameError
        If there is no such theme, or it has too few sentences.
    """
    _check(themes, chosen, "split")
    points = themes.points[themes.selection.learned].astype(np.float64)
    near = measure_nearness(points, themes.prototypes, themes.theme)
    own = points[near.theme == chosen]
    if n < 2 or len(own) < n:
        raise FrameError(
            f"ThemeModel.split: theme {chosen} has {Counted(len(own)):learned sentence}, n={n}; "
            "give at least two parts, and no more than sentences"
        )
    parts = group_freely(own, n)
    others = themes.theme != chosen
    numbers = [chosen, *range(themes.n_themes, themes.n_themes + n - 1)]
    theme = np.concatenate([themes.theme[others], numbers]).astype(np.int64)
    prototypes = np.concatenate([themes.prototypes[others], parts])
    by = np.argsort(theme, kind="stable")
    unknown = np.full((len(themes.overlap), n - 1), np.nan)
    overlap = np.concatenate([themes.overlap, unknown], axis=1)
    overlap[:, chosen] = np.nan
    titles = {k: title for k, title in themes.titles.items() if k != chosen}
    return replace(
        themes,
        prototypes=prototypes[by],
        theme=theme[by],
        titles=titles,
        overlap=overlap,
    )


def build_hierarchy(themes: Themes, labels: Sequence[str]) -> pd.DataFrame:
    """Tell in which order themes would merge.

    Parameters
    ----------
    themes : Themes
        What was learned.
    labels : sequence of str
        Label of each theme.

    Returns
    -------
    pandas.DataFrame
        step (from 1), left, right (themes, or −step of an earlier merge), distance, n_themes,
        label (those of the themes within).
    """
    directions = _directions(themes)
    n = len(directions)
    if n < 2:
        return pd.DataFrame(columns=list(HIERARCHY)).astype(HIERARCHY)
    inside: dict[int, list[int]] = {k: [k] for k in range(n)}
    rows = []
    for step, (a, b, distance, size) in enumerate(
        linkage(directions, "ward").tolist(), 1
    ):
        left, right = sorted((int(a), int(b)))
        inside[n + step - 1] = sorted(inside[left] + inside[right])
        row = {
            "step": step,
            "left": _name(left, n),
            "right": _name(right, n),
            "distance": round(distance, 6),
            "n_themes": int(size),
            "label": " | ".join(labels[k] for k in inside[n + step - 1]),
        }
        rows.append(row)
    return pd.DataFrame(rows).astype(HIERARCHY)


def _name(node: int, n_themes: int) -> int:
    """Theme, or −step of the merge that made it."""
    return node if node < n_themes else -(node - n_themes + 1)


def _directions(themes: Themes) -> Floats:
    """Mean direction of each theme's prototypes."""
    means = np.zeros((themes.n_themes, themes.prototypes.shape[1]))
    np.add.at(means, themes.theme, themes.prototypes)
    out: Floats = normalize(means)
    return out


def _check(themes: Themes, theme: int, what: str) -> int:
    """Complain about a theme that does not exist."""
    if not 0 <= theme < themes.n_themes:
        raise FrameError(
            f"ThemeModel.{what}: no theme {theme}; themes are 0 to {themes.n_themes - 1}"
        )
    return int(theme)
