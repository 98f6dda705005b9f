"""The spaCy component: canonical values and measurements on a ``Doc``."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from govspan.annotations import Document
from govspan.pipeline.convert import doc_to_record, document_to_doc
from govspan.pipeline.normalize import Measurement, Unread
from govspan.pipeline.normalizer import NormalizerComponent
from govspan.pipeline.records import normalize_document
from govspan.pipeline.tokenizer import Tokenizer


@pytest.fixture
def docs(documents: list[Document], tokenizer: Tokenizer) -> list[Doc]:
    """The small documents with their gold entities and events, normalized."""
    component = NormalizerComponent("normalizer", "auto")
    return list(component.pipe(document_to_doc(document, tokenizer)[0] for document in documents))


def test_every_entity_has_a_value_as_from_annotations(docs: list[Doc], documents: list[Document]) -> None:
    for doc, document in zip(docs, documents, strict=True):
        expected = {
            (span.start, span.end): str(value)
            for span, value in zip(document.spans, normalize_document(document).values, strict=True)
        }
        assert doc.ents
        for span in doc.ents:
            assert str(span._.canonical) == expected.get((span.start_char, span.end_char), "?")
    read = [span._.canonical for doc in docs for span in doc.ents]
    assert sum(not isinstance(value, Unread) for value in read) > len(read) / 2


def test_measurements_come_from_the_events(docs: list[Doc]) -> None:
    measurements = [item for doc in docs for item in doc._.measurements]
    assert len(measurements) == sum(event.type == "MEASUREMENT" for doc in docs for event in doc._.events) > 0
    assert all(isinstance(item, Measurement) for item in measurements)
    fields = measurements[0].to_dict()
    assert {"indicator", "indicator_id", "value", "unit", "change", "change_unit", "period"} <= fields.keys()
    assert {"baseline", "place", "confidence"} <= fields.keys()


def test_values_survive_storage(docs: list[Doc]) -> None:
    binary = DocBin(docs=docs, store_user_data=True)
    vocab = docs[0].vocab
    for doc, again in zip(docs, DocBin().from_bytes(binary.to_bytes()).get_docs(vocab), strict=True):
        assert [span._.canonical for span in again.ents] == [span._.canonical for span in doc.ents]
        assert [item.to_dict() for item in again._.measurements] == [
            item.to_dict() for item in doc._.measurements
        ]


def test_without_the_component_there_are_no_values(documents: list[Document], tokenizer: Tokenizer) -> None:
    doc, _ = document_to_doc(documents[0], tokenizer)
    assert doc.ents[0]._.canonical is None
    assert doc._.measurements == []
    assert doc_to_record(doc)["entities"][0]["canonical"] is None


def test_it_is_part_of_an_exported_pipeline(
    tiny: Language, documents: list[Document], tmp_path: Path
) -> None:
    assert tiny.pipe_names == ["extractor", "normalizer"]
    tiny.to_disk(tmp_path / "copy")
    again = spacy.load(tmp_path / "copy")
    for document in documents:
        record = doc_to_record(again(document.text))
        assert record == doc_to_record(tiny(document.text))
        assert all(item["canonical"]["canonical"] for item in record["entities"])


def test_the_language_may_be_given(documents: list[Document], tokenizer: Tokenizer) -> None:
    nlp = spacy.blank("xx")
    nlp.add_pipe("govspan_normalizer", config={"lang": "vi"})
    doc = nlp.make_doc("3.300 tỷ đồng")
    doc.ents = (doc.char_span(0, len(doc.text), label="VALUE"),)
    component = nlp.get_pipe("govspan_normalizer")
    assert str(component(doc).ents[0]._.canonical) == "3300000000000 VND"  # type: ignore[operator]
    doc._.lang = "en"
    assert str(component(doc).ents[0]._.canonical) != "3300000000000 VND"  # type: ignore[operator]
