import copy
import json
import math
import pickle
from collections import Counter
from contextlib import nullcontext
from functools import cache
from itertools import pairwise

import pytest
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from textmine.errors import AnnotationError, NotFittedError
from textmine.segment.annotated import check_part, read_parts
from textmine.segment.itemizer.decoder import TokenStretch, decode
from textmine.segment.itemizer.features import make_features
from textmine.segment.itemizer.labels import LABELS
from textmine.segment.itemizer.model import (
    LEAST_SEEN,
    ItemModel,
    _Example,
    _is_right,
    _prepare,
    label_tokens,
    load_model,
    mark_openings,
    model_digest,
)
from textmine.segment.itemizer.tokens import Token, find_tokens

TEXT = "主要问题：一是更新慢；二是内容少。下一步，我局将：一是按月更新；二是补充内容。"


def small_model():
    return ItemModel(max_iterations=10).fit(read_parts()[:40])


@cache
def weak_model():
    """A model that is sure of little."""
    return small_model()


def test_marked_lists_are_read():
    found = load_model().predict([TEXT])
    assert list(zip(found["role"], found["text"], strict=True)) == [
        ("problem", "更新慢"), ("problem", "内容少"), ("measure", "按月更新"), ("measure", "补充内容"),
    ]  # fmt: skip
    assert found["confidence"].between(0, 1).all()


def test_training_twice_gives_the_same_bytes(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    weak_model().save(first)
    small_model().save(second)
    assert first.read_bytes() == second.read_bytes()


def test_a_saved_model_reads_as_before(tmp_path):
    model = weak_model()
    model.save(tmp_path / "mine.model")
    again = ItemModel.load(tmp_path / "mine.model")
    assert again.predict([TEXT]).equals(model.predict([TEXT]))
    assert (
        pickle.loads(pickle.dumps(model)).predict([TEXT]).equals(model.predict([TEXT]))
    )


@pytest.mark.parametrize("stored", [b"{}\nfield", b"[]\nfield", b"nothing", b""])
def test_a_file_of_another_kind_is_refused(tmp_path, stored):
    (tmp_path / "mine.model").write_bytes(stored)
    with pytest.raises(AnnotationError, match="no item model"):
        ItemModel.load(tmp_path / "mine.model")


def test_a_model_of_another_version_is_refused_and_says_what_to_do(tmp_path):
    weak_model().save(tmp_path / "mine.model")
    line, _, field = (tmp_path / "mine.model").read_bytes().partition(b"\n")
    head = json.loads(line) | {"format": "textmine items 3"}
    (tmp_path / "mine.model").write_bytes(json.dumps(head).encode() + b"\n" + field)
    with pytest.raises(AnnotationError, match="another version.*fit it again"):
        ItemModel.load(tmp_path / "mine.model")


def test_a_model_without_data_says_so():
    with pytest.raises(AnnotationError, match="fewer than two parts"):
        ItemModel().fit([check_part({"id": "a", "text": "无。", "spans": []})])
    with pytest.raises(NotFittedError, match="call fit"):
        ItemModel().predict([TEXT])


@pytest.mark.parametrize(
    "given",
    ["own.jsonl", [{"id": "a", "text": "无。", "spans": []}], {"a": 1}, 3, [None]],
)
def test_what_is_no_part_is_told_where_parts_come_from(given):
    """A list of dicts ended in: 'dict' object has no attribute 'text'."""
    with pytest.raises(AnnotationError, match=r"fit: got .*annotated\.read_parts\("):
        ItemModel().fit(given)


def test_the_shipped_file_is_small_and_named_by_its_hash():
    assert len(load_model().field_) <= 3_000_000
    assert len(model_digest()) == 64


def test_parameters_are_only_stored():
    assert vars(ItemModel()) == {"c1": 0.9, "c2": 0.02, "max_iterations": 40}
    assert vars(ItemModel(c1=0.5, c2=0.1, max_iterations=3)) == {
        "c1": 0.5,
        "c2": 0.1,
        "max_iterations": 3,
    }


def test_the_field_weighs_what_is_seen_four_times_with_a_label():
    parts = read_parts()[:6]
    model = ItemModel(c1=0.0, max_iterations=3).fit(parts)
    seen = Counter()
    for example in map(_prepare, parts):
        for features, label in zip(example.features, example.labels, strict=True):
            seen.update((feature, label) for feature in features)
        seen.update(pairwise(example.labels))
    told = model._tagger.info()
    known = [*told.state_features, *told.transitions]
    assert len(known) > 300
    assert min(seen[pair] for pair in known) == LEAST_SEEN == 4


TOLD = ("role", "begin", "end", "whole")
SIGNALS = (*TOLD, "weakest", "part", "listed", "measure", "length")
PART = "主要问题：一是更新慢，内容少；二是渠道窄。下一步，我局将按月更新，补充内容，拓宽渠道"


def expected_signals(model):
    """What speaks for each statement of PART, by its definition: as odds, and as they stand."""
    tokens = find_tokens(PART)
    probable = model.marginals(make_features(tokens))
    for s in decode(tokens, probable):
        begin, inside = (LABELS.index(f"{x}-{s.role}") for x in "BI")
        own = range(s.first, s.last + 1)
        behind = probable[s.last + 1, inside] if s.last + 1 < len(tokens) else 0.0
        signals = {
            "role": min(probable[k, begin] + probable[k, inside] for k in own),
            "begin": probable[s.first, begin],
            "end": 1 - behind,
            "whole": 1 - max((probable[k, begin] for k in own[1:]), default=0.0),
            "listed": expit(s.rule == "marker"),
            "measure": expit(s.role != "P"),
            "part": probable.max(axis=1).mean(),
            "length": expit(math.log(len(own))),
        }
        yield signals | {"weakest": min(signals[told] for told in TOLD)}


@pytest.mark.parametrize("signal", SIGNALS)
def test_each_signal_of_the_confidence_is_what_it_says(signal):
    """With the weight 1 on one signal the confidence is the probability that it stands for."""
    model = copy.deepcopy(weak_model())
    model.calibration_ = [float(name == signal) for name in SIGNALS] + [0.0]
    found = [s.confidence for s in model.find(PART, 0, len(PART))]
    wanted = [signals[signal] for signals in expected_signals(model)]
    # How surely the part is read is the same for all its statements.
    assert len(found) >= 3 and (len({*found}) == 1) == (signal == "part")
    # Rounded to four digits; odds are kept finite by a millionth.
    assert found == pytest.approx(wanted, abs=6e-5)
    assert found == [round(confidence, 4) for confidence in found]


def test_the_bias_of_the_confidence_counts_for_every_statement():
    model = copy.deepcopy(load_model())
    model.calibration_ = [0.0] * len(SIGNALS) + [math.log(3)]
    assert {s.confidence for s in model.find(PART, 0, len(PART))} == {0.75}


@pytest.mark.parametrize(
    ("span", "label"),
    [
        # A token belongs to the span that holds half of it or more.
        ((0, 4), "B-P"), ((2, 4), "B-P"), ((0, 2), "B-P"), ((3, 4), "O"), ((0, 1), "O"), ((4, 6), "O"),
    ],
)  # fmt: skip
def test_a_token_has_the_label_of_the_span_that_holds_most_of_it(span, label):
    tokens = find_tokens("更新较慢，少")
    assert label_tokens(tokens, [("problem", *span)])[0] == label


def test_a_marker_with_nothing_behind_it_has_no_label():
    tokens = find_tokens("更新较慢\n一是：")
    assert [token.text for token in tokens] == ["更新较慢", ""]
    assert label_tokens(tokens, [("problem", 0, 8)]) == ["B-P", "O"]


def test_spans_that_state_nothing_of_their_own_have_one_label():
    tokens = find_tokens("存在问题，较多，更新慢，内容少")
    spans = [("label", 0, 7), ("problem", 8, 15)]
    assert label_tokens(tokens, spans)[-2:] == ["B-P", "I-P"]
    assert set(label_tokens(tokens, spans)[:-2]) == {"L"}
    assert label_tokens(tokens, [("quoted", 8, 15)])[-2:] == ["Q", "Q"]


@pytest.mark.parametrize(
    ("text", "labels", "wanted"),
    [
        # Up to the first clause that acts, or of a problem: that states a lack.
        ("通过走访，了解需求，补充内容。", "B-M I-M I-M", "W-M V-M I-M"),
        ("了解需求，补充内容。", "B-M I-M", "B-M I-M"),
        ("各科室，更新不及时，解读不够。", "B-P I-P I-P", "W-P V-P I-P"),
        ("通过走访，更新不及时。", "B-Y B-P", "B-Y B-P"),
        # Where none does, nothing is set apart.
        ("各科室，各单位，各站所。", "B-P I-P I-P", "B-P I-P I-P"),
        # Each statement has its own opening, which ends with it.
        ("通过走访，通过座谈，了解需求。", "B-M B-M I-M", "B-M W-M V-M"),
        ("通过走访，存在，了解需求。", "B-M O I-M", "B-M O I-M"),
    ],
)
def test_openings_wait_for_the_clause_that_states(text, labels, wanted):
    tokens = find_tokens(text)
    assert len(tokens) == len(labels.split()), [t.text for t in tokens]
    assert mark_openings(tokens, labels.split()) == wanted.split()


def annotated(layout="", hand="a"):
    """A part of one hand: a problem, a measure, what quotes last year, and an empty span."""
    text = "一是更新慢，内容少。针对图解少的问题，按月更新。"
    spans = [
        {"role": "problem", "start": 2, "end": 9, "n": 1},
        {"role": "quoted", "start": 12, "end": 15},
        {"role": "measure", "start": 19, "end": 23, "links": [1]},
    ]
    return check_part(
        {"id": "a", "text": text, "spans": spans, "layout": layout, "hand": hand}
    )


def test_only_what_is_counted_is_stated_and_rendered_parts_are_told_apart():
    example = _prepare(annotated())
    assert example.stated == [("problem", 2, 9), ("measure", 19, 23)]
    assert not example.rendered
    assert _prepare(annotated("rendered/flat")).rendered
    assert len(example.tokens) == len(example.features) == len(example.labels)


@pytest.mark.parametrize(
    ("role", "first", "last", "is_right"),
    [
        ("P", "更新慢", "内容少", True),
        # Nine in ten characters must be the same, in the same role and at the same place.
        ("P", "更新慢", "更新慢", False),
        ("M", "更新慢", "内容少", False),
        ("M", "按月更新", "按月更新", True),
        ("P", "图解少", "图解少", False),
    ],
)
def test_a_statement_is_right_where_a_hand_marked_much_the_same(
    role, first, last, is_right
):
    example = _prepare(annotated())
    texts = [token.text for token in example.tokens]
    stretch = TokenStretch(role, texts.index(first), texts.index(last), "clause")
    assert _is_right(stretch, example) is is_right


def test_the_same_words_at_another_place_are_not_right():
    text = "一是更新慢。二是更新慢。"
    spans = [{"role": "problem", "start": 2, "end": 5, "n": 1}]
    example = _prepare(check_part({"id": "a", "text": text, "spans": spans}))
    found = [_is_right(TokenStretch("P", k, k, "marker"), example) for k in (0, 1)]
    assert found == [True, False]


@pytest.mark.parametrize("k", [0, 1])
def test_the_same_words_right_beside_it_are_not_right(k):
    text = "更新慢更新慢"
    tokens = [Token(a, a + 3, "更新慢", None, "") for a in (0, 3)]
    stated = [("problem", 3 * k, 3 * k + 3)]
    example = _Example("a", False, text, tokens, [], [], stated)
    found = [_is_right(TokenStretch("P", j, j, "clause"), example) for j in (0, 1)]
    assert found == [j == k for j in (0, 1)]


def test_without_right_and_wrong_statements_the_confidence_says_nothing():
    """Two parts with statements are enough to train on; their confidence is even odds."""
    rendered = annotated("rendered/flat")
    model = ItemModel(max_iterations=5).fit([rendered, rendered])
    assert set(model.calibration_) == {0.0}
    assert len(model.calibration_) == len(SIGNALS) + 1


def test_what_the_layout_grammar_wrote_says_nothing_of_how_often_statements_are_right():
    rendered = [annotated("rendered/flat") for _ in range(4)]
    parts = [part for part in read_parts()[:60] if not part.layout.startswith("rend")]
    model = ItemModel()
    alone = model._held_out([_prepare(part) for part in parts[:20]])
    beside = model._held_out([_prepare(part) for part in rendered])
    assert alone[0] and len(alone[0]) == len(alone[1])
    assert beside == ([], [])


@pytest.mark.parametrize(
    ("hands", "trained_on", "n_read"),
    [
        # Each third hand is read by a model of another third, of one alone each third part.
        ("abab", ["a", "a"], 2),
        ("abcc", ["a"], 1),
        ("abcddd", ["a", "d", "d", "d"], 1),
        ("aaaaaa", ["a", "a"], 2),
    ],
)
def test_no_hand_says_how_sure_a_model_of_its_own_is(
    monkeypatch, hands, trained_on, n_read
):
    seen = []

    def train(model, examples):
        seen.append([example.hand for example in examples])
        return weak_model().field_

    weak_model()
    monkeypatch.setattr(ItemModel, "_train", train)
    examples = [_prepare(annotated(hand=hand)) for hand in hands]
    signals, right = ItemModel()._held_out(examples)
    assert seen == [trained_on]
    assert len(signals) == len(right) >= n_read


def test_the_confidence_is_weighed_by_logistic_regression():
    model = ItemModel(max_iterations=10)
    signals, right = model._held_out([_prepare(part) for part in read_parts()[:40]])
    curve = LogisticRegression(max_iter=1000).fit(signals, right)
    weights = [*curve.coef_[0], curve.intercept_[0]]
    assert weak_model().calibration_ == [round(float(w), 4) for w in weights]


def test_a_statement_has_two_characters():
    model = copy.deepcopy(load_model())
    text = "存在问题：一是慢；二是太少；三是更新慢。"
    found = [text[s.start : s.end] for s in model.find(text, 0, len(text))]
    assert found == ["太少", "更新慢"]


def test_markers_of_statements_are_told_without_blanks():
    found = load_model().predict(["主要问题：\n1. 更新慢。\n2. 内容少。"])
    assert found["marker"].tolist() == ["1.", "2."]
    assert found["part"].tolist() == [0, 0]


def test_the_line_under_the_head_of_a_table_states_nothing():
    table = """五、存在的主要问题及改进情况
对照上级考核指标和企业反馈，梳理问题及改进措施如下：
| 序号 | 存在问题 | 改进措施 |
|---|---|---|
| 1 | 审批进展公开不连贯 | 建立项目公开台账 |
| 2 | 政策解读与企业互动少 | 每季度举办一场恳谈会 |
"""
    found = load_model().predict([table])
    assert list(found["text"]) == [
        "审批进展公开不连贯",
        "建立项目公开台账",
        "政策解读与企业互动少",
        "每季度举办一场恳谈会",
    ]


@pytest.mark.parametrize(
    ("found", "is_right"),
    [
        # Of ten characters beside ten others nine are the same: 2 · 9 of 20, and so of nine.
        ((0, 10), True),
        ((0, 9), False),
        ((1, 10), True),
        ((2, 11), True),
        ((3, 11), False),
    ],
)
def test_nine_in_ten_characters_are_much_the_same(found, is_right):
    text = "各单位公开更新不够及时"
    tokens = [Token(*found, text[slice(*found)], None, "")]
    example = _Example("a", False, text, tokens, [], [], [("problem", 1, 11)])
    assert _is_right(TokenStretch("P", 0, 0, "clause"), example) is is_right


def test_training_says_nothing_and_counts_its_steps(monkeypatch, capfd):
    told = []
    monkeypatch.setattr("textmine.segment.itemizer.model.begin_step", told.append)
    monkeypatch.setattr(
        "textmine.segment.itemizer.model.watch_steps",
        lambda name, n, show: told.append(n) or nullcontext(),
    )
    ItemModel(max_iterations=2).fit([annotated(), annotated(hand="b")])
    n_steps, *steps = told
    assert n_steps == len(steps) == 3
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        (
            "存在的主要问题\n1.更新慢。为此，按月更新。\n2.内容少。为此，补充内容。\n3.渠道单一。对此，增设渠道。",
            ["更新慢", "按月更新", "内容少", "补充内容", "渠道单一", "增设渠道"],
        ),
        (
            "主要问题：1.更新慢；2.内容少。改进措施：1.为此，按月更新；2.补充内容。",
            ["更新慢", "内容少", "按月更新", "补充内容"],
        ),
    ],
)
def test_a_turn_that_opens_an_item_is_no_part_of_it(text, stated):
    assert list(load_model().predict([text])["text"]) == stated


def test_a_training_that_fails_leaves_the_model_as_it_was(monkeypatch):
    model = small_model()
    before = model.calibration_, model.field_

    def fail(self, examples):
        raise MemoryError

    monkeypatch.setattr(ItemModel, "_train", fail)
    monkeypatch.setattr(ItemModel, "_calibrate", lambda self, examples: [1.0])
    with pytest.raises(MemoryError):
        model.fit(read_parts()[:4])
    assert (model.calibration_, model.field_) == before
