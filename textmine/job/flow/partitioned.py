"""The plan over partitions: each stage a list of steps that the engine spreads, files to files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.corpus.corpus import Corpus
from textmine.corpus.frames import text_tables
from textmine.corpus.inputs import Failure
from textmine.corpus.site_frame import find_recurring, find_site_frames
from textmine.engine import current_engine
from textmine.errors import WorkerLostError
from textmine.job.analyses import Parameters
from textmine.job.flow import exchange
from textmine.job.flow.kept import (
    find_step,
    load_parts,
    load_table,
    make_key,
    save_step,
)
from textmine.job.flow.keys import (
    content_key,
    frame_key,
    place_of,
    reading_key,
    stage_key,
)
from textmine.job.flow.limits import PARTITION
from textmine.job.flow.meter import StepFacts, describe_facts
from textmine.job.flow.reading import Read, choose_reports, rows_of
from textmine.job.flow.steps import (
    ReadingStep,
    Regrouping,
    Step,
    pieces_of,
    run_reading,
    run_regrouping,
    run_step,
)
from textmine.job.plan import AGENCY, CORPUS, STAGES, TEXT_TABLES, Stage
from textmine.progress import watch


@dataclass
class Partitioned:
    """Many partitions, whose tables go from step to step through files.

    Parameters
    ----------
    parameters : Parameters
        What the run is asked for.
    shelf : Path
        Where the tables of steps are kept.
    size : int
        Reports of a partition.
    show : bool or None
        Whether to show bars.
    """

    parameters: Parameters
    shelf: Path
    size: int = PARTITION
    show: bool | None = False
    stages: dict[str, dict[str, Any]] = field(default_factory=dict)
    to_keep: list[Path] = field(default_factory=list)
    _places: dict[str, list[Path]] = field(default_factory=dict)
    _corpus_wide: set[str] = field(default_factory=set)

    @property
    def n_parts(self) -> int:
        """Number of partitions."""
        return len(self._places["reports"])

    def read(self, read: Read) -> list[Failure]:
        """Read partition by partition, and set copies aside."""
        starts = range(0, len(read.sources), self.size)
        tasks = []
        for part, start in enumerate(starts):
            sources = read.sources[start : start + self.size]
            tasks.append(
                ReadingStep(
                    sources, place_of(self.shelf, "read", part, reading_key(sources))
                )
            )
        self._do("read", run_reading, tasks)
        places = [*read.stored, *(task.place for task in tasks)]
        self.to_keep += places
        identities = [load_table([place], "identities") for place in places]
        kept, failures = choose_reports(identities, read.crosswalk, read.mined)
        failures += rows_of([load_table([place], "failures") for place in places])
        self._regroup(places, identities, kept)
        return failures

    def take_corpus(self, corpus: Corpus) -> None:
        """Take the tables of a corpus, some reports at a time: it may lie on disk."""
        places = []
        for part, start in enumerate(range(0, len(corpus), self.size)):
            tables = text_tables(corpus[start : start + self.size].parsed)
            place = place_of(self.shelf, "read", part, content_key(tables))
            if find_step(place) is None:
                rows = {name: len(table) for name, table in tables.items()}
                save_step(place, tables, StepFacts(rows=rows))
            places.append(place)
        self._places |= dict.fromkeys(TEXT_TABLES, places)

    def run(self) -> None:
        """Run all stages, each on all partitions before the next."""
        for stage in STAGES:
            if stage.looks_at == CORPUS:
                places = self._run_whole(stage)
                self._corpus_wide |= set(stage.gives)
            elif stage.looks_at == AGENCY:
                places = self._run_exchanged(stage)
            else:
                places = self._run_parts(stage)
            self._places |= {name: places for name in stage.gives}

    def parts(
        self, name: str, columns: Sequence[str] | None = None
    ) -> Iterator[pd.DataFrame]:
        """Give the parts of a table, read one after the other."""
        return load_parts(self._places[name], name, columns)

    def _regroup(
        self,
        read: Sequence[Path],
        identities: Sequence[pd.DataFrame],
        kept: pd.DataFrame,
    ) -> None:
        """Cut the reports that are kept into partitions, in order of their ids."""
        home = {
            report_id: number
            for number, part in enumerate(identities)
            for report_id in part["report_id"]
        }
        every = (load_table([place], "end_lines") for place in read)
        recurring = find_recurring(
            lines[lines["report_id"].isin(kept["report_id"])] for lines in every
        )
        known = hashlib.sha256(recurring.tobytes()).hexdigest()
        tasks, places = [], []
        for part, start in enumerate(range(0, len(kept), self.size)):
            mine = kept.iloc[start : start + self.size].reset_index(drop=True)
            numbers = sorted({home[report_id] for report_id in mine["report_id"]})
            if len(numbers) == 1 and mine.equals(identities[numbers[0]]):
                lines = load_table([read[numbers[0]]], "end_lines")
                if not len(find_site_frames(lines, recurring)):
                    # Just what was read together, and nothing to be changed: it stays there.
                    places.append(read[numbers[0]])
                    continue
            where = tuple(read[number] for number in numbers)
            key = make_key(
                "regroup", [place.name for place in where], frame_key(mine), known
            )
            place = place_of(self.shelf, "regroup", part, key)
            tasks.append(Regrouping(where, mine, recurring, place))
            places.append(tasks[-1].place)
        if tasks:
            self._do("regroup", run_regrouping, tasks)
        self._places |= {name: places for name in TEXT_TABLES}

    def _run_parts(self, stage: Stage) -> list[Path]:
        """Run a stage on each partition alone."""
        tasks = [self._task(stage, part) for part in range(self.n_parts)]
        self._do(stage.name, run_step, tasks)
        return [task.place for task in tasks]

    def _run_whole(self, stage: Stage) -> list[Path]:
        """Run a stage on the whole corpus."""
        task = self._task(stage, None)
        self._do(stage.name, run_step, [task])
        return [task.place]

    def _run_exchanged(self, stage: Stage) -> list[Path]:
        """Run a stage on buckets of agencies, between a scattering and a gathering of rows."""
        n = self.n_parts
        reports = self._places["reports"]
        needed = [self._needed(stage, part) for part in range(n)]
        scattering = [
            exchange.Scatter(
                self._stage_place(stage, "scatter", part, needed[part] + [n]),
                pieces_of(stage.name, self._places, part, self._corpus_wide),
                reports[part],
                n,
            )
            for part in range(n)
        ]
        self._do(f"{stage.name}, sorted", exchange.scatter, scattering)
        scattered = tuple(task.place for task in scattering)
        working = [
            exchange.Work(
                stage.name,
                self._stage_place(
                    stage, "work", bucket, [place.name for place in scattered]
                ),
                scattered,
                bucket,
                self.parameters,
            )
            for bucket in range(n)
        ]
        self._do(stage.name, exchange.work, working)
        worked = tuple(task.place for task in working)
        gathering = [
            exchange.Gather(
                stage.name,
                self._stage_place(
                    stage, "gather", part, [place.name for place in worked]
                ),
                worked,
                part,
                reports[part],
            )
            for part in range(n)
        ]
        self._do(f"{stage.name}, gathered", exchange.gather, gathering)
        return [task.place for task in gathering]

    def _task(self, stage: Stage, part: int | None) -> Step:
        """A stage on a partition, or on the whole corpus, as a step."""
        key = stage_key(stage, self.parameters, self._needed(stage, part))
        return Step(
            stage.name,
            place_of(self.shelf, stage.name, part or 0, key),
            pieces_of(stage.name, self._places, part, self._corpus_wide),
            None if part is None else self._places["reports"][part],
            self.parameters,
        )

    def _needed(self, stage: Stage, part: int | None) -> list[Any]:
        """Keys of what a step is made from: the names of the folders that it reads."""
        pieces = pieces_of(stage.name, self._places, part, self._corpus_wide)
        return [[place.name for place in piece.places] for piece in pieces]

    def _stage_place(
        self, stage: Stage, what: str, part: int, needed: list[Any]
    ) -> Path:
        """Folder of a step of an exchange."""
        key = stage_key(stage, self.parameters, [what, part, needed])
        return place_of(self.shelf, f"{stage.name}.{what}", part, key)

    def _do(
        self, name: str, function: Callable[[Any], StepFacts], tasks: Sequence[Any]
    ) -> None:
        """Do the tasks of a stage that are not done yet."""
        facts: dict[int, StepFacts] = {}
        for number, task in enumerate(tasks):
            kept = find_step(task.place)
            if kept is not None:
                facts[number] = kept
        n_kept = len(facts)
        open_ = [number for number in range(len(tasks)) if number not in facts]
        results = current_engine().map(function, [tasks[number] for number in open_])
        done = watch(results, len(open_), name, "partition", show=self.show)
        try:
            for number, fact in zip(open_, done, strict=True):
                facts[number] = fact
        except WorkerLostError as error:
            raise WorkerLostError(f"stage {name}: {error}", error.item) from None
        in_order = [facts[number] for number in range(len(tasks))]
        self.stages[name] = describe_facts(in_order, n_kept)
