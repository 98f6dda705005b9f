"""The spaCy component: what it promises of any text, and the ways to run, save and load it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import spacy
from hypothesis import example, given, settings
from spacy.language import Language
from spacy.tokens import Doc, DocBin
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


@pytest.fixture(scope="session")
def exported(tiny_run: Path) -> Path:
    return tiny_run / "pipeline"


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
    assert list(record) == ["entities", "events"]
    assert [list(entity) for entity in record["entities"]] == [
        ["label", "text", "start", "end", "score"]
    ] * len(doc.ents)
    assert json.loads(json.dumps(record)) == record


def test_settings_at_load_time(exported: Path, tiny: Language, documents: list[Document]) -> None:
    settings = {"threshold": 1.0, "batch_size": 3, "device": "cpu", "precision": "float32"}
    strict = spacy.load(exported, config={"components": {"extractor": settings}})
    component = strict.get_pipe("extractor")
    assert {name: getattr(component, name) for name in settings} == settings
    assert strict.config["components"]["extractor"]["batch_size"] == 3
    text = documents[0].text
    assert len(tiny(text).ents) > 10
    doc = strict(text)
    assert [ent.text for ent in doc.ents if ent._.score < 1] == []
    assert len(doc.ents) < len(tiny(text).ents)
    assert [event for event in doc._.events if event.score < 1] == []


def test_the_threshold_bounds_every_score(exported: Path, tiny: Language, documents: list[Document]) -> None:
    component = tiny.get_pipe("extractor")
    assert component.threshold == 0.0
    # A text that it has not learnt, so that scores spread.
    text = MEETING + " " + documents[0].text[::-1] + "\n" + documents[3].text.replace("số", "về")
    everything = doc_to_record(tiny(text))
    scores = sorted(entity["score"] for entity in everything["entities"])
    threshold = (scores[len(scores) // 2 - 1] + scores[len(scores) // 2]) / 2
    assert scores[0] < threshold < scores[-1]
    strict = spacy.load(exported, config={"components": {"extractor": {"threshold": threshold}}})
    kept = doc_to_record(strict(text))
    assert kept["entities"] == [entity for entity in everything["entities"] if entity["score"] >= threshold]
    for event in kept["events"]:
        assert min(event["score"], *(item["score"] for item in event["arguments"])) >= threshold
    assert len(kept["events"]) < len(everything["events"])


@pytest.mark.parametrize(
    "settings", [{"threshold": 1.5}, {"threshold": -0.1}, {"batch_size": 0}, {"batch_tokens": 0}]
)
def test_settings_that_make_no_sense(settings: dict[str, float]) -> None:
    with pytest.raises(
        ModelError, match=r"^component 'govspan_extractor': batch_size and batch_tokens are at least 1"
    ):
        spacy.blank("xx").add_pipe("govspan_extractor", config=settings)


@pytest.fixture(scope="module")
def expected(tiny: Language, documents: list[Document]) -> list[dict[str, object]]:
    return records([tiny(document.text) for document in documents])


def test_disk_round_trip(
    tiny: Language, documents: list[Document], expected: list[dict[str, object]], tmp_path: Path
) -> None:
    tiny.to_disk(tmp_path / "copy")
    again = spacy.load(tmp_path / "copy")
    assert records([again(document.text) for document in documents]) == expected


def test_bytes_round_trip(
    tiny: Language, documents: list[Document], expected: list[dict[str, object]]
) -> None:
    again = spacy.util.get_lang_class("xx").from_config(tiny.config)
    again.from_bytes(tiny.to_bytes())
    assert records([again(document.text) for document in documents]) == expected


_FRESH = """
import json, sys
import spacy
from spacy.tokens import Span
nlp = spacy.load(sys.argv[1])
texts = json.load(open(sys.argv[2], encoding="utf-8"))
docs = list(nlp.pipe(texts))
print(json.dumps([[[[e.start_char, e.end_char, e.label_] for e in d.ents], len(d._.events)] for d in docs]))
"""


def test_a_fresh_process_offline_needs_only_the_directory(
    exported: Path, documents: list[Document], expected: list[dict[str, object]], tmp_path: Path
) -> None:
    (tmp_path / "texts.json").write_text(
        json.dumps([document.text for document in documents]), encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _FRESH, str(exported), "texts.json"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=120,
        # HF_HUB_OFFLINE and OMP_NUM_THREADS are set by conftest.py.
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [
        [[[item["start"], item["end"], item["label"]] for item in record["entities"]], len(record["events"])]
        for record in expected
    ]


def test_pipe_streams_in_order(
    tiny: Language, documents: list[Document], expected: list[dict[str, object]]
) -> None:
    component = tiny.get_pipe("extractor")
    taken = 0

    def stream() -> Iterator[Doc]:
        nonlocal taken
        for at in range(200):
            taken += 1
            yield tiny.make_doc(documents[at % 4].text)

    docs = component.pipe(stream(), batch_size=8)
    first = next(docs)
    assert taken == 8
    rest = [next(docs) for _ in range(8)]
    assert taken == 16
    assert [doc.text for doc in (first, *rest)] == [documents[at % 4].text for at in range(9)]
    for at, doc in enumerate((first, *rest)):
        wanted = expected[at % 4]
        assert [(item["start"], item["end"], item["label"]) for item in wanted["entities"]] == [  # type: ignore[attr-defined]
            (ent.start_char, ent.end_char, ent.label_) for ent in doc.ents
        ]
    # The component's own batch size bounds what nlp.pipe asks for.
    taken = 0
    next(component.pipe(stream(), batch_size=1000))
    assert taken == component.batch_size == 64


def test_nlp_pipe_equals_single_calls(exported: Path, documents: list[Document]) -> None:
    nlp = spacy.load(exported, config={"components.extractor.precision": "float32"})
    texts = [document.text for document in documents]
    texts = [*texts, "", texts[1][:40], " ", *reversed(texts), texts[2] * 3]
    single = records([nlp(text) for text in texts])
    for size in (1, 3, 100):
        piped = list(nlp.pipe(texts, batch_size=size))
        assert [doc.text for doc in piped] == texts
        for found, wanted in zip(records(piped), single, strict=True):
            assert_close(found, wanted)


def assert_close(found: object, wanted: object) -> None:
    """Equal, but for the last digits of floats."""
    if isinstance(wanted, dict):
        assert isinstance(found, dict)
        assert list(found) == list(wanted)
        for key, value in wanted.items():
            assert_close(found[key], value)
    elif isinstance(wanted, list):
        assert isinstance(found, list)
        assert len(found) == len(wanted)
        for left, right in zip(found, wanted, strict=True):
            assert_close(left, right)
    elif isinstance(wanted, float):
        assert found == pytest.approx(wanted, abs=2e-3)
    else:
        assert found == wanted


def test_as_tuples_keeps_the_context(tiny: Language, documents: list[Document]) -> None:
    pairs = [(document.text, document.id) for document in documents]
    assert [(doc.text, name) for doc, name in tiny.pipe(pairs, as_tuples=True)] == pairs


def test_worker_processes_keep_events(
    tiny: Language, documents: list[Document], expected: list[dict[str, object]]
) -> None:
    docs = list(tiny.pipe([document.text for document in documents], n_process=2, batch_size=2))
    for found, wanted in zip(records(docs), expected, strict=True):
        assert_close(found, wanted)


_THREADED = """
import sys, spacy
nlp = spacy.load(sys.argv[1])
# Long enough for torch to share the work among threads.
text = "the Ministry of Fisheries issued Decision No. 77/2031. " * 200
single = [len(nlp(text).ents)] * 2
assert [len(doc.ents) for doc in nlp.pipe([text] * 2, n_process=2, batch_size=1)] == single
"""


def test_worker_processes_survive_threads(exported: Path) -> None:
    # conftest.py allows one thread, with which nothing can hang.
    process = subprocess.Popen(
        [sys.executable, "-c", _THREADED, str(exported)],
        env={**os.environ, "OMP_NUM_THREADS": "2", "OMP_WAIT_POLICY": "PASSIVE"},
        start_new_session=True,
    )
    try:
        assert process.wait(timeout=25) == 0
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_a_docbin_keeps_events(
    tiny: Language, documents: list[Document], expected: list[dict[str, object]]
) -> None:
    binary = DocBin(store_user_data=True, docs=[tiny(document.text) for document in documents])
    again = DocBin().from_bytes(binary.to_bytes())
    assert records(list(again.get_docs(tiny.vocab))) == expected


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
