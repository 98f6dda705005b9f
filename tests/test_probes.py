"""The probes that the repository carries: expressions and names are read as their authors meant them."""

from __future__ import annotations

from pathlib import Path

import pytest

from govspan.annotations import read_documents
from govspan.training.canonical_scores import CanonicalScores, format_scores, read_gold, score_canonical

PROBES = Path(__file__).parent.parent / "annotations" / "probes"


def scored(folder: Path, lang: str) -> CanonicalScores:
    documents = list(read_documents(folder / "data" / f"{lang}.jsonl"))
    gold = read_gold(folder / "canonical" / f"{lang}.jsonl")
    assert [document.id for document in documents] == list(gold)
    return score_canonical(documents, gold)


@pytest.mark.parametrize("lang", ["vi", "th", "hi", "en"])
def test_expressions_are_read_as_their_authors_meant_them(lang: str) -> None:
    scores = scored(PROBES, lang)
    for label in ("VALUE", "CHANGE", "PERIOD", "DECREE"):
        # Each is one expression, a span of its whole text.
        assert scores.all[lang, label] > 50
        # What is known to be read otherwise is told by `govspan normalize … --mistakes`.
        assert scores.right[lang, label] / scores.all[lang, label] > 0.96


@pytest.mark.parametrize("lang", ["vi", "th", "hi", "en"])
def test_names_are_read_as_their_authors_meant_them(lang: str) -> None:
    scores = scored(PROBES / "names", lang)
    for label in ("INDICATOR", "AGENCY", "ROLE", "LOCATION"):
        assert scores.all[lang, label] > 100
        assert scores.right[lang, label] / scores.all[lang, label] > 0.82
    # A wrong id is worse than none.
    assert sum(found != "?" for *_, found in scores.mistakes) / scores.all.total() < 0.09


def test_a_value_that_is_not_read_is_told_from_a_wrong_one() -> None:
    scores = CanonicalScores()
    scores.all["vi", "AGENCY"] = 4
    scores.right["vi", "AGENCY"] = 1
    scores.mistakes = [("d", "s", "AGENCY", "x", "gold", found) for found in ("?", "other", "–")]
    assert format_scores(scores).splitlines() == [
        "| language | AGENCY | all |",
        "|---|---|---|",
        "| vi | 0.250 (4) | 0.250 (4) |",
        "| all | 0.250 (4) | 0.250 (4) |",
        "",
        "read as something else: 0.250, not read: 0.500",
    ]
