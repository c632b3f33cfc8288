"""Mine Chinese agencies' annual reports on open government information (政府信息公开工作年度报告)."""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOME = {
    "BoilerplateDetector": "textmine.reuse.boilerplate",
    "CodebookClassifier": "textmine.problems.cues",
    "Corpus": "textmine.corpus.corpus",
    "ProblemClassifier": "textmine.problems.classifier",
    "Report": "textmine.schema",
    "Reuse": "textmine.reuse.mine",
    "Segmenter": "textmine.text.words",
    "TextmineError": "textmine.errors",
    "ThemeModel": "textmine.themes.model",
    "compare": "textmine.compare",
    "load_codebook": "textmine.problems.codebook",
    "load_pipeline": "textmine.pipeline.build",
    "mine": "textmine.job.local",
    "mine_phrases": "textmine.themes.phrases",
    "mine_reuse": "textmine.reuse.mine",
    "plot": "textmine.plot",
    "quality": "textmine.quality",
    "read_corpus": "textmine.corpus.corpus",
    "read_report": "textmine.corpus.corpus",
    "simulate": "textmine.corpus.simulate",
}
_MODULES = {"compare", "plot", "quality"}
__all__ = sorted(_HOME)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'textmine' has no attribute {name!r}; public names: {', '.join(__all__)}")
    module = import_module(_HOME[name])
    value = module if name in _MODULES else getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
