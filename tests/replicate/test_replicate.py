"""Published tables: the code runs on small data of the same shapes, and says what is missing."""

import json
import random

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from benchmarks.replicate import (
    bills,
    keyness,
    krippendorff,
    pan_2013,
    pan_chen,
    romance,
)
from benchmarks.replicate import short_answers as answers
from benchmarks.replicate.__main__ import STUDIES, main
from benchmarks.replicate.tables import Figure, detail, summarise

WORDS = [
    "river",
    "bridge",
    "harbour",
    "market",
    "school",
    "garden",
    "letter",
    "winter",
    "island",
    "council",
    "budget",
    "road",
]


def sentence(rng, n=12):
    return " ".join(rng.choice(WORDS) for _ in range(n)) + "."


def test_krippendorffs_examples_come_out_as_printed():
    figures = krippendorff.replicate(None)
    assert len(figures) == 4
    assert all(figure.holds for figure in figures)


def test_a_figure_holds_within_its_tolerance_on_both_sides():
    assert Figure("x", 1.0, 1.009, 0.01).holds
    assert Figure("x", 1.0, 0.991, 0.01).holds
    assert not Figure("x", 1.0, 1.02, 0.01).holds


def test_a_rivals_figure_may_be_passed_but_not_missed():
    assert Figure("x", 0.9, 0.99, 0.01, at_least=True).holds
    assert not Figure("x", 0.9, 0.88, 0.01, at_least=True).holds


def test_a_line_names_the_figure_that_is_furthest_off():
    near, far = Figure("near", 1.0, 1.001, 0.01), Figure("far", 1.0, 1.1, 0.01)
    line = summarise("study", [near, far])
    assert "far" in line
    assert "DIFFERS" in line
    assert detail(far).strip().startswith("!")


def test_what_is_missing_is_skipped_and_named(tmp_path, capsys):
    assert main([str(tmp_path)]) == 0
    said = capsys.readouterr().out
    for study in STUDIES:
        assert study.name in said
        assert not study.needs or f"no {tmp_path / study.name / study.needs[0]}" in said


def test_an_unknown_study_is_refused(tmp_path, capsys):
    with pytest.raises(SystemExit):
        main([str(tmp_path), "nothing"])
    assert "no study 'nothing'" in capsys.readouterr().err


def test_keyness_comes_out_as_printed():
    figures = keyness.replicate(None)
    assert [figure.what for figure in figures] == ["G², will", "G², america"]
    assert all(figure.holds for figure in figures)


def test_pan_chen_reads_the_columns_of_the_original(monkeypatch, tmp_path):
    rng = np.random.default_rng(3)
    n = 1500
    frame = pd.DataFrame(
        {name: rng.integers(0, 2, n).astype(float) for name in pan_chen.PUBLISHED}
    )
    frame["pred_countyWrong"] = np.where(
        rng.random(n) < 0.85, frame["countyWrong"], 0.0
    )
    mean = expit(0.5 - 0.8 * frame["countyWrong"] + 0.6 * frame["prefecWrong"])
    frame["SendOrNot"] = (rng.random(n) < mean).astype(float)
    frame.loc[600:, "countyWrong"] = np.nan
    rdata = pytest.importorskip("rdata")
    monkeypatch.setattr(rdata, "read_rda", lambda _: {"PanChen": frame})
    figures = {figure.what: figure.ours for figure in pan_chen.replicate(tmp_path)}
    assert figures["countyWrong"] == pytest.approx(
        -0.8, abs=4 * figures["countyWrong, se"]
    )
    assert figures["se with 1000"] < figures["se with 500"]


def test_short_answers_tell_copies_from_own_words(tmp_path):
    rng = random.Random(5)
    rows = []
    for k in range(40):
        source = " ".join(sentence(rng) for _ in range(8))
        own = " ".join(sentence(rng) for _ in range(4))
        rows.append((source[: len(source) // 2] if k % 2 else own, source, k % 2))
    pd.DataFrame(rows).to_csv(tmp_path / "plagiarism.csv", index=False, header=False)
    (figure,) = answers.replicate(tmp_path)
    assert figure.ours > 0.9


def test_bills_of_one_model_are_nearer_than_others(tmp_path):
    rng = random.Random(7)
    texts = {}
    for label in range(3):
        model = " ".join(sentence(rng) for _ in range(12))
        for _ in range(3):
            own = " ".join(sentence(rng) for _ in range(4))
            texts[str(len(texts))] = {
                "url": "",
                "text": own + model,
                "match": str(label),
            }
    texts["x"] = {"url": "", "text": "", "match": "1"}
    (tmp_path / "labeled_bills.json").write_text(json.dumps(texts), encoding="utf-8")
    (figure,) = bills.replicate(tmp_path)
    assert figure.ours == 1.0


def test_romance_finds_listed_passages_by_their_text(tmp_path):
    rng = random.Random(9)
    signs = [chr(0x4E00 + k) for k in range(3000)]
    shared = ["".join(rng.choices(signs, k=24)) for _ in range(5)]
    fill = ["".join(rng.choices(signs, k=60)) for _ in range(12)]
    (tmp_path / romance.NOVEL).write_text(
        "\n".join(fill[:6]) + "".join(shared), encoding="utf-8"
    )
    (tmp_path / romance.HISTORY).write_text(
        "".join(shared) + "".join(fill[6:]), encoding="utf-8"
    )
    listed = [*shared, fill[0][:24], "甲" * 24]
    table = pd.DataFrame({"SourceText": listed, "Length": 24})
    pytest.importorskip("openpyxl")
    table.to_excel(tmp_path / romance.PASSAGES, sheet_name=romance.SHEET, index=False)
    (figure,) = romance.replicate(tmp_path)
    # Five of six: one listed passage is in the novel only, one in neither and is left out.
    assert figure.ours == pytest.approx(5 / 6)


def test_pan_scores_planted_passages(tmp_path):
    rng = random.Random(11)
    copied = " ".join(sentence(rng) for _ in range(10))
    ahead, behind = sentence(rng, 30) + " ", " " + sentence(rng, 30)
    for part in ("susp", "src", *pan_2013.PUBLISHED):
        (tmp_path / part).mkdir()
    (tmp_path / "susp" / "s1.txt").write_text(ahead + copied, encoding="utf-8")
    (tmp_path / "src" / "o1.txt").write_text(copied + behind, encoding="utf-8")
    feature = (
        f'<document><feature name="plagiarism" this_offset="{len(ahead)}" '
        f'this_length="{len(copied)}" source_offset="0" source_length="{len(copied)}"/></document>'
    )
    for name in pan_2013.PUBLISHED:
        (tmp_path / name / "pairs").write_text("s1.txt o1.txt\n", encoding="utf-8")
        (tmp_path / name / "s1-o1.xml").write_text(feature, encoding="utf-8")
    figures = pan_2013.replicate(tmp_path)
    assert [figure.ours > 0.95 for figure in figures] == [True, True]
