"""Streams of any length."""

from __future__ import annotations

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from govspan.annotations import Document
from govspan.pipeline import stream as module
from govspan.pipeline.stream import pipe_stream


def surfaces(doc: Doc) -> list[tuple[int, int, str]]:
    return [(span.start_char, span.end_char, span.label_) for span in doc.ents]


def test_a_stream_is_what_pipe_gives(
    tiny: Language, documents: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_STRETCH", 3)
    texts = [(document.text, document.id) for document in documents] * 2
    expected = [(surfaces(doc), name) for doc, name in tiny.pipe(texts, as_tuples=True)]
    assert [(surfaces(doc), name) for doc, name in pipe_stream(tiny, iter(texts))] == expected
    assert list(pipe_stream(tiny, [])) == []


def test_words_of_a_stretch_are_forgotten(tiny: Language) -> None:
    strings = tiny.vocab.strings
    list(pipe_stream(tiny, [("Qwertzuiop", None)]))
    assert "Qwertzuiop" not in strings
    tiny("Qwertzuiop")
    assert "Qwertzuiop" in strings


def test_the_stream_is_read_as_it_is_needed(tiny: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_STRETCH", 2)
    taken = []

    def texts() -> object:
        for number in range(10):
            taken.append(number)
            yield f"Thanh tra {number}", number

    stream = pipe_stream(tiny, texts())  # type: ignore[arg-type]
    assert next(stream)[1] == 0
    assert taken == [0, 1]
    stream.close()  # type: ignore[attr-defined]
