"""What is counted of a family: spread, examples, shares of known wording, years."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.reuse.families.facts import describe_families, measure_spread
from textmine.reuse.families.gather import Passages
from textmine.reuse.ground.texts import Texts, read_texts

ROWS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 5), st.integers(-1, 3)), max_size=30
)


@settings(deadline=None)
@given(ROWS)
def test_each_unit_counts_once_for_each_of_its_values(
    rows: list[tuple[int, int, int]],
) -> None:
    family, unit, value = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    found = measure_spread(family, unit, value, 3)
    for k in range(3):
        count = Counter(v for f, _, v in set(rows) if f == k and v >= 0)
        assert found.n[k] == len(count)
        if not count:
            assert found.top[k] == -1 and np.isnan(found.top_share[k])
            continue
        most = max(count.values())
        assert found.top[k] == min(v for v, c in count.items() if c == most)
        assert found.top_share[k] == pytest.approx(most / sum(count.values()))


@pytest.fixture
def texts() -> Texts:
    """Reports in order of year: 2020, 2021 twice, 2022, and one of no known year."""
    rows = [
        ("a-2020", "临泽川市教育局", "云岭省", 2020),
        ("a-2021", "临泽川市教育局", "云岭省", 2021),
        ("b-2021", "望溪州市教育局", "云岭省", 2021),
        ("c-2022", "鹤汀县水利局", "临江省", 2022),
        ("d-none", "", "", None),
    ]
    columns = ["report_id", "agency", "province", "year"]
    frame = pd.DataFrame(rows, columns=columns).assign(text="公开信息" * 5)
    frame["agency_type"] = frame["agency"].str[-3:]
    return read_texts(frame.astype({"year": "Int64"}))


def describe(
    texts: Texts, rows: list[tuple[int, int, int, str]], known: list[int] | None = None
) -> pd.DataFrame:
    """Facts of passages given as (start, end, family, report_id); some characters are official."""
    number = {name: i for i, name in enumerate(texts.reports["report_id"])}
    start, end, family = (
        np.array([row[i] for row in rows], dtype=np.int64) for i in range(3)
    )
    report = np.array([number[row[3]] for row in rows], dtype=np.int64)
    mandated = np.zeros(1000, dtype=np.bool_)
    mandated[known or []] = True
    stock = np.zeros(1000, dtype=np.bool_)
    stock[900:] = True
    return describe_families(
        Passages(start, end, family), texts, report, mandated, stock
    )


def test_a_family_is_counted_by_reports_agencies_and_places(texts: Texts) -> None:
    rows = [(0, 30, 0, "a-2020"), (100, 130, 0, "a-2021"), (140, 170, 0, "a-2021")]
    rows += [(200, 230, 0, "b-2021"), (300, 330, 0, "c-2022")]
    facts = describe(texts, rows).iloc[0]
    assert (facts["n_reports"], facts["n_agencies"]) == (4, 3)
    assert (facts["n_province"], facts["top_province_name"]) == (2, "云岭省")
    assert facts["top_province_share"] == pytest.approx(2 / 3)
    # Without the rank of the office: two of three are of education.
    assert (facts["n_agency_type"], facts["top_agency_type_name"]) == (2, "教育")
    assert (facts["first_year"], facts["last_year"], facts["n_years"]) == (
        2020,
        2022,
        3,
    )


def test_where_no_province_is_known_the_county_is_told_and_its_towns_count_for_it() -> (
    None
):
    ids = ["洛溪县:政府", "洛溪县/柳湾镇:政府", "望澜县:教育局", "望澜县:司法局"]
    reports = pd.DataFrame({"report_id": list("abcd"), "text": "x", "year": 2021})
    reports = reports.assign(
        agency_id=ids,
        agency=ids,
        province=["", "", "", "云岭省"],
        level=["county", "township", "county", "county"],
    )
    texts = read_texts(reports)
    rows = [(0, 30, 0, "a"), (40, 70, 0, "b"), (80, 99, 1, "b"), (100, 130, 1, "c")]
    facts = describe(texts, [*rows, (140, 170, 2, "c"), (200, 230, 2, "d")])
    # A province says more, so that homes are not asked for.
    assert facts["in_one_home"].tolist() == [True, False, False]
    assert facts["home_name"].tolist()[::2] == ["洛溪县", ""]


def test_the_year_share_is_the_greatest_of_all_years(texts: Texts) -> None:
    facts = describe(
        texts, [(0, 30, 0, "a-2021"), (40, 70, 1, "a-2020"), (80, 90, 1, "a-2021")]
    )
    # Of the two reports of 2021 one holds the first family; of the one of 2020 all the second.
    assert facts["year_share"].tolist() == [0.5, 1.0]


def test_of_a_report_without_agency_and_year_nothing_more_is_known(
    texts: Texts,
) -> None:
    facts = describe(texts, [(0, 30, 0, "d-none")]).iloc[0]
    assert (facts["n_reports"], facts["n_agencies"], facts["n_province"]) == (1, 1, 0)
    assert (facts["top_province"], facts["top_province_name"]) == (-1, "")
    assert (facts["n_years"], facts["year_share"]) == (0, 0.0)
    assert np.isnan(facts["first_year"])


def test_the_example_is_of_median_length_and_the_first_of_equal_ones(
    texts: Texts,
) -> None:
    rows = [(0, 50, 0, "a-2020"), (100, 140, 0, "a-2021"), (200, 210, 0, "b-2021")]
    rows += [(300, 340, 1, "a-2020"), (400, 440, 1, "b-2021"), (500, 540, 1, "c-2022")]
    facts = describe(texts, rows)
    assert facts["example"].tolist() == [1, 4]
    assert facts["n_chars"].tolist() == [40, 40]


def test_known_wording_is_measured_at_the_upper_quartile(texts: Texts) -> None:
    # Five passages of ten characters of which 0, 2, 4, 6, 8 are official: the fourth counts.
    rows = [(100 * k, 100 * k + 10, 0, "a-2020") for k in range(5)]
    known = [100 * k + i for k in range(5) for i in range(2 * k)]
    facts = describe(texts, [*rows, (900, 910, 1, "b-2021")], known)
    assert facts["mandated_share"].tolist() == [0.6, 0.0]
    assert facts["stock_share"].tolist() == [0.6, 1.0], (
        "official wording is stock wording too"
    )


def test_what_versions_of_one_report_alone_hold_is_told(texts: Texts) -> None:
    two = [(0, 30, 0, "a-2021"), (200, 230, 0, "b-2021")]
    assert not describe(texts, two)["of_one_report"].any()
    same = texts.reports.assign(agency="甲局", agency_id="", line="甲局", year=2021)
    versions = read_texts(same.assign(text="公开信息" * 5).astype({"year": "Int64"}))
    assert describe(versions, two)["of_one_report"].all()
    once = [(0, 30, 0, "a-2021"), (40, 70, 0, "a-2021")]
    assert not describe(versions, once)["of_one_report"].any()
    undated = same.assign(text="公开信息" * 5, year=[2021, 2021, None, 2021, 2021])
    undated = read_texts(undated.astype({"year": "Int64"}))
    assert not describe(undated, two)["of_one_report"].any()
