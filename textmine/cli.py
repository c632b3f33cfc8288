"""The commands ``textmine mine``, ``classify``, ``compare``, ``simulate`` and ``doctor``."""
