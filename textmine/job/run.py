"""Run the whole job: read, analyse, write frames, page and manifest."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.corpus.corpus import Corpus
from textmine.corpus.inputs import Inputs, Paths, find_inputs
from textmine.corpus.reading import gather_failures
from textmine.corpus.store import USUAL, Parts
from textmine.engine import Engine, LocalEngine, roomy, use_engine
from textmine.english import Counted
from textmine.errors import ReadError, ResultsError
from textmine.intake.arguments import check_arguments
from textmine.io.isolation.process import FileLimits
from textmine.job.analyses import SENTENCES_LEARNED, Parameters
from textmine.job.flow.found import (
    Found,
    found_in,
    keep_found,
    leave_out_read,
    load_found,
)
from textmine.job.flow.in_memory import InMemory
from textmine.job.flow.kept import find_step, load_table, sweep
from textmine.job.flow.keys import SHELF
from textmine.job.flow.limits import Limits, parse_memory
from textmine.job.flow.manifest import read_run_manifest
from textmine.job.flow.partitioned import Partitioned
from textmine.job.flow.reading import Conductor, Read
from textmine.job.lists import Lists, match_expected, match_verdicts, read_lists
from textmine.job.plan import RESULTS
from textmine.job.results import (
    Account,
    Mined,
    ResultsFolder,
    describe_versions,
    load,
)
from textmine.job.run_page import write_run_page
from textmine.job.trace.index import keep_narrative
from textmine.places import locate_parts
from textmine.schema import DOUBTFUL, frame_columns
from textmine.scratch import pause_collection
from textmine.segment.itemizer.model import model_digest


@check_arguments
def mine(
    source: Corpus | Paths,
    out: str | Path | None = None,
    *,
    min_chars: int = 20,
    n_themes: int = 12,
    pairs: int | None = None,
    seed: int = 0,
    successors: bool = True,
    formats: Iterable[str] = USUAL,
    jobs: int = 1,
    memory: str | int | None = None,
    engine: Engine | None = None,
    resume: bool = False,
    progress: bool | None = None,
    file_limits: FileLimits | None = None,
    expected: str | Path | pd.DataFrame | None = None,
    verdicts: str | Path | pd.DataFrame | None = None,
) -> Mined:
    """Run everything: from files to frames and the HTML report.

    Up to 5,000 reports are kept in memory; more are worked on in partitions, from files to files,
    so that memory is bounded by the partition. The results are the same bytes for any number of
    partitions, processes or machines.

    Parameters
    ----------
    source : Corpus, path or iterable of paths
        A corpus, or the files and folders to read it from.
    out : str or Path, optional
        Folder for the frames, ``report.html`` and ``manifest.json``; nothing is written without it.
        It is whole or not there: the manifest is written last, files of an earlier run go.
    min_chars : int, default 20
        Shortest shared passage that is searched, in normalised characters; at least 4.
    n_themes : int, default 12
        Number of themes; fewer where the texts are too short to carry them.
    pairs : int, optional
        Number of pairs of reports; by default all with a q of at most 0.05, 20 to 100 of them.
    seed : int, default 0
        Seed of what is drawn at random.
    successors : bool, default True
        Whether an agency is one with those that it took over from in a reform.
    formats : iterable of {"csv", "parquet", "xlsx", "dta"}
        What to write the frames as.
    jobs : int, default 1
        Processes of this machine to work with.
    memory : str or int, optional
        What the run may take, e.g. ``"4GB"``: decides how many reports are held at once.
    engine : Engine, optional
        Where to work, e.g. a cluster (:func:`textmine.job.cluster.open_cluster`); ``jobs`` then
        plays no part.
    resume : bool, default False
        Take up what an interrupted run into the same folder has finished, as far as nothing that
        went into it has changed since.
    progress : bool, optional
        Whether to show bars; by default on a terminal and in a notebook.
    file_limits : FileLimits, optional
        What one file may cost: 60 seconds, 3 GB of address space and 50 MB by default. One that
        takes more is a row of the frame ``failures``.
    expected : str, Path or DataFrame, optional
        Which reports should be there (columns agency or agency_id, and year): the frame
        ``expected`` tells which are held and which are missing.
    verdicts : str, Path or DataFrame, optional
        What people said of checks (report_id, check) and families (family_id): verdict, note, by.
        The frame ``verdicts`` tells whether each still meets what it was given on.

    Returns
    -------
    Mined
        Frames, manifest and the path of the page.

    Raises
    ------
    ReadError
        If no report could be read at all, or a list cannot be.
    FrameError, ResultsError
        If an argument is out of range, or ``out`` holds files that no run of textmine wrote.
    """
    parameters = Parameters(min_chars, n_themes, pairs, seed, successors)
    parameters.check()
    parse_memory(memory)
    given = read_lists(expected, verdicts)
    folder = None if out is None else ResultsFolder(Path(out).expanduser(), formats)
    if folder is not None:
        folder.check()
        sweep(
            folder.shelf,
            _kept_steps(folder.path) if not resume else _all_steps(folder.shelf),
        )
    with use_engine(engine or LocalEngine(jobs)) as used:
        limits = Limits.of(memory, used, file_limits)
        try:
            return run_job(
                source, folder, parameters, limits, given=given, show=progress
            )
        except ReadError:
            if folder is not None:
                folder.undo()
            raise


@check_arguments
def add(
    folder: str | Path,
    paths: Paths,
    *,
    jobs: int = 1,
    memory: str | int | None = None,
    engine: Engine | None = None,
    progress: bool | None = None,
    file_limits: FileLimits | None = None,
) -> Mined:
    """Mine further reports together with those of a results folder, which are not read again.

    Parameters
    ----------
    folder : str or Path
        What :func:`mine` wrote to; its parameters and formats hold for the whole.
    paths : str, Path or iterable of them
        The further reports, or a folder that holds them beside those that are there: what has the
        name and the bytes of a file that was read before is left out, other copies count as such.
    jobs, memory, engine, progress, file_limits
        As in :func:`mine`.

    Returns
    -------
    Mined
        The same as of mining all reports at once.

    Raises
    ------
    ResultsError
        If the folder is not whole, what was read is not kept in it any more, or it was mined from
        a corpus.
    ReadError
        If no file could be found.
    """
    before = load(folder)
    path = Path(folder).expanduser()
    kept = _kept_steps(path)
    if not kept or any(find_step(step) is None for step in kept):
        raise ResultsError(
            f"{path}: what was read is not kept in {SHELF} any more; mine all reports together"
        )
    if len(before["reports"]) and not any(step.parent.name == "found" for step in kept):
        raise ResultsError(
            f"{path}: mined from a corpus, of which nothing is kept to add to; mine both together, "
            "tm.mine(corpus + tm.read_corpus(further), out=…)"
        )
    formats = {Path(name).suffix[1:] for name in before.manifest["files"]} - {"html"}
    results = ResultsFolder(path, formats)
    results.check()
    sweep(results.shelf, kept)
    with use_engine(engine or LocalEngine(jobs)) as used:
        return run_job(
            paths,
            results,
            Parameters(**before.manifest["parameters"]),
            Limits.of(memory, used, file_limits),
            stored=sorted(kept),
            mined=frozenset(before["reports"]["report_id"]),
            given=read_lists(before["expected"], before["verdicts"]),
            show=progress,
        )


@roomy
def run_job(
    source: Corpus | Paths,
    folder: ResultsFolder | None,
    parameters: Parameters,
    limits: Limits,
    *,
    stored: Sequence[Path] = (),
    mined: frozenset[str] = frozenset(),
    given: Lists | None = None,
    show: bool | None = False,
) -> Mined:
    """Run the job with the engine at hand.

    Parameters
    ----------
    source : Corpus or paths
        What to mine.
    folder : ResultsFolder or None
        Where the results go.
    parameters : Parameters
        What is asked for.
    limits : Limits
        How much is held at once.
    stored : sequence of Path
        Steps kept by an earlier run, whose reports are mined together with these.
    mined : frozenset of str
        Ids of the reports that the earlier run mined; they keep them.
    given : Lists, optional
        Which reports were to be expected, and verdicts of people.
    show : bool, optional
        Whether to show bars; None: on a terminal and in a notebook.

    Returns
    -------
    Mined
        Frames, manifest and page.
    """
    taken: Corpus | Inputs
    if isinstance(source, Corpus):
        taken = source
    else:
        given_now = find_inputs(source, _names_taken(stored), limits.file)
        taken = leave_out_read(given_now, stored)
    n_new = len(taken) if isinstance(taken, Corpus) else len(taken.sources)
    in_memory = n_new + _n_stored(stored) <= limits.in_memory
    # What is held in memory is few enough to need no collector from first to last.
    quiet = pause_collection() if in_memory else nullcontext()
    with _shelf(folder, needed=not in_memory) as shelf, quiet:
        conductor: Conductor
        if in_memory or shelf is None:
            conductor = InMemory(parameters, shelf, show)
        else:
            conductor = Partitioned(parameters, shelf, limits.partition, show)
        if isinstance(taken, Corpus):
            account = _take(taken, conductor)
        else:
            account = _read(taken, stored, mined, conductor, shelf)
        conductor.run()
        told = {"failures": account.failures, **_match(given or Lists(), conductor)}
        manifest = _manifest(parameters, account, told, conductor)
        manifest["file_limits"] = asdict(limits.file)
        frames: dict[str, Parts] = {
            name: partial(_parts, conductor, told, name) for name in RESULTS
        }
        if folder is None:
            whole = {
                name: pd.concat(list(parts()), ignore_index=True)
                for name, parts in frames.items()
            }
            return Mined(whole, manifest, None)
        keep = {*conductor.to_keep, *keep_narrative(conductor.parts, folder.shelf)}
        manifest["kept"] = sorted(
            step.relative_to(folder.shelf).as_posix() for step in keep
        )
        page = partial(write_run_page, conductor.parts, told, manifest)
        results = folder.write(frames, page, manifest)
        sweep(folder.shelf, keep)
    return results


@contextmanager
def _shelf(folder: ResultsFolder | None, *, needed: bool) -> Iterator[Path | None]:
    """Where finished steps are kept: in the results folder, else for as long as the run takes."""
    if folder is not None:
        yield folder.shelf
    elif needed:
        with tempfile.TemporaryDirectory(prefix="textmine-") as temporary:
            yield Path(temporary)
    else:
        yield None


def _take(corpus: Corpus, conductor: Conductor) -> Account:
    """Hand over the tables of a corpus."""
    if not len(corpus):
        raise _nothing_usable(corpus.failures)
    conductor.take_corpus(corpus)
    n_reports, n_failures = len(corpus), len(corpus.failures)
    return Account(n_reports + n_failures, n_reports, corpus.failures)


def _nothing_usable(failures: pd.DataFrame) -> ReadError:
    """Make the error of a run without a report, with what is wrong with the first file."""
    first = failures["reason"].iloc[0] if len(failures) else "the corpus is empty"
    return ReadError(f"no usable report among {Counted(len(failures)):file}: {first}")


def _read(
    inputs: Inputs,
    stored: Sequence[Path],
    mined: frozenset[str],
    conductor: Conductor,
    shelf: Path | None,
) -> Account:
    """Read files, together with what an earlier run has read."""
    before = [step for step in stored if step.parent.name == "found"]
    earlier = sum((load_found(step) for step in before), Found())
    new = found_in(inputs).beside(earlier)
    conductor.to_keep.extend(before)
    if shelf is not None and (inputs.sources or new != Found()):
        conductor.to_keep.append(keep_found(new, shelf, len(before)))
    found = earlier + new
    read = tuple(step for step in stored if step.parent.name == "read")
    failed = conductor.read(Read(tuple(inputs.sources), read, found.crosswalk, mined))
    # A file that fails again is one failure.
    failed = list({tuple(row.items()): row for row in failed}.values())
    failures = gather_failures([*found.refused, *found.remarks, *failed])
    n_reports = sum(len(part) for part in conductor.parts("reports", ["report_id"]))
    if not n_reports:
        raise _nothing_usable(failures)
    n_entries = n_reports + len(failed) + len(found.refused) + len(found.passed_over)
    return Account(
        n_entries, n_reports, failures, len(found.remarks), found.passed_over
    )


def _match(given: Lists, conductor: Conductor) -> dict[str, pd.DataFrame]:
    """Hold what was given against what the run found."""
    who = ["report_id", "agency", "agency_id", "year"]
    reports = pd.concat(list(conductor.parts("reports", who)), ignore_index=True)
    checks = (
        part
        for table in RESULTS["checks"]
        for part in conductor.parts(table, ["report_id", "check", "status"])
    )
    kinds = list(conductor.parts("families", ["family_id", "kind"]))
    return {
        "expected": match_expected(given.expected, reports),
        "verdicts": match_verdicts(
            given.verdicts,
            checks if len(given.verdicts) else (),
            pd.concat(kinds, ignore_index=True),
        ),
    }


Told = Mapping[str, pd.DataFrame]


def _parts(conductor: Conductor, told: Told, name: str) -> Iterator[pd.DataFrame]:
    """Give the parts of a frame of the results."""
    if name in told:
        yield told[name]
        return
    for table in RESULTS[name]:
        parts = conductor.parts(table)
        # On which page passages stand is told here: the analyses know nothing of files.
        is_placed = table == "passages"
        yield from (
            locate_parts(parts, conductor.parts("places")) if is_placed else parts
        )


def _manifest(
    parameters: Parameters, account: Account, told: Told, conductor: Conductor
) -> dict[str, Any]:
    """What was run, with what, on what, how long, with how much memory, and what came out."""
    from textmine.problems.answers.persistence import MIN_RESTATED
    from textmine.problems.answers.response import MIN_SCORE
    from textmine.problems.coder.codebook import load_codebook

    inputs: dict[str, str] = {}
    for part in conductor.parts("reports", ["source", "sha256"]):
        inputs |= dict(zip(part["source"], part["sha256"], strict=True))
    return {
        "parameters": asdict(parameters),
        "versions": describe_versions(),
        "models": {"items": model_digest()},
        "codebook": load_codebook().version,
        # What a methods section is asked for and no parameter of a run changes.
        "thresholds": {
            "items.doubtful": DOUBTFUL,
            "responses.score": MIN_SCORE,
            "persistence.similarity": MIN_RESTATED,
        },
        "samples": {
            "themes": f"{SENTENCES_LEARNED} distinct sentences of the lowest hashes"
        },
        "inputs": inputs,
        "entries": account.count(),
        "passed_over": account.passed_over,
        "rows": {name: _count_rows(conductor, told, name) for name in RESULTS},
        "stages": conductor.stages,
    }


def _count_rows(conductor: Conductor, told: Told, name: str) -> int:
    """Rows of a frame, counted by its first column."""
    if name in told:
        return len(told[name])
    first = [next(iter(frame_columns(name)))]
    return sum(
        len(part) for table in RESULTS[name] for part in conductor.parts(table, first)
    )


def _identities(stored: Sequence[Path], columns: Sequence[str]) -> list[pd.DataFrame]:
    """What is known of the reports that an earlier run has read."""
    read = [step for step in stored if step.parent.name == "read"]
    return [load_table([step], "identities", columns) for step in read]


def _n_stored(stored: Sequence[Path]) -> int:
    """Reports that an earlier run has read."""
    return sum(len(part) for part in _identities(stored, ["given"]))


def _names_taken(stored: Sequence[Path]) -> frozenset[str]:
    """Ids and names of reports that are there already."""
    taken: set[str] = set()
    for part in _identities(stored, ["report_id", "source"]):
        taken |= {*part["report_id"], *part["source"]}
    return frozenset(taken)


def _kept_steps(folder: Path) -> set[Path]:
    """Steps that whole results keep, so that reports can be added to them."""
    try:
        manifest = read_run_manifest(folder)
    except ResultsError:
        return set()
    return {folder / SHELF / name for name in manifest["kept"]}


def _all_steps(shelf: Path) -> set[Path]:
    """All steps that an interrupted run has finished."""
    return {step for step in shelf.glob("*/*") if step.suffix != ".part"}
