import pandas as pd

from textmine.dossier.anonymize import anonymize_frames
from textmine.schema import make_frame


def _reports(*ids: str) -> pd.DataFrame:
    rows = [
        {
            "report_id": key,
            "agency": "临泽川市财政局",
            "region": "临泽川市",
            "province": "云岭省",
            "year": 2020,
            "n_chars": 9,
            "n_narrative_chars": 5,
            "confidence": 1.0,
            "source": f"in/{key}.txt",
            "published": "2021-01-20",
        }
        for key in ids
    ]
    return make_frame("reports", rows)


def test_longest_name_wins_and_short_forms_go() -> None:
    failures = make_frame(
        "failures",
        [
            {
                "source": "x",
                "reason": "临泽川市财政局、临泽川市、临泽川，云岭省和云岭",
                "error": "",
            }
        ],
    )
    out = anonymize_frames({"reports": _reports("a"), "failures": failures})
    assert out["failures"]["reason"].item() == "机关A1、地区P2、地区P2，地区P1…地区P1"
    assert out["failures"]["source"].item() == ""


def test_a_name_inside_one_that_breaks_off_goes_too() -> None:
    """The agency is named with its region: of another body of that region the region is left."""
    reports = _reports("a").assign(agency="云岭省临泽川市财政局")
    told = {"source": "x", "reason": "见云岭省临泽川市", "error": ""}
    failures = make_frame("failures", [told])
    out = anonymize_frames({"reports": reports, "failures": failures})
    assert out["failures"]["reason"].item() == "…地区P1地区P2"


def test_numbers_as_ids_do_not_eat_numbers_in_text() -> None:
    items = make_frame(
        "items",
        [
            {
                "report_id": "1",
                "item_id": "1-p11",
                "order": 0,
                "depth": 1,
                "confidence": 1,
                "start": 0,
                "end": 3,
                "text": "共11件",
            }
        ],
    )
    out = anonymize_frames({"reports": _reports("1", "11"), "items": items})
    row = out["items"].iloc[0]
    assert (row["report_id"], row["item_id"], row["text"]) == ("R1", "R1-p11", "共11件")


def test_items_stay_linked() -> None:
    items = make_frame(
        "items",
        [
            {
                "report_id": "lzc_2020",
                "item_id": f"lzc_2020-{k}",
                "order": 0,
                "depth": 1,
                "confidence": 1,
                "start": 0,
                "end": 1,
                "text": "少",
            }
            for k in ("p0", "m0")
        ],
    )
    pairs = [
        {
            "report_id": "lzc_2020",
            "problem_id": "lzc_2020-p0",
            "measure_id": m,
            "score": 0,
            "state": "",
        }
        for m in ("lzc_2020-m0", "")
    ]
    out = anonymize_frames(
        {
            "reports": _reports("lzc_2020"),
            "items": items,
            "responses": make_frame("responses", pairs),
        }
    )
    assert out["responses"]["problem_id"].isin(out["items"]["item_id"]).all()
    assert out["responses"]["measure_id"].tolist() == ["R1-m0", ""]


def test_ids_inside_text_go_where_they_can_only_mean_the_report() -> None:
    failures = make_frame(
        "failures", [{"source": "", "reason": "结转 of lzc_2020", "error": ""}]
    )
    out = anonymize_frames({"reports": _reports("lzc_2020"), "failures": failures})
    assert out["failures"]["reason"].item() == "… of R1"


def test_nothing_to_replace() -> None:
    assert anonymize_frames({}) == {}
    failures = make_frame(
        "failures", [{"source": "in/a.txt", "reason": "空", "error": ""}]
    )
    assert anonymize_frames({"failures": failures})["failures"].iloc[0].tolist() == [
        "",
        "…",
        "",
    ]


def test_agencies_of_ties_and_edges_stay_told_apart() -> None:
    """Their column ``source`` is an agency, no file."""
    ties = pd.DataFrame({"source": ["530101:财政局"], "copier": ["530102:财政局"]})
    edges = pd.DataFrame({"source": ["临泽川市财政局"], "target": ["望溪县民政局"]})
    reports = _reports("a").assign(agency_id="530101:财政局")
    out = anonymize_frames({"reports": reports, "ties": ties, "edges": edges})
    assert out["ties"].iloc[0].tolist() == ["A1", "A2"]
    assert out["reports"]["agency_id"].item() == "A1"
    source, target = out["edges"].iloc[0]
    assert source == out["reports"]["agency"].item() and target and target != source


def test_names_are_replaced_without_a_frame_of_reports() -> None:
    pairs = pd.DataFrame({"report_a": ["张三"], "report_b": ["李四"]})
    expected = pd.DataFrame({"agency": ["望溪县民政局"], "reports": ["张三|王五"]})
    out = anonymize_frames({"pairs": pairs, "expected": expected})
    assert out["pairs"].iloc[0].tolist() == ["R1", "R2"]
    assert out["expected"].iloc[0].tolist() == ["机关A1", "R1|王五"]


def test_what_a_message_quotes_of_a_file_is_left_out() -> None:
    said = {
        "青柏县财政局2021.pdf: empty file; expected a report": "文件F1: empty file; expected a report",
        "holds only a link to zhang.pdf: download that": "holds only a link to … download that",
        "an error page of a site ('Zhang Jianguo'), not a report": "an error page of a site (…), not a report",
        "a list of 3 reports (望溪县年报 …): open each": "a list of 3 reports (… …): open each",
        "leads to the same file as in/a.txt": "leads to the same file as 文件F2",
    }
    sources = ["data/青柏县财政局2021.pdf", "in/a.txt", "x", "y", "z"]
    failures = pd.DataFrame(
        {"source": sources, "reason": [*said], "error": "ReadError"}
    )
    assert anonymize_frames({"failures": failures})["failures"]["reason"].tolist() == [
        *said.values()
    ]


def test_items_that_are_not_named_after_their_report_get_numbers() -> None:
    items = pd.DataFrame({"report_id": ["a", "a"], "item_id": ["张建国", "a张建国"]})
    out = anonymize_frames({"reports": _reports("a"), "items": items})
    assert out["items"]["item_id"].tolist() == ["R1-i0", "R1-i1"]
