import html
import inspect
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import pytest

from textmine.compare import reuse_edges
from textmine.dossier import write_page
from textmine.dossier.page import make_tiles, tell_passages
from textmine.dtypes import holds_text
from textmine.errors import FrameError
from textmine.resources.load import load_toml
from textmine.schema import FRAMES, make_frame
from textmine.text.longest import LongestFinder

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


def test_the_tile_counts_agencies_as_the_run_joins_them(frames: Frames) -> None:
    reports = frames["reports"]
    ids = ["1:档案局", "1:档案局", ""]
    names = ["临泽川市档案局", "市档案局", ""]
    some = reports.iloc[:3].assign(agency_id=ids, agency=names)
    tiles = {zh: number for number, (zh, _) in make_tiles(frames | {"reports": some})}
    assert tiles["机关"] == "1"


def test_two_agencies_of_one_name_are_told_apart(
    frames: Frames, tmp_path: Path
) -> None:
    reports = frames["reports"]
    one = reports["agency_id"].iloc[0]
    other = reports["agency_id"][reports["agency_id"] != one].iloc[0]
    is_other = reports["agency_id"] == other
    name = reports["agency"].iloc[0]
    twins = reports.assign(
        agency=reports["agency"].mask(is_other, name),
        province=reports["province"].mask(is_other, "柏原省"),
    )
    assert f"{name}（" not in _write(frames, tmp_path)
    page = _write(frames | {"reports": twins}, tmp_path)
    assert f"{name}（柏原省）" in page
    assert f"{name}（{reports['province'].iloc[0]}）" in page


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


SECRET = {
    "临泽川",
    "白鹭洲",
    "云岭省",
    "东湾省",
    "青柏县",
    "望溪县",
    "石桥河",
    "zhangjianguo",
    "张建国",
    "李明",
    "530101",
    "财政局2021",
    "档案局20",
    "/home/",
    "2021-01-2",
}
"""Names of agencies, places, files and people, and what points to them."""


def _named_everywhere(frames: Frames) -> Frames:
    """Frames that name agencies, places, files and people wherever a run may name them."""
    old = frames["reports"]["report_id"].tolist()
    new = {
        key: f"{name}{key[-4:]}"
        for key, name in zip(old, ["张建国", "临泽川市档案局20"] * 6, strict=True)
    }
    renamed = LongestFinder(new)

    def rename(text: str) -> str:
        for hit in reversed([*renamed.find(text)]):
            text = text[: hit.start] + new[hit.string] + text[hit.end :]
        return text

    out = {}
    for name, frame in frames.items():
        texts = [c for c in frame.columns if holds_text(frame[c])]
        out[name] = frame.assign(
            **{c: frame[c].map(rename).astype(frame[c].dtype) for c in texts}
        )
    first, second = [*new.values()][:2]
    out["reports"] = out["reports"].assign(
        region_code="530101", source="/home/li/张建国.txt"
    )
    failed = {
        "/home/li/青柏县财政局2021.pdf": "青柏县财政局2021.pdf: empty file; expected a report",
        "b.zip/zhangjianguo.html": "zhangjianguo.html: a list of 2 reports (石桥河镇年报 …)",
        "c.html": "c.html: an error page of a site ('李明'), not a report",
        "d.txt": f"the same report as {first}; leads to /home/li/张建国.txt",
    }
    rows = [{"source": s, "reason": r, "error": "ReadError"} for s, r in failed.items()]
    out["failures"] = make_frame("failures", rows)
    expected = [
        {
            "agency_id": "530101:民政局",
            "agency": "望溪县民政局",
            "year": 2021,
            "state": "missing",
        },
        {
            "agency": "临泽川市档案局",
            "year": 2021,
            "state": "found",
            "reports": f"{first}|{second}",
        },
    ]
    out["expected"] = make_frame(
        "expected",
        [
            {"reports": "", "agency_id": "", "every_year": False} | row
            for row in expected
        ],
    )
    verdict = {
        "check": "t3",
        "verdict": "wrong",
        "note": "李明说石桥河镇的数对",
        "by": "zhangjianguo",
        "found": "望溪县民政局",
        "state": "kept",
    }
    out["verdicts"] = make_frame(
        "verdicts", [verdict | {"judged": key} for key in (first, "f00001")]
    )
    out["edges"] = pd.DataFrame(
        {
            "source": ["白鹭洲县财政局"],
            "target": ["望溪县民政局"],
            "n_families": [2],
            "shared_chars": [4321],
        }
    )
    groups = {"province": "东湾省", "agency": "石桥河镇人民政府", "region": "石桥河镇"}
    like = out["profile"].head(1)
    out["profile"] = make_frame(
        "profile",
        pd.concat(
            [
                out["profile"],
                *(like.assign(by=by, group=group) for by, group in groups.items()),
            ]
        ),
    )
    out["families"] = out["families"].assign(
        reasons="见于 临泽川市财政局 in 望溪县民政局"
    )
    out["items"] = out["items"].assign(text=out["items"]["text"] + "石桥河镇人民政府")
    return out


def test_no_name_is_left_anywhere_in_an_anonymous_page(
    frames: Frames, tmp_path: Path
) -> None:
    """Text, titles, figures, and what the page embeds for its filters."""
    named = _named_everywhere(frames)
    manifest = {
        "parameters": {
            "expected": "/home/li/望溪县.csv",
            "verdicts": "李明.csv",
            "min_chars": 20,
        }
    }
    page = write_page(named, manifest, tmp_path / "a.html").read_text(encoding="utf-8")
    assert not {name for name in SECRET - {"530101", "2021-01-2"} if name not in page}
    hidden = write_page(named, manifest, tmp_path / "b.html", anonymize=True).read_text(
        encoding="utf-8"
    )
    said = html.unescape(unquote(hidden))
    assert not {name for name in SECRET if name in said}
    # What the page is for is still there: failures, missing reports, verdicts, ties, filters.
    for part in ("文件F", "empty file", "min_chars", "4,321", "wrong"):
        assert part in said, part
    arrows = '<path class="tie"'
    assert hidden.count(arrows) == page.count(arrows) > 0
    tables = [text.count("<tr") for text in (hidden, page)]
    assert tables[0] == tables[1] - 2  # of the settings two are words


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


def test_every_link_of_the_page_leads_somewhere(frames: Frames, tmp_path: Path) -> None:
    # More families than are shown, which pairs of reports hold too.
    families, passages = frames["families"], frames["passages"]
    both = families.assign(kind="peer", n_reports=2)
    copies = [both.assign(family_id=both["family_id"] + f"x{k}") for k in range(6)]
    held = [
        passages.assign(family_id=passages["family_id"] + f"x{k}", kind="peer")
        for k in range(6)
    ]
    many = {
        "families": pd.concat([families, *copies], ignore_index=True),
        "passages": pd.concat([passages, *held], ignore_index=True),
    }
    page = _write(frames | many, tmp_path)
    ids = {html.unescape(found) for found in re.findall(r' id="([^"]+)"', page)}
    targets = {html.unescape(found) for found in re.findall(r'href="#([^"]+)"', page)}
    assert targets
    assert targets - ids == set()
    shown = re.findall(r'<span class="id">(f\d+x?\d*)</span> <span class="id">', page)
    assert set(shown) - ids, (
        "no family stands beside a pair that is not among the cards"
    )


def _few(frames: Frames, reports: pd.DataFrame) -> Frames:
    few = {
        name: table[table["report_id"].isin(reports["report_id"])]
        for name, table in frames.items()
        if "report_id" in table
    }
    return few | {"reports": reports}


def test_one_report_has_no_share_for_there_is_nothing_to_compare(
    frames: Frames, tmp_path: Path
) -> None:
    few = _few(frames, frames["reports"].head(1))
    tiles = {zh: number for number, (zh, _) in make_tiles(few)}
    assert tiles["独有文字（报告均值）"] == "–"
    page = _write(few, tmp_path)
    assert "只有一份报告" in page and "One report alone" in page
    assert "Unshared" in page and "Taken" not in page


def test_one_agency_took_nothing_that_could_be_measured(
    frames: Frames, tmp_path: Path
) -> None:
    first = frames["reports"].head(3)
    same = first.assign(agency=first["agency"].iloc[0], agency_id="1:财政局")
    page = _write(_few(frames, same), tmp_path)
    assert "只有一个机关" in page
    assert "Taken" not in page and "取自他机关占比" not in page
    assert "仅见于本报告" in page


def test_the_note_on_agencies_names_the_bound_of_what_is_counted() -> None:
    most = inspect.signature(reuse_edges).parameters["max_groups"].default
    for words in load_toml("dossier.toml")["sections"]["matrix"]["note"]:
        assert f" {most} " in words
