"""A text whose line ends were lost has its titles on lines of their own again."""

import pytest

from textmine.corpus.reading import read_corpus
from textmine.io.text_files.run_on import part_at_titles

SAID = "全年公开信息九条，办理申请三件，召开会议两次。" * 3
TITLES = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
TITLE = "洛溪县水务局2021年政府信息公开工作年度报告"
PROBLEMS = "一是栏目更新慢，信息迟了半月才挂网；二是解读少，全年只有三篇。"


def report():
    parts = [TITLE]
    for title in TITLES:
        parts += [title, PROBLEMS if title.startswith("五") else SAID]
    return parts


def test_sections_are_found_again(tmp_path):
    (tmp_path / "a.txt").write_text("".join(report()), encoding="utf-8")
    (tmp_path / "b.csv").write_text(
        f"机关,年份,正文\n洛溪县水务局,2021,{''.join(report())}\n", encoding="utf-8"
    )
    for name in ("a.txt", "b.csv"):
        corpus = read_corpus(tmp_path / name)
        sections = corpus.frame("sections")
        assert set(sections.loc[sections.status == "found", "label"]) >= {
            "overview",
            "disclosure",
            "applications",
            "review",
            "problems",
            "other",
        }
        items = corpus.frame("items")
        assert (items.role == "problem").sum() == 2


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(report()),
        # A menu, and a sentence that names the parts.
        "".join(TITLES) * 3,
        f"报告含“{TITLES[0]}”、“{TITLES[1]}”和“{TITLES[5]}”三部分。{SAID}{SAID}",
        # Two alone.
        f"{TITLE}{TITLES[0]}{SAID}{SAID}{TITLES[1]}{SAID}",
    ],
)
def test_all_else_stays_as_it_is(text):
    assert part_at_titles(text) == text


def test_nothing_but_line_ends_is_added():
    text = "".join(report())
    parted = part_at_titles(text)
    assert parted != text
    assert parted.replace("\n", "") == text
