import pandas as pd
import pytest

from textmine.errors import FrameError
from textmine.quality.residues import check_residues

REPORTS = pd.DataFrame(
    {
        "report_id": ["a", "b"],
        "agency": ["临泽川市档案局", "望澜川市财政局"],
        "region": ["临泽川市", "望澜川市"],
        "province": ["云岭省", "澜江省"],
        "year": [2022, 2022],
    }
)


def found(text, report="a", residue=None):
    narrative = pd.DataFrame({"report_id": [report], "start": [10], "text": [text]})
    frame = check_residues(narrative, REPORTS, residue=residue)
    assert all(
        text[a - 10 : b - 10] == f
        for a, b, f in zip(frame["start"], frame["end"], frame["found"], strict=True)
    )
    return list(zip(frame["check"], frame["status"], frame["found"], strict=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020年，我局公开信息12条。", [("stale_year", "FAIL", "2020")]),
        ("广播站循环播报，2021年共播报37次。", [("stale_year", "FAIL", "2021")]),
        ("2022年，我局公开信息12条。", []),
        ("2021年，我局收到12件，与2022年相比有所增长。", []),
        ("自2019年以来，我局坚持按月核对。", []),
        ("推动望澜川市政务公开再上台阶。", [("foreign_name", "FAIL", "望澜川市")]),
        ("望澜川市的群众来电较多。", [("foreign_name", "UNCERTAIN", "望澜川市")]),
        ("赴望澜川市考察公开专区。", []),
        ("临泽川市各部门按时报送。", []),
        ("二是会同县里的单位核对目录。", []),
    ],
)
def test_what_is_left_behind(text, expected):
    assert found(text) == expected


def test_what_stands_in_a_reused_passage_is_certain_and_listed_once():
    residue = pd.DataFrame(
        [
            {
                "report_id": "a",
                "start": 10,
                "end": 14,
                "text": "望澜川市",
                "reason": "foreign name",
                "source": "望澜川市财政局",
            }
        ]
    )
    narrative = pd.DataFrame(
        {"report_id": ["a"], "start": [10], "text": ["望澜川市的群众来电较多。"]}
    )
    frame = check_residues(narrative, REPORTS, residue=residue)
    assert frame[["check", "status"]].values.tolist() == [["foreign_name", "FAIL"]]
    assert "望澜川市财政局" in frame["evidence"][0]


def test_empty_and_incomplete_frames():
    empty = pd.DataFrame({"report_id": [], "start": [], "text": []})
    assert len(check_residues(empty, REPORTS)) == 0
    with pytest.raises(FrameError, match="missing column"):
        check_residues(empty.drop(columns="text"), REPORTS)


@pytest.mark.parametrize("name", ["foreign_name", "stale_year"])
def test_every_planted_residue_of_the_sample_is_found(root, sample, name):
    import json

    from textmine.reuse.mine import mine_reuse

    lines = (
        (root / "corpora" / "sample" / "gold" / "contradictions.jsonl")
        .read_text(encoding="utf-8")
        .splitlines()
    )
    planted = {r["report_id"] for r in map(json.loads, lines) if r["check"] == name}
    checks = check_residues(
        sample.narrative, sample.reports, residue=mine_reuse(sample).residue()
    )
    assert (
        set(
            checks[(checks["check"] == name) & (checks["status"] == "FAIL")][
                "report_id"
            ]
        )
        == planted
    )
