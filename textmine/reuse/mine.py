"""Mine a corpus for text reuse: families, passages, provenance, scores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from textmine.display import show
from textmine.english import Counted
from textmine.errors import FrameError
from textmine.intake.arguments import check_arguments
from textmine.intake.values import refuse_path
from textmine.places import locate
from textmine.progress import begin_step, watch, watch_steps
from textmine.reuse.families.catalogue import Catalogue
from textmine.reuse.families.gather import GatherRules, drop_short, gather_passages
from textmine.reuse.ground.alignments import Alignments
from textmine.reuse.ground.placed import gather_places
from textmine.reuse.ground.stream import StreamLayout
from textmine.reuse.ground.texts import read_text_parts, read_texts
from textmine.reuse.judge.align import align_reports
from textmine.reuse.judge.direction import DECIDED
from textmine.reuse.judge.evidence import Evidence
from textmine.reuse.judge.holders import Floats, find_holders
from textmine.reuse.judge.origins import (
    Judged,
    count_origins,
    find_origins,
    judge_holders,
    score_agencies,
    score_origins,
)
from textmine.reuse.judge.pairs import find_pairs
from textmine.reuse.judge.residue import find_residue
from textmine.reuse.judge.ties import Gifts, find_gifts, find_ties
from textmine.reuse.search.composites import cut_composites
from textmine.reuse.search.index import SEARCH_STEPS, Index, SearchSettings
from textmine.reuse.search.links import align_pieces
from textmine.reuse.search.pieces import cut_pieces
from textmine.reuse.search.stable import set_apart
from textmine.reuse.trace.store import TraceIndex
from textmine.reuse.trace.tracing import Trace, trace_text
from textmine.reuse.views import ReportAlignment, SharedFamily
from textmine.schema import NarrativeSource
from textmine.scratch import announce_scratch, give_back

if TYPE_CHECKING:
    import networkx as nx

# Bytes of disk at the peak for each character of the corpus, frames included: 20.2 of a million
# simulated reports (`python -m benchmarks.reuse_memory 1000000`, once), and some to spare.
SCRATCH_A_CHARACTER = 22
# Characters: with shorter runs nearly all of a corpus is shared, and winnowing has no window.
LEAST_MIN_CHARS = 4


@dataclass(frozen=True, eq=False, repr=False)
class Reuse:
    """What reports share with each other.

    Frames are gathered from what the search found when one is first asked for.

    Parameters
    ----------
    index : Index
        What the search of the texts found.
    progress : bool, optional
        Whether bars are shown while frames are gathered; by default on a terminal and in a
        notebook.
    sources : tuple, optional
        What was mined: corpora among them know the pages of their files.
    """

    index: Index
    progress: bool | None = None
    sources: tuple[Any, ...] = ()

    def __repr__(self) -> str:
        n = len(self.index.reading.texts.reports)
        n_passages = len(self.mined.passages)
        return (
            f"Reuse({Counted(n):report}, {Counted(len(self.families)):family|families}, "
            f"{Counted(n_passages):passage})"
        )

    def _repr_html_(self) -> str:
        """What a notebook shows: how much is shared, and the families that are most widely held."""
        by_reports = self.families.sort_values(
            ["n_reports", "family_id"], ascending=[False, True], kind="stable"
        )
        columns = ["kind", "n_reports", "n_agencies", "n_chars", "text", "reasons"]
        facts = {
            "kinds": by_reports["kind"].value_counts(sort=False).sort_index().to_dict()
        }
        return show(repr(self), facts, by_reports[columns], kind="Reuse")

    @cached_property
    def mined(self) -> Catalogue:
        """The passages found, in families, and all that the frames are made of."""
        settings = self.index.settings
        return self._gather(settings.min_chars, edited=settings.edited)

    def _gather(self, min_chars: int, *, edited: bool) -> Catalogue:
        """Gather what the search found into passages of at least ``min_chars`` characters."""
        self.index.check_whole()
        reading = self.index.reading
        with watch_steps("gathering passages", 3, show=self.progress):
            begin_step("links")
            layout = StreamLayout(reading.stream.bounds, reading.texts.report)
            links = _align(self.index, layout, edited=edited)
            give_back()
            begin_step("families")
            passages = gather_passages(links, layout, None if edited else VERBATIM)
            begin_step("lengths")
            kept = drop_short(passages, layout, min_chars)
            give_back()
        return Catalogue(
            reading.texts,
            reading.stream,
            kept,
            reading.mandated,
            reading.stock,
            min_chars,
        )

    def release(self) -> Reuse:
        """Gather the passages, and let go of what the search found: half the memory.

        Returns
        -------
        Reuse
            With the same frames; ``add``, ``save_index`` and ``sensitivity`` are refused.
        """
        released = Reuse(self.index.release(), self.progress, self.sources)
        released.__dict__["mined"] = self.mined
        return released

    @cached_property
    def families(self) -> pd.DataFrame:
        """Frame ``families``: each shared passage once, commonest first."""
        return self.mined.families

    @cached_property
    def passages(self) -> pd.DataFrame:
        """Frame ``passages``: every occurrence; ``report.text[start:end] == text``.

        A commoner passage may lie inside a rarer one (a formula in a copied paragraph). Columns
        ``page`` and ``box`` lead to the file where a corpus of PDF or OFD was mined.
        """
        places = gather_places(self.sources)
        found = self.mined.passages_frame
        return locate(found, places) if len(places) else found

    def family_parts(self) -> Iterator[pd.DataFrame]:
        """Give the rows of :attr:`families`, some at a time, for a corpus of which all are many."""
        return self.mined.family_parts()

    def passage_parts(self) -> Iterator[pd.DataFrame]:
        """Give the rows of :attr:`passages`, some at a time, for a corpus of which all are many."""
        return self.mined.passage_parts()

    @cached_property
    def scores(self) -> pd.DataFrame:
        """Frame ``scores``, computed when first asked for.

        By report and section: ``share_mandated``, ``share_national``, ``share_regional``,
        ``share_sectoral``, ``share_peer``, ``share_self``, ``share_stock``, ``share_original``,
        which sum to 1. By report: ``share_taken``, ``share_given``, ``share_undecided``,
        ``share_kept`` and ``share_first`` (:func:`textmine.reuse.judge.origins.score_origins`);
        ``originality``, ``boilerplate``, ``redundancy`` and, for reports
        with one of the year before, ``stickiness``, ``modification_raw`` and ``modification``, as
        published, and variants of them; see :mod:`textmine.reuse.measures`. ``n`` counts
        characters, of ``redundancy`` runs of characters.
        """
        return pd.concat(list(self.score_parts()), ignore_index=True)

    def score_parts(self) -> Iterator[pd.DataFrame]:
        """Give the rows of :attr:`scores`, some at a time, for a corpus of which all are many."""
        from textmine.reuse.measures.score_parts import measure_parts

        with watch_steps("scores", 3, show=self.progress):
            begin_step("shares")
            yield from self.mined.score_parts()
            begin_step("origins")
            yield from score_origins(self.mined, self._origin_characters)
            begin_step("measures of the literature")
            yield from measure_parts(self.mined)

    @cached_property
    def agency_scores(self) -> pd.DataFrame:
        """Frame ``agency_scores``: what each agency took, gave, kept and wrote first.

        See :func:`textmine.reuse.judge.origins.score_agencies`.
        """
        with watch_steps("scores of agencies", 2, show=self.progress):
            self._weigh()
            return score_agencies(self.mined, self._origin_characters)

    @cached_property
    def _origin_characters(self) -> Floats:
        """Characters of each origin in each text: what the shares of all scopes are made of."""
        return count_origins(self.evidence, self._judged)

    @cached_property
    def evidence(self) -> Evidence:
        """Who holds each family since when: what every judgement of direction rests on."""
        return Evidence(self.mined, find_holders(self.mined))

    def _weigh(self) -> None:
        """Find who holds what and who may have given it to whom, as two steps of a bar."""
        begin_step("who holds what")
        _ = self.evidence
        begin_step("who gave whom")
        _ = self._gifts

    @cached_property
    def _gifts(self) -> Gifts:
        return find_gifts(self.evidence)

    @cached_property
    def _judged(self) -> Judged:
        return judge_holders(self.evidence, self._gifts)

    @cached_property
    def origins(self) -> pd.DataFrame:
        """Frame ``origins``: how each report came by each passage, with the evidence.

        See :func:`textmine.reuse.judge.origins.find_origins`.
        """
        with watch_steps("origins", 2, show=self.progress):
            return pd.concat(list(self.origin_parts()), ignore_index=True)

    def origin_parts(self) -> Iterator[pd.DataFrame]:
        """Give the rows of :attr:`origins`, some at a time, for a corpus of which all are many."""
        self._weigh()
        return find_origins(self.evidence, self._judged)

    @check_arguments
    def ties(self, *, least: float = DECIDED) -> pd.DataFrame:
        """List the directed ties between agencies: who gave whom.

        Parameters
        ----------
        least : float, optional
            Least probability of a tie.

        Returns
        -------
        pandas.DataFrame
            Frame ``ties``; see :func:`textmine.reuse.judge.ties.find_ties`.
        """
        with watch_steps("ties", 2, show=self.progress):
            self._weigh()
            return find_ties(self.evidence, self._gifts, least=least)

    @check_arguments
    def pairs(
        self, report_id: str | None = None, *, top: int | None = None, seed: int = 0
    ) -> pd.DataFrame:
        """Rank the pairs of reports that share most of what few others have.

        Parameters
        ----------
        report_id : str, optional
            Only pairs of this report; all reports by default.
        top : int, optional
            Number of pairs; by default all with a q of at most 0.05, at least 20 and at most 100.
        seed : int, optional
            Seed of the null sample.

        Returns
        -------
        pandas.DataFrame
            Frame ``pairs``, strongest first; see :func:`textmine.reuse.judge.pairs.find_pairs`.

        Raises
        ------
        FrameError
            If there is no such report, or ``top`` is negative.
        """
        mined = self.mined
        with watch_steps("pairs", 2, show=self.progress):
            begin_step("who holds what")
            evidence = self.evidence
            begin_step(f"pairs of {Counted(len(mined.texts.reports)):report}")
            return find_pairs(evidence, report_id, top=top, seed=seed)

    @check_arguments
    def align(self, a: str, b: str) -> ReportAlignment:
        """Align two reports, with the edits that turn one into the other.

        Parameters
        ----------
        a, b : str
            Their report_ids.

        Returns
        -------
        ReportAlignment
            A frame, see :func:`textmine.reuse.judge.align.align_reports`, which a notebook shows
            side by side.

        Raises
        ------
        FrameError
            If there is no such report.
        """
        return ReportAlignment(align_reports(self.mined, self.passages, a, b))

    @check_arguments
    def sensitivity(
        self,
        *,
        min_chars: Sequence[int] = (20, 30, 50, 100),
        edited: Sequence[bool] = (True, False),
    ) -> pd.DataFrame:
        """Show how results depend on the least length, on edits and on what is masked.

        The texts are not searched again: passages are gathered anew from what was found.

        Parameters
        ----------
        min_chars : sequence of int, optional
            Least lengths; none below that of this run, for shorter runs were not looked for.
        edited : sequence of bool, optional
            With and without edited copies; only without where this run looked for none.

        Returns
        -------
        pandas.DataFrame
            See :func:`textmine.reuse.judge.sensitivity.describe_variants`.

        Raises
        ------
        FrameError
            If a length is below this run's.
        """
        from textmine.reuse.judge.sensitivity import describe_variants

        own = self.index.settings
        if short := [n for n in min_chars if n < own.min_chars]:
            raise FrameError(
                f"sensitivity: min_chars {short[0]} is below {own.min_chars}, the least length of "
                f"this run; mine with min_chars={min(short)} to compare"
            )
        asked = [
            (n, with_edits)
            for with_edits in edited
            if own.edited or not with_edits
            for n in min_chars
        ]
        base = self.mined
        shown = watch(asked, len(asked), "variants", "variant", show=self.progress)
        variants = (
            (n, with_edits, self._gather(n, edited=with_edits))
            for n, with_edits in shown
        )
        return describe_variants(variants, base)

    @check_arguments
    def family(self, family_id: str) -> SharedFamily:
        """Give one family with its places and its template.

        Parameters
        ----------
        family_id : str
            A family.

        Returns
        -------
        SharedFamily
            ``.row``, ``.passages`` and ``.template``.

        Raises
        ------
        FrameError
            If there is no such family.
        """
        template = self.template(family_id)
        row = self.families[self.families["family_id"] == family_id].iloc[0]
        own = self.passages["family_id"] == family_id
        return SharedFamily(row, self.passages[own].reset_index(drop=True), template)

    @check_arguments
    def template(self, family_id: str) -> str:
        """Find the fixed text and the slots that the passages of a family share.

        Parameters
        ----------
        family_id : str
            A family.

        Returns
        -------
        str
            E.g. ``"[年]年主动公开信息[数]条"``; see
            :func:`textmine.text.template.find_template`.

        Raises
        ------
        FrameError
            If there is no such family.
        """
        from textmine.text.template import find_family_template, spell_template

        own = self.families["family_id"] == family_id
        if not own.any():
            raise FrameError(
                f"no family {family_id!r} among the {len(self.families)} in reuse.families"
            )
        example = str(self.families.loc[own, "text"].iloc[0])
        spans = self.passages[self.passages["family_id"] == family_id]
        reports = self.mined.texts.reports
        return spell_template(find_family_template(example, spans, reports))

    @check_arguments
    def save_index(self, path: str | Path) -> None:
        """Write to one file what :func:`mine_reuse` needs to add reports to these.

        These are then not read again.

        Parameters
        ----------
        path : str or pathlib.Path
            The file; overwritten if there is one. About 10 bytes a character.
        """
        self.index.save(path)

    @check_arguments
    def add(self, source: NarrativeSource | pd.DataFrame) -> Reuse:
        """Mine these reports together with further ones.

        Only the new texts are normalised and searched for official wording. Reports are searched
        for what stands in earlier ones, by year, so that what was found in years before those of
        the new reports still holds. Families, whose numbers of reports change with every addition,
        are gathered anew when next asked for.

        Parameters
        ----------
        source : NarrativeSource or pandas.DataFrame
            Further reports; a report_id that is mined already is replaced.

        Returns
        -------
        Reuse
            The same, byte for byte, as mining all reports at once.
        """
        with watch_steps("reuse", SEARCH_STEPS, show=self.progress):
            begin_step("texts")
            found = self.index.extend(read_texts(source))
        return Reuse(found, self.progress, (*self.sources, source))

    @cached_property
    def trace_index(self) -> TraceIndex:
        """These reports laid out to trace texts in; made when first asked for."""
        reading, memory = self.index.reading, self.index.memory
        length = self.index.settings.min_chars
        found = (self.mined.passages_frame, self.families)
        return TraceIndex.build(reading.texts, reading.stream, memory, length, *found)

    @check_arguments
    def trace(self, text: str, *, agency: str | None = None) -> Trace:
        """Find where a text stands in these reports: every run of ``min_chars`` characters.

        Parameters
        ----------
        text : str
            Any text, a draft for example.
        agency : str, optional
            Name or agency_id of the agency whose text it is, to tell its own from others' words.

        Returns
        -------
        Trace
            ``.spans`` with first holder and kind, ``.holders`` with every report that holds a run;
            see :func:`textmine.reuse.trace.tracing.trace_text`.

        Raises
        ------
        FrameError
            If the text is one line with the name of a file.
        """
        refuse_path(text, what="trace")
        with watch_steps("trace", 2, show=self.progress):
            begin_step("index of the reports")
            index = self.trace_index
            begin_step("who holds the text")
            return trace_text(index, text, agency=agency)

    def residue(self) -> pd.DataFrame:
        """Find other agencies' names and other years left inside reused passages.

        Returns
        -------
        pandas.DataFrame
            See :func:`textmine.reuse.judge.residue.find_residue`.
        """
        with watch_steps("residue", 2, show=self.progress):
            begin_step("passages")
            mined = self.mined
            begin_step("names and years")
            return find_residue(mined, self.passage_parts())

    @check_arguments
    def network(self, *, max_agencies: int = 20) -> nx.DiGraph[str]:
        """Draw the network of agencies that share rare passages.

        Parameters
        ----------
        max_agencies : int, optional
            Families of more agencies are templates, not ties between agencies.

        Returns
        -------
        networkx.DiGraph
            See :func:`textmine.reuse.judge.network.build_network`.
        """
        from textmine.reuse.judge.network import build_network

        with watch_steps("network", 2, show=self.progress):
            begin_step("passages")
            found = (self.mined, self.families, self.passages)
            begin_step("ties and communities")
            return build_network(*found, max_agencies=max_agencies)


@check_arguments
def mine_reuse(
    source: NarrativeSource | pd.DataFrame,
    *,
    min_chars: int = 20,
    edited: bool = True,
    references: Sequence[str] | None = None,
    index: str | Path | None = None,
    successors: bool = True,
    progress: bool | None = None,
) -> Reuse:
    """Find all text that reports share, at any frequency, and say where it comes from.

    Every run of at least ``min_chars`` characters (white space, punctuation, width and case do not
    count) that stands in two reports is covered by a passage. Passages are gathered into families;
    a family's kind says whether law, a template, a neighbour or last year's report gave the words.
    Cost grows with the length of the texts, not with the number of reports that share a passage.

    Parameters
    ----------
    source : NarrativeSource or pandas.DataFrame
        A corpus, or a frame with columns report_id and text and, where known, section, start,
        agency, region, province, level, agency_type, year, published. Chinese or English.
    min_chars : int, optional
        Least length of a passage in normalised characters, edited copies included, at least 4.
    edited : bool, optional
        Whether to look for edited copies too; without, passages are verbatim.
    references : sequence of str, optional
        Official wording to set apart; the statutes, notices and forms of the package by default.
    index : str or pathlib.Path, optional
        File that :meth:`Reuse.save_index` wrote: the reports are mined together with those in it,
        which are not read again. The other arguments must be those that it was made with.
    successors : bool, optional
        Whether an agency is one with those that it took over from in a reform: what they share is
        ``self`` then, and ``joined_by`` says so.
    progress : bool, optional
        Whether a bar shows rate and time left, also while frames of the result are gathered; by
        default on a terminal and in a notebook.

    Returns
    -------
    Reuse
        Frames ``families``, ``passages`` and ``scores``.

    Raises
    ------
    FrameError
        If the source lacks report_id or text, ``min_chars`` is too small, or the index is none or
        was made with other arguments.

    Examples
    --------
    >>> sentence = (
    ...     "个别科室主动公开意识不强，部分栏目更新不够及时，与群众期待还有差距。"
    ... )
    >>> contents = [sentence, "我局认为，" + sentence, "另有情况。"]
    >>> reports = pd.DataFrame({"report_id": ["a", "b", "c"], "text": contents})
    >>> passages = mine_reuse(reports).passages
    >>> passages[["report_id", "start", "end", "df_reports"]].to_numpy().tolist()
    [['a', 0, 33, 2], ['b', 5, 38, 2]]
    """
    if min_chars < LEAST_MIN_CHARS:
        raise FrameError(
            f"mine_reuse: min_chars is {min_chars}; "
            f"expected at least {LEAST_MIN_CHARS} (20 is usual for Chinese)"
        )
    given = None if references is None else tuple(references)
    settings = SearchSettings(min_chars, edited, given, successors)
    known = None if index is None else Index.load(index)
    if known is not None and known.settings != settings:
        differing = known.settings.name_differences(settings)
        raise FrameError(
            f"mine_reuse: {index} was made with {differing}; expected the same arguments here"
        )
    with watch_steps("reuse", SEARCH_STEPS, show=progress):
        begin_step("texts")
        texts = read_texts(source, successors=successors)
        found = Index.build(texts, settings) if known is None else known.extend(texts)
    return Reuse(found, progress, (source,))


def mine_reuse_parts(
    parts: Iterable[pd.DataFrame], *, min_chars: int = 20, successors: bool = True
) -> Reuse:
    """Find what the reports of a corpus share that comes in parts, as :func:`mine_reuse` does.

    Parameters
    ----------
    parts : iterable of DataFrame
        Narratives with ``start``, each let go of before the next is asked for; what is as long as
        the texts lies in mapped files where a folder for them is in use
        (:mod:`textmine.scratch`).
    min_chars, successors
        As for :func:`mine_reuse`.

    Returns
    -------
    Reuse
        The same for any parts.

    Raises
    ------
    FrameError
        If a column is missing.
    """
    texts = read_text_parts(parts, successors=successors)
    n_chars = int(texts.contents.lengths().sum())
    announce_scratch(n_chars * SCRATCH_A_CHARACTER, "the search for reuse")
    return Reuse(Index.build(texts, SearchSettings(min_chars, successors=successors)))


VERBATIM = GatherRules(merge_gap=0, next_gap=-1, far_gap=0)
"""Without edited copies nothing is bridged: a passage holds no character that is not shared."""


def _align(index: Index, layout: StreamLayout, *, edited: bool) -> Alignments:
    """Pairs of spans that read alike, verbatim or edited."""
    stream, min_chars = index.reading.stream, index.settings.min_chars
    pieces, runs = cut_pieces(stream, layout.report, index.memory.repeats, min_chars)
    links = align_pieces(pieces, runs, layout, min_chars)
    if not edited:
        return links
    changed = set_apart(index.edited, pieces, stream)
    return links.join(cut_composites(changed, stream))
