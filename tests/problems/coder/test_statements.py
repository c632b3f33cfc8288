import json

import pandas as pd
import pytest

from textmine.problems.coder import statements


def test_training_holds_each_wording_once_and_measures_count_less():
    training = statements.load_training()
    assert training["text"].is_unique and training["categories"].ne("").all()
    assert set(training["weight"]) <= {1.0, 0.3}
    assert (training["source"] == "statements").sum() == len(
        statements.load_statements()
    )


def test_problems_and_the_measures_of_one_problem_are_taken_from_a_part():
    text = "一是更新\n慢；二是人少。下一步，按周更新，提高认识。"

    def at(words: str) -> dict[str, int]:
        start = text.index(words)
        return {"start": start, "end": start + len(words)}

    spans = [
        {"role": "problem", "n": 1, "categories": ["timeliness"], **at("更新\n慢")},
        {"role": "problem", "n": 2, "categories": ["staffing"], **at("人少")},
        {"role": "turn", **at("下一步，")},
        {"role": "measure", "links": [1], **at("按周更新")},
        {"role": "measure", "links": [1, 2], **at("提高认识")},
    ]
    part = {"id": "a-1", "hand": "a", "text": text, "spans": spans}
    rows = list(statements._statements_of(json.loads(json.dumps(part))))
    assert [(row["text"], row["categories"], row["role"]) for row in rows] == [
        ("更新慢", "timeliness", "problem"),
        ("人少", "staffing", "problem"),
        ("按周更新", "timeliness", "measure"),
    ]


def test_a_wording_that_is_problem_and_measure_is_learned_from_as_a_problem(
    monkeypatch,
):
    shipped = statements.load_statements()["text"].iloc[0]
    rows = [
        ("甲乙", "platform", "measure"),
        ("甲乙", "staffing", "problem"),
        ("丙丁", "platform", "measure"),
        (shipped, "platform", "problem"),
    ]
    written = pd.DataFrame(rows, columns=["text", "categories", "role"])
    written = written.assign(hand="h", part="p")
    monkeypatch.setattr(statements, "load_annotated", lambda: written)
    training = statements.load_training()
    assert list(training) == ["text", "categories", "source", "group", "weight"]
    training = training.set_index("text")
    found = training.loc[["甲乙", "丙丁"], ["categories", "weight"]]
    assert found.to_numpy().tolist() == [["staffing", 1.0], ["platform", 0.3]]
    assert training.loc["甲乙", "group"] == "h p"
    # Of problems alike the shipped statement stays.
    assert training.loc[shipped, "source"] == "statements"


@pytest.mark.parametrize("column", ["text", "categories", "hand", "part"])
def test_no_annotated_cell_is_empty(column):
    assert statements.load_annotated()[column].ne("").all()
