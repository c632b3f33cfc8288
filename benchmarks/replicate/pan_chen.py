"""Pan & Chen (2018), corrected by design-based supervised learning.

Egami, Hinck, Stewart & Wei (2024) regress whether a complaint is passed upward on what it accuses
of; whom it accuses was coded by a language model in all 1,412 posts and by experts in 500. The
figures are those of the package's articles "Get started" (coefficients) and "FAQ" (power). Its
errors are the sandwich of rows (HC0); ``regress`` leaves out one row after the other, whose errors
are a little larger, so the sandwich of the same solution is compared.

Pan, J. & Chen, K. (2018). Concealing corruption. American Political Science Review 112, 602-620.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.replicate.tables import Figure, Study
from textmine.problems.validation.moments import solve_moments
from textmine.problems.validation.regression import (
    Regression,
    _take_steps,
    plan_regression,
    regress,
)

Floats = NDArray[np.float64]

DATA = "PanChen.rdata"
# Term: estimate, standard error.
PUBLISHED = {
    "countyWrong": (-0.2617, 0.2230),
    "prefecWrong": (-1.1162, 0.2970),
    "connect2b": (-0.0788, 0.1197),
    "prevalence": (-0.3271, 0.1520),
    "regionj": (0.1253, 0.4566),
    "groupIssue": (-2.3222, 0.3597),
}
# Hand-coded posts: predicted standard error of countyWrong.
POWER = {500: 0.2230, 600: 0.2046, 700: 0.1904, 800: 0.1789, 900: 0.1695, 1000: 0.1616}
NAIVE = (-1.336, 0.159)
"""countyWrong with the machine's codes taken as truth (not printed there: any logistic regression
of the same columns)."""
TOLERANCE, TOLERANCE_SE, TOLERANCE_POWER = 0.01, 0.0015, 0.002
"""The published figures hang on a forest's seed; ours predict by logistic regression."""


def replicate(folder: Path) -> list[Figure]:
    """Coefficients, standard errors and planned standard errors."""
    frame = _read(folder / DATA)
    regression = Regression(
        outcome="SendOrNot",
        covariates=list(PUBLISHED),
        hand={"countyWrong": "expert"},
        model="logistic",
        # As the package does by default: the model's label alone predicts the expert's.
        predict_from="machine",
    )
    found = regress(frame, regression).set_index(["method", "term"])
    sandwich = _sandwich(frame, regression)
    figures = []
    for term, (estimate, se) in PUBLISHED.items():
        row = found.loc[("dsl", term)]
        figures.append(Figure(term, estimate, float(row["estimate"]), TOLERANCE))
        ours = sandwich["dsl"][list(PUBLISHED).index(term) + 1]
        figures.append(Figure(f"{term}, se", se, float(ours), TOLERANCE_SE))
    naive = found.loc[("naive", "countyWrong")]
    figures.append(
        Figure("countyWrong, naive", NAIVE[0], float(naive["estimate"]), TOLERANCE)
    )
    figures.append(
        Figure(
            "countyWrong, naive, se",
            NAIVE[1],
            float(sandwich["naive"][1]),
            TOLERANCE_SE,
        )
    )
    plan = plan_regression(frame, regression, sizes=list(POWER))
    planned = plan[plan["term"] == "countyWrong"].set_index("n_coded")["se"]
    # What the sandwich lacks of leaving out each row does not hang on how many are coded.
    lacking = (
        float(found.loc[("dsl", "countyWrong"), "se"]) ** 2 - sandwich["dsl"][1] ** 2
    )
    for size, se in POWER.items():
        ours = float((planned[size] ** 2 - lacking) ** 0.5)
        figures.append(Figure(f"se with {size}", se, ours, TOLERANCE_POWER))
    return figures


def _sandwich(frame: pd.DataFrame, regression: Regression) -> dict[str, Floats]:
    """Errors of the intercept and each term by the sandwich of rows, corrected and not."""
    data, rows = _take_steps(frame, regression, "dsl", 0)
    plain = replace(data.rows, inverse=np.zeros(len(frame)))
    solved = {"dsl": rows, "naive": plain}
    return {
        name: np.sqrt(np.diag(solve_moments(own, regression.model).by_row))
        for name, own in solved.items()
    }


def _read(path: Path) -> pd.DataFrame:
    """The posts; the machine's code under the name of what it codes."""
    import rdata

    frame = rdata.read_rda(path)["PanChen"].reset_index(drop=True).astype("float64")
    names = {"countyWrong": "expert", "pred_countyWrong": "countyWrong"}
    return frame.rename(columns=names)


STUDY = Study("pan_chen", (DATA,), replicate)
