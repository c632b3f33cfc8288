"""What a reader corrects is in the corpus, and in all that is made of it."""

import pandas as pd
import pytest

import textmine as tm
from textmine.corpus.audit.auditing import audit, read_audit
from textmine.corpus.audit.correcting import correct_items
from textmine.corpus.reading import read_corpus
from textmine.errors import FrameError

REPORT = """{place}档案局{year}年政府信息公开工作年度报告
一、总体情况
{year}年，我局主动公开政府信息36条。
五、存在的主要问题及改进情况
一是目录更新不及时；二是解读形式单一；三是窗口无人。下一步，我局将：一是按月核对目录；二是制作图解。
"""


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    for year in (2021, 2022):
        for place in ("青岚县", "柘溪县"):
            text = REPORT.format(place=place, year=year)
            (folder / f"{place}_{year}.txt").write_text(text, encoding="utf-8")
    return read_corpus(folder)


def write(tmp_path, rows):
    path = tmp_path / "sheet.csv"
    columns = ["report_id", "item_id", "role", "text", "verdict"]
    pd.DataFrame(rows, columns=columns).to_csv(path, index=False)
    return path


def ids(corpus, report_id):
    items = corpus.frame("items")
    own = items[(items["report_id"] == report_id) & (items["role"] == "problem")]
    return dict(zip(own["text"], own["item_id"], strict=True))


def test_each_verdict_is_carried_out(corpus, tmp_path):
    report = "青岚县_2021"
    found = ids(corpus, report)
    items = corpus.frame("items").query("report_id == @report")
    measure = items.query("text == '制作图解'")["item_id"].item()
    late, form = found["目录更新不及时"], found["解读形式单一"]
    rows = [
        (report, late, "problem", "目录 更新不及", "wrong border"),
        (report, form, "problem", "解读形式单一", "right"),
        (report, measure, "measure", "制作图解", "wrong role"),
        (report, "", "measure", "主动公开政府信息", "missed"),
    ]
    out = correct_items(corpus, write(tmp_path, rows))
    now = out.frame("items").query("report_id == @report").reset_index(drop=True)
    text = out[report].text
    assert all(
        text[row.start : row.end] == row.text for row in now.itertuples(index=False)
    )
    assert now["order"].tolist() == list(range(len(now)))
    assert now["start"].is_monotonic_increasing
    hand = now.query("rule == 'hand'")
    assert set(zip(hand["role"], hand["text"], strict=True)) == {
        ("problem", "目录更新不及"),
        ("problem", "制作图解"),
        ("measure", "主动公开政府信息"),
    }
    assert (hand["confidence"] == 1).all()
    assert hand.set_index("text")["section"]["主动公开政府信息"] == "overview"
    assert now.set_index("item_id").loc[form, ["confidence", "rule"]].tolist()[0] == 1
    assert not {late, measure} & set(now["item_id"])
    assert now["item_id"].is_unique
    others = "report_id != @report"
    pd.testing.assert_frame_equal(
        out.frame("items").query(others).reset_index(drop=True),
        corpus.frame("items").query(others).reset_index(drop=True),
    )
    assert late in set(corpus.frame("items")["item_id"])  # the given one is unchanged


def test_corrections_are_in_all_frames_of_a_run(corpus, tmp_path):
    report = "柘溪县_2022"
    found = ids(corpus, report)
    wrong = found["解读形式单一"]
    rows = [
        (report, wrong, "problem", "解读形式单一", "no item"),
        (report, found["窗口无人"], "problem", "窗口无", "wrong border"),
    ]
    out = correct_items(corpus, write(tmp_path, rows))
    mined = tm.mine(out, out=tmp_path / "results")
    own = mined["problems"].query("report_id == @report")
    assert sorted(own["text"]) == ["目录更新不及时", "窗口无"]
    assert set(mined["responses"].query("report_id == @report")["problem_id"]) == set(
        own["item_id"]
    )
    dropped = mined["persistence"].query("state == 'dropped'")["earlier_item_id"]
    assert ids(corpus, "柘溪县_2021")["解读形式单一"] in set(dropped)


def test_the_sheet_of_an_audit_is_scored_and_carried_out(corpus, tmp_path):
    path = tmp_path / "audit.csv"
    sheet = audit(corpus, path=path, n=4)
    sheet["verdict"] = sheet["item_id"].map(lambda item: "right" if item else "")
    sheet.to_csv(path, index=False)
    assert (read_audit(path).scores["value"] == 1).all()
    out = correct_items(corpus, path)
    stated = out.frame("items").query("role in ['problem', 'measure']")
    assert (stated["confidence"] == 1).all() and not stated["doubtful"].any()
    pd.testing.assert_series_equal(
        out.frame("items")["text"], corpus.frame("items")["text"]
    )


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("x", "", "problem", "窗口无人", "missed"), "row 2: no report 'x' in the"),
        (("", "", "problem", "窗口无人", "missed"), "row 2: no report_id"),
        (("{r}", "{r}#p9", "problem", "a", "right"), "no item '青岚县_2021#p9'"),
        (("{r}", "{p}", "problem", "a", "better"), "verdict 'better'; expected right"),
        (("{r}", "", "problem", "a", "right"), "verdict 'right'; expected missed"),
        (("{r}", "", "deed", "窗口无人", "missed"), "role 'deed'; expected problem or"),
        (("{r}", "", "problem", "", "missed"), "no text; write the item as the report"),
        (
            ("{r}", "", "problem", "没有这句", "missed"),
            "'没有这句' is not in the text of",
        ),
        (("{r}", "{p}", "problem", "目录更新 不及时", "wrong border"), "still the one"),
        (("{r}", "", "problem", "更新不及时", "missed"), "overlaps 青岚县_2021#p1"),
    ],
)
def test_what_cannot_be_carried_out_is_named_by_row(corpus, tmp_path, row, told):
    report = "青岚县_2021"
    names = {"r": report, "p": ids(corpus, report)["目录更新不及时"]}
    path = write(tmp_path, [tuple(cell.format(**names) for cell in row)])
    with pytest.raises(FrameError, match=told):
        correct_items(corpus, path)


def test_a_border_may_move_over_what_the_sheet_takes_out(corpus, tmp_path):
    """Two items that are one: the second is no item, though its row comes later."""
    report = "青岚县_2021"
    found = ids(corpus, report)
    late, form = found["目录更新不及时"], found["解读形式单一"]
    both = "目录更新不及时；二是解读形式单一"
    rows = [
        (report, late, "problem", both, "wrong border"),
        (report, form, "problem", "解读形式单一", "no item"),
    ]
    out = correct_items(corpus, write(tmp_path, rows))
    assert both in ids(out, report)
    path = write(tmp_path, rows[:1])
    with pytest.raises(FrameError, match=f"overlaps {form}, which the sheet leaves"):
        correct_items(corpus, path)


def test_a_sheet_without_the_columns_is_refused(corpus, tmp_path):
    path = tmp_path / "sheet.csv"
    path.write_text("report_id,item_id\nr,1\n", encoding="utf-8")
    with pytest.raises(FrameError, match="sheet.csv: missing column role, text, verd"):
        correct_items(corpus, path)


def test_a_sheet_without_a_verdict_is_warned_of(corpus, tmp_path):
    sheet = tmp_path / "empty.csv"
    sheet.write_text("report_id,item_id,role,text,verdict\n", encoding="utf-8")
    with pytest.warns(UserWarning, match=r"empty\.csv: no row has a verdict"):
        same = correct_items(corpus, sheet)
    assert same.frame("items").equals(corpus.frame("items"))
