import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.dossier.evidence import PLACES, QUOTA, agreeing, family_cards
from textmine.reuse import mine_reuse
from textmine.schema import make_frame

TEXT = st.text("公开信息年度报告，。1", max_size=40)


def _family(i: int, kind: str, n_reports: int) -> dict:
    return {
        "family_id": f"f{i:03d}",
        "text": "公开信息更新不够及时",
        "n_chars": 10,
        "n_reports": n_reports,
        "n_agencies": 2,
        "n_provinces": 1,
        "first_year": 2020,
        "last_year": 2021,
        "kind": kind,
        "probability": 0.9,
        "reasons": "",
    }


def _passage(family: str, report: str, text: str) -> dict:
    return {
        "family_id": family,
        "report_id": report,
        "section": "",
        "start": 0,
        "end": len(text),
        "text": text,
        "kind": "peer",
        "df_reports": 2,
        "df_agencies": 2,
        "page": pd.NA,
        "box": "",
    }


@settings(deadline=None, max_examples=100)
@given(TEXT, TEXT)
def test_pieces_give_the_text_and_agree_with_the_model(model: str, text: str) -> None:
    pieces = agreeing(model, text)
    assert "".join(piece for piece, _ in pieces) == text
    assert all(piece in model for piece, agrees in pieces if agrees and len(pieces) > 1)
    assert all(
        before[1] != after[1] for before, after in zip(pieces, pieces[1:], strict=False)
    )


def test_identical_text_agrees_throughout() -> None:
    assert agreeing("公开", "公开") == [("公开", True)]


def test_peer_copies_come_first_and_each_kind_has_its_share() -> None:
    rows = [
        _family(i, kind, n)
        for i, (kind, n) in enumerate(
            [("mandated", 900), ("peer", 2), ("national", 400)] * 20
        )
    ]
    found = family_cards({"families": make_frame("families", rows)})
    kinds = [card.kind for card in found.cards]
    assert found.total == 60
    assert (
        kinds
        == ["peer"] * QUOTA["peer"]
        + ["national"] * QUOTA["national"]
        + ["mandated"] * QUOTA["mandated"]
    )


def test_provinces_that_nobody_knows_are_not_counted() -> None:
    known = _family(0, "peer", 2)
    rows = [known, known | {"family_id": "f001", "n_provinces": 0}]
    cards = family_cards({"families": make_frame("families", rows)}).cards
    said = {card.family_id: " ".join(card.spread) for card in cards}
    assert "1 province" in said["f000"] and "1 省" in said["f000"]
    assert "省" not in said["f001"] and "provinc" not in said["f001"]


def test_places_come_from_different_reports_in_order_of_time() -> None:
    reports = [
        {
            "report_id": f"r{i}",
            "agency": f"第{i}局",
            "year": 2029 - i,
            "n_chars": 1,
            "n_narrative_chars": 1,
            "confidence": 1,
        }
        for i in range(9)
    ]
    passages = [
        _passage("f000", f"r{i // 2}", "公开信息更新不够及时") for i in range(18)
    ]
    frames = {
        "families": make_frame("families", [_family(0, "peer", 9)]),
        "passages": make_frame("passages", pd.DataFrame(passages)),
        "reports": make_frame("reports", reports),
    }
    card = family_cards(frames).cards[0]
    years = [passage.who[-4:] for passage in card.passages]
    assert len(set(years)) == PLACES
    assert years == sorted(years)
    assert card.left_out == 18 - PLACES


def test_the_template_on_the_page_is_the_one_of_the_family() -> None:
    """One template for a family, whoever prints it; numbers and years are slots as a whole."""
    said = [
        f"按照年初确定的公开目录，{year}年通过门户网站和公告栏主动公开各类政府信息共计{n}条，"
        "全部在规定的期限内公开，没有逾期公开或者漏报的情况。"
        for year, n in [
            (2021, 120),
            (2022, 87),
            (2019, 95),
        ]
    ]
    rows = [
        {
            "report_id": f"r{k}",
            "agency": f"{place}财政局",
            "region": place,
            "text": text,
        }
        for k, (place, text) in enumerate(
            zip(["临泽川市", "白鹭洲县", "青榆区"], said, strict=True)
        )
    ]
    mined = mine_reuse(pd.DataFrame(rows).assign(province="云岭省"), progress=False)
    plain = {"n_chars": 1, "n_narrative_chars": 1, "confidence": 1}
    reports = [row | plain | {"province": "云岭省"} for row in rows]
    cards = family_cards(
        {
            "families": mined.families,
            "passages": mined.passages,
            "reports": make_frame(
                "reports",
                [{k: v for k, v in r.items() if k != "text"} for r in reports],
            ),
        }
    ).cards
    assert cards
    for card in cards:
        template = "".join(piece.text for piece in card.template)
        assert template == mined.template(card.family_id)
        assert "[数]" in template
        assert [slot for slot in card.slots if slot.startswith("[数] ")]
        assert "[年]" in template and not [s for s in card.slots if "条" in s]
