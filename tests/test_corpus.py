"""The corpus that the repository carries: consistent, apart, and made from its marked texts."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
from datasets import load_dataset

from govspan.annotations import (
    Document,
    Schema,
    find_jsonl,
    parse_marked,
    read_annotations,
    read_documents,
    read_marked,
    validate_files,
)
from govspan.annotations.validation import check_document
from govspan.pipeline.tokenizer import Tokenizer

ANNOTATIONS = Path(__file__).parent.parent / "annotations"
LANGUAGES = ("en", "hi", "th", "vi")
SPLITS = ("train", "dev", "test")

LEAST_DOCUMENTS = {"train": 80, "dev": 15, "test": 25}
LEAST_IN_TEST = 60
LEAST_ROLES_IN_TEST = 30
LEAST_FAMILIES = 15

#: The largest share of a document's n-grams that another document may have too.
MAX_SHARED = 0.15


def marked(split: str, lang: str) -> list[Document]:
    return [read_marked(path) for path in sorted((ANNOTATIONS / "marked" / split / lang).glob("*.txt"))]


@pytest.fixture(scope="module")
def corpus_documents() -> list[Document]:
    return [document for path in find_jsonl([ANNOTATIONS / "data"]) for document in read_documents(path)]


@pytest.mark.parametrize("split", SPLITS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_jsonl_is_made_from_the_marked_texts(split: str, lang: str) -> None:
    path = ANNOTATIONS / "data" / split / f"{lang}.jsonl"
    assert list(read_documents(path)) == marked(split, lang), "run `make corpus`"


def test_each_language_has_its_documents(corpus_documents: list[Document]) -> None:
    counts = Counter((document.lang, document.split) for document in corpus_documents)
    for lang in LANGUAGES:
        assert all(counts[lang, split] >= LEAST_DOCUMENTS[split] for split in SPLITS)


def test_the_test_split_has_enough_of_everything(corpus_documents: list[Document], schema: Schema) -> None:
    test = [document for document in corpus_documents if document.split == "test"]
    labels = Counter(span.label for document in test for span in document.spans)
    events = Counter(event.type for document in test for event in document.events)
    roles = Counter((e.type, a.role) for document in test for e in document.events for a in e.arguments)
    assert {label for label in schema.labels if labels[label] < LEAST_IN_TEST} == set()
    assert {name for name in schema.events if events[name] < LEAST_IN_TEST} == set()
    every = {(name, role) for name, event in schema.events.items() for role in event.roles}
    assert {role for role in every if roles[role] < LEAST_ROLES_IN_TEST} == set()


def test_families_stand_in_all_languages_and_in_one_split(corpus_documents: list[Document]) -> None:
    families: dict[str, list[Document]] = {}
    for document in corpus_documents:
        if "family" in document.meta:
            families.setdefault(str(document.meta["family"]), []).append(document)
    assert len(families) >= LEAST_FAMILIES
    for members in families.values():
        assert sorted(document.lang for document in members) == list(LANGUAGES)
        assert len({document.split for document in members}) == 1
        # The same events with the same roles filled as often.
        shapes = [
            (
                Counter(event.type for event in document.events),
                Counter((e.type, a.role) for e in document.events for a in e.arguments),
            )
            for document in members
        ]
        assert all(shape == shapes[0] for shape in shapes), members[0].meta["family"]


def test_it_loads_as_a_dataset(corpus_documents: list[Document], tmp_path: Path) -> None:
    files = {split: sorted(map(str, (ANNOTATIONS / "data" / split).glob("*.jsonl"))) for split in SPLITS}
    loaded = load_dataset("json", data_files=files, cache_dir=str(tmp_path))
    counts = Counter(document.split for document in corpus_documents)
    assert {split: loaded[split].num_rows for split in SPLITS} == dict(counts)
    first = loaded["train"][0]
    assert first["text"][slice(first["spans"][0]["start"], first["spans"][0]["end"])].strip()


@pytest.mark.parametrize("side", ["first", "second"])
def test_the_agreement_study_is_of_the_corpus_s_texts(corpus_documents: list[Document], side: str) -> None:
    texts = {document.id: document.text for document in corpus_documents}
    studied = list(read_annotations([ANNOTATIONS / "agreement" / side]))
    assert {document.id for document in studied} == {
        document.id for document in corpus_documents if document.split in ("dev", "test")
    }
    assert [document.id for document in studied if document.text != texts[document.id]] == []


def test_the_worked_examples_are_valid(schema: Schema) -> None:
    source = (ANNOTATIONS / "EXAMPLES.md").read_text(encoding="utf-8")
    examples = [parse_marked(block) for block in re.findall(r"^```text\n(.*?)\n```", source, re.M | re.S)]
    assert Counter(document.lang for document in examples) == dict.fromkeys(LANGUAGES, 3)
    assert [problem for document in examples for problem in check_document(document, schema)] == []


def test_the_corpus_is_valid(corpus_documents: list[Document], schema: Schema, tokenizer: Tokenizer) -> None:
    problems = validate_files(find_jsonl([ANNOTATIONS / "data"]), schema, tokenizer.offsets)
    # Spans off token boundaries are the tokenizer's business: listed, and two in a thousand at most.
    by_code = Counter(problem.code for problem in problems)
    assert set(by_code) <= {"E15"}
    assert by_code["E15"] < 0.002 * sum(len(document.spans) for document in corpus_documents)


def test_every_label_event_and_role_is_in_every_split(
    corpus_documents: list[Document], schema: Schema
) -> None:
    for split in SPLITS:
        documents = [document for document in corpus_documents if document.split == split]
        labels = {span.label for document in documents for span in document.spans}
        roles = {(e.type, a.role) for document in documents for e in document.events for a in e.arguments}
        assert labels == set(schema.labels)
        assert roles == {(name, role) for name, event in schema.events.items() for role in event.roles}


def ngrams(document: Document) -> set[tuple[str, ...]]:
    """Word 5-grams; character 12-grams of Thai, which writes no spaces."""
    text = unicodedata.normalize("NFC", document.text).lower()
    units, size = (list("".join(text.split())), 12) if document.lang == "th" else (text.split(), 5)
    return {tuple(units[at : at + size]) for at in range(len(units) - size + 1)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_documents_share_their_text(corpus_documents: list[Document], lang: str) -> None:
    grams = [(document.id, ngrams(document)) for document in corpus_documents if document.lang == lang]
    shared = {
        (first, second): len(a & b) / min(len(a), len(b))
        for (first, a), (second, b) in combinations(grams, 2)
    }
    assert {pair: share for pair, share in shared.items() if share > MAX_SHARED} == {}
