"""Where the words of a text are: the one authority for training and inference.

Tokens cover every character of the text and never change it. Thai runs are
segmented with a dictionary, everything else is cut at changes of script, at
digits and at punctuation, finely enough that annotated spans fall on token
boundaries whatever a language's spelling does.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path

import nlpo3
import regex

from ..annotations import MissingExtraError, ModelError

__all__ = ["MAX_WORD", "SPLIT_SARA_AM", "ThaiDictionary", "word_offsets"]

#: Longer runs are cut into words of this many characters. No word of these
#: languages is longer, and an unbounded one would not fit an encoder's window.
MAX_WORD = 40

#: Thai runs are segmented in pieces of at most this many characters: the
#: segmenter's time grows faster than its input on hostile text.
_MAX_THAI_RUN = 2000

_TOKEN = regex.compile(
    r"""
    (?P<space>\s+)
  | (?P<thai>[[\p{Thai}]&&[\p{L}\p{M}]--[ฯๆ]]+)       # without digits, ฯ, ๆ and ฿
  | [[\p{Deva}]&&[\p{L}\p{M}]]+(?:[\u200c\u200d]+[[\p{Deva}]&&[\p{L}\p{M}]]+)*
  | \p{Nd}+(?:[.,]\p{Nd}+)*                             # 3.300,63 is one word, 6/6 is three
  | [[\p{L}\p{M}]--[\p{Thai}\p{Deva}]]+
  | (?P<rule>[-.=_*~•·…–—])(?P=rule)*                     # rules and leaders, however long
  | .
    """,
    regex.VERSION1 | regex.VERBOSE | regex.DOTALL,
)

#: A Thai vowel that some keyboards and PDFs write as two characters.
SPLIT_SARA_AM = regex.compile(r"\u0e4d([\u0e48-\u0e4b]?)\u0e32")


#: Words up to this length are kept whole: they are seldom compounds.
_SHORT = 4
#: The least length of a compound's parts.
_PART = 2


class ThaiDictionary:
    """A dictionary for :mod:`nlpo3`, kept as bytes so that a pipeline can carry it.

    A model sees the words that its dictionary gives, so the dictionary is saved
    with the model rather than taken from whatever PyThaiNLP is installed later.
    """

    def __init__(self, words: bytes) -> None:
        self.words = words
        # nlpo3 keeps dictionaries by name for the life of the process.
        self._name = hashlib.sha256(words).hexdigest()
        self._loaded = False

    @classmethod
    def from_pythainlp(cls) -> ThaiDictionary:
        """The simple words of the installed PyThaiNLP's dictionary (CC0).

        Compounds of other entries (ขอให้ = ขอ + ให้) are left out, so
        that a boundary which annotators may draw is a token boundary. On the
        dev part of ThaiNER 1.5.1 this brings the spans off token boundaries
        from 44 to 8 of 1,837, for 35% more tokens.

        Raises:
            MissingExtraError: PyThaiNLP is not installed.
        """
        try:
            from pythainlp.corpus import thai_words
        except ImportError as error:
            raise MissingExtraError("A new tokenizer's Thai dictionary", "train") from error
        words = thai_words()
        simple = sorted(word for word in words if len(word) <= _SHORT or not _is_compound(word, words))
        return cls("\n".join(simple).encode())

    def segment(self, run: str) -> list[str]:
        """Cut a run of Thai letters into words that join to the run again."""
        self._load()
        # With safe=True nlpo3 1.4 loses characters of runs longer than its
        # window; short pieces bound the time instead.
        words = nlpo3.segment(run, self._name)
        return words if "".join(words) == run else [run]

    def _load(self) -> None:
        if self._loaded:
            return
        try:
            self.words.decode("utf-8")
        except UnicodeDecodeError as error:
            raise ModelError(f"the Thai dictionary is damaged: not UTF-8 at byte {error.start}") from error
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "words.txt"
            path.write_bytes(self.words)
            message, loaded = nlpo3.load_dict(str(path), self._name)
        if not loaded and "already exists" not in message:
            raise ModelError(f"the Thai dictionary cannot be loaded: {message}")
        self._loaded = True


def _is_compound(word: str, words: Collection[str]) -> bool:
    """Whether the word is a chain of other words."""
    reachable = {0}
    for end in range(_PART, len(word) + 1):
        if any(
            0 < end - start < len(word) and end - start >= _PART and word[start:end] in words
            for start in reachable
        ):
            reachable.add(end)
    return len(word) in reachable


def word_offsets(text: str, thai: ThaiDictionary) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of every token, white space included, without gaps."""
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if match["space"]:
            yield start, end
        elif match["thai"]:
            yield from _thai_offsets(match[0], start, thai)
        else:
            yield from _pieces(start, end, MAX_WORD)


def _thai_offsets(run: str, offset: int, thai: ThaiDictionary) -> Iterator[tuple[int, int]]:
    for start, end in _pieces(0, len(run), _MAX_THAI_RUN):
        piece = run[start:end]
        position = offset + start
        # The dictionary knows ำ as one character. The segmenter sees it so, and
        # `lengths` tells how many characters of the text each of its stands for.
        joined = SPLIT_SARA_AM.sub("\\1\u0e33", piece)
        wide = {match.end() - 1 - count for count, match in enumerate(SPLIT_SARA_AM.finditer(piece), 1)}
        seen = 0
        for word in thai.segment(joined):
            length = len(word) + sum(1 for at in range(seen, seen + len(word)) if at in wide)
            seen += len(word)
            yield from _pieces(position, position + length, MAX_WORD)
            position += length


def _pieces(start: int, end: int, size: int) -> Iterator[tuple[int, int]]:
    for at in range(start, end, size):
        yield at, min(at + size, end)
