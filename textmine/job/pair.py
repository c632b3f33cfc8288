"""Two reports side by side."""

from __future__ import annotations

from pathlib import Path

from textmine.corpus.corpus import Corpus
from textmine.corpus.naming import name_reports
from textmine.corpus.reading import read_report
from textmine.errors import ReadError
from textmine.job.plan import Parameters


def compare_files(
    report_a: str | Path,
    report_b: str | Path,
    out: str | Path,
    *,
    parameters: Parameters | None = None,
) -> Path:
    """Lay two reports side by side, what they share coloured, as one self-contained HTML page.

    Parameters
    ----------
    report_a, report_b : str or Path
        The report files.
    out : str or Path
        The page to write.
    parameters : Parameters, optional
        Shortest passage that counts as shared.

    Returns
    -------
    pathlib.Path
        The page.

    Raises
    ------
    ReadError
        If a file cannot be read as a report, or both are the same file.
    """
    from textmine.dossier.reader import write_reader
    from textmine.reuse.mine import mine_reuse

    files = [Path(report_a), Path(report_b)]
    if files[0].resolve() == files[1].resolve():
        raise ReadError(f"{files[0].name}: given twice; expected two different reports")
    ids = name_reports(files)
    corpus = Corpus([read_report(f, report_id=i) for f, i in zip(files, ids, strict=True)])
    reuse = mine_reuse(corpus, min_chars=(parameters or Parameters()).min_chars)
    sides = [
        {"report_id": r.report_id, "agency": r.agency, "year": r.year, "text": r.text}
        for r in (corpus[i] for i in ids)
    ]
    return write_reader(sides[0], sides[1], reuse.align(*ids), out, residues=reuse.residue())
