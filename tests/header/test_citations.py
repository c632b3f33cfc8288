"""What a report cites is hidden with its issuer; who makes the report stays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.header.citations import HIDDEN, hide_citations
from textmine.header.read import read_header

OFFICE = "云岭省人民政府办公厅"
CITED = [
    f"根据{OFFICE}《关于做好政府信息公开工作年度报告编制的通知》（云办〔2020〕6号）要求，",
    f"按照{OFFICE}关于报送2020年政府信息公开工作年度报告的通知精神，",
    f"依据《条例》和《{OFFICE}关于政府信息公开工作年度报告有关事项的通知》，",
    f"{OFFICE}印发的《政府信息公开工作年度报告格式》施行以来，",
    f"依照{OFFICE}、洮岭市人民政府办公室有关文件规定，",
    f"在{OFFICE}的指导下，",
    f"按{OFFICE}《关于印发〈政府信息公开工作年度报告格式〉的通知》，",
]


@pytest.mark.parametrize("cited", CITED)
def test_an_issuer_is_hidden_and_the_agency_stays(cited):
    hidden = hide_citations(f"{cited}临泽川市商务局编制本报告。")
    assert OFFICE not in hidden and "洮岭市" not in hidden
    assert hidden.endswith("临泽川市商务局编制本报告。")


@pytest.mark.parametrize("cited", CITED)
def test_an_issuer_never_becomes_the_agency(cited):
    text = f"2020年政府信息公开工作年度报告\n{cited}现将有关情况报告如下。\n一、总体情况\n无。\n"
    assert read_header(text).agency == ""
    named = text.replace("现将", "洮岭市商务局编制2020年度报告，现将")
    assert read_header(named).agency == "洮岭市商务局"


@pytest.mark.parametrize(
    "sentence",
    [
        "本报告由临泽川市商务局根据《条例》和云岭省商务厅有关文件要求编制。",
        "日前，临泽川市商务局按照云岭省商务厅《关于编制年报的通知》编制了本报告。",
        "临泽川市商务局依据《条例》、云岭省商务厅《办法》规定编制2020年度报告。",
    ],
)
def test_a_subject_before_what_is_cited_is_read(sentence):
    text = f"2020年政府信息公开工作年度报告\n{sentence}\n一、总体情况\n无。\n"
    assert read_header(text).agency == "临泽川市商务局"


@pytest.mark.parametrize(
    "text",
    [
        "现公布《临泽川市商务局2020年政府信息公开工作年度报告》。",
        "临泽川市商务局关于公布《2020年政府信息公开年度报告》的通知",
        "本报告依据临泽川市商务局2020年政府信息公开工作情况编制。",
        "",
    ],
)
def test_a_report_that_names_its_agency_is_left_as_it_is(text):
    assert hide_citations(text) == text


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([*CITED, "《", "》", "〈", "商务局", "\n", "，", "通知"]))
)
def test_hiding_ends_and_hides_nothing_more_the_second_time_but_marks(pieces):
    once = hide_citations("".join(pieces))
    assert len(once) <= len("".join(pieces))
    assert set(hide_citations(once)) <= set(once) | {HIDDEN}
