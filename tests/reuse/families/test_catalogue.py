"""The catalogue of a run: names that hold in every corpus, offsets that lead to the text."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine.reuse.families import catalogue as room
from textmine.reuse.families.catalogue import Catalogue, typed
from textmine.reuse.families.gather import Passages
from textmine.reuse.ground.batches import BatchSizes, use_batch_sizes
from textmine.reuse.ground.stream import read_stream
from textmine.reuse.ground.texts import read_texts
from textmine.schema import FRAMES

COMMON = "（一）窗口设在一楼东侧"
TEXTS = {"a": "我局：" + COMMON + "。", "b": COMMON + "，另有说明", "c": "别无他事"}
N_COMMON = len(COMMON) - 2  # without the brackets


def catalogue(texts: dict[str, str], phrase: str, families: int = 1) -> Catalogue:
    """Catalogue of reports in which every occurrence of a phrase is a passage.

    Of several families each occurrence belongs to all.
    """
    frame = pd.DataFrame({"report_id": list(texts), "text": list(texts.values())})
    frame = frame.assign(
        agency=[f"{name}局" for name in texts], year=2021, section="problems", start=100
    )
    rows = read_texts(frame)
    stream = read_stream(list(rows.contents))
    whole, wanted = stream.string(0, len(stream.codes)), read_stream([phrase])
    sought = wanted.string(0, len(wanted.codes))
    start = [i for i in range(len(whole)) if whole.startswith(sought, i)]
    start = np.repeat(np.array(start, dtype=np.int64), families)
    family = np.tile(np.arange(families), len(start) // families)
    none = np.zeros(len(stream.codes), dtype=np.bool_)
    passages = Passages(start, start + len(sought), family)
    return Catalogue(rows, stream, passages, none, none, 8)


def test_passages_spell_what_stands_at_their_offsets(dtype_names) -> None:
    found = catalogue(TEXTS, COMMON).passages_frame
    assert dtype_names(found) == FRAMES["passages"]
    assert found["report_id"].tolist() == ["a", "b"]
    for row in found.itertuples():
        # The text of each row begins at 100 in its report.
        assert TEXTS[row.report_id][row.start - 100 : row.end - 100] == row.text
        # From the first character that counts to the last: the bracket in front is none.
        assert row.text == COMMON[1:]
    assert found["df_reports"].tolist() == found["df_agencies"].tolist() == [2, 2]


def test_small_batches_slice_the_same_texts() -> None:
    mined = catalogue(TEXTS, COMMON, families=3)
    where = np.arange(6)[::-1].copy()
    with use_batch_sizes(BatchSizes(slices=2)):
        assert mined.slices(where).tolist() == [COMMON[1:]] * 6
    assert len(mined.slices(where[:0])) == 0


def test_a_family_has_the_same_name_in_every_corpus() -> None:
    here = catalogue(TEXTS, COMMON).ids.tolist()
    # Other texts, one with characters beyond 16 bits, and other punctuation and script.
    there = {"x": "😀" + COMMON.replace("一楼", "一樓、"), "y": "先说一句。" + COMMON}
    assert catalogue(there, COMMON).ids.tolist() == here
    assert catalogue(TEXTS, COMMON[:-1]).ids.tolist() != here
    assert here[0].startswith("f"), "never a number to a spreadsheet"


def test_families_that_read_alike_are_told_apart() -> None:
    one, two, three = catalogue(TEXTS, COMMON, families=3).ids.tolist()
    assert (two, three) == (one + "-1", one + "-2")


def test_families_and_scores_have_the_columns_of_the_contract(dtype_names) -> None:
    mined = catalogue(TEXTS, COMMON)
    for name in ("families", "scores"):
        frame = getattr(mined, name)
        assert dtype_names(frame) == FRAMES[name]
    assert mined.families[
        ["n_reports", "n_agencies", "n_chars"]
    ].to_numpy().tolist() == [[2, 2, N_COMMON]]
    own = mined.scores.query("score == 'share_original' and scope == 'report'")
    share = own.set_index("report_id")["value"]
    assert share["a"] == pytest.approx(2 / (2 + N_COMMON))
    assert share["b"] == pytest.approx(4 / (4 + N_COMMON))
    assert share["c"] == 1


def test_nothing_found_is_an_empty_frame_of_the_same_columns() -> None:
    mined = catalogue(TEXTS, "无人写过这一句")
    assert mined.n == 0
    assert list(mined.passages_frame.columns) == list(FRAMES["passages"])
    assert len(mined.passages_frame) == len(mined.families) == 0
    assert (mined.scores.query("score == 'share_original'")["value"] == 1).all()


def test_typed_puts_columns_in_order_and_leaves_others_out(dtype_names) -> None:
    names = list(FRAMES["scores"])
    frame = pd.DataFrame(
        [[1] * (len(names) + 1)], columns=[*reversed(names), "else"], index=[7]
    )
    found = typed("scores", frame)
    assert list(found.columns) == names and found.index.tolist() == [0]
    assert dtype_names(found) == FRAMES["scores"]


@pytest.mark.parametrize(
    ("at_once", "sizes"), [(1, [1] * 6), (4, [4, 2]), (6, [6]), (7, [6])]
)
def test_the_rows_of_passages_are_the_same_however_many_at_once(
    at_once: int, sizes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = catalogue(TEXTS, COMMON, families=3).passages_frame
    monkeypatch.setattr(room, "PASSAGES_AT_ONCE", at_once)
    parts = list(catalogue(TEXTS, COMMON, families=3).passage_parts())
    assert [len(part) for part in parts] == sizes
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), whole)


def test_reports_lie_side_by_side_in_the_stream() -> None:
    mined = catalogue(TEXTS, COMMON)
    assert mined.report_bounds.tolist() == mined.stream.bounds.tolist()
    assert [mined.bounds_of(k).tolist() for k in range(3)] == [
        mined.stream.bounds[k : k + 2].tolist() for k in range(3)
    ]
