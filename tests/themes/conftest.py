"""Reports with planted themes, for the tests of themes."""

from __future__ import annotations

import random
from collections.abc import Callable

import pandas as pd
import pytest

Planted = tuple[pd.DataFrame, dict[str, int]]

THEMES = (
    (
        "政策解读",
        "图解",
        "视频解读",
        "专家解读",
        "解读形式",
        "新闻发布会",
        "解读材料",
        "通俗易懂",
    ),
    ("业务培训", "培训班", "人员流动", "业务能力", "专职人员", "队伍", "学习", "兼职"),
    ("政务新媒体", "微信公众号", "栏目", "检索", "门户网站", "页面", "功能", "集约化"),
    ("依申请公开", "答复", "补正", "受理", "行政复议", "纠错", "申请人", "期限"),
)
COMMON = (
    "重视",
    "安排",
    "办公室",
    "科室",
    "群众",
    "年初",
    "上级",
    "部署",
    "会议",
    "任务",
)


def _write_reports(
    n: int, copied: float, seed: int = 1
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Reports whose sentences each follow one theme; a share of the sentences is the same in all reports."""
    rng = random.Random(seed)
    boilerplate = [
        "".join(rng.sample(COMMON, 5)) + f"{w}。"
        for w in ("到位", "有力", "见效", "深入")
    ]
    rows, truth = [], {}
    for i in range(n):
        sentences = []
        for _ in range(12):
            if rng.random() < copied:
                sentences.append(rng.choice(boilerplate))
                continue
            k = rng.randrange(len(THEMES))
            words = rng.sample(THEMES[k], 4) + rng.sample(COMMON, 2)
            rng.shuffle(words)
            sentence = "，".join(words) + "。"
            truth[sentence] = k
            sentences.append(sentence)
        rows.append(
            {
                "report_id": f"r{i:03d}",
                "text": "".join(sentences),
                "start": 7,
                "section": "problems",
            }
        )
    return pd.DataFrame(rows), truth


@pytest.fixture(scope="session")
def write_reports() -> Callable[..., Planted]:
    return _write_reports
