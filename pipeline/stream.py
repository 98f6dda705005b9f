"""``nlp.pipe`` over streams of any length, in memory that does not grow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from spacy.language import Language
from spacy.tokens import Doc

__all__ = ["pipe_stream"]

Context = TypeVar("Context")

# Documents between two clearings: many batches, and few enough that their words are nothing.
_STRETCH = 1024


def pipe_stream(nlp: Language, texts: Iterable[tuple[str, Context]]) -> Iterator[tuple[Doc, Context]]:
    """Run a pipeline over (text, context) pairs.

    A spaCy vocabulary keeps every word that it has met, and every number is a new
    word. Here those of each stretch of documents live in a memory zone of their own
    (``Language.memory_zone``). So read what you need off a document before you ask for the next:
    it is not valid for longer.
    """
    rest = iter(texts)
    while stretch := list(islice(rest, _STRETCH)):
        with nlp.memory_zone():
            yield from nlp.pipe(stretch, as_tuples=True)
