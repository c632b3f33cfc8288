"""The measures of the literature against plain computations written from the papers' text."""

import re
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.reuse.ground.sentences import cut_sentences
from textmine.reuse.ground.stream import read_stream
from textmine.reuse.measures.phrases import boilerplate_shares
from textmine.reuse.mine import mine_reuse

WORDS = [
    "镇东桥修好了",
    "河西种下柳树",
    "山脚办起学堂",
    "渡口换了新船",
    "集市逢五开门",
    "水车整夜转着",
]
SENTENCES = [a + b for a in WORDS for b in WORDS if a != b]
texts_of = st.lists(
    st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6).map(
        lambda s: "。".join(s) + "。"
    ),
    min_size=2,
    max_size=7,
)


def split_sentences(text):
    return re.findall("[^。！!？?；;\n]+", text)


def shares_of(texts, years):
    stream = read_stream(texts)
    sentences = cut_sentences(texts, stream)
    return boilerplate_shares(stream, sentences, np.arange(len(texts)), years)


def letters(text):
    return "".join(c for c in text if c.isalnum())


def runs(text, n):
    kept = letters(text)
    return [kept[k : k + n] for k in range(len(kept) - n + 1)]


def plain_boilerplate(texts, years):
    """Lang & Stice-Lawrence (2015), appendix A.2, read sentence by sentence."""
    held = [{run for s in split_sentences(t) for run in runs(s, 8)} for t in texts]
    in_all = Counter(run for h in held for run in h)
    out = []
    for text, year in zip(texts, years, strict=True):
        of_year = [h for h, y in zip(held, years, strict=True) if y == year]
        in_year = Counter(run for h in of_year for run in h)
        hit = total = 0
        for sentence in split_sentences(text):
            here = runs(sentence, 8)
            shared = [run for run in here if in_year[run] > 1]
            form = any(
                in_year[r] > 0.8 * len(of_year) or in_all[r] >= 0.75 * len(texts)
                for r in shared
            )
            boiler = any(in_year[run] >= 0.6 * len(of_year) for run in shared)
            hit += len(letters(sentence)) * (boiler and not form)
            total += len(letters(sentence))
        out.append(hit / total)
    return out


@settings(deadline=None, max_examples=60)
@given(texts_of, st.data())
def test_boilerplate_is_the_papers(texts, data):
    years = [data.draw(st.sampled_from([2020, 2021])) for _ in texts]
    assert shares_of(texts, years).published.tolist() == pytest.approx(
        plain_boilerplate(texts, years)
    )


def test_boilerplate_by_hand():
    common, form = (
        "依托网站及时发布各类信息方便查询。",
        "本报告由办公室负责编制并予解释。",
    )
    own = [word + "三回又两遍。" for word in WORDS]
    texts = [
        form + common + own[0],
        form + common + own[1],
        form + common + own[2],
        form + own[3],
    ]
    # Held by three of four: boilerplate, were it not three quarters of all reports as well.
    assert shares_of(texts, [2020] * 4).published.tolist() == [0, 0, 0, 0]
    more = [*texts, *(form + own[k] for k in (4, 5))]
    shares = shares_of(more, [2020] * 4 + [2021] * 2)
    # Three of the year's four, three of all six: now it counts; what all hold never does.
    assert shares.published.tolist() == pytest.approx(
        [16 / shares.size[0]] * 3 + [0, 0, 0]
    )


def test_one_report_of_a_year_has_no_boilerplate():
    shares = shares_of(["依托网站及时发布各类信息方便查询。" * 2], [2020])
    assert shares.published.tolist() == [0]


def scores_of(frame):
    return mine_reuse(frame).scores.pivot_table(
        index="report_id", columns="score", values="value"
    )


@settings(deadline=None, max_examples=25)
@given(texts_of)
def test_redundancy_is_the_papers(texts):
    frame = pd.DataFrame(
        {"report_id": [f"r{k}" for k in range(len(texts))], "text": texts}
    )
    ours = scores_of(frame)
    for report_id, text in zip(frame["report_id"], texts, strict=True):
        counted = Counter(runs(text, 20))
        if counted:
            again = sum(n for n in counted.values() if n > 1)
            assert ours.loc[report_id, "redundancy"] == pytest.approx(
                again / counted.total()
            )
        else:
            assert "redundancy" not in ours or np.isnan(
                ours.loc[report_id, "redundancy"]
            )


def test_a_run_used_twice_is_redundant_though_no_sentence_is():
    run = "依托网站及时发布各类信息方便群众随时查询下载"
    frame = pd.DataFrame({"report_id": ["a"], "text": [f"我局{run}。镇里也{run}了。"]})
    ours = scores_of(frame).loc["a"]
    size = len(letters(frame["text"][0]))
    # 22 characters hold three runs of 20, each standing twice.
    assert ours["redundancy"] == pytest.approx(6 / (size - 19))
    assert ours["redundancy_sentences"] == 0


@settings(deadline=None, max_examples=25)
@given(texts_of)
def test_modification_is_the_papers(texts):
    """Brown & Tucker (2011): frequencies weighted by log(M / m), one minus the cosine."""
    n = len(texts)
    frame = pd.DataFrame(
        {
            "report_id": [f"r{k}" for k in range(n)],
            "agency": [f"{WORDS[k // 2 % 6][:3]}{k // 2}局" for k in range(n)],
            "year": [2020 + k % 2 for k in range(n)],
            "text": texts,
        }
    )
    pairs = [Counter(runs(text, 2)) for text in texts]
    held = Counter(pair for counted in pairs for pair in counted)
    vectors = [
        {p: k * np.log(n / held[p]) for p, k in counted.items()} for counted in pairs
    ]
    ours = scores_of(frame)
    for now in range(1, n, 2):
        a, b = vectors[now], vectors[now - 1]
        norm = np.sqrt(sum(v * v for v in a.values()) * sum(v * v for v in b.values()))
        found = (
            ours["modification_raw"].get(f"r{now}", np.nan)
            if "modification_raw" in ours
            else np.nan
        )
        if norm == 0:
            assert np.isnan(found)
        else:
            cosine = sum(a[p] * b.get(p, 0.0) for p in a) / norm
            assert found == pytest.approx(1 - cosine, abs=1e-9)
