"""How complete, consistent and informative a report is: frames in, frames out."""

from textmine.door import open_door

_HOMES = {
    "check": "textmine.quality.whole",
    "check_breakdowns": "textmine.quality.breakdowns",
    "check_changes": "textmine.quality.claims.changes",
    "check_claims": "textmine.quality.claims.check",
    "check_reading": "textmine.quality.reading",
    "check_residues": "textmine.quality.residues",
    "check_tables": "textmine.quality.identities",
    "check_years": "textmine.quality.years",
    "completeness": "textmine.quality.elements",
    "completeness_items": "textmine.quality.elements",
    "consistency_rates": "textmine.quality.rates",
    "disclosure": "textmine.quality.wording",
    "measures": "textmine.quality.registry",
    "outcome_rates": "textmine.quality.rates",
}
__getattr__, __dir__, __all__ = open_door(__name__, _HOMES)
