"""Corpora of invented reports of which everything is known.

What was copied, by whom, how, and what is wrong.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from textmine.errors import TextmineError
from textmine.intake.arguments import check_arguments
from textmine.progress import watch
from textmine.simulation.agencies import make_agency
from textmine.simulation.claims import Facts
from textmine.simulation.families import OUTSIDE, FamilyPlan
from textmine.simulation.grammar import grammar
from textmine.simulation.numbers import draw_tables, form_of
from textmine.simulation.operators import Holder
from textmine.simulation.problems import draw_problem_years
from textmine.simulation.profile import SimulationProfile
from textmine.simulation.writer import ReportWriter, SimulatedReport

_STRANGER = 10_000_019
"""Number of the agency outside the corpus that texts without an originator in it are from."""
MANIFEST = (
    "path",
    "agency",
    "region",
    "province",
    "level",
    "agency_type",
    "year",
    "published",
)


class Simulation:
    """A corpus of invented reports, written when it is read.

    Parameters
    ----------
    n_reports, seed : int
        Its size and seed.
    profile : SimulationProfile
        What it contains.
    progress : bool, optional
        Whether a bar shows rate and time left while all reports are written; by default on a
        terminal and in a notebook.

    Examples
    --------
    >>> corpus = Simulation(3, 1, SimulationProfile())
    >>> [report.report_id for report in corpus.reports]
    ['a00000_2019', 'a00000_2020', 'a00000_2021']
    """

    def __init__(
        self,
        n_reports: int,
        seed: int,
        profile: SimulationProfile,
        progress: bool | None = None,
    ) -> None:
        self.n_reports, self.seed, self.profile = n_reports, seed, profile
        self.progress = progress
        self._plan = FamilyPlan(profile, n_reports, seed)
        self._truth: list[dict[str, Any]] | None = None

    def __len__(self) -> int:
        if not self.profile.missing:
            return self.n_reports
        return sum(not self._is_missing(number) for number in range(self.n_reports))

    def __repr__(self) -> str:
        return f"Simulation(n_reports={self.n_reports}, seed={self.seed})"

    def __iter__(self) -> Iterator[SimulatedReport]:
        years = self.profile.years_per_agency
        writer = ReportWriter(self.profile, self._name)
        for agency in range(-(-self.n_reports // years)):
            for i, facts in enumerate(self._history(agency)):
                number = agency * years + i
                if number < self.n_reports and not self._is_missing(number):
                    yield self._write(writer, number, facts)

    @property
    def reports(self) -> Simulation:
        """The reports; may be gone through any number of times, one report in memory at a time."""
        return self

    @property
    def truth(self) -> list[dict[str, Any]]:
        """What is true of each report, in order (kept in memory from the first use)."""
        if self._truth is None:
            self._truth = [report.truth for report in self._watched()]
        return self._truth

    @check_arguments
    def write(self, folder: str | Path) -> Path:
        """Write reports/NAME.txt, manifest.csv and truth.jsonl.

        Parameters
        ----------
        folder : str or pathlib.Path
            Where to; made if it is not there.

        Returns
        -------
        pathlib.Path
            The folder.

        Raises
        ------
        TextmineError
            If the folder cannot be written to.
        """
        folder = Path(folder)
        try:
            (folder / "reports").mkdir(parents=True, exist_ok=True)
            self._write_files(folder)
        except OSError as error:
            raise TextmineError(
                f"simulate: cannot write to {folder}: {error.strerror or error}; name another "
                f"folder"
            ) from None
        return folder

    def _write_files(self, folder: Path) -> None:
        """Write all files of the corpus, report by report."""
        with (
            (folder / "manifest.csv").open(
                "w", encoding="utf-8", newline=""
            ) as manifest,
            (folder / "truth.jsonl").open("w", encoding="utf-8", newline="\n") as truth,
        ):
            rows = csv.DictWriter(manifest, MANIFEST, lineterminator="\n")
            rows.writeheader()
            for report in self._watched():
                (folder / "reports" / report.file_name).write_bytes(
                    report.text.encode("utf-8")
                )
                rows.writerow(
                    {"path": f"reports/{report.file_name}", **report.metadata}
                )
                truth.write(json.dumps(report.truth, ensure_ascii=False) + "\n")

    def _watched(self) -> Iterator[SimulatedReport]:
        """All reports, with a bar."""
        return watch(self, len(self), "simulating", "report", show=self.progress)

    def _name(self, number: int) -> str:
        """report_id of a report's number."""
        return f"a{self._plan.agency[number]:05d}_{self._plan.year[number]}"

    def _history(self, index: int) -> list[Facts]:
        """All years of an agency; they depend on the seed and the agency's number alone."""
        p = self.profile
        rng = Random(f"{self.seed}:agency:{index}")
        agency = make_agency(index, n_provinces=p.n_provinces)
        domains: Sequence[str] = grammar().used(p.themes)
        if agency.sector and not p.themes:
            domains = [agency.sector] * 2 + list(rng.sample(domains, 6))
        problems = draw_problem_years(rng, domains, p.years_per_agency)
        out: list[Facts] = []
        for i, content in enumerate(problems):
            year, number = p.first_year + i, index * p.years_per_agency + i
            before = out[-1].tables if out else None
            tables = draw_tables(rng, agency.level, form_of(rng, year), before)
            if number >= self.n_reports:
                break
            day = date(year + 1, 1, 1) + timedelta(days=int(self._plan.day[number]))
            earlier = self._name(number - 1) if i else ""
            following = (
                problems[i + 1].links
                if i + 1 < len(problems) and number + 1 < self.n_reports
                else ()
            )
            kept = frozenset(
                then
                for _, then, state in following
                if state == "verbatim" and then is not None
            )
            out.append(
                Facts(
                    self._name(number),
                    day.isoformat(),
                    agency,
                    year,
                    tables,
                    content,
                    earlier,
                    kept,
                )
            )
        return out

    def _is_missing(self, number: int) -> bool:
        """Tell whether a report was written but is not in the corpus."""
        missing = self.profile.missing
        return (
            missing > 0 and Random(f"{self.seed}:missing:{number}").random() < missing
        )

    def _holder(self, number: int, year: int) -> Holder:
        """Name and year of the report that a text is from."""
        index = _STRANGER
        if number != OUTSIDE:
            index, year = int(self._plan.agency[number]), int(self._plan.year[number])
        agency = make_agency(index, n_provinces=self.profile.n_provinces)
        return Holder(agency.name, year)

    def _write(
        self, writer: ReportWriter, number: int, facts: Facts
    ) -> SimulatedReport:
        """Write a report."""
        holders = [self._holder(i, facts.year) for i in self._plan.sources_of(number)]
        copies = self._plan.copies(
            number, (Holder(facts.agency.name, facts.year), *holders)
        )
        return writer.write(Random(f"{self.seed}:report:{number}"), facts, copies)


@check_arguments
def simulate(
    n_reports: int,
    *,
    seed: int = 0,
    out: str | Path | None = None,
    profile: SimulationProfile | None = None,
    progress: bool | None = None,
) -> Simulation:
    """Simulate a corpus of annual reports with known truth.

    Agencies and places are invented; sentences are put together at random, so that what two reports
    share was planted (set phrases apart). The same arguments give the same bytes. A report's own
    text does not depend on how many reports there are; what it copies does.

    Parameters
    ----------
    n_reports : int
        Number of reports, at least 1; an agency's years follow each other.
    seed : int
        Seed, from 0.
    out : str or pathlib.Path, optional
        Folder to write reports/, manifest.csv and truth.jsonl to.
    profile : SimulationProfile, optional
        What is planted and how untidy the reports are.
    progress : bool, optional
        Whether a bar shows rate and time left while all reports are written; by default on a
        terminal and in a notebook.

    Returns
    -------
    Simulation
        ``reports`` (report_id, file_name, text, metadata, truth), ``truth`` (a dict per report) and
        ``write``.

    Raises
    ------
    TextmineError
        If ``n_reports`` or ``seed`` is out of range, or the folder cannot be written to.

    Examples
    --------
    >>> report = next(iter(simulate(2, seed=3).reports))
    >>> passage = report.truth["passages"][0]
    >>> report.text[passage["start"] : passage["end"]] == passage["text"]
    True
    """
    if n_reports < 1 or seed < 0:
        raise TextmineError(
            f"simulate: n_reports is {n_reports}, seed is {seed}; expected at least 1 report, "
            f"a seed from 0"
        )
    simulation = Simulation(n_reports, seed, profile or SimulationProfile(), progress)
    if out is not None:
        simulation.write(out)
    return simulation
