"""What texts share: repeats of the whole corpus, exact copies and edited ones.

::

    stream ─ repeats ─→ pieces ─→ links ─────────────────────────────┐
       │        └─→ stable ┄ what is the same everywhere is skipped  ├─→ alignments
       └─ seeds ─→ edited ─→ borders ─→ composites ──────────────────┘

The index keeps what is known of each text, so that only new ones need be searched. Apart from
that, scrambled finds copies in other words between two texts.
"""
