"""Commands as a user types them: exit codes, one clear line, no traceback."""

import subprocess
import sys

import pandas as pd
import pytest

from textmine.cli import main


def lines(capsys):
    return capsys.readouterr().err.strip().splitlines()


def test_missing_path(capsys, tmp_path):
    assert (
        main(["mine", str(tmp_path / "missing"), "--out", str(tmp_path / "out")]) == 2
    )
    (line,) = lines(capsys)
    assert "no such file or folder" in line


def test_empty_folder(capsys, tmp_path):
    (tmp_path / "in").mkdir()
    assert main(["mine", str(tmp_path / "in"), "--out", str(tmp_path / "out")]) == 2
    assert "no report found" in lines(capsys)[0]


def test_no_usable_report(capsys, tmp_path):
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    assert (
        main(["mine", str(tmp_path / "empty.txt"), "--out", str(tmp_path / "out")]) == 2
    )
    assert "empty file" in lines(capsys)[0]


def test_some_files_failed(capsys, tmp_path, root):
    folder = tmp_path / "in"
    folder.mkdir()
    for file in sorted((root / "corpora" / "sample" / "reports").glob("*_2021.txt"))[
        :2
    ]:
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "photo.txt").write_bytes(b"\xff\xd8\xff\xe0" + bytes(2000))
    assert (
        main(["mine", str(folder), "--out", str(tmp_path / "out"), "--format", "csv"])
        == 1
    )
    out, err = capsys.readouterr()
    assert "photo.txt" in err
    assert "report.html" in out.splitlines()[-1]
    failures = pd.read_csv(tmp_path / "out" / "failures.csv")
    assert len(failures) == 1


def test_out_that_is_a_file(capsys, tmp_path, root):
    (tmp_path / "out").write_text("x", encoding="utf-8")
    file = min((root / "corpora" / "sample" / "reports").iterdir())
    assert main(["mine", str(file), "--out", str(tmp_path / "out")]) == 2
    assert len(lines(capsys)) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["mine"],
        ["mine", "x", "--out", "y", "--min-chars", "0"],
        ["simulate", "--reports", "-1", "--out", "x"],
    ],
)
def test_wrong_arguments(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_classify(tmp_path, capsys):
    source = tmp_path / "statements.txt"
    source.write_text("政府信息发布滞后\n\n专职人员不足\n", encoding="gb18030")
    assert main(["classify", str(source), "--out", str(tmp_path / "coded.csv")]) == 0
    coded = pd.read_csv(tmp_path / "coded.csv")
    assert list(coded.columns)[:3] == ["text", "categories", "probabilities"]
    assert coded["categories"].tolist() == ["timeliness", "staffing"]


def test_classify_csv_keeps_columns(tmp_path):
    source = tmp_path / "statements.csv"
    source.write_text("id,text\n1,解读形式单一\n", encoding="utf-8-sig")
    assert main(["classify", str(source), "--out", str(tmp_path / "coded.csv")]) == 0
    assert pd.read_csv(tmp_path / "coded.csv")["id"].tolist() == [1]


def test_classify_keeps_empty_rows_in_their_place(tmp_path):
    source = tmp_path / "statements.tsv"
    source.write_text(
        "编号\t文本\n1\t更新慢\n2\t\n3\t解读形式单一\n", encoding="gb18030"
    )
    assert main(["classify", str(source), "--out", str(tmp_path / "coded.csv")]) == 0
    coded = pd.read_csv(tmp_path / "coded.csv", keep_default_na=False)
    assert coded["text"].tolist() == ["更新慢", "", "解读形式单一"]
    assert coded["categories"].iloc[1] == ""


def test_classify_reads_a_workbook(tmp_path):
    pytest.importorskip(
        "openpyxl", reason="openpyxl is not installed (textmine[excel])"
    )
    pd.DataFrame({"内容": ["更新慢"]}).to_excel(tmp_path / "a.xlsx", index=False)
    assert (
        main(["classify", str(tmp_path / "a.xlsx"), "--out", str(tmp_path / "b.csv")])
        == 0
    )
    assert pd.read_csv(tmp_path / "b.csv")["categories"].tolist() == ["timeliness"]


def test_classify_never_overwrites_its_input(tmp_path, capsys):
    source = tmp_path / "a.txt"
    source.write_text("更新慢\n", encoding="utf-8")
    assert main(["classify", str(source), "--out", str(source)]) == 2
    assert "is the input" in lines(capsys)[0]
    assert source.read_text(encoding="utf-8") == "更新慢\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty file"),
        ("id,words\n1,更新慢\n", "no column of statements"),
        ("id,text\n", "no rows"),
        ('id,text\n1,"更新慢\n', "no table"),
    ],
)
def test_classify_bad_input(tmp_path, capsys, content, said):
    source = tmp_path / "bad.csv"
    source.write_text(content, encoding="utf-8")
    assert main(["classify", str(source), "--out", str(tmp_path / "coded.csv")]) == 2
    (line,) = lines(capsys)
    assert said in line


def test_compare(tmp_path, root, capsys):
    reports = root / "corpora" / "sample" / "reports"
    out = tmp_path / "pair.html"
    code = main(
        [
            "compare",
            *(str(next(reports.glob(f"linze_swj_{year}.*"))) for year in (2021, 2022)),
            "--out",
            str(out),
        ]
    )
    assert code == 0
    assert "临泽川市商务局" in out.read_text(encoding="utf-8")


def test_simulate_then_mine(tmp_path, capsys):
    assert (
        main(
            [
                "simulate",
                "--reports",
                "6",
                "--seed",
                "3",
                "--out",
                str(tmp_path / "sim"),
            ]
        )
        == 0
    )
    assert (tmp_path / "sim" / "truth.jsonl").is_file()
    assert (
        main(
            [
                "mine",
                str(tmp_path / "sim"),
                "--out",
                str(tmp_path / "out"),
                "--format",
                "csv",
            ]
        )
        == 0
    )
    assert len(pd.read_csv(tmp_path / "out" / "reports.csv")) == 6


def test_doctor(capsys):
    assert main(["doctor"]) in (0, 2)
    out = capsys.readouterr().out
    assert "python" in out
    assert "Chinese font" in out


def test_module_can_be_run(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "textmine", "--help"],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0
    assert "mine" in done.stdout


def test_formats_parameters_and_reports_added_later(tmp_path, root, capsys):
    pytest.importorskip("openpyxl")
    files = sorted((root / "corpora" / "sample" / "reports").iterdir())
    out = str(tmp_path / "out")
    options = [
        "--format",
        "xlsx",
        "dta",
        "--themes",
        "2",
        "--pairs",
        "3",
        "--seed",
        "7",
    ]
    assert (
        main(["mine", *map(str, files[:3]), "--out", out, *options, "--memory", "4GB"])
        == 0
    )
    said = capsys.readouterr().out
    assert "3 entries: 3 mined, 0 failed, 0 passed over" in said
    assert (tmp_path / "out" / "frames.xlsx").is_file()
    assert (tmp_path / "out" / "items.dta").is_file()
    assert main(["add", out, str(files[3])]) == 0
    assert "4 reports" in capsys.readouterr().out
    assert not list((tmp_path / "out").glob("*.csv"))


def test_adding_to_what_is_no_result_is_one_line(tmp_path, capsys):
    assert main(["add", str(tmp_path), str(tmp_path)]) == 2
    (line,) = lines(capsys)
    assert "no manifest.json" in line


def test_a_page_never_takes_the_place_of_a_report(tmp_path, root, capsys):
    reports = sorted((root / "corpora" / "sample" / "reports").iterdir())[:2]
    copies = [tmp_path / file.name for file in reports]
    for copy, file in zip(copies, reports, strict=True):
        copy.write_bytes(file.read_bytes())
    assert main(["compare", *map(str, copies), "--out", str(copies[0])]) == 2
    assert "is one of the reports" in lines(capsys)[0]
    assert copies[0].read_bytes() == reports[0].read_bytes()


@pytest.mark.parametrize("command", ["compare", "trace", "classify"])
def test_a_result_never_takes_the_place_of_a_file_of_another_kind(
    command, tmp_path, root, capsys
):
    reports = sorted((root / "corpora" / "sample" / "reports").glob("linze_swj_*"))
    statements = tmp_path / "said.txt"
    statements.write_text("人员少", encoding="utf-8")
    third = tmp_path / "third.txt"
    third.write_bytes(reports[2].read_bytes())
    given = {
        "compare": reports[:2],
        "trace": [tmp_path, reports[0]],
        "classify": [statements],
    }
    words = [command, *map(str, given[command]), "--out", str(third)]
    assert main(words) == 2
    assert "end the name so" in capsys.readouterr().err
    assert third.read_bytes() == reports[2].read_bytes()
