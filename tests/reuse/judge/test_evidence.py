"""What speaks for a direction: one kind of evidence at a time, on reports made by hand."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from textmine.reuse.families.catalogue import Catalogue
from textmine.reuse.judge import evidence as room
from textmine.reuse.judge.evidence import FEATURES, Evidence, _last_of_each
from textmine.reuse.judge.holders import find_holders

# Written out: taken from the module, a bound would be tested against itself.
MOSTLY = 0.7
NEARLY = 0.9
LONG = 1.2
SHORT = 30.0
SOON = 10.0

PHRASE = "渡口春汛期间加开夜班轮渡并在两岸张贴时刻表方便赶集的乡民往返"
MakeCatalogue = Callable[[pd.DataFrame, list[list[str]]], Catalogue]


def report(
    place: str, year: int, day: str, text: str, office: str = "教育局"
) -> dict[str, object]:
    return {
        "report_id": f"{place}{office}-{year}",
        "text": text,
        "agency": place + office,
        "region": place,
        "province": "云岭省",
        "level": "city",
        "agency_type": office,
        "year": year,
        "published": f"{year + 1}-{day}",
    }


@pytest.fixture
def weigh(make_catalogue: MakeCatalogue) -> Callable[..., pd.Series]:
    """Evidence that one report gave another the phrases of the only family."""

    def run(
        rows: list[dict[str, object]], source: int, copier: int, *phrases: str
    ) -> pd.Series:
        mined = make_catalogue(pd.DataFrame(rows), [list(phrases) or [PHRASE]])
        evidence = Evidence(mined, find_holders(mined))
        row_of = {int(r): i for i, r in enumerate(evidence.holders.report)}
        numbers = [mined.number_of[str(rows[k]["report_id"])] for k in (source, copier)]
        one, other = (np.array([row_of[number]]) for number in numbers)
        found = evidence.weigh(one, other)
        assert list(found.columns) == list(FEATURES)
        return found.iloc[0]

    return run


def test_an_earlier_year_speaks_for_the_source(weigh: Callable[..., pd.Series]) -> None:
    rows = [
        report("临泽川市", 2020, "01-20", PHRASE),
        report("望溪州市", 2021, "01-10", PHRASE),
    ]
    forth, back = weigh(rows, 0, 1), weigh(rows, 1, 0)
    assert (forth["earlier_year"], forth["later"], forth["next_year"]) == (1, 0, 1)
    assert (back["earlier_year"], back["later"], back["next_year"]) == (-1, 1, 0)
    assert (forth["first"], back["first"]) == (1, 0)
    assert forth["earlier_day"] == 0, "days count within a season only"
    assert forth["alternatives"] == 0
    assert forth["breadth"] == 0, "two agencies"


def test_days_of_one_season_count_the_more_the_farther_apart(
    weigh: Callable[..., pd.Series],
) -> None:
    rows = [
        report("临泽川市", 2021, "01-10", PHRASE),
        report("望溪州市", 2021, "01-20", PHRASE),
    ]
    sure = 1 - np.exp(-10 / SOON)
    assert weigh(rows, 0, 1)["earlier_day"] == pytest.approx(sure)
    assert weigh(rows, 1, 0)["earlier_day"] == pytest.approx(-sure)
    undated = [rows[0], rows[1] | {"published": ""}]
    assert weigh(undated, 0, 1)["earlier_day"] == 0


def test_length_and_likeness_are_of_the_two_passages(
    weigh: Callable[..., pd.Series],
) -> None:
    shorter = PHRASE[:24]
    rows = [
        report("临泽川市", 2020, "01-20", PHRASE),
        report("望溪州市", 2021, "01-10", shorter),
    ]
    # The longest passage of a report stands for it.
    found = weigh(rows, 0, 1, PHRASE, shorter)
    n = len(PHRASE)
    assert found["likeness"] == pytest.approx(2 * 24 / (n + 24))
    assert found["verbatim"] == 0
    assert found["nesting"] == pytest.approx(np.log(n / 24))
    assert found["short"] == pytest.approx(np.log(24 / SHORT))
    assert found["long"] == 0
    same = [
        report("临泽川市", 2020, "01-20", PHRASE * 4),
        report("丙州市", 2021, "01-10", PHRASE * 4),
    ]
    whole = weigh(same, 0, 1, PHRASE * 4)
    assert (whole["likeness"], whole["verbatim"], whole["nesting"]) == (1, 1, 0)
    assert (whole["short"], whole["long"]) == (0, LONG)


def test_a_name_left_behind_is_stronger_than_dates(
    weigh: Callable[..., pd.Series],
) -> None:
    named = "临泽川市教育局" + PHRASE
    rows = [
        report("临泽川市", 2021, "01-20", named),
        report("望溪州市", 2020, "01-10", named),
    ]
    found = weigh(rows, 0, 1, named)
    assert (found["names_source"], found["names_copier"], found["names_third"]) == (
        1,
        0,
        0,
    )
    # The source is the later one: that no longer speaks against it.
    assert (found["earlier_year"], found["later"]) == (0, 0)
    back = weigh(rows, 1, 0, named)
    assert (back["names_source"], back["names_copier"]) == (0, 1)


def test_the_name_of_a_third_agency_speaks_for_neither(
    weigh: Callable[..., pd.Series],
) -> None:
    named = "鹤汀县教育局" + PHRASE
    rows = [
        report("临泽川市", 2020, "01-10", named),
        report("望溪州市", 2021, "01-10", named),
        report("鹤汀县", 2021, "01-10", "别无他事"),
    ]
    found = weigh(rows, 0, 1, named)
    assert (found["names_source"], found["names_copier"], found["names_third"]) == (
        0,
        0,
        1,
    )


def test_others_who_held_it_before_are_alternatives(
    weigh: Callable[..., pd.Series],
) -> None:
    rows = [
        report("临泽川市", 2019, "01-10", PHRASE),
        report("望溪州市", 2020, "01-10", PHRASE),
        report("鹤汀县", 2021, "01-10", PHRASE),
        report("鹤汀县", 2022, "01-10", PHRASE),
    ]
    found = weigh(rows, 1, 2)
    assert found["alternatives"] == pytest.approx(np.log(2)), (
        "the third, not the source itself"
    )
    assert found["breadth"] == pytest.approx(np.log(3 / 2))
    assert (found["first"], found["source_kept"], found["copier_kept"]) == (0, 0, 0)
    assert weigh(rows, 0, 3)["copier_kept"] == 1


def test_copies_of_one_text_are_liker_the_source_than_each_other(
    weigh: Callable[..., pd.Series],
) -> None:
    # Each copy changed two characters of its own.
    copies = [PHRASE[:k] + "改动" + PHRASE[k + 2 :] for k in (4, 12, 20)]
    places = ["望溪州市", "鹤汀县", "云栈市"]
    rows = [report("临泽川市", 2019, "01-10", PHRASE)]
    rows += [
        report(p, 2020, "01-10", text) for p, text in zip(places, copies, strict=True)
    ]
    centre, edge = (
        weigh(rows, 0, 1, PHRASE, *copies),
        weigh(rows, 1, 2, PHRASE, *copies),
    )
    # To the source each lacks 2 of n characters; from each other they differ by 4.
    assert centre["central"] == pytest.approx(2 / len(PHRASE))
    assert centre["distant"] == 0
    assert edge["central"] == 0 < edge["distant"]


def test_what_stands_whole_in_a_longer_passage_is_contained(
    weigh: Callable[..., pd.Series],
) -> None:
    longer = PHRASE + "并由村民小组逐户签收后存档备查"
    rows = [
        report("临泽川市", 2020, "01-20", longer),
        report("望溪州市", 2021, "01-10", PHRASE),
    ]
    found = weigh(rows, 0, 1, longer, PHRASE)
    assert found["likeness"] < 1
    assert found["contained"] == pytest.approx(1.0)
    assert found["mostly"] == pytest.approx(1 - MOSTLY)
    assert found["nearly"] == pytest.approx(1 - NEARLY)
    other = "河长办逐段巡查排污口并把整改照片上传台账供居民随时查阅监督评议"
    rows[1]["text"] = other
    unlike = weigh(rows, 0, 1, longer, other)
    assert unlike["contained"] < MOSTLY
    assert (unlike["mostly"], unlike["nearly"], unlike["mostly_long"]) == (0, 0, 0)


def test_of_two_holders_the_first_is_first_of_two(
    weigh: Callable[..., pd.Series],
) -> None:
    rows = [
        report("临泽川市", 2020, "01-20", PHRASE),
        report("望溪州市", 2021, "01-10", PHRASE),
    ]
    assert (weigh(rows, 0, 1)["first_of_two"], weigh(rows, 1, 0)["first_of_two"]) == (
        1,
        0,
    )
    rows.append(report("鹤汀县", 2022, "01-10", PHRASE))
    assert weigh(rows, 0, 1)["first_of_two"] == 0


def test_a_piece_of_a_widely_held_text_is_a_fragment(
    make_catalogue: MakeCatalogue,
) -> None:
    # Five agencies hold the first half of what two of them share.
    places = ["临泽川市", "望溪州市", "鹤汀县", "云栈市", "石渚县"]
    half = PHRASE[:16]
    rows = [
        report(place, 2019 + i, "01-10", PHRASE if i < 2 else half)
        for i, place in enumerate(places)
    ]
    mined = make_catalogue(pd.DataFrame(rows), [[PHRASE], [half]])
    holders = find_holders(mined)
    narrow = np.flatnonzero(holders.family == 0)
    found = Evidence(mined, holders).weigh(narrow[:1], narrow[1:2]).iloc[0]
    assert found["fragment"] == pytest.approx(16 / len(PHRASE))
    alone = make_catalogue(pd.DataFrame(rows), [[PHRASE]])
    only = find_holders(alone)
    assert (
        Evidence(alone, only).weigh(np.array([0]), np.array([1]))["fragment"].item()
        == 0
    )


BRIDGE = "水车整夜转着磨坊天亮前把麦子磨完乡民挑回家去集市逢五开门药材铺与布庄都设在河西山脚办起学堂"


@pytest.mark.parametrize(("n_changed", "verbatim"), [(1, 1), (2, 0)])
def test_practically_all_alike_is_verbatim(
    weigh: Callable[..., pd.Series], n_changed: int, verbatim: int
) -> None:
    """One of fifty characters changed is a likeness of 0.98, two are one of 0.96."""
    text = (BRIDGE + PHRASE)[:50]
    changed = "".join("改" if k < n_changed else c for k, c in enumerate(text))
    rows = [
        report("临泽川市", 2020, "01-20", text),
        report("望溪州市", 2021, "01-10", changed),
    ]
    found = weigh(rows, 0, 1, text, changed)
    assert found["likeness"] == pytest.approx(1 - n_changed / 50)
    assert found["verbatim"] == verbatim


@pytest.mark.parametrize(("n_changed", "leads"), [(2, False), (3, True)])
def test_a_source_leads_where_copies_are_clearly_liker_it_than_each_other(
    weigh: Callable[..., pd.Series], n_changed: int, leads: bool
) -> None:
    """Each copy changed some of fifty characters of its own: it leads by n / 50."""
    text = (BRIDGE + PHRASE)[:50]
    copies = [
        "".join("改" if k <= at < k + n_changed else c for at, c in enumerate(text))
        for k in (0, 10, 20, 30, 40)
    ]
    # A fifth one is not looked at: it is another text altogether.
    copies[4] = PHRASE + BRIDGE[:19]
    places = ["望溪州市", "鹤汀县", "云栈市", "石渚县", "枫泾岭县"]
    rows = [report("临泽川市", 2019, "01-10", text)]
    rows += [
        report(place, 2020, f"01-{10 + k}", copy)
        for k, (place, copy) in enumerate(zip(places, copies, strict=True))
    ]
    found = weigh(rows, 0, 1, text, *copies)
    assert found["central"] == pytest.approx(n_changed / 50)
    assert found["central_long"] == pytest.approx(np.log(50 / SHORT) if leads else 0)


def test_an_agency_that_kept_it_may_have_a_year_between(
    weigh: Callable[..., pd.Series],
) -> None:
    rows = [
        report("临泽川市", 2018, "01-10", PHRASE),
        report("望溪州市", 2019, "01-10", PHRASE),
        report("望溪州市", 2020, "01-10", PHRASE),
    ]
    near, far = weigh(rows, 0, 1), weigh(rows, 0, 2)
    assert (near["next_year"], near["between"]) == (1, 0)
    assert (far["next_year"], far["between"]) == (0, 1)
    own = weigh(rows, 1, 2)
    assert (own["next_year"], own["between"]) == (1, 0)


@pytest.mark.parametrize(("n_agencies", "wide"), [(3, False), (4, True)])
def test_a_text_of_more_than_three_agencies_is_widely_held(
    make_catalogue: MakeCatalogue, n_agencies: int, wide: bool
) -> None:
    half = PHRASE[:16]
    rows = [
        report(place, 2019 + i, "01-10", PHRASE if i < 2 else half)
        for i, place in enumerate(
            ["临泽川市", "望溪州市", "鹤汀县", "云栈市"][:n_agencies]
        )
    ]
    mined = make_catalogue(pd.DataFrame(rows), [[PHRASE], [half]])
    holders = find_holders(mined)
    narrow = np.flatnonzero(holders.family == 0)
    found = Evidence(mined, holders).weigh(narrow[:1], narrow[1:2]).iloc[0]
    assert bool(found["fragment"] > 0) is wide


def test_pairs_weigh_the_same_however_many_at_once(
    make_catalogue: MakeCatalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = ["临泽川市", "望溪州市", "鹤汀县"]
    rows = [report(place, 2019 + i, "01-10", PHRASE) for i, place in enumerate(places)]
    mined = make_catalogue(pd.DataFrame(rows), [[PHRASE]])
    evidence = Evidence(mined, find_holders(mined))
    source, copier = np.array([0, 0, 1]), np.array([1, 2, 2])
    whole = evidence.weigh(source, copier)
    monkeypatch.setattr(room, "PAIRS_AT_ONCE", 2)
    pd.testing.assert_frame_equal(evidence.weigh(source, copier), whole)
    none = evidence.weigh(source[:0], copier[:0])
    assert list(none.columns) == list(FEATURES) and not len(none)


@pytest.mark.parametrize(
    ("other", "counts"),
    [
        # A neighbour's name is left behind from the neighbour's text.
        ({"region": "望溪州市"}, True),
        # Of another body of one's own place too, but its government has the site.
        ({"agency_type": "财政局"}, True),
        ({"agency_type": "市政府"}, False),
        # What is over one is named by whoever writes for himself.
        ({"region": "云岭省", "level": "province"}, False),
        ({"region": "云岭省", "level": "province", "province": ""}, False),
        ({"region": "柏原省", "level": "province", "province": "柏原省"}, True),
        ({"region": "", "level": "national", "province": "某部"}, False),
        # So are those below, and the place that a zone lies in.
        ({"region": "鹤汀县", "level": "county"}, False),
        ({"region": "鹤汀县", "level": "county", "province": "柏原省"}, True),
    ],
)
def test_a_name_counts_that_one_would_not_write_anyway(
    other: dict[str, str], counts: bool, weigh: Callable[..., pd.Series]
) -> None:
    source = report("临泽川市", 2021, "01-20", "") | other
    source["agency"] = f"{source['region']}{source['agency_type']}"
    named = f"{source['agency']}门户网站设专栏" + PHRASE
    copier = report("临泽川市", 2022, "01-20", named)
    rows = [source | {"text": named}, copier]
    assert weigh(rows, 0, 1, named)["names_source"] == counts


@pytest.mark.parametrize(
    "joint",
    [
        "临泽川市教育局会同望溪州市教育局在界河立牌",
        "临泽川市教育局与望溪州市教育局在界河立牌",
        "望溪州市教育局与我局在界河立牌",
        "与望溪州市教育局共同在界河立牌",
    ],
)
def test_who_did_it_together_is_named_by_both(
    joint: str, weigh: Callable[..., pd.Series]
) -> None:
    named = joint + PHRASE
    rows = [report("望溪州市", 2021, "01-10", named)]
    rows.append(report("临泽川市", 2021, "01-20", named))
    found = weigh(rows, 0, 1, named)
    assert (found["names_source"], found["names_third"]) == (0, 0)


@pytest.mark.parametrize(
    ("agency_id", "counts"), [("900101/新港:管委会", False), ("900102:管委会", True)]
)
def test_a_zone_names_the_place_that_it_lies_in(
    agency_id: str, counts: bool, weigh: Callable[..., pd.Series]
) -> None:
    named = "望溪州市公开工作坚持按周更新" + PHRASE
    county = report("望溪州市", 2021, "01-10", named, "市政府")
    county |= {"region_code": "900101", "agency_id": "900101:政府"}
    zone = report("新港", 2022, "01-20", named, "管委会")
    zone |= {"region_code": "", "agency_id": agency_id}
    assert weigh([county, zone], 0, 1, named)["names_source"] == counts


def evidence_of(
    make_catalogue: MakeCatalogue, rows: list[dict[str, object]], texts: list[str]
) -> tuple[Evidence, dict[int, int]]:
    """Evidence of reports that hold a text each, and the row of each of them."""
    mined = make_catalogue(pd.DataFrame(rows), [texts])
    evidence = Evidence(mined, find_holders(mined))
    row_of = {int(r): i for i, r in enumerate(evidence.holders.report)}
    numbers = [mined.number_of[str(row["report_id"])] for row in rows]
    return evidence, {k: row_of[number] for k, number in enumerate(numbers)}


@pytest.mark.parametrize(("changed", "is_outdone"), [(2, False), (4, True)])
def test_a_copy_of_a_copy_is_liker_what_it_was_copied_from(
    changed: int, is_outdone: bool, make_catalogue: MakeCatalogue
) -> None:
    second = "改" * changed + PHRASE[changed:]
    third = second[:20] + "再" + second[21:]
    texts = [PHRASE, second, third]
    places = ["临泽川市", "望溪州市", "鹤汀县"]
    rows = [
        report(place, 2019 + k, "01-10", text)
        for k, (place, text) in enumerate(zip(places, texts, strict=True))
    ]
    evidence, at = evidence_of(make_catalogue, rows, texts)
    source, copier = (np.array([at[k] for k in x]) for x in ((0, 0, 1), (1, 2, 2)))
    # Nobody else came before the first copy; the second copy has the changes of the first.
    found = evidence.are_outdone(source, copier)
    assert found.tolist() == [False, is_outdone, False]


@pytest.mark.parametrize(("changed", "is_outdone"), [(2, False), (4, True)])
def test_a_copy_of_what_an_agency_had_changed_by_then_is_likest_that(
    changed: int, is_outdone: bool, make_catalogue: MakeCatalogue
) -> None:
    second = "改" * changed + PHRASE[changed:]
    rows = [
        report("临泽川市", 2018, "01-10", PHRASE),
        report("望溪州市", 2019, "01-10", PHRASE),
        report("望溪州市", 2020, "01-10", second),
        report("鹤汀县", 2021, "01-10", second),
    ]
    evidence, at = evidence_of(make_catalogue, rows, [PHRASE, second])
    source, copier = (np.array([at[k] for k in x]) for x in ((0, 1), (3, 3)))
    # The one who changed it is not outdone by what it wrote itself.
    assert evidence.are_outdone(source, copier).tolist() == [is_outdone, False]
    # What it changed after the copy tells nothing of the copy.
    rows[2] |= {"year": 2022, "published": "2023-01-10"}
    evidence, at = evidence_of(make_catalogue, rows, [PHRASE, second])
    source, copier = (np.array([at[k] for k in x]) for x in ((0, 1), (3, 3)))
    assert evidence.are_outdone(source, copier).tolist() == [False, False]


@pytest.mark.parametrize(
    ("text", "sayable"),
    [
        ("与望溪州市教育局共同在界河立牌", False),
        # Told of a third one it says nothing of these two.
        ("与鹤汀县教育局共同在界河立牌", True),
    ],
)
def test_of_what_two_did_together_neither_took_it_from_the_other(
    text: str, sayable: bool, make_catalogue: MakeCatalogue
) -> None:
    told = [text + PHRASE, "与临泽川市教育局共同在界河立牌" + PHRASE]
    places = ["临泽川市", "望溪州市", "鹤汀县"]
    rows = [
        report(place, 2019 + k, "01-10", [*told, "无"][k])
        for k, place in enumerate(places)
    ]
    if sayable:
        rows[1]["text"] = told[1] = text + PHRASE
    mined = make_catalogue(pd.DataFrame(rows), [told])
    evidence = Evidence(mined, find_holders(mined))
    for pair in ([0, 1], [1, 0]):
        source, copier = (np.array([k]) for k in pair)
        none = np.zeros(1, dtype=bool)
        assert evidence.are_sayable(source, copier, none).tolist() == [sayable]
    # A name left behind says more.
    assert evidence.are_sayable(source, copier, ~none).tolist() == [True]


def test_of_an_agencys_many_reports_the_first_and_the_last_ones_count() -> None:
    agency = np.array([1, 2, 1, 1, 2, 1, 1, 1])
    found = _last_of_each(np.arange(10, 18), agency)
    assert found.tolist() == [10, 11, 14, 15, 16, 17]


def test_who_went_into_another_agency_is_kin_to_it(
    make_catalogue: MakeCatalogue,
) -> None:
    bodies = {"工商局": 2018, "质监局": 2018, "市场监管局": 2019, "教育局": 2019}
    rows = [
        report("临泽川市", year, "01-10", PHRASE, body)
        | {"agency_id": f"900101:{body}"}
        for body, year in bodies.items()
    ]
    evidence, at = evidence_of(make_catalogue, rows, [PHRASE])
    later = np.full(4, at[2])
    each = np.array([at[k] for k in range(4)])
    kin = [True, True, False, False]
    assert evidence.are_kin(each, later).tolist() == kin
    assert evidence.are_kin(later, each).tolist() == kin
    assert not evidence.are_kin(each[:1], each[1:2]).any()


def test_what_may_have_come_later_outdoes_nobody(
    make_catalogue: MakeCatalogue,
) -> None:
    second = "改" * 8 + PHRASE[8:]
    texts = [PHRASE, second, second]
    rows = [
        report("临泽川市", 2019, "01-10", PHRASE),
        report("望溪州市", 2020, "01-10", second),
        report("鹤汀县", 2020, "01-10", second),
    ]
    for day, is_outdone in (("2021-01-10", False), ("2021-01-11", True)):
        rows[2]["published"] = day
        evidence, at = evidence_of(make_catalogue, rows, texts)
        found = evidence.are_outdone(np.array([at[0]]), np.array([at[2]]))
        assert found.tolist() == [is_outdone]


def test_the_name_of_a_place_is_that_of_its_government_alone(
    weigh: Callable[..., pd.Series],
) -> None:
    named = "望溪州市全年受理来信" + PHRASE
    copier = report("临泽川市", 2022, "01-20", named)
    for office, counts in (("财政局", False), ("市政府", True)):
        source = report("望溪州市", 2021, "01-20", named, office)
        assert weigh([source, copier], 0, 1, named)["names_source"] == counts
