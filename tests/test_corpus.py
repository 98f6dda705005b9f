"""The corpus that the repository carries: consistent, apart, and made from its marked texts."""

from __future__ import annotations

import unicodedata
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from govspan.annotations import Document, Schema, find_jsonl, read_documents, read_marked, validate_files
from govspan.pipeline.tokenizer import Tokenizer

ANNOTATIONS = Path(__file__).parent.parent / "annotations"
LANGUAGES = ("en", "hi", "th", "vi")
SPLITS = ("train", "dev", "test")

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


def test_each_language_has_documents_in_each_split(corpus_documents: list[Document]) -> None:
    counts = Counter((document.lang, document.split) for document in corpus_documents)
    for lang in LANGUAGES:
        assert sum(counts[lang, split] for split in SPLITS) >= 20
        assert all(counts[lang, split] >= 4 for split in SPLITS)


def test_the_corpus_is_valid(schema: Schema, tokenizer: Tokenizer) -> None:
    problems = validate_files(find_jsonl([ANNOTATIONS / "data"]), schema, tokenizer.offsets)
    # Spans off token boundaries are the tokenizer's business: listed, and few.
    by_code = Counter(problem.code for problem in problems)
    assert set(by_code) <= {"E15"}
    assert by_code["E15"] < 60


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
