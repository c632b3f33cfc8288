"""Two reports side by side."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from textmine.corpus.corpus import Corpus
from textmine.corpus.naming import name_reports
from textmine.corpus.originals.cutting import cut_spans
from textmine.corpus.reading import read_report
from textmine.errors import ReadError
from textmine.intake.values import take_target
from textmine.io.isolation.process import FileLimits
from textmine.schema import Report

PAGES = (".html", ".htm")
"""How the name of a page ends."""


def compare_files(
    report_a: str | Path,
    report_b: str | Path,
    out: str | Path,
    *,
    file_limits: FileLimits | None = None,
) -> Path:
    """Lay two reports side by side, what they share coloured, as one self-contained HTML page.

    Parameters
    ----------
    report_a, report_b : str or Path
        The report files.
    out : str or Path
        The page to write.
    file_limits : FileLimits, optional
        What one file may cost, to be read and to be shown, as for :func:`textmine.read_corpus`.

    Returns
    -------
    pathlib.Path
        The page.

    Raises
    ------
    ReadError
        If a file cannot be read as a report, both are the same file, or the page would be written
        over one of them.
    FrameError
        If the name of ``out`` is not that of a page.
    """
    from textmine.dossier.reader import write_reader
    from textmine.reuse.mine import mine_reuse

    files = [Path(report_a), Path(report_b)]
    if files[0].resolve() == files[1].resolve():
        raise ReadError(f"{files[0].name}: given twice; expected two different reports")
    ids = name_reports(files)
    _refuse_overwriting(Path(out), files)
    take_target(out, PAGES, what="pages")
    corpus = Corpus(
        [
            read_report(file, report_id=name, file_limits=file_limits)
            for file, name in zip(files, ids, strict=True)
        ]
    )
    reuse = mine_reuse(corpus)
    sides = [
        {"report_id": r.report_id, "agency": r.agency, "year": r.year, "text": r.text}
        for r in (corpus[i] for i in ids)
    ]
    alignment = reuse.align(*ids)
    return write_reader(
        sides[0],
        sides[1],
        alignment,
        out,
        residues=reuse.residue(),
        pictures=_cut_pictures([corpus[i] for i in ids], alignment, file_limits),
    )


def _cut_pictures(
    reports: list[Report], alignment: pd.DataFrame, limits: FileLimits | None
) -> pd.DataFrame:
    """Pictures of what both share, cut out of those of the two files that have pages."""
    from textmine.dossier.alignment import check_alignment, find_stretches

    spans = check_alignment(alignment, *(len(report.text) for report in reports))
    stretches, _ = find_stretches(spans)
    sides = [stretch.a for stretch in stretches], [stretch.b for stretch in stretches]
    cut = [
        cut_spans(report, side, file_limits=limits)
        for report, side in zip(reports, sides, strict=True)
    ]
    return pd.concat(cut, ignore_index=True)


def _refuse_overwriting(out: Path, files: list[Path]) -> None:
    """Refuse a page that would take the place of one of the reports."""
    for file in files:
        if out.resolve() == file.resolve():
            raise ReadError(
                f"{out}: is one of the reports; give another file for the page"
            )
