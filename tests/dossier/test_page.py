import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from textmine.dossier import write_page
from textmine.dossier.page import tell_passages
from textmine.errors import FrameError
from textmine.schema import FRAMES, make_frame

Frames = dict[str, pd.DataFrame]


def _write(frames: Frames, folder: Path, **settings: bool) -> str:
    return write_page(
        frames, {"versions": {"textmine": "0.1.0"}}, folder / "report.html", **settings
    ).read_text("utf-8")


def test_page_holds_every_part(frames: Frames, tmp_path: Path) -> None:
    page = _write(frames, tmp_path)
    for key in (
        "sample",
        "reports",
        "provenance",
        "families",
        "profile",
        "responses",
        "checks",
        "failures",
        "methods",
    ):
        assert f'<section id="{key}">' in page
    assert page.count("<svg") == 16
    assert "临泽川市财政局" in page
    assert "ReadError" in page


def test_nothing_is_fetched(frames: Frames, tmp_path: Path) -> None:
    page = _write(frames, tmp_path)
    addresses = set(re.findall(r'(?:src|href)="([^"#][^"]*)"', page)) | set(
        re.findall(r"url\((?!#)[^)]*\)", page)
    )
    assert addresses <= {"data:,"}
    assert "@import" not in page


def test_same_frames_same_bytes(frames: Frames, tmp_path: Path) -> None:
    first = write_page(frames, {"seconds": 1.0}, tmp_path / "a.html").read_bytes()
    second = write_page(
        frames, {"seconds": 2.0, "parameters": {"jobs": 4}}, tmp_path / "b.html"
    ).read_bytes()
    assert first == second


def test_hash_seed_does_not_matter(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from conftest import make_frames; "
        "from textmine.dossier import write_page; write_page(make_frames(40), {}, sys.argv[2])"
    )
    for seed in ("1", "2"):
        command = [
            sys.executable,
            "-c",
            code,
            str(Path(__file__).parent),
            str(tmp_path / f"{seed}.html"),
        ]
        subprocess.run(command, check=True, env=os.environ | {"PYTHONHASHSEED": seed})
    assert (tmp_path / "1.html").read_bytes() == (tmp_path / "2.html").read_bytes()


def test_input_is_not_changed(frames: Frames, tmp_path: Path) -> None:
    before = {name: frame.copy() for name, frame in frames.items()}
    _write(frames, tmp_path, anonymize=True)
    for name, frame in frames.items():
        pd.testing.assert_frame_equal(frame, before[name])


def test_no_frames_at_all(tmp_path: Path) -> None:
    page = _write({}, tmp_path)
    assert "没有这部分数据" in page
    assert "<svg" not in page


NAMES = [name for name in FRAMES if name != "narrative"]


@pytest.mark.parametrize(
    "gone", [NAMES[:1], NAMES[1:4], NAMES[4:9], NAMES[9:12], NAMES[12:]]
)
def test_any_frame_may_be_missing_or_empty(
    frames_of: Callable[..., Frames], tmp_path: Path, gone: list[str]
) -> None:
    frames = frames_of(4)
    without = {key: frame for key, frame in frames.items() if key not in gone}
    empty = frames | {name: make_frame(name, []) for name in gone}
    assert _write(without, tmp_path) == _write(empty, tmp_path)


def test_frames_read_back_from_csv_give_the_same_page(
    frames: Frames, tmp_path: Path
) -> None:
    back = {}
    for name, frame in frames.items():
        frame.to_csv(tmp_path / "frame.csv", index=False, encoding="utf-8-sig")
        back[name] = pd.read_csv(tmp_path / "frame.csv", encoding="utf-8-sig")
    assert _write(back, tmp_path) == _write(frames, tmp_path)


def test_reports_of_which_nothing_is_known(frames: Frames, tmp_path: Path) -> None:
    blank = {
        "agency": "",
        "region": "",
        "province": "",
        "level": "",
        "agency_type": "",
        "form": "",
        "published": "",
    }
    reports = frames["reports"].assign(
        year=pd.array([pd.NA] * 12, dtype="Int64"), **blank
    )
    for anonymize in (False, True):
        page = _write(frames | {"reports": reports}, tmp_path, anonymize=anonymize)
        assert "未知" in page
        assert (
            "nan"
            not in re.sub(
                r"<script>.*?</script>|<style>.*?</style>", "", page, flags=re.S
            )
            .lower()
            .split()
        )


def test_edges_between_agencies_are_drawn_where_given(
    frames: Frames, tmp_path: Path
) -> None:
    edges = pd.DataFrame(
        {
            "source": ["青榆区财政局"],
            "target": ["白鹭洲县财政局"],
            "n_families": [2],
            "shared_chars": [4321],
        }
    )
    page = _write(frames | {"edges": edges}, tmp_path)
    assert page.count(">4,321</text>") == 2
    assert '<section id="matrix">' in page
    with pytest.raises(FrameError, match="frame edges: missing column shared_chars"):
        _write(frames | {"edges": edges.drop(columns="shared_chars")}, tmp_path)


def test_wrong_frame_is_named(frames: Frames, tmp_path: Path) -> None:
    frames["families"] = frames["families"].drop(columns="reasons")
    with pytest.raises(FrameError, match="frame families: missing column reasons"):
        _write(frames, tmp_path)


def test_text_is_escaped(frames: Frames, tmp_path: Path) -> None:
    frames["families"] = frames["families"].assign(
        text="<script>alert(1)</script>&", reasons='"><b>x</b>'
    )
    frames["failures"] = make_frame(
        "failures", [{"source": "<i>a</i>.txt", "reason": "&", "error": "ReadError"}]
    )
    frames["reports"] = frames["reports"].assign(agency="<u>财政局</u> $x^2$ _a_")
    page = _write(frames, tmp_path)
    for raw in ("<script>alert", "<b>x</b>", "<i>a</i>", "<u>"):
        assert raw not in page


def test_long_tables_say_what_they_leave_out(
    frames_of: Callable[..., Frames], tmp_path: Path
) -> None:
    page = _write(frames_of(60), tmp_path)
    assert "全部见结果文件夹的 responses" in page
    assert "all rows in checks of the results folder" in page


def test_anonymous_page_names_nobody(frames: Frames, tmp_path: Path) -> None:
    frames["problems"] = frames["problems"].assign(
        text="临泽川市财政局人员少，白鹭洲更少"
    )
    frames["items"] = frames["items"].assign(text="临泽川市财政局人员少，白鹭洲更少")
    page = _write(frames, tmp_path, anonymize=True)
    for name in ("临泽川", "白鹭洲", "云岭省", "r0001", "in/r0001.txt"):
        assert name not in page
    assert "机关A1" in page


def test_size_stays_sane(frames_of: Callable[..., Frames], tmp_path: Path) -> None:
    assert len(_write(frames_of(30), tmp_path).encode()) < 3_000_000
    assert len(_write(frames_of(1000), tmp_path).encode()) < 15_000_000


def test_passages_that_are_not_quoted_are_not_needed_for_the_page(
    frames: Frames, tmp_path: Path
) -> None:
    passages = frames["passages"]
    told = tell_passages(frames)(passages)
    assert told.any()
    more = passages.assign(family_id="f-other", report_id="nowhere", text="没有引用")
    assert not tell_passages(frames)(more).any()
    emptied = passages.assign(text=passages["text"].where(told, ""))
    (tmp_path / "a").mkdir()
    whole = _write(frames, tmp_path)
    assert _write(frames | {"passages": emptied}, tmp_path / "a") == whole
