"""How the plan is gone through: in memory where the corpus is small, else over partitions on disk.

Both ways run the same stages on the same tables. In memory (``in_memory``) there is one partition,
whose tables are handed from stage to stage. On disk (``partitioned``) a stage is a list of
``steps`` that the engine spreads over processes or machines; stages that look at an agency with all
its years go through an ``exchange`` of rows. Either way each finished step is ``kept`` under one of
the ``keys`` of all that went into it, so that a run that was stopped goes on from there.
``limits`` say which way a corpus goes; ``reading`` says which reports are mined and who their
agencies are; ``found`` keeps what lay beside them.
"""
