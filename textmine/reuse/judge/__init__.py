"""What the shared passages mean.

From what the families hold: ``pairs`` ranks reports (``align`` sets two side by side, ``null``
says what chance gives, ``direction`` who came first, ``commons`` what two may have from
elsewhere), ``network`` ties agencies, ``residue`` finds what a copier forgot to change.
``boilerplate`` is an estimator for texts of any kind.
"""
