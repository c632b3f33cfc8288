"""Tracing finds every run that a store holds, and says who holds it: against a naive oracle."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import FrameError, TextmineWarning
from textmine.reuse.mine import mine_reuse
from textmine.reuse.search.pieces import Pieces
from textmine.reuse.trace.store import Known, TraceIndex
from textmine.reuse.trace.tracing import Trace, trace_text
from textmine.schema import frame_columns

LETTERS = "公开情"
short = st.text(alphabet=LETTERS, max_size=40)


def store_of(texts, **columns):
    ids = [f"r{i}" for i in range(len(texts))]
    return pd.DataFrame({"report_id": ids, "text": texts, **columns})


def runs_by_report(texts, draft, t):
    """Where each run of the draft stands: (place in the draft, report, place there)."""
    return {
        (i, f"r{k}", j)
        for k, text in enumerate(texts)
        for j in range(len(text) - t + 1)
        for i in range(len(draft) - t + 1)
        if text[j : j + t] == draft[i : i + t]
    }


def told_by(holders, t):
    return {
        (row.start + k, row.report_id, row.holder_start + k)
        for row in holders.itertuples()
        for k in range(row.n_chars - t + 1)
    }


@given(st.lists(short, min_size=1, max_size=8), short, st.integers(4, 9))
@settings(deadline=None, max_examples=150)
def test_every_run_and_every_holder_is_found_and_nothing_else(texts, draft, t):
    found = mine_reuse(store_of(texts), min_chars=t, references=[]).trace(draft)
    assert told_by(found.holders, t) == runs_by_report(texts, draft, t)
    covered = {
        c for i, _, _ in runs_by_report(texts, draft, t) for c in range(i, i + t)
    }
    spans = list(zip(found.spans["start"], found.spans["end"], strict=True))
    assert sorted(c for a, b in spans for c in range(a, b)) == sorted(covered)
    assert all(
        found.text[a:b] == s
        for (a, b), s in zip(spans, found.spans["text"], strict=True)
    )
    assert found.share == (len(covered) / len(draft) if draft else 0)
    # The place that a piece's family is looked up at holds the same characters.
    pieces, codes = found.pieces, found.index.stream.codes
    for start, first, size in zip(pieces.start, pieces.first, pieces.size, strict=True):
        own = found.stream.codes[start : start + size]
        assert own.tolist() == codes[first : first + size].tolist()


@given(st.lists(short, min_size=1, max_size=6), short, st.integers(4, 9))
@settings(deadline=None, max_examples=60)
def test_runs_are_as_long_as_they_can_be(texts, draft, t):
    found = mine_reuse(store_of(texts), min_chars=t, references=[]).trace(draft)
    for row in found.holders.itertuples():
        there = texts[int(row.report_id[1:])]
        before = row.start and row.holder_start and draft[row.start - 1]
        assert not before or before != there[row.holder_start - 1]
        after = row.end < len(draft) and row.holder_end < len(there) and draft[row.end]
        assert not after or after != there[row.holder_end]


def test_a_place_longer_than_a_row_of_the_index_is_one_run():
    long = "".join(chr(0x4E00 + k) for k in range(400))  # no run of it stands twice
    found = mine_reuse(store_of([long, "甲" + long]), references=[]).trace(long)
    rows = found.holders[["start", "end", "report_id", "holder_start", "n_chars"]]
    told = sorted(rows.to_numpy().tolist(), key=lambda row: row[2])
    assert told == [[0, 400, "r0", 0, 400], [0, 400, "r1", 1, 400]]


def test_a_place_whose_halves_stand_first_in_two_reports_is_one_run():
    one, two = SENTENCE, "今后将加强培训，完善制度，健全公开机制，提升服务水平。"
    store = store_of([one, two, one + two], year=[2020, 2021, 2022])
    found = mine_reuse(store, references=[]).trace(one + two)
    whole = found.holders[found.holders["report_id"] == "r2"]
    assert whole[["start", "end"]].to_numpy().tolist() == [[0, len(one + two) - 1]]


@given(st.lists(short, min_size=1, max_size=6), short)
@settings(deadline=None, max_examples=60)
def test_a_span_counts_the_reports_whose_runs_touch_it(texts, draft):
    found = mine_reuse(store_of(texts), min_chars=5, references=[]).trace(draft)
    for span in found.spans.itertuples():
        touches = (found.holders["start"] < span.end) & (
            found.holders["end"] > span.start
        )
        assert 1 <= span.n_reports <= found.holders[touches]["report_id"].nunique()
        assert span.first_report_id in set(found.holders[touches]["report_id"])


SENTENCE = "个别科室主动公开意识不强，部分栏目更新不够及时，与群众期待还有差距。"


def test_the_first_holder_goes_by_year_then_by_date():
    store = store_of(
        ["我局" + SENTENCE, "经查，" + SENTENCE, SENTENCE, "别的话。"],
        agency=["甲局", "乙局", "丙局", "丁局"],
        year=[2021, 2020, 2020, 2019],
        published=["", "2021-03-02", "2021-01-30", ""],
    )
    span = mine_reuse(store, references=[]).trace("如下：" + SENTENCE).spans.iloc[0]
    assert (span["first_agency"], span["first_year"]) == ("丙局", 2020)
    assert (span["n_reports"], span["n_agencies"], span["n_first"]) == (3, 3, 2)
    assert span["text"] == SENTENCE[:-1]


def test_a_span_has_the_kind_of_its_family_and_none_where_one_report_holds_it(frame):
    reuse = mine_reuse(frame)
    template = reuse.families[reuse.families["n_reports"] == 5].iloc[0]
    found = reuse.trace(
        template["text"] + "全新的话一句也没有人写过。" + frame["text"].iloc[6][:35]
    )
    first, last = found.spans.iloc[0], found.spans.iloc[-1]
    assert (first["family_id"], first["kind"]) == (
        template["family_id"],
        template["kind"],
    )
    assert (last["n_reports"], last["family_id"], last["kind"]) == (1, "", "")


OTHER = "窗口设三名专人值守，晚间另开一小时，方便外出务工的人查档复印。"


@pytest.fixture
def relations():
    """What 甲局 alone holds in two years, what one report of 乙局 holds, what both hold."""
    both = "山脚办起学堂之后孩子不必再走远路，渡口也换了新船，往来的人都说方便。"
    return mine_reuse(
        store_of(
            [SENTENCE, "又，" + SENTENCE + both, OTHER + both],
            agency=["甲局", "甲局", "乙局"],
            year=[2020, 2021, 2021],
        ),
        references=[],
    ), "。新话不见于库中。".join([SENTENCE, OTHER, both])


@pytest.mark.parametrize(
    ("agency", "kinds"),
    [
        (None, ["self", "", "peer"]),
        ("甲局", ["self", "peer", "peer"]),
        ("乙局", ["peer", "self", "peer"]),
    ],
)
def test_own_words_are_told_from_others_where_the_agency_is_known(
    relations, agency, kinds
):
    reuse, draft = relations
    assert reuse.trace(draft, agency=agency).spans["kind"].tolist() == kinds


@pytest.mark.parametrize(
    ("successors", "n_agencies", "kind"), [(True, 1, "self"), (False, 2, "peer")]
)
def test_an_agency_and_the_one_that_it_took_over_from_are_one_as_in_mining(
    successors, n_agencies, kind, tmp_path
):
    store = store_of(
        [SENTENCE, "又，" + SENTENCE],
        agency=["青岛市工商局", "青岛市市场监管局"],
        agency_id=["370200:工商局", "370200:市场监管局"],
        year=[2017, 2020],
    )
    reuse = mine_reuse(store, references=[], successors=successors)
    reuse.trace_index.save(tmp_path)
    for index in (reuse.trace_index, TraceIndex.open(tmp_path)):
        found = trace_text(index, SENTENCE, agency="青岛市市场监管局").spans.iloc[0]
        assert (found["n_agencies"], found["kind"]) == (n_agencies, kind)
    assert reuse.families["n_agencies"].tolist() == [n_agencies]


def test_an_agency_without_a_report_has_nothing_of_its_own(relations):
    reuse, draft = relations
    with pytest.warns(TextmineWarning, match="no report of '丁局' in the store"):
        found = reuse.trace(draft, agency="丁局")
    assert found.spans["kind"].tolist() == ["peer", "peer", "peer"]


def test_a_template_stays_one_whoever_wrote_the_draft(frame):
    reuse = mine_reuse(frame)
    template = reuse.families[~reuse.families["kind"].isin(["peer", "self"])].iloc[0]
    found = reuse.trace(template["text"], agency=frame["agency"].iloc[0])
    assert template["kind"] in found.spans["kind"].tolist()


@pytest.mark.parametrize(
    ("agency", "message"), [("", "expected a name or an agency_id"), (3, "agency is 3")]
)
def test_an_agency_that_is_no_name_is_refused(relations, agency, message):
    reuse, draft = relations
    with pytest.raises(FrameError, match=message):
        reuse.trace(draft, agency=agency)


def test_width_case_script_and_marks_do_not_count():
    store = store_of(["我局主动公開政府信息１２０條，其中规范性文件ＡＢ三件。"])
    found = mine_reuse(store, min_chars=10, references=[]).trace(
        "主动公开政府信息120条其中规范性文件ab三件"
    )
    assert found.holders[
        ["start", "end", "holder_start", "holder_end"]
    ].to_numpy().tolist() == [[0, 23, 2, 26]]


def test_offsets_count_in_the_report_where_its_text_begins_later():
    store = store_of([SENTENCE], start=[100])
    holder = mine_reuse(store, references=[]).trace("前" + SENTENCE).holders.iloc[0]
    assert (holder["holder_start"], holder["holder_end"]) == (
        100,
        100 + len(SENTENCE) - 1,
    )


@pytest.mark.parametrize(
    "draft", ["", "短", "。，！", "与库中文字毫无关系的一段话，一个字也不重合。"]
)
def test_what_stands_nowhere_gives_empty_frames(draft):
    found = mine_reuse(store_of([SENTENCE]), references=[]).trace(draft)
    assert list(found.spans) == list(frame_columns("trace_spans"))
    assert list(found.holders) == list(frame_columns("trace_holders"))
    assert (len(found.spans), len(found.holders), found.share) == (0, 0, 0)


def test_an_empty_store_holds_nothing():
    assert len(mine_reuse(store_of([])).trace(SENTENCE).holders) == 0


def test_frames_have_the_types_of_the_contract(frame, dtype_names):
    found = mine_reuse(frame).trace(frame["text"].iloc[0])
    for name, table in (("trace_spans", found.spans), ("trace_holders", found.holders)):
        assert dtype_names(table) == frame_columns(name)


def test_a_text_that_is_none_is_refused(frame):
    with pytest.raises(FrameError, match="trace: text is b'x'"):
        mine_reuse(frame).trace(b"x")


def test_a_stored_index_gives_the_same_and_the_same_bytes(frame, tmp_path):
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder, rows in zip(folders, (frame, frame.iloc[::-1]), strict=True):
        folder.mkdir()
        mine_reuse(rows).trace_index.save(folder)
    names = sorted(file.name for file in folders[0].iterdir())
    assert names == sorted(file.name for file in folders[1].iterdir())
    assert all(
        (folders[0] / n).read_bytes() == (folders[1] / n).read_bytes() for n in names
    )

    draft = "".join(frame["text"].iloc[[3, 0]])
    here, there = (
        mine_reuse(frame).trace(draft),
        trace_text(TraceIndex.open(folders[0]), draft),
    )
    pd.testing.assert_frame_equal(here.spans, there.spans)
    pd.testing.assert_frame_equal(here.holders, there.holders)


@given(st.lists(short, min_size=1, max_size=8), short, st.data())
@settings(deadline=None, max_examples=60)
def test_the_earliest_holders_of_a_span_are_those_of_the_whole_frame(
    texts, draft, data
):
    years = data.draw(
        st.lists(st.integers(2019, 2021), min_size=len(texts), max_size=len(texts))
    )
    found = mine_reuse(store_of(texts, year=years), min_chars=5, references=[]).trace(
        draft
    )
    some = found.earliest_holders(2)
    for span in found.spans.itertuples():
        listed, whole = (
            frame[(frame["start"] < span.end) & (frame["end"] > span.start)]
            .sort_values(["year", "n_chars"], ascending=[True, False], kind="stable")
            .drop_duplicates("report_id")
            .head(2)
            .reset_index(drop=True)
            for frame in (some, found.holders)
        )
        pd.testing.assert_frame_equal(listed, whole)


def test_each_of_several_spans_has_its_own_holders():
    """Runs that begin shortly before a span, and end before it, are none of its."""
    parts = [
        SENTENCE[:24],
        OTHER[:24],
        "山脚办起学堂之后孩子不必再走远路渡口也换了新船。",
    ]
    store = store_of([*parts, parts[1]], year=[2020, 2021, 2022, 2019])
    found = mine_reuse(store, references=[]).trace("甲一。".join(parts))
    assert len(found.spans) == 3
    told = found.earliest_holders(1)["report_id"].tolist()
    assert told == ["r0", "r3", "r2"]
    told = found.earliest_holders(2)["report_id"].tolist()
    assert told == ["r0", "r3", "r1", "r2"]


def test_runs_in_numbers_are_the_rows_of_the_frame(frame):
    found = mine_reuse(frame).trace("".join(frame["text"].iloc[[3, 0]]))
    ids = found.index.reports["report_id"].to_numpy()[found.held.report]
    assert ids.tolist() == found.holders["report_id"].tolist()
    for name in ("start", "end", "holder_start", "holder_end", "n_chars"):
        assert getattr(found.held, name).tolist() == found.holders[name].tolist()


def test_of_unknown_years_one_report_is_first():
    store = store_of(["我局" + SENTENCE, "经查，" + SENTENCE], agency=["甲局", "乙局"])
    span = mine_reuse(store, references=[]).trace(SENTENCE).spans.iloc[0]
    assert (span["n_agencies"], span["n_first"]) == (2, 1)
    assert pd.isna(span["first_year"])


@pytest.mark.parametrize(
    ("passages", "family"),
    [
        # Half of the span, from 10 to 30, or less.
        ([(0, 20, 3)], 3),
        ([(0, 19, 3)], 9),
        ([(20, 40, 3)], 3),
        ([(21, 40, 3)], 9),
        ([], 9),
        # The one that covers most, and of those the one that fits best.
        ([(5, 25, 1), (12, 30, 2)], 2),
        ([(0, 35, 1), (10, 30, 2), (5, 30, 3)], 2),
    ],
)
def test_a_span_is_of_the_family_whose_passage_lies_over_half_of_it(passages, family):
    columns = np.array([(0, *row) for row in passages], dtype=np.int32).reshape(-1, 4).T
    index = SimpleNamespace(
        stream=SimpleNamespace(
            text_at=lambda places: np.zeros(len(places), dtype=int),
            source=np.arange(50),
        ),
        rows=SimpleNamespace(start=np.array([0]), report=np.array([0])),
        known=SimpleNamespace(in_report=lambda _report: Known(*columns)),
        families=[None] * 9,
    )
    trace = Trace("", None, None, None, None, None, index)
    piece = Pieces(*(np.array([x]) for x in (0, 20, 10, 0, 20)))
    assert trace._family(piece) == family
