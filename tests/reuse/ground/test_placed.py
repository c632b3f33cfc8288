"""Corpora know where their reports stand; a later one's reports replace an earlier one's."""

import pandas as pd
import pytest

from textmine.reuse.ground.placed import gather_places
from textmine.reuse.mine import mine_reuse
from textmine.schema import make_frame

SENTENCE = "个别科室主动公开意识不强，部分栏目更新不够及时，与群众期待还有差距。"


class Printed:
    """A corpus whose reports are one line each, on a page of their own."""

    def __init__(self, pages, texts):
        ids = list(pages)
        self.reports = pd.DataFrame({"report_id": ids})
        self.narrative = pd.DataFrame({"report_id": ids, "start": 0, "text": texts})
        line = {"start": 0, "x0": 70.0, "y0": 100.0, "x1": 400.0, "y1": 112.0}
        rows = [
            line | {"report_id": name, "page": page, "end": len(text)}
            for (name, page), text in zip(pages.items(), texts, strict=True)
        ]
        self._places = make_frame("places", rows)

    def frame(self, name):
        assert name == "places"
        return self._places


@pytest.fixture
def first():
    return Printed({"a": 1, "b": 2}, ["我局" + SENTENCE, "经查，" + SENTENCE])


def test_passages_of_a_corpus_lead_to_their_pages(first):
    passages = mine_reuse(first, references=[]).passages
    assert passages.set_index("report_id")["page"].to_dict() == {"a": 1, "b": 2}
    assert passages["box"].str.startswith(("1:", "2:")).all()


def test_a_frame_of_texts_has_no_pages(first):
    passages = mine_reuse(first.narrative, references=[]).passages
    assert len(passages) == 2
    assert passages["page"].isna().all() and passages["box"].eq("").all()


def test_reports_added_lead_to_theirs_and_replace_those_of_their_name(first):
    later = Printed({"b": 7, "c": 8}, [SENTENCE, "现将" + SENTENCE])
    reuse = mine_reuse(first, references=[]).add(later).release()
    assert reuse.passages.set_index("report_id")["page"].to_dict() == {
        "a": 1,
        "b": 7,
        "c": 8,
    }
    unplaced = pd.DataFrame({"report_id": ["b"], "text": [SENTENCE]})
    assert set(gather_places([first, later, unplaced])["report_id"]) == {"a", "c"}
    assert gather_places([first, ["一段文字"]])["page"].tolist() == [1, 2]
