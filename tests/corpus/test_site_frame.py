import pandas as pd
import pytest

from textmine.corpus.inputs import find_inputs
from textmine.corpus.reading import read_corpus
from textmine.corpus.site_frame import (
    _place_anew,
    cut_site_frames,
    find_end_lines,
    find_recurring,
    find_site_frames,
)
from textmine.job.flow.steps import read_tables
from textmine.reuse.mine import mine_reuse
from textmine.schema import make_frame

MENU = "首页\n走进临泽川\n新闻中心\n政务公开\n互动交流\n"
FOOTER = (
    "责任编辑：李某\n相关稿件\n图解：{year}年要点\n扫一扫在手机打开当前页\n"
    "主办单位：临泽川市人民政府办公室 承办单位：临泽川市大数据中心\n网站地图 | 联系我们 | 隐私声明\n"
    "本站由临泽川市人民政府主办，未经许可不得转载。版权所有。\n建议使用1366*768分辨率浏览本站\n"
)
REPORTS = {
    "a": (
        "临泽川市商务局",
        "全年会同街道走访商户，推送惠企政策九条，答复热线来信四十封。",
    ),
    "b": (
        "临泽川市水务局",
        "汛期每日两次发布水位，供水停水提前一天告知，水价听证全程直播。",
    ),
}
BODY = "{name}2020年政府信息公开工作年度报告\n一、总体情况\n{own}\n六、其他需要报告的事项\n{end}\n"


def write(folder, end="无。", sign=True):
    for key, (name, own) in REPORTS.items():
        text = MENU + BODY.format(name=name, own=own, end=end)
        text += f"{name}\n2021年1月20日\n" if sign else ""
        (folder / f"{key}.txt").write_text(
            text + FOOTER.format(year=2020), encoding="utf-8"
        )
    return read_corpus(folder)


def test_lines_of_the_site_are_no_narrative(tmp_path):
    corpus = write(tmp_path)
    for name, (_, own) in REPORTS.items():
        told = "".join(corpus.narrative.query("report_id == @name")["text"])
        assert own in told and "主办" not in told and "版权" not in told
        assert "recurs in the folder: " in corpus[name].evidence["site_frame"][0]
    last = corpus.frame("sections").groupby("report_id")["text"].last()
    assert not last.str.contains("分辨率").any()


def test_short_unrelated_reports_of_one_site_are_original(tmp_path):
    scores = mine_reuse(write(tmp_path, sign=False)).scores
    original = scores.query("score == 'share_original' and scope == 'report'")["value"]
    assert len(original) == 2 and (original >= 0.9).all()


def test_a_last_sentence_that_recurs_is_the_report_s(tmp_path):
    end = "本机关没有收取信息处理费，也没有其他需要报告的事项。"
    corpus = write(tmp_path, end=end)
    assert corpus.narrative["text"].str.contains(end).sum() == 2


def test_a_report_alone_keeps_its_lines(tmp_path):
    (tmp_path / "a.txt").write_text(
        MENU + BODY.format(name="临泽川市商务局", own="全年平稳。", end="无。"),
        encoding="utf-8",
    )
    assert "site_frame" not in read_corpus(tmp_path)["a"].evidence


def test_spans_still_are_their_texts(tmp_path):
    corpus = write(tmp_path)
    for frame in ("sections", "items", "narrative"):
        for row in corpus.frame(frame).itertuples():
            assert corpus[row.report_id].text[row.start : row.end] == row.text


def test_tables_are_cut_as_reports_are(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    corpus = write(folder)
    lines = find_end_lines(corpus)
    spans = find_site_frames(lines, find_recurring([lines]))
    assert len(spans)
    tables = read_tables(find_inputs(folder).sources)
    cut = cut_site_frames(tables, spans)
    for name in ("sections", "items", "narrative", "reports", "evidence"):
        pd.testing.assert_frame_equal(cut[name], corpus.frame(name))


def test_an_item_that_loses_a_footer_has_the_box_of_what_is_left():
    lines = [
        ("a", 0, 10, 1, 50.0, 100.0, 150.0, 110.0),
        ("a", 10, 20, 2, 50.0, 40.0, 150.0, 50.0),
    ]
    columns = ["report_id", "start", "end", "page", "x0", "y0", "x1", "y1"]
    places = make_frame("places", pd.DataFrame(lines, columns=columns))
    items = pd.DataFrame(
        [("a", 0, 10, 1, "of both lines"), ("b", 0, 10, pd.NA, "")],
        columns=["report_id", "start", "end", "page", "box"],
    ).astype({"page": "Int64"})
    placed = _place_anew(items, places, {"a": [(10, 20)]})
    assert placed["box"].tolist() == ["1:50.0,100.0,150.0,110.0", ""]
    assert _place_anew(items, places.iloc[:0], {"a": [(10, 20)]}) is items


LAST = (
    "网站无障碍浏览功能不完善，视障人员查阅不便；今后我局将推进适老化改造。",
    "二是在网站首页开设专栏，关闭僵尸账号。",
    "（三）推进网站适老化改造",
    "我局将明确责任编辑，统计浏览次数，请技术支持单位每季度检修一次",
    "（二）打印政策手册",
    "服务大厅自助打印机少",
)


@pytest.mark.parametrize("last", LAST)
def test_a_last_line_that_states_something_is_the_report_s(tmp_path, last):
    text = f"青榆县水利局2020年政府信息公开工作年度报告\n五、存在的主要问题及改进情况\n{last}\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert last in corpus.frame("sections")["text"].iloc[-2]
    assert last in "".join(corpus.narrative["text"])


@pytest.mark.parametrize(
    "line",
    [
        "打印 | 关闭",
        "无障碍浏览",
        "适老化版",
        "技术支持：某公司",
        "https://www.example.gov.cn/art/2021/1/20/art_1_2.html",
        "建议使用IE8.0以上浏览器，分辨率1024*768",
        "主办：青榆县人民政府。版权所有。",
    ],
)
def test_a_line_of_the_site_needs_no_second_report(tmp_path, line):
    (tmp_path / "a.txt").write_text(
        f"青榆县水利局2020年政府信息公开工作年度报告\n一、总体情况\n全年平稳。\n{line}\n",
        encoding="utf-8",
    )
    assert line not in "".join(read_corpus(tmp_path).narrative["text"])


def test_a_menu_amid_the_preamble_does_not_end_it(tmp_path):
    for name in ("青榆县水利局", "青榆县民政局"):
        (tmp_path / f"{name}.txt").write_text(
            f"当前位置:首页|\n公开方式：|主动公开|\n{name}2020年政府信息公开工作年度报告\n"
            f"2020年，{name}有序推进信息公开，现报告如下：\n一、总体情况\n全年平稳。\n打印 | 关闭\n",
            encoding="utf-8",
        )
    corpus = read_corpus(tmp_path)
    first = corpus.frame("sections").query("label == 'preamble'")["text"]
    assert first.str.endswith("现报告如下：\n").all()
    assert "首页" not in "".join(corpus.narrative["text"])
    assert not corpus.frame("sections")["text"].str.contains("打印").any()
