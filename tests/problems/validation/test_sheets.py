import re

import pandas as pd
import pytest

from textmine.errors import CodebookError, FrameError, OptionalPartError
from textmine.problems.coder.classifier import ProblemClassifier
from textmine.problems.coder.codebook import load_codebook, parse_codebook
from textmine.problems.coder.statements import load_statements
from textmine.problems.validation import sheets
from textmine.problems.validation.agreement import measure_agreement
from textmine.problems.validation.sampling import draw_sample, draw_uncertain
from textmine.problems.validation.sheets import (
    adjudicate,
    make_adjudication,
    read_sheet,
    write_sheets,
)


@pytest.fixture
def sample():
    statements = load_statements().rename(columns={"statement_id": "item_id"})
    return draw_sample(statements, 40, by=["level"], seed=1)


def fill(path, labels):
    read = pd.read_csv if path.suffix == ".csv" else pd.read_excel
    sheet = read(path, dtype="str", keep_default_na=False)
    sheet["categories"] = sheet["item_id"].map(labels)
    if path.suffix == ".csv":
        sheet.to_csv(path, index=False, encoding="utf-8-sig")
    else:
        sheet.to_excel(path, index=False)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_from_sample_to_training(tmp_path, sample, suffix):
    paths = write_sheets(
        sample, tmp_path / "sheets", coders=("甲", "乙"), suffix=suffix
    )
    truth = dict(zip(sample["item_id"], sample["categories"], strict=True))
    fill(paths[0], truth)
    fill(
        paths[1],
        {
            item: "other" if k < 5 else cell
            for k, (item, cell) in enumerate(truth.items())
        },
    )
    codings = pd.concat([read_sheet(path) for path in paths], ignore_index=True)
    assert set(codings["coder"]) == {"甲", "乙"} and len(codings) == 80
    assert measure_agreement(codings)["value"].iloc[0] < 1
    open_items = make_adjudication(codings)
    assert 0 < len(open_items) <= 5 and list(open_items.columns) == [
        "item_id",
        "text",
        "by_乙",
        "by_甲",
        "categories",
    ]
    open_items["categories"] = open_items["item_id"].map(truth)
    final = adjudicate(codings, open_items)
    assert final.set_index("item_id")["categories"].to_dict() == truth
    assert (final["decided"] == "adjudicated").sum() == len(open_items)
    assert (
        ProblemClassifier().fit(final["text"], final["categories"]).n_statements_ == 40
    )


def test_sheets_are_blind_and_in_own_order(tmp_path, sample):
    paths = write_sheets(
        sample.assign(probabilities="content:0.9"), tmp_path, suffix=".csv"
    )
    one, two = (pd.read_csv(path, dtype="str", keep_default_na=False) for path in paths)
    assert list(one.columns) == ["item_id", "text", "categories", "note"]
    assert (one["categories"] == "").all()
    assert list(one["item_id"]) != list(two["item_id"]) and set(one["item_id"]) == set(
        two["item_id"]
    )
    assert (tmp_path / "codebook.csv").exists()


def test_faulty_sheets_name_rows_and_columns(tmp_path):
    path = tmp_path / "coding_A.csv"
    path.write_text(
        "item_id,text,categories\na,x,content\nb,y,\na,z,colour\n,w,other\n",
        encoding="utf-8",
    )
    with pytest.raises(CodebookError) as error:
        read_sheet(path)
    for part in (
        "coding_A.csv",
        "row 3, column categories: empty",
        "row 4, column categories: unknown category 'colour'",
    ):
        assert part in str(error.value)
    assert "row 4, column item_id: 'a' stands already in row 2" in str(error.value)
    assert "row 5, column item_id: empty" in str(error.value)
    path.write_text("item,text\na,b\n", encoding="utf-8")
    with pytest.raises(CodebookError, match="missing column item_id, categories"):
        read_sheet(path)
    with pytest.raises(CodebookError, match="cannot be read"):
        read_sheet(tmp_path / "coding_B.csv")
    (tmp_path / "coding_C.xlsx").write_bytes(b"not a workbook")
    with pytest.raises(CodebookError, match="cannot be read"):
        read_sheet(tmp_path / "coding_C.xlsx")
    with pytest.raises(CodebookError, match=r"\.docx"):
        read_sheet(tmp_path / "coding.docx")


def test_bad_requests(tmp_path, sample, monkeypatch):
    with pytest.raises(CodebookError, match="different names"):
        write_sheets(sample, tmp_path, coders=("A", "A"))
    with pytest.raises(CodebookError, match="'A/B' cannot stand in a file's name"):
        write_sheets(sample, tmp_path, coders=("A/B", "C"))
    with pytest.raises(CodebookError, match="stands twice"):
        write_sheets(pd.concat([sample, sample]), tmp_path)
    with pytest.raises(FrameError, match="item_id"):
        write_sheets(sample.drop(columns="item_id"), tmp_path)
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    with pytest.raises(OptionalPartError, match=r"textmine\[excel\]"):
        write_sheets(sample, tmp_path)


def test_undecided_items_are_named():
    rows = [("i1", "A", "x", "content"), ("i1", "B", "x", "other")]
    codings = pd.DataFrame(rows, columns=["item_id", "coder", "text", "categories"])
    with pytest.raises(CodebookError, match="'i1'"):
        adjudicate(codings, pd.DataFrame({"item_id": ["i1"], "categories": [""]}))
    with pytest.raises(CodebookError, match="decisions, item 'i1'.*'colour'"):
        adjudicate(codings, pd.DataFrame({"item_id": ["i1"], "categories": ["colour"]}))


def test_sample_is_stratified_seeded_and_weighted():
    frame = pd.DataFrame(
        {"text": [str(i) for i in range(100)], "level": ["city"] * 80 + ["county"] * 20}
    )
    drawn = draw_sample(frame, 10, by=["level"], seed=4)
    assert drawn["level"].value_counts().to_dict() == {"city": 8, "county": 2}
    assert drawn["weight"].sum() == pytest.approx(100)
    pd.testing.assert_frame_equal(drawn, draw_sample(frame, 10, by=["level"], seed=4))
    assert len(draw_sample(frame, 500)) == 100
    assert draw_sample(frame.iloc[:0], 5).empty
    with pytest.raises(FrameError, match="at least 1"):
        draw_sample(frame, 0)


def test_uncertain_ones_come_first():
    frame = load_statements().iloc[::20]
    coder = ProblemClassifier().fit()
    drawn = draw_uncertain(frame, coder, 10)
    assert len(drawn) == 10 and drawn["uncertainty"].is_monotonic_decreasing
    assert (
        drawn["uncertainty"].min()
        > draw_uncertain(frame, coder, len(frame))["uncertainty"].median()
    )
    assert draw_uncertain(frame.assign(text=""), coder, 3).empty


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_sheets_take_chinese_names_and_separators(tmp_path, sample, suffix):
    path = write_sheets(sample, tmp_path, coders=["A"], suffix=suffix)[0]
    sheet = pd.read_csv(path) if suffix == ".csv" else pd.read_excel(path)
    names = {c.key: c.zh for c in load_codebook().categories}
    cell = "、".join([names["timeliness"], names["staffing"]]) + "，content；Platform"
    sheet["categories"] = cell
    if suffix == ".csv":
        sheet.to_csv(path, index=False, encoding="gb18030")  # as Chinese Excel saves it
    else:
        sheet.to_excel(path, index=False)
    read = read_sheet(path)
    assert set(read["categories"]) == {"content|timeliness|platform|staffing"}


def test_every_name_of_a_category_is_read_whole():
    book = load_codebook()
    for category in book.categories:
        for name in (category.key, category.zh, category.en):
            assert book.parse_labels(name) == (category.key,)


def test_a_workbook_offers_the_categories_in_a_list(tmp_path, sample):
    from openpyxl import load_workbook

    path = write_sheets(sample, tmp_path, coders=["A"])[0]
    coding = load_workbook(path)["coding"]
    (choices,) = coding.data_validations.dataValidation
    n = len(load_codebook().categories)
    assert choices.formula1 == f"codebook!$B$2:$B${n + 1}"
    assert str(choices.sqref) == f"C2:C{len(sample) + 1}"
    names = [
        row[1].value for row in load_workbook(path)["codebook"].iter_rows(min_row=2)
    ]
    assert names == [c.zh for c in load_codebook().categories]


def test_an_item_of_one_coder_is_no_disagreement():
    rows = [("i0", "A", "缺人", "staffing"), ("i1", "A", "缺人", "staffing")]
    rows += [("i2", "A", "缺人", None), ("i1", "B", "缺人", "content")]
    rows += [("i2", "B", "缺人", "staffing"), ("i3", "A", "缺人", "staffing")]
    rows += [("i3", "B", "缺人", "staffing")]
    codings = pd.DataFrame(rows, columns=["item_id", "coder", "text", "categories"])
    listed = make_adjudication(codings)
    assert listed["item_id"].tolist() == ["i1"]
    found = adjudicate(codings, listed.assign(categories="content"))
    assert found[["item_id", "categories", "decided"]].to_numpy().tolist() == [
        ["i0", "staffing", "single"],
        ["i1", "content", "adjudicated"],
        ["i2", "staffing", "single"],
        ["i3", "staffing", "agreed"],
    ]


def test_the_same_labels_in_another_order_or_writing_are_no_disagreement():
    rows = [("i0", "A", "旧，缺人", "staffing|timeliness")]
    rows += [("i0", "model", "旧，缺人", "timeliness, staffing")]
    codings = pd.DataFrame(rows, columns=["item_id", "coder", "text", "categories"])
    assert make_adjudication(codings).empty
    found = adjudicate(codings, pd.DataFrame({"item_id": [], "categories": []}))
    assert found["decided"].tolist() == ["agreed"]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_codebook_lies_beside_the_sheet_as_it_is(tmp_path, sample, suffix):
    (path,) = write_sheets(sample, tmp_path, coders=("甲",), suffix=suffix)
    if suffix == ".csv":
        found = pd.read_csv(
            path.with_name("codebook.csv"), dtype="str", na_filter=False
        )
        sheet = pd.read_csv(path, dtype="str", na_filter=False)
    else:
        found, sheet = (
            pd.read_excel(path, sheet_name=name, dtype="str", na_filter=False)
            for name in ("codebook", "coding")
        )
    wanted = load_codebook().frame().astype("str")
    pd.testing.assert_frame_equal(found, wanted, check_dtype=False)
    assert list(sheet.columns) == ["item_id", "text", "categories", "note"]


def test_each_cell_of_a_workbook_offers_every_category(tmp_path, sample):
    openpyxl = pytest.importorskip("openpyxl")
    (path,) = write_sheets(sample, tmp_path, coders=("甲",), suffix=".xlsx")
    book = openpyxl.load_workbook(path)
    (choices,) = book["coding"].data_validations.dataValidation
    assert str(choices.sqref) == f"C2:C{len(sample) + 1}"
    first, last = re.findall(r"\$(\d+)", choices.formula1)
    offered = [
        book["codebook"][f"B{row}"].value for row in range(int(first), int(last) + 1)
    ]
    assert offered == [category.zh for category in load_codebook().categories]
    # Several may be typed, which no list offers, and a cell may stay empty.
    assert choices.allow_blank and choices.showInputMessage
    assert not choices.showErrorMessage


@pytest.mark.parametrize(("n", "more"), [(1, ""), (0, ""), (-1, " and 1 more")])
def test_faults_of_a_sheet_are_listed_up_to_a_number(tmp_path, n, more):
    """One fault fewer than are shown, as many, and one more."""
    ids = [f"i{k}" for k in range(sheets.MAX_SHOWN - n)]
    frame = pd.DataFrame({"item_id": ids, "text": "慢", "categories": "colour"})
    path = tmp_path / "coding_甲.csv"
    frame.to_csv(path, index=False, encoding="utf-8-sig")
    with pytest.raises(CodebookError) as caught:
        read_sheet(path)
    message = str(caught.value)
    assert message.count("row ") == min(len(ids), sheets.MAX_SHOWN)
    assert message.endswith(more) and ("more" in message) is bool(more)
    codings = pd.concat(
        frame.assign(coder=name, categories=label)
        for name, label in (("甲", "content"), ("乙", "other"))
    )
    with pytest.raises(CodebookError) as caught:
        adjudicate(codings, pd.DataFrame({"item_id": ids, "categories": ""}))
    assert (" …;" in str(caught.value)) is bool(more)


ODD = [
    "=1+1问题",
    "+86",
    "-问题",
    "@甲",
    "\t缩进",
    "'=引号",
    "'正常",
    "NA",
    "#N/A",
    "#DIV/0!",
]
ODD += ["null", "2020", "1e5", " 前后有空 ", "两\n行", '引"号', "逗,号", "公开不够"]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_statements_stay_the_text_they_are_there_and_back(tmp_path, suffix):
    openpyxl = pytest.importorskip("openpyxl")
    sample = pd.DataFrame(
        {"item_id": [f"{k:03d}" for k in range(len(ODD))], "text": ODD}
    )
    (path,) = write_sheets(sample, tmp_path, coders=["甲"], suffix=suffix)
    if suffix == ".csv":
        cells = pd.read_csv(path, dtype="str").to_numpy().ravel()
        text = {str(cell)[:1] for cell in cells}
        assert text.isdisjoint("=+-@\t")
        filled = pd.read_csv(path, dtype="str", na_filter=False)
        filled.assign(categories="content").to_csv(
            path, index=False, encoding="gb18030"
        )
    else:
        book = openpyxl.load_workbook(path)
        kinds = {cell.data_type for page in book for row in page for cell in row}
        assert kinds.isdisjoint("fe")
        for row in range(2, len(ODD) + 2):
            book["coding"].cell(row, 3).value = "content"
        book.save(path)
    back = read_sheet(path)
    assert back[["item_id", "text"]].to_numpy().tolist() == sample.to_numpy().tolist()


def test_a_codebook_beside_a_sheet_has_no_formula(tmp_path, sample):
    book = parse_codebook(
        'version = "1"\n[slow]\nzh = "=慢"\ndefinition = "+late"\nexclude = "-x"\n'
    )
    write_sheets(sample, tmp_path, coders=["甲"], suffix=".csv", codebook=book)
    lines = (tmp_path / "codebook.csv").read_text("utf-8-sig").splitlines()
    assert lines[1] == "slow,'=慢,,'+late,,'-x"


def test_a_character_that_no_workbook_holds_is_replaced(tmp_path):
    pytest.importorskip("openpyxl")
    sample = pd.DataFrame({"item_id": ["a"], "text": ["公\x0b开"]})
    (path,) = write_sheets(sample, tmp_path, coders=["甲"])
    assert pd.read_excel(path)["text"].tolist() == ["公\ufffd开"]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_codes_are_never_written_over(tmp_path, sample, suffix):
    """Called again, write_sheets took the codes of both coders away."""
    paths = write_sheets(sample, tmp_path, suffix=suffix)
    assert write_sheets(sample, tmp_path, suffix=suffix) == paths  # empty ones
    fill(paths[1], dict.fromkeys(sample["item_id"], "other"))
    before = [path.read_bytes() for path in paths]
    with pytest.raises(
        FrameError, match=r"coding_B.*40 rows in it have categories filled in"
    ):
        write_sheets(sample, tmp_path, suffix=suffix)
    assert [path.read_bytes() for path in paths] == before
    assert len(write_sheets(sample, tmp_path, coders=("C",), suffix=suffix)) == 1
