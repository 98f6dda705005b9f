"""Scoring a pipeline against the characters of the gold annotation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
import spacy
from spacy.language import Language

from govspan.annotations import Argument, Document, Event, Span
from govspan.pipeline.convert import document_to_doc
from govspan.pipeline.scoring import from_doc, from_document, score_documents
from govspan.pipeline.tokenizer import Tokenizer
from govspan.training.evaluate import evaluate_pipeline, format_scores

Gold = Callable[[Sequence[Document]], Language]


@pytest.fixture
def oracle(tokenizer: Tokenizer) -> Gold:
    """A pipeline that finds exactly what given documents say of their texts."""

    def build(documents: Sequence[Document]) -> Language:
        by_text = {document.text: document for document in documents}

        nlp = spacy.blank("xx")
        nlp.tokenizer = lambda text: document_to_doc(by_text[text], tokenizer)[0]
        return nlp

    return build


def flat(scores: dict[str, Any], path: str = "") -> Iterator[tuple[str, float]]:
    for name, value in scores.items():
        if isinstance(value, dict):
            yield from flat(value, f"{path}{name}.")
        elif name in ("precision", "recall", "f1"):
            yield path + name, value


def test_gold_against_gold_is_one(oracle: Gold, documents: list[Document]) -> None:
    scores = evaluate_pipeline(oracle(documents), documents)
    values = dict(flat(scores))
    assert set(values.values()) == {1.0}
    assert {
        "entities.overall.f1",
        "triggers.identification.f1",
        "triggers.classification.f1",
        "arguments.identification.f1",
        "arguments.classification.f1",
        "languages.th.arguments.classification.f1",
        "languages.hi.entities.labels.VALUE.recall",
    } <= set(values)
    assert scores["documents"] == 4
    assert {lang: part["documents"] for lang, part in scores["languages"].items()} == dict.fromkeys(
        ("en", "hi", "th", "vi"), 1
    )
    assert scores["entities"]["overall"]["support"] == 47
    assert scores["triggers"]["classification"]["support"] == 13
    assert scores["arguments"]["classification"]["support"] == 40


def test_a_span_lost_to_tokenization_is_an_error(oracle: Gold) -> None:
    # No token begins at "ry"; document_to_doc has to expand it.
    document = Document(
        "doc",
        "en",
        "the Ministry met in Port Harcourt",
        (Span("a1", 10, 12, "AGENCY"), Span("l1", 20, 33, "LOCATION")),
        (Event("MEETING", (13, 16), (Argument("Organizer", "a1"), Argument("Place", "l1"))),),
    )
    scores = evaluate_pipeline(oracle([document]), [document])
    assert scores["entities"]["labels"]["LOCATION"]["f1"] == 1.0
    assert scores["entities"]["labels"]["AGENCY"] == {
        "precision": 0.0,
        "recall": 0.0,
        "f1": 0.0,
        "support": 1,
    }
    assert scores["entities"]["overall"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "support": 2}
    assert scores["triggers"]["classification"]["f1"] == 1.0
    assert scores["arguments"]["classification"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "support": 2}


def test_a_trained_pipeline(tiny: Language, documents: list[Document]) -> None:
    scores = evaluate_pipeline(tiny, documents)
    gold = [from_document(document) for document in documents]
    found = [from_doc(tiny(document.text), document.lang) for document in documents]
    assert scores == score_documents(gold, found)
    assert scores["entities"]["overall"]["f1"] > 0.95


def test_nothing_found_is_zero(documents: list[Document]) -> None:
    blank = spacy.blank("xx")
    scores = evaluate_pipeline(blank, documents)
    assert set(dict(flat(scores)).values()) == {0.0}
    assert scores["entities"]["overall"]["support"] == 47


def test_a_document_without_annotations(documents: list[Document]) -> None:
    scores = evaluate_pipeline(
        spacy.blank("xx"), [Document("none", "en", "Nothing."), Document("e", "vi", "")]
    )
    assert scores["entities"] == {
        "overall": {"precision": 0.0, "recall": 0.0, "f1": 0.0, "support": 0},
        "labels": {},
    }
    assert list(scores["languages"]) == ["en", "vi"]
    format_scores(scores)


def test_the_tables(oracle: Gold, documents: list[Document]) -> None:
    lines = format_scores(evaluate_pipeline(oracle(documents), documents)).splitlines()
    rows = {line[:34].strip(): line[34:].split() for line in lines if line}
    assert rows["entities (strict span)"] == ["1.000", "1.000", "1.000", "47"]
    assert rows["AGENCY"] == ["1.000", "1.000", "1.000", "8"]
    assert rows["triggers, classification"] == ["1.000", "1.000", "1.000", "13"]
    assert rows["MEETING.Chair"] == ["1.000", "1.000", "1.000", "3"]
    assert rows["language"] == ["docs", "entities", "triggers", "arguments"]
    assert rows["th"] == ["1", "1.000", "1.000", "1.000"]
    assert (
        len({len(line) for line in lines if line.startswith(("  AGENCY", "  MEETING.Chair", "triggers, i"))})
        == 1
    )
