"""The commands' own work: arguments, exit codes and lines; what they run is tested in its room."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import types
import warnings
from importlib.metadata import version

import pandas as pd
import pytest

import textmine as tm
from textmine import cli
from textmine.errors import ReadError, TextmineWarning
from textmine.schema import make_frame


def parsed(*words):
    return cli._parser().parse_args(words)


def test_the_defaults_of_mine():
    args = parsed("mine", "in", "--out", "out")
    assert (args.paths, args.out, args.format) == (["in"], "out", ["both"])
    assert (args.min_chars, args.themes, args.pairs, args.seed, args.jobs) == (
        20,
        12,
        None,
        0,
        1,
    )
    assert (args.resume, args.no_successors, args.engine) == (False, False, "local")


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["mine", "in"],
        ["mine", "--out", "out"],
        ["mine", "in", "--out", "out", "--jobs", "0"],
        ["mine", "in", "--out", "out", "--format", "pdf"],
        ["simulate", "--out", "out"],
        ["dig", "in"],
    ],
)
def test_wrong_arguments_end_with_two(words, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert ended.value.code == 2
    assert "usage: textmine" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--themes", "abc", "argument --themes: 'abc' is no whole number from 1 on"),
        ("--themes", "0", "argument --themes: '0' is no whole number from 1 on"),
        ("--seed", "1.5", "argument --seed: '1.5' is no whole number from 0 on"),
        ("--file-seconds", "long", "argument --file-seconds: 'long' is no number"),
    ],
)
def test_a_number_that_is_none_is_told_in_words(option, value, says, capsys):
    with pytest.raises(SystemExit):
        cli.main(["mine", "in", "--out", "out", option, value])
    assert capsys.readouterr().err.endswith(f"error: {says}\n")


def test_a_command_that_takes_memory_is_told_how_to_give_less(monkeypatch, capsys):
    def fail(args):
        raise MemoryError

    monkeypatch.setattr(cli, "_mine", fail)
    assert cli.main(["mine", "in", "--out", "out"]) == 2
    assert "give --memory to hold less at once" in capsys.readouterr().err


def doing(monkeypatch, work):
    monkeypatch.setattr(cli, "_doctor", work)


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (ReadError("a.txt: empty file"), "textmine doctor: a.txt: empty file"),
        (
            PermissionError(13, "Permission denied", "out"),
            "textmine doctor: out: Permission denied; check path and permissions",
        ),
        (KeyboardInterrupt(), "textmine doctor: interrupted"),
        (
            MemoryError(),
            "textmine doctor: not enough memory; close other programs, or take less at once",
        ),
    ],
)
def test_what_goes_wrong_is_one_line_and_two(error, line, monkeypatch, capsys):
    def fail(args):
        raise error

    doing(monkeypatch, fail)
    assert cli.main(["doctor"]) == 2
    assert capsys.readouterr().err == line + "\n"


def test_whoever_reads_may_have_enough():
    """``textmine doctor | head -1`` is no failure."""
    command = [sys.executable, "-m", "textmine", "doctor"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


def test_own_warnings_are_notes_and_others_are_silent(monkeypatch, capsys):
    def warn(args):
        warnings.warn("two agencies may be one", TextmineWarning, stacklevel=1)
        warnings.warn("of a library", UserWarning, stacklevel=1)
        return 0

    doing(monkeypatch, warn)
    assert cli.main(["doctor"]) == 0
    assert capsys.readouterr().err == "note: two agencies may be one\n"


@pytest.mark.skipif(os.name == "nt", reason="no SIGTERM to send")
def test_a_request_to_end_is_an_interruption_and_the_old_handler_comes_back(
    monkeypatch, capsys
):
    before = signal.getsignal(signal.SIGTERM)

    def end(args):
        signal.raise_signal(signal.SIGTERM)
        return 0

    doing(monkeypatch, end)
    assert cli.main(["doctor"]) == 2
    assert "interrupted" in capsys.readouterr().err
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_command_runs_outside_the_main_thread_too(monkeypatch):
    doing(monkeypatch, lambda args: 0)
    codes = []
    thread = threading.Thread(target=lambda: codes.append(cli.main(["doctor"])))
    thread.start()
    thread.join()
    assert codes == [0]


def mined(n_failures):
    class Mined(dict):
        page = "out/report.html"
        manifest = types.MappingProxyType(
            {
                "entries": {
                    "entries": 9,
                    "reports": 2,
                    "failures": n_failures,
                    "passed_over": 1,
                },
                "stages": {"read": {"seconds": 1.25}, "mine": {"seconds": 0.25}},
            }
        )

    names = [f"f{k:02}.txt" for k in range(n_failures)]
    return Mined(
        failures=pd.DataFrame(
            {"source": names, "reason": [f"{n}: empty file" for n in names]}
        ),
        reports=pd.DataFrame({"agency_id": ["1:甲", "1:甲"]}),
        items=pd.DataFrame({"role": ["problem", "problem", "measure"]}),
        families=pd.DataFrame({"family_id": ["a"]}),
        expected=make_frame("expected", []),
        verdicts=make_frame("verdicts", []),
    )


def test_a_run_without_failures_is_told_in_three_lines(capsys):
    assert cli._tell(mined(0)) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.splitlines() == [
        "2 reports of 1 agency mined in 1.5 s: 2 problems, 1 measure, 1 shared passage",
        "9 entries: 2 mined, 0 failed, 1 passed over",
        "HTML report: out/report.html",
    ]


def test_reports_of_no_known_agency_are_not_one_agency(capsys):
    run = mined(0)
    run["reports"] = pd.DataFrame({"agency_id": ["1:甲", "", ""]})
    cli._tell(run)
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith("3 reports of 1 agency (2 of none known) mined in 1.5 s")


def test_the_version_is_told_as_it_is_cited(capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(["--version"])
    assert end.value.code == 0
    said = capsys.readouterr().out.strip()
    assert said == f"textmine {version('textmine')}"
    cli.main(["doctor"])
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["textmine", version("textmine")] in rows


def test_the_name_alone_says_what_there_is(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main([])
    assert ended.value.code == 2
    assert "from files to frames and an HTML report" in capsys.readouterr().err


def test_many_failures_are_written_out_up_to_a_number_and_counted_beyond(capsys):
    assert cli._tell(mined(cli.SHOWN + 3)) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == cli.SHOWN + 1
    assert lines[0] == "failed: f00.txt: empty file"
    assert lines[-1] == "failed: 3 more, each with its reason in the frame failures"


def test_simulate_plants_themes_that_share_words(tmp_path):
    words = ["simulate", "--reports", "6", "--seed", "1", "--themes", "4"]
    assert cli.main([*words, "--out", str(tmp_path / "apart")]) == 0
    assert (
        cli.main([*words, "--overlap", "0.5", "--out", str(tmp_path / "shared")]) == 0
    )
    apart, shared = (
        [
            json.loads(line)
            for line in (tmp_path / name / "truth.jsonl").open(encoding="utf-8")
        ]
        for name in ("apart", "shared")
    )
    for truth in (apart, shared):
        assert {theme for report in truth for _, _, theme in report["themes"]}
    first = [
        next((tmp_path / name / "reports").iterdir()).read_text()
        for name in ("apart", "shared")
    ]
    assert first[0] != first[1]


@pytest.mark.parametrize(
    "wrong", [["--themes", "21"], ["--themes", "3", "--overlap", "0.9"]]
)
def test_simulate_says_which_bound_is_passed(wrong, tmp_path, capsys):
    words = ["simulate", "--reports", "2", "--out", str(tmp_path / "out"), *wrong]
    assert cli.main(words) == 2
    assert "must lie in" in capsys.readouterr().err


def test_a_tilde_is_the_home_folder_where_no_shell_spells_it_out(
    monkeypatch, root, tmp_path, capsys
):
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    sample = root / "corpora" / "sample" / "reports"
    for year in (2020, 2021):
        shutil.copy(sample / f"linze_swj_{year}.txt", tmp_path)
    (tmp_path / "said.txt").write_text("人员少", encoding="utf-8")
    reports = [f"~/linze_swj_{year}.txt" for year in (2020, 2021)]
    runs = {
        "mine": [*reports, "--out", "~/results", "--themes", "2"],
        "trace": ["~/results", reports[0], "--out", "~/page.html", "--frames", "~/f"],
        "compare": [*reports, "--out", "~/pair.html"],
        "classify": ["~/said.txt", "--out", "~/coded.csv"],
        "report-problem": [reports[0], "--out", "~/sent.zip"],
        "simulate": ["--reports", "1", "--out", "~/drawn"],
    }
    for command, words in runs.items():
        assert cli.main([command, *words]) == 0, capsys.readouterr().err
    made = "results/manifest.json page.html f pair.html coded.csv sent.zip drawn"
    assert all((tmp_path / name).exists() for name in made.split())


def test_a_path_may_have_a_tilde_and_wildcards(monkeypatch, root, tmp_path):
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    sample = root / "corpora" / "sample" / "reports"
    for file in sorted(sample.glob("linze_swj_*")):
        shutil.copy(file, tmp_path)
    assert tm.read_report("~/linze_swj_2020.txt").report.year == 2020
    assert len(tm.read_corpus("~/linze_*.txt", progress=False)) == 2
    assert tm.read_corpus("~/*", progress=False).reports["source"].tolist() == [
        file.name for file in sorted(tmp_path.glob("linze_*"))
    ]
