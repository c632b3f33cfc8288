"""Stretches that two texts share: repeats of the whole corpus, exact copies, edited ones."""
