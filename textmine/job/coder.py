"""The coder that the job uses, trained once a process."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textmine.problems.coder.classifier import ProblemClassifier


@cache
def trained_coder() -> ProblemClassifier:
    """Give the coder trained on the shipped statements.

    Returns
    -------
    ProblemClassifier
        Fitted; the same object at every call.
    """
    from textmine.problems.coder.classifier import ProblemClassifier

    return ProblemClassifier().fit()
