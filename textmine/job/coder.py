"""The coder that the job uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textmine.problems.coder.classifier import ProblemClassifier


def trained_coder() -> ProblemClassifier:
    """Give a coder trained on the shipped statements.

    Returns
    -------
    ProblemClassifier
        Fitted; training itself happens once a process, in ``problems.coder``.
    """
    # Imported here: commands that code nothing start without scikit-learn.
    from textmine.problems.coder.classifier import ProblemClassifier

    return ProblemClassifier().fit()
