"""What is to be read, what is not, and why."""

import pytest

from textmine.corpus.inputs import failure, find_inputs
from textmine.errors import FrameError, ReadError


def write(folder, *names, text="x"):
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def test_reports_come_in_order_of_their_ids_and_the_rest_has_its_reason(tmp_path):
    write(tmp_path, "b.txt", "sub/a.txt", "README.md", ".hidden.txt", "sheet.xyz")
    inputs = find_inputs(tmp_path)
    assert [(s.report_id, s.source) for s in inputs.sources] == [
        ("a", "sub/a.txt"),
        ("b", "b.txt"),
    ]
    assert [row["source"] for row in inputs.passed_over] == [".hidden.txt", "README.md"]
    assert all(row["reason"] for row in inputs.passed_over)
    assert [row["source"] for row in inputs.failures] == ["sheet.xyz"]


def test_a_path_that_is_not_there_is_a_failure_beside_the_others(tmp_path):
    write(tmp_path, "a.txt")
    inputs = find_inputs([tmp_path / "a.txt", tmp_path / "missing.txt"])
    assert [s.report_id for s in inputs.sources] == ["a"]
    (row,) = inputs.failures
    assert row["error"] == "ReadError"
    assert "missing.txt: no such file or folder" in row["reason"]


def test_nothing_to_read_is_an_error(tmp_path):
    with pytest.raises(ReadError, match="no path: no report found"):
        find_inputs([])
    with pytest.raises(ReadError, match="no report found"):
        find_inputs(tmp_path)
    with pytest.raises(ReadError, match="no such file or folder"):
        find_inputs(str(tmp_path / "missing"))


def test_two_folders_with_files_of_one_name_are_told_apart(tmp_path):
    write(tmp_path, "2020/r.txt", "2021/r.txt", "2021/q.txt")
    inputs = find_inputs([tmp_path / "2020", tmp_path / "2021"])
    assert {s.report_id: s.source for s in inputs.sources} == {
        "q": "q.txt",
        "2020_r": "2020/r.txt",
        "2021_r": "2021/r.txt",
    }


def test_names_that_earlier_reports_have_are_not_given_again(tmp_path):
    write(tmp_path, "2021/r.txt")
    (source,) = find_inputs(tmp_path / "2021", taken={"r", "r.txt"}).sources
    assert (source.report_id, source.source) == ("2021_r", "2021/r.txt")


def test_a_manifest_overrides_and_its_useless_rows_are_remarks(tmp_path):
    write(tmp_path, "a.txt", "sub/b.txt")
    write(tmp_path, "manifest.csv", text="path,year\na.txt,2019\ngone.txt,2020\n")
    write(tmp_path, "sub/manifest.csv", text="path,agency\nb.txt,白石县水务局\n")
    inputs = find_inputs(tmp_path)
    overrides = {s.report_id: dict(s.override or {}) for s in inputs.sources}
    assert overrides == {"a": {"year": "2019"}, "b": {"agency": "白石县水务局"}}
    (remark,) = inputs.remarks
    assert remark["source"] == "manifest.csv"
    assert "gone.txt" in remark["reason"]
    assert str(tmp_path) not in remark["reason"]


def test_a_file_that_is_named_alone_has_its_folders_manifest(tmp_path):
    write(tmp_path, "a.txt", "b.txt")
    write(tmp_path, "manifest.csv", text="path,year\na.txt,2019\nb.txt,2020\n")
    inputs = find_inputs(tmp_path / "a.txt")
    assert [dict(s.override) for s in inputs.sources] == [{"year": "2019"}]
    assert inputs.remarks == []


def test_a_manifest_that_is_no_table_is_a_remark_and_the_reports_stay(tmp_path):
    write(tmp_path, "sub/a.txt")
    write(tmp_path, "sub/manifest.csv", text="name\na.txt\n")
    inputs = find_inputs(tmp_path)
    assert [s.override for s in inputs.sources] == [None]
    (remark,) = inputs.remarks
    assert remark["source"] == "sub/manifest.csv"
    assert remark["reason"].startswith("sub/manifest.csv: no column 'path'")


def test_crosswalks_are_read_and_broken_ones_are_remarks(tmp_path):
    write(tmp_path, "a.txt", "sub/b.txt")
    write(tmp_path, "crosswalk.csv", text="earlier,later\n990001:甲局,990001:乙局\n")
    write(tmp_path, "sub/crosswalk.csv", text="earlier\n甲\n")
    inputs = find_inputs(tmp_path)
    assert inputs.crosswalk == {"990001:甲局": "990001:乙局"}
    (remark,) = inputs.remarks
    assert remark["reason"].startswith("sub/crosswalk.csv: no column 'later'")


def test_a_failure_names_the_class_of_its_error():
    row = failure("a.txt", FrameError("a.txt: wrong"))
    assert row == {"source": "a.txt", "reason": "a.txt: wrong", "error": "FrameError"}


def test_a_crosswalk_beyond_what_csv_takes_is_a_remark(tmp_path):
    write(tmp_path, "a.txt")
    write(tmp_path, "crosswalk.csv", text='earlier,later\n"' + "甲" * 140_000 + "\n")
    (remark,) = find_inputs(tmp_path).remarks
    assert remark["reason"].startswith("crosswalk.csv: cannot be read")


@pytest.mark.parametrize("paths", [5, None, {"a": 1}, b"x", ["a.txt", 3], [b"x"]])
def test_what_is_no_path_is_refused_by_place(paths):
    with pytest.raises(
        FrameError, match=r"paths(\[[01]\])? is .*; expected the path of a file"
    ):
        find_inputs(paths)


def test_a_name_that_no_file_can_have_leads_nowhere():
    with pytest.raises(ReadError, match="no such file or folder; check the path"):
        find_inputs("长" * 300)


def test_a_folder_reached_twice_has_its_lists_once(tmp_path):
    write(tmp_path, "a.txt")
    write(tmp_path, "manifest.csv", text="path,year\na.txt,2019\ngone.txt,2020\n")
    write(tmp_path, "crosswalk.csv", text="no,list\n")
    inputs = find_inputs([tmp_path / "a.txt", tmp_path, str(tmp_path)])
    sources = [remark["source"] for remark in inputs.remarks]
    assert sources == ["manifest.csv", "crosswalk.csv"]
