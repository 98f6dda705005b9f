from __future__ import annotations

from pathlib import Path

import pytest

from govspan.annotations import DataError
from govspan.annotations.files import replacing


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_file_appears_whole_and_its_folder_is_made(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "c.txt"
    with replacing(path) as partial:
        partial.write_text("half")
        assert partial.parent == path.parent
        assert not path.exists()
    assert path.read_text() == "half"
    assert names(path.parent) == ["c.txt"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "c.txt"
    path.write_text("old")

    def write() -> None:
        with replacing(path) as partial:
            partial.write_text("new")
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        write()
    assert path.read_text() == "old"
    assert names(tmp_path) == ["c.txt"]


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(DataError) as caught, replacing(tmp_path / "folder") as partial:
        partial.write_text("x")
    assert str(caught.value) == f"{tmp_path / 'folder'}: cannot write: Is a directory: choose another place"
    assert names(tmp_path) == ["folder"]


@pytest.mark.parametrize("name", ["file/c.txt", pytest.param("x" * 250, id="too long")])
def test_a_place_that_cannot_exist_is_a_data_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DataError), replacing(tmp_path / name) as partial:
        partial.write_text("x")
