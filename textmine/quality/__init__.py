"""How complete, consistent and informative a report is: frames in, frames out."""

from textmine.quality.elements import completeness, completeness_items
from textmine.quality.identities import check_tables

__all__ = ["check_tables", "completeness", "completeness_items"]
