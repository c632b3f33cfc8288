"""Pictures: frames in, matplotlib Axes out; matplotlib loads when a picture is drawn, not before.

A chart (``charts``) checks its frame, takes a ``Paper`` (whose Axes, which language), cuts what is
drawn to fit (``order``), names it (``names``), and draws it as rows (``rows``), as cells
(``cells``) or as lines of its own; the paper writes every word and gives the Axes the house style.
"""

from textmine.plot.charts.authorship import origins, provenance
from textmine.plot.charts.coders import disagreements
from textmine.plot.charts.conformity import checks, completeness, sections
from textmine.plot.charts.merging import theme_choice, theme_tree
from textmine.plot.charts.networks import network, reuse_matrix
from textmine.plot.charts.problems import persistence, profile, response
from textmine.plot.charts.shares import theme_shares, theme_trends
from textmine.plot.charts.spread import distribution, lengths, similarity
from textmine.plot.charts.words import phrases, themes
from textmine.plot.fonts import css_fonts, find_cjk_font
from textmine.plot.paper import sheet, to_svg

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
