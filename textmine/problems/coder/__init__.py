"""From a statement to the categories of the codebook.

codebook, statements   what the categories are, and labelled examples
matches, cuetable       a statement → the cues that count in it
cues                    cues → categories with the words that decided (the explainable coder)
features, clauses, ridge, calibration, model   statement → row → score → probability → label
store                   the shipped model: from its file, or trained where the file is stale
classifier              the trained coder, as an estimator
coding, facets          labels and probabilities as columns; how specific and how hedged
"""
