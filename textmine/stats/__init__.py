"""What several analyses need of statistics.

``groups`` makes labels of a column, ``labels`` brings what carries some into one order; ``lines``
says which reports are of one agency. ``intervals`` and ``odds`` are for independent cases;
``shares``, ``resampling`` and ``linear`` keep agencies whole; ``discovery`` adjusts many p-values
at once.
"""
