"""Reading a corpus: what joins reports, which are copies, and what is told of failures."""

import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from textmine.corpus import reading
from textmine.corpus.inputs import Source
from textmine.corpus.parse import Parsed
from textmine.corpus.reading import (
    find_copies,
    gather_failures,
    identify,
    parse_source,
    read_corpus,
    read_report,
    settle,
    warn_of_twins,
)
from textmine.errors import ReadError, TextmineWarning
from textmine.schema import META, Report

REPORT = """临泽川市档案局2021年政府信息公开工作年度报告
一、总体情况
2021年，我局主动公开政府信息36条。
五、存在的主要问题及改进情况
一是目录更新不及时。下一步，按月核对目录。
"""


def report(report_id, text="我局公开12条。", agency="甲局", year=2021, **known):
    offsets = np.arange(len(text) + 1)
    return Report(report_id, text, text, offsets, agency=agency, year=year, **known)


def write(file, text=REPORT):
    file.write_text(text, encoding="utf-8")
    return file


def test_the_digest_is_of_the_words_and_not_of_the_layout():
    one, laid_out, other = identify(
        [
            report("a"),
            report("b", "我局\n公开 12 条。\n"),
            report("c", "我局公开13条。"),
        ]
    )["text"]
    assert one == laid_out
    assert one != other


def test_identities_of_no_report_have_their_columns():
    frame = identify([])
    assert list(frame) == ["report_id", "source", *META, "given", "text"]
    assert find_copies(frame) == []


def test_an_id_of_a_manifest_is_marked_as_given():
    by_hand = report("a", agency_id="x:甲局", evidence={"agency_id": ("manifest", 1.0)})
    inferred = report("b", agency_id="x:甲局", evidence={"agency_id": ("name", 1.0)})
    given = identify([by_hand, inferred, report("c")])["given"]
    assert given.tolist() == ["agency_id", "", ""]


def test_copies_are_of_one_agency_year_and_text():
    identities = identify(
        [
            report("a", source="a.txt"),
            report("b", source="b.txt"),
            report("c", year=2020),
            report("d", agency="乙局"),
            report("e", "另一份报告。"),
            report("f", source="f.txt"),
        ]
    )
    copies = find_copies(identities)
    assert [copy.report_id for copy in copies] == ["b", "f"]
    assert copies[0].failure == {
        "source": "b.txt",
        "reason": "b: the same report as a; only that one is mined",
        "error": "DuplicateReport",
    }


def test_an_agency_is_known_by_its_id_before_its_name():
    renamed = [
        report("a", agency_id="1:甲"),
        report("b", agency="甲局（新）", agency_id="1:甲"),
    ]
    assert [copy.report_id for copy in find_copies(identify(renamed))] == ["b"]
    namesakes = [report("a", agency_id="1:甲"), report("b", agency_id="2:甲")]
    assert find_copies(identify(namesakes)) == []


def test_the_crosswalk_joins_agencies_and_leaves_the_others():
    identities = identify(
        [report("a", agency_id="1:甲"), report("b", agency_id="1:丙")]
    )
    settled = settle(identities, {"1:甲": "1:乙"})
    assert settled["agency_id"].tolist() == ["1:乙", "1:丙"]
    assert settled.drop(columns="agency_id").equals(
        identities.drop(columns="agency_id")
    )
    assert settled.dtypes.equals(identities.dtypes)


def test_failures_are_in_order_of_source_and_reason():
    rows = [
        {"source": "b", "reason": "x", "error": "ReadError"},
        {"source": "a", "reason": "z", "error": "ReadError"},
        {"source": "a", "reason": "y", "error": "ReadError"},
    ]
    frame = gather_failures(rows)
    assert list(zip(frame["source"], frame["reason"], strict=True)) == [
        ("a", "y"),
        ("a", "z"),
        ("b", "x"),
    ]


def test_a_file_that_cannot_be_parsed_is_a_row(tmp_path, monkeypatch):
    source = Source(write(tmp_path / "r.txt", ""), "r", "in/r.txt")
    row = parse_source(source)
    assert (row["source"], row["error"]) == ("in/r.txt", "ReadError")

    def fail(*arguments):
        raise KeyError("year")

    def need(*arguments):
        raise MemoryError

    monkeypatch.setattr(reading, "parse_file", need)
    row = parse_source(source)
    assert row["reason"] == "r.txt: needs more memory than there is; split the file"
    # A defect of ours is a row too: the other files are not lost with it.
    monkeypatch.setattr(reading, "parse_file", fail)
    row = parse_source(source)
    assert (
        row["reason"] == "r.txt: could not be parsed (KeyError: 'year'); please report"
    )


def test_a_report_is_called_by_its_place_below_the_folder(tmp_path):
    parsed = parse_source(Source(write(tmp_path / "r.txt"), "x", "in/r.txt"))
    assert isinstance(parsed, Parsed)
    assert (parsed.report.report_id, parsed.report.source) == ("x", "in/r.txt")


def test_one_report_has_its_stem_for_an_id_or_the_one_given(tmp_path):
    file = write(tmp_path / "r.txt")
    assert read_report(file).report.report_id == "r"
    assert read_report(str(file), report_id="x").report.report_id == "x"
    with pytest.raises(ReadError):
        read_report(Path(tmp_path / "missing.txt"))


def test_a_corpus_keeps_one_of_two_copies_and_shows_how_far_it_is(tmp_path):
    write(tmp_path / "a.txt")
    write(tmp_path / "b.txt", REPORT.replace("。", "。\n"))
    seen = []

    def watch(files, n):
        seen.append(n)
        for k in files:
            seen.append(k)
            yield k

    corpus = read_corpus(tmp_path, progress=watch)
    assert [r.report_id for r in corpus] == ["a"]
    assert corpus.failures["error"].tolist() == ["DuplicateReport"]
    assert seen == [2, 0, 1]


@pytest.mark.parametrize(
    ("progress", "shown"), [(True, True), (False, False), (None, False)]
)
def test_a_bar_shows_how_far_reading_is(tmp_path, capsys, progress, shown):
    write(tmp_path / "a.txt")
    assert len(read_corpus(tmp_path, progress=progress)) == 1
    assert ("reading: " in capsys.readouterr().err) == shown


def twins(n):
    # An agency whose place is open beside one of a place of that name, n times.
    rows = []
    for k in range(n):
        known = {
            "region": f"白石{k}区",
            "agency_type": "司法局",
            "year": 2020,
            "report_id": f"r{k}",
            "region_code": "",
            "province": "",
        }
        rows += [
            known | {"agency": f"白石{k}区司法局", "agency_id": f"白石{k}区:司法局"},
            known
            | {"agency": f"临泽川市白石{k}区司法局", "agency_id": f"99010{k}:司法局"},
        ]
    return pd.DataFrame(rows)


def test_likely_twins_are_told_some_by_name():
    with pytest.warns(
        TextmineWarning, match=r"\(1 pair\): .*白石0区司法局 / 临泽川市白石0区司法局"
    ):
        warn_of_twins(twins(1))
    with pytest.warns(
        TextmineWarning, match=r"\(7 pairs\): .* and 2 more; join them by agency_id"
    ):
        warn_of_twins(twins(7))


def test_without_twins_nothing_is_said():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warn_of_twins(twins(1).iloc[:1])


def test_a_name_of_several_places_that_is_taken_for_one_is_told():
    names = {"agency": "鼓楼区司法局", "agency_id": "鼓楼区:司法局", "region": "鼓楼区"}
    rows = [names | {"year": year, "report_id": f"r{year}"} for year in (2020, 2021)]
    reports = pd.DataFrame(rows).assign(agency_type="", region_code="", province="")
    with pytest.warns(
        TextmineWarning, match=r"taken for one: 鼓楼区司法局 \(2 reports\)"
    ):
        warn_of_twins(reports)


def mixed(n):
    # Agencies of which a manifest lists one report of two.
    listed = {
        "agency_type": "department",
        "province": "岚海省",
        "region_code": "990121",
    }
    rows = []
    for k in range(n):
        one = {"agency": f"洛溪{k}局", "agency_id": f"洛溪县:{k}局", "region": "洛溪县"}
        one |= {"level": "county"}
        rows.append(one | listed | {"year": 2020, "report_id": f"a{k}"})
        other = {"agency_type": "教育局", "province": "", "region_code": ""}
        rows.append(one | other | {"year": 2021, "report_id": f"b{k}"})
    return pd.DataFrame(rows)


def test_agencies_that_differ_in_what_makes_groups_are_told():
    says = (
        r"^1 agency differs .*洛溪县:0局 \(agency_type department, 教育局; province none, 岚海省; "
        r"region_code none, 990121\); their years .* in manifest.csv"
    )
    with pytest.warns(TextmineWarning, match=says):
        warn_of_twins(mixed(1))
    with pytest.warns(
        TextmineWarning, match="^7 agencies differ .* and 2 more; .*the list"
    ):
        warn_of_twins(mixed(7), listed_in="the list")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warn_of_twins(mixed(1).iloc[:1])
        warn_of_twins(mixed(2).assign(agency_id=""))


def test_settling_changes_no_report_of_a_manifest():
    given = replace(
        report("a", agency_id="own"), evidence={"agency_id": ("manifest", 1.0)}
    )
    settled = settle(identify([given]), {})
    assert settled["agency_id"].tolist() == ["own"]


def test_versions_of_one_year_are_told():
    several = pd.concat(
        [
            twins(k + 1).iloc[-1:].assign(report_id=f"r{n}")
            for k in range(7)
            for n in "ab"
        ]
    )
    with pytest.warns(TextmineWarning, match=r"^1 agency has several .*: ra / rb; all"):
        warn_of_twins(several.iloc[:2])
    with pytest.warns(TextmineWarning, match=r"^7 agencies have .* and 2 more; all"):
        warn_of_twins(several)


@pytest.mark.parametrize("stored", [False, True])
def test_a_manifest_of_one_year_speaks_of_the_others(tmp_path, stored):
    """In memory, in a store and in the table of a run: the same provinces."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for year in (2020, 2021):
        text = REPORT.replace("2021", str(year))
        write(folder / f"r{year}.txt", text)
    (folder / "manifest.csv").write_text(
        "path,province,region_code\nr2021.txt,岚海省,990121\n", encoding="utf-8"
    )
    with pytest.warns(TextmineWarning, match="got region_code, province from"):
        corpus = read_corpus(folder, store=tmp_path / "store" if stored else None)
    assert corpus.reports["province"].tolist() == ["岚海省"] * 2
    assert corpus.reports["region_code"].tolist() == ["990121"] * 2


def test_a_run_settles_what_a_manifest_says_as_reading_does():
    by_hand = report(
        "a", agency_id="x:甲局", level="county", evidence={"level": ("manifest", 1.0)}
    )
    other = report("b", agency_id="x:甲局")
    with pytest.warns(TextmineWarning, match="1 report of 1 agency got level from"):
        settled = settle(identify([by_hand, other]), {})
    assert settled["level"].tolist() == ["county", "county"]
