"""The plan on one partition, whose tables stay in memory and are handed from stage to stage."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.corpus.corpus import Corpus
from textmine.corpus.frames import text_tables
from textmine.corpus.inputs import Failure
from textmine.corpus.site_frame import cut_site_frames, find_recurring, find_site_frames
from textmine.job.analyses import Parameters
from textmine.job.flow.kept import find_step, load_table, make_key, save_step
from textmine.job.flow.keys import (
    content_key,
    frame_key,
    place_of,
    reading_key,
    stage_key,
)
from textmine.job.flow.meter import Meter, describe_facts
from textmine.job.flow.reading import Read, choose_reports, rows_of
from textmine.job.flow.steps import pick_reports, read_tables
from textmine.job.plan import CORPUS, STAGES, TEXT_TABLES, Stage
from textmine.job.tables import Tables, gather_given
from textmine.progress import watch
from textmine.scratch import give_back


@dataclass
class InMemory:
    """One partition, whose tables stay in memory.

    Parameters
    ----------
    parameters : Parameters
        What the run is asked for.
    shelf : Path or None
        Where finished steps are kept; nothing is kept without it.
    show : bool or None
        Whether to show bars.
    """

    parameters: Parameters
    shelf: Path | None
    show: bool | None = False
    stages: dict[str, dict[str, Any]] = field(default_factory=dict)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    to_keep: list[Path] = field(default_factory=list)
    _keys: dict[str, str] = field(default_factory=dict)

    def read(self, read: Read) -> list[Failure]:
        """Read files, take up what is stored, and set copies aside."""
        parts = [load_all(place) for place in read.stored]
        self.to_keep += read.stored
        keys = [place.name for place in read.stored]
        if read.sources or not parts:
            key = reading_key(read.sources)
            keys.append(key)
            parts.append(
                self._step(
                    "read", key, partial(read_tables, read.sources, show=self.show)
                )
            )
            if self.shelf is not None:
                self.to_keep.append(place_of(self.shelf, "read", 0, key))
        kept, failures = choose_reports(
            [part["identities"] for part in parts], read.crosswalk, read.mined
        )
        failures += rows_of([part["failures"] for part in parts])
        tables = {
            name: regroup([part[name] for part in parts], kept) for name in TEXT_TABLES
        }
        lines = regroup([part["end_lines"] for part in parts], kept)
        spans = find_site_frames(lines, find_recurring([lines]))
        self.take(
            cut_site_frames(tables, spans), make_key("regroup", keys, frame_key(kept))
        )
        return failures

    def take_corpus(self, corpus: Corpus) -> None:
        """Take the tables of a corpus."""
        self.take(text_tables(corpus.parsed))

    def take(self, tables: Mapping[str, pd.DataFrame], key: str | None = None) -> None:
        """Take the tables of the text side as they are."""
        self.tables |= tables
        key = key or content_key(tables)
        self._keys |= dict.fromkeys(tables, key)

    def run(self) -> None:
        """Run all stages, one after the other."""
        for stage in watch(STAGES, len(STAGES), "mining", "stage", show=self.show):
            needed = [self._keys[name] for name in stage.needs]
            key = stage_key(stage, self.parameters, needed)
            given = self._step(stage.name, key, partial(self._run, stage))
            self.tables |= given
            self._keys |= dict.fromkeys(given, key)
            if stage.looks_at == CORPUS:
                # What the search held is many times what it gives.
                give_back()

    def parts(
        self, name: str, columns: Sequence[str] | None = None
    ) -> Iterator[pd.DataFrame]:
        """Give the table, which is one part."""
        table = self.tables[name]
        yield table if columns is None else table[list(columns)]

    def _run(self, stage: Stage) -> dict[str, pd.DataFrame]:
        """Run a stage on the tables that it says it needs, and on nothing else."""
        needed = {
            name: next(self.parts(name, stage.columns.get(name)))
            for name in stage.needs
        }
        given = gather_given(stage.run(Tables.of(needed), self.parameters))
        return {name: table.reset_index(drop=True) for name, table in given.items()}

    def _step(
        self, stage: str, key: str, make: Callable[[], dict[str, pd.DataFrame]]
    ) -> dict[str, pd.DataFrame]:
        """Take up a step's tables where they are kept, else make and keep them."""
        place = None if self.shelf is None else place_of(self.shelf, stage, 0, key)
        facts = None if place is None else find_step(place)
        if place is not None and facts is not None:
            self.stages[stage] = describe_facts([facts], n_kept=1)
            return load_all(place)
        meter = Meter()
        tables = make()
        facts = meter.read(tables)
        self.stages[stage] = describe_facts([facts], n_kept=0)
        if place is not None:
            save_step(place, tables, facts)
        return tables


def regroup(parts: Sequence[pd.DataFrame], kept: pd.DataFrame) -> pd.DataFrame:
    """Lay the parts of a table together, in the order of the reports that are kept."""
    whole = parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)
    return pick_reports(whole, kept)


def load_all(place: Path) -> dict[str, pd.DataFrame]:
    """All tables of a kept step."""
    return {
        file.stem: load_table([place], file.stem)
        for file in sorted(place.glob("*.parquet"))
    }
