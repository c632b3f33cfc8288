"""Texts traced in the results of a run: the index that belongs to them, and what is asked of it."""
