"""Passages that belong together: families, the kind of each with its reasons, scores per report.

::

    alignments ─ gather ─→ passages in families ─ facts ─→ provenance ─→ scores
                                     └────────── catalogue ──────────┘

The catalogue holds what one run found and gives the frames ``families``, ``passages`` and
``scores``; template finds what the passages of one family have in common.
"""
