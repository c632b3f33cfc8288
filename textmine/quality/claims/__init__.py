"""Numbers of the narrative against the cells of the tables.

::

    places, elsewhere, clauses   where a number stands, and what its clause surely counts
    precision                    how far a number is written: what it may stand for
    readings                     the cells whose sum a quantity may be
    judged                       what numbers are judged on; one against its readings
    lists                        a second look: what the numbers beside it tell
    shares                       占39.7% → the cells of its part and of its whole
    rates                        办结率97.1% → the cells that determine it
    totals                       二者合计39件 → the numbers before it
    check                        frames → frame ``checks``
    changes                      较上年增长25% → the report of the year before

The words are data, resources/quantities.toml: ``rules`` gives them by name.
"""
