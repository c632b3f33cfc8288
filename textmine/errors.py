"""What can go wrong, named; every message says what, where, what was expected, and what to do."""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path

_PACKAGE = f"{Path(__file__).parent}{os.sep}"


class TextmineError(Exception):
    """Base of every error that textmine raises on purpose.

    Catch it to tell a problem of the input from a defect of the library.

    Examples
    --------
    >>> raise TextmineError(
    ...     "r041.txt: empty file; expected a report, remove or replace it"
    ... )
    Traceback (most recent call last):
        ...
    textmine.errors.TextmineError: r041.txt: empty file; expected a report, remove or replace it
    """


class ReadError(TextmineError):
    """A file cannot be read as a report (missing, empty, binary, damaged, wrong genre)."""


class FileError(TextmineError, OSError):
    """A file or folder cannot be read or written: what the system said of it, in one line."""


class FrameError(TextmineError):
    """A frame lacks columns, or holds values that its contract does not allow."""


class MissingFrameError(FrameError, KeyError):
    """Results have no frame of a name; a ``KeyError`` too, as of any mapping."""

    __str__ = Exception.__str__  # a KeyError shows its message in quotes


class CodebookError(TextmineError):
    """A codebook, cue table or label sheet is malformed; names the row or key."""


class AnnotationError(TextmineError):
    """An annotated part is malformed; names the file, the line and what was expected."""


class OptionalPartError(TextmineError):
    """An optional part is not installed; names the extra or the program to install."""


class NotFittedError(TextmineError, ValueError, AttributeError):
    """An estimator is used before ``fit``; of the kinds that scikit-learn's error is of too."""


class WorkerLostError(TextmineError):
    """A process died while it worked on something; ``item`` is what, where it is known."""

    def __init__(self, message: str, item: object = None) -> None:
        super().__init__(message)
        self.item = item


class ResultsError(TextmineError):
    """A results folder is not whole, or holds what no run of textmine wrote."""


class TextmineWarning(UserWarning):
    """Base of the library's warnings: the result stands, but read the message."""


def warn(message: str) -> None:
    """Give a :class:`TextmineWarning` that names the line of the caller's own code.

    How deep the library was when it noticed is nothing that a reader of the warning can use.

    Parameters
    ----------
    message : str
        What, where, what it means for the result, what to do.

    Examples
    --------
    >>> with warnings.catch_warnings(record=True) as told:
    ...     warn("no report of 2021; shares are of 2022 alone")
    >>> told[0].category.__name__
    'TextmineWarning'
    """
    depth = 1
    frame = sys._getframe(1)
    while frame.f_back and frame.f_code.co_filename.startswith(_PACKAGE):
        frame = frame.f_back
        depth += 1
    warnings.warn(message, TextmineWarning, stacklevel=depth + 1)
