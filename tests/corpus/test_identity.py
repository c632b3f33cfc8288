"""The same reports under other writings of the agency's name give the same figures."""

import warnings

import pytest

from textmine.corpus.reading import read_corpus
from textmine.problems.answers.persistence import match_years
from textmine.reuse.mine import mine_reuse

BODY = """{name}{year}年政府信息公开工作年度报告
一、总体情况
{year}年，我局把公开工作列入全年要点，逐项分解到科室，按季度通报进展，全年公开信息{n}条。
二、存在的主要问题及改进情况
存在的问题：一是专职人员偏少，业务不够熟练；二是{own}。
改进措施：一是充实人员，组织业务培训；二是按月检查栏目。
"""
OWN = ("栏目更新不够及时", "栏目更新不够及时", "政策解读形式单一", "政策解读形式单一")
WRITINGS = {
    "one": ("文登区司法局",) * 4,
    "mixed": (
        "文登区司法局",
        "威海市文登区司法局",
        "山东省威海市文登区司法局",
        "文登市司法局",
    ),
    "invented": ("青榆区司法局", "临泽川市青榆区司法局") * 2,
    "successors": ("文登区环境保护局",) * 2 + ("威海市文登区生态环境局",) * 2,
}


def write(folder, names, first_year=2018):
    folder.mkdir()
    for k, name in enumerate(names):
        text = BODY.format(name=name, year=first_year + k, n=10 + k, own=OWN[k])
        (folder / f"r{k}.txt").write_text(text, encoding="utf-8")
    neighbour = BODY.format(
        name="石家庄市商务局", year=2020, n=7, own="平台之间数据不通"
    )
    (folder / "other.txt").write_text(neighbour, encoding="utf-8")
    return read_corpus(folder)


def figures(corpus, **options):
    persistence = match_years(corpus.problems, **options)
    scores = mine_reuse(corpus, **options).scores
    kinds = scores[scores["scope"] == "report"].pivot(
        index="report_id", columns="score", values="value"
    )
    return persistence, kinds[["share_self", "share_peer", "share_original"]].round(9)


@pytest.mark.parametrize("writing", ["mixed", "invented"])
def test_writings_of_one_name_change_no_figure(tmp_path, writing):
    one = figures(write(tmp_path / "one", WRITINGS["one"]))
    other = figures(write(tmp_path / writing, WRITINGS[writing]))
    columns = ["item_id", "earlier_item_id", "state", "similarity", "joined_by"]
    assert other[0][columns].equals(one[0][columns])
    assert len(one[0]) >= 6 and (one[0]["state"] == "verbatim").sum() >= 4
    assert other[1].equals(one[1])


def test_successors_are_joined_visibly_and_can_be_left_apart(tmp_path):
    corpus = write(tmp_path / "s", WRITINGS["successors"], first_year=2017)
    joined, _ = figures(corpus)
    apart, _ = figures(corpus, successors=False)
    assert set(joined["joined_by"]) == {"agency_id", "环保局→生态环境局 (2018–2019)"}
    assert len(joined) > len(apart) and set(apart["joined_by"]) == {"agency_id"}


def test_likely_twins_are_named_once(tmp_path):
    names = ("鼓楼区司法局", "福州市鼓楼区司法局", "徐州市鼓楼区司法局", "鼓楼区司法局")
    with pytest.warns(UserWarning, match="may be one are not joined.*crosswalk.csv"):
        write(tmp_path / "t", names)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        write(tmp_path / "u", WRITINGS["mixed"])


def test_a_manifest_joins_by_id(tmp_path):
    folder = tmp_path / "m"
    write(folder, ("青榆区工务局", "青榆区建设署", "青榆区建设署", "青榆区建设署"))
    rows = "path,agency_id\n" + "".join(f"r{k}.txt,青榆区:建设署\n" for k in range(4))
    (folder / "manifest.csv").write_text(rows, encoding="utf-8")
    assert set(read_corpus(folder).reports["agency_id"].iloc[1:]) == {"青榆区:建设署"}
