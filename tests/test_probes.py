"""The probes that the repository carries: expressions are read as their authors meant them."""

from __future__ import annotations

from pathlib import Path

import pytest

from govspan.annotations import read_documents
from govspan.training.canonical_scores import read_gold, score_canonical

PROBES = Path(__file__).parent.parent / "annotations" / "probes"


@pytest.mark.parametrize("lang", ["vi", "th", "hi", "en"])
def test_expressions_are_read_as_their_authors_meant_them(lang: str) -> None:
    documents = list(read_documents(PROBES / "data" / f"{lang}.jsonl"))
    gold = read_gold(PROBES / "canonical" / f"{lang}.jsonl")
    assert [document.id for document in documents] == list(gold)
    scores = score_canonical(documents, gold)
    for label in ("VALUE", "CHANGE", "PERIOD", "DECREE"):
        # Each is one expression, a span of its whole text.
        assert scores.all[lang, label] > 50
        # What is known to be read otherwise is told by `govspan normalize … --mistakes`.
        assert scores.right[lang, label] / scores.all[lang, label] > 0.92
