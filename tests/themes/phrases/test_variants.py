from __future__ import annotations

import pandas as pd
import pytest

from textmine.themes.phrases.variants import COLUMNS, _Formula, gather_variants

FIRST = "坚持把群众满意作为检验公开成效的标尺"
SECOND = "始终把群众满意作为检验公开成效的标尺"
OTHER = "业务培训次数偏少经办人员流动快"


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "report_id": list("abcd"),
            "agency": ["青柏镇", "云岭县林业局", "青柏镇", "临泽川市水务局"],
            "year": [2020, 2019, 2021, 2019],
            "text": [FIRST + "。", SECOND + "。", FIRST + "。", SECOND + "，" + OTHER],
        }
    )


def phrases(*texts: str) -> pd.DataFrame:
    return pd.DataFrame({"phrase": texts, "n_chars": [len(t) for t in texts]})


def test_variants_share_a_template_with_its_reach_and_first_holder(dtype_names) -> None:
    out = gather_variants(phrases(FIRST, OTHER, SECOND), frame())
    assert out["variant"].tolist() == [FIRST, SECOND]
    assert out["template"].unique().tolist() == ["…把群众满意作为检验公开成效的标尺"]
    row = out.iloc[0]
    assert (row["n_variants"], row["df_reports"], row["df_agencies"]) == (2, 4, 3)
    assert (row["first_year"], row["first_agency"], row["n_first"]) == (
        "2019",
        "临泽川市水务局",
        2,
    )
    assert dtype_names(out) == COLUMNS


def test_formulas_of_one_wording_and_terms_have_no_variants() -> None:
    out = gather_variants(phrases(FIRST, OTHER, "政策解读"), frame())
    assert out.empty
    assert list(out.columns) == list(COLUMNS)


def test_a_formula_keeps_most_of_each_of_its_variants() -> None:
    # Each is like the next, but the first and the last share no formula.
    chain = [
        "始终坚持公开为常态的原则",
        "坚持公开为常态的原则和要求",
        "常态的原则和要求落实不够",
    ]
    texts = pd.DataFrame({"report_id": list("abc"), "text": chain})
    out = gather_variants(phrases(*chain), texts)
    assert out["variant"].tolist() == chain[:2]
    assert out["template"].unique().tolist() == ["…坚持公开为常态的原则…"]


def test_the_first_holder_is_named_as_it_is_printed() -> None:
    texts = frame().assign(agency_id=["x:镇", "y:林业局", "x:镇", "a:水务局"])
    first = gather_variants(phrases(FIRST, SECOND), texts).iloc[0]
    assert (first["first_agency"], first["n_first"]) == ("临泽川市水务局", 2)


def test_without_years_nobody_was_first() -> None:
    out = gather_variants(phrases(FIRST, SECOND), frame().drop(columns="year"))
    assert out["first_year"].unique().tolist() == [""]


@pytest.mark.parametrize(
    ("variants", "template"),
    [
        (["及时更新公开目录", "及时更新公开目录"], "及时更新公开目录"),
        (["及时更新公开目录", "及时更新公开目录和指南"], "及时更新公开目录…"),
        (["严格落实保密审查制度", "认真落实保密审查的制度"], "…保密审查…制度"),
        (["取得一定的成绩", "取得一定的成效"], "取得一定的…"),
        (["新收申请〈数〉件", "收到申请〈数〉件"], "…申请〈数〉件"),
        (["甲乙丙丁", "戊己庚辛"], "…"),
    ],
)
def test_a_template_has_gaps_where_variants_differ(
    variants: list[str], template: str
) -> None:
    formula = _Formula.of(variants[0])
    for variant in variants[1:]:
        formula = formula.add(variant)
    assert formula.spell() == template
