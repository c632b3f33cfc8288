"""One invented report: its facts put into words, laid out, soiled, and the truth about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any
from zlib import crc32

from textmine.resources.load import load_toml
from textmine.simulation.claims import Facts, draw_claims
from textmine.simulation.dirt import Dirt, Soiled, soil
from textmine.simulation.draft import NUMERALS, Draft, Piece, Style, item_mark
from textmine.simulation.families import Copy
from textmine.simulation.grammar import grammar
from textmine.simulation.layouts import write_problems
from textmine.simulation.profile import SimulationProfile
from textmine.simulation.tables import print_tables

PARTS = {
    "disclosure": "主动公开",
    "requests": "依申请公开",
    "management": "政府信息管理",
    "platform": "平台建设",
    "supervision": "监督保障",
}
_FORM = (
    ("disclosure", "主动公开政府信息情况"),
    ("applications", "收到和处理政府信息公开申请情况"),
    ("review", "政府信息公开行政复议、行政诉讼情况"),
)


@dataclass(frozen=True, slots=True)
class SimulatedReport:
    """A report as written to a file.

    Parameters
    ----------
    report_id, file_name, text : str
        Its name, the file's, and its content.
    metadata : dict
        agency, region, province, level, agency_type, year, published.
    truth : dict
        What a reader should find; offsets count in ``text``.
    """

    report_id: str
    file_name: str
    text: str
    metadata: dict[str, Any]
    truth: dict[str, Any]


class ReportWriter:
    """Writes reports under a profile.

    Parameters
    ----------
    profile : SimulationProfile
        What is wanted.
    names : callable
        Gives the report_id of a report's number.
    """

    def __init__(self, profile: SimulationProfile, names: Any) -> None:
        self.profile, self.names = profile, names
        self.domains = grammar().used(profile.themes)

    def write(
        self, rng: Random, facts: Facts, copies: Sequence[Copy]
    ) -> SimulatedReport:
        """Write a report.

        Parameters
        ----------
        rng : random.Random
            Source of chance.
        facts : Facts
            What it says.
        copies : sequence of Copy
            Copied texts it holds.

        Returns
        -------
        SimulatedReport
            Text and truth.
        """
        profile, draft = self.profile, Draft()
        style = Style.draw(rng) if profile.layouts else Style()
        facts, claims, planted = draw_claims(
            rng, facts, profile.contradictions, self.domains, themed=profile.themes > 0
        )
        self._opening(rng, draft, facts, style)
        draft.heading(
            "overview", style.ordinal.format("一") + "总体情况", style.heading
        )
        self._overview(
            rng, draft, facts, style, self._units(rng, facts, copies, claims)
        )
        blocks = print_tables(facts.tables, layout=style.table)
        for i, ((label, title), block) in enumerate(
            zip(_FORM, blocks, strict=True), start=1
        ):
            draft.heading(
                label, style.ordinal.format(NUMERALS[i]) + title, style.heading
            )
            draft.add(f"\n{block}\n")
        g, domain = grammar(), self._domain(rng, facts)
        intro = g.clause(rng, "frame.intro", domain, {"self": facts.agency.self_name})
        number = write_problems(draft, style, intro, facts.problems, rng)
        draft.heading(
            "other",
            style.ordinal.format(NUMERALS[number]) + "其他需要报告的事项",
            style.heading,
        )
        draft.paragraph([(g.clause(rng, "frame.other", domain), None)])
        if style.signed:
            y, m, d = facts.published.split("-")
            draft.add("\n")
            draft.add(
                f"{facts.agency.name}\n{y}年{int(m)}月{int(d)}日",
                _mark("signature", "mandated", "slot"),
            )
            draft.add("\n")
        dirt = _draw_dirt(rng) if profile.dirt else Dirt()
        return self._finish(
            draft,
            facts,
            soil(rng, "".join(draft.parts).strip("\n") + "\n", draft.prose, dirt),
            planted,
        )

    def _domain(self, rng: Random, facts: Facts) -> str:
        """Draw a domain: the agency's own every other time.

        Any of the themes' where themes are planted.
        """
        if not self.profile.themes and facts.agency.sector and rng.random() < 0.5:
            return facts.agency.sector
        return rng.choice(self.domains)

    def _opening(self, rng: Random, draft: Draft, facts: Facts, style: Style) -> None:
        """Write title and preamble."""
        name, title = facts.agency.name, f"{facts.year}年政府信息公开工作年度报告"
        draft.length = 0
        draft.add("# " if style.heading else "")
        draft.add(
            name + ("\n" if style.two_lines else "") + title,
            _mark("title", "mandated", "slot"),
        )
        draft.add("\n\n")
        if not self.profile.mandated:
            return
        formulas = load_toml("simulate/families.toml")["mandated"]
        for number, formula in enumerate(formulas):
            if number and rng.random() < 0.5:
                continue
            text = formula.format(agency=name, year=facts.year)
            draft.paragraph([(text, _mark(f"mandated-{number}", "mandated", "slot"))])

    def _units(
        self,
        rng: Random,
        facts: Facts,
        copies: Sequence[Copy],
        claims: dict[str, list[str]],
    ) -> dict[str, list[list[Piece]]]:
        """Sentences of the five parts of 总体情况: claims, own sentences and copies, in order."""
        g, p = grammar(), self.profile
        units: dict[str, list[list[Piece]]] = {part: [] for part in PARTS}
        copied = [self._copy(copy) for copy in copies]
        size = 250 + sum(
            len(text) for unit in copied for text, _ in unit
        )  # title, preamble, frames: about 250
        size += sum(len(s.text) + 4 for s in facts.problems.problems) + sum(
            len(m) + 4 for m in facts.problems.measures
        )
        size += sum(
            len(sentence) for sentences in claims.values() for sentence in sentences
        )
        target = rng.randint(*p.length)
        names, turn = list(PARTS), 0
        while size < target or turn < len(names):
            domain = self._domain(rng, facts)
            part = names[turn % len(names)]
            words = g.blend(domain, p.themes, p.overlap) if p.themes else domain
            text = g.sentence(
                rng, "theme" if p.themes else part, words, first=turn < len(names)
            )
            units[part].append([(text, {"theme": domain} if p.themes else None)])
            size += len(text)
            turn += 1
        for part, sentences in claims.items():
            units[part][1:1] = [[(sentence, None)] for sentence in sentences]
        for unit in copied:
            among = units[names[int(rng.random() * len(names))]]
            among.insert(rng.randint(1, len(among)), unit)
        self._stock(rng, units)
        return units

    def _copy(self, copy: Copy) -> list[Piece]:
        """Pieces of a copied text with their marks."""
        out: list[Piece] = []
        for text, origin in copy.pieces:
            mark = _mark(copy.family.name, copy.family.kind, copy.operator)
            mark["edit_rate"] = (
                copy.family.edit_rate if copy.operator == "edit" else None
            )
            mark["source_report"] = None if origin is None else self.names(origin)
            if copy.residue:
                left = copy.residue[1]
                mark["residue"] = (
                    *copy.residue,
                    [m.start() for m in re.finditer(re.escape(left), text)],
                )
            out.append((text, mark))
        return out

    def _stock(self, rng: Random, units: dict[str, list[list[Piece]]]) -> None:
        """Put set phrases before some of the agency's own sentences."""
        phrases = load_toml("simulate/families.toml")["stock"]
        own = [
            unit
            for part in units.values()
            for unit in part
            if len(unit) == 1 and not (unit[0][1] or {}).get("family")
        ]
        count = min(len(own), int(rng.random() * (2 * self.profile.stock + 1)))
        for number, unit in zip(
            rng.sample(range(len(phrases)), min(count, len(phrases))),
            rng.sample(own, count),
            strict=False,
        ):
            unit[:0] = [
                (phrases[number], _mark(f"stock-{number}", "stock", "verbatim")),
                ("，", None),
            ]

    def _overview(
        self,
        rng: Random,
        draft: Draft,
        facts: Facts,
        style: Style,
        units: dict[str, list[list[Piece]]],
    ) -> None:
        """Write 总体情况: an opening sentence and five parts."""
        g, domain = grammar(), self._domain(rng, facts)
        known = {"self": facts.agency.self_name, "year": str(facts.year)}
        draft.paragraph([(g.clause(rng, "frame.overview", domain, known) + "。", None)])
        tail = rng.choice(("情况", "", "方面"))
        for number, (part, title) in enumerate(PARTS.items()):
            pieces: list[Piece] = []
            heading = (
                ""
                if style.sub == "none"
                else f"{item_mark(style.sub, number)}{title}{tail}"
            )
            inline = style.sub != "none" and number % 2 == len(draft.parts) % 2
            if heading and not inline:
                draft.add(heading + "\n")
            cut = rng.randint(2, 6)
            for i, unit in enumerate(units[part]):
                pieces += unit
                if i % cut == cut - 1 or i == len(units[part]) - 1:
                    draft.paragraph(
                        pieces, heading + "。" if inline and heading else ""
                    )
                    pieces, heading = [], ""

    def _finish(
        self, draft: Draft, facts: Facts, soiled: Soiled, planted: list[dict[str, Any]]
    ) -> SimulatedReport:
        """Put the truth together."""
        a, themes, passages = facts.agency, [], []
        carried = {now for now, _, state in facts.problems.links if state == "verbatim"}
        for mark, start, end in draft.marks:
            if "theme" in mark:
                themes.append([*soiled.span(start, end), mark["theme"]])
            elif "family" in mark:
                passages.append(_passage(mark, soiled, start, end))
                planted += _residue(mark, soiled, start)
            elif mark.get("problem") in carried | facts.kept:
                source = facts.earlier_id if mark["problem"] in carried else None
                passages.append(
                    _passage(_problem_mark(mark, facts, source), soiled, start, end)
                )
        metadata = {
            "agency": a.name,
            "region": a.region,
            "province": a.province,
            "level": a.level,
            "agency_type": a.agency_type,
            "year": facts.year,
            "published": facts.published,
        }
        truth: dict[str, Any] = {
            "report_id": facts.report_id,
            **metadata,
            "form": facts.tables.form,
            "script": "simp",
            "headings": draft.headings,
            **_gold(facts),
            "section_cut": False,
            "passages": passages,
            "contradictions": planted,
        }
        if self.profile.themes:
            truth["themes"] = themes
        return SimulatedReport(
            facts.report_id, f"{facts.report_id}.txt", soiled.text, metadata, truth
        )


def _gold(facts: Facts) -> dict[str, Any]:
    """Problems, measures, tables and links of a report in the shape of the gold files."""
    content, tables = facts.problems, facts.tables
    return {
        "problems": [statement.text for statement in content.problems],
        "measures": list(content.measures),
        "problem_categories": [
            list(statement.categories) for statement in content.problems
        ],
        "problem_to_measures": [list(answer) for answer in content.answers],
        "table2": tables.table2,
        "table3": tables.table3,
        "table4": tables.table4,
        "persistence": [
            {
                "problem": now,
                "earlier_report_id": facts.earlier_id,
                "earlier_problem": then,
                "state": state,
            }
            for now, then, state in content.links
        ],
    }


def _mark(family: str, kind: str, operator: str) -> dict[str, Any]:
    """Mark of a planted passage."""
    return {
        "family": family,
        "kind": kind,
        "operator": operator,
        "edit_rate": None,
        "source_report": None,
    }


def _problem_mark(
    mark: dict[str, Any], facts: Facts, source: str | None
) -> dict[str, Any]:
    """Mark of a problem that stands verbatim in another year."""
    text = facts.problems.problems[mark["problem"]].text
    family = f"self-problem-{facts.agency.index}-{crc32(text.encode()):08x}"
    out = _mark(family, "self", "verbatim" if source else "source")
    return {**out, "source_report": source, "section": mark["section"]}


def _passage(
    mark: dict[str, Any], soiled: Soiled, start: int, end: int
) -> dict[str, Any]:
    """Row of a planted passage."""
    start, end = soiled.span(start, end)
    row = {
        key: mark[key] for key in ("family", "kind", "operator", "edit_rate", "section")
    }
    return {
        **row,
        "start": start,
        "end": end,
        "text": soiled.text[start:end],
        "source_report": mark["source_report"],
    }


def _residue(mark: dict[str, Any], soiled: Soiled, start: int) -> list[dict[str, Any]]:
    """Row of a contradiction for each place where a copy kept its source's name or year."""
    if not mark.get("residue"):
        return []
    check, left, places = mark["residue"]
    detail = f"{mark['family']}: 留有来源的“{left}”"
    row = {
        "check": check,
        "also": [],
        "section": mark["section"],
        "right": "",
        "found": left,
        "detail": detail,
    }
    spans = [soiled.span(start + at, start + at + len(left)) for at in places]
    return [{**row, "start": a, "end": b} for a, b in spans]


def _draw_dirt(rng: Random) -> Dirt:
    """Draw how untidy a file is: half of them are clean."""
    if rng.random() < 0.5:
        return Dirt()
    return Dirt(
        rng.choice((0, 0, 28, 34, 40)), rng.choice((0, 1, 2)), rng.random() < 0.3
    )
