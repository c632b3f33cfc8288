"""What is read, or was read before: which reports are mined, and who their agencies are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from textmine.corpus.corpus import Corpus
from textmine.corpus.inputs import Failure, Source
from textmine.corpus.reading import find_copies, settle, warn_of_twins


@dataclass(frozen=True, slots=True)
class Read:
    """What has been read already, or is to be read.

    Parameters
    ----------
    sources : tuple of Source
        Files that are to be read, in order of their ids.
    stored : tuple of Path
        Folders of reading steps of an earlier run.
    crosswalk : dict of str to str
        Agencies that the user joins: id of an earlier one to that of a later one.
    mined : frozenset of str
        Ids of the reports that an earlier run mined.
    """

    sources: tuple[Source, ...] = ()
    stored: tuple[Path, ...] = ()
    crosswalk: dict[str, str] = field(default_factory=dict)
    mined: frozenset[str] = frozenset()


class Conductor(Protocol):
    """Runs the plan and gives its tables."""

    stages: dict[str, dict[str, Any]]
    """What each stage took and gave, for the manifest."""
    to_keep: list[Path]
    """Folders of what was read, by which reports can be added later."""

    def read(self, read: Read) -> list[Failure]:
        """Read, and set copies aside; gives what failed."""
        ...

    def take_corpus(self, corpus: Corpus) -> None:
        """Take the reports of a corpus that is read already."""
        ...

    def run(self) -> None:
        """Run all stages."""
        ...

    def parts(
        self, name: str, columns: Sequence[str] | None = None
    ) -> Iterator[pd.DataFrame]:
        """Give the parts of a table one after the other."""
        ...


def choose_reports(
    identities: Sequence[pd.DataFrame],
    crosswalk: Mapping[str, str],
    mined: Collection[str] = (),
) -> tuple[pd.DataFrame, list[Failure]]:
    """Decide which reports are mined, all but copies of others, and who their agencies are.

    Parameters
    ----------
    identities : sequence of DataFrame
        Tables ``identities`` of what was read.
    crosswalk : mapping of str to str
        Agencies that the user joins.
    mined : collection of str
        Ids of the reports that an earlier run mined: they stay, and others are copies of them.
        Verdicts, audits and codings by hand join by these ids.

    Returns
    -------
    kept : pandas.DataFrame
        Identities of the reports, in order of their ids.
    failures : list of Failure
        A row for each copy.
    """
    every = pd.concat(identities, ignore_index=True)
    every = settle(
        every.sort_values("report_id", kind="stable", ignore_index=True), crosswalk
    )
    first = every["report_id"].isin(list(mined))
    copies = find_copies(pd.concat([every[first], every[~first]]))
    dropped = {copy.report_id for copy in copies}
    kept = every[~every["report_id"].isin(dropped)].reset_index(drop=True)
    warn_of_twins(kept)
    return kept, [copy.failure for copy in copies]


def rows_of(failures: Sequence[pd.DataFrame]) -> list[Failure]:
    """Give the rows of frames of failures, one after the other."""
    return [
        {str(name): str(value) for name, value in row.items()}
        for frame in failures
        for row in frame.to_dict("records")
    ]
