import pytest

from textmine.corpus.genre import (
    check_content,
    check_filled,
    check_form,
    check_genre,
    check_single,
)
from textmine.corpus.reading import read_corpus, read_report
from textmine.errors import ReadError

PROSE = (
    "依照《政府信息公开条例》，本机关公开下列信息，公民可以提出申请；更新日期：2021-03-01。"
    * 5
)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("临泽川市商务局政府信息公开指南", "a guide"),
        ("政府信息公开制度", "a rule"),
        ("临泽川市商务局依申请公开工作办法（试行）", "a rule"),
        ("临泽川市商务局政府信息主动公开基本目录", "a catalogue"),
        ("关于做好2021年政务公开工作的通知", "a notice"),
        ("临泽川市2021年政务公开工作要点", "a plan"),
        ("临泽川市2021年政务公开工作要点落实情况", "a plan"),
        ("临泽川市2021年政务公开工作方案的贯彻落实情况报告", "a plan"),
        ("临泽川市商务局2021年部门预算公开说明", "a budget"),
        ("行政复议决定书", "a decision"),
    ],
)
def test_other_papers_of_the_column_are_no_reports(title, kind):
    with pytest.raises(ReadError, match=f"{kind} "):
        check_genre(f"{title}\n{PROSE}", "a.txt")


@pytest.mark.parametrize(
    "head",
    [
        "关于印发2020年政府信息公开工作年度报告的通知\n临泽川市商务局2020年政府信息公开工作年度报告",
        "政府信息公开指南\n政府信息公开制度\n临泽川市商务局2020年政府信息公开年报",
        "临泽川市商务局\n2020年政府信息公开工作年度报告",
    ],
)
def test_the_word_report_in_a_title_decides(head):
    check_genre(f"{head}\n一、总体情况\n{PROSE}", "a.txt")


def test_a_title_alone_is_a_failure_that_says_what_to_do(tmp_path):
    with pytest.raises(ReadError, match="a title and no report: open it, and save"):
        check_content(0, 0, "a.txt", "")
    check_content(0, 12, "a.txt", "")
    check_content(40, 0, "a.txt", "holds only a link")
    (tmp_path / "a.html").write_text(
        "<html><h1>临泽川市商务局2020年政府信息公开工作年度报告</h1><a href='P1.pdf'>附件</a></html>",
        encoding="utf-8",
    )
    (failure,) = read_corpus(tmp_path).failures["reason"]
    assert (
        failure
        == "a.html: a title and no report: holds only a link to P1.pdf: download that"
    )


def test_a_file_of_more_statements_than_a_report_has_is_a_failure(tmp_path):
    """Each problem is compared with each measure: 50,000 of them once ended the run."""
    many = "".join(f"（{k}）栏目更新不及时。\n" for k in range(1, 600))
    text = (
        "临泽川市商务局2020年政府信息公开工作年度报告\n一、总体情况\n公开信息36条。\n"
        f"五、存在的主要问题及改进情况\n存在的主要问题：\n{many}"
    )
    (tmp_path / "all.txt").write_text(text, encoding="utf-8")
    (failure,) = read_corpus(tmp_path).failures["reason"]
    assert (
        "problems and 0 measures; a report has at most 500 statements of either kind"
        in failure
    )


@pytest.mark.parametrize(
    "text",
    [
        "青榆县人民检察院2019年检务公开年度报告\n一、检务公开工作情况\n"
        + "全年平稳。" * 80,
        "四、政府信息公开行政复议、行政诉讼情况\n无。\n五、存在的主要问题及改进情况\n"
        + "我局公开的方式有待创新，群众参与不多。" * 20,
    ],
)
def test_reports_of_courts_and_the_last_page_of_the_form_are_reports(text):
    check_genre(text, "a.txt")


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("关于做好2021年政府信息公开工作年度报告编制工作的通知", "a notice"),
        ("临泽川市召开政府信息公开工作推进会", "news"),
        ("《临泽川市2021年政府信息公开工作年度报告》解读", "an interpretation"),
        ("关于2021年政务公开工作考核情况的通报", "a notice"),
        ("临泽川市2021年政府信息公开工作年度报告意见征集", "a call for opinions"),
        ("为您找到相关结果约12条", "hits of a search"),
        ("关于2021年政府信息公开年度报告编制公布情况的通报", "a notice"),
        (
            "临泽川市政务公开办\n关于政府信息公开工作年度报告\n有关事项的通知",
            "a notice",
        ),
        ("关于印发《政府信息公开年报制度（试行）》等三项配套制度的通知", "a notice"),
        ("临泽川市2021年政府信息公开优秀年报揭晓", "news"),
        ("1月30日，临泽川市官网发布2021年政府信息公开年度报告，全文六部分。", "news"),
        ("日前，临泽川市公布2021年政府信息公开年报。", "news"),
    ],
)
def test_papers_that_speak_of_reports_are_none(title, kind):
    text = f"{title}\n各单位：\n2021年政府信息公开工作年度报告已编制，请主动公开，提出意见。\n"
    with pytest.raises(ReadError, match=kind):
        check_genre(text, "a.txt")
    # A report below such a title, told by its words or by its own titles, is read.
    check_genre(f"{title}\n现将2021年政府信息公开工作年度报告公布如下。", "a.txt")
    parts = "一、总体情况\n二、主动公开政府信息情况\n五、存在的主要问题\n六、其他需要报告的事项\n"
    check_genre(text + parts, "a.txt")
    check_genre(text + "公开信息。" * 300, "a.txt")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("为方便公众申请，临泽川市商务局编制本指南。\n一、主动公开\n", "a guide"),
        ("信息公开年度报告制度\n第一条 为做好年报工作，制定本制度。\n", "a rule"),
        ("第一条 为规范政府信息公开工作年度报告，制订本办法。\n", "a rule"),
        ("政府信息公开工作年度报告制度（试行）\n报告含以下内容。\n", "a rule"),
        ("临泽川市学校信息公开评价报告\n本报告是对五所学校的评价。\n", "an evaluation"),
        ("政府信息公开年度报告范文（三篇）\n本报告按条例编制。\n", "a sample"),
    ],
)
def test_papers_are_told_by_what_they_say_of_themselves(text, kind):
    # Notices, rules and reports of others stand below the box of number, issuer and date.
    box = "索引号：12345\n发布机构：市政府办\n成文日期：2021-12-19\n有效性：有效\n"
    for whole in (text + PROSE, box + text + PROSE):
        with pytest.raises(ReadError, match=kind):
            check_genre(whole, "a.txt")


@pytest.mark.parametrize(
    "text",
    [
        "洛溪县商务局2021年政府信息公开年度报告\n我局修订了本指南和目录。\n一、总体情况\n",
        "本报告按条例编制。我局编制了本办法的解读。公开信息12条。\n一、总体情况\n",
        "洛溪县发布2021年政府信息公开年度报告\n一、总体情况\n公开信息12条。\n",
    ],
)
def test_reports_with_words_of_such_papers_are_read(text):
    check_genre(text + PROSE, "a.txt")


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("临泽川市档案局2021年法治政府建设年度报告", "a report on the rule of law"),
        ("临泽川市档案局2021年行政执法工作总结", "a report on the rule of law"),
        ("洛溪县档案局2021年工作总结和2022年工作计划", "a report on other work"),
        ("洛溪县档案局2021年度述职述廉报告", "a report on other work"),
        ("洛溪县档案局2021年第一季度政务公开工作情况", "a report on part of a year"),
        ("洛溪县档案局政府网站年度工作报表（2021年度）", "a report on other work"),
    ],
)
def test_reports_on_other_matters_are_none_however_long(title, kind):
    begun = "现将2021年工作情况报告如下：\n一、主要工作\n"
    told = "我局主动公开政府信息36条，推进信息公开。二、存在的问题\n人手不足。" * 60
    with pytest.raises(ReadError, match=kind):
        check_genre(f"{title}\n{begun}{told}", "a.txt")
    with pytest.raises(ReadError, match=kind):
        check_genre(f"{begun}{told}", "a.html", {"title": f"{title}_洛溪县档案局"})
    # The title of the page before may be another paper's; what is given below is the report.
    own = "洛溪县档案局2021年政府信息公开工作年度报告"
    check_genre(f"{title}\n{own}\n{begun}{told}", "a.txt")
    check_genre(f"{title}\n现将2021年政府信息公开工作情况报告如下。{told}", "a.txt")
    parts = "一、总体情况\n二、主动公开政府信息情况\n五、存在的主要问题\n六、其他需要报告的事项\n"
    check_genre(f"{title}\n{told}{parts}", "a.txt")


PARTS = "一、总体情况\n平稳。\n二、主动公开政府信息情况\n9条。\n五、存在的主要问题\n{}。\n六、其他\n无。\n"
LAKE = "洛溪县水务局2021年政府信息公开工作年度报告\n"


@pytest.mark.parametrize(
    "second",
    [
        "洛溪县水务局2022年政府信息公开工作年度报告\n",
        "洛溪县档案局2021年政府信息公开工作年度报告\n",
    ],
)
def test_two_reports_in_one_file_are_not_read_as_one(tmp_path, second):
    text = LAKE + PARTS.format("公开不及时") + second + PARTS.format("解读不够")
    (tmp_path / "all.txt").write_text(text, encoding="utf-8")
    (reason,) = read_corpus(tmp_path).failures["reason"]
    assert reason.startswith("all.txt: 2 reports in one file (洛溪县水务局2021年")


def test_two_reports_in_the_cells_of_a_table_are_not_read_as_one():
    second = LAKE.replace("水务局", "档案局")
    cells = [(t.strip(), t + PARTS.format("公开不及时")) for t in (LAKE, second)]
    text = "".join(f'{title};"{report}"\n' for title, report in cells)
    with pytest.raises(ReadError, match="2 reports in one file"):
        check_single(text, "all.txt")


@pytest.mark.parametrize(
    "text",
    [
        # The title again, over a list of contents; links to other reports below.
        LAKE + PARTS.format("公开不及时") + LAKE + PARTS.format("公开不及时"),
        LAKE
        + PARTS.format("公开不及时")
        + "洛溪县档案局2021年政府信息公开年度报告\n" * 3,
        # One report is quoted in another: below its title stands nothing of the form.
        "洛溪县水务局2020年政府信息公开工作年度报告\n已公布。\n"
        + LAKE
        + PARTS.format("公开不及时") * 2,
    ],
)
def test_a_second_title_alone_is_no_second_report(text):
    check_single(text, "a.txt")


def test_the_blank_form_is_no_report(tmp_path):
    ends = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    rows = [
        ["行政复议", *[""] * 4, "行政诉讼", *[""] * 9],
        [*ends, "未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4],
        [*[""] * 5, *ends, *ends],
    ]
    head = "政府信息公开工作年度报告（格式）\n一、总体情况\n（文字描述）\n四、行政复议、行政诉讼情况\n"
    foot = "五、存在的主要问题及改进情况\n（文字描述）\n"

    def write(numbers):
        table = "\n".join("\t".join(row) for row in [*rows, numbers])
        (tmp_path / "form.txt").write_text(f"{head}{table}\n{foot}", encoding="utf-8")
        return tmp_path / "form.txt"

    with pytest.raises(ReadError, match="the blank form, not filled in"):
        read_report(write(["/"] * 15))
    # With a number in it, it is somebody's.
    assert len(read_report(write(["0"] * 15)).cells) == 15


@pytest.mark.parametrize(
    ("agency", "year", "states"),
    [("洛溪县水务局", None, {"EMPTY"}), ("", 2021, {"EMPTY"}), ("", None, set())],
)
def test_a_report_without_numbers_is_one(agency, year, states):
    check_filled(agency, year, states, "a.txt")


@pytest.mark.parametrize(
    "heading",
    [
        "（三）公开目录、信息公开指南的编制情况",
        "二、政府信息公开制度",
        "3.政务公开工作要点落实情况",
    ],
)
def test_a_numbered_part_of_a_report_without_title_is_no_title(heading):
    check_genre(f"{heading}\n全年公开信息9条，信息公开目录齐全。\n" * 4, "a.txt")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("川网3月31日电（记者云山）临泽川市发布2021年政府信息公开年报。", "news"),
        ("临泽川市2021年第三季度政务公开工作总结", "a report on part of a year"),
        ("[摘要]本文以各市政府信息公开年度报告为研究对象。", "a study"),
        ("算法公开的范围\n行政法研究2024年1期\n关键词：政府信息公开", "a study"),
        ("2020年四季度政务公开工作自查报告某局一、情况公开信息9条。", "part of a year"),
        (
            "第一条 公开。\n第二条 公开。\n第三条 各部门编制政府信息公开年度报告",
            "a rule",
        ),
        ("政府信息公开工作总结（汇编12篇）\n一、总体情况\n我局公开信息。", "a sample"),
        ("一、总体情况\n20xx年，我局公开信息。20xx年底，无信息公开申请。", "a sample"),
        (
            "第一条 为推进信息公开，制定本制度。\n第二条 各部门编制年度报告。\n第三条 无。",
            "a rule",
        ),
    ],
)
def test_studies_samples_and_rules_are_told_by_their_text(text, kind):
    with pytest.raises(ReadError, match=kind):
        check_genre(text, "a.txt")


def test_a_report_with_a_rule_below_it_is_one():
    title = "临泽川市商务局2021年政府信息公开工作年度报告"
    articles = "".join(f"第{n}条 政府信息公开。\n" for n in "一二三四")
    check_genre(f"{title}\n一、总体情况\n无。\n{articles}", "a.txt")


def test_a_text_that_speaks_of_no_report_of_its_own_is_none(tmp_path):
    news = "某部公布了信息公开的年度情况。网民说，信息公开更快了。"
    (tmp_path / "news.txt").write_text(news, encoding="utf-8")
    with pytest.raises(ReadError, match="no title, section or table"):
        read_report(tmp_path / "news.txt")


@pytest.mark.parametrize(
    ("text", "n_sections", "n_cells"),
    [
        ("某部公布信息公开情况。", 1, 0),
        ("某部公布信息公开情况。", 0, 3),
        ("临泽川市商务局2021年政府信息公开工作年度报告\n信息公开。", 0, 0),
        ("我局公开信息九条。", 0, 0),
        ("（一）人员配备情况\n市里成立了信息公开领导小组。", 0, 0),
        ("信息公开，统计期限自2021年1月1日起。", 0, 0),
    ],
)
def test_one_sign_of_a_report_is_enough(text, n_sections, n_cells):
    check_form(text, n_sections, n_cells, "a.txt")
