from __future__ import annotations

import json

import pytest
from spacy.tokens import Doc, DocBin, Span
from spacy.vocab import Vocab

from govspan.pipeline.events import Argument, Event, register_extensions
from govspan.pipeline.tokenizer import Tokenizer


def annotate(doc: Doc) -> list[Event]:
    chair = Span(doc, 0, 2, label="OFFICIAL")
    place = Span(doc, 4, 5, label="LOCATION")
    doc.ents = [chair, place]
    chair._.score = 0.75
    return [
        Event(
            "MEETING",
            Span(doc, 2, 3, label="MEETING"),
            (Argument("Chair", chair, 0.5), Argument("Place", place)),
            0.25,
        ),
        Event("VISIT", place),
    ]


@pytest.fixture
def doc(tokenizer: Tokenizer) -> Doc:
    doc = tokenizer("Lò Hạnh họp ở กรม 👍🏽")
    doc._.events = annotate(doc)
    return doc


EXPECTED = [
    {
        "type": "MEETING",
        "trigger": {"text": "họp", "start": 8, "end": 11},
        "arguments": [
            {"role": "Chair", "label": "OFFICIAL", "text": "Lò Hạnh", "start": 0, "end": 7, "score": 0.5},
            {"role": "Place", "label": "LOCATION", "text": "กรม", "start": 14, "end": 17, "score": None},
        ],
        "score": 0.25,
    },
    {
        "type": "VISIT",
        "trigger": {"text": "กรม", "start": 14, "end": 17},
        "arguments": [],
        "score": None,
    },
]


def as_dicts(doc: Doc) -> list[object]:
    return [event.to_dict() for event in doc._.events]


def test_to_dict_tells_characters_and_is_json(doc: Doc) -> None:
    assert as_dicts(doc) == EXPECTED
    assert json.loads(json.dumps(as_dicts(doc))) == EXPECTED


def test_events_given_are_events_got(doc: Doc) -> None:
    meeting, visit = doc._.events
    assert (meeting.type, meeting.score, meeting.trigger.label_) == ("MEETING", 0.25, "MEETING")
    assert [(item.role, item.label, item.text, item.score) for item in meeting.arguments] == [
        ("Chair", "OFFICIAL", "Lò Hạnh", 0.5),
        ("Place", "LOCATION", "กรม", None),
    ]
    assert (visit.type, visit.arguments, visit.score) == ("VISIT", (), None)
    doc._.events = doc._.events
    assert as_dicts(doc) == EXPECTED


def test_a_doc_without_events_has_none(tokenizer: Tokenizer) -> None:
    assert tokenizer("x")._.events == ()


def test_events_survive_bytes(doc: Doc) -> None:
    again = Doc(Vocab()).from_bytes(doc.to_bytes())
    assert as_dicts(again) == EXPECTED
    assert [entity._.score for entity in again.ents] == [0.75, None]


def test_events_survive_a_docbin(doc: Doc) -> None:
    data = DocBin(docs=[doc], store_user_data=True).to_bytes()
    (again,) = DocBin(store_user_data=True).from_bytes(data).get_docs(Vocab())
    assert as_dicts(again) == EXPECTED
    assert [entity._.score for entity in again.ents] == [0.75, None]


def test_a_score_belongs_to_span_and_label(doc: Doc) -> None:
    assert Span(doc, 0, 2, label="OFFICIAL")._.score == 0.75
    assert Span(doc, 0, 2, label="ROLE")._.score is None
    assert Span(doc, 0, 1, label="OFFICIAL")._.score is None
    Span(doc, 0, 2, label="OFFICIAL")._.score = 1
    assert doc.ents[0]._.score == 1.0


def test_registering_again_changes_nothing(doc: Doc) -> None:
    register_extensions()
    assert as_dicts(doc) == EXPECTED
