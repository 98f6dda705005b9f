"""``govspan benchmark``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from govspan.training import benchmark as module

Cli = Callable[..., Any]


def test_figures_are_printed_and_written(
    cli: Cli, exported: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_RUNS", 1)
    monkeypatch.setattr(module, "_HF_BATCH_SIZES", (1,))
    place = tmp_path / "figures.json"
    done = cli("benchmark", exported, corpus, "--batch-sizes", "4", "--stream", "20", "--json", place)
    assert done.status == 0, done.err
    for phrase in (
        "4 documents, 1 threads",
        "bare encoder",
        "Hugging Face",
        "ms (median)",
        "stream of 20",
    ):
        assert phrase in done.out, phrase
    kinds = [row["kind"] for row in json.loads(place.read_text())]
    assert kinds == [*["throughput"] * 5, "latency", "loading", "stream"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--batch-sizes", "many"), "--batch-sizes many: expected numbers"),
        (("--train", "x"), "--train and --dev belong together"),
    ],
)
def test_what_makes_no_sense_is_refused(
    cli: Cli, exported: Path, corpus: Path, options: tuple[str, ...], message: str
) -> None:
    done = cli("benchmark", exported, corpus, *options)
    assert done.status == 2
    assert message in done.err


def test_a_missing_text_is_an_error(cli: Cli, exported: Path) -> None:
    done = cli("benchmark", exported, "no-such-file.txt")
    assert done.status == 2
    assert "no-such-file.txt" in done.err
