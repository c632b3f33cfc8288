"""What several analyses need of statistics.

``groups`` makes labels of a column; ``intervals`` are for independent cases; ``resampling`` keeps
agencies whole; ``discovery`` adjusts many p-values at once.
"""
