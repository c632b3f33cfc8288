"""Pictures: frames in, matplotlib Axes out. matplotlib is imported when a picture is drawn, not before."""

from textmine.plot.answers import persistence, response
from textmine.plot.charts import distribution, lengths, profile, provenance
from textmine.plot.conformity import checks, completeness, sections
from textmine.plot.networks import network, reuse_matrix, similarity
from textmine.plot.style import css_fonts, find_cjk_font, sheet, to_svg
from textmine.plot.words import phrases, theme_choice, theme_shares, themes

__all__ = [
    "checks",
    "completeness",
    "css_fonts",
    "distribution",
    "find_cjk_font",
    "lengths",
    "network",
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
    "themes",
    "to_svg",
]
