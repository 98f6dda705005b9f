"""Annotated documents as a ``datasets.Dataset`` of model inputs."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from datasets import Dataset, Features, List, Value, interleave_datasets

from ..annotations import DataError, Document, Schema, find_jsonl, read_documents
from ..annotations.validation import CODES, check_document
from ..pipeline.alignment import align
from ..pipeline.bio import tags_from_spans
from ..pipeline.breaks import BREAKS
from ..pipeline.encoding import EncodedDocument, Featurizer, collate, read_words
from ..pipeline.forms import FEATURES, HASHES
from ..pipeline.pairs import RoleSpace, find_pairs
from ..pipeline.tokenizer import Tokenizer

__all__ = ["Collator", "balance", "encode_dataset", "load_documents"]

logger = logging.getLogger(__name__)

# What cannot be trained on or scored; the rest of the codes is for `govspan annotations validate`.
_FATAL = {"E01", "E02", "E04", "E05", "E06", "E07", "E08", "E09", "E10"}

_INTS = List(Value("int64"))
_FEATURES = Features(
    {
        "lang": Value("string"),
        "length": Value("int64"),
        "pieces": List(_INTS),
        "owners": List(_INTS),
        "forms": List(_INTS),
        "breaks": List(_INTS),
        "spans": List(_INTS),
        "roles": List(_INTS),
    }
)


def load_documents(path: str, what: str, schema: Schema) -> list[Document]:
    """Read the documents under a path; each must use the schema's labels and roles.

    Raises:
        DataError: nothing there, no documents, or annotations that are not the schema's.
    """
    files = find_jsonl([Path(path)])
    documents = [document for file in files for document in read_documents(file)]
    if not documents:
        raise DataError(f"{path}: no documents to {what} with: the files are empty")
    for document in documents:
        for problem in check_document(document, schema):
            if problem.code in _FATAL:
                raise DataError(
                    f"{path}: document {document.id!r}: {CODES[problem.code]}: {problem.detail}: mend it "
                    f"or use another schema; `govspan annotations validate {path}` lists all such places"
                )
    return documents


def encode_dataset(
    documents: Sequence[Document], tokenizer: Tokenizer, featurizer: Featurizer, schema: Schema
) -> Dataset:
    """One row a document: windows, sub-words in all, words, gold spans in words, gold roles.

    A span off the word boundaries is expanded to whole words, and logged.
    """
    space = RoleSpace(schema)
    words = [read_words(document.text, tokenizer.offsets(document.text)) for document in documents]
    rows = []
    for document, read, encoded in zip(documents, words, featurizer.encode(words), strict=True):
        spans, roles = _gold(document, read.offsets, schema, space)
        rows.append(
            {
                "lang": document.lang,
                "length": sum(map(len, encoded.pieces)),
                "pieces": [window.tolist() for window in encoded.pieces],
                "owners": [window.tolist() for window in encoded.owners],
                "forms": encoded.forms.tolist(),
                "breaks": encoded.breaks.tolist(),
                "spans": spans,
                "roles": roles,
            }
        )
    return Dataset.from_list(rows, features=_FEATURES)


def _gold(
    document: Document, offsets: list[tuple[int, int]], schema: Schema, space: RoleSpace
) -> tuple[list[list[int]], list[list[int]]]:
    """Spans as [start word, end word, tag], and roles as [trigger, entity, role class] over their indices."""
    tags = {name: at for at, name in enumerate(schema.tags)}
    placed: dict[tuple[int, int, int], None] = {}

    def place(start: int, end: int, tag: str) -> tuple[int, int, int]:
        first, last, exact = align(offsets, start, end)
        surface = document.text[start:end]
        if not exact:
            logger.warning(
                "%s: %s [%d:%d] %r is off the word boundaries", document.id, tag, start, end, surface
            )
        place = (first, last, tags[tag])
        # Two spans may come to share a word by expansion: the first one keeps it.
        if first < last and not any(
            first < other[1] and other[0] < last and other != place for other in placed
        ):
            placed[place] = None
        else:
            logger.warning(
                "%s: %s [%d:%d] %r shares a word with another span", document.id, tag, start, end, surface
            )
        return place

    by_id = {span.id: place(span.start, span.end, span.label) for span in document.spans}
    found = []
    for event in document.events:
        tag = schema.trigger_tag(event.type)
        trigger = by_id[event.trigger] if isinstance(event.trigger, str) else place(*event.trigger, tag)
        kind = space.types.index(event.type)
        found += [(trigger, by_id[item.span], space.role_class(kind, item.role)) for item in event.arguments]
    spans = sorted(placed)
    index = {place: at for at, place in enumerate(spans)}
    roles = [[index[t], index[e], role] for t, e, role in found if t in index and e in index]
    return [list(span) for span in spans], roles


def balance(dataset: Dataset, temperature: float, seed: int) -> Dataset:
    """Draw languages in proportion to the ``1 / temperature`` power of their size.

    Temperature 1 leaves the sizes as they are; the higher, the more alike the
    languages' shares (Conneau et al., 2020). No document is left out: smaller
    languages repeat theirs until every language has been read to its end.
    """
    languages = Counter(dataset["lang"])
    if len(languages) < 2:
        return dataset
    weights = {lang: count ** (1 / temperature) for lang, count in sorted(languages.items())}
    total = sum(weights.values())
    langs = np.array(dataset["lang"])
    parts = [dataset.select(np.flatnonzero(langs == lang)) for lang in weights]
    return interleave_datasets(
        parts, [weight / total for weight in weights.values()], seed=seed, stopping_strategy="all_exhausted"
    )


class Collator:
    """Turns dataset rows into the arguments of ``Extractor.forward``."""

    def __init__(self, pad_id: int, schema: Schema, max_distance: int) -> None:
        self.pad_id = pad_id
        self.space = RoleSpace(schema)
        self.max_distance = max_distance

    def __call__(self, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
        documents = [decode_row(row) for row in rows]
        batch = collate(documents, self.pad_id)
        tags = np.zeros(tuple(batch.word_mask.shape), dtype=np.int64)
        spans, pairs, pair_roles = [], [], []
        for at, (row, document) in enumerate(zip(rows, documents, strict=True)):
            own = [(start, end, tag) for start, end, tag in row["spans"]]
            tags[at, : len(document.forms)] = tags_from_spans(len(document.forms), own)
            found = find_pairs(own, document.breaks, self.space, self.max_distance)
            gold = {(trigger, entity, self._type(role)): role for trigger, entity, role in row["roles"]}
            keys = zip(found.triggers.tolist(), found.entities.tolist(), found.types.tolist(), strict=True)
            spans.append(own)
            pairs.append(found)
            pair_roles.append(np.array([gold.get(key, 0) for key in keys], dtype=np.int64))
        return {
            **batch.as_dict(),
            "tags": torch.from_numpy(tags),
            "spans": spans,
            "pairs": pairs,
            "pair_roles": pair_roles,
        }

    def _type(self, role: int) -> int:
        return self.space.roles[role - 1][0]


def decode_row(row: dict[str, Any]) -> EncodedDocument:
    """The encoded document of a dataset row."""
    return EncodedDocument(
        [np.array(window, dtype=np.int64) for window in row["pieces"]],
        [np.array(window, dtype=np.int64) for window in row["owners"]],
        np.array(row["forms"], dtype=np.int64).reshape(-1, len(FEATURES) * HASHES),
        np.array(row["breaks"], dtype=np.int64).reshape(-1, len(BREAKS)),
    )
