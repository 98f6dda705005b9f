"""From words to the tensors that the model reads, the same way in training and inference."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from ..annotations import ModelError
from .breaks import word_breaks
from .forms import form_features, normalise
from .subwords import Subwords
from .windows import cut_windows

__all__ = ["Batch", "EncodedDocument", "Featurizer", "Words", "collate", "read_words"]

#: Marks sub-words whose vector is not taken: padding, special tokens, context.
UNOWNED = -1

# Distinct words whose sub-words are kept; at about 200 bytes each, some 25 MB.
_CACHE_SIZE = 1 << 17


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text without white space: surface, place, space before, breaks before."""

    texts: list[str]
    offsets: list[tuple[int, int]]
    gaps: list[str]
    breaks: NDArray[np.int64]


def read_words(text: str, offsets: Iterable[tuple[int, int]]) -> Words:
    """The words among some token offsets; tokens of white space become gaps."""
    kept = [(start, end) for start, end in offsets if not text[start:end].isspace()]
    gaps = [text[end:start] for (_, end), (start, _) in zip([(0, 0), *kept], kept, strict=False)]
    texts = [text[start:end] for start, end in kept]
    return Words(texts, kept, gaps, word_breaks(texts, gaps))


@dataclass(frozen=True, slots=True)
class EncodedDocument:
    """One document as numbers.

    Attributes:
        pieces: sub-word ids of each window, special tokens included.
        owners: for each sub-word the index of the word that takes its vector, or -1.
        forms: shape (words, form features).
        breaks: lines, sentences and clauses before each word, shape (words, :data:`.breaks.BREAKS`).
    """

    pieces: list[NDArray[np.int64]]
    owners: list[NDArray[np.int64]]
    forms: NDArray[np.int64]
    breaks: NDArray[np.int64]

    @property
    def cost(self) -> int:
        """Sub-words to run through the encoder."""
        return sum(len(window) for window in self.pieces)


class Featurizer:
    """Encodes words.

    Args:
        subwords: words go through them one by one, in the normal form of :func:`.forms.normalise`.
        window: sub-words that one window holds, special tokens included.
        overlap: sub-words that neighbouring windows share.
        form_rows: rows of the model's word-form table.

    Raises:
        ModelError: window or overlap make no sense.
    """

    def __init__(self, subwords: Subwords, window: int, overlap: int, form_rows: int) -> None:
        self.subwords = subwords
        self.form_rows = form_rows
        self.overlap = overlap
        self.capacity = window - len(subwords.prefix) - len(subwords.suffix)
        if self.capacity < 2 or overlap > self.capacity // 2:
            raise ModelError(
                f"window {window} with overlap {overlap}: an overlap is at most half of the window"
            )
        self._cache: dict[str, list[int]] = {}

    def encode(self, documents: Sequence[Words]) -> list[EncodedDocument]:
        """Encode some documents; their distinct new words go through the tokenizer at once."""
        normal = [[normalise(word) for word in words.texts] for words in documents]
        self._learn({word for words in normal for word in words})
        return [self._encode(words, texts) for words, texts in zip(documents, normal, strict=True)]

    def _learn(self, words: set[str]) -> None:
        if len(self._cache) + len(words) > _CACHE_SIZE:
            self._cache.clear()
        new = sorted(words - self._cache.keys())
        if new:
            self._cache.update(zip(new, self.subwords(new), strict=True))

    def _encode(self, words: Words, texts: list[str]) -> EncodedDocument:
        pieces_of = [self._cache[text] for text in texts]
        lengths = np.array([len(pieces) for pieces in pieces_of], dtype=np.int64)
        flat = np.array([piece for pieces in pieces_of for piece in pieces], dtype=np.int64)
        word_of = np.repeat(np.arange(len(texts)), lengths)
        ends = np.concatenate([[0], np.cumsum(lengths)])
        prefix, suffix = self.subwords.prefix, self.subwords.suffix
        around = [UNOWNED] * len(prefix), [UNOWNED] * len(suffix)
        pieces, owners = [], []
        for window in cut_windows(lengths, self.capacity, self.overlap):
            # Only a word longer than a window is cut: its head speaks for it.
            stretch = slice(ends[window.start], min(ends[window.end], ends[window.start] + self.capacity))
            owner = word_of[stretch].copy()
            owner[(owner < window.own_start) | (owner >= window.own_end)] = UNOWNED
            pieces.append(np.concatenate([prefix, flat[stretch], suffix]).astype(np.int64))
            owners.append(np.concatenate([around[0], owner, around[1]]).astype(np.int64))
        forms = form_features(words.texts, words.gaps, self.form_rows)
        return EncodedDocument(pieces, owners, forms, words.breaks)


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of B documents of at most N words, in W windows of at most L sub-words.

    Attributes:
        input_ids: (W, L). attention_mask: (W, L).
        owners: (W, L), index into the flattened (B, N) words, or -1.
        forms: (B, N, form features). word_mask: (B, N), true where there is a word.
    """

    input_ids: torch.Tensor
    attention_mask: torch.Tensor
    owners: torch.Tensor
    forms: torch.Tensor
    word_mask: torch.Tensor

    def to(self, device: torch.device) -> Batch:
        """The same batch on a device."""
        return Batch(*(getattr(self, name).to(device) for name in self.__slots__))

    def as_dict(self) -> dict[str, torch.Tensor]:
        """The tensors by name, as the model's ``forward`` takes them."""
        return {name: getattr(self, name) for name in self.__slots__}


def collate(documents: Sequence[EncodedDocument], pad_id: int) -> Batch:
    """Pad documents into one batch; a batch without words has one padding word."""
    size = max(1, *(len(document.forms) for document in documents))
    rows = [(at, window) for at, document in enumerate(documents) for window in range(len(document.pieces))]
    width = max([1, *(len(documents[at].pieces[window]) for at, window in rows)])
    input_ids = np.full((len(rows), width), pad_id, dtype=np.int64)
    mask = np.zeros((len(rows), width), dtype=np.int64)
    owners = np.full((len(rows), width), UNOWNED, dtype=np.int64)
    for row, (at, window) in enumerate(rows):
        pieces, owner = documents[at].pieces[window], documents[at].owners[window]
        input_ids[row, : len(pieces)] = pieces
        mask[row, : len(pieces)] = 1
        owners[row, : len(pieces)] = np.where(owner == UNOWNED, UNOWNED, owner + at * size)
    forms = np.zeros((len(documents), size, documents[0].forms.shape[1]), dtype=np.int64)
    word_mask = np.zeros((len(documents), size), dtype=bool)
    for at, document in enumerate(documents):
        forms[at, : len(document.forms)] = document.forms
        word_mask[at, : len(document.forms)] = True
    return Batch(*(torch.from_numpy(array) for array in (input_ids, mask, owners, forms, word_mask)))
