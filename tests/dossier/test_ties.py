import pandas as pd

from textmine.dossier.ties import MOST_TIES, tie_network
from textmine.schema import make_frame


def _tie(source: str, copier: str, n_chars: int) -> dict[str, object]:
    return {
        "source": source,
        "copier": copier,
        "n_chars": n_chars,
        "n_families": 1,
        "reports": "",
        "first_year": 2020,
        "probability": 0.8,
        "evidence": "",
    }


def test_an_arrow_runs_from_giver_to_taker() -> None:
    network = tie_network({"ties": make_frame("ties", [_tie("甲", "乙", 90)])})
    arrow = network.arrows[0]
    assert network.nodes[arrow.source].name == "甲"
    assert network.nodes[arrow.target].name == "乙"
    start = network.nodes[arrow.source]
    assert arrow.path.startswith(f"M{start.x} {start.y}Q")
    assert arrow.said[1] == "甲 → 乙: 90 characters, 1 passage, probability 0.80"


def test_the_strongest_are_drawn_and_the_rest_counted() -> None:
    rows = [_tie(f"s{i % 40}", f"c{i % 7}", i + 1) for i in range(MOST_TIES + 80)]
    network = tie_network({"ties": make_frame("ties", rows)})
    assert len(network.arrows) + network.left_out == len(rows)
    assert network.most_chars == MOST_TIES + 80


def test_ties_of_unknown_probability_say_so(frames: dict[str, pd.DataFrame]) -> None:
    ties = frames["ties"].head(1).assign(probability=float("nan"))
    assert "–" in tie_network(frames | {"ties": ties}).arrows[0].said[0]


def test_the_evidence_of_an_arrow_is_said_in_both_languages() -> None:
    tie = _tie("甲", "乙", 90) | {"evidence": "2 years earlier; verbatim"}
    arrow = tie_network({"ties": make_frame("ties", [tie])}).arrows[0]
    assert arrow.evidence == ("早 2 年；逐字相同", "2 years earlier; verbatim")


def test_an_arrow_names_the_first_of_the_reports_it_rests_on() -> None:
    tie = _tie("甲", "乙", 90) | {"reports": "a→b|a→c|a→d|a→e"}
    network = tie_network({"ties": make_frame("ties", [tie, _tie("甲", "丙", 30)])})
    assert [arrow.reports for arrow in network.arrows] == ["a→b · a→c · a→d · …", ""]


def test_few_agencies_need_a_small_ring() -> None:
    rows = [_tie(f"s{i}", f"c{i}", 50) for i in range(20)]
    small, large = (
        tie_network({"ties": make_frame("ties", part)}) for part in (rows[:1], rows)
    )
    assert small.half < large.half
