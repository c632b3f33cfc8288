"""Stated problems: what agencies say is wrong, and what becomes of it.

coder       statements → categories with evidence and probability
validation  how far a coder can be trusted: sheets, agreement, corrected shares
answers     problem → measure of the same report, problem → problem of the next year
"""

from textmine.door import open_door

_HOMES = {
    "Category": "textmine.problems.coder.codebook",
    "Codebook": "textmine.problems.coder.codebook",
    "CodebookClassifier": "textmine.problems.coder.cues",
    "ColumnCoder": "textmine.problems.validation.coders",
    "FunctionCoder": "textmine.problems.validation.coders",
    "ProblemClassifier": "textmine.problems.coder.classifier",
    "Regression": "textmine.problems.validation.regression",
    "ShippedCoder": "textmine.problems.validation.coders",
    "adjudicate": "textmine.problems.validation.sheets",
    "code_facets": "textmine.problems.coder.facets",
    "code_with": "textmine.problems.validation.coders",
    "corrected_shares": "textmine.problems.validation.correction",
    "cross_validate": "textmine.problems.validation.evaluate",
    "draw_next": "textmine.problems.validation.planning",
    "draw_sample": "textmine.problems.validation.sampling",
    "draw_uncertain": "textmine.problems.validation.sampling",
    "find_disagreements": "textmine.problems.validation.coders",
    "find_follow_through": "textmine.problems.answers.persistence",
    "label_matrix": "textmine.problems.coder.coding",
    "judge_measures": "textmine.problems.answers.judging",
    "load_codebook": "textmine.problems.coder.codebook",
    "load_statements": "textmine.problems.coder.statements",
    "make_adjudication": "textmine.problems.validation.sheets",
    "masi_distance": "textmine.problems.validation.agreement",
    "match_responses": "textmine.problems.answers.response",
    "match_years": "textmine.problems.answers.persistence",
    "measure_agreement": "textmine.problems.validation.agreement",
    "measure_calibration": "textmine.problems.validation.evaluate",
    "plan_coding": "textmine.problems.validation.planning",
    "plan_regression": "textmine.problems.validation.regression",
    "read_sheet": "textmine.problems.validation.sheets",
    "regress": "textmine.problems.validation.regression",
    "replay_trail": "textmine.problems.validation.coders",
    "score_facets": "textmine.problems.coder.facets",
    "score_labels": "textmine.problems.validation.evaluate",
    "score_responses": "textmine.problems.answers.response",
    "watch_drift": "textmine.problems.validation.coders",
    "watch_share": "textmine.problems.validation.planning",
    "write_sheets": "textmine.problems.validation.sheets",
    "write_trail": "textmine.problems.validation.coders",
}
__getattr__, __dir__, __all__ = open_door(__name__, _HOMES)
