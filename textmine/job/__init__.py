"""The whole way, and the commands: only here both sides, text and analysis, are known.

``plan`` lists the stages: what each needs, gives and looks at; ``analyses`` holds their functions.
``run`` finds the inputs, has the plan gone through (``flow``), and writes the ``results``: frames,
page and manifest, whole or not at all. ``cluster`` is the engine of a Dask cluster. ``lists`` are
what a user brings besides reports. ``statements``, ``pair``, ``trace``, ``problem_bundle`` and
``doctor`` are what the other commands do.
"""
