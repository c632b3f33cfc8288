"""Go through the plan: in memory where the corpus is small, else over partitions on disk.

Both ways run the same stages on the same tables. In memory there is one partition, and its tables
are handed from stage to stage; on disk a stage is a list of steps that the engine spreads over
processes or machines. Either way each finished step is kept under a key of all that went into it
(:mod:`textmine.job.kept`), so that a run that was stopped goes on from there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import pandas as pd
import xxhash

from textmine.corpus.inputs import Failure, Source
from textmine.corpus.reading import find_copies, settle, warn_of_twins
from textmine.corpus.site_frame import cut_site_frames, find_recurring, find_site_frames
from textmine.engine import current_engine, watch
from textmine.job import exchange
from textmine.job.analyses import Parameters
from textmine.job.kept import (
    Facts,
    Meter,
    code_key,
    describe_facts,
    find_step,
    load_table,
    make_key,
    save_step,
)
from textmine.job.limits import PARTITION
from textmine.job.plan import AGENCY, CORPUS, STAGES, TEXT_TABLES, Stage, describe
from textmine.job.steps import (
    Reading,
    Regrouping,
    Step,
    pick_reports,
    pieces_of,
    read_tables,
    run_reading,
    run_regrouping,
    run_step,
)


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
    """

    sources: tuple[Source, ...] = ()
    stored: tuple[Path, ...] = ()
    crosswalk: dict[str, str] = field(default_factory=dict)


class Conductor(Protocol):
    """Runs the plan and gives its tables."""

    stages: dict[str, dict[str, Any]]
    """What each stage took and gave, for the manifest."""
    to_keep: list[Path]
    """Folders of what was read, by which reports can be added later."""

    def read(self, read: Read) -> list[Failure]:
        """Read, and set copies aside; gives what failed."""
        ...

    def take(self, tables: Mapping[str, pd.DataFrame]) -> None:
        """Take the tables of a corpus that is read already."""
        ...

    def run(self) -> None:
        """Run all stages."""
        ...

    def parts(self, name: str, columns: Sequence[str] | None = None) -> Iterator[pd.DataFrame]:
        """Give the parts of a table one after the other."""
        ...


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
        parts = [_load_all(place) for place in read.stored]
        self.to_keep += read.stored
        keys = [place.name for place in read.stored]
        if read.sources or not parts:
            key = _reading_key(read.sources)
            keys.append(key)
            parts.append(
                self._step("read", key, partial(read_tables, read.sources, show=self.show))
            )
            if self.shelf is not None:
                self.to_keep.append(_place(self.shelf, "read", 0, key))
        kept, failures = choose_reports([part["identities"] for part in parts], read.crosswalk)
        failures += rows_of([part["failures"] for part in parts])
        tables = {name: _regroup([part[name] for part in parts], kept) for name in TEXT_TABLES}
        lines = _regroup([part["end_lines"] for part in parts], kept)
        spans = find_site_frames(lines, find_recurring([lines]))
        self.take(cut_site_frames(tables, spans), make_key("regroup", keys, _frame_key(kept)))
        return failures

    def take(self, tables: Mapping[str, pd.DataFrame], key: str | None = None) -> None:
        """Take the tables of the text side as they are."""
        self.tables |= tables
        key = key or _content_key(tables)
        self._keys |= dict.fromkeys(tables, key)

    def run(self) -> None:
        """Run all stages, one after the other."""
        for stage in watch(STAGES, len(STAGES), "mining", "stage", show=self.show):
            needed = [self._keys[name] for name in stage.needs]
            key = _stage_key(stage, self.parameters, needed)
            given = self._step(stage.name, key, partial(self._run, stage))
            self.tables |= given
            self._keys |= dict.fromkeys(given, key)

    def parts(self, name: str, columns: Sequence[str] | None = None) -> Iterator[pd.DataFrame]:
        """Give the table, which is one part."""
        table = self.tables[name]
        yield table if columns is None else table[list(columns)]

    def _run(self, stage: Stage) -> dict[str, pd.DataFrame]:
        """Run a stage on the tables that it says it needs, and on nothing else."""
        needed = {}
        for name in stage.needs:
            columns = stage.columns.get(name)
            needed[name] = self.tables[name] if columns is None else self.tables[name][[*columns]]
        given = stage.run(needed, self.parameters)
        return {name: table.reset_index(drop=True) for name, table in given.items()}

    def _step(
        self, stage: str, key: str, make: Callable[[], dict[str, pd.DataFrame]]
    ) -> dict[str, pd.DataFrame]:
        """Take up a step's tables where they are kept, else make and keep them."""
        place = None if self.shelf is None else _place(self.shelf, stage, 0, key)
        facts = None if place is None else find_step(place)
        if place is not None and facts is not None:
            self.stages[stage] = describe_facts([facts], n_kept=1)
            return _load_all(place)
        meter = Meter()
        tables = make()
        facts = meter.read(tables)
        self.stages[stage] = describe_facts([facts], n_kept=0)
        if place is not None:
            save_step(place, tables, facts)
        return tables


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
            tasks.append(Reading(sources, _place(self.shelf, "read", part, _reading_key(sources))))
        self._do("read", run_reading, tasks)
        places = [*read.stored, *(task.place for task in tasks)]
        self.to_keep += places
        identities = [load_table([place], "identities") for place in places]
        kept, failures = choose_reports(identities, read.crosswalk)
        failures += rows_of([load_table([place], "failures") for place in places])
        self._regroup(places, identities, kept)
        return failures

    def take(self, tables: Mapping[str, pd.DataFrame], key: str | None = None) -> None:
        """Cut the tables of the text side into partitions."""
        key = key or _content_key(tables)
        reports = tables["reports"]
        places = []
        for part, start in enumerate(range(0, len(reports), self.size)):
            mine = reports.iloc[start : start + self.size]
            place = _place(self.shelf, "read", part, make_key("taken", key, part, self.size))
            if find_step(place) is None:
                cut = {name: pick_reports(table, mine) for name, table in tables.items()}
                save_step(place, cut, Facts(rows={name: len(t) for name, t in cut.items()}))
            places.append(place)
        self._places |= {name: places for name in TEXT_TABLES}

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

    def parts(self, name: str, columns: Sequence[str] | None = None) -> Iterator[pd.DataFrame]:
        """Give the parts of a table, read one after the other."""
        for place in self._places[name]:
            yield load_table([place], name, columns)

    def _regroup(
        self, read: Sequence[Path], identities: Sequence[pd.DataFrame], kept: pd.DataFrame
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
            key = make_key("regroup", [place.name for place in where], _frame_key(mine), known)
            place = _place(self.shelf, "regroup", part, key)
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
                self._stage_place(stage, "work", bucket, [place.name for place in scattered]),
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
                self._stage_place(stage, "gather", part, [place.name for place in worked]),
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
        key = _stage_key(stage, self.parameters, self._needed(stage, part))
        return Step(
            stage.name,
            _place(self.shelf, stage.name, part or 0, key),
            pieces_of(stage.name, self._places, part, self._corpus_wide),
            None if part is None else self._places["reports"][part],
            self.parameters,
        )

    def _needed(self, stage: Stage, part: int | None) -> list[Any]:
        """Keys of what a step is made from: the names of the folders that it reads."""
        pieces = pieces_of(stage.name, self._places, part, self._corpus_wide)
        return [[place.name for place in piece.places] for piece in pieces]

    def _stage_place(self, stage: Stage, what: str, part: int, needed: list[Any]) -> Path:
        """Folder of a step of an exchange."""
        key = _stage_key(stage, self.parameters, [what, part, needed])
        return _place(self.shelf, f"{stage.name}.{what}", part, key)

    def _do(self, name: str, function: Callable[[Any], Facts], tasks: Sequence[Any]) -> None:
        """Do the tasks of a stage that are not done yet."""
        facts: dict[int, Facts] = {}
        for number, task in enumerate(tasks):
            kept = find_step(task.place)
            if kept is not None:
                facts[number] = kept
        n_kept = len(facts)
        open_ = [number for number in range(len(tasks)) if number not in facts]
        results = current_engine().map(function, [tasks[number] for number in open_])
        done = watch(results, len(open_), name, "partition", show=self.show)
        for number, fact in zip(open_, done, strict=True):
            facts[number] = fact
        in_order = [facts[number] for number in range(len(tasks))]
        self.stages[name] = describe_facts(in_order, n_kept)


def choose_reports(
    identities: Sequence[pd.DataFrame], crosswalk: Mapping[str, str]
) -> tuple[pd.DataFrame, list[Failure]]:
    """Decide which reports are mined, all but copies of others, and who their agencies are.

    Parameters
    ----------
    identities : sequence of DataFrame
        Tables ``identities`` of what was read.
    crosswalk : mapping of str to str
        Agencies that the user joins.

    Returns
    -------
    kept : pandas.DataFrame
        Identities of the reports, in order of their ids.
    failures : list of Failure
        A row for each copy.
    """
    every = pd.concat(identities, ignore_index=True)
    every = settle(every.sort_values("report_id", kind="stable", ignore_index=True), crosswalk)
    copies = find_copies(every)
    dropped = {copy.report_id for copy in copies}
    kept = every[~every["report_id"].isin(dropped)].reset_index(drop=True)
    warn_of_twins(kept)
    return kept, [copy.failure for copy in copies]


def _regroup(parts: Sequence[pd.DataFrame], kept: pd.DataFrame) -> pd.DataFrame:
    """Lay the parts of a table together, in the order of the reports that are kept."""
    whole = parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)
    return pick_reports(whole, kept)


def _load_all(place: Path) -> dict[str, pd.DataFrame]:
    """All tables of a kept step."""
    return {file.stem: load_table([place], file.stem) for file in sorted(place.glob("*.parquet"))}


def rows_of(failures: Sequence[pd.DataFrame]) -> list[Failure]:
    """Give the rows of frames of failures, one after the other."""
    return [
        {str(name): str(value) for name, value in row.items()}
        for frame in failures
        for row in frame.to_dict("records")
    ]


def _place(shelf: Path, stage: str, part: int, key: str) -> Path:
    """Folder of a step."""
    return shelf / stage / f"{part:05d}-{key}"


def _stage_key(stage: Stage, parameters: Parameters, needed: Sequence[Any]) -> str:
    """Key of all that a step depends on."""
    used = {name: value for name, value in describe(parameters).items() if name in stage.uses}
    return make_key(stage.name, code_key(), used, list(needed))


def _reading_key(sources: Sequence[Source]) -> str:
    """Key of all that reading depends on: names, bytes and overrides of the files."""
    rows = [
        [source.report_id, source.source, _sha256(source.path), dict(source.override or {})]
        for source in sources
    ]
    return make_key("read", code_key(), rows)


def _content_key(tables: Mapping[str, pd.DataFrame]) -> str:
    """Key of what tables hold."""
    return make_key("given", code_key(), {name: _frame_key(t) for name, t in tables.items()})


def _frame_key(frame: pd.DataFrame) -> str:
    """Key of what a frame holds."""
    digest = xxhash.xxh3_128()
    for column in frame:
        digest.update(str(column).encode())
        digest.update(pd.util.hash_array(frame[column].to_numpy()).tobytes())
    return digest.hexdigest()


def _sha256(path: Path) -> str:
    """Digest of a file; of one that cannot be read nothing is known."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""
