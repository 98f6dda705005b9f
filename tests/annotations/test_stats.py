from __future__ import annotations

from collections import Counter

from govspan.annotations import Argument, Document, Event, Span
from govspan.annotations.stats import Cell, count


def test_counts_are_per_language_and_split_in_order() -> None:
    full = Document(
        "a",
        "vi",
        "Đội một",
        (Span("s", 0, 3, "A"), Span("t", 4, 7, "A")),
        (Event("E", "s", (Argument("R", "t"), Argument("R", "s"))), Event("F", (0, 3))),
        {"split": "train"},
    )
    bare = Document("b", "en", "xyz")
    cells = count([full, bare, full])
    assert list(cells) == [("en", ""), ("vi", "train")]
    assert cells["en", ""] == Cell(1, 3)
    assert cells["vi", "train"] == Cell(
        2, 14, Counter({"A": 4}), Counter({"E": 2, "F": 2}), Counter({"E.R": 4})
    )


def test_no_documents_give_no_cells() -> None:
    assert count([]) == {}
