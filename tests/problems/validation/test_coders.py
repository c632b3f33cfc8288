import json
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from textmine.errors import CodebookError, FrameError
from textmine.problems.coder.classifier import ProblemClassifier
from textmine.problems.validation.agreement import measure_agreement
from textmine.problems.validation.coders import (
    Coder,
    ColumnCoder,
    FunctionCoder,
    ShippedCoder,
    code_with,
    find_disagreements,
    replay_trail,
    watch_drift,
    write_trail,
)
from textmine.problems.validation.sheets import make_adjudication

PROBLEMS = pd.DataFrame(
    {"item_id": ["a", "b", "c"], "text": ["专职人员偏少", "栏目更新慢", "业务培训不足"]}
)


def language_model(labels, **settings):
    return ColumnCoder("model", PROBLEMS.assign(said=labels), "said", "v1", settings)


def test_all_adapters_code_by_one_protocol():
    coders = [
        ShippedCoder(),
        language_model(["staffing", "platform", "capacity"]),
        FunctionCoder("constant", lambda texts: ["other"] * len(texts)),
    ]
    assert all(isinstance(coder, Coder) for coder in coders)
    trail = pd.concat([code_with(coder, PROBLEMS, at="2024-01-01") for coder in coders])
    assert measure_agreement(trail)["n"].iloc[0] == 3
    assert trail["coder"].unique().tolist() == ["textmine", "model", "constant"]
    assert ShippedCoder().code(PROBLEMS["text"].tolist()).probabilities.shape == (3, 14)


def test_a_trail_says_when_it_was_coded():
    coder = FunctionCoder("constant", lambda texts: ["other"] * len(texts), "v2")
    before = datetime.now(UTC).replace(microsecond=0)
    trail = code_with(coder, PROBLEMS)
    assert before <= datetime.fromisoformat(trail["coded_at"].iloc[0])
    told = trail.assign(coded_at="2024-01-01")
    assert code_with(coder, PROBLEMS, at="2024-01-01").equals(told)
    assert code_with(coder, PROBLEMS, at="")["coded_at"].tolist() == [""] * 3


def test_labels_outside_the_codebook_and_missing_ones_are_refused():
    with pytest.raises(CodebookError, match="'colour'"):
        language_model(["staffing", "colour", "other"]).code(["栏目更新慢"])
    with pytest.raises(CodebookError, match="no label for '别的'"):
        language_model(["staffing"] * 3).code(["别的"])
    with pytest.raises(CodebookError, match="gave 1 cell for 2"):
        FunctionCoder("f", lambda texts: ["other"]).code(["甲", "乙"])


def test_a_trail_replays_to_the_same_bytes(tmp_path):
    coder = language_model(["staffing", "timeliness", "capacity"], temperature=0)
    path = tmp_path / "trail.jsonl"
    write_trail(code_with(coder, PROBLEMS, at="2024-01-01"), path)
    before = path.read_bytes()
    assert replay_trail(path, coder).empty
    write_trail(code_with(coder, PROBLEMS, at="2024-01-01"), path)
    assert path.read_bytes() == before
    changed = language_model(["staffing", "platform", "capacity"], temperature=0)
    assert replay_trail(path, changed)[["item_id", "again", "why"]].values.tolist() == [
        ["b", "platform", "label"]
    ]
    warmer = language_model(["staffing", "timeliness", "capacity"], temperature=1)
    assert set(replay_trail(path, warmer)["why"]) == {"coder"}


def coded_years(rng, later_error):
    rows = []
    for year, error in ((2020, 0.1), (2021, 0.1), (2022, later_error)):
        truth = np.where(rng.random(300) < 0.4, "staffing", "content")
        other = np.where(truth == "staffing", "content", "staffing")
        said = np.where(rng.random(300) < error, other, truth)
        rows.append(pd.DataFrame({"categories": said, "truth": truth, "year": year}))
    return pd.concat(rows, ignore_index=True)


def test_the_alarm_rings_where_the_error_drifts_and_rarely_where_not():
    rng = np.random.default_rng(0)
    drifted = watch_drift(coded_years(rng, 0.3)).set_index(["category", "group"])
    assert drifted.loc[("staffing", "2022"), "alarm"]
    assert (
        drifted.loc[("staffing", "2022"), "error"]
        > drifted.loc[("staffing", "2020"), "ci_high"]
    )
    rung = [watch_drift(coded_years(rng, 0.1))["alarm"].any() for _ in range(20)]
    assert sum(rung) <= 4


def test_who_disagrees_with_whom_on_what():
    one = code_with(
        language_model(["staffing", "platform", "capacity"]), PROBLEMS, at=""
    )
    two = code_with(
        language_model(["staffing", "timeliness", "capacity|staffing"]), PROBLEMS, at=""
    )
    table = find_disagreements(
        pd.concat([one.assign(coder="A"), two.assign(coder="B")])
    )
    assert table.drop(columns="share").values.tolist() == [
        ["A", "B", "", "staffing", 1, "c"],
        ["A", "B", "platform", "timeliness", 1, "b"],
    ]


def test_the_commonest_disagreement_comes_first_and_five_items_are_named():
    said = {"A": ["staffing"] * 7 + ["platform"] * 2, "B": ["content"] * 9}
    codings = pd.DataFrame(
        [(f"i{k}", who, cell) for who in said for k, cell in enumerate(said[who])],
        columns=["item_id", "coder", "categories"],
    )
    more = pd.DataFrame({"item_id": ["i0"], "coder": "C", "categories": "capacity"})
    found = find_disagreements(pd.concat([codings, more]))
    assert found.to_numpy().tolist() == [
        ["A", "B", "staffing", "content", 7, 7 / 9, "i0|i1|i2|i3|i4"],
        ["A", "B", "platform", "content", 2, 2 / 9, "i7|i8"],
        ["A", "C", "staffing", "capacity", 1, 1.0, "i0"],
        ["B", "C", "content", "capacity", 1, 1.0, "i0"],
    ]


def test_a_missing_decision_disagrees_with_nobody():
    frame = pd.DataFrame(
        [
            ("a", "甲", "staffing"),
            ("a", "乙", None),
            ("b", "甲", "staffing"),
            ("b", "乙", ""),
        ],
        columns=["item_id", "coder", "categories"],
    )
    found = find_disagreements(frame)
    assert found[["category_a", "category_b", "n", "items"]].to_numpy().tolist() in (
        [["staffing", "", 1, "b"]],
        [["", "staffing", 1, "b"]],
    )


def test_a_column_without_a_label_is_not_taken_for_none_of_them():
    frame = pd.DataFrame(
        {"text": ["缺人", "更新慢", "无"], "llm": ["staffing", None, ""]}
    )
    coder = ColumnCoder("some model", frame, "llm")
    assert coder.code(["缺人", "无"]).labels == ["staffing", ""]
    with pytest.raises(
        CodebookError, match="some model: no label for '更新慢' in 'llm'"
    ):
        coder.code(["更新慢"])


def test_one_wording_with_two_labels_is_refused():
    frame = pd.DataFrame({"text": ["缺人", "缺人", "缺人"], "llm": ["staffing"] * 3})
    assert ColumnCoder("m", frame, "llm").code(["缺人"]).labels == ["staffing"]
    frame.loc[2, "llm"] = "capacity"
    with pytest.raises(CodebookError, match="'缺人' is labelled 'staffing' and 'capac"):
        ColumnCoder("m", frame, "llm").code(["缺人"])


def test_a_trained_classifier_codes_as_it_is_and_tells_what_it_learned():
    texts = ["栏目更新慢", "人手不足", "更新不及时", "缺少人员"] * 3
    models = [
        ProblemClassifier().fit(texts, labels)
        for labels in (["timeliness", "staffing"] * 6, ["staffing", "timeliness"] * 6)
    ]
    trails = [code_with(model, PROBLEMS, at="2024") for model in models]
    assert trails[0].equals(code_with(ShippedCoder(models[0]), PROBLEMS, at="2024"))
    assert trails[0]["settings"].ne(trails[1]["settings"]).all()


@pytest.mark.parametrize("missing", [None, float("nan"), "", " "])
def test_a_decision_says_whose_it_is(missing):
    rows = [("i1", "甲", "缺人", "staffing"), ("i1", missing, "缺人", "content")]
    codings = pd.DataFrame(rows, columns=["item_id", "coder", "text", "categories"])
    for measure in (measure_agreement, find_disagreements, make_adjudication):
        with pytest.raises(FrameError, match="codings, row 1, column coder"):
            measure(codings)
    # A row that decides nothing is nobody's.
    blank = codings.assign(categories=["staffing", None])
    assert make_adjudication(blank).empty


def test_statements_of_no_year_are_shown_and_left_out_of_the_test():
    coded = coded_years(np.random.default_rng(1), 0.1)
    unknown = coded.assign(year=None, categories="content", truth="staffing")
    table = watch_drift(pd.concat([coded, unknown.iloc[:60]], ignore_index=True))
    row = table[(table["category"] == "staffing") & (table["group"] == "(unknown)")]
    assert row[["error", "n"]].to_numpy().tolist() == [[1.0, 60]]
    known = table[table["group"] != "(unknown)"].reset_index(drop=True)
    pd.testing.assert_frame_equal(known, watch_drift(coded))


def test_a_trail_without_a_version_is_written_and_read(tmp_path):
    coder = language_model(["staffing", "timeliness", "capacity"])
    trail = code_with(coder, PROBLEMS, at="").assign(version=None)
    write_trail(trail, tmp_path / "trail.jsonl")
    first = json.loads((tmp_path / "trail.jsonl").read_text("utf-8").splitlines()[0])
    assert first["version"] == ""


def test_statements_of_one_agency_are_no_proof_of_drift():
    """A coder that errs on one agency's statements alike: its years differ by its agencies."""
    rung, blind = [], []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        error = rng.choice([0.02, 0.3], 18)
        agency = np.repeat(np.arange(18), 25)
        truth = np.where(rng.random(450) < 0.4, "staffing", "content")
        other = np.where(truth == "staffing", "content", "staffing")
        said = np.where(rng.random(450) < error[agency], other, truth)
        coded = pd.DataFrame(
            {"categories": said, "truth": truth, "year": 2020 + agency % 3}
        )
        known = coded.assign(agency_id=[f"1:{k}" for k in agency])
        table = watch_drift(known)
        assert (table["cluster"] == "agency_id").all() and (
            table["n_clusters"] == 6
        ).all()
        rung.append(table["alarm"].any())
        alone = watch_drift(coded)
        assert (alone["cluster"] == "row").all() and (alone["n_clusters"] == 150).all()
        blind.append(alone["alarm"].any())
        wide, narrow = (t["ci_high"] - t["ci_low"] for t in (table, alone))
        assert (wide >= narrow - 1e-12).all()
    assert np.mean(rung) <= 0.15 < 0.4 < np.mean(blind)


def test_years_of_one_agency_have_no_interval_and_are_not_tested():
    coded = coded_years(np.random.default_rng(3), 0.4)
    of_years = coded.assign(
        agency=coded["year"].map({2020: "甲", 2021: "乙", 2022: "丙"})
    )
    table = watch_drift(of_years)
    assert table[["ci_low", "ci_high", "q_value"]].isna().all(axis=None)
    assert not table["alarm"].any() and table["error"].notna().all()
