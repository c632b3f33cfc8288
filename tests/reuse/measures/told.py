"""Sentences that share nothing, a formula, and a score of a report."""

from __future__ import annotations

import pandas as pd

from textmine.reuse.mine import mine_reuse

FORM = "依托网站及时发布各类信息方便查询。"
OWN = ["镇东桥修好了。", "河西种下柳树。", "山脚办起学堂。", "渡口换了新船。"]


def value(frame: pd.DataFrame, report: str, score: str) -> float:
    scores = mine_reuse(frame).scores.set_index(["report_id", "score"])
    return float(scores.loc[(report, score), "value"])
