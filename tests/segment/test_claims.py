from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.resources.load import load_toml
from textmine.segment.claims import find_claims


def read(text: str) -> list[tuple[str, float, bool]]:
    return [
        (c.quantity, c.value, c.approximate)
        for c in find_claims("r1", text, [(0, len(text))])
    ]


@pytest.mark.parametrize(
    ("number", "value"),
    [("12", 12.0), ("十二", 12.0), ("1,283", 1283.0), ("1，283", 1283.0)],
)
def test_a_number_may_be_written_in_any_way(number: str, value: float) -> None:
    assert read(f"收到政府信息公开申请{number}件。") == [
        ("received_applications", value, False)
    ]


@pytest.mark.parametrize("number", ["约30", "近30", "30余", "30多"])
def test_words_that_round_make_a_claim_approximate(number: str) -> None:
    assert read(f"收到政府信息公开申请{number}件。") == [
        ("received_applications", 30.0, True)
    ]


def test_a_scale_multiplies_and_rounds() -> None:
    assert read("主动公开政府信息1.2万条。") == [("disclosed_items", 12_000.0, True)]


def test_ordinals_and_numbers_without_a_known_meaning_count_nothing() -> None:
    assert read("收到政府信息公开申请第3件。") == []
    assert read("植树300棵，养鱼20条。") == []


def test_none_is_a_claim_of_zero_unless_a_number_follows() -> None:
    assert read("全年未收到政府信息公开申请。") == [
        ("received_applications", 0.0, False)
    ]


def test_only_the_given_stretches_are_read_and_places_are_those_of_the_text() -> None:
    text = "收到政府信息公开申请5件。收到政府信息公开申请7件。"
    half = len(text) // 2
    (claim,) = find_claims("r1", text, [(half, len(text))])
    assert claim.value == 7.0
    assert text[claim.start : claim.end].endswith("7件")
    assert find_claims("r1", text, []) == []


@settings(deadline=None)
@given(st.integers(min_value=2, max_value=999_999))
def test_any_number_of_digits_is_read_as_it_stands(n: int) -> None:
    assert read(f"收到政府信息公开申请{n}件。") == [
        ("received_applications", float(n), False)
    ]


@pytest.mark.parametrize(
    ("number", "value"),
    [("1千万", 10_000_000.0), ("3百万", 3_000_000.0), ("1,234,567", 1_234_567.0)],
)
def test_two_scales_multiply(number: str, value: float) -> None:
    claims = find_claims(
        "r1", text := f"主动公开政府信息{number}条。", [(0, len(text))]
    )
    assert [(c.quantity, c.value) for c in claims] == [("disclosed_items", value)]


def test_a_number_is_never_read_from_its_middle() -> None:
    assert read(f"收到政府信息公开申请{'7' * 40}件。") == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # Words that only link send one clause back, no further,
        ("平稳。部分公开较少，收到申请，共5件", ["received_applications 5 收到申请，共5件"]),
        ("收到申请，共计5件", ["received_applications 5 收到申请，共计5件"]),
        ("收到申请较多，平稳，共5件", []),
        # and not behind another number.
        ("公开信息8条，收到申请，共5件", ["disclosed_items 8 公开信息8条", "received_applications 5 收到申请，共5件"]),
        ("公开信息8条，共5件", ["disclosed_items 8 公开信息8条"]),
        # What a number counts may be said behind it, up to a mark.
        ("今年5件申请已办结", ["completed 5 5件"]),
        ("今年5件，申请", []),
        ("8件予以公开，5件为部分公开", ["granted 8 8件", "partly_granted 5 5件"]),
        # One thing, told as people speak, counts nothing; a case does.
        ("公开信息一条，收到申请一件", ["received_applications 1 收到申请一件"]),
        ("每5件申请", []),
    ],
)  # fmt: skip
def test_what_a_number_counts(text: str, wanted: list[str]) -> None:
    found = find_claims("r1", text, [(0, len(text))])
    assert [
        f"{c.quantity} {c.value:.0f} {text[c.start : c.end]}" for c in found
    ] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # Behind the number, alone or beside its list,
        ("不予公开3件，其中2件涉及国家秘密，1件属于过程性信息", ["denied 3", "denied_state_secret 2", "denied_process 1"]),
        ("行政复议5件，其中3件维持，1件未审结", ["reviews 5", "reviews_upheld 3", "reviews_pending 1"]),
        ("部分公开36件，34件不予公开，4件无法提供", ["partly_granted 36", "denied 34", "not_available 4"]),
        ("2件涉及国家秘密", []),
        # and never what the number before it was told of.
        ("3件无法提供，有2件按信访处理", ["not_available 3"]),
        # Behind several names.
        ("行政复议、行政诉讼分别为5件和3件", ["reviews 5", "lawsuits 3"]),
        ("收到申请9件，自然人、法人分别为5件、4件", ["received_applications 9", "from_persons 5", "from_organisations 4"]),
        ("行政复议、行政诉讼各1件", ["reviews 1", "lawsuits 1"]),
        ("予以公开5件、部分公开和不予公开各2件", ["granted 5", "partly_granted 2", "denied 2"]),
        ("不予公开2件，国家秘密、内部事务信息各一件", ["denied 2", "denied_state_secret 1", "denied_internal 1"]),
        ("行政复议2件，维持和纠错各1件", ["reviews 2", "reviews_upheld 1", "reviews_corrected 1"]),
        # Two of one thing, and names of which one counts nothing or something of another list, are not told apart.
        ("不予公开3件（涉及国家秘密、商业秘密、个人隐私各1件）", ["denied 3"]),
        ("行政复议3件，维持、驳回各1件", ["reviews 3"]),
        ("自然人、企业予以公开各5件", ["granted 5"]),
        ("土地类、规划类不予公开各5件", ["denied 5"]),
        # Of two numbers, of which one leads to the other, the second.
        ("政府信息公开申请由上年的135件增加到160件，予以公开90件", ["received_applications 160", "granted 90"]),
        ("依申请公开件数由2021年135件减少至90件", ["received_applications 90"]),
        ("行政复议由3件降为2件、行政诉讼从上年同期的4件升至5件", ["reviews 2", "lawsuits 5"]),
        ("收到申请160件，由上年的135件增加到160件", ["received_applications 160"]),
        ("办理时限由20天压缩到15天，申请材料由10份减少到3份", []),
        # By the sentence or the heading before.
        ("（一）行政复议情况。共5件，维持3件", ["reviews 5", "reviews_upheld 3"]),
        ("行政诉讼：结果维持4件，结果纠正1件", ["lawsuits_upheld 4", "lawsuits_corrected 1"]),
        ("（二）行政诉讼情况。全年发生2件", ["lawsuits 2"]),
        ("行政诉讼2件，其中直接起诉1件、复议后起诉1件", ["lawsuits 2", "lawsuits_direct 1", "lawsuits_after 1"]),
    ],
)  # fmt: skip
def test_what_is_said_behind_a_number_or_ahead_of_its_sentence(
    text: str, wanted: list[str]
) -> None:
    found = find_claims("r1", text, [(0, len(text))])
    assert [f"{c.quantity} {c.value:.0f}" for c in found] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("收到5件、答复4件", ["received_applications 5", "completed 4"]),
        ("自然人5件，企业2件", ["from_persons 5", "from_organisations 2"]),
        ("重复申请3件，本机关不掌握2件", ["refused_repeated 3", "lacking_not_held 2"]),
        ("有2件是我局不掌握的", ["lacking_not_held 2"]),
        # What stands shortly before may be of another object.
        ("建议提案办理。收到5件", []),
        ("接待来访5件", []),
    ],
)
def test_in_the_section_of_applications_they_need_no_name(
    text: str, wanted: list[str]
) -> None:
    for sections in (["applications"], ["overview"], []):
        found = find_claims("r1", text, [(0, len(text))], sections=sections)
        counted = [f"{c.quantity} {c.value:.0f}" for c in found]
        assert counted == (wanted if sections == ["applications"] else [])


@pytest.mark.parametrize(("n", "counts"), [(56, False), (57, True)])
def test_what_rules_a_number_out_stands_within_sixty_characters_behind_it(n, counts):
    # 处罚信息 are pages, and no penalties.
    text = f"作出行政处罚5件{'较' * n}处罚信息"
    assert read(text) == [("penalties", 5.0, False)] * counts


@pytest.mark.parametrize(("between", "is_none"), [(0, False), (3, False), (4, True)])
def test_none_is_stated_where_no_number_follows_at_once(
    between: int, is_none: bool
) -> None:
    text = f"全年未收到政府信息公开申请{'较' * between}5页"
    found = find_claims("r1", text, [(0, len(text))])
    # A number without a known unit is no number here.
    assert [c.value for c in found] == [0.0]
    text = text.replace("页", "件")
    none = [c for c in find_claims("r1", text, [(0, len(text))]) if c.value == 0]
    assert bool(none) is is_none


@pytest.mark.parametrize(
    ("written", "approximate"),
    [
        ("5件", False), ("约5件", True), ("超过5件", True), ("5余件", True), ("5件余", True),
        ("5万件", True), ("5千件", True), ("5件次", False), ("二十件", False), ("三百件", True),
        ("三百零五件", False), ("5件左右", True), ("5件以上", True), ("5件以内", True), ("约有5件", True),
        ("不足5件", True), ("不超过5件", True), ("突破5件", True), ("3至5件", True), ("3-5件", True),
        ("1.2345万件", False), ("最近5件", False), ("预约5件", False),
    ],
)  # fmt: skip
def test_what_rounds_is_approximate(written: str, approximate: bool) -> None:
    (claim,) = find_claims("r1", text := f"收到申请{written}。", [(0, len(text))])
    assert claim.approximate is approximate


@pytest.mark.parametrize(
    "text",
    [
        # A change is no level,
        "今年收到申请较去年减少80件。",
        "收到政府信息公开申请比上年增加了14件。",
        # cases and lists of the office are no information disclosed.
        "3件政府信息公开申请案件收取信息处理费。",
        "公开《政府信息主动公开标准目录》等3份清单。",
    ],
)
def test_what_is_no_number_of_its_quantity(text: str) -> None:
    assert read(text) == []


def test_claims_of_several_stretches_are_in_order_of_place() -> None:
    text = "未发生行政复议。收到申请7件。公开信息3条。"
    half = text.index("公开信息")
    found = find_claims("r1", text, [(half, len(text)), (0, half)])
    assert [c.quantity for c in found] == [
        "reviews",
        "received_applications",
        "disclosed_items",
    ]


def test_the_word_of_zero_stands_in_every_wording_of_it() -> None:
    counted = [q for q in load_toml("quantities.toml")["quantity"] if "zero" in q]
    assert counted
    for quantity in counted:
        assert all(quantity["zero_word"] in wording for wording in quantity["zero"])


@pytest.mark.parametrize(
    "written",
    [
        # Of these a part would be read as the whole,
        "1 283件", "1万2千件", "3百五十件", ".5万件", "二〇二一一百一十二万三千四百五十六件",
        # these give no number,
        "几十件", "数百件", "上千件", "三四件", "七八十件", "二三百件", "万三千件",
        # and no 件 is counted in parts.
        "1.12件", "1.00005万件",
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_no_claim(written: str) -> None:
    assert read(f"收到政府信息公开申请{written}。") == []


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("一十二万三千四百五十六件", 123456.0),
        ("1.13万件", 11300.0),
        ("2.3万件", 23000.0),
        ("1,200万件", 12000000.0),
        ("20余万件", 200000.0),
        ("五千多万件", 50000000.0),
    ],
)
def test_what_is_read_is_what_is_printed(written: str, value: float) -> None:
    assert [v for _, v, _ in read(f"收到政府信息公开申请{written}。")] == [value]


def test_both_numbers_of_a_range_are_approximate() -> None:
    assert [about for *_, about in read("收到政府信息公开申请3件至5件。")] == [True]
    assert [about for *_, about in read("收到申请3件，至5月收到申请5件。")] == [
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("其中市本级收到申请12件", "市本级收到"),
        ("其中予以公开12件", "予以公开"),
        ("上年结转；办结12件", "办结"),
        ("全市累计收到申请12件", "累计收到"),
        ("上半年，我局收到申请12件", "上半年，我局收到"),
        ("近三年收到申请12件", "近三年收到"),
        ("自2008年条例施行以来，收到申请12件", "以来，收到"),
        # A longer clause, another sentence and what another number counts say nothing of this one.
        ("上半年我局建成了全县首个信息公开专区，收到申请12件", "收到"),
        ("上年公开信息8条，收到申请12件", "收到"),
        ("我局收到申请12件", "收到"),
    ],
)
def test_words_of_another_scope_ahead_belong_to_the_claim(
    text: str, begins: str
) -> None:
    last = find_claims("r1", text, [(0, len(text))])[-1]
    assert text[last.start :].startswith(begins)
    assert text[last.start : last.end].endswith("12件")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("行政复议5件（维持3件，纠正1件）", ["reviews 5", "reviews_upheld 3", "reviews_corrected 1"]),
        ("行政诉讼2件，其中维持1件", ["lawsuits 2", "lawsuits_upheld 1"]),
        ("收到申请9件，其中自然人7件", ["received_applications 9", "from_persons 7"]),
        ("去年收到申请9件，今年收到7件", ["received_applications 9", "received_applications 7"]),
        ("制发规范性文件4件，废止2件，现行有效9件", ["normative_documents 4", "normative_abolished 2", "normative_in_force 9"]),
        # Only in the sentence of the list, with nothing that says otherwise what is counted.
        ("行政复议5件。维持3件", ["reviews 5"]),
        ("行政复议5件，维持3件投诉", ["reviews 5"]),
        ("收到申请9件，接待来访自然人7件", ["received_applications 9"]),
        ("维持3件", []),
    ],
)  # fmt: skip
def test_what_a_number_counts_may_be_said_by_the_claim_ahead(
    text: str, wanted: list[str]
) -> None:
    found = find_claims("r1", text, [(0, len(text))])
    assert [f"{c.quantity} {c.value:.0f}" for c in found] == wanted


@pytest.mark.parametrize(
    "text",
    [
        # What is given on request, or marked so, was not published of one's own accord.
        "依申请公开信息37条。",
        "依申请公开0件。",
        "我镇依申请公开政府信息共4件。",
        # Of each day, week or month.
        "坚持每日至少更新信息6条。",
        "每月公开信息不少于9条。",
        "每个工作日发布信息2条。",
        "每季度主动公开文件3件。",
        # Letters, calls and messages.
        "领导信箱来信71件，办结71件。",
        "市长热线交办件78件，办结78件。",
        "公众号咨询留言37条，已答复37条。",
        # What was turned down, and what a rule is called.
        "不予受理申请6件。",
        "实行依申请公开政府信息零报告制度。",
        # Applications for other things, and what asking cost.
        "办理挖掘（占用）城市道路申请件77件。",
        "受理低保申请156件。",
        "没有向依申请公开对象收取费用。",
        "未发生依申请公开信息收费情况。",
        # Mailboxes, papers that hold such documents too, and what was handed in there.
        "办理公开信箱事务40件，公开电话信访6件。",
        "印发政策类文件（含行政规范性文件）182件。",
        "不属于政府信息1件。",
    ],
)
def test_numbers_of_other_things(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("每日更新，全年发布信息90条。", ("disclosed_items", 90.0, False)),
        ("每月共公开信息9条。", ("disclosed_items", 9.0, False)),
        ("依申请公开转主动公开信息5条。", ("disclosed_items", 5.0, False)),
        ("未收到公开政府信息申请。", ("received_applications", 0.0, False)),
        (
            "没有接到群众要求公开政府信息的申请。",
            ("received_applications", 0.0, False),
        ),
        ("在已答复的9宗申请中，多数涉及征地。", ("completed", 9.0, False)),
        ("行政复议两起。", ("reviews", 2.0, False)),
        ("提起行政诉讼一起。", ("lawsuits", 1.0, False)),
    ],
)
def test_numbers_beside_such_words(text: str, wanted: tuple[str, float, bool]) -> None:
    assert wanted in read(text)


def test_answers_behind_applications_are_theirs_whatever_else_is_told() -> None:
    text = "收到来信5件，收到政府信息公开申请9件，办结9件。"
    assert read(text)[-1] == ("completed", 9.0, False)
    assert ("completed", 4.0, False) in read("办理留言6条，办结政府信息公开申请4件。")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("行政复议、行政诉讼各1件。", ["行政复议、行政诉讼各1件", "行政诉讼各1件"]),
        ("不予公开2件，国家秘密、内部事务信息各一件", ["不予公开2件", "国家秘密、内部事务信息各一件", "内部事务信息各一件"]),
        ("行政复议、行政诉讼分别为3件和2件", ["3件", "2件"]),
        ("不予公开两件，国家秘密、商业秘密、个人隐私分别有2件、1件、1件", ["不予公开两件", "2件", "1件", "1件"]),
    ],
)  # fmt: skip
def test_no_two_claims_of_a_list_stand_in_one_place(
    text: str, wanted: list[str]
) -> None:
    found = find_claims("r1", text, [(0, len(text))])
    assert [text[c.start : c.end] for c in found] == wanted
    assert len({(c.start, c.end) for c in found}) == len(found)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # Parts of the report are no applications,
        ("由收到和处理政府信息公开申请情况等六个部分组成", []),
        ("包括收到政府信息公开申请内容等五个部分", []),
        # pieces of information on licences, penalties and documents no such decisions,
        ("行政许可类信息3条", ["disclosed_items 3"]),
        ("行政处罚决定书公开67条", ["disclosed_items 67"]),
        # but decisions that were all published are decisions,
        ("行政处罚决定11件全部上网公示", ["penalties 11"]),
        ("行政处罚9件均已公开", ["penalties 9"]),
        ("行政许可决定22件都在网上公示", ["licences 22"]),
        ("规范性文件类信息为7条", ["disclosed_items 7"]),
        ("公开有关规范性文件的通知公告38份", ["disclosed_items 38"]),
        ("制发规范性文件2件", ["normative_documents 2"]),
        # and whoever asks is no person by kind.
        ("收到群众提出的公开申请2件", ["received_applications 2"]),
        ("收到12起政府信息依申请公开", ["received_applications 12"]),
        ("未收到政府信息公开正式申请", ["received_applications 0"]),
        # None of two is none of each; some of two is not told apart.
        ("引发行政复议、行政诉讼0件", ["reviews 0", "lawsuits 0"]),
        ("行政复议和行政诉讼均为0件", ["lawsuits 0", "reviews 0"]),
        ("行政复议1件、行政诉讼0件", ["reviews 1", "lawsuits 0"]),
        (
            "行政复议、行政诉讼维持分别为2件、1件",
            ["reviews_upheld 2", "lawsuits_upheld 1"],
        ),
        # Documents by their property are no outcomes,
        (
            "主动公开文件41件，依申请公开3件，不予公开125件",
            ["disclosed_items 41"],
        ),
        ("收到申请9件，不予公开信息2件", ["received_applications 9", "denied 2"]),
        # nor are letters that were answered.
        ("咨询投诉类信息16条，已回复16条，正在办理0条", ["disclosed_items 16"]),
        # Applications in the words of few reports.
        ("依申请公开申请数为21件", ["received_applications 21"]),
        ("依申请信息公开办理有69件", ["received_applications 69"]),
        ("依申请公开3次，行政复议1次", ["received_applications 3", "reviews 1"]),
        ("我镇无申请。", ["received_applications 0"]),
        ("依申请公开方面，全年未收到。", ["received_applications 0"]),
        ("予以公开5件，部分予以公开1件", ["granted 5", "partly_granted 1"]),
        ("另有52件申请顺延到下年度答复", ["carried_forward 52"]),
        ("办结行政许可663条", ["licences 663"]),
        ("通知公告29条（其中行政处罚27条）", ["penalties 27"]),
        ("平台进驻了22项行政许可审批事项", []),
        ("无上年结转政府信息公开申请", []),
    ],
)
def test_what_short_reports_count(text: str, wanted: list[str]) -> None:
    found = find_claims("r1", text, [(0, len(text))])
    assert [f"{c.quantity} {c.value:.0f}" for c in found] == wanted
