"""How complete, consistent and informative a report is: frames in, frames out."""

from textmine.quality.breakdowns import check_breakdowns
from textmine.quality.claims import check_claims
from textmine.quality.elements import completeness, completeness_items
from textmine.quality.identities import check_tables
from textmine.quality.rates import consistency_rates, outcome_rates
from textmine.quality.residues import check_residues
from textmine.quality.wording import disclosure
from textmine.quality.years import check_years

__all__ = [
    "check_breakdowns",
    "check_claims",
    "check_residues",
    "check_tables",
    "check_years",
    "completeness",
    "completeness_items",
    "consistency_rates",
    "disclosure",
    "outcome_rates",
]
