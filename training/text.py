"""Plain text for pretraining: from files to rows of sub-words, packed and masked.

Words are cut by the project's own tokenizer and read in the normal form of
:func:`..pipeline.forms.normalise`, so that an encoder sees the same words in
pretraining, training and use.
"""

from __future__ import annotations

import lzma
import os
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm
from transformers import PreTrainedTokenizerFast

from ..annotations import DataError
from ..annotations.files import replacing
from ..pipeline.encoding import read_words
from ..pipeline.forms import normalise
from ..pipeline.tokenizer import Tokenizer
from ..pipeline.words import ThaiDictionary

__all__ = [
    "IGNORED",
    "MaskedText",
    "TextFile",
    "encode_files",
    "find_text",
    "line_words",
    "mixture",
    "read_lines",
]

#: The label of a sub-word that is not to be predicted: the loss leaves it out.
IGNORED = -100

# Of the sub-words to predict, those shown as [MASK] and as another sub-word;
# the rest is shown as it is (Devlin et al., 2019).
_SHOWN_MASKED = 0.8
_SHOWN_RANDOM = 0.1

# Lines encoded at once: enough to keep the tokenizer busy, little enough to stay small.
_LINES = 2000


class TextFile:
    """One file of text: a paragraph a line, in one language.

    Attributes:
        name: ``<language>/<file name without suffixes>``.
        share: the part of its lines that is read.
    """

    def __init__(self, path: Path, share: float = 1.0) -> None:
        self.path = path
        self.lang = path.parent.name
        self.name = f"{self.lang}/{path.name.split('.')[0]}"
        self.share = share


def find_text(folder: Path, shares: Mapping[str, float]) -> list[TextFile]:
    """The files ``<language>/*.txt`` and ``<language>/*.txt.xz`` under a folder.

    Raises:
        DataError: there are none, or a share names no file.
    """
    files = [TextFile(path) for path in sorted(folder.glob("*/*")) if path.name.endswith((".txt", ".txt.xz"))]
    if not files:
        raise DataError(f"{folder}: no text there: expected <language>/*.txt or <language>/*.txt.xz")
    unknown = shares.keys() - {file.name for file in files}
    if unknown:
        raise DataError(f"[data.shares] {sorted(unknown)[0]!r}: no such file under {folder}")
    for file in files:
        file.share = shares.get(file.name, 1.0)
    return files


def read_lines(file: TextFile) -> Iterator[str]:
    """The lines that are read: with a share of 1/3, every third.

    Raises:
        DataError: the file cannot be read, or is not UTF-8.
    """
    opener = lzma.open if file.path.suffix == ".xz" else open
    wanted = 0.0
    try:
        with opener(file.path, "rt", encoding="utf-8") as lines:
            for line in lines:
                wanted += file.share
                if wanted >= 1 and line.strip():
                    wanted -= 1
                    yield line.strip()
    except UnicodeDecodeError as error:
        raise DataError(f"{file.path}: not UTF-8 (byte {error.start}): save the file as UTF-8") from error
    except (OSError, lzma.LZMAError, EOFError) as error:
        raise DataError(f"{file.path}: cannot read: {error}") from error


def line_words(lines: Iterable[str], tokenizer: Tokenizer) -> Iterator[list[str]]:
    """The normal forms of each line's words."""
    for line in lines:
        yield [normalise(word) for word in read_words(line, tokenizer.offsets(line)).texts]


def encode_files(
    files: Sequence[TextFile],
    tokenizer: Tokenizer,
    subwords: PreTrainedTokenizerFast,
    width: int,
    cache: Path,
) -> dict[str, NDArray[np.int32]]:
    """Encode files into packed rows; a file encoded before is read from ``cache``.

    Returns:
        For each language an array (rows, ``width``). A row is [CLS], sub-words of
        consecutive lines with a [SEP] after each line, and [SEP]. The first
        sub-word of a word is its id, every further one ``-1 - id``.
    """
    cache.mkdir(parents=True, exist_ok=True)
    targets = [cache / f"{file.name.replace('/', '-')}.npy" for file in files]
    todo = [(file, target) for file, target in zip(files, targets, strict=True) if not target.exists()]
    # The largest first, so that no worker is left alone with one at the end.
    todo.sort(key=lambda item: -item[0].path.stat().st_size)
    # Spawned, for a fork would inherit torch's and tokenizers' locks without their threads.
    with ProcessPoolExecutor(min(len(todo), os.cpu_count() or 1) or 1, get_context("spawn")) as pool:
        work = [
            pool.submit(_encode_file, file, target, tokenizer.to_bytes(), subwords, width)
            for file, target in todo
        ]
        for done in tqdm(as_completed(work), "text", len(work), unit="file", disable=not work):
            done.result()
    rows: dict[str, list[NDArray[np.int32]]] = {}
    for file, target in zip(files, targets, strict=True):
        rows.setdefault(file.lang, []).append(np.load(target))
    return {lang: np.concatenate(parts) for lang, parts in sorted(rows.items())}


def _encode_file(
    file: TextFile, target: Path, dictionary: bytes, subwords: PreTrainedTokenizerFast, width: int
) -> None:
    tokenizer = Tokenizer.blank(ThaiDictionary(dictionary))
    pieces_of: dict[str, list[int]] = {}
    stream = array("i")
    lines = line_words(read_lines(file), tokenizer)
    while chunk := list(islice(lines, _LINES)):
        new = sorted({word for words in chunk for word in words} - pieces_of.keys())
        if new:
            ids = subwords(new, add_special_tokens=False)["input_ids"]
            for word, pieces in zip(new, ids, strict=True):
                pieces_of[word] = [*pieces[:1], *(-1 - piece for piece in pieces[1:])]
        for words in chunk:
            for word in words:
                stream.extend(pieces_of[word])
            stream.append(subwords.sep_token_id)
    flat = np.array(stream, dtype=np.int32)
    body = width - 2
    rows = np.full((len(flat) // body, width), subwords.sep_token_id, dtype=np.int32)
    rows[:, 0] = subwords.cls_token_id
    rows[:, 1:-1] = flat[: len(rows) * body].reshape(-1, body)
    with replacing(target) as partial, partial.open("wb") as out:
        np.save(out, rows)


def mixture(
    sizes: Mapping[str, int], temperature: float, total: int, seed: int
) -> dict[str, NDArray[np.int64]]:
    """Which rows of each language to read, ``total`` in all.

    Languages get shares in proportion to the ``1 / temperature`` power of their
    rows (Conneau et al., 2020). A language that has fewer rows than its share
    repeats them, in another order each time.
    """
    weights = {lang: size ** (1 / temperature) for lang, size in sizes.items()}
    drawn = {}
    for at, (lang, size) in enumerate(sizes.items()):
        count = round(total * weights[lang] / sum(weights.values()))
        rng = np.random.default_rng((seed, at))
        orders = [rng.permutation(size) for _ in range(-(-count // size))]
        drawn[lang] = np.concatenate([np.empty(0, dtype=np.int64), *orders])[:count]
    return drawn


class MaskedText(torch.utils.data.Dataset[dict[str, torch.Tensor]]):
    """Rows with whole words hidden, the same ones whenever a row of the same place is read.

    Args:
        rows: (rows, width), in the form that :func:`encode_files` gives.
        order: the row at each place of the dataset.
        rate: the part of the words that is hidden.
    """

    def __init__(
        self,
        rows: NDArray[np.int32],
        order: NDArray[np.int64],
        subwords: PreTrainedTokenizerFast,
        rate: float,
        seed: int,
    ) -> None:
        self._rows = rows
        self._order = order
        self._special = np.array(sorted(subwords.all_special_ids), dtype=np.int64)
        self._mask = int(subwords.mask_token_id)
        self._vocabulary = len(subwords)
        self._rate = rate
        self._seed = seed

    def __len__(self) -> int:
        return len(self._order)

    def __getitem__(self, at: int) -> dict[str, torch.Tensor]:
        """``input_ids`` and ``labels``, each of shape (width,)."""
        row = self._rows[self._order[at]].astype(np.int64)
        first = row >= 0
        ids = np.where(first, row, -1 - row)
        word = np.cumsum(first) - 1
        rng = np.random.default_rng((self._seed, at))
        hidden = (rng.random(word[-1] + 1) < self._rate)[word] & ~np.isin(ids, self._special)
        labels = np.where(hidden, ids, IGNORED)
        # One draw a word: a word is shown, replaced or masked as a whole.
        fate = rng.random(word[-1] + 1)[word]
        ids[hidden & (fate < _SHOWN_MASKED)] = self._mask
        replaced = hidden & (fate >= _SHOWN_MASKED) & (fate < _SHOWN_MASKED + _SHOWN_RANDOM)
        ids[replaced] = rng.integers(len(self._special), self._vocabulary, int(replaced.sum()))
        return {"input_ids": torch.from_numpy(ids), "labels": torch.from_numpy(labels)}
