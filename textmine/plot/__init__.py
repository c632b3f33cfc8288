"""Pictures: frames in, matplotlib Axes out; matplotlib loads when a picture is drawn, not before.

A chart checks its frame, takes a ``Paper`` (whose Axes, which language), cuts the frame to what
will be drawn (``order``), names it (``names``), and draws it as rows (``rows``), as cells
(``cells``) or as lines of its own; the paper writes every word and gives the Axes the house style.
"""

from textmine.plot.authorship import origins, provenance
from textmine.plot.conformity import checks, completeness, sections
from textmine.plot.fonts import css_fonts, find_cjk_font
from textmine.plot.networks import network, reuse_matrix
from textmine.plot.paper import sheet, to_svg
from textmine.plot.problems import disagreements, persistence, profile, response
from textmine.plot.spread import distribution, lengths, similarity
from textmine.plot.words import (
    phrases,
    theme_choice,
    theme_shares,
    theme_tree,
    theme_trends,
    themes,
)

__all__ = [
    "checks",
    "completeness",
    "css_fonts",
    "disagreements",
    "distribution",
    "find_cjk_font",
    "lengths",
    "network",
    "origins",
    "persistence",
    "phrases",
    "profile",
    "provenance",
    "response",
    "reuse_matrix",
    "sections",
    "sheet",
    "similarity",
    "theme_choice",
    "theme_shares",
    "theme_tree",
    "theme_trends",
    "themes",
    "to_svg",
]
