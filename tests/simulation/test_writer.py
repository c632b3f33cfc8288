"""One invented report: what is written, and the truth about it."""

import re
from random import Random

import pytest

from textmine.simulation.agencies import make_agency
from textmine.simulation.claims import Facts
from textmine.simulation.families import Copy, Family
from textmine.simulation.numbers import draw_tables
from textmine.simulation.problems import Statement, YearOfProblems
from textmine.simulation.profile import SimulationProfile
from textmine.simulation.writer import PARTS, ReportWriter

PLAIN = {"layouts": False, "dirt": False, "length": (600, 700)}
TEXT = "槐沟水库蓄水告示连夜贴上公示栏，柳湾居民逐条核对。"
STALE = "2021年，槐沟水库蓄水告示贴上公示栏，2021年底前核对完毕。"
AGENCY = make_agency(3)


def make_facts(**changes):
    problems = tuple(
        Statement(text, ("timeliness",), text[:4], "water")
        for text in ("柳湾水价公告更新慢", "槐沟闸门台账缺期限")
    )
    links = ((0, 0, "verbatim"), (1, None, "new"))
    settings = {
        "report_id": "a00003_2022",
        "published": "2023-01-09",
        "agency": AGENCY,
        "year": 2022,
        "tables": draw_tables(Random(2), AGENCY.level, "2021", None),
        "problems": YearOfProblems(
            problems, ("按月更新公告", "补齐台账"), ((0,), (1,)), links
        ),
        "earlier_id": "a00003_2021",
    }
    return Facts(**{**settings, **changes})


def make_copy(text=TEXT, origin=17, residue=None):
    family = Family("peer-3-0", "peer", "slot", None, text, "")
    return Copy(family, "slot", ((text, origin),), residue)


def write(copies=(), facts=None, seed=1, **settings):
    profile = SimulationProfile.control(**{**PLAIN, **settings})
    writer = ReportWriter(profile, lambda number: f"report-{number}")
    return writer.write(Random(seed), facts or make_facts(), list(copies))


def passages(report, kind):
    return [row for row in report.truth["passages"] if row["kind"] == kind]


def test_the_plainest_report_has_its_sections_in_the_forms_order():
    report = write()
    headings = report.truth["headings"]
    assert list(headings) == [
        "overview",
        "disclosure",
        "applications",
        "review",
        "problems",
        "other",
    ]
    places = [report.text.index(f"\n{heading}\n") for heading in headings.values()]
    assert places == sorted(places)
    assert [heading[:2] for heading in headings.values()] == [
        f"{n}、" for n in "一二三四五六"
    ]
    for number, part in zip("一二三四五", PARTS.values(), strict=True):
        assert f"（{number}）{part}" in report.text


def test_name_and_metadata_are_those_of_the_facts():
    report = write()
    assert report.file_name == "a00003_2022.txt"
    assert report.text.startswith(f"{AGENCY.name}2022年政府信息公开工作年度报告\n")
    assert report.text.endswith("\n")
    assert report.metadata["agency"] == AGENCY.name
    assert report.metadata["published"] == "2023-01-09"
    assert {key: report.truth[key] for key in report.metadata} == report.metadata


def test_the_truth_holds_problems_measures_and_their_ties():
    truth = write().truth
    assert truth["problems"] == ["柳湾水价公告更新慢", "槐沟闸门台账缺期限"]
    assert truth["problem_to_measures"] == [[0], [1]]
    assert [row["state"] for row in truth["persistence"]] == ["verbatim", "new"]
    assert {row["earlier_report_id"] for row in truth["persistence"]} == {"a00003_2021"}
    assert truth["contradictions"] == []


def test_a_copy_is_found_where_the_truth_says_and_names_its_source():
    report = write([make_copy()])
    (row,) = passages(report, "peer")
    assert report.text[row["start"] : row["end"]] == row["text"] == TEXT
    assert (row["source_report"], row["section"]) == ("report-17", "overview")
    (outside,) = passages(write([make_copy(origin=None)]), "peer")
    assert outside["source_report"] is None


def test_each_place_of_a_left_over_year_is_a_contradiction():
    report = write([make_copy(STALE, residue=("stale_year", "2021年"))])
    (passage,) = passages(report, "peer")
    rows = report.truth["contradictions"]
    assert [row["check"] for row in rows] == ["stale_year", "stale_year"]
    offsets = [m.start() for m in re.finditer("2021年", STALE)]
    assert [row["start"] - passage["start"] for row in rows] == offsets
    assert {report.text[row["start"] : row["end"]] for row in rows} == {"2021年"}


def test_a_problem_kept_from_last_year_is_a_copy_of_it_and_one_kept_next_year_a_source():
    report = write(facts=make_facts(kept=frozenset({1})))
    kept, source = passages(report, "self")
    assert (kept["text"], kept["operator"]) == ("柳湾水价公告更新慢", "verbatim")
    assert kept["source_report"] == "a00003_2021"
    assert (source["text"], source["operator"]) == ("槐沟闸门台账缺期限", "source")
    assert source["source_report"] is None
    assert kept["family"] != source["family"]


def test_formulas_stand_only_where_they_are_wanted():
    families = {row["family"] for row in write(mandated=True).truth["passages"]}
    assert "mandated-0" in families
    without = write()
    assert not any(
        row["family"].startswith("mandated") for row in without.truth["passages"]
    )
    assert "中华人民共和国政府信息公开条例" not in without.text


@pytest.mark.parametrize("seed", range(6))
def test_spans_hold_in_untidy_files_too(seed):
    report = write([make_copy()], seed=seed, layouts=True, dirt=True, stock=3.0)
    (row,) = passages(report, "peer")
    page_mark = re.compile(r"\n\n[-—] \d+ [-—]\n\n")
    found = re.sub(r"\s", "", page_mark.sub("", report.text[row["start"] : row["end"]]))
    assert found == TEXT


def test_themes_are_labelled_only_where_they_are_planted():
    assert "themes" not in write().truth
    report = write(themes=2)
    assert {theme for _, _, theme in report.truth["themes"]} <= {"commerce", "finance"}
    for start, end, _ in report.truth["themes"]:
        assert report.text[start:end].endswith("。")
    assert len(report.truth["themes"]) >= len(PARTS)


def test_reports_are_about_as_long_as_asked_for():
    def narrative(report):
        lines = report.text.split("\n")
        return sum(len(line) for line in lines if "\t" not in line)

    short, long = narrative(write()), narrative(write(length=(3000, 3000)))
    # A sentence more or less; frames are counted as about 250 characters.
    assert 450 < short < 1000
    assert 2700 < long < 3300
