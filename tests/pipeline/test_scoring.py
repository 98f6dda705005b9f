from __future__ import annotations

from typing import Any

import pytest
from spacy.tokens import Span
from spacy.training import Example

from govspan.annotations import Argument, Document, Event
from govspan.annotations import Span as Gold
from govspan.pipeline.convert import document_to_doc
from govspan.pipeline.events import Event as DocEvent
from govspan.pipeline.scoring import Annotated, from_doc, from_document, make_scorer, score_documents
from govspan.pipeline.tokenizer import Tokenizer

NOTHING = {"precision": 0.0, "recall": 0.0, "f1": 0.0, "support": 0}


def row(hits: int, predicted: int, gold: int) -> dict[str, Any]:
    precision, recall = (hits / total if total else 0.0 for total in (predicted, gold))
    f1 = 2 * hits / (predicted + gold) if predicted + gold else 0.0
    return {"precision": precision, "recall": recall, "f1": pytest.approx(f1), "support": gold}


def entities(*spans: tuple[int, int, str], lang: str = "en") -> Annotated:
    return Annotated(lang, frozenset(spans), frozenset())


def overall(gold: Annotated, predicted: Annotated) -> dict[str, Any]:
    return dict(score_documents([gold], [predicted])["entities"]["overall"])


def test_entities_are_scored_by_span_and_label() -> None:
    gold = entities((0, 5, "A"), (6, 9, "B"), (10, 12, "A"))
    predicted = entities((0, 5, "A"), (6, 8, "B"), (10, 12, "B"))
    scores = score_documents([gold], [predicted])["entities"]
    assert scores == {"overall": row(1, 3, 3), "labels": {"A": row(1, 1, 2), "B": row(0, 2, 1)}}


@pytest.mark.parametrize("wrong", [(3, 8, "A"), (5, 8, "A"), (4, 7, "A"), (4, 9, "A"), (4, 8, "B")])
def test_a_boundary_off_by_one_or_another_label_is_an_error(wrong: tuple[int, int, str]) -> None:
    assert overall(entities((4, 8, "A")), entities(wrong)) == row(0, 1, 1)


def test_adjacent_spans_are_not_one_span() -> None:
    assert overall(entities((0, 2, "A"), (2, 4, "A")), entities((0, 4, "A"))) == row(0, 1, 2)
    assert overall(entities((0, 4, "A")), entities((0, 2, "A"), (2, 4, "A"))) == row(0, 2, 1)
    assert overall(entities((0, 2, "A"), (2, 4, "A")), entities((0, 2, "A"), (2, 4, "A"))) == row(2, 2, 2)


def test_spans_at_one_place_in_two_documents_are_not_confused() -> None:
    gold, predicted = [entities((0, 2, "A")), entities()], [entities(), entities((0, 2, "A"))]
    assert score_documents(gold, predicted)["entities"]["overall"] == row(0, 1, 1)


def test_an_annotation_scored_against_itself_is_perfect(documents: list[Document]) -> None:
    annotated = [from_document(document) for document in documents]
    scores = score_documents(annotated, annotated)
    assert scores["documents"] == 4
    assert scores["entities"]["overall"] == row(47, 47, 47)
    assert scores["triggers"]["classification"] == row(13, 13, 13)
    assert scores["arguments"]["classification"] == row(40, 40, 40)
    assert list(scores["languages"]) == ["en", "hi", "th", "vi"]


def test_missing_everything_and_inventing_everything_are_both_zero() -> None:
    some = Annotated(
        "en", frozenset({(0, 2, "A")}), frozenset({((0, 2), "E")}), frozenset({((0, 2), "E", (3, 4), "R")})
    )
    missed = score_documents([some], [entities()])
    invented = score_documents([entities()], [some])
    for part, key in (
        ("entities", "overall"),
        ("triggers", "classification"),
        ("arguments", "classification"),
    ):
        assert missed[part][key] == row(0, 0, 1)
        assert invented[part][key] == row(0, 1, 0)


@pytest.mark.parametrize("count", [0, 1])
def test_nothing_to_find_scores_zero(count: int) -> None:
    scores = score_documents([entities()] * count, [entities()] * count)
    assert scores["documents"] == count
    assert scores["entities"] == {"overall": NOTHING, "labels": {}}
    assert scores["triggers"] == {"identification": NOTHING, "classification": NOTHING, "types": {}}
    assert scores["arguments"] == {"identification": NOTHING, "classification": NOTHING, "roles": {}}


def test_a_trigger_is_identified_by_place_and_classified_by_type() -> None:
    gold = Annotated("en", frozenset(), frozenset({((0, 2), "E"), ((5, 7), "F"), ((8, 9), "F")}))
    predicted = Annotated("en", frozenset(), frozenset({((0, 2), "E"), ((5, 7), "E"), ((8, 10), "F")}))
    assert score_documents([gold], [predicted])["triggers"] == {
        "identification": row(2, 3, 3),
        "classification": row(1, 3, 3),
        "types": {"E": row(1, 2, 1), "F": row(0, 1, 2)},
    }


def test_an_argument_needs_its_trigger_type_filler_and_role() -> None:
    gold = frozenset(
        {
            ((0, 2), "E", (3, 4), "R"),
            ((0, 2), "E", (5, 6), "R"),
            ((0, 2), "E", (7, 8), "R"),
            ((0, 2), "E", (9, 10), "R"),
        }
    )
    predicted = frozenset(
        {
            ((0, 2), "E", (3, 4), "R"),  # right
            ((0, 2), "E", (5, 6), "S"),  # another role
            ((0, 2), "F", (7, 8), "R"),  # another type
            ((0, 3), "E", (9, 10), "R"),  # another trigger
            ((0, 2), "E", (11, 12), "R"),  # another filler
        }
    )
    scores = score_documents(
        [Annotated("en", frozenset(), frozenset(), gold)],
        [Annotated("en", frozenset(), frozenset(), predicted)],
    )
    assert scores["arguments"] == {
        "identification": row(2, 5, 4),
        "classification": row(1, 5, 4),
        "roles": {"E.R": row(1, 3, 4), "E.S": row(0, 1, 0), "F.R": row(0, 1, 0)},
    }


def test_each_language_is_scored_on_its_own() -> None:
    gold = [
        entities((0, 2, "A"), lang="vi"),
        entities((0, 2, "A"), lang="th"),
        entities((3, 4, "A"), lang="vi"),
    ]
    predicted = [entities((0, 2, "A")), entities(), entities((3, 5, "A"))]
    scores = score_documents(gold, predicted)
    assert scores["entities"]["overall"] == row(1, 2, 3)
    languages = {
        lang: (part["documents"], part["entities"]["overall"]) for lang, part in scores["languages"].items()
    }
    assert languages == {"th": (1, row(0, 0, 1)), "vi": (2, row(1, 2, 2))}


def test_every_gold_document_needs_a_prediction() -> None:
    with pytest.raises(ValueError, match="zip"):
        score_documents([entities()], [])


def test_a_record_and_its_doc_are_annotated_alike(documents: list[Document], tokenizer: Tokenizer) -> None:
    for document in documents:
        doc, misaligned = document_to_doc(document, tokenizer)
        assert misaligned == []
        assert from_doc(doc, document.lang) == from_document(document)


def test_gold_offsets_are_those_of_the_record() -> None:
    document = Document(
        "d",
        "en",
        "Okoye leads it",
        (Gold("x", 0, 5, "A"),),
        (Event("GO", (6, 11), (Argument("Who", "x"),)), Event("RATE", "x")),
    )
    assert from_document(document) == Annotated(
        "en",
        frozenset({(0, 5, "A")}),
        frozenset({((6, 11), "GO"), ((0, 5), "RATE")}),
        frozenset({((6, 11), "GO", (0, 5), "Who")}),
    )


def test_a_gold_span_inside_a_token_cannot_be_found(tokenizer: Tokenizer) -> None:
    document = Document("d", "en", "Okoye leads", (Gold("x", 0, 4, "A"),))
    doc, _ = document_to_doc(document, tokenizer)
    assert overall(from_document(document), from_doc(doc)) == row(0, 1, 1)


def test_the_registered_scorer_gives_spacys_keys(tokenizer: Tokenizer) -> None:
    gold, predicted = tokenizer("Okoye leads it"), tokenizer("Okoye leads it")
    gold.ents = [Span(gold, 0, 1, label="A"), Span(gold, 2, 3, label="B")]
    predicted.ents = [Span(predicted, 0, 1, label="A")]
    gold._.events = [DocEvent("GO", Span(gold, 1, 2))]
    predicted._.events = [DocEvent("GO", Span(predicted, 1, 2)), DocEvent("GO", Span(predicted, 2, 3))]
    assert make_scorer()([Example(predicted, gold)], unused=1) == {
        "ents_p": 1.0,
        "ents_r": 0.5,
        "ents_f": pytest.approx(2 / 3),
        "triggers_p": 0.5,
        "triggers_r": 1.0,
        "triggers_f": pytest.approx(2 / 3),
        "arguments_p": 0.0,
        "arguments_r": 0.0,
        "arguments_f": 0.0,
        "ents_per_type": {"A": {"p": 1.0, "r": 1.0, "f": 1.0}, "B": {"p": 0.0, "r": 0.0, "f": 0.0}},
    }
