"""Annotated documents from wherever they are kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from .errors import DataError
from .jsonl import find_jsonl, read_documents
from .marked import read_marked
from .records import Document

__all__ = ["read_annotations"]


def read_annotations(paths: Sequence[Path]) -> Iterator[Document]:
    """The documents of marked ``.txt`` and ``.jsonl`` files, and of directories of either.

    A directory that holds marked files is read for them alone.

    Raises:
        DataError: nothing there, or a file that is not in its form.
    """
    found = False
    for path in paths:
        marked = sorted(path.rglob("*.txt")) if path.is_dir() else [path] if path.suffix == ".txt" else []
        if marked:
            found = True
            yield from map(read_marked, marked)
        elif not path.is_dir() or next(path.rglob("*.jsonl"), None):
            for file in find_jsonl([path]):
                for document in read_documents(file):
                    found = True
                    yield document
    if not found:
        raise DataError(f"{', '.join(map(str, paths))}: no marked .txt or .jsonl file there")
