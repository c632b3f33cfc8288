"""Planted themes: recovered by ThemeModel whatever is copied, and by plain NMF and LDA on all sentences.

python benchmarks/themes_recovery.py [N_REPORTS]

Own sentences of the genre carry three words of one theme, at times a stray one, among words that all themes use;
boilerplate sentences, with changing numbers, stand in many reports and mix the words of all themes. ARI is taken over
the planted sentences.
"""

from __future__ import annotations

import random
import sys
import warnings

import numpy as np
import pandas as pd
from sklearn.decomposition import NMF, LatentDirichletAllocation
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.metrics import adjusted_rand_score

from textmine.text.words import Segmenter
from textmine.themes.model import ThemeModel
from textmine.themes.sentences import split_sentences

THEMES = [
    line.split()
    for line in """
    政策解读 图解 视频解读 专家解读 吹风会 问答 通俗易懂 动漫 起草 音频 受众 案例
    业务培训 培训班 人员流动 兼职 专职 轮岗 队伍 授课 考试 骨干 编制 新进
    微信公众号 门户网站 栏目 检索 页面 集约化 客户端 死链 改版 适老化 浏览量 抖音
    依申请公开 答复书 补正 受理 行政复议 败诉 申请人 送达 期限 文书 登记表 举证
    预决算 三公经费 政府采购 专项资金 招投标 债务 绩效 转移支付 审计 收支 项目库 拨付
    保密审查 三审三校 错别字 敏感信息 个人隐私 定密 脱敏 校对 审签 留痕 泄露 台账
    基层 村务公开 公示栏 便民服务中心 试点 标准目录 乡镇 社区 网格 查阅点 触摸屏 村民
    考核 督查 通报 评议 问责 第三方评估 测评 排名 整改 台阶 约谈 述职
    """.strip().splitlines()
]
SHARED = "重视 安排 办公室 科室 群众 年初 上级 部署 会议 任务 制定 方案 明确 分工 力量 节奏 成效 经验 环节 计划"
COMMON = SHARED.split()


def write_corpus(n_reports: int, copied: float) -> tuple[pd.DataFrame, dict[str, int]]:
    rng = random.Random(5)
    flat = [word for theme in THEMES for word in theme]
    boilerplate = ["，".join(rng.sample(flat, 5) + rng.sample(COMMON, 3)) for _ in range(12)]
    truth: dict[str, int] = {}
    rows = []
    for i in range(n_reports):
        sentences = []
        for _ in range(30):
            if rng.random() < copied:
                sentences.append(f"{rng.choice(boilerplate)}{rng.randrange(900)}次。")
                continue
            k = rng.randrange(len(THEMES))
            stray = [rng.choice(flat)] if rng.random() < 0.3 else []
            words = rng.sample(THEMES[k], 3) + stray + rng.sample(COMMON, 4)
            rng.shuffle(words)
            truth[sentence := "，".join(words) + "。"] = k
            sentences.append(sentence)
        rows.append({"report_id": f"r{i:04d}", "text": "".join(sentences)})
    return pd.DataFrame(rows), truth


def plain(sentences: pd.DataFrame, name: str) -> np.ndarray:
    """Usual practice: every sentence counts, random start."""
    vectorizer = TfidfVectorizer if name == "NMF" else CountVectorizer
    matrix = vectorizer(tokenizer=Segmenter(), token_pattern=None, lowercase=False).fit_transform(sentences["text"])
    if name == "NMF":
        return NMF(len(THEMES), random_state=0, max_iter=300).fit_transform(matrix).argmax(axis=1)
    return LatentDirichletAllocation(len(THEMES), random_state=0).fit_transform(matrix).argmax(axis=1)


def main(n_reports: int) -> None:
    warnings.simplefilter("ignore")
    print(f"{n_reports} reports, {len(THEMES)} planted themes; ARI over the planted sentences, target ≥ 0.9")
    print(f"{'copied':>7}{'ThemeModel':>12}{'again':>7}{'stability':>11}{'plain NMF':>11}{'plain LDA':>11}")
    for copied in (0.0, 0.3, 0.6):
        texts, truth = write_corpus(n_reports, copied)
        model = ThemeModel(len(THEMES)).fit(texts)
        again = ThemeModel(len(THEMES), n_resamples=0).fit(texts)
        same = "same" if model.sentences_.equals(again.sentences_) else "OTHER"
        frame = model.sentences_
        planted = frame["text"].isin(list(truth)).to_numpy()
        labels = frame.loc[planted, "text"].map(truth)
        scores = [adjusted_rand_score(labels, frame.loc[planted, "theme"])]
        sentences = split_sentences(texts)
        scores += [adjusted_rand_score(labels, plain(sentences, name)[planted]) for name in ("NMF", "LDA")]
        print(f"{copied:7.0%}{scores[0]:12.3f}{same:>7}{model.stability_:11.2f}{scores[1]:11.3f}{scores[2]:11.3f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
