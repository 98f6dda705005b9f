"""Gold and predicted annotation of documents, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from ...annotations import DataError, Document
from ...annotations.jsonl import parse_line, read_lines
from ...pipeline.convert import doc_to_record
from ...pipeline.normalize import Measurement
from ...pipeline.scoring import Annotated, Offsets, from_document

__all__ = ["Evaluated", "by_id", "evaluated_from_record", "predict", "read_predictions"]


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One document with its gold and its predicted annotation.

    Attributes:
        entity_scores: of predicted entities (start, end, label).
        event_scores: of predicted events (trigger offsets, type).
        argument_scores: of predicted arguments (trigger offsets, type, filler's offsets,
            role): the probability of the role, given the trigger and the filler.
        record: the prediction as ``govspan extract`` writes it.
        measurements: what was made of the predicted events.
    """

    document: Document
    gold: Annotated
    predicted: Annotated
    entity_scores: Mapping[tuple[int, int, str], float]
    event_scores: Mapping[tuple[Offsets, str], float]
    argument_scores: Mapping[tuple[Offsets, str, Offsets, str], float]
    record: Mapping[str, Any]
    measurements: Sequence[Measurement] = field(default=())


def predict(nlp: Language, documents: Sequence[Document]) -> Iterator[tuple[Evaluated, Doc]]:
    """Run a pipeline over annotated documents, as a stream."""
    texts = ((document.text, document) for document in documents)
    for doc, document in nlp.pipe(texts, as_tuples=True):
        record = {"id": document.id, "lang": document.lang, **doc_to_record(doc)}
        measurements = doc._.measurements if doc.has_extension("measurements") else ()
        yield evaluated_from_record(document, record, measurements), doc


def by_id(items: Sequence[Evaluated]) -> list[Evaluated]:
    """In the order of their ids: resamples, and so intervals, then do not depend on the files' order."""
    return sorted(items, key=lambda item: item.document.id)


def evaluated_from_record(
    document: Document, record: Mapping[str, Any], measurements: Sequence[Measurement] = ()
) -> Evaluated:
    """What a record of ``govspan extract`` says of an annotated document."""
    entities = {(item["start"], item["end"], item["label"]): item["score"] for item in record["entities"]}
    events, arguments = {}, {}
    for event in record["events"]:
        trigger = (event["trigger"]["start"], event["trigger"]["end"])
        events[trigger, event["type"]] = event["score"]
        for item in event["arguments"]:
            filler = (item["start"], item["end"])
            arguments[trigger, event["type"], filler, item["role"]] = item["score"]
    predicted = Annotated(document.lang, frozenset(entities), frozenset(events), frozenset(arguments))
    return Evaluated(
        document, from_document(document), predicted, entities, events, arguments, record, measurements
    )


def read_predictions(path: Path, documents: Sequence[Document]) -> list[Evaluated]:
    """Predictions that ``govspan evaluate --report`` or ``govspan extract`` wrote, for these documents.

    Raises:
        DataError: a document has no prediction, or a record is not of that form.
    """
    records: dict[str, Mapping[str, Any]] = {}
    for where, line in read_lines(path):
        record = parse_line(line, where)
        if not isinstance(record, dict) or not {"id", "entities", "events"} <= record.keys():
            raise DataError(f"{where}: no prediction: expected id, entities and events")
        records[str(record["id"])] = record
    missing = [document.id for document in documents if document.id not in records]
    if missing:
        raise DataError(
            f"{path}: no prediction for {len(missing)} documents, such as {missing[0]}: "
            "predict for the same data"
        )
    try:
        return [evaluated_from_record(document, records[document.id]) for document in documents]
    except (KeyError, TypeError) as error:
        raise DataError(f"{path}: not a prediction of `govspan evaluate --report`: {error!r}") from error
