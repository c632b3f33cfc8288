import warnings

import numpy as np
import pandas as pd
import pytest

from textmine.corpus.audit.auditing import audit, read_audit
from textmine.corpus.corpus import Corpus
from textmine.corpus.reading import read_corpus
from textmine.errors import FrameError, TextmineWarning
from textmine.stats.intervals import wilson
from textmine.stats.shares import clustered_wilson

REPORT = """{place}档案局2021年政府信息公开工作年度报告
一、总体情况
2021年，我局主动公开政府信息36条。
五、存在的主要问题及改进情况
一是目录更新不及时；二是解读形式单一。下一步，我局将：一是按月核对目录；二是制作图解。
"""


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    for k, place in enumerate(("临泽川市", "青岚县", "柘溪县", "霁川市")):
        (folder / f"r{k}.txt").write_text(REPORT.format(place=place), encoding="utf-8")
    return read_corpus(folder)


def judged(sheet, **verdicts):
    out = sheet.copy()
    out.loc[out["item_id"] != "", "verdict"] = "right"
    for place, verdict in verdicts.items():
        out.loc[int(place[1:]), "verdict"] = verdict
    return out


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_sheet_without_faults_scores_one(corpus, tmp_path, suffix):
    path = tmp_path / f"sheet{suffix}"
    sheet = audit(corpus, path=path)
    assert sheet["report_id"].nunique() == 4
    filled = judged(sheet)
    filled.to_csv(path, index=False) if suffix == ".csv" else filled.to_excel(
        path, index=False
    )
    result = read_audit(path)
    assert (result.scores["value"] == 1).all()
    assert "4 reports" in result.sentence


def test_each_verdict_counts_as_it_should(corpus, tmp_path):
    path = tmp_path / "sheet.csv"
    sheet = audit(corpus, path=path, n=1)
    n_problems = int((sheet["role"] == "problem").sum())
    filled = judged(sheet, _0="wrong border")
    blank = filled.index[filled["item_id"] == ""][0]
    filled.loc[blank, ["role", "text", "verdict"]] = ["problem", "窗口无人", "missed"]
    filled.to_csv(path, index=False)
    scores = read_audit(path).scores.set_index(["role", "measure"])["value"]
    assert scores["problem", "precision"] == pytest.approx(
        (n_problems - 1) / n_problems
    )
    assert scores["problem", "recall"] == pytest.approx(
        (n_problems - 1) / (n_problems + 1)
    )
    assert scores["measure", "f1"] == 1


def test_the_same_seed_draws_the_same_reports(corpus, tmp_path):
    one = audit(corpus, path=tmp_path / "a.csv", n=2, seed=3)
    assert one.equals(audit(corpus, path=tmp_path / "b.csv", n=2, seed=3))
    assert one["report_id"].nunique() == 2


def test_what_is_not_judged_is_named(corpus, tmp_path):
    path = tmp_path / "sheet.csv"
    sheet = audit(corpus, path=path)
    with pytest.raises(
        FrameError, match="row 2: verdict ''; expected right, wrong border"
    ):
        read_audit(path)
    judged(sheet, _0="missed").to_csv(path, index=False)
    with pytest.raises(FrameError, match="row 2: verdict 'missed'; expected right"):
        read_audit(path)
    pd.DataFrame({"report_id": ["r1"]}).to_csv(path, index=False)
    with pytest.raises(FrameError, match="missing column item_id, role, verdict"):
        read_audit(path)


HEAD = "report_id,part,item_id,role,text,confidence,verdict\n"
PROBLEM = "r1,,r1#1,problem,更新慢,0.9,right\n"


def test_rows_of_no_report_are_no_report(tmp_path):
    """Blank rows at the end, as spreadsheets leave them, do not count as one more report."""
    path = tmp_path / "sheet.csv"
    path.write_text(HEAD + PROBLEM + ",,,,,,\n", encoding="utf-8")
    result = read_audit(path)
    assert set(result.scores["n_reports"]) == {1}
    path.write_text(HEAD + PROBLEM + ",,,problem,人少,,missed\n", encoding="utf-8")
    with pytest.raises(FrameError, match="row 3: no report_id"):
        read_audit(path)
    path.write_text(HEAD, encoding="utf-8")
    with pytest.raises(FrameError, match="no row of a report"):
        read_audit(path)


@pytest.mark.parametrize(
    ("role", "verdict", "hits"),
    [
        ("Problem ", "Right", 1),
        ("问题", "正确", 1),
        ("problem", " Wrong  border", 0),
        ("problem", "边界错误", 0),
        ("PROBLEM", "不是条目", 0),
    ],
)
def test_words_of_spreadsheets_and_of_chinese_readers_are_known(
    tmp_path, role, verdict, hits
):
    path = tmp_path / "sheet.csv"
    rows = f"r1,,r1#1,{role},更新慢,0.9,{verdict}\nr1,,,措施,练兵,,遗漏\n"
    path.write_text(HEAD + rows, encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # one report has no interval
        scores = read_audit(path).scores.set_index(["role", "measure"])["value"]
    assert scores["problem", "precision"] == hits
    assert scores["measure", "recall"] == 0


def test_all_rows_to_mend_are_numbered(tmp_path):
    path = tmp_path / "sheet.csv"
    path.write_text(HEAD + PROBLEM + PROBLEM.replace("right", "so so") * 12, "utf-8")
    says = "row 3: verdict 'so so'; .* \\(12 rows to mend: 3, 4, 5, .*, 12 …\\)"
    with pytest.raises(FrameError, match=says):
        read_audit(path)


def test_a_role_without_items_has_no_score(tmp_path):
    path = tmp_path / "sheet.csv"
    path.write_text(HEAD + PROBLEM, encoding="utf-8")
    result = read_audit(path)
    values = result.scores.set_index("role")["value"]
    assert (values["problem"] == 1).all() and values["measure"].isna().all()
    assert (
        "problems 1.00 (no interval: one report) and measures none" in result.sentence
    )


def all_right(tmp_path, n_reports, n_items):
    path = tmp_path / "sheet.csv"
    rows = [
        f"r{r},,r{r}#{i},problem,更新慢,0.9,right\n"
        for r in range(n_reports)
        for i in range(n_items)
    ]
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    return read_audit(path)


def test_an_interval_of_reports_that_are_all_right_knows_how_many(tmp_path):
    few, many = all_right(tmp_path, 5, 3), all_right(tmp_path, 50, 3)
    lows = [
        result.scores.set_index(["role", "measure"])["ci_low"].loc["problem"]
        for result in (few, many)
    ]
    # Items of one report may all be right because it is easy: five say what five can.
    assert lows[0].to_numpy() == pytest.approx(float(wilson(5, 5)[0]))
    assert (lows[0] < lows[1]).all() and (lows[1] < 0.97).all()
    assert "Wilson's method for shares in clusters" in few.sentence


def test_intervals_are_those_of_shares_in_clusters(tmp_path):
    """Three reports: 3 of 4 found are right; of 1 found none is, and one is missed; 2 of 2."""
    path = tmp_path / "sheet.csv"
    judged = {
        "r1": ["right"] * 3 + ["wrong role"],
        "r2": ["wrong border"],
        "r3": ["right"] * 2,
    }
    rows = [
        f"{r},,{r}#{i},problem,更新慢,0.9,{verdict}\n"
        for r, verdicts in judged.items()
        for i, verdict in enumerate(verdicts)
    ]
    path.write_text(
        HEAD + "".join(rows) + "r2,,,problem,人少,,missed\n", encoding="utf-8"
    )
    scores = read_audit(path).scores.set_index(["role", "measure"])
    hits = np.array([[3.0], [0.0], [2.0]])
    sizes = {"precision": [4.0, 1, 2], "recall": [3.0, 2, 2], "f1": [3.5, 1.5, 2]}
    for measure, own in sizes.items():
        low, high = clustered_wilson(hits, np.array(own))
        row = scores.loc[("problem", measure)]
        assert row["value"] == pytest.approx(5 / sum(own))
        assert (row["ci_low"], row["ci_high"]) == pytest.approx((low[0], high[0]))


def test_several_items_of_one_report_have_no_interval(tmp_path):
    with pytest.warns(TextmineWarning, match="one report says nothing of others"):
        result = all_right(tmp_path, 1, 3)
    assert "problems 1.00 (no interval: one report)" in result.sentence
    assert result.scores["ci_low"].isna().all()


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_no_text_of_a_report_is_a_formula(tmp_path, suffix):
    pytest.importorskip("openpyxl")
    text = REPORT.format(place="临泽川市").replace("一是目录", "一是=HYPERLINK目录")
    (tmp_path / "r.txt").write_text(text, encoding="utf-8")
    path = tmp_path / f"sheet{suffix}"
    sheet = audit(read_corpus(tmp_path / "r.txt"), path=path)
    assert sheet["text"].str.startswith("=").any()
    if suffix == ".csv":
        assert '"=' not in path.read_text("utf-8") and ",=" not in path.read_text(
            "utf-8"
        )
    else:
        from openpyxl import load_workbook

        kinds = {cell.data_type for row in load_workbook(path).active for cell in row}
        assert "f" not in kinds


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("name", ["sheet.csv", "SHEET.CSV"])
def test_a_sheet_is_read_as_spreadsheets_save_it(tmp_path, encoding, name):
    path = tmp_path / name
    path.write_bytes((HEAD + PROBLEM).encode(encoding))
    scores = read_audit(path).scores.set_index(["role", "measure"])["value"]
    assert scores["problem", "precision"] == 1


@pytest.mark.parametrize("suffix", [".CSV", ".XLSX"])
def test_a_suffix_may_be_in_capitals(corpus, tmp_path, suffix):
    pytest.importorskip("openpyxl")
    path = tmp_path / f"sheet{suffix}"
    audit(corpus, path=path)
    with pytest.raises(FrameError, match="row 2: verdict ''; expected right"):
        read_audit(path)


def test_another_suffix_is_refused_before_anything_is_drawn(tmp_path):
    """An empty corpus would be refused too, for want of items."""
    for name in ("audit.doc", "audit", "audit.xls"):
        with pytest.raises(
            FrameError, match="written as .csv or .xlsx; end the name so"
        ):
            audit(Corpus([]), path=tmp_path / name)
    (tmp_path / "audit.doc").write_text(HEAD, encoding="utf-8")
    with pytest.raises(FrameError, match="audit.doc: unknown kind of file '.doc'"):
        read_audit(tmp_path / "audit.doc")
    (tmp_path / "audit.csv").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(FrameError, match="audit.csv: cannot be read as a sheet"):
        read_audit(tmp_path / "audit.csv")


def test_reports_of_one_agency_go_together(tmp_path):
    """Six reports of three agencies tell what three tell; rows that were added need not name it."""
    path = tmp_path / "sheet.csv"
    rows = [
        f"r{r},{r // 2}:教育局,,r{r}#{i},problem,更新慢,0.9,{verdict}\n"
        for r, verdict in enumerate(["right"] * 4 + ["no item"] * 2)
        for i in range(3)
    ]
    head = HEAD.replace("report_id,", "report_id,agency_id,")
    path.write_text(head + "".join(rows) + "r5,,,,problem,人少,,missed\n", "utf-8")
    result = read_audit(path)
    scores = result.scores.set_index(["role", "measure"])
    row = scores.loc[("problem", "precision")]
    told = row[["n_reports", "cluster", "n_clusters"]].tolist()
    assert told == [6, "agency_id", 3]
    low, high = clustered_wilson(np.array([[6.0], [6.0], [0.0]]), np.full(3, 6.0))
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((low[0], high[0]))
    recall = scores.loc[("problem", "recall")]
    low, high = clustered_wilson(np.array([[6.0], [6], [0]]), np.array([6.0, 6, 1]))
    assert (recall["ci_low"], recall["ci_high"]) == pytest.approx((low[0], high[0]))
    assert "a stratified sample of 6 reports of 3 agencies judged" in result.sentence
    assert result.sentence.endswith("the items of an agency.")


def test_several_reports_of_one_agency_have_no_interval(tmp_path):
    path = tmp_path / "sheet.csv"
    rows = [f"r{r},1:教育局,,r{r}#1,problem,更新慢,0.9,right\n" for r in range(4)]
    path.write_text(HEAD.replace("_id,", "_id,agency_id,", 1) + "".join(rows), "utf-8")
    with pytest.warns(TextmineWarning, match="one agency says nothing of others"):
        result = read_audit(path)
    assert "(no interval: one agency)" in result.sentence


def test_a_sheet_names_the_agency_of_each_row(corpus, tmp_path):
    sheet = audit(corpus, path=tmp_path / "sheet.csv")
    known = dict(
        zip(corpus.reports["report_id"], corpus.reports["agency_id"], strict=True)
    )
    assert sheet["agency_id"].tolist() == [known[r] for r in sheet["report_id"]]
    assert sheet["agency_id"].nunique() == 4


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_verdicts_are_never_written_over(corpus, tmp_path, suffix):
    """Called again, audit wrote its sheet over the one that was filled in."""
    path = tmp_path / f"sheet{suffix}"
    sheet = audit(corpus, path=path)
    assert audit(corpus, path=path).equals(sheet)  # nobody has filled it in yet
    filled = judged(sheet)
    filled.to_csv(path, index=False) if suffix == ".csv" else filled.to_excel(
        path, index=False
    )
    before = path.read_bytes()
    with pytest.raises(
        FrameError, match=r"rows in it have verdict filled in, which would be"
    ):
        audit(corpus, path=path)
    assert path.read_bytes() == before
