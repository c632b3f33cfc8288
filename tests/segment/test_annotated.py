import json
import re

import pytest

from textmine.errors import AnnotationError
from textmine.resources.load import load_rows
from textmine.segment.annotated import (
    COUNTED,
    Part,
    PartSpan,
    check_part,
    read_parts,
)

PART = {
    "id": "x1",
    "text": "一是更新慢。今后按月更新。",
    "spans": [
        {"role": "problem", "start": 2, "end": 5, "n": 1},
        {"role": "turn", "start": 6, "end": 8},
        {"role": "measure", "start": 8, "end": 12, "links": [1]},
    ],
}


def changed(**keys):
    return json.loads(json.dumps(PART)) | keys


def with_span(number, **keys):
    part = changed()
    part["spans"][number] |= keys
    return part


def test_the_shipped_corpus_is_large_and_whole():
    parts = read_parts()
    counts = {
        role: sum(s.role == role for p in parts for s in p.spans) for role in COUNTED
    }
    assert len(parts) >= 800
    assert counts["problem"] >= 3000
    assert counts["measure"] >= 3000
    assert len({p.hand for p in parts}) >= 6


def test_spans_leave_out_marker_and_final_mark():
    for part in read_parts():
        for span in part.spans:
            if span.role in COUNTED:
                words = part.text[span.start : span.end]
                assert words.strip() == words, (part.id, words)
                assert not re.search("[。；，、]$|^[。；，、]", words), (part.id, words)


# Words that are places elsewhere: 县政府办公室将会同县委编办…, the old and the new part of any town.
WORDS = {"会同县", "老城区", "新城区"}


def test_no_real_place_of_the_gazetteer_is_named():
    names = {
        row["name"] for row in load_rows("regions.csv") if len(row["name"]) >= 3
    } - WORDS
    text = "\n".join(part.text for part in read_parts())
    named = {name for name in names if name in text}
    assert not named


def test_links_name_problems_of_the_part():
    part = check_part(PART)
    assert [s.links for s in part.spans if s.role == "measure"] == [(1,)]


@pytest.mark.parametrize(
    ("part", "message"),
    [
        (
            with_span(0, end=99),
            r"span 1: 2:99 lies outside the text; expected 0 ≤ start < end ≤ 13",
        ),
        (with_span(0, start=5, end=5), "span 1: 5:5 lies outside the text"),
        (
            with_span(1, start=4),
            "spans 2:5 and 4:8 overlap in '慢'; expected disjoint spans",
        ),
        (with_span(0, role="p"), "span 1: role 'p'; expected one of problem, measure"),
        (with_span(2, links=[3]), "link to problem 3; expected one of 1"),
        (changed(text=None), "'text' is None; expected a str"),
        (
            changed(spans=[{"role": "turn"}]),
            "expected an object with role, start and end",
        ),
    ],
)
def test_errors_say_where_and_what(tmp_path, part, message):
    file = tmp_path / "mine.jsonl"
    file.write_text(
        json.dumps(PART, ensure_ascii=False)
        + "\n"
        + json.dumps(part | {"id": "x2"}, ensure_ascii=False),
        encoding="utf-8",
    )
    with pytest.raises(
        AnnotationError, match=re.escape("mine.jsonl, line 2")
    ) as caught:
        read_parts(file)
    assert message in str(caught.value)


def test_broken_lines_and_double_ids(tmp_path):
    file = tmp_path / "mine.jsonl"
    file.write_text("{", encoding="utf-8")
    with pytest.raises(AnnotationError, match="line 1: no JSON"):
        read_parts(file)
    file.write_text((json.dumps(PART) + "\n") * 2, encoding="utf-8")
    with pytest.raises(
        AnnotationError, match="line 2: id 'x1' stands in mine.jsonl, line 1 too"
    ):
        read_parts(file)
    with pytest.raises(AnnotationError, match="no such file"):
        read_parts(tmp_path / "none")


def test_spans_may_touch_each_other_and_both_ends_of_the_text():
    part = check_part(
        {
            "id": "a",
            "text": "更新慢按月更新",
            "spans": [
                {"role": "measure", "start": 3, "end": 7, "links": [2]},
                {"role": "problem", "start": 0, "end": 3, "n": 2},
            ],
        }
    )
    assert [(s.role, s.start, s.end) for s in part.spans] == [
        ("problem", 0, 3),
        ("measure", 3, 7),
    ]


def test_what_a_part_does_not_say_is_nothing():
    part = check_part({"id": "a", "text": "无。", "spans": []})
    assert (part.hand, part.layout, part.difficulty, part.year) == ("", "", 0, 0)
    (span,) = check_part(changed(spans=[{"role": "turn", "start": 6, "end": 8}])).spans
    assert (span.n, span.links, span.categories) == (0, (), ())


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"start": "2"}, "2:5 lies outside"),
        ({"end": 5.0}, "2:5.0 lies outside"),
        ({"start": -1}, "-1:5 lies outside"),
    ],
)
def test_places_are_whole_numbers_from_nought_on(keys, message):
    with pytest.raises(AnnotationError, match=message):
        check_part(with_span(0, **keys))


def test_a_folder_is_read_in_order_of_its_files_and_blank_lines_are_none(tmp_path):
    for name, ids in (("b.jsonl", "xy"), ("a.jsonl", "z"), ("c.txt", "n")):
        lines = [json.dumps(changed(id=one)) for one in ids]
        (tmp_path / name).write_text("\n \n".join(lines) + "\n", encoding="utf-8")
    assert [part.id for part in read_parts(tmp_path)] == ["z", "x", "y"]
    (tmp_path / "b.jsonl").write_text("\n\n{", encoding="utf-8")
    with pytest.raises(AnnotationError, match="b.jsonl, line 3: no JSON"):
        read_parts(tmp_path)
    (tmp_path / "b.jsonl").write_text("[]", encoding="utf-8")
    with pytest.raises(AnnotationError, match="line 1: list; expected an object"):
        read_parts(tmp_path)


def test_a_part_made_by_hand_says_as_little_as_one_that_is_read():
    span = {"role": "turn", "start": 0, "end": 1}
    row = {"id": "a", "text": "无。", "spans": [span]}
    assert check_part(row) == Part("a", "无。", (PartSpan("turn", 0, 1),))
