"""Plain texts in any encoding, archives of reports, and whole reports with changed lines."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path
from random import Random

from benchmarks.fuzz import hostile, packed
from textmine.io.readers import read_document

_SAMPLE = Path(__file__).resolve().parents[2] / "corpora" / "sample" / "reports"
_ENCODINGS = (
    *("utf-8", "utf-8", "utf-8", "utf-8", "gb18030", "gb18030", "utf-16", "utf-8-sig"),
    *("utf-32", "big5", "latin-1"),
)
# Share of the texts whose bytes are damaged: where an encoding must be guessed, a text takes ten
# times as long.
_DAMAGED = 0.15
_LINES = (
    "临泽川市商务局2020年政府信息公开工作年度报告",
    "一、总体情况",
    "2020年，我局公开信息120条，办理留言38件；组织培训2次。",
    "规章\t0\t0\t0",
    "五、存在的主要问题及改进情况",
    "一是栏目更新不够勤快；二是解读偏少，图解只有3篇。",
    "| 规章 | 0 |",
    "<table><tr><td>规章</td><td>0</td></tr></table>",
)


def text(rng: Random) -> bytes:
    """A text of a few lines in some encoding."""
    lines = [
        hostile.text(rng) if rng.random() < 0.3 else rng.choice(_LINES)
        for _ in range(rng.randint(1, 6))
    ]
    data = (
        rng.choice(("\n", "\r\n", "\r"))
        .join(lines)
        .encode(rng.choice(_ENCODINGS), "replace")
    )
    return hostile.damage(rng, data) if rng.random() < _DAMAGED else data


def archive(rng: Random) -> bytes:
    """An archive of texts, of archives, or a packed text."""
    members: dict[str, str | bytes] = {
        f"{k}/年报.txt": text(rng) for k in range(rng.randint(1, 4))
    }
    data = packed.mutate(rng, members)
    if rng.random() < 0.3:
        data = packed.mutate(rng, {"inner.zip": data, "b.txt": text(rng)})
    if rng.random() < 0.2:
        data = gzip.compress(data if rng.random() < 0.3 else text(rng), mtime=0)
        return hostile.damage(rng, data) if rng.random() < 0.5 else data
    return hostile.damage(rng, data) if rng.random() < 0.2 else data


def report(rng: Random) -> str:
    """A report of the sample corpus with lines dropped, doubled, moved and spoilt."""
    lines = list(rng.choice(_reports()))
    start = rng.randrange(len(lines))
    lines = lines[: start + rng.randint(5, 60)][max(0, start - 20) :]
    for _ in range(rng.choice((1, 3, 10))):
        if not lines:
            break
        at, to = rng.randrange(len(lines)), rng.randrange(len(lines))
        kind = rng.randrange(6)
        if kind == 0:
            del lines[at]
        elif kind == 1:
            lines[at] = hostile.text(rng)
        elif kind == 2:
            lines[at], lines[to] = lines[to], lines[at]
        elif kind == 3:
            lines[at : at + 1] = [lines[at]] * rng.choice((2, 5))
        elif kind == 4:
            cut = rng.randint(0, len(lines[at]))
            lines[at] = lines[at][:cut] + hostile.text(rng) + lines[at][cut:]
        else:
            cells = lines[at].split("\t")
            cells[rng.randrange(len(cells))] = hostile.number(rng)
            lines[at] = "\t".join(cells)
    return "\n".join(lines)


@cache
def _reports() -> tuple[tuple[str, ...], ...]:
    """Lines of the sample's reports."""
    files = sorted(_SAMPLE.iterdir())
    return tuple(tuple(read_document(file).text.split("\n")) for file in files)
