"""Invented reports with copied text of every kind."""

import pandas as pd
import pytest

PLACES = ["临泽川市", "望溪州市", "鹤汀县", "云栈市", "枫泾岭县", "白鹭洲市"]
OWN = [
    "全年更新栏目四百余次，新设惠农补贴专题，把每笔资金的去向逐户公布到村口的宣传栏。",
    "窗口设三名专人值守，晚间另开一小时，方便外出务工的人查档复印，群众少跑一趟。",
    "把历年规划图纸重新扫描上网，可按路名检索，老城区居民查房前道路退界不用再来局里。",
    "与气象台共建预警短信，汛期共发九十一批，沿河七个社区的联络员逐户确认收到。",
    "学校食堂的采购价格每周一贴在门口，家长可扫码看三个月走势，有疑问当场解释。",
    "旧档案室搬迁后重编目录，缺页的逐本登记，残卷送省里修复，修好一本公开一本。",
]
PEER = "存在的主要问题是个别科室对主动公开认识不足，稿件从成文到上网平均要等十一天，个别栏目半年没有动静。"
TEMPLATE = "在平台建设方面，按照全省统一部署完成网站集约化迁移，栏目由六十八个并为三十一个，失效链接全部清理完毕。"


def report(
    number: int, year: int, *parts: str, province: str = "云岭省"
) -> dict[str, object]:
    place = PLACES[number]
    return {
        "report_id": f"{number}-{year}",
        "text": OWN[number] + "".join(parts),
        "agency": f"{place}教育局",
        "region": place,
        "province": province,
        "level": "city",
        "agency_type": "教育局",
        "year": year,
        "published": f"{year + 1}-01-{10 + number:02d}",
    }


@pytest.fixture
def frame() -> pd.DataFrame:
    rows = [
        report(0, 2021, PEER, TEMPLATE),
        report(0, 2022, TEMPLATE, "本年度另有变化。"),
        report(1, 2022, PEER.replace("十一天", "十四天"), TEMPLATE),
        report(2, 2022, TEMPLATE),
        report(3, 2022, TEMPLATE),
        report(4, 2022, province="临江省"),
        report(5, 2022, province="临江省"),
    ]
    return pd.DataFrame(rows)
