from __future__ import annotations

from dataclasses import replace

from govspan.annotations import Document
from govspan.training.canonical_scores import Found, gold_spans
from govspan.training.families import FamilyScores, format_families, score_families


def test_translations_are_compared_row_by_row(documents: list[Document]) -> None:
    own = next(document for document in documents if gold_spans(document).measurements)
    rows = gold_spans(own).measurements
    family = [replace(own, id=id_, meta={**own.meta, "family": "a"}) for id_ in ("first", "second", "third")]
    alone = replace(own, id="x", meta={**own.meta, "family": "b"})
    scores = score_families([*family, alone])
    assert scores == FamilyScores(1, *[len(rows)] * 4)

    def read(document: Document) -> Found:
        found = gold_spans(document)
        if document.id == "second":
            return replace(found, measurements=[replace(rows[0], baseline="1999"), *rows[1:]])
        return found

    scores = score_families(family, read)
    assert (scores.complete, scores.same) == (len(rows), len(rows) - 1)
    assert "differing: baseline 1" in format_families(scores)

    name = next(at for at, row in enumerate(rows) if row.indicator_id)
    own_id = str(rows[name].indicator_id)

    def otherwise(document: Document) -> Found:
        if document.id != "second":
            return gold_spans(document)
        unsure = replace(rows[name], indicator_id="other", candidates=(("other", 0.5), (own_id, 0.4)))
        return replace(gold_spans(document), measurements=[*rows[:name], unsure, *rows[name + 1 :]])

    scores = score_families(family, otherwise)
    assert (scores.same_alone, scores.same) == (len(rows) - 1, len(rows))
    assert f"{len(rows) - 1} with the same values where each is read alone" in format_families(scores)

    def without_the_third(document: Document) -> Found:
        return replace(gold_spans(document), measurements=[] if document.id == "third" else rows)

    assert score_families(family, without_the_third).complete == 0


def test_documents_without_translations_are_left_out(documents: list[Document]) -> None:
    assert score_families(documents).families == 0
