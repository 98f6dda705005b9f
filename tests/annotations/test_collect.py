from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from govspan.annotations import DataError, Document, read_annotations, read_marked, write_documents

MARKED = Path(__file__).parents[1] / "data"


def test_marked_files_jsonl_and_directories_of_either(documents: list[Document], tmp_path: Path) -> None:
    write_documents(tmp_path / "json" / "small.jsonl", documents)
    expected = sorted(document.id for document in documents)
    for paths in (
        [MARKED],
        [tmp_path / "json"],
        [tmp_path / "json" / "small.jsonl"],
        sorted(MARKED.glob("*.txt")),
    ):
        assert sorted(document.id for document in read_annotations(paths)) == expected


def test_a_directory_with_marked_files_is_read_for_them_alone(
    documents: list[Document], tmp_path: Path
) -> None:
    shutil.copy(MARKED / "vi.txt", tmp_path / "vi.txt")
    write_documents(tmp_path / "small.jsonl", documents)
    assert list(read_annotations([tmp_path])) == [read_marked(MARKED / "vi.txt")]


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no marked \.txt or \.jsonl file there"):
        list(read_annotations([tmp_path]))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"gone\.jsonl"):
        list(read_annotations([tmp_path / "gone.jsonl"]))
