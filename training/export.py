"""From a trained model to a spaCy pipeline, in memory and on disk."""

from __future__ import annotations

import os
import shutil
from contextlib import AbstractContextManager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language

from ..annotations import GovspanError, ModelError
from ..pipeline.extractor import ExtractorComponent
from ..pipeline.runtime import Runtime
from ..pipeline.tokenizer import Tokenizer

__all__ = [
    "COMPONENT",
    "check_replaceable",
    "export_pipeline",
    "get_extractor",
    "load_pipeline",
    "make_pipeline",
    "without_values",
]

#: The component's name in an exported pipeline.
COMPONENT = "extractor"
_NORMALIZER = "normalizer"


def make_pipeline(tokenizer: Tokenizer, runtime: Runtime, **settings: Any) -> Language:
    """A spaCy pipeline of tokenizer, extractor and normalizer; ``settings`` are the extractor's."""
    nlp = spacy.blank("xx", config={"nlp": {"tokenizer": {"@tokenizers": "govspan.Tokenizer.v1"}}})
    nlp.tokenizer = Tokenizer(nlp.vocab, tokenizer.thai)
    nlp.add_pipe("govspan_extractor", name=COMPONENT, config=settings)
    get_extractor(nlp).set_runtime(runtime)
    nlp.add_pipe("govspan_normalizer", name=_NORMALIZER)
    return nlp


def without_values(nlp: Language) -> AbstractContextManager[Any]:
    """Within it a pipeline finds spans and events alone: their canonical values take a tenth of its time."""
    return nlp.select_pipes(disable=[name for name in nlp.pipe_names if name == _NORMALIZER])


def get_extractor(nlp: Language) -> ExtractorComponent:
    """The pipeline's extractor."""
    component = nlp.get_pipe(COMPONENT)
    assert isinstance(component, ExtractorComponent)
    return component


def check_replaceable(folder: Path) -> None:
    """See that :func:`export_pipeline` would replace nothing but a pipeline.

    Raises:
        ModelError: something else is there.
    """
    if not folder.exists() or (folder / "meta.json").is_file():
        return
    if not folder.is_dir() or any(folder.iterdir()):
        raise ModelError(f"{folder}: there is something else than a pipeline: choose another place")


def export_pipeline(nlp: Language, folder: Path, meta: dict[str, Any]) -> None:
    """Write the pipeline next to its place and rename it, replacing what is there.

    Raises:
        ModelError: the place cannot be written to.
    """
    extra = "[onnx]" if get_extractor(nlp).runtime.backend == "onnx" else ""
    nlp.meta.update({**meta, "requirements": [f"govspan{extra}>={version('govspan')}"]})
    partial = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    try:
        if not folder.parent.exists():
            folder.parent.mkdir(parents=True)
        nlp.to_disk(partial)
        if folder.exists():
            old = folder.with_name(f".{folder.name}.{os.getpid()}.old")
            folder.rename(old)
            partial.rename(folder)
            shutil.rmtree(old)
        else:
            partial.rename(folder)
    except OSError as error:
        raise ModelError(f"{folder}: cannot write the pipeline: {error.strerror}") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def load_pipeline(name: str, *, device: str | None = None, threshold: float | None = None) -> Language:
    """Load a pipeline by directory or package name.

    Args:
        device, threshold: settings of the extractor, where they are to differ from the pipeline's own.

    Raises:
        ModelError: there is none, or it holds no extractor of ours.
    """
    try:
        nlp = spacy.load(name)
    except GovspanError:
        raise
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(
            f"{name}: cannot load a pipeline from there ({' '.join(str(error).split())[:200]}): "
            "name a directory that `govspan train` exported, or `govspan` for the bundled one"
        ) from error
    if not nlp.has_pipe(COMPONENT):
        raise ModelError(f"{name}: this pipeline has no component {COMPONENT!r}; it has {nlp.pipe_names}")
    get_extractor(nlp).configure(device=device, threshold=threshold)
    return nlp
