"""``govspan fit-linking``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Cli = Callable[..., Any]


def write_passages(folder: Path) -> None:
    lines = [
        {
            "id": f"p{at}-1",
            "text": f"{name} rose.",
            "indicators": [{"start": 0, "end": len(name), "id": concept, "unit": None}],
        }
        for at, (name, concept) in enumerate(
            [("Exports", "exports"), ("Imports", "imports"), ("Silk hats sold", None)] * 4
        )
    ]
    folder.mkdir()
    (folder / "en.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))


def test_it_scores_and_writes(cli: Cli, tmp_path: Path) -> None:
    write_passages(tmp_path / "linking")
    done = cli("fit-linking", tmp_path / "linking", "--output", tmp_path / "linking.json")
    assert done.status == 0
    assert "| all | 1.000 | 8 | 0 | 0 | 0 |" in done.out
    assert "wrote" in done.err
    stored = json.loads((tmp_path / "linking.json").read_text())
    assert stored.keys() == {"first", "second", "documents"}


def test_a_folder_without_passages_is_an_error(cli: Cli, tmp_path: Path) -> None:
    done = cli("fit-linking", tmp_path)
    assert done.status == 2
    assert str(tmp_path) in done.err
