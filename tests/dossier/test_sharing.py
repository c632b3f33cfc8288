import pandas as pd

from textmine.dossier.sharing import shared_pairs
from textmine.schema import make_frame


def _passage(family: str, report: str, text: str) -> dict[str, object]:
    return {
        "family_id": family,
        "report_id": report,
        "section": "overview",
        "start": 10,
        "end": 10 + len(text),
        "text": text,
        "kind": "peer",
        "df_reports": 2,
        "df_agencies": 2,
    }


PAIRS = pd.DataFrame({"report_a": ["a", "a"], "report_b": ["b", "c"]})


def test_what_both_hold_stands_side_by_side_longest_first() -> None:
    passages = [
        _passage("f1", "a", "公开栏目更新"),
        _passage("f1", "b", "公开栏目维护"),
        _passage("f2", "a", "持续推进政务公开工作"),
        _passage("f2", "b", "持续推进政务公开工作"),
        _passage("f3", "a", "只在甲"),
    ]
    found = shared_pairs({"passages": make_frame("passages", passages)}, PAIRS)
    assert [pair.anchor for pair in found] == ["pair-1"]
    assert [shared.family_id for shared in found[0].passages] == ["f2", "f1"]
    differing = [piece.text for piece in found[0].passages[1].b if not piece.agrees]
    assert differing == ["维护"]


def test_a_pair_without_common_passages_is_left_out() -> None:
    passages = [_passage("f1", "a", "公开"), _passage("f2", "b", "公开")]
    assert shared_pairs({"passages": make_frame("passages", passages)}, PAIRS) == []
