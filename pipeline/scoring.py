"""Scores, against the characters of the gold annotation.

Entities: strict span F1 by seqeval (IOB2, exact boundaries and label). A gold
span that tokenization cannot express counts as an error, because sequences are
compared over stretches of text cut at every gold and every predicted boundary.

Events: micro precision, recall and F1 over sets.

- trigger identification: the trigger's offsets match;
- trigger classification: its offsets and the event type match;
- argument identification: trigger offsets, event type and the filler's offsets match;
- argument classification: the role matches too.

An argument of a mistaken trigger is thus mistaken itself, which is stricter
than the ACE definition (event type and filler only).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from spacy.tokens import Doc
from spacy.training import Example

from ..annotations import Document, MissingExtraError
from .events import register_extensions

__all__ = ["Annotated", "from_doc", "from_document", "make_scorer", "score_documents"]

register_extensions()

Offsets = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Annotated:
    """One document's annotation in character offsets, gold or predicted."""

    lang: str
    entities: frozenset[tuple[int, int, str]]
    triggers: frozenset[tuple[Offsets, str]]
    arguments: frozenset[tuple[Offsets, str, Offsets, str]] = field(default_factory=frozenset)


def from_document(document: Document) -> Annotated:
    """The gold annotation of a document."""
    placed = [(document.trigger_offsets(event), event) for event in document.events]
    fillers = {item.span: document.span(item.span) for event in document.events for item in event.arguments}
    return Annotated(
        document.lang,
        frozenset((span.start, span.end, span.label) for span in document.spans),
        frozenset((trigger, event.type) for trigger, event in placed),
        frozenset(
            (trigger, event.type, (fillers[item.span].start, fillers[item.span].end), item.role)
            for trigger, event in placed
            for item in event.arguments
        ),
    )


def from_doc(doc: Doc, lang: str = "") -> Annotated:
    """The annotation that a spaCy ``Doc`` carries."""
    placed = [((event.trigger.start_char, event.trigger.end_char), event) for event in doc._.events]
    return Annotated(
        lang,
        frozenset((span.start_char, span.end_char, span.label_) for span in doc.ents),
        frozenset((trigger, event.type) for trigger, event in placed),
        frozenset(
            (trigger, event.type, (item.span.start_char, item.span.end_char), item.role)
            for trigger, event in placed
            for item in event.arguments
        ),
    )


def score_documents(gold: Sequence[Annotated], predicted: Sequence[Annotated]) -> dict[str, Any]:
    """All scores over some documents, and again for each language.

    Returns:
        ``documents``, ``entities`` (``overall`` and ``labels``), ``triggers`` and
        ``arguments`` (``identification``, ``classification`` and per ``types`` or
        ``roles``), each with precision, recall, f1 and support; ``languages``.

    Raises:
        MissingExtraError: seqeval is not installed.
    """
    result = _score(gold, predicted)
    languages = sorted({document.lang for document in gold})
    result["languages"] = {}
    for lang in languages:
        rows = [at for at, document in enumerate(gold) if document.lang == lang]
        result["languages"][lang] = _score([gold[at] for at in rows], [predicted[at] for at in rows])
    return result


def _score(gold: Sequence[Annotated], predicted: Sequence[Annotated]) -> dict[str, Any]:
    triggers = [(g.triggers, p.triggers) for g, p in zip(gold, predicted, strict=True)]
    arguments = [(g.arguments, p.arguments) for g, p in zip(gold, predicted, strict=True)]
    return {
        "documents": len(gold),
        "entities": _entities(gold, predicted),
        "triggers": {
            "identification": _prf(triggers, lambda item: item[0]),
            "classification": _prf(triggers, lambda item: item),
            "types": _prf_by(triggers, lambda item: item[1]),
        },
        "arguments": {
            "identification": _prf(arguments, lambda item: item[:3]),
            "classification": _prf(arguments, lambda item: item),
            "roles": _prf_by(arguments, lambda item: f"{item[1]}.{item[3]}"),
        },
    }


def _entities(gold: Sequence[Annotated], predicted: Sequence[Annotated]) -> dict[str, Any]:
    try:
        from seqeval.metrics import classification_report
        from seqeval.scheme import IOB2
    except ImportError as error:
        raise MissingExtraError("Scoring", "train") from error

    sequences = [_sequences(g.entities, p.entities) for g, p in zip(gold, predicted, strict=True)]
    if not any(g.entities or p.entities for g, p in zip(gold, predicted, strict=True)):
        return {"overall": _ratios(0, 0, 0), "labels": {}}
    report = classification_report(
        [tags for tags, _ in sequences],
        [tags for _, tags in sequences],
        mode="strict",
        scheme=IOB2,
        output_dict=True,
        zero_division=0,
    )
    rows = {
        name: {
            "precision": float(row["precision"]),
            "recall": float(row["recall"]),
            "f1": float(row["f1-score"]),
            "support": int(row["support"]),
        }
        for name, row in report.items()
    }
    averages = ("micro avg", "macro avg", "weighted avg")
    return {
        "overall": rows["micro avg"],
        "labels": {name: row for name, row in sorted(rows.items()) if name not in averages},
    }


def _sequences(
    gold: Iterable[tuple[int, int, str]], predicted: Iterable[tuple[int, int, str]]
) -> tuple[list[str], list[str]]:
    """Two tag sequences over the same stretches, cut at every boundary of either side."""
    gold, predicted = list(gold), list(predicted)
    cuts = sorted({at for start, end, _ in (*gold, *predicted) for at in (start, end)})
    position = {at: index for index, at in enumerate(cuts)}
    pair = []
    for spans in (gold, predicted):
        tags = ["O"] * max(1, len(cuts))
        for start, end, label in spans:
            first, last = position[start], position[end]
            tags[first:last] = [f"I-{label}"] * (last - first)
            tags[first] = f"B-{label}"
        pair.append(tags)
    return pair[0], pair[1]


Sets = Sequence[tuple[frozenset[Any], frozenset[Any]]]


def _prf(sets: Sets, key: Callable[[Any], Any]) -> dict[str, Any]:
    hits = predictions = golds = 0
    for gold, predicted in sets:
        wanted, found = {key(item) for item in gold}, {key(item) for item in predicted}
        hits += len(wanted & found)
        predictions += len(found)
        golds += len(wanted)
    return _ratios(hits, predictions, golds)


def _prf_by(sets: Sets, group: Callable[[Any], str]) -> dict[str, dict[str, Any]]:
    names = sorted({group(item) for pair in sets for side in pair for item in side})
    return {name: _prf([_only(pair, group, name) for pair in sets], lambda item: item) for name in names}


def _only(
    pair: tuple[frozenset[Any], frozenset[Any]], group: Callable[[Any], str], name: str
) -> tuple[frozenset[Any], frozenset[Any]]:
    gold, predicted = pair
    return (
        frozenset(item for item in gold if group(item) == name),
        frozenset(item for item in predicted if group(item) == name),
    )


def _ratios(hits: int, predictions: int, golds: int) -> dict[str, Any]:
    precision = hits / predictions if predictions else 0.0
    recall = hits / golds if golds else 0.0
    f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
    return {"precision": precision, "recall": recall, "f1": f1, "support": golds}


def make_scorer() -> Callable[..., dict[str, Any]]:
    """The scorer of ``nlp.evaluate`` and ``spacy evaluate``, registered by entry point."""
    return _score_examples


def _score_examples(examples: Sequence[Example], **_: Any) -> dict[str, Any]:
    scores = _score(
        [from_doc(example.reference) for example in examples],
        [from_doc(example.predicted) for example in examples],
    )
    result: dict[str, Any] = {}
    rows = {
        "ents": scores["entities"]["overall"],
        "triggers": scores["triggers"]["classification"],
        "arguments": scores["arguments"]["classification"],
    }
    for name, row in rows.items():
        result.update({f"{name}_p": row["precision"], f"{name}_r": row["recall"], f"{name}_f": row["f1"]})
    result["ents_per_type"] = {
        label: {"p": row["precision"], "r": row["recall"], "f": row["f1"]}
        for label, row in scores["entities"]["labels"].items()
    }
    return result
