"""What callers hand in, checked at one door: frames, texts and single values.

columns   one column by what it holds (text, label, year, offset, number) → clean, or refused
frames    a frame, a corpus, a Series, a list → a frame with clean columns
values    numbers, choices
cells     tables that people open and fill in: text stays text there and back
arguments all of these at a function's door, by its annotations
"""
