"""Labels of a part's tokens, by which the model and the decoder speak to each other."""

from __future__ import annotations

LABELS = ("B-P", "I-P", "B-M", "I-M", "B-Y", "I-Y", "A", "T", "L", "C", "Q", "F", "O")
"""Labels of a token: begin and inside of a problem, a measure, a measure of last year;
announcement, turn, label, cause of no entry, last year's problem, frame, other."""
ROLES = ("P", "M", "Y")
"""Roles of statements: problem, measure, measure of last year."""


def role_of(label: str) -> str:
    """Role of a label.

    Parameters
    ----------
    label : str
        One of ``LABELS``.

    Returns
    -------
    str
        P, M, Y, or ``""`` for what is in no statement.

    Examples
    --------
    >>> role_of("I-M"), role_of("T")
    ('M', '')
    """
    return label[2:] if label[1:2] == "-" else ""
