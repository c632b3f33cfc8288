"""Figures of the page, each drawn from the run's frames as inline SVG."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

import textmine.plot as plot
from textmine.dossier.tables.quality import count_checks
from textmine.dossier.translate import split_languages
from textmine.dossier.view import Frames, frame, words
from textmine.scratch import pause_collection

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Of problems: all of the codebook, and those that have none, so that no problem is left out.
MOST_CATEGORIES = 20


@pause_collection()
def draw(frames: Frames, name: str) -> str:
    """Draw a figure of the page.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        What a run wrote.
    name : str
        ``origins``, ``provenance``, ``provenance_type``, ``profile``, ``lengths``, ``checks``,
        ``persistence``, ``response``, ``themes``, ``theme_shares``, ``phrases``, ``matrix``,
        ``network``, ``similarity``, ``sections``, ``completeness``.

    Returns
    -------
    str
        An ``<svg>`` element; ``""`` where there is nothing to draw.

    Examples
    --------
    >>> draw({}, "profile")
    ''
    """
    needs, make = _FIGURES[name]
    if (agency_edges(frames) if needs == "edges" else frame(frames, needs)).empty:
        return ""
    svg = plot.to_svg(
        make(frames, plot.sheet()), title=" ".join(words("figures", name))
    )
    return split_languages(svg)


def agency_edges(frames: Frames) -> pd.DataFrame:
    """Give what the pictures between agencies are drawn from: ``edges``, without them ``pairs``."""
    return frames["edges"] if "edges" in frames else frame(frames, "pairs")


def _origins(frames: Frames, ax: Axes) -> Axes:
    return plot.origins(
        frame(frames, "scores"), reports=frame(frames, "reports"), ax=ax
    )


def _provenance(frames: Frames, ax: Axes) -> Axes:
    return plot.provenance(
        frame(frames, "scores"), reports=frame(frames, "reports"), ax=ax
    )


def _provenance_type(frames: Frames, ax: Axes) -> Axes:
    return plot.provenance(
        frame(frames, "scores"),
        reports=frame(frames, "reports"),
        by="agency_type",
        top=16,
        ax=ax,
    )


def _profile(frames: Frames, ax: Axes) -> Axes:
    return plot.profile(frame(frames, "profile"), min_n=5, ax=ax)


def _lengths(frames: Frames, ax: Axes) -> Axes:
    return plot.lengths(frame(frames, "reports"), ax=ax)


def _checks(frames: Frames, ax: Axes) -> Axes:
    return plot.checks(count_checks(frames), ax=ax)


def _persistence(frames: Frames, ax: Axes) -> Axes:
    return plot.persistence(frame(frames, "persistence"), ax=ax)


def _response(frames: Frames, ax: Axes) -> Axes:
    return plot.response(
        frame(frames, "responses"),
        problems=frame(frames, "problems"),
        top=MOST_CATEGORIES,
        ax=ax,
    )


def _themes(frames: Frames, ax: Axes) -> Axes:
    return plot.themes(frame(frames, "themes"), ax=ax)


def _theme_shares(frames: Frames, ax: Axes) -> Axes:
    shares, themes, reports = (
        frame(frames, "theme_shares"),
        frame(frames, "themes"),
        frame(frames, "reports"),
    )
    return plot.theme_shares(shares, themes=themes, reports=reports, ax=ax)


def _phrases(frames: Frames, ax: Axes) -> Axes:
    return plot.phrases(frame(frames, "phrases"), ax=ax)


def _matrix(frames: Frames, ax: Axes) -> Axes:
    return plot.reuse_matrix(
        agency_edges(frames), reports=frame(frames, "reports"), ax=ax
    )


def _network(frames: Frames, ax: Axes) -> Axes:
    return plot.network(agency_edges(frames), reports=frame(frames, "reports"), ax=ax)


def _sections(frames: Frames, ax: Axes) -> Axes:
    return plot.sections(frame(frames, "sections"), ax=ax)


def _completeness(frames: Frames, ax: Axes) -> Axes:
    return plot.distribution(
        frame(frames, "scores"), "completeness", reports=frame(frames, "reports"), ax=ax
    )


def _similarity(frames: Frames, ax: Axes) -> Axes:
    return plot.similarity(frame(frames, "pairs"), ax=ax)


_FIGURES: dict[str, tuple[str, Callable[[Frames, Axes], Axes]]] = {
    "origins": ("scores", _origins),
    "provenance": ("scores", _provenance),
    "provenance_type": ("scores", _provenance_type),
    "profile": ("profile", _profile),
    "lengths": ("reports", _lengths),
    "checks": ("checks", _checks),
    "persistence": ("persistence", _persistence),
    "response": ("responses", _response),
    "themes": ("themes", _themes),
    "theme_shares": ("theme_shares", _theme_shares),
    "phrases": ("phrases", _phrases),
    "matrix": ("edges", _matrix),
    "network": ("edges", _network),
    "similarity": ("pairs", _similarity),
    "sections": ("sections", _sections),
    "completeness": ("scores", _completeness),
}
