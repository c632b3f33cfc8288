"""A table of a publication: what it printed, what comes out here, and how near that must be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a table.

    Parameters
    ----------
    what : str
        What it measures.
    published : float
        As printed.
    ours : float
        As computed here.
    tolerance : float
        Largest difference that still counts as the same.
    at_least : bool
        The published figure is a rival's, to be reached: more is no difference.
    """

    what: str
    published: float
    ours: float
    tolerance: float
    at_least: bool = False

    @property
    def difference(self) -> float:
        """Ours less the published one."""
        return self.ours - self.published

    @property
    def off(self) -> float:
        """How far it is off, by its tolerance."""
        gap = max(-self.difference, 0.0) if self.at_least else abs(self.difference)
        return gap / self.tolerance

    @property
    def holds(self) -> bool:
        """Whether the difference is tolerated."""
        return self.off <= 1.0


@dataclass(frozen=True, slots=True)
class Study:
    """A publication whose table is computed again.

    Parameters
    ----------
    name : str
        Name of the study, and of the folder with its data.
    needs : tuple of str
        Files below that folder; none where the data is small enough to stand in the code.
    replicate : callable
        Takes the study's folder, gives the figures.
    """

    name: str
    needs: tuple[str, ...]
    replicate: Callable[[Path], list[Figure]]

    def missing(self, data: Path) -> list[str]:
        """Files that are not there."""
        return [name for name in self.needs if not (data / self.name / name).exists()]


def summarise(study: str, figures: list[Figure]) -> str:
    """One line for a table: its figure that is furthest off, measured by the tolerance."""
    worst = max(figures, key=lambda figure: figure.off)
    verdict = "holds" if all(f.holds for f in figures) else "DIFFERS"
    return f"{study:16s} {len(figures):3d} figures  {verdict:7s}  furthest: {_describe(worst)}"


def detail(figure: Figure) -> str:
    """One line for a figure."""
    return f"    {'  ' if figure.holds else '! '}{_describe(figure)}"


def _describe(figure: Figure) -> str:
    bound = "at most {:g} below" if figure.at_least else "within {:g}"
    return (
        f"{figure.what}: published {figure.published:.4f}, ours {figure.ours:.4f}, "
        f"difference {figure.difference:+.4f} ({bound.format(figure.tolerance)})"
    )
