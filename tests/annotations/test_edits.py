from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govspan.annotations import Argument, DataError, Document, Event, Span
from govspan.annotations.edits import Edit, apply_edits

TEXT = "Sở Y tế tỉnh Hà Nam họp ngày 6/6."
AGENCY, DAY = "Sở Y tế tỉnh Hà Nam", "ngày 6/6"
DOCUMENT = Document(
    "d",
    "vi",
    TEXT,
    (Span("a", 0, 19, "AGENCY"), Span("t", 24, 32, "PERIOD")),
    (Event("MEETING", (20, 23), (Argument("Time", "t"),)),),
)


def surfaces(document: Document) -> list[str]:
    return [document.text[span.start : span.end] for span in document.spans]


def test_a_whole_span_is_replaced() -> None:
    edited = apply_edits(DOCUMENT, [(0, 19, "UBND xã Mường Hoa"), (24, 32, "3-8")])
    assert edited.text == "UBND xã Mường Hoa họp 3-8."
    assert surfaces(edited) == ["UBND xã Mường Hoa", "3-8"]
    assert edited.text[slice(*edited.trigger_offsets(edited.events[0]))] == "họp"


@pytest.mark.parametrize(
    ("edits", "text", "found"),
    [
        ([], TEXT, [AGENCY, DAY]),
        ([(19, 20, "  ")], "Sở Y tế tỉnh Hà Nam  họp ngày 6/6.", [AGENCY, DAY]),
        ([(2, 3, "_")], "Sở_Y tế tỉnh Hà Nam họp ngày 6/6.", ["Sở_Y tế tỉnh Hà Nam", DAY]),
        ([(24, 24, "chiều ")], "Sở Y tế tỉnh Hà Nam họp chiều ngày 6/6.", [AGENCY, DAY]),
        ([(19, 19, ",")], "Sở Y tế tỉnh Hà Nam, họp ngày 6/6.", [AGENCY, DAY]),
        ([(0, 0, "- ")], f"- {TEXT}", [AGENCY, DAY]),
        ([(29, 30, "06"), (31, 32, "06")], "Sở Y tế tỉnh Hà Nam họp ngày 06/06.", [AGENCY, "ngày 06/06"]),
        ([(13, 19, "Huế"), (19, 20, "")], "Sở Y tế tỉnh Huếhọp ngày 6/6.", ["Sở Y tế tỉnh Huế", DAY]),
    ],
)
def test_edits(edits: list[Edit], text: str, found: list[str]) -> None:
    edited = apply_edits(DOCUMENT, edits)
    assert edited.text == text
    assert surfaces(edited) == found
    assert text[slice(*edited.trigger_offsets(edited.events[0]))] == "họp"


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ([(15, 22, "x")], r"an edit \[15:22\] crosses \[0:19\]"),
        ([(18, 25, "x")], r"an edit \[18:25\] crosses \[0:19\]"),
        ([(19, 21, "x")], r"an edit \[19:21\] crosses \[20:23\]"),
        ([(0, 19, "")], r"leaves nothing of \[0:19\]"),
        ([(0, 3, "x"), (2, 5, "y")], r"edits \[2:5\] overlap or leave the text"),
        ([(30, 99, "x")], r"edits \[30:99\] overlap or leave the text"),
        ([(5, 3, "x")], r"edits \[5:3\] overlap or leave the text"),
    ],
)
def test_edits_that_cannot_be(edits: list[Edit], message: str) -> None:
    with pytest.raises(DataError, match=message):
        apply_edits(DOCUMENT, edits)


@st.composite
def edited_documents(draw: st.DrawFn) -> tuple[list[tuple[str, str, bool]], Document, list[Edit]]:
    """Pieces of text (old, new, whether a span), the old document, and the edits that lead to the new one."""
    pieces = draw(
        st.lists(st.tuples(st.text(min_size=1, max_size=5), st.text(min_size=1, max_size=5), st.booleans()))
    )
    position = 0
    spans, edits = [], []
    for at, (old, new, is_span) in enumerate(pieces):
        end = position + len(old)
        if is_span:
            spans.append(Span(f"s{at}", position, end, "AGENCY"))
        if old != new:
            edits.append((position, end, new))
        position = end
    text = "".join(old for old, _, _ in pieces)
    return pieces, Document("d", "en", text, tuple(spans)), edits


@given(edited_documents())
def test_spans_follow_their_text(case: tuple[list[tuple[str, str, bool]], Document, list[Edit]]) -> None:
    pieces, document, edits = case
    edited = apply_edits(document, edits)
    assert edited.text == "".join(new for _, new, _ in pieces)
    assert surfaces(edited) == [new for _, new, is_span in pieces if is_span]
