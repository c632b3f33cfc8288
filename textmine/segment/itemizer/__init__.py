"""The itemiser: the part on problems → its problems and measures, with confidence.

tokens        a part → clauses between marks, with numbers of lists
layout        lines, cells, siblings of lists, what is quoted and answered
labels        what a token may be: begin or inside of a problem, a measure; turn, label, frame
topics        a clause → what it is about
features      tokens → what the model sees of each
decoder       probabilities of labels → whole statements: lists read as lists
enumerations  which commas and ； of a sentence part statements
quotes        针对A的问题，做B → a problem and its answer
model         trained, loaded, asked: statements of a part, each with its confidence
"""
