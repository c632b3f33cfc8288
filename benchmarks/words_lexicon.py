"""The lexicon on real reports.

Its terms kept whole, the words outside them left as plain jieba has them.

python -m benchmarks.words_lexicon [FOLDER …]      default: the shared reports beside the project
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

from textmine.text.script import simplify
from textmine.text.words import Segmenter, lexicon_frequencies

HAN = re.compile("[\u4e00-\u9fd5]+")
BESIDE = Path(__file__).resolve().parents[1] / ".." / "shared"


def spans_of(words: list[str]) -> set[tuple[int, int]]:
    out, at = set(), 0
    for word in words:
        out.add((at, at + len(word)))
        at += len(word)
    return out


def main(folders: list[Path]) -> None:
    files = sorted(file for folder in folders for file in folder.glob("*.txt"))
    if not files:
        raise SystemExit(
            f"no .txt files in {', '.join(map(str, folders))}; name a folder with reports"
        )
    terms = sorted(lexicon_frequencies(), key=lambda term: (-len(term), term))
    pattern = re.compile("|".join(terms))
    segment, plain = Segmenter(), Segmenter(lexicon={})
    counts: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for file in files:
        # Traditional text is cut as its simplified twin, so that is where terms are looked for.
        text = simplify(file.read_text(encoding="utf-8", errors="replace"))[0]
        for run in HAN.findall(text):
            ours, theirs = spans_of(segment.cut(run)), spans_of(plain.cut(run))
            places = [match.span() for match in pattern.finditer(run)]
            inside = {i for start, end in places for i in range(start, end)}
            counts["terms"] += len(places)
            counts["whole"] += sum(place in ours for place in places)
            counts["whole, plain jieba"] += sum(place in theirs for place in places)
            lost.update(run[a:b] for a, b in places if (a, b) not in ours)
            outside = [span for span in theirs if not inside.intersection(range(*span))]
            counts["outside"] += len(outside)
            counts["same"] += sum(span in ours for span in outside)
    print(
        f"{len(files)} reports, {len(terms)} terms in the lexicon, {counts['terms']} places "
        f"where one stands"
    )
    print(f"kept whole: {counts['whole'] / counts['terms']:.4f}   target ≥ 0.98")
    print(
        f"kept whole by plain jieba: {counts['whole, plain jieba'] / counts['terms']:.4f}"
    )
    print(
        f"words outside the terms as plain jieba has them: "
        f"{counts['same'] / counts['outside']:.4f}   target ≥ 0.99"
    )
    print(
        "split most often:",
        ", ".join(f"{term} {n}" for term, n in lost.most_common(8)) or "none",
    )


if __name__ == "__main__":
    named = [Path(name) for name in sys.argv[1:]]
    main(named or [BESIDE / "reports", BESIDE / "dev" / "reports", BESIDE / "real"])
