from __future__ import annotations

from pathlib import Path

import pytest
from spacy.tokens import DocBin
from spacy.vocab import Vocab

from govspan.annotations import Argument, DataError, Document, Event, Span
from govspan.pipeline.convert import Misaligned, doc_to_record, document_to_doc, write_docbin
from govspan.pipeline.tokenizer import Tokenizer
from govspan.pipeline.words import ThaiDictionary


@pytest.fixture(autouse=True)
def _shared_dictionary(monkeypatch: pytest.MonkeyPatch, thai: ThaiDictionary) -> None:
    """``write_docbin`` builds a dictionary of its own, which takes seconds."""
    monkeypatch.setattr(ThaiDictionary, "from_pythainlp", lambda: thai)


def document(
    *spans: tuple[int, int, str], text: str = "Ministry of Ports met", events: tuple[Event, ...] = ()
) -> Document:
    named = tuple(Span(f"s{at}", *span) for at, span in enumerate(spans))
    return Document("d", "en", text, named, events)


def test_entities_and_events_become_those_of_the_doc(tokenizer: Tokenizer) -> None:
    events = (Event("GO", (18, 21), (Argument("Who", "s0"),)), Event("RATE", "s0"))
    doc, misaligned = document_to_doc(document((0, 17, "A"), events=events), tokenizer)
    assert misaligned == []
    agency = {"text": "Ministry of Ports", "start": 0, "end": 17}
    assert doc_to_record(doc) == {
        "entities": [{"label": "A", **agency, "score": None, "canonical": None}],
        "events": [
            {
                "type": "GO",
                "trigger": {"text": "met", "start": 18, "end": 21},
                "arguments": [{"role": "Who", "label": "A", **agency, "score": None}],
                "score": None,
            },
            {"type": "RATE", "trigger": agency, "arguments": [], "score": None},
        ],
        "measurements": [],
    }


@pytest.mark.parametrize(
    ("span", "tokens"),
    [
        ((0, 4), "Ministry"),
        ((3, 11), "Ministry of"),
        ((8, 11), "of"),
        ((12, 18), "Ports"),
        ((20, 21), "met"),
    ],
)
def test_a_misaligned_span_is_expanded_and_listed(
    tokenizer: Tokenizer, span: tuple[int, int], tokens: str
) -> None:
    source = document((*span, "A"))
    doc, misaligned = document_to_doc(source, tokenizer)
    assert [(entity.text, entity.label_) for entity in doc.ents] == [(tokens, "A")]
    assert misaligned == [Misaligned("d", *span, source.text[slice(*span)], tokens)]


def test_a_span_that_touches_no_token_is_listed_and_no_entity(tokenizer: Tokenizer) -> None:
    doc, misaligned = document_to_doc(document((8, 9, "A"), (30, 31, "A")), tokenizer)
    assert doc.ents == ()
    assert misaligned == [Misaligned("d", 8, 9, " ", ""), Misaligned("d", 30, 31, "", "")]


def test_of_spans_that_come_to_overlap_the_longer_stays(tokenizer: Tokenizer) -> None:
    events = (Event("GO", (18, 21), (Argument("One", "s0"), Argument("Two", "s1"))),)
    doc, misaligned = document_to_doc(document((0, 3, "A"), (3, 11, "B"), events=events), tokenizer)
    assert [(entity.text, entity.label_) for entity in doc.ents] == [("Ministry of", "B")]
    assert [(moved.start, moved.end, moved.tokens) for moved in misaligned] == [
        (0, 3, "Ministry"),
        (3, 11, "Ministry of"),
    ]
    # The event keeps both of its fillers.
    assert [(item.role, item.text) for item in doc._.events[0].arguments] == [
        ("One", "Ministry"),
        ("Two", "Ministry of"),
    ]


def test_a_misaligned_trigger_is_expanded_and_listed(tokenizer: Tokenizer) -> None:
    doc, misaligned = document_to_doc(document(events=(Event("GO", (18, 20)),)), tokenizer)
    assert doc._.events[0].trigger.text == "met"
    assert misaligned == [Misaligned("d", 18, 20, "me", "met")]


def test_a_docbin_keeps_texts_entities_and_events(
    documents: list[Document], tokenizer: Tokenizer, tmp_path: Path
) -> None:
    path = tmp_path / "deep" / "corpus.spacy"
    assert write_docbin(path, iter(documents), tokenizer) == (4, [])
    docs = list(DocBin().from_disk(path).get_docs(Vocab()))
    assert [doc.text for doc in docs] == [source.text for source in documents]
    assert [doc_to_record(doc) for doc in docs] == [
        doc_to_record(document_to_doc(source, tokenizer)[0]) for source in documents
    ]
    assert [len(doc._.events) for doc in docs] == [4, 3, 3, 3]


def test_a_docbin_reports_what_was_expanded(tokenizer: Tokenizer, tmp_path: Path) -> None:
    documents = [document((0, 8, "A")), document((0, 4, "A"))]
    count, misaligned = write_docbin(tmp_path / "a.spacy", documents, tokenizer)
    assert count == 2
    assert misaligned == [Misaligned("d", 0, 4, "Mini", "Ministry")]


def test_a_docbin_that_cannot_be_written_is_a_data_error(tokenizer: Tokenizer, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot write: Is a directory"):
        write_docbin(tmp_path, [], tokenizer)
