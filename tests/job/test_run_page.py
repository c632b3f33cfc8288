"""The page of a run, from parts of its tables."""

import pytest

import textmine as tm
from textmine.job.plan import RESULTS
from textmine.job.run_page import write_run_page
from textmine.schema import make_frame


@pytest.fixture(scope="module")
def mined(root):
    files = sorted((root / "corpora" / "sample" / "reports").glob("*.txt"))[:6]
    return tm.mine(tm.read_corpus(files), n_themes=2)


def parts_of(mined, size):
    """Tables in parts of so many rows; a frame of several tables comes from the first."""
    frame_of = {tables[0]: name for name, tables in RESULTS.items()}

    def parts(table, columns):
        frame = mined[frame_of[table]] if table in frame_of else None
        if frame is None:
            return
        for start in range(0, max(len(frame), 1), size):
            part = frame.iloc[start : start + size]
            yield part if columns is None else part[list(columns)]

    return parts


def page_of(mined, size, file):
    told = {name: mined[name] for name in ("failures", "expected", "verdicts")}
    write_run_page(parts_of(mined, size), told, mined.manifest, file)
    return file.read_text(encoding="utf-8")


def test_parts_of_any_size_give_the_same_page(mined, tmp_path):
    whole = page_of(mined, 10**6, tmp_path / "whole.html")
    assert page_of(mined, 7, tmp_path / "parts.html") == whole
    agency = mined["reports"]["agency"].iloc[0]
    assert agency in whole


def test_checks_are_counted_over_all_parts_and_only_what_is_shown_is_read(
    mined, tmp_path, monkeypatch
):
    seen = {}
    monkeypatch.setattr(
        "textmine.dossier.page.write_page",
        lambda frames, manifest, file: seen.update(frames),
    )
    write_run_page(parts_of(mined, 50), {}, mined.manifest, tmp_path / "page.html")
    counts = seen["check_counts"].set_index(["check", "status"])["n"]
    assert (
        counts.to_dict() == mined["checks"].value_counts(["check", "status"]).to_dict()
    )
    assert (seen["sections"]["text"] == "").all()
    assert set(seen["items"]["role"]) == {"problem", "measure"}
    assert set(seen["scores"]["scope"]) == {"report"}


def shared_by(report_ids):
    """Passages of a family that each of some reports holds."""
    return [
        {
            "family_id": "f1",
            "report_id": report,
            "section": "overview",
            "start": 0,
            "end": 30,
            "text": "公" * 30,
            "kind": "peer",
            "df_reports": 2,
            "df_agencies": 2,
        }
        for report in report_ids
    ]


@pytest.mark.parametrize("successors", [True, False])
def test_over_a_reform_an_agency_shares_nothing_with_itself(
    successors, mined, tmp_path, monkeypatch
):
    seen = {}
    monkeypatch.setattr(
        "textmine.dossier.page.write_page",
        lambda frames, manifest, file: seen.update(frames),
    )
    reports = (
        mined["reports"]
        .iloc[:2]
        .assign(
            agency_id=["371003:卫计委", "371003:卫健局"],
            year=[2018, 2019],
            level="county",
        )
    )
    frames = {name: mined[name] for name in RESULTS}
    passages = make_frame("passages", shared_by(reports["report_id"]))
    frames |= {"reports": reports, "passages": passages}
    manifest = dict(mined.manifest)
    manifest["parameters"] = manifest["parameters"] | {"successors": successors}
    write_run_page(parts_of(frames, 50), {}, manifest, tmp_path / "page.html")
    assert len(seen["edges"]) == (0 if successors else 1)


def test_agencies_of_one_name_stay_two_between_agencies(mined, tmp_path, monkeypatch):
    seen = {}
    monkeypatch.setattr(
        "textmine.dossier.page.write_page",
        lambda frames, manifest, file: seen.update(frames),
    )
    reports = mined["reports"]
    ids = [f"{k}:局" for k in range(len(reports))]
    twins = reports.assign(agency="新渡区教育局", agency_id=ids)
    places = shared_by(reports["report_id"].iloc[:2])
    frames = {name: mined[name] for name in RESULTS}
    frames |= {"reports": twins, "passages": make_frame("passages", places)}
    write_run_page(parts_of(frames, 50), {}, mined.manifest, tmp_path / "page.html")
    edge = seen["edges"].iloc[0]
    assert [edge["source"], edge["target"], edge["shared_chars"]] == [
        "0:局",
        "1:局",
        30,
    ]
