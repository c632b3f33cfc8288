"""Quantities with their words spelled out, and topics ahead of a clause."""

from __future__ import annotations

import re

import pytest

from textmine.resources.load import load_toml
from textmine.resources.quantities import (
    find_topic,
    quantity_of_topic,
    quantity_rules,
    spell,
)


def test_no_wording_keeps_a_name_that_is_not_spelled() -> None:
    for rule in quantity_rules().values():
        for kind in ("listed", "narrow", "trails", "sure", "bare", "topical"):
            for wording in rule.get(kind, []):
                re.compile(spell(wording).replace("#", ""))
                assert not re.search("<[a-z]+>", spell(wording))


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        ("denied_state_secret", "其中涉及国家秘密的"),
        ("denied_third_party", "（其中：因涉及第三方合法权益"),
        ("denied_safety", "危及国家安全、公共安全、经济安全和社会稳定的"),
        ("lacking_not_held", "因本机关不掌握相关政府信息的"),
        ("lacking_not_ready", "没有现成信息需要另行制作"),
        ("refused_petition", "信访、举报、投诉类申请"),
        ("refused_repeated", "重复申请"),
        ("closed_unpaid", "申请人逾期未缴费的"),
        ("channel_letter", "通过信函提交的"),
    ],
)
def test_a_part_of_a_list_is_read_in_the_frames(quantity: str, words: str) -> None:
    assert any(re.search(p, words) for p in quantity_rules()[quantity]["listed"])


def test_a_part_stands_behind_its_head_and_its_siblings() -> None:
    behind = set(quantity_rules()["refused_repeated"]["behind"])
    assert {"not_processed", "refused_petition", "granted", "denied_files"} <= behind
    assert not behind & {"received_applications", "channel_online", "reviews"}
    behind = set(quantity_rules()["channel_online"]["behind"])
    assert {
        "received_applications",
        "channel_fax",
    } <= behind and "granted" not in behind


@pytest.mark.parametrize(
    "words",
    [
        "依申请公开方面，",
        "依申请公开：",
        "（三）依申请公开情况\n",
        "二是规范依申请公开。",
        "工作平稳。认真做好政府信息依申请公开工作。",
        "依申请公开方面，2022年，",
    ],
)
def test_a_topic_stands_between_two_marks(words: str) -> None:
    assert find_topic(words + "受理19件", 0, len(words))


@pytest.mark.parametrize(
    "words",
    [
        "提案办理方面，",
        "公文依申请公开方面，",
        "依申请公开的公文，",
        "规范依申请公开。重点审查征地案件，",
        "依申请公开方面，指导分局",
    ],
)
def test_what_is_more_than_a_topic_is_none(words: str) -> None:
    assert find_topic(words + "受理19件", 0, len(words)) == ""


def test_a_topic_outside_the_stretch_says_nothing() -> None:
    text = "依申请公开方面，受理19件"
    assert find_topic(text, 2, 8) == ""


@pytest.mark.parametrize(
    ("words", "quantity"),
    [
        ("（一）行政复议情况。", "reviews"),
        ("2.因信息公开引发的行政诉讼案件情况\n", "lawsuits"),
        ("行政诉讼方面：", "lawsuits"),
        ("认真办理依申请公开。", "received_applications"),
        ("行政复议、行政诉讼情况。", ""),
        ("行政复议体制改革方面，", ""),
    ],
)
def test_a_topic_says_what_is_counted(words: str, quantity: str) -> None:
    assert quantity_of_topic(find_topic(words + "共19件", 0, len(words))) == quantity


def test_every_rate_is_made_of_quantities_and_their_readings() -> None:
    rules = quantity_rules()
    for rate in load_toml("quantities.toml")["rates"]:
        specs = [*rate["parts"], *rate["wholes"], *rate.get("less", [])]
        for one in (one for spec in specs for one in spec.split(" & ")):
            quantity, _, name = one.partition(":")
            readings = {reading["as"] for reading in rules[quantity]["equals"]}
            assert not name or name in readings


def test_every_outcome_counted_together_is_a_quantity() -> None:
    names = load_toml("quantities.toml")["together"]["names"]
    assert all(quantity_rules()[name]["among"] == "outcomes" for name in names)
