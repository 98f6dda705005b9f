"""The spaCy component: sets ``doc.ents``, their scores, and ``doc._.events``.

Building it is cheap and imports nothing heavy that spaCy does not; weights come
with ``from_disk``, ``from_bytes`` or :meth:`ExtractorComponent.set_runtime`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import srsly
from spacy.language import Language
from spacy.pipeline.pipe import Pipe
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.vocab import Vocab

from ..annotations import ModelError
from .events import Argument, Event, register_extensions
from .role_limits import keep_within_limits
from .windows import BATCH_TOKENS

if TYPE_CHECKING:
    from .encoding import EncodedDocument
    from .model import Prediction
    from .runtime import Runtime

__all__ = ["ExtractorComponent", "make_extractor"]

register_extensions()

_DEFAULTS = {
    # Documents that `nlp.pipe` collects, sorts by length and runs together; one
    # such batch is computed by each of torch's threads.
    "batch_size": 8,
    # Sub-words, padding included, in one pass through the encoder.
    "batch_tokens": BATCH_TOKENS,
    # "auto" takes a GPU where there is one.
    "device": "auto",
    # "auto" takes bfloat16 where the hardware computes in it.
    "precision": "auto",
    # Entities, events and arguments with a lower score are left out.
    "threshold": 0.0,
    # Other least scores for some entity labels and event types: {"PERIOD": 0.6}.
    "thresholds": {},
    "scorer": {"@scorers": "govspan.extractor_scorer.v1"},
}


# Characters of a text. The extractor reads in windows and needs no limit of its own.
_MAX_LENGTH = 1 << 30


class ExtractorComponent(Pipe):
    """Named entities and events in one forward pass.

    Args:
        batch_size: documents that are collected, sorted by length and batched.
        batch_tokens: sub-words of one pass through the encoder, padding included.
        device, precision: see :meth:`Runtime.place`.
        threshold: least score of an entity, an event and an argument.
        thresholds: other least scores for some entity labels and event types.
        scorer: what ``nlp.evaluate`` scores with.
    """

    def __init__(
        self,
        vocab: Vocab,
        name: str,
        *,
        batch_size: int,
        batch_tokens: int,
        device: str,
        precision: str,
        threshold: float,
        thresholds: dict[str, float],
        scorer: Callable[..., dict[str, Any]] | None,
    ) -> None:
        self.vocab = vocab
        self.name = name
        self.batch_size = batch_size
        self.batch_tokens = batch_tokens
        self.device = device
        self.precision = precision
        self.threshold = threshold
        self.thresholds = thresholds
        self.scorer = scorer
        self._runtime: Runtime | None = None
        self._check_settings()

    def _check_settings(self) -> None:
        thresholds = [self.threshold, *self.thresholds.values()]
        if self.batch_size < 1 or self.batch_tokens < 1 or not all(0 <= least <= 1 for least in thresholds):
            raise ModelError(
                f"component {self.name!r}: batch_size and batch_tokens are at least 1, a threshold is "
                f"between 0 and 1; got {self.batch_size}, {self.batch_tokens}, "
                f"{', '.join(map(str, thresholds))}"
            )

    @property
    def runtime(self) -> Runtime:
        """The model with its tokenizer.

        Raises:
            ModelError: no weights have been loaded.
        """
        if self._runtime is None:
            raise ModelError(
                f"component {self.name!r} has no weights yet: "
                "load a trained pipeline with spacy.load(directory)"
            )
        return self._runtime

    def set_runtime(self, runtime: Runtime) -> None:
        """Take a model; it is moved to this component's device."""
        schema = runtime.model.schema
        unknown = sorted(self.thresholds.keys() - {*schema.labels, *schema.events})
        if unknown:
            raise ModelError(
                f"component {self.name!r}: thresholds for {', '.join(unknown)}, which the model does not "
                f"know; it knows {', '.join((*schema.labels, *schema.events))}"
            )
        runtime.place(self.device, self.precision)
        runtime.model.batch_tokens = self.batch_tokens
        self._runtime = runtime

    def configure(
        self, *, device: str | None = None, precision: str | None = None, threshold: float | None = None
    ) -> None:
        """Change some settings of a component that has its weights."""
        self.device = device or self.device
        self.precision = precision or self.precision
        self.threshold = self.threshold if threshold is None else threshold
        self._check_settings()
        self.set_runtime(self.runtime)

    @property
    def labels(self) -> tuple[str, ...]:
        """The entity labels; none before the weights are loaded, when spaCy asks already."""
        return tuple(self._runtime.model.schema.labels) if self._runtime else ()

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one document."""
        self.set_annotations([doc], self.predict([doc]))
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int | None = None) -> Iterator[Doc]:
        """Annotate a stream, in order; a batch for each of torch's threads and one more are held in memory.

        ``batch_size`` is that of ``nlp.pipe``; the smaller of it and the
        component's own counts.
        """
        from .parallel import map_ahead

        documents = iter(stream)
        size = min(batch_size or self.batch_size, self.batch_size)
        batches = iter(lambda: list(islice(documents, size)), [])
        encoded = ((batch, self._encode(batch)) for batch in batches)
        predict = self.runtime.predict
        for batch, predictions in map_ahead(
            lambda item: (item[0], predict(item[1])), encoded, self.runtime.threads
        ):
            self.set_annotations(batch, predictions)
            yield from batch

    def predict(self, docs: Sequence[Doc]) -> list[Prediction]:
        """Predict without touching the documents: windows of like length run together."""
        return self.runtime.predict(self._encode(docs))

    def _encode(self, docs: Sequence[Doc]) -> list[EncodedDocument]:
        from .encoding import read_words

        return self.runtime.encode([read_words(doc.text, _offsets(doc)) for doc in docs])

    def set_annotations(self, docs: Sequence[Doc], predictions: Sequence[Prediction]) -> None:
        """Write entities, scores and events into the documents."""
        schema = self.runtime.model.schema
        for doc, prediction in zip(docs, predictions, strict=True):
            # The same words as `read_words` takes.
            tokens = np.flatnonzero(doc.to_array("IS_SPACE") == 0).tolist()
            spans = [
                Span(doc, tokens[start], tokens[end - 1] + 1, label=schema.tags[tag])
                for start, end, tag in prediction.spans
            ]
            entities = [
                (span, score)
                for span, score in zip(spans, prediction.scores, strict=True)
                if span.label_ in schema.labels and score >= self._least(span.label_)
            ]
            doc.ents = tuple(span for span, _ in entities)
            for span, score in entities:
                span._.score = score
            doc._.events = self._events(spans, prediction)

    def _least(self, name: str) -> float:
        """The least score of an entity label or an event type."""
        return self.thresholds.get(name, self.threshold)

    def _events(self, spans: list[Span], prediction: Prediction) -> list[Event]:
        model = self.runtime.model
        space = model.space
        possible = [
            item
            for item in prediction.arguments
            if item.score >= self.threshold
            and prediction.scores[item.entity] >= self._least(spans[item.entity].label_)
            # No argument makes an event surer than its trigger is.
            and model.calibrated(prediction.scores[item.trigger], "events") >= self._least(item.event_type)
        ]
        arguments: dict[tuple[int, str], list[Argument]] = {}
        # Only what may stand is a rival of others.
        for item in keep_within_limits(possible, model.settings.role_limits, prediction.scores):
            argument = Argument(item.role, spans[item.entity], item.score)
            arguments.setdefault((item.trigger, item.event_type), []).append(argument)
        events = []
        for at, (_, _, tag) in enumerate(prediction.spans):
            for number in space.triggered[tag]:
                event_type = space.types[number]
                filled = arguments.get((at, event_type), [])
                score = prediction.scores[at]
                if space.needs_argument[number]:
                    # It stands when any role is filled: one minus the chance that none is.
                    missing = 1.0
                    for argument in filled:
                        missing *= 1.0 - (argument.score or 0.0)
                    score *= 1.0 - missing
                score = model.calibrated(score, "events")
                if score >= self._least(event_type) and (filled or not space.needs_argument[number]):
                    events.append(Event(event_type, spans[at], tuple(filled), score))
        return events

    def score(self, examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
        """What ``nlp.evaluate`` asks for; see :mod:`.scoring`."""
        return self.scorer(list(examples), **kwargs) if self.scorer else {}

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Weights, tokenizer and configuration."""
        return bytes(srsly.msgpack_dumps(self.runtime.to_parts()))

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> ExtractorComponent:
        """Load what :meth:`to_bytes` gave."""
        from .runtime import Runtime

        self.set_runtime(Runtime.from_parts(srsly.msgpack_loads(data), "bytes"))
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write weights, tokenizer and configuration into a directory."""
        self.runtime.save(Path(path))

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> ExtractorComponent:
        """Load a directory that :meth:`to_disk` wrote.

        Raises:
            ModelError: see :meth:`Runtime.load`.
        """
        from .runtime import Runtime

        self.set_runtime(Runtime.load(Path(path)))
        return self


def _offsets(doc: Doc) -> list[tuple[int, int]]:
    """Start and end of each token; all at once, for a walk over the tokens takes a twentieth of all time."""
    start, length = doc.to_array(["IDX", "LENGTH"]).astype(int).T
    return list(zip(start.tolist(), (start + length).tolist(), strict=True))


@Language.factory(
    "govspan_extractor",
    assigns=["doc.ents", "doc._.events", "span._.score"],
    default_config=_DEFAULTS,
    default_score_weights={"ents_f": 0.5, "arguments_f": 0.5},
)
def make_extractor(
    nlp: Language,
    name: str,
    batch_size: int,
    batch_tokens: int,
    device: str,
    precision: str,
    threshold: float,
    thresholds: dict[str, float],
    scorer: Callable[..., dict[str, Any]] | None,
) -> ExtractorComponent:
    """Build the component; it has no weights until they are loaded."""
    # spaCy's limit guards components that need memory by the square of the text.
    nlp.max_length = max(nlp.max_length, _MAX_LENGTH)
    return ExtractorComponent(
        nlp.vocab,
        name,
        batch_size=batch_size,
        batch_tokens=batch_tokens,
        device=device,
        precision=precision,
        threshold=threshold,
        thresholds=thresholds,
        scorer=scorer,
    )
