"""The spaCy tokenizer: words as :mod:`.words` cuts them, text untouched."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from spacy.lang.xx import MultiLanguage
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab, create_vocab

from ..annotations import DataError, ModelError
from .words import ThaiDictionary, word_offsets

__all__ = ["Tokenizer", "make_tokenizer"]

_DICTIONARY_FILE = "thai_words.txt"


class Tokenizer:
    """Cuts any string into a spaCy ``Doc`` with ``doc.text == text``.

    Building one is cheap: the Thai dictionary is read when the first text asks
    for it, from the pipeline's directory or else from PyThaiNLP.
    """

    def __init__(self, vocab: Vocab, thai: ThaiDictionary | None = None) -> None:
        self.vocab = vocab
        self._thai = thai

    @classmethod
    def blank(cls, thai: ThaiDictionary) -> Tokenizer:
        """One with a vocabulary of its own."""
        return cls(create_vocab("xx", MultiLanguage.Defaults), thai)

    @property
    def thai(self) -> ThaiDictionary:
        """The Thai dictionary that this tokenizer segments with."""
        if self._thai is None:
            self._thai = ThaiDictionary.from_pythainlp()
        return self._thai

    def offsets(self, text: str) -> list[tuple[int, int]]:
        """(start, end) of every token of the text, in code points."""
        return list(word_offsets(text, self.thai))

    def __call__(self, text: str) -> Doc:
        """Tokenize one text.

        Raises:
            DataError: the string holds a lone surrogate, which is no character
                and which spaCy cannot store.
        """
        words: list[str] = []
        spaces: list[bool] = []
        for start, end in word_offsets(text, self.thai):
            word = text[start:end]
            # spaCy keeps one space after a word as a flag, other white space as tokens.
            if words and word[0] == " " and not spaces[-1] and not words[-1].isspace():
                spaces[-1] = True
                word = word[1:]
                if not word:
                    continue
            words.append(word)
            spaces.append(False)
        try:
            return Doc(self.vocab, words=words, spaces=spaces)
        except UnicodeEncodeError as error:
            where = next(at for at, character in enumerate(text) if "\ud800" <= character <= "\udfff")
            raise DataError(
                f"character {where} of the text is a lone surrogate ({text[where]!a}): "
                "decode the input as UTF-8 with errors='replace'"
            ) from error

    def pipe(self, texts: Iterable[str], batch_size: int = 1000) -> Iterable[Doc]:
        """Tokenize a stream of texts; ``batch_size`` is spaCy's and unused."""
        for text in texts:
            yield self(text)

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """The dictionary; the vocabulary is the pipeline's own."""
        return self.thai.words

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> Tokenizer:
        """Take the dictionary that :meth:`to_bytes` gave."""
        self._thai = ThaiDictionary(data)
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the dictionary into the directory ``path``."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _DICTIONARY_FILE).write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Tokenizer:
        """Read the dictionary from the directory ``path``.

        Raises:
            ModelError: the directory has none.
        """
        file = Path(path) / _DICTIONARY_FILE
        try:
            return self.from_bytes(file.read_bytes())
        except OSError as error:
            raise ModelError(f"{file}: cannot read the Thai dictionary: {error.strerror}") from error


def make_tokenizer() -> Callable[[Language], Tokenizer]:
    """The factory, registered by entry point: ``[nlp.tokenizer] @tokenizers = "govspan.Tokenizer.v1"``."""

    def create(nlp: Language, **_: Any) -> Tokenizer:
        return Tokenizer(nlp.vocab)

    return create
