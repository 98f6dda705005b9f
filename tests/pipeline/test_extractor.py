"""The spaCy component: what it promises of any text, and its scores."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
import spacy
from hypothesis import example, given, settings
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from strategies import any_text

from govspan.annotations import Document, ModelError
from govspan.pipeline.convert import doc_to_record, document_to_doc
from govspan.pipeline.extractor import ExtractorComponent
from govspan.pipeline.tokenizer import Tokenizer

MEETING = "Ngày 3/8/2031, UBND huyện Mai Lâm họp bàn về kim ngạch xuất khẩu, tăng 6,2%."

TEXTS = {
    "empty": "",
    "space": " \n\t \u00a0\u3000 ",
    "emoji": "👩\u200d🌾🇹🇭👍🏽 the Ministry 👍",
    "nfc": unicodedata.normalize("NFC", MEETING),
    "nfd": unicodedata.normalize("NFD", MEETING),
    "zwj": "क्\u200dष र्\u200cय सचिव\u200d श्री \u200c",
    "rtl": "\u202eשלום مرحبا\u202c the Ministry of Fisheries ٣٫٥",
    "null": "the Ministry\x00 of \x00\x00Fisheries\x00",
    "controls": "".join(map(chr, range(32))) + "\x7f\x85\u2028\u2029\ufeff",
    "specials": "[PAD][UNK] [CLS] [MASK] <s> </s>",
    "astral": "𝔐𝔦𝔫𝔦𝔰𝔱𝔯𝔶 \U0010ffff",
    "combining": "e" + "\u0301" * 500,
    "one": "ก",
}


def records(docs: list[Doc]) -> list[dict[str, object]]:
    return [doc_to_record(doc) for doc in docs]


def assert_contract(nlp: Language, text: str) -> None:
    doc = nlp(text)
    assert doc.text == text
    record = doc_to_record(doc)
    places = list(record["entities"])
    for event in record["events"]:
        places.append(event["trigger"])
        places.extend(event["arguments"])
        assert 0 <= event["score"] <= 1
    for place in places:
        assert 0 <= place["start"] < place["end"] <= len(text)
        assert place["text"] == text[place["start"] : place["end"]]
        assert place["text"] == place["text"].strip()
    labels = nlp.get_pipe("extractor").labels
    assert all(entity["label"] in labels and 0 <= entity["score"] <= 1 for entity in record["entities"])
    # An argument is one of the entities.
    entities = {(entity["label"], entity["start"], entity["end"]) for entity in record["entities"]}
    for event in record["events"]:
        for item in event["arguments"]:
            assert (item["label"], item["start"], item["end"]) in entities
            assert 0 <= item["score"] <= 1


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_any_text_comes_back_whole(tiny: Language, text: str) -> None:
    assert_contract(tiny, text)


@given(any_text)
@example("\n")
@settings(max_examples=40)
def test_generated_texts_come_back_whole(tiny: Language, text: str) -> None:
    assert_contract(tiny, text)


@pytest.mark.parametrize(
    "stuff", ["a", "ก", "the Ministry of Fisheries issued Decision No. 77/2031. "], ids=len
)
def test_a_line_of_300_kb(tiny: Language, stuff: str) -> None:
    size = 300_000 // len(stuff.encode())
    assert_contract(tiny, stuff * size)


def test_texts_without_words_have_nothing(tiny: Language) -> None:
    for name in ("empty", "space"):
        doc = tiny(TEXTS[name])
        assert (doc.ents, doc._.events) == ((), ())


def test_the_training_documents_are_found(tiny: Language, documents: list[Document]) -> None:
    found = wanted = events = wanted_events = 0
    for document in documents:
        doc = tiny(document.text)
        gold = {(span.start, span.end, span.label) for span in document.spans}
        ents = {(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents}
        found += len(gold & ents)
        wanted += len(gold)
        gold_events = {(event.type, document.trigger_offsets(event)) for event in document.events}
        events += len(
            gold_events
            & {(event.type, (event.trigger.start_char, event.trigger.end_char)) for event in doc._.events}
        )
        wanted_events += len(gold_events)
        assert all(0.5 < ent._.score <= 1 for ent in doc.ents)
    assert wanted == 47
    assert found >= 45
    assert wanted_events == 13
    assert events >= 12


def test_the_dictionary_forms(tiny: Language, documents: list[Document]) -> None:
    doc = tiny(documents[0].text)
    event = next(event for event in doc._.events if event.type == "ISSUANCE")
    form = event.to_dict()
    assert list(form) == ["type", "trigger", "arguments", "score"]
    assert form["trigger"] == {
        "text": "issued",
        "start": event.trigger.start_char,
        "end": event.trigger.end_char,
    }
    assert [list(item) for item in form["arguments"]] == [
        ["role", "label", "text", "start", "end", "score"]
    ] * 2
    assert {(item["role"], item["label"], item["text"]) for item in form["arguments"]} == {
        ("Issuer", "AGENCY", "the Ministry"),
        ("Instrument", "DECREE", "Decision No. 77/2031"),
    }
    assert {(item.role, item.label, item.text) for item in event.arguments} == {
        ("Issuer", "AGENCY", "the Ministry"),
        ("Instrument", "DECREE", "Decision No. 77/2031"),
    }
    record = doc_to_record(doc)
    assert list(record) == ["entities", "events", "measurements"]
    assert [list(entity) for entity in record["entities"]] == [
        ["label", "text", "start", "end", "score", "canonical"]
    ] * len(doc.ents)
    assert json.loads(json.dumps(record)) == record


def test_without_weights() -> None:
    nlp = spacy.blank("xx")
    component = nlp.add_pipe("govspan_extractor", name="mine")
    assert isinstance(component, ExtractorComponent)
    with pytest.raises(
        ModelError,
        match=r"^component 'mine' has no weights yet: load a trained pipeline with spacy\.load\(directory\)$",
    ):
        nlp("the Ministry")
    for use in (component.to_bytes, lambda: list(component.pipe([nlp.make_doc("a")]))):
        with pytest.raises(ModelError, match="has no weights yet"):
            use()


def test_nlp_evaluate(tiny: Language, documents: list[Document], tokenizer: Tokenizer) -> None:
    examples = [
        Example(tiny.make_doc(document.text), document_to_doc(document, tokenizer)[0])
        for document in documents
    ]
    scores = tiny.evaluate(examples)
    for name in ("ents", "triggers", "arguments"):
        for measure in "prf":
            assert 0.95 <= scores[f"{name}_{measure}"] <= 1
    assert set(scores["ents_per_type"]) == {span.label for document in documents for span in document.spans}
    assert set(scores["ents_per_type"]["AGENCY"]) == {"p", "r", "f"}


def test_nlp_evaluate_of_nothing_found(
    tiny: Language, documents: list[Document], tokenizer: Tokenizer
) -> None:
    reference = document_to_doc(documents[0], tokenizer)[0]
    blank = spacy.blank("xx", config={"nlp": {"tokenizer": {"@tokenizers": "govspan.Tokenizer.v1"}}})
    scorer = tiny.get_pipe("extractor").scorer
    scores = scorer([Example(blank(reference.text), reference)])
    assert {name: scores[name] for name in ("ents_p", "ents_r", "ents_f", "triggers_f", "arguments_f")} == {
        "ents_p": 0.0,
        "ents_r": 0.0,
        "ents_f": 0.0,
        "triggers_f": 0.0,
        "arguments_f": 0.0,
    }


def test_the_component_imports_no_model_code() -> None:
    # spaCy itself imports torch where it is installed; nothing more than that may come.
    code = (
        "import sys, spacy\n"
        "before = set(sys.modules)\n"
        "import govspan.pipeline.extractor as module\n"
        "spacy.blank('xx').add_pipe('govspan_extractor')\n"
        "heavy = {'torch', 'transformers', 'tokenizers', 'safetensors'}\n"
        "print([name for name in set(sys.modules) - before if name.split('.')[0] in heavy])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr


def test_loading_imports_no_modelling_code(exported: Path) -> None:
    # They take seconds: transformers, and what torch compiles with.
    code = (
        "import sys, spacy\n"
        f"nlp = spacy.load({str(exported)!r})\n"
        "nlp('The Ministry of Fisheries reports.')\n"
        "print([name for name in ('transformers', 'torch._dynamo', 'sympy') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr
