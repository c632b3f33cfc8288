"""Adding reports gives the same bytes as mining all at once, in any order of increments."""

import json
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import FrameError
from textmine.reuse.ground.stream import Stream
from textmine.reuse.mine import Reuse, mine_reuse
from textmine.reuse.search.index import Index, SearchSettings, _Merge
from textmine.reuse.search.repeats import Memory, find_repeats

FRAMES = ("families", "passages", "scores")


def assert_same(one: Reuse, other: Reuse) -> None:
    for name in FRAMES:
        pd.testing.assert_frame_equal(
            getattr(one, name), getattr(other, name), check_exact=True
        )
        assert getattr(one, name).to_csv() == getattr(other, name).to_csv()
    for name in ("start", "end", "family"):
        assert (
            getattr(one.mined.passages, name).tobytes()
            == getattr(other.mined.passages, name).tobytes()
        )
    for name in ("codes", "source", "bounds"):
        assert (
            getattr(one.mined.stream, name).tobytes()
            == getattr(other.mined.stream, name).tobytes()
        )
    assert links_of(one) == links_of(other)


def links_of(reuse: Reuse) -> list[list[int]]:
    edited = reuse.index.edited
    columns = (edited.start, edited.end, edited.other_start, edited.other_end)
    return sorted(np.column_stack(columns).tolist())


@given(st.data())
@settings(deadline=None, max_examples=25)
def test_any_increments_in_any_order_give_the_same_bytes(data: st.DataObject) -> None:
    text = st.text(alphabet="公开情，年1\U00020000", max_size=50)
    texts = data.draw(
        st.lists(
            st.one_of(text, st.just("开公年情公开年情公1")), min_size=2, max_size=9
        )
    )
    agencies = data.draw(
        st.lists(st.sampled_from("甲乙丙"), min_size=len(texts), max_size=len(texts))
    )
    years = data.draw(
        st.lists(
            st.sampled_from([2019, 2020, None]),
            min_size=len(texts),
            max_size=len(texts),
        )
    )
    rows = pd.DataFrame(
        {
            "report_id": [f"r{i // 2}" for i in range(len(texts))],
            "text": texts,
            "start": [100 * (i % 2) for i in range(len(texts))],
            "agency": [agencies[i // 2] for i in range(len(texts))],
            "year": [years[i // 2] for i in range(len(texts))],
        }
    )
    turn = data.draw(
        st.lists(st.integers(0, 3), min_size=len(texts), max_size=len(texts))
    )
    turns = rows["report_id"].map(lambda r: turn[int(r[1:])])
    whole = mine_reuse(rows, min_chars=5, references=["公开年情公"])
    parts = mine_reuse(rows[turns == 0], min_chars=5, references=["公开年情公"])
    for number in data.draw(st.permutations([1, 2, 3])):
        parts = parts.add(rows[turns == number])
    assert_same(whole, parts)


def test_a_replaced_report_leaves_no_trace(frame: pd.DataFrame) -> None:
    changed = frame.iloc[[0]].assign(
        text="只此一句。" + frame["text"].iloc[3], agency="别处"
    )
    whole = mine_reuse(pd.concat([frame.iloc[1:], changed]))
    assert_same(whole, mine_reuse(frame).add(changed))
    assert_same(mine_reuse(frame), mine_reuse(frame).add(changed).add(frame.iloc[[0]]))


def test_an_index_on_disk_takes_further_reports(
    frame: pd.DataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "runs.npz"
    mine_reuse(frame.iloc[:4], min_chars=16).save_index(path)
    later = mine_reuse(frame.iloc[4:], min_chars=16, index=path)
    assert_same(mine_reuse(frame, min_chars=16), later)
    later.save_index(path)
    assert_same(later, mine_reuse(frame.iloc[:0], min_chars=16, index=path))


def test_index_errors(frame: pd.DataFrame, tmp_path: Path) -> None:
    path = tmp_path / "runs.npz"
    mine_reuse(frame, min_chars=16).save_index(path)
    with pytest.raises(FrameError, match="was made with min_chars=16"):
        mine_reuse(frame, index=path)
    path.write_text("no index", encoding="utf-8")
    with pytest.raises(FrameError, match="expected a file that save_index wrote"):
        mine_reuse(frame, index=path)


def test_nothing_added_to_nothing() -> None:
    none = pd.DataFrame({"report_id": [], "text": []})
    assert_same(mine_reuse(none), mine_reuse(none).add(none))


def test_only_texts_from_the_first_new_one_on_are_searched(
    frame: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = frame.assign(agency="临泽川市财政局", year=range(2000, 2000 + len(frame)))
    known = mine_reuse(rows.iloc[:-1])
    cuts = []

    def search(stream: Stream, length: int, memory: Memory, cut: int) -> Memory:
        cuts.append((cut, len(stream.codes)))
        return find_repeats(stream, length, memory, cut)

    monkeypatch.setattr("textmine.reuse.search.index.find_repeats", search)
    grown = known.add(rows.iloc[-1:])
    bounds = grown.mined.stream.bounds.tolist()
    # The latest report comes last: all before it is known.
    assert cuts == [(bounds[-2], bounds[-1])]


@given(st.data())
def test_texts_of_two_streams_are_put_in_any_order(data: st.DataObject) -> None:
    sizes = st.lists(st.integers(0, 3), max_size=4)
    n_old, n_new = data.draw(sizes), data.draw(sizes)
    order = data.draw(st.permutations(range(len(n_old) + len(n_new))))
    order = order[: data.draw(st.integers(0, len(order)))]
    old = np.arange(sum(n_old))
    new = 100 + np.arange(sum(n_new))
    bounds = [np.append(0, np.cumsum(n)).astype(np.int64) for n in (n_old, n_new)]
    texts = [
        part[a:b].tolist()
        for part, borders in zip((old, new), bounds, strict=True)
        for a, b in pairwise(borders.tolist())
    ]
    merge = _Merge.plan(*bounds, np.array(order, dtype=np.int64))
    wanted = [texts[k] for k in order]
    assert merge(old, new).tolist() == [x for text in wanted for x in text]
    assert merge.bounds.tolist() == list(accumulate(map(len, wanted), initial=0))


@pytest.mark.parametrize(("format_", "is_read"), [(4, True), (3, False), (5, False)])
def test_an_index_of_another_format_is_refused(
    frame: pd.DataFrame, tmp_path: Path, format_: int, is_read: bool
) -> None:
    path = tmp_path / "runs.npz"
    mine_reuse(frame.iloc[:2]).save_index(path)
    with np.load(path) as file:
        parts = dict(file)
    head = json.loads(parts["head"].tobytes()) | {"format": format_}
    parts["head"] = np.frombuffer(json.dumps(head).encode(), dtype=np.uint8)
    np.savez(path, **parts)
    if is_read:
        assert len(Index.load(path).reading.texts.reports) == 2
    else:
        with pytest.raises(FrameError, match="another version; expected format 4"):
            Index.load(path)


CARRIED_OUT: list[str] = []


class Trap:
    """What is carried out when it is read back."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return CARRIED_OUT.append, ("trap",)


def test_nothing_in_a_file_is_carried_out(tmp_path: Path) -> None:
    path = tmp_path / "trap.npz"
    np.savez(path, head=np.array([Trap()], dtype=object))
    with pytest.raises(FrameError, match="not an index"):
        Index.load(path)
    assert CARRIED_OUT == []


def test_edited_copies_and_successors_are_looked_for_unless_told() -> None:
    settings = SearchSettings(20)
    assert (settings.edited, settings.references, settings.successors) == (
        True,
        None,
        True,
    )
    official, stock = settings.known_wording()
    assert len(official) and len(stock)
    own = SearchSettings.of(
        {"min_chars": 9, "edited": False, "references": ["甲"], "successors": False}
    )
    assert own == SearchSettings(9, False, ("甲",), False)
    assert own.known_wording() == (("甲",), ())
    again = SearchSettings.of(
        {"min_chars": 9, "edited": True, "references": None, "successors": True}
    )
    assert again == SearchSettings(9)
