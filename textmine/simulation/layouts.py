"""The section of problems and measures, in each of the layouts that agencies use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from textmine.resources.load import load_toml
from textmine.simulation.draft import NUMERALS, Draft, Piece, Style, item_mark
from textmine.simulation.problems import YearOfProblems


@dataclass(frozen=True, slots=True)
class SectionWriter:
    """What a layout writes: problems and measures with their marks, under an opening clause."""

    rng: Random
    draft: Draft
    style: Style
    intro: str
    problems: list[Piece]
    measures: list[Piece]

    def word(self, name: str) -> str:
        """Draw a heading or turn phrase."""
        choices: str = load_toml("simulate/problems.toml")["layout"][name]
        return self.rng.choice(choices.split("|"))

    def write(self, items: list[Piece], style: str, lead: str) -> None:
        """Write items: in one paragraph for 一是 and the like, else a paragraph each."""
        if style in ("yishi", "digit", "circle"):
            pieces: list[Piece] = [(lead, None)]
            for i, item in enumerate(items):
                pieces += [
                    (item_mark(style, i), None),
                    item,
                    ("；" if i < len(items) - 1 else "。", None),
                ]
            self.draft.paragraph(pieces)
            return
        if lead:
            self.draft.paragraph([(lead.rstrip("，：") + "：", None)])
        for i, item in enumerate(items):
            self.draft.paragraph([item, ("。", None)], item_mark(style, i))


def write_problems(
    draft: Draft, style: Style, intro: str, content: YearOfProblems, rng: Random
) -> int:
    """Write the problem section, and a section of measures where the layout has one.

    Parameters
    ----------
    draft : Draft
        Written to; problems and measures are marked.
    style : Style
        The layout; ``style.flow`` says how problems and measures follow each other.
    intro : str
        Opening clause.
    content : YearOfProblems
        Problems and measures.
    rng : random.Random
        Source of chance.

    Returns
    -------
    int
        Number of the next section, from 0.
    """
    problems: list[Piece] = [
        (s.text, {"problem": i}) for i, s in enumerate(content.problems)
    ]
    measures: list[Piece] = [
        (text, {"measure": i}) for i, text in enumerate(content.measures)
    ]
    section = SectionWriter(rng, draft, style, intro, problems, measures)
    split = style.flow == "sections"
    plain = style == Style() or rng.random() < 0.4
    title = "存在的主要问题及改进情况" if plain else section.word("heading")
    title = section.word("split_problems") if split else title
    draft.heading("problems", style.ordinal.format(NUMERALS[4]) + title, style.heading)
    flow = style.flow
    if flow == "interleaved" and any(
        answer != (i,) for i, answer in enumerate(content.answers)
    ):
        flow = "turn"
    _FLOWS[flow](section)
    return 6 if split else 5


def _turn(section: SectionWriter) -> None:
    """Problems, a turn phrase, measures."""
    section.write(section.problems, section.style.item, section.intro + "：")
    section.write(section.measures, section.style.measure_item, section.word("turn"))


def _list(section: SectionWriter) -> None:
    """Problems as a list in one sentence, a turn phrase, measures."""
    pieces: list[Piece] = [(section.intro + "，主要是：", None)]
    for i, problem in enumerate(section.problems):
        pieces += [problem, ("；" if i < len(section.problems) - 1 else "等。", None)]
    section.draft.paragraph(pieces)
    section.write(section.measures, section.style.measure_item, section.word("turn"))


def _sub(section: SectionWriter) -> None:
    """Problems and measures under sub-headings."""
    section.draft.paragraph([("（一）" + section.word("sub_problems"), None)])
    section.write(section.problems, section.style.item, section.intro + "：")
    section.draft.paragraph([("（二）" + section.word("sub_measures"), None)])
    section.write(section.measures, section.style.measure_item, "")


def _labelled(section: SectionWriter) -> None:
    """Problems and measures behind labels."""
    section.write(section.problems, section.style.item, "存在问题：")
    section.write(section.measures, section.style.measure_item, "改进措施：")


def _first(section: SectionWriter) -> None:
    """What was improved, then problems."""
    section.write(section.measures, section.style.measure_item, "改进情况：")
    section.write(section.problems, section.style.item, "存在问题：")


def _interleaved(section: SectionWriter) -> None:
    """Each problem with its measure."""
    count = len(section.problems)
    section.draft.paragraph([(section.intro + "。", None)])
    for i, measure in enumerate(section.measures):
        lead: list[Piece] = [section.problems[i], ("。", None)] if i < count else []
        section.draft.paragraph(
            [*lead, ("改进措施：", None), measure, ("。", None)], item_mark("dot", i)
        )


def _sections(section: SectionWriter) -> None:
    """Problems, then a section of its own for measures."""
    style = section.style
    section.write(section.problems, style.item, "")
    title = style.ordinal.format(NUMERALS[5]) + section.word("split_measures")
    section.draft.heading("measures", title, style.heading)
    section.write(section.measures, style.measure_item, "")


_FLOWS: dict[str, Callable[[SectionWriter], None]] = {
    "turn": _turn,
    "list": _list,
    "sub": _sub,
    "labelled": _labelled,
    "first": _first,
    "interleaved": _interleaved,
    "sections": _sections,
}
