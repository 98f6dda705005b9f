from __future__ import annotations

from dataclasses import replace

import pytest

from govspan.annotations import DataError, Document, Span
from govspan.pipeline.tokenizer import Tokenizer
from govspan.training.agreement import agreement, find_differences, format_agreement, pair_documents

TEXT = "Sở Y tế Hà Nam họp 6/6"


def annotated(*spans: tuple[int, int, str], lang: str = "vi", name: str = "d") -> Document:
    return Document(name, lang, TEXT, tuple(Span(f"s{at}", *span) for at, span in enumerate(spans)))


def test_a_document_agrees_with_itself(documents: list[Document], tokenizer: Tokenizer) -> None:
    scores = agreement(pair_documents(documents, documents), tokenizer.offsets)
    assert scores["entities"]["overall"]["f1"] == 1
    assert scores["arguments"]["classification"]["f1"] == 1
    assert scores["kappa"] == dict.fromkeys(("all", "en", "hi", "th", "vi"), 1.0)
    assert {part["overall"] for part in scores["overlapping"].values()} == {1.0}
    assert find_differences(pair_documents(documents, documents)) == []


def test_figures_worked_out_by_hand(tokenizer: Tokenizer) -> None:
    # Tokens: Sở Y tế Hà Nam họp 6 / 6
    first = annotated((0, 14, "AGENCY"), (19, 22, "PERIOD"))
    second = annotated((0, 7, "AGENCY"), (8, 14, "LOCATION"), (19, 22, "PERIOD"))
    scores = agreement([(first, second)], tokenizer.offsets)
    # One of 2 and 3 spans in common.
    assert scores["entities"]["overall"]["f1"] == pytest.approx(2 / 5)
    # AGENCY overlaps on both sides, LOCATION on none.
    assert scores["overlapping"]["vi"] == {
        "overall": pytest.approx(4 / 5),
        "labels": {"AGENCY": 1.0, "LOCATION": 0.0, "PERIOD": 1.0},
    }
    # 7 of 9 tokens alike; by chance (5·3 + 3·3 + 1·1) / 81 = 25/81.
    assert scores["kappa"]["all"] == pytest.approx((7 / 9 - 25 / 81) / (1 - 25 / 81))


def test_kinds_of_difference() -> None:
    first = annotated((0, 14, "AGENCY"), (15, 18, "ROLE"), (19, 22, "PERIOD"))
    second = annotated((0, 7, "AGENCY"), (19, 22, "VALUE"))
    found = find_differences([(first, second)])
    assert [difference.kind for difference in found] == ["boundary", "missed", "label"]
    assert [difference.kind for difference in find_differences([(second, first)])] == [
        "boundary",
        "added",
        "label",
    ]
    assert str(found[0]) == "d boundary: AGENCY 'Sở Y tế Hà Nam' ↔ AGENCY 'Sở Y tế': ⟦Sở Y tế Hà Nam⟧ họp 6/6"


def test_only_documents_of_both_sides_are_compared() -> None:
    one, other = annotated(name="a"), annotated(name="b")
    assert pair_documents([one, other], [other]) == [(other, other)]
    with pytest.raises(DataError, match="no document stands in both"):
        pair_documents([one], [other])


def test_another_text_and_a_double() -> None:
    with pytest.raises(DataError, match="texts differ from character 11: 'Nam họp 6/6' and 'Tĩnh'"):
        pair_documents([annotated()], [replace(annotated(), text="Sở Y tế Hà Tĩnh")])
    with pytest.raises(DataError, match="stands twice"):
        pair_documents([annotated(), annotated()], [annotated()])


def test_no_spans_at_all(tokenizer: Tokenizer) -> None:
    scores = agreement([(annotated(), annotated())], tokenizer.offsets)
    assert scores["overlapping"]["all"] == {"overall": 1.0, "labels": {}}
    assert scores["kappa"]["all"] == 1.0
    assert "Cohen's kappa" in format_agreement(scores)


def test_the_table_has_a_column_for_each_language(documents: list[Document], tokenizer: Tokenizer) -> None:
    lines = format_agreement(agreement(pair_documents(documents, documents), tokenizer.offsets)).splitlines()
    assert lines[0].split() == ["en", "hi", "th", "vi", "all"]
    assert lines[1].split() == ["documents", "1", "1", "1", "1", "4"]
    assert next(line for line in lines if line.startswith("  DECREE")).split()[-1] == "1.000"
