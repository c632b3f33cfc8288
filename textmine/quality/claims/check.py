"""Every number of the narratives against the cells of the tables."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from textmine.intake.arguments import check_arguments
from textmine.intake.frames import take_frame
from textmine.quality.cells import make_grid
from textmine.quality.claims.judged import (
    Ground,
    JudgedClaim,
    group_by_sentence,
    judge_claim,
)
from textmine.quality.claims.lists import excuse_parts, judge_lists
from textmine.quality.claims.rates import check_rates
from textmine.quality.claims.readings import may_have_cells
from textmine.quality.claims.rules import quantities_compared
from textmine.quality.claims.shares import check_shares
from textmine.quality.claims.totals import check_totals
from textmine.schema import frame_columns


@check_arguments
def check_claims(
    claims: pd.DataFrame,
    tables: pd.DataFrame,
    reports: pd.DataFrame,
    *,
    narrative: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Compare the numbers that the narrative states with the tables.

    Each quantity has readings (收到申请 may be 新收 or 新收 + 上年结转): a claim that equals one of
    them passes, and the evidence names it; a claim of 0 is compared with the first only. A reading
    that leaves something out (复议 without 尚未审结) counts where the clause names it (审结); a
    claim that equals nothing else is UNCERTAIN. An approximate claim passes where a reading lies in
    its range:

    - 余, 多, 超过, 以上: up to the next number as round (40余: under 50; 1.5亿余: under 1.6亿;
      20余万: under 30万, but 20万余: under 21万); 不足, 不超过, 以内: down to the one before;
    - 近, 约, 左右: within a tenth, and at least as far as rounding goes;
    - a number in 万, 千 or 百, or with decimals: rounded or cut at the last digit written (1.2万:
      11,500 to under 13,000; 120.00万元: 1,199,950 to under 1,200,100); none of these for 0.

    A sum of money also passes where it gives the cell's number when it is rounded or cut to the
    last digit of the cell, in the unit printed there. A claim that equals none FAILS only where
    its clause is nothing but words of closed lists that join cue, object and number
    (全年共收到政府信息公开申请5件), in a sentence that speaks of this agency and this year. One in
    a list (其中予以公开5件) fails only where its sentence shows that the list is of what the tables
    count: its head or its other parts equal them. What is approximate fails only a quarter off
    (``FAR_OFF``), and never as a range. A claim is UNCERTAIN where it is less than the last digit
    of a cell that holds 0; where a cell is blank; where its words point to a part, another period
    or another body (其中, 累计, 上年, 市本级) or may count something else (低保申请5件); where
    outcomes may have been put together or apart otherwise than in the table; or where the report
    claims a larger number of the same quantity, surely or as the tables have it, of which this one
    may be a part.

    A reason (国家秘密2件), a channel (网络申请41件: the statistical table alone) is compared behind
    its head or its siblings; outcomes counted together (予以公开和部分公开合计39件) with the sum of
    their cells. A share (予以公开480件，占39.7%; 予以公开占39.7%) is compared with its part over
    its whole, up to 1 in its last digit: it FAILS where its part is sure, where its words
    (占办结总数的), the head of its list or another share of it tell the whole, where no number
    before it in its line is that whole, and where the outcomes of the table make up their total.

    A rate that cells determine (办结率97.1%, 公开率, 纠错率) is compared with all that it may be; a
    sum over what was just told (二者合计39件) with the numbers before it, and FAILS where these
    hold.

    Parameters
    ----------
    claims : DataFrame
        Frame ``claims``; ``quantity`` is an id of ``resources/quantities.toml``; how far a number
        is written is read from the end of ``text``, where it stands there.
    tables, reports : DataFrame
        The frames of these names; money without a ``unit`` counts as in the form. ``agency``,
        ``region`` and ``year`` of ``reports`` tell, where they are there, of whom and when a
        sentence speaks: a claim beside a year fails only where it is the report's.
    narrative : DataFrame, optional
        Frame ``narrative`` (``report_id``, ``start``, ``text``): the sentences of the claims.
        Without it a claim is judged by its own ``text``, and no share, rate or sum is read.

    Returns
    -------
    pandas.DataFrame
        Frame ``checks``: ``claim_<quantity>``, one row per claim whose quantity has cells, and
        ``claim_share``, ``claim_rate`` and ``claim_total``, one per share, rate or sum that can be
        compared, in the order of ``reports`` and of the text; ``expected`` lists the readings and
        their values (money in 元), ``found`` is the claim as a number, ``start`` and ``end`` are
        the claim's. Quantities without a cell (信息处理费 and 主动公开信息 but in the statistical
        table of 2014 to 2018) are not compared: a 信息处理费 of nothing beside 行政事业性收费 in
        table 2 is no contradiction.

    Raises
    ------
    FrameError
        If a column is missing.

    References
    ----------
    国务院办公厅政府信息与政务公开办公室, 国办公开办函〔2019〕60号 and 〔2021〕30号: the tables. The
    readings are this library's own, after how published reports count.

    Examples
    --------
    >>> from textmine.schema import make_frame
    >>> text = "全年收到申请5件"
    >>> claims = make_frame(
    ...     "claims",
    ...     [
    ...         {
    ...             "report_id": "r1",
    ...             "quantity": "received_applications",
    ...             "value": 5,
    ...             "unit": "件",
    ...             "approximate": False,
    ...             "start": 0,
    ...             "end": 8,
    ...             "text": text,
    ...         }
    ...     ],
    ... )
    >>> cell = {
    ...     "report_id": "r1",
    ...     "table": "3",
    ...     "row_label": "",
    ...     "column_label": "",
    ...     "column": 6,
    ...     "state": "VALUE",
    ... }
    >>> tables = make_frame(
    ...     "tables",
    ...     [
    ...         {**cell, "row": row, "value": value, "start": 0, "end": 1}
    ...         for row, value in [(0, 4), (1, 1), (23, 5)]
    ...     ],
    ... )
    >>> reports = pd.DataFrame({"report_id": ["r1"], "form": ["2021"]})
    >>> check_claims(claims, tables, reports)[["status", "expected"]].values.tolist()
    [['PASS', '新收=4; 新收+结转=5; 办理结果总计=5']]
    """
    claims = take_frame(claims, frame_columns("claims"), what="claims")
    grid = make_grid(tables, reports)
    if narrative is not None:
        needed = ["report_id", "start", "text"]
        narrative = take_frame(narrative, needed, what="narrative")
    ground = Ground.of(grid, reports, narrative)
    judged = judge_claims(claims, ground)
    rows = [claim.to_row() for claim in judged]
    if narrative is not None:
        beside = group_by_sentence(judged)
        rows += check_shares(beside, ground)
        rows += check_rates(beside, ground)
        rows += check_totals(beside)
    # Each share behind the number that it is of.
    return ground.to_frame(rows)


def judge_claims(claims: pd.DataFrame, ground: Ground) -> list[JudgedClaim]:
    """Judge claims by themselves, beside what their sentences count, and beside one another.

    Parameters
    ----------
    claims : DataFrame
        Frame ``claims``.
    ground : Ground
        What the reports count and tell.

    Returns
    -------
    list of JudgedClaim
        Those that can be compared, in the order of the reports and of the text.
    """
    judged = [
        judge_claim(row, ground)
        for row in _in_order(claims, ground.at).to_dict("records")
        for owner in [ground.owners[ground.at[row["report_id"]]]]
        if may_have_cells(row["quantity"], owner.form)
    ]
    return excuse_parts(judge_lists(judged, ground.sums))


def _in_order(claims: pd.DataFrame, at: Mapping[str, int]) -> pd.DataFrame:
    """Claims that can be compared, in the order of the reports and of the text."""
    known = claims[
        claims["report_id"].isin(list(at))
        & claims["quantity"].isin(list(quantities_compared()))
        & claims["value"].notna()
    ]
    placed = known.assign(_at=known["report_id"].map(at))
    return placed.sort_values(["_at", "start", "end"], kind="stable")
