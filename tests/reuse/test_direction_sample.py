"""A source is never shown as a copier: the sample, whose truth is known, and corpora without copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from textmine import plot
from textmine.reuse.mine import Reuse, mine_reuse
from textmine.simulation.corpus import simulate
from textmine.simulation.profile import SimulationProfile

if TYPE_CHECKING:
    from textmine.corpus.corpus import Corpus

SOURCE, COPIER = "shizhu_swj_2020", "tongyu_swj_2020"
AGENCIES = ("石渚县:商务局", "桐屿县:商务局")


@pytest.fixture(scope="module")
def reuse(sample: Corpus) -> Reuse:
    """What the sample's reports share."""
    return mine_reuse(sample)


def shares(reuse: Reuse) -> pd.DataFrame:
    """Shares of whole reports, a column each."""
    whole = reuse.scores.query("scope == 'report'")
    return whole.pivot(index="report_id", columns="score", values="value")


def test_scores_tell_the_source_from_the_copier(reuse: Reuse) -> None:
    found = shares(reuse)
    assert found.loc[COPIER, "share_taken"] > 0.2 > found.loc[COPIER, "share_given"]
    assert found.loc[SOURCE, "share_given"] > 0.2
    assert found.loc[SOURCE, "share_taken"] < 0.01
    assert found["share_taken"].idxmax() == COPIER
    assert found["share_given"].idxmax() == SOURCE


def test_agencies_have_the_shares_of_their_reports_by_characters(reuse: Reuse) -> None:
    found = reuse.agency_scores.pivot(
        index="agency_id", columns="score", values="value"
    )
    source, copier = AGENCIES
    assert found["share_taken"].idxmax() == copier
    assert found["share_given"].idxmax() == source
    assert found.loc[source, "share_taken"] < 0.01
    own = reuse.scores.query("scope == 'report' and score == 'share_taken'")
    own = own[own["report_id"].str.startswith("tongyu_swj")]
    mean = (own["value"] * own["n"]).sum() / own["n"].sum()
    assert found.loc[copier, "share_taken"] == pytest.approx(mean)
    rows = reuse.agency_scores.set_index(["agency_id", "score"])
    assert rows.loc[(copier, "share_taken"), "n_reports"] == 2
    # Of an agency's first year nothing can be said to be kept.
    assert rows.loc[(copier, "share_kept"), "n_reports"] == 1


def test_every_passage_names_the_earliest_report_that_holds_it(
    reuse: Reuse, sample: Corpus
) -> None:
    origins = reuse.origins
    year = sample.reports.set_index("report_id")["year"]
    held = reuse.passages.assign(year=reuse.passages["report_id"].map(year))
    first = origins["family_id"].map(held.groupby("family_id")["year"].min())
    assert (origins["earliest_id"].map(year) == first).all()
    copied = origins.query("report_id == @COPIER and origin == 'taken'")
    assert set(copied["earliest_id"]) == {SOURCE} == set(copied["other_id"])


def test_the_strongest_tie_runs_from_the_source_to_the_copier(reuse: Reuse) -> None:
    ties = reuse.ties()
    assert tuple(ties.loc[0, ["source", "copier"]]) == AGENCIES
    assert ties.loc[0, "probability"] > 0.9
    assert f"{SOURCE}→{COPIER}" in ties.loc[0, "reports"]
    assert "names the source" in ties.loc[0, "evidence"]
    back = zip(ties["source"], ties["copier"], strict=True)
    assert AGENCIES[::-1] not in list(back)


def test_the_first_picture_ends_with_the_copier(reuse: Reuse, sample: Corpus) -> None:
    ax = plot.origins(reuse.scores, reports=sample.reports, ax=plot.sheet(), lang="zh")
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert "桐屿县商务局 2020" in names[-1]
    taken = [text.get_text() for text in ax.texts if text.get_text().endswith("%")]
    assert float(taken[-1].rstrip("%")) > 20
    source = next(i for i, name in enumerate(names) if "石渚县商务局 2020" in name)
    assert taken[source] == "0%"


def test_the_page_draws_the_arrow_the_same_way(reuse: Reuse, sample: Corpus) -> None:
    from textmine.dossier.ties import tie_network

    drawn = tie_network({"ties": reuse.ties(), "reports": sample.reports})
    names = [node.name for node in drawn.nodes]
    ways = [(names[arrow.source], names[arrow.target]) for arrow in drawn.arrows]
    assert ("石渚县商务局", "桐屿县商务局") in ways
    assert ("桐屿县商务局", "石渚县商务局") not in ways


@pytest.mark.parametrize("seed", [61, 62])
def test_where_nothing_was_copied_nothing_was_taken(seed: int) -> None:
    reports = simulate(120, seed=seed, profile=SimulationProfile.control())
    rows = [{"report_id": r.report_id, "text": r.text} | r.metadata for r in reports]
    found = shares(mine_reuse(pd.DataFrame(rows)))
    assert len(found) == 120
    assert found["share_taken"].mean() <= 0.01
    assert found["share_taken"].max() <= 0.05
