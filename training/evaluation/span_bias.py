"""How readily spans are begun: recall against precision, set where F1 is highest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from spacy.language import Language

from ...annotations import Document, Schema
from ...pipeline.alignment import align
from ...pipeline.encoding import read_words
from ...pipeline.tokenizer import Tokenizer
from ..export import get_extractor

__all__ = ["FittedBias", "fit_span_bias", "format_span_bias"]

# In log-odds. Beyond 4, spans that are 50 times less likely than none would be begun.
_STEPS = np.arange(0.0, 4.25, 0.25)
# Documents whose emissions are computed at once.
_BATCH = 16

WordSpan = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class FittedBias:
    """What is added to the log-odds of beginning a span, and strict span F1 without and with it.

    Both are on the documents that it was fitted to, so the second is the best to hope for.
    """

    bias: float
    before: float
    after: float


def fit_span_bias(nlp: Language, documents: Sequence[Document]) -> dict[str, FittedBias]:
    """Fit and set a pipeline's span biases: first that of entities, then that of triggers.

    A model of few documents misses more than it invents. Of all spans, those
    are chosen that make F1 highest, which is not at even odds (Minkov et al., 2006,
    move the weight of "no span" likewise).

    Args:
        documents: annotated, and not those that it was trained on.
    """
    assert isinstance(nlp.tokenizer, Tokenizer)  # a pipeline of ours has no other
    runtime = get_extractor(nlp).runtime
    model = runtime.model
    words = [read_words(document.text, nlp.tokenizer.offsets(document.text)) for document in documents]
    gold = [
        _gold(document, read.offsets, model.schema) for document, read in zip(documents, words, strict=True)
    ]
    emitted = [runtime.emissions(words[at : at + _BATCH]) for at in range(0, len(words), _BATCH)]
    biases: dict[str, float] = {}

    labels = len(model.schema.labels)

    def f1(triggers: bool) -> float:
        model.settings.span_bias = biases
        found = [spans for emissions, mask in emitted for spans in model.choose(emissions, mask)]
        counts = np.zeros(3)
        for expected, row in zip(gold, found, strict=True):
            # Tags of entities come first.
            wanted = {span for span in expected if (span[2] >= labels) == triggers}
            chosen = {span for span, _ in row if (span[2] >= labels) == triggers}
            counts += len(wanted & chosen), len(chosen), len(wanted)
        return float(2 * counts[0] / max(1, counts[1] + counts[2]))

    fitted = {}
    for name, triggers in (("entities", False), ("triggers", True)):
        scores = []
        for step in _STEPS.tolist():
            biases[name] = step
            scores.append(f1(triggers))
        # The least of the best: nothing is moved for nothing.
        best = int(np.argmax(scores))
        biases[name] = float(_STEPS[best])
        fitted[name] = FittedBias(biases[name], scores[0], scores[best])
    return fitted


def _gold(document: Document, offsets: list[tuple[int, int]], schema: Schema) -> set[WordSpan]:
    """Entities and triggers as (start word, end word, tag)."""
    places = [(span.start, span.end, span.label) for span in document.spans]
    places += [
        (*event.trigger, schema.trigger_tag(event.type))
        for event in document.events
        if not isinstance(event.trigger, str)
    ]
    return {
        (*align(offsets, start, end)[:2], schema.tags.index(tag))
        for start, end, tag in places
        if tag in schema.tags
    }


def format_span_bias(fitted: Mapping[str, FittedBias]) -> str:
    """A plain-text table."""
    lines = [f"{'spans of':16}{'bias':>12}{'strict F1 before':>26}{'after':>8}"]
    lines += [f"{name:16}{row.bias:12.2f}{row.before:26.3f}{row.after:8.3f}" for name, row in fitted.items()]
    return "\n".join(lines)
