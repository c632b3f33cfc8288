"""Segmentation: speed against jieba.lcut in one run, memory of a process, same words as jieba.

python -m benchmarks.words_speed [N_REPORTS]
"""

from __future__ import annotations

import platform
import subprocess
import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any

from textmine.simulation.corpus import simulate
from textmine.text.words import Segmenter

MEMORY = """
import sys
from textmine.text.words import Segmenter
segment = Segmenter()
for _ in range(20):
    segment("政府信息公开工作的政策解读形式单一，更新不够及时。" * 2000)
with open("/proc/self/status", encoding="ascii") as status:
    print(next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM")))
"""


def best_of(n: int, work: Callable[[], Any]) -> float:
    seconds = []
    for _ in range(n):
        start = perf_counter()
        work()
        seconds.append(perf_counter() - start)
    return min(seconds)


def main(n_reports: int) -> None:
    import jieba

    texts = [report.text for report in simulate(n_reports, seed=1)]
    size = sum(map(len, texts))
    segment, reference = Segmenter(), Segmenter("jieba")
    plain = jieba.Tokenizer()
    plain.FREQ, plain.total = plain.gen_pfdict(plain.get_dict_file())
    plain.initialized = True
    segment("公开")
    slow = best_of(2, lambda: [plain.lcut(text) for text in texts])
    print(
        f"{n_reports} simulated reports, {size:,} characters; jieba.lcut "
        f"{size / slow / 1e6:.2f} M characters/s"
    )
    print(
        f"{'Segmenter':24}{'M characters/s':>16}{'× jieba.lcut':>16}   target ≥ 15 (cut)"
    )
    for name, work in (
        ("cut (all tokens)", segment.cut),
        ("words", segment),
        ("spans", segment.spans),
    ):
        fast = best_of(5, lambda work=work: [work(text) for text in texts])
        print(f"{name:24}{size / fast / 1e6:16.2f}{slow / fast:16.1f}")
    different = sum(segment.cut(text) != reference.cut(text) for text in texts)
    print(
        f"reports whose tokens differ between rjieba and jieba: {different} of {n_reports} "
        f"(target 0)"
    )
    if platform.system() == "Linux":
        peak = subprocess.run(
            [sys.executable, "-c", MEMORY], capture_output=True, text=True, check=True
        ).stdout.strip()
        print(f"peak memory of a process that segments: {peak} MB (target ≤ 150)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
