"""Set phrases that a reader noted before any was mined: how many of them are found.

python -m benchmarks.themes_recall [WORK_REPORTS.jsonl REPORTS_FOLDER …]

Lists (``set_phrases``) of 50 to 90 phrases each were written from the texts alone. All but the last
of each corpus have been looked at while bounds were set, so that their figures are no forecast;
``parts_3``, ``reports_4`` and ``work_reports_3`` were written from passages drawn at random after
the last change, without what older lists hold, and scored once.
``parts`` are the annotated parts of the project, so that this corpus is always at hand; work
reports and disclosure reports are not the project's and are left out where they are missing.

Of each list those phrases count that stand in three reports. *listed*: a row of its own, marks
aside; *kept*: listed, or within a listed phrase that has at least 80 % of its reports, which is why
it has no row (``is_nested``).
"""

from __future__ import annotations

import json
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from textmine.corpus.reading import read_corpus
from textmine.segment.annotated import read_parts
from textmine.themes.phrases.mine import mine_phrases
from textmine.themes.phrases.unithood import NESTED_SHARE

HERE = Path(__file__).resolve().parent
LISTS = HERE / "set_phrases"
SHARED = HERE.parents[1] / "shared"
MIN_REPORTS = 3
MARKS = str.maketrans("", "", "《》“”")


def read_work_reports(file: Path) -> pd.DataFrame:
    """Lines of JSON with title and content."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    frame = pd.DataFrame(rows)
    return pd.DataFrame(
        {"report_id": frame["title"], "text": frame["content"].fillna("")}
    )


def read_reports(folders: list[Path]) -> pd.DataFrame:
    """Narratives of several folders."""
    parts = []
    for number, folder in enumerate(folders):
        narrative = read_corpus(folder).narrative
        names = f"{number}/" + narrative["report_id"].astype(str)
        parts.append(narrative.assign(report_id=names))
    return pd.concat(parts, ignore_index=True)


def read_parts_of_hands() -> pd.DataFrame:
    """The annotated parts, a report each; restated cases stand in the disclosure reports."""
    parts = [part for part in read_parts() if part.hand.startswith("hand")]
    return pd.DataFrame(
        {"report_id": [p.id for p in parts], "text": [p.text for p in parts]}
    )


def score(name: str, texts: pd.DataFrame) -> None:
    """Print what is found of each list of a corpus."""
    mined = mine_phrases(texts)
    listed = dict(
        zip(mined["phrase"].str.translate(MARKS), mined["df_reports"], strict=True)
    )
    reports = texts.groupby("report_id")["text"].agg("\n".join).str.translate(MARKS)
    for file in sorted(LISTS.glob(f"{name}_[0-9].txt")):
        wanted = [phrase.translate(MARKS) for phrase in file.read_text("utf-8").split()]
        df = {w: int(reports.str.contains(w, regex=False).sum()) for w in wanted}
        common = [w for w in wanted if df[w] >= MIN_REPORTS]
        alone = [w for w in common if w in listed]
        missing = [w for w in common if w not in listed]
        inside = [
            w
            for w in missing
            if any(w in p and n >= NESTED_SHARE * df[w] for p, n in listed.items())
        ]
        n = len(common)
        print(
            f"{file.stem:16}{len(reports):8}{len(wanted):7}{n:8}{len(alone) / n:8.2f}"
            f"{(len(alone) + len(inside)) / n:8.2f}   "
            + "、".join(w for w in missing if w not in inside)
        )


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts that are not the project's, where they are at hand."""

    work_reports: Path | None
    folders: list[Path]


def find_texts(given: list[str]) -> Texts:
    """Find the file of work reports and the folders of reports: those given, or the usual ones."""
    work_reports = SHARED / "external" / "government_work_reports.jsonl"
    folders = [SHARED / "reports", SHARED / "dev" / "reports"]
    folders += sorted((SHARED / "cases").glob("*/reports"))
    if given:
        work_reports, folders = Path(given[0]), [Path(folder) for folder in given[1:]]
    there = all(folder.is_dir() for folder in folders)
    return Texts(
        work_reports if work_reports.is_file() else None, folders if there else []
    )


def main(given: list[str]) -> None:
    warnings.simplefilter("ignore")
    print(
        f"{'list':16}{'reports':>8}{'noted':>7}{'common':>8}{'listed':>8}{'kept':>8}   lost"
    )
    score("parts", read_parts_of_hands())
    texts = find_texts(given)
    if texts.work_reports is not None:
        score("work_reports", read_work_reports(texts.work_reports))
    if texts.folders:
        score("reports", read_reports(texts.folders))


if __name__ == "__main__":
    main(sys.argv[1:])
