"""Compute published tables again: ``python -m benchmarks.replicate FOLDER [--all] [STUDY ...]``.

FOLDER holds a folder of fetched data for each study; README.md beside this file says which, from
where, under which licence. Nothing is fetched here; a study whose data is missing is skipped and
named. One line a table, with its figure that is furthest off; ``--all`` prints every figure. Exit
code 1 where a figure differs by more than its tolerance.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.replicate import (
    bills,
    keyness,
    krippendorff,
    pan_2013,
    pan_chen,
    romance,
    short_answers,
)
from benchmarks.replicate.tables import Study, detail, summarise

STUDIES: tuple[Study, ...] = (
    krippendorff.STUDY,
    keyness.STUDY,
    pan_chen.STUDY,
    short_answers.STUDY,
    bills.STUDY,
    romance.STUDY,
    pan_2013.STUDY,
)


def main(arguments: list[str]) -> int:
    """Replicate the studies whose data is at hand."""
    names = [study.name for study in STUDIES]
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.replicate", description=__doc__
    )
    parser.add_argument("folder", type=Path, nargs="?", default=Path("replicate-data"))
    parser.add_argument(
        "study", nargs="*", help=f"of {', '.join(names)}; all by default"
    )
    parser.add_argument("--all", action="store_true", help="print every figure")
    given = parser.parse_args(arguments)
    strange = [name for name in given.study if name not in names]
    if strange:
        parser.error(f"no study {strange[0]!r}; there are {', '.join(names)}")
    wanted = [study for study in STUDIES if study.name in (given.study or names)]
    # All are reported, also behind one that differs.
    held = [_report(study, given.folder, every=given.all) for study in wanted]
    return 0 if all(held) else 1


def _report(study: Study, data: Path, *, every: bool) -> bool:
    """Print a study's line; tell whether all its figures hold, or none could be computed."""
    missing = study.missing(data)
    if missing:
        print(
            f"{study.name:16s} skipped: no {data / study.name / missing[0]} (see README.md)"
        )
        return True
    figures = study.replicate(data / study.name)
    print(summarise(study.name, figures), flush=True)
    for figure in figures if every else []:
        print(detail(figure))
    return all(figure.holds for figure in figures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
