"""Mine Chinese agencies' annual reports on open government information (政府信息公开年度报告)."""

from textmine.door import open_door

__version__ = "0.1.0"

_HOMES = {
    "BoilerplateDetector": "textmine.reuse.judge.boilerplate",
    "CodebookClassifier": "textmine.problems.coder.cues",
    "Corpus": "textmine.corpus.corpus",
    "FileLimits": "textmine.io.isolation.process",
    "ItemModel": "textmine.segment.itemizer.model",
    "ProblemClassifier": "textmine.problems.coder.classifier",
    "Report": "textmine.schema",
    "Reuse": "textmine.reuse.mine",
    "Segmenter": "textmine.text.words",
    "TextmineError": "textmine.errors",
    "ThemeModel": "textmine.themes.model",
    "audit": "textmine.corpus.audit.auditing",
    "check": "textmine.quality.whole",
    "compare": "textmine.compare",
    "add": "textmine.job.run",
    "correct_items": "textmine.corpus.audit.correcting",
    "describe_columns": "textmine.quality.registry",
    "load": "textmine.job.results",
    "load_codebook": "textmine.problems.coder.codebook",
    "load_pipeline": "textmine.pipeline.build",
    "mine": "textmine.job.run",
    "mine_phrases": "textmine.themes.phrases",
    "mine_reuse": "textmine.reuse.mine",
    "plot": "textmine.plot",
    "problems": "textmine.problems",
    "quality": "textmine.quality",
    "read_audit": "textmine.corpus.audit.auditing",
    "read_corpus": "textmine.corpus.reading",
    "read_report": "textmine.corpus.reading",
    "read_table": "textmine.corpus.table",
    "reuse": "textmine.reuse",
    "simulate": "textmine.simulation.corpus",
    "themes": "textmine.themes",
    "trace": "textmine.job.trace.tracing",
}
__getattr__, _list_names, __all__ = open_door(__name__, _HOMES)


def __dir__() -> list[str]:
    return [*_list_names(), "__version__"]
