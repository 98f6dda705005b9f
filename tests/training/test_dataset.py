"""Gold annotations as model inputs: nothing lost silently, nothing left out."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from datasets import Dataset
from hypothesis import given, settings
from hypothesis import strategies as st

from govspan.annotations import Argument, DataError, Document, Event, Schema, Span, write_documents
from govspan.pipeline.bio import spans_from_tags
from govspan.pipeline.encoding import Featurizer, read_words
from govspan.pipeline.pairs import RoleSpace
from govspan.pipeline.tokenizer import Tokenizer
from govspan.training.dataset import Collator, balance, encode_dataset, load_documents
from govspan.training.encoders import read_subwords, train_subwords


@pytest.fixture(scope="module")
def encoder(documents: list[Document], tokenizer: Tokenizer) -> Featurizer:
    words = (
        word
        for document in documents
        for word in read_words(document.text, tokenizer.offsets(document.text)).texts
    )
    return Featurizer(read_subwords(train_subwords(words, 400)), 64, 16, 500)


def languages(**sizes: int) -> Dataset:
    rows = [{"lang": lang, "number": f"{lang}{at}"} for lang, size in sizes.items() for at in range(size)]
    return Dataset.from_list(rows)


# --- balance


def test_one_language_is_left_as_it_is() -> None:
    dataset = languages(en=5)
    assert balance(dataset, 2.0, 0)["number"] == dataset["number"]


@settings(max_examples=25)
@given(
    st.dictionaries(st.sampled_from(["en", "hi", "th", "vi"]), st.integers(1, 30), min_size=1),
    st.sampled_from([1.0, 2.0, 5.0, 1e6]),
    st.integers(0, 3),
)
def test_no_document_is_left_out(sizes: dict[str, int], temperature: float, seed: int) -> None:
    dataset = languages(**sizes)
    drawn = balance(dataset, temperature, seed)
    assert set(drawn["number"]) == set(dataset["number"])
    # Within a language all are drawn equally often, but for a last round that is not full.
    counts = Counter(drawn["number"])
    for lang in sizes:
        own = [count for number, count in counts.items() if number.startswith(lang)]
        assert max(own) - min(own) <= 1


@pytest.mark.parametrize(
    ("temperature", "shares"),
    [(1.0, {"en": 0.8, "hi": 0.2}), (2.0, {"en": 2 / 3, "hi": 1 / 3}), (1e6, {"en": 0.5, "hi": 0.5})],
)
def test_the_shares_follow_the_temperature(temperature: float, shares: dict[str, float]) -> None:
    drawn = balance(languages(en=1600, hi=400), temperature, 0)["lang"]
    counts = Counter(drawn)
    assert set(counts) == {"en", "hi"}
    for lang, share in shares.items():
        assert counts[lang] / len(drawn) == pytest.approx(share, abs=0.03)


def test_a_seed_fixes_the_draw() -> None:
    dataset = languages(en=30, hi=20)
    assert balance(dataset, 2.0, 1)["number"] == balance(dataset, 2.0, 1)["number"]
    assert balance(dataset, 2.0, 1)["number"] != balance(dataset, 2.0, 2)["number"]


# --- encode_dataset


def test_gold_spans_and_roles_are_the_documents(
    documents: list[Document], tokenizer: Tokenizer, encoder: Featurizer, schema: Schema
) -> None:
    dataset = encode_dataset(documents, tokenizer, encoder, schema)
    space = RoleSpace(schema)
    assert dataset["lang"] == ["en", "hi", "th", "vi"]
    for document, row in zip(documents, dataset, strict=True):
        offsets = read_words(document.text, tokenizer.offsets(document.text)).offsets
        places = [(offsets[first][0], offsets[last - 1][1]) for first, last, _ in row["spans"]]
        triggers = {
            (*document.trigger_offsets(event), event.type)
            for event in document.events
            if not isinstance(event.trigger, str)
        }
        assert {
            (*place, schema.tags[tag]) for place, (_, _, tag) in zip(places, row["spans"], strict=True)
        } == {(span.start, span.end, span.label) for span in document.spans} | triggers
        assert row["spans"] == sorted(row["spans"])
        by_id = {span.id: (span.start, span.end) for span in document.spans}
        assert {
            (places[trigger], places[entity], *_role(space, role)) for trigger, entity, role in row["roles"]
        } == {
            (document.trigger_offsets(event), by_id[item.span], event.type, item.role)
            for event in document.events
            for item in event.arguments
        }
        assert len(row["forms"]) == len(row["breaks"]) == len(offsets)


def _role(space: RoleSpace, role: int) -> tuple[str, str]:
    event_type, name = space.roles[role - 1]
    return space.types[event_type], name


def encode_one(
    document: Document, tokenizer: Tokenizer, encoder: Featurizer, schema: Schema
) -> tuple[list[tuple[str, str]], list[tuple[str, str, str]]]:
    """Texts of the gold spans with their tags, and of the gold roles."""
    row = encode_dataset([document], tokenizer, encoder, schema)[0]
    offsets = read_words(document.text, tokenizer.offsets(document.text)).offsets
    texts = [document.text[offsets[first][0] : offsets[last - 1][1]] for first, last, _ in row["spans"]]
    spans = [(text, schema.tags[tag]) for text, (_, _, tag) in zip(texts, row["spans"], strict=True)]
    space = RoleSpace(schema)
    return spans, [(texts[t], _role(space, role)[1], texts[e]) for t, e, role in row["roles"]]


def warnings_of(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "govspan.training.dataset"]


def test_a_span_off_the_words_is_expanded_and_logged(
    tokenizer: Tokenizer, encoder: Featurizer, schema: Schema, caplog: pytest.LogCaptureFixture
) -> None:
    document = Document(
        "doc", "en", "the Ministry met", (Span("a1", 4, 9, "AGENCY"),), (Event("MEETING", (13, 16)),)
    )
    with caplog.at_level(logging.WARNING):
        spans, _ = encode_one(document, tokenizer, encoder, schema)
    assert spans == [("Ministry", "AGENCY"), ("met", "MEETING")]
    assert warnings_of(caplog) == ["doc: AGENCY [4:9] 'Minis' is off the word boundaries"]


def test_spans_that_come_to_share_a_word(
    tokenizer: Tokenizer, encoder: Featurizer, schema: Schema, caplog: pytest.LogCaptureFixture
) -> None:
    document = Document(
        "doc",
        "en",
        "the Ministry met",
        (Span("a1", 4, 9, "AGENCY"), Span("l1", 9, 12, "LOCATION")),
        (Event("MEETING", (13, 16), (Argument("Organizer", "a1"), Argument("Place", "l1"))),),
    )
    with caplog.at_level(logging.WARNING):
        spans, roles = encode_one(document, tokenizer, encoder, schema)
    assert spans == [("Ministry", "AGENCY"), ("met", "MEETING")]
    # The role of the span that is lost is lost with it, and no other.
    assert roles == [("met", "Organizer", "Ministry")]
    assert warnings_of(caplog) == [
        "doc: AGENCY [4:9] 'Minis' is off the word boundaries",
        "doc: LOCATION [9:12] 'try' is off the word boundaries",
        "doc: LOCATION [9:12] 'try' shares a word with another span",
    ]


def test_a_span_of_white_space_is_left_out_and_logged(
    tokenizer: Tokenizer, encoder: Featurizer, schema: Schema, caplog: pytest.LogCaptureFixture
) -> None:
    document = Document("doc", "en", "the  \n Ministry", (Span("a1", 3, 6, "AGENCY"),))
    with caplog.at_level(logging.WARNING):
        spans, _ = encode_one(document, tokenizer, encoder, schema)
    assert spans == []
    assert warnings_of(caplog) != []


def test_two_events_may_share_a_trigger(
    tokenizer: Tokenizer, encoder: Featurizer, schema: Schema, caplog: pytest.LogCaptureFixture
) -> None:
    document = Document(
        "doc",
        "en",
        "On Monday the Ministry met",
        (Span("t1", 3, 9, "PERIOD"), Span("a1", 10, 22, "AGENCY")),
        (
            Event("MEETING", (23, 26), (Argument("Organizer", "a1"),)),
            Event("MEETING", (23, 26), (Argument("Time", "t1"),)),
        ),
    )
    with caplog.at_level(logging.WARNING):
        spans, roles = encode_one(document, tokenizer, encoder, schema)
    assert spans == [("Monday", "PERIOD"), ("the Ministry", "AGENCY"), ("met", "MEETING")]
    assert sorted(roles) == [("met", "Organizer", "the Ministry"), ("met", "Time", "Monday")]
    assert warnings_of(caplog) == []


# --- Collator


def collate(
    documents: Sequence[Document], tokenizer: Tokenizer, encoder: Featurizer, schema: Schema
) -> dict[str, object]:
    dataset = encode_dataset(documents, tokenizer, encoder, schema)
    return Collator(encoder.subwords.pad_id, schema, 512)([dataset[at] for at in range(len(dataset))])


def test_a_batch_carries_the_gold(
    documents: list[Document], tokenizer: Tokenizer, encoder: Featurizer, schema: Schema
) -> None:
    dataset = encode_dataset(documents, tokenizer, encoder, schema)
    batch = collate(documents, tokenizer, encoder, schema)
    words = [len(row["breaks"]) for row in dataset]
    windows = sum(len(row["pieces"]) for row in dataset)
    tags, mask = batch["tags"], batch["word_mask"]
    assert isinstance(tags, torch.Tensor)
    assert isinstance(mask, torch.Tensor)
    assert tags.shape == mask.shape == (4, max(words))
    assert mask.sum(1).tolist() == words
    assert not tags[~mask].any()
    ids = batch["input_ids"]
    assert isinstance(ids, torch.Tensor)
    assert ids.shape == batch["owners"].shape == batch["attention_mask"].shape  # type: ignore[attr-defined]
    assert ids.shape[0] == windows
    assert {tensor.dtype for tensor in (tags, ids)} == {torch.int64}
    for at, row in enumerate(dataset):
        assert [list(span) for span in spans_from_tags(tags[at].numpy())] == row["spans"]
        assert [list(span) for span in batch["spans"][at]] == row["spans"]  # type: ignore[index]
        pairs, gold = batch["pairs"][at], batch["pair_roles"][at]  # type: ignore[index]
        assert len(gold) == len(pairs.types) > len(row["roles"])
        # Every gold role is asked for once, and each is one that the schema allows.
        filled = np.flatnonzero(gold)
        found = [[int(pairs.triggers[p]), int(pairs.entities[p]), int(gold[p])] for p in filled]
        assert sorted(found) == sorted(row["roles"])
        assert pairs.allowed[filled, gold[filled]].all()


@pytest.mark.parametrize("text", ["", " \n "])
def test_a_document_without_words_trains(
    documents: list[Document], tokenizer: Tokenizer, encoder: Featurizer, schema: Schema, text: str
) -> None:
    batch = collate([documents[0], Document("none", "en", text)], tokenizer, encoder, schema)
    mask = batch["word_mask"]
    assert isinstance(mask, torch.Tensor)
    assert not mask[1].any()


# --- load_documents


def meeting(role: str, filler: str, label: str) -> Document:
    """A meeting with one argument, beside a span "s"."""
    event = Event("MEETING", (2, 3), (Argument(role, filler),))
    return Document("d", "en", "a b", (Span("s", 0, 1, label),), (event,))


def test_a_directory_of_files(documents: list[Document], tmp_path: Path, schema: Schema) -> None:
    write_documents(tmp_path / "a" / "one.jsonl", documents[:1])
    write_documents(tmp_path / "b.jsonl", documents[1:])
    assert load_documents(str(tmp_path), "train", schema) == documents


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (
            Document("d", "en", "a", (Span("s", 0, 1, "PLACE"),)),
            "unknown label: span s 'PLACE'; known: OFFICIAL, ",
        ),
        (
            Document("d", "en", "a", (Span("s", 0, 9, "AGENCY"),)),
            "span or trigger out of the text's bounds: span s [0:9] in a text of 1 characters",
        ),
        (
            Document("d", "en", "a", (Span("s", -1, 1, "AGENCY"),)),
            "span or trigger out of the text's bounds: span s [-1:1] in a text of 1 characters",
        ),
        (Document("d", "en", "a", (Span("s", 1, 1, "AGENCY"),)), "empty span: span s [1:1]"),
        (
            Document("d", "en", "a b", (Span("s", 0, 3, "AGENCY"), Span("t", 2, 3, "VALUE"))),
            "spans overlap: span s and span t [2:3] 'b'",
        ),
        (
            Document("d", "en", "a", (), (Event("PARTY", (0, 1)),)),
            "unknown event type: 'PARTY'; known: MEASUREMENT, ",
        ),
        (
            Document("d", "en", "a", (), (Event("MEETING", (0, 9)),)),
            "span or trigger out of the text's bounds: trigger of MEETING [0:9] in a text of 1 characters",
        ),
        (
            Document("d", "en", "a", (), (Event("MEASUREMENT", "x"),)),
            "reference to a span that does not exist: the trigger of MEASUREMENT names span 'x'",
        ),
        (
            Document("d", "en", "a", (Span("s", 0, 1, "AGENCY"),), (Event("MEASUREMENT", "s"),)),
            "trigger of the wrong kind: MEASUREMENT is triggered by ",
        ),
        (
            Document("d", "en", "a", (Span("s", 0, 1, "INDICATOR"),), (Event("MEETING", "s"),)),
            "trigger of the wrong kind: MEETING is triggered by ",
        ),
        (meeting("Cook", "s", "AGENCY"), "unknown role: MEETING.Cook; known: Chair, "),
        (
            meeting("Chair", "x", "ROLE"),
            "reference to a span that does not exist: MEETING.Chair names span 'x'",
        ),
        # The loss would be infinite: such a role is masked out.
        (
            meeting("Chair", "s", "LOCATION"),
            "role filled by a label that may not fill it: MEETING.Chair = LOCATION s; may be OFFICIAL, ROLE",
        ),
    ],
)
def test_annotations_of_another_scheme(
    tmp_path: Path, schema: Schema, document: Document, message: str
) -> None:
    path = tmp_path / "d.jsonl"
    write_documents(path, [document])
    with pytest.raises(DataError) as caught:
        load_documents(str(path), "train", schema)
    assert str(caught.value).startswith(f"{path}: document 'd': {message}")
    assert f"`govspan annotations validate {path}`" in str(caught.value)


def test_what_training_can_bear_is_not_refused(tmp_path: Path, schema: Schema) -> None:
    documents = [
        # White space at an edge, an id and a text that stand twice, a span off the words.
        Document("d", "en", "a Ministry", (Span("s", 1, 5, "AGENCY"),)),
        Document("d", "en", "a Ministry", (Span("s", 2, 5, "AGENCY"),)),
        Document("e", "en", ""),
    ]
    write_documents(tmp_path / "d.jsonl", documents)
    assert load_documents(str(tmp_path), "train", schema) == documents


def test_no_documents(tmp_path: Path, schema: Schema) -> None:
    (tmp_path / "none.jsonl").write_text("\n\n")
    with pytest.raises(DataError) as caught:
        load_documents(str(tmp_path), "train", schema)
    assert str(caught.value) == f"{tmp_path}: no documents to train with: the files are empty"
    with pytest.raises(DataError, match=r"nowhere: no such file or directory"):
        load_documents(str(tmp_path / "nowhere"), "train", schema)
