"""Stated problems: codebook, coders with known error, answers and persistence."""

from __future__ import annotations

import importlib
from typing import Any

_PLACES = {
    "Category": "codebook",
    "Codebook": "codebook",
    "CodebookClassifier": "cues",
    "ProblemClassifier": "classifier",
    "cross_validate": "evaluate",
    "find_follow_through": "persistence",
    "judge_measures": "response",
    "load_codebook": "codebook",
    "load_statements": "statements",
    "match_responses": "response",
    "match_years": "persistence",
    "measure_calibration": "evaluate",
    "score_labels": "evaluate",
    "score_responses": "response",
}

__all__ = sorted(_PLACES)


def __getattr__(name: str) -> Any:
    """Load a public name where it is first used; scikit-learn stays out until then."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_PLACES[name]}"), name)
