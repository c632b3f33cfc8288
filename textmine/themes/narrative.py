"""The texts that callers hand in, and whose they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.intake.frames import take_texts
from textmine.schema import NarrativeSource
from textmine.stats.groups import cluster_labels
from textmine.themes.arrays import Ints


@dataclass(frozen=True, slots=True)
class Owners:
    """Number of the report, and of the agency, of each row of a frame."""

    report: Ints
    agency: Ints

    @property
    def n_agencies(self) -> int:
        """Agencies; 1 for an empty frame."""
        return int(self.agency.max(initial=0)) + 1


def check_narrative(texts: pd.DataFrame | NarrativeSource) -> pd.DataFrame:
    """Take the frame, the narrative of a corpus, or a list of texts, and check it.

    Parameters
    ----------
    texts : pandas.DataFrame, NarrativeSource, Series or list of str
        What a caller handed in.

    Returns
    -------
    pandas.DataFrame
        A frame with ``report_id`` and ``text``.

    Raises
    ------
    FrameError
        If one of them is missing.
    """
    return take_texts(texts, what="texts")


def name_reports(frame: pd.DataFrame) -> NDArray[np.object_]:
    """Name the reports, each once, in the order of their rows.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``report_id``.

    Returns
    -------
    numpy.ndarray of str
        Names.
    """
    return frame["report_id"].astype(str).drop_duplicates().to_numpy(dtype=object)


def number_owners(frame: pd.DataFrame) -> Owners:
    """Number the reports and the agencies in the order of their rows.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``report_id``; ``agency`` is used if there.

    Returns
    -------
    Owners
        Two numbers a row.
    """
    numbers = OwnerNumbers()
    numbers.add(frame)
    return numbers.owners()


class OwnerNumbers:
    """Numbers reports and agencies as their rows come, part by part of a corpus.

    Examples
    --------
    >>> numbers = OwnerNumbers()
    >>> for name in ("a", "b"):
    ...     numbers.add(pd.DataFrame({"report_id": [name], "agency": ["青柏镇"]}))
    >>> numbers.owners().report.tolist(), numbers.owners().agency.tolist()
    ([0, 1], [0, 0])
    """

    def __init__(self) -> None:
        self._reports: dict[str, int] = {}
        self._agencies: dict[str, int] = {}
        self._parts: list[Owners] = []

    def add(self, frame: pd.DataFrame) -> None:
        """Number the rows of a part.

        Parameters
        ----------
        frame : pandas.DataFrame
            ``report_id``; ``agency`` is used if there.
        """
        reports = _continue_numbers(frame["report_id"].astype(str), self._reports)
        agencies = _continue_numbers(cluster_labels(frame), self._agencies)
        self._parts.append(Owners(reports, agencies))

    def owners(self) -> Owners:
        """Give the numbers of all rows so far."""
        none = np.zeros(0, np.int64)
        reports = [part.report for part in self._parts]
        agencies = [part.agency for part in self._parts]
        return Owners(
            np.concatenate([none, *reports]), np.concatenate([none, *agencies])
        )


def _continue_numbers(names: pd.Series, known: dict[str, int]) -> Ints:
    """Number names in the order of their first rows; those that are known keep their numbers."""
    codes, distinct = pd.factorize(names)
    numbers = [known.setdefault(str(name), len(known)) for name in distinct]
    return np.array(numbers, np.int64)[codes] if len(codes) else np.zeros(0, np.int64)
