"""Stated problems: codebook, coders with known error, answers and persistence."""

from __future__ import annotations

import importlib
from typing import Any

_PLACES = {
    "Category": "codebook",
    "Codebook": "codebook",
    "CodebookClassifier": "cues",
    "ProblemClassifier": "classifier",
    "adjudicate": "sheets",
    "code_facets": "facets",
    "corrected_shares": "correction",
    "cross_validate": "evaluate",
    "draw_sample": "sampling",
    "draw_uncertain": "sampling",
    "find_follow_through": "persistence",
    "judge_measures": "response",
    "load_codebook": "codebook",
    "load_statements": "statements",
    "make_adjudication": "sheets",
    "masi_distance": "agreement",
    "match_responses": "response",
    "match_years": "persistence",
    "measure_agreement": "agreement",
    "measure_calibration": "evaluate",
    "read_sheet": "sheets",
    "score_facets": "facets",
    "score_labels": "evaluate",
    "score_responses": "response",
    "write_sheets": "sheets",
}

__all__ = sorted(_PLACES)


def __getattr__(name: str) -> Any:
    """Load a public name where it is first used; scikit-learn stays out until then."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_PLACES[name]}"), name)
