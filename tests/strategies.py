"""Hypothesis strategies that several test files share."""

from __future__ import annotations

import string
from typing import Any

from hypothesis import strategies as st

from govspan.annotations import Argument, Document, Event, Span

WordSpan = tuple[int, int, int]

#: What is most likely to go wrong: scripts, joiners, decomposed letters, digits, white space.
AWKWARD = (
    "การประชุม", "น้ำ", "น\u0e4dา", "น\u0e4d\u0e49า", "ฯลฯ", "ๆ", "๒๕๗๔", "฿", "\u0e49", "\u0e33",
    "मंत्रालय", "क्\u200dष", "र्\u200cय", "क\u200d", "।", "१९", "\u093c",
    "Quye\u0302\u0301t", "đi\u0323nh", "\u0301", "Ủy",
    "👩\u200d🌾", "🇹🇭", "👍🏽", "\ufe0f",
    "\u200c", "\u200d", "\u00ad", "\ufeff", "\u202e", "שלום", "مرحبا", "٣٫٥",
    "1.204,5", "3/8/2031", "...", "----", "[PAD]", "[UNK]",
    " ", "  ", "\n", "\r\n", "\t", "\u00a0", "\u2028", "\x85", "\x1c", "\u3000", "\x00",
    "a" * 41, "ก" * 41, "A", "z",
)  # fmt: skip

#: Any string that UTF-8 can carry.
any_text = st.lists(
    st.one_of(
        st.sampled_from(AWKWARD), st.characters(exclude_categories=["Cs"]), st.characters(categories=["Nd"])
    ),
    max_size=30,
).map("".join)

#: One word: no white space, at least one character.
words = any_text.map(lambda text: "".join(text.split())).filter(bool)

#: Sub-words of each word of a text: mostly short, now and then a very long one.
word_lengths = st.lists(st.one_of(st.integers(1, 6), st.integers(1, 60)), max_size=60)

_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.floats(allow_nan=False) | any_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3),
    max_leaves=6,
)
_name = st.text(string.ascii_letters + string.digits + "-_", min_size=1, max_size=6)


@st.composite
def legal_spans(draw: st.DrawFn, max_words: int = 20, types: int = 3) -> tuple[int, list[WordSpan]]:
    """A number of words, and spans (start, end, type) over them: sorted, not empty, apart."""
    length = draw(st.integers(0, max_words))
    spans: list[WordSpan] = []
    position = 0
    while position < length:
        start = position + draw(st.integers(0, 3))
        end = start + draw(st.integers(1, 4))
        if end > length:
            break
        spans.append((start, end, draw(st.integers(0, types - 1))))
        position = end
    return length, spans


@st.composite
def word_offsets_in_text(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Offsets of words that are sorted and do not overlap, some with gaps between them."""
    offsets: list[tuple[int, int]] = []
    position = 0
    for gap, length in draw(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 4)), max_size=8)):
        offsets.append((position + gap, position + gap + length))
        position += gap + length
    return offsets


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A document that is well formed but need not make sense, as the reader allows."""
    number = st.integers(-5, 10**6)
    span = st.builds(Span, id=any_text, start=number, end=number, label=any_text)
    argument = st.builds(Argument, role=_name, span=any_text)
    event = st.builds(
        Event,
        type=_name,
        trigger=any_text | st.tuples(number, number),
        arguments=st.lists(argument, max_size=3).map(tuple),
    )
    meta: dict[str, Any] = draw(st.dictionaries(any_text, _json, max_size=3))
    return Document(
        id=draw(any_text),
        lang=draw(_name),
        text=draw(any_text),
        spans=tuple(draw(st.lists(span, max_size=4))),
        events=tuple(draw(st.lists(event, max_size=3))),
        meta=meta,
    )
