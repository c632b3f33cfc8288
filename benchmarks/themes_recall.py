"""Set phrases that a reader noted before any was mined: how many of them are found.

python benchmarks/themes_recall.py [WORK_REPORTS.jsonl REPORTS_FOLDER …]

Lists (``set_phrases``) of sixty phrases each were written from the texts alone, two for each
corpus: with the first (seen) the bounds of ``unithood`` were looked at again, the second (unseen)
was scored once afterwards. Those that stand in three reports count. *listed*: a row of its own,
marks aside; *kept*: listed, or within a listed phrase that has at least 80 % of its reports, which
is why it has no row (``is_nested``). The texts are not the project's; without them nothing is run.
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path

import pandas as pd

from textmine.corpus.reading import read_corpus
from textmine.themes.phrases.mine import mine_phrases
from textmine.themes.phrases.unithood import NESTED_SHARE

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[1] / "shared"
MIN_REPORTS = 3
MARKS = str.maketrans("", "", "《》“”")


def read_work_reports(file: Path) -> pd.DataFrame:
    """Lines of JSON with title and content."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    frame = pd.DataFrame(rows)
    return pd.DataFrame({"report_id": frame["title"], "text": frame["content"].fillna("")})


def read_reports(folders: list[Path]) -> pd.DataFrame:
    """Narratives of several folders."""
    parts = []
    for number, folder in enumerate(folders):
        narrative = read_corpus(folder).narrative
        names = f"{number}/" + narrative["report_id"].astype(str)
        parts.append(narrative.assign(report_id=names))
    return pd.concat(parts, ignore_index=True)


def score(name: str, texts: pd.DataFrame) -> None:
    """Print what both lists of a corpus find."""
    mined = mine_phrases(texts)
    listed = dict(zip(mined["phrase"].str.translate(MARKS), mined["df_reports"], strict=True))
    reports = texts.groupby("report_id")["text"].agg("\n".join).str.translate(MARKS)
    for kind in ("seen", "unseen"):
        noted = (HERE / "set_phrases" / f"{name}_{kind}.txt").read_text("utf-8").split()
        wanted = [phrase.translate(MARKS) for phrase in noted]
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
            f"{name:14}{kind:8}{len(reports):8}{n:8}{len(alone) / n:8.2f}"
            f"{(len(alone) + len(inside)) / n:8.2f}   "
            + "、".join(w for w in missing if w not in inside)
        )


def main(given: list[str]) -> None:
    warnings.simplefilter("ignore")
    work_reports = SHARED / "external" / "government_work_reports.jsonl"
    folders = [SHARED / "reports", SHARED / "dev" / "reports"]
    folders += sorted((SHARED / "cases").glob("*/reports"))
    if given:
        work_reports, folders = Path(given[0]), [Path(folder) for folder in given[1:]]
    print(f"{'corpus':14}{'list':8}{'reports':>8}{'phrases':>8}{'listed':>8}{'kept':>8}   lost")
    if work_reports.is_file():
        score("work_reports", read_work_reports(work_reports))
    if all(folder.is_dir() for folder in folders):
        score("reports", read_reports(folders))


if __name__ == "__main__":
    main(sys.argv[1:])
