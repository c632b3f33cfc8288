"""What two agencies may have from elsewhere than from each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd
import pytest

from textmine.reuse.families.catalogue import Catalogue
from textmine.reuse.judge.commons import Commons
from textmine.reuse.judge.evidence import Evidence
from textmine.reuse.judge.holders import find_holders

PHRASE = "渡口春汛期间加开夜班轮渡并在两岸张贴时刻表方便赶集的乡民往返"
# Days of January on which bodies report, too far apart to be of one moment.
DAYS = {"水利局": 10, "教育局": 14, "政府": 28}
MakeCatalogue = Callable[[pd.DataFrame, list[list[str]]], Catalogue]
Rows = list[dict[str, object]]


def report(
    body: str,
    year: int,
    place: str = "洛溪县",
    text: str = PHRASE,
) -> dict[str, object]:
    is_government = body == "政府"
    return {
        "report_id": f"{place}{body}-{year}",
        "text": text,
        "agency": f"{place}{'人民政府' if is_government else body}",
        "agency_id": f"{place}:{body}",
        "region": place,
        "level": "county",
        "agency_type": "县政府" if is_government else body,
        "year": year,
        "published": f"{year + 1}-01-{DAYS.get(body, 20)}",
    }


@pytest.fixture
def ask(make_catalogue: MakeCatalogue) -> Callable[..., list[bool]]:
    """Whether each pair of reports may have the first one's text from elsewhere."""

    def run(rows: Rows, pairs: Iterable[tuple[int, int]]) -> list[bool]:
        phrase = "".join(sign for sign in str(rows[0]["text"]) if sign.isalnum())
        mined = make_catalogue(pd.DataFrame(rows), [[phrase]])
        holders = find_holders(mined)
        row_of = {int(r): i for i, r in enumerate(holders.report)}
        at = [row_of[mined.number_of[str(row["report_id"])]] for row in rows]
        source, copier = (
            np.array([at[k] for k in side]) for side in zip(*pairs, strict=True)
        )
        found = Commons(mined, holders).are_common(source, copier)
        named = np.zeros(len(source), dtype=bool)
        sayable = Evidence(mined, holders).are_sayable(source, copier, named)
        # What is common is not said, unless one names the other.
        assert (~sayable).tolist() == found.tolist()
        assert Evidence(mined, holders).are_sayable(source, copier, ~named).all()
        return found.tolist()

    return run


def test_what_the_government_holds_too_its_bureaus_have_from_it(
    ask: Callable[..., list[bool]],
) -> None:
    rows = [report("水利局", 2021), report("教育局", 2021), report("政府", 2021)]
    # The government reports last, whatever it wrote first.
    pairs = [(0, 1), (1, 0), (0, 2), (2, 0)]
    assert ask(rows, pairs) == [True, True, True, False]
    # An earlier year says more.
    rows[0] = report("水利局", 2020)
    assert ask(rows, pairs) == [True, False, False, False]


def test_what_the_government_takes_up_later_came_from_a_bureau(
    ask: Callable[..., list[bool]],
) -> None:
    rows = [report("水利局", 2020), report("教育局", 2021), report("政府", 2022)]
    assert ask(rows, [(0, 1), (0, 2)]) == [False, False]


def test_the_government_of_another_county_is_over_none_of_them(
    ask: Callable[..., list[bool]],
) -> None:
    rows = [report("水利局", 2021), report("教育局", 2021)]
    rows.append(report("政府", 2021, "望澜县"))
    assert ask(rows, [(0, 1), (0, 2)]) == [False, False]


@pytest.mark.parametrize(
    ("text", "is_common"),
    [
        ("与县公安局联合印发渡口安全管理通告，通告全文张贴在两岸码头。", True),
        ("会同县气象局、县公安局逐个渡口核对船只载客定额和救生衣数量。", True),
        ("全县上下以渡口安全为抓手，逐个渡口核对船只载客定额和救生衣。", True),
        ("县政府办公室组织各单位核对渡口船只载客定额和救生衣数量。", True),
        ("县政务公开领导小组办公室牵头核对渡口船只载客定额和救生衣数量。", True),
        ("全县渡口的船只载客定额和救生衣数量由渡工每天早晚核对两遍。", False),
        ("渡工每天早晚核对两遍救生衣。与县公安局联合检查过一次。", False),
    ],
)
def test_a_joint_deed_and_one_of_the_whole_county_are_told_by_all_there(
    text: str, is_common: bool, ask: Callable[..., list[bool]]
) -> None:
    rows = [report("水利局", 2021, text=text), report("教育局", 2021, text=text)]
    rows.append(report("水利局", 2022, "望澜县", text))
    # Elsewhere nobody did it, so that whoever tells it there copied.
    assert ask(rows, [(0, 1), (0, 2)]) == [is_common, False]


def test_a_government_and_its_office_are_one_house(
    ask: Callable[..., list[bool]],
) -> None:
    """The office writes the government's report, and publishes its own two months before."""
    office = report("政府办", 2020) | {"agency": "洛溪县人民政府办公室"}
    office["agency_type"] = "政府办公室"
    rows = [office, report("政府", 2021), report("政府", 2021, "望澜县")]
    assert ask(rows, [(0, 1), (1, 0), (0, 2)]) == [True, True, False]
