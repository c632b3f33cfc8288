"""Reading folders: what fails is a row, what is good is mined."""

import gzip
import os

import pandas as pd
import pytest

from textmine.corpus.corpus import Corpus
from textmine.corpus.naming import name_reports
from textmine.corpus.reading import read_corpus, read_report
from textmine.corpus.table import read_table
from textmine.errors import FrameError, ReadError, TextmineError
from textmine.schema import DOUBTFUL, FRAMES

GOOD = """临泽川市档案局2021年政府信息公开工作年度报告
一、总体情况
2021年，我局主动公开政府信息36条，收到政府信息公开申请2件。
五、存在的主要问题及改进情况
一是目录更新不及时；二是解读形式单一。下一步，一是按月核对目录；二是制作图解。
六、其他需要报告的事项
无。
"""
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8


def write(folder, name, data):
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return file


def test_bad_files_are_rows_and_the_good_one_is_mined(tmp_path):
    write(tmp_path, "good.txt", GOOD)
    write(tmp_path, "empty.txt", "")
    write(tmp_path, "blank.txt", " \n\t\n")
    write(tmp_path, "image.txt", PNG)
    write(tmp_path, "binary.md", gzip.compress(b"x" * 5000))
    write(
        tmp_path,
        "speech.txt",
        "各位代表：现在，我代表政府向大会报告工作，请予审议。" * 40,
    )
    write(tmp_path, "table.xlsx", b"PK\x03\x04rest")
    corpus = read_corpus(tmp_path)
    assert [r.report_id for r in corpus] == ["good"]
    failed = {
        f.rsplit("/", 1)[-1]: r
        for f, r in zip(
            corpus.failures["source"], corpus.failures["reason"], strict=True
        )
    }
    assert set(failed) == {
        "empty.txt",
        "blank.txt",
        "image.txt",
        "binary.md",
        "speech.txt",
        "table.xlsx",
    }
    for name, reason in failed.items():
        assert name in reason
        assert "\n" not in reason
        assert "Traceback" not in reason


@pytest.mark.skipif(
    os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0,
    reason="permissions do not bind this user",
)
def test_unreadable_file(tmp_path):
    write(tmp_path, "good.txt", GOOD)
    locked = write(tmp_path, "locked.txt", GOOD)
    locked.chmod(0)
    corpus = read_corpus(tmp_path)
    assert len(corpus) == 1
    assert "permission" in corpus.failures["reason"][0]


def test_nothing_to_read(tmp_path):
    with pytest.raises(ReadError, match="no report found"):
        read_corpus(tmp_path)
    with pytest.raises(ReadError, match="no such file"):
        read_corpus(tmp_path / "missing")


def test_missing_path_beside_a_good_one(tmp_path):
    write(tmp_path, "good.txt", GOOD)
    corpus = read_corpus([tmp_path, tmp_path / "missing"])
    assert len(corpus) == 1
    assert len(corpus.failures) == 1


def test_encodings_give_the_same_report(tmp_path):
    texts = set()
    for name, encoding in [
        ("a", "utf-8"),
        ("b", "utf-8-sig"),
        ("c", "gb18030"),
        ("d", "utf-16"),
    ]:
        write(tmp_path / name, "r.txt", GOOD.encode(encoding))
        texts.add(read_report(tmp_path / name / "r.txt").report.text)
    assert len(texts) == 1


def test_copies_are_reported_not_merged_silently(tmp_path):
    write(tmp_path, "a.txt", GOOD)
    write(tmp_path, "b.txt", GOOD + "\n")
    corpus = read_corpus(tmp_path)
    assert [r.report_id for r in corpus] == ["a"]
    assert corpus.failures["error"].tolist() == ["DuplicateReport"]


def test_manifest_overrides(tmp_path):
    write(tmp_path, "r.txt", GOOD)
    write(
        tmp_path,
        "manifest.csv",
        "path,agency,year,level\nr.txt,临泽川市档案馆,2020,county\n",
    )
    report = next(iter(read_corpus(tmp_path)))
    assert (report.agency, report.year, report.level) == (
        "临泽川市档案馆",
        2020,
        "county",
    )


def test_broken_manifest_is_a_failure_not_a_crash(tmp_path):
    write(tmp_path, "r.txt", GOOD)
    write(tmp_path, "manifest.csv", "path,year\nr.txt,二〇二一x\n")
    corpus = read_corpus(tmp_path)
    assert len(corpus) == 1
    assert "manifest.csv" in corpus.failures["source"][0]


def test_frames_keep_the_contract(tmp_path):
    write(tmp_path, "r.txt", GOOD)
    corpus = read_corpus(tmp_path)
    for name in (
        "reports",
        "sections",
        "items",
        "tables",
        "claims",
        "narrative",
        "failures",
    ):
        assert list(corpus.frame(name).columns) == list(FRAMES[name])
    assert corpus.problems["text"].tolist() == ["目录更新不及时", "解读形式单一"]
    assert corpus.measures["agency"].unique().tolist() == ["临泽川市档案局"]
    assert "Corpus(1 report," in corpus._repr_html_()
    frame = corpus.frame("items")
    frame["text"] = "x"
    assert "x" not in corpus.frame("items")["text"].tolist()


def test_corpus_speaks_clearly(tmp_path):
    write(tmp_path, "r.txt", GOOD)
    corpus = read_corpus(tmp_path)
    with pytest.raises(KeyError, match="no report 'q'"):
        corpus["q"]
    with pytest.raises(FrameError, match="no frame"):
        corpus.frame("nothing")
    with pytest.raises(FrameError, match="occurs twice"):
        Corpus([*corpus.parsed, *corpus.parsed])
    assert issubclass(FrameError, TextmineError)


def test_the_summary_counts_agencies_that_are_known():
    texts = pd.DataFrame({"text": ["政府信息公开工作年度报告\n公开信息5条。"] * 3})
    named = texts.assign(agency=["临泽川市档案局", "", ""], year=2021)
    assert read_table(named).summary()["agencies"].tolist() == [1]
    assert read_table(named.assign(agency="")).summary()["agencies"].tolist() == [0]


def test_ids_are_made_unique_by_folder(tmp_path):
    files = [
        tmp_path / "2020" / "a.txt",
        tmp_path / "2021" / "a.txt",
        tmp_path / "a.md",
        tmp_path / "b.txt",
    ]
    ids = name_reports(files)
    assert len(set(ids)) == 4
    assert ids[0] == "2020_a"
    assert ids[3] == "b"


def test_doubtful_items_come_with_their_context_least_sure_first(tmp_path):
    write(tmp_path, "good.txt", GOOD)
    corpus = read_corpus(tmp_path)
    stated = corpus.frame("items").query("role in ('problem', 'measure')")
    listed = corpus.doubtful(below=1.1, context=2)
    assert sorted(listed["item_id"]) == sorted(stated["item_id"])
    assert listed["confidence"].is_monotonic_increasing
    first = listed.set_index("text").loc["目录更新不及时"]
    assert (first["before"], first["after"]) == ("一是", "；二")
    assert corpus.doubtful(below=0.0).empty
    flagged = stated[stated["doubtful"]]
    assert sorted(corpus.doubtful()["item_id"]) == sorted(flagged["item_id"])
    assert (stated["doubtful"] == (stated["confidence"] < DOUBTFUL)).all()


def test_two_processes_give_the_same(tmp_path):
    for k in range(6):
        write(tmp_path, f"r{k}.txt", GOOD.replace("36", str(30 + k)))
    one, two = read_corpus(tmp_path), read_corpus(tmp_path, jobs=2)
    for name in ("reports", "items", "sections"):
        assert one.frame(name).equals(two.frame(name))


def test_ids_and_sources_do_not_depend_on_where_one_stands(tmp_path, monkeypatch):
    write(tmp_path / "in" / "2020", "a.txt", GOOD)
    write(tmp_path / "in" / "2021", "a.txt", GOOD.replace("2021", "2022"))
    write(tmp_path / "in" / "2021", "a.md", GOOD.replace("36", "37"))
    (tmp_path / "else").mkdir()
    seen = []
    for here, spelt in (
        (tmp_path, "in"),
        (tmp_path / "in", "."),
        (tmp_path / "in" / "2020", ".."),
        (tmp_path / "else", tmp_path / "else" / ".." / "in"),
    ):
        monkeypatch.chdir(here)
        reports = read_corpus(spelt).reports
        seen.append(reports[["report_id", "source"]].values.tolist())
    assert seen[0] == [
        ["a", "2020/a.txt"],
        ["a_md", "2021/a.md"],
        ["a_txt", "2021/a.txt"],
    ]
    assert all(other == seen[0] for other in seen[1:])


def test_two_folders_given_alone_tell_their_files_apart(tmp_path):
    write(tmp_path / "2020", "a.txt", GOOD)
    write(tmp_path / "2021", "a.txt", GOOD.replace("36", "37"))
    reports = read_corpus([tmp_path / "2020", tmp_path / "2021"]).reports
    assert reports["report_id"].tolist() == ["2020_a", "2021_a"]
    assert reports["source"].tolist() == ["2020/a.txt", "2021/a.txt"]


def test_names_that_joining_makes_alike_stay_apart(tmp_path):
    places = ["x/y_r.txt", "x/y/r.txt", "x_y/r.txt"]
    ids = name_reports([tmp_path / place for place in places])
    assert len(set(ids)) == 3


def test_manifest_rows_that_match_nothing_are_told(tmp_path):
    write(tmp_path, "r.txt", GOOD)
    rows = (
        "path,agency,year\nr.txt,临泽川市档案馆,2020\ngone.txt,x,2020\nr2.txt,x,never\n"
    )
    write(tmp_path, "manifest.csv", rows)
    corpus = read_corpus(tmp_path)
    assert next(iter(corpus)).agency == "临泽川市档案馆"
    assert len(corpus.failures) == 2
    assert corpus.failures["source"].tolist() == ["manifest.csv"] * 2
    assert str(tmp_path) not in "".join(corpus.failures["reason"])
