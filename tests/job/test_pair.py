"""Two reports on one page; none of them is ever lost to it."""

import pytest

from textmine.errors import ReadError
from textmine.io.isolation.process import FileLimits
from textmine.job.pair import compare_files

SHARED = "一是栏目更新不够勤快，个别信息迟了半月才挂网，与群众的期待尚有差距"
REPORT = """{place}档案局2021年政府信息公开工作年度报告
一、总体情况
2021年，我局主动公开政府信息{n}条，收到政府信息公开申请2件。
五、存在的主要问题及改进情况
{said}；二是{own}。下一步，一是按月核对目录；二是制作图解。
"""


@pytest.fixture
def files(tmp_path):
    texts = {
        "a.txt": REPORT.format(place="临泽川市", n=36, said=SHARED, own="解读偏少"),
        "b.txt": REPORT.format(
            place="青榆市", n=41, said=SHARED, own="<b>专人不足</b>"
        ),
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return [tmp_path / name for name in texts]


def test_the_page_names_both_and_holds_their_text_escaped(files, tmp_path):
    page = compare_files(*files, tmp_path / "new" / "pair.html")
    assert page == tmp_path / "new" / "pair.html"
    text = page.read_text(encoding="utf-8")
    assert "临泽川市档案局" in text
    assert "青榆市档案局" in text
    assert "个别信息迟了半月才挂网" in text
    assert "<b>专人不足" not in text


def test_a_report_is_not_compared_with_itself(files, tmp_path):
    same = files[0].parent / "." / files[0].name
    with pytest.raises(ReadError, match=r"a\.txt: given twice"):
        compare_files(files[0], same, tmp_path / "pair.html")
    assert not (tmp_path / "pair.html").exists()


@pytest.mark.parametrize("k", [0, 1])
def test_no_report_is_written_over(files, k):
    before = files[k].read_bytes()
    with pytest.raises(ReadError, match="is one of the reports"):
        compare_files(*files, files[k])
    assert files[k].read_bytes() == before


def test_a_file_that_is_missing_is_named(files, tmp_path):
    with pytest.raises(ReadError, match=r"none\.txt"):
        compare_files(files[0], tmp_path / "none.txt", tmp_path / "pair.html")


def test_what_a_file_may_cost_holds_for_both(files, tmp_path):
    limits = FileLimits(max_bytes=9)
    with pytest.raises(ReadError, match="the limit is 9"):
        compare_files(*files, tmp_path / "pair.html", file_limits=limits)
