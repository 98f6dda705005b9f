"""``govspan train``, ``pretrain`` and ``evaluate``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from govspan.configs import CONFIG_DIR

Cli = Callable[..., Any]
Spawn = Callable[..., Any]
Options = Callable[[dict[str, Any]], list[str]]

DEFAULT = CONFIG_DIR / "default.cfg"


# --- evaluate


def test_evaluate(cli: Cli, exported: Path, corpus: Path, tmp_path: Path) -> None:
    done = cli("evaluate", exported, corpus, "--json", tmp_path / "new" / "scores.json", "--device", "cpu")
    assert (done.status, done.err) == (0, "")
    scores = json.loads((tmp_path / "new" / "scores.json").read_text(encoding="utf-8"))
    assert scores["documents"] == 4
    assert scores["entities"]["overall"]["f1"] > 0.95
    assert f"{scores['entities']['overall']['f1']:8.3f}" in done.out.splitlines()[1]


# --- train


def test_train_help(cli: Cli) -> None:
    done = cli("train", "--help")
    assert done.status == 0
    for part in (
        "--output",
        "--resume",
        "--section.key value",
        "--training.learning_rate 3e-4",
        "tensorboard",
    ):
        assert part in " ".join(done.out.split())


def test_help_lists_the_commands(cli: Cli) -> None:
    done = cli("--help")
    assert done.status == 0
    for name in ("annotations", "train", "evaluate", "extract"):
        assert re.search(rf"\b{name}\b", done.out)


def test_train_and_evaluate_in_a_process_of_their_own(
    spawn: Spawn,
    short: dict[str, Any],
    options: Callable[[dict[str, Any]], list[str]],
    corpus: Path,
    tmp_path: Path,
) -> None:
    done = spawn("govspan", "train", DEFAULT, "--output", "run", *options(short), cwd=tmp_path)
    assert done.status == 0, done.err
    assert done.out.splitlines()[-1] == "6 steps; pipeline: run/pipeline"
    assert "entities (strict span)" in done.out
    assert "Traceback" not in done.err
    assert "Warning" not in done.err


# --- pretrain


@pytest.fixture
def text(tmp_path: Path) -> Path:
    """A little plain text in one language."""
    (tmp_path / "text" / "vi").mkdir(parents=True)
    lines = "Sở Thủy lợi báo cáo sản lượng tăng 6,2% .\n" * 50
    (tmp_path / "text" / "vi" / "a.txt").write_text(lines, encoding="utf-8")
    return tmp_path / "text"


def test_pretrain_then_train(
    cli: Cli, text: Path, tmp_path: Path, options: Options, overrides: dict[str, Any]
) -> None:
    settings = {
        "data.text": text,
        "data.shares": "{}",
        "data.held_out": 2,
        "encoder.new.vocab_size": 400,
        "encoder.new.hidden_size": 16,
        "encoder.new.layers": 1,
        "encoder.new.heads": 2,
        "training.tokens": 1024,
        "training.sequence": 32,
        "training.batch_size": 4,
        "training.device": "cpu",
        "training.precision": "float32",
    }
    run = tmp_path / "encoder"
    done = cli("pretrain", CONFIG_DIR / "pretrain.cfg", "--output", run, *options(settings))
    assert done.status == 0
    last = done.out.splitlines()[-2:]
    assert re.fullmatch(r"8 steps; held-out perplexity: vi [\d.]+", last[0])
    assert (
        last[1] == f"train from it with: govspan train configs/default.cfg --encoder.path {run / 'encoder'}"
    )

    again = cli("pretrain", CONFIG_DIR / "pretrain.cfg", "--output", run, *options(settings))
    assert again.status == 2
    assert "holds a run already: add --resume" in again.lines[-1]

    trained = cli(
        *("train", DEFAULT, "--output", tmp_path / "run"),
        *options({**overrides, "encoder.path": run / "encoder", "training.max_steps": 2}),
    )
    assert trained.status == 0
    assert f"pipeline: {tmp_path / 'run' / 'pipeline'}" in trained.out


def test_pretrain_without_text(cli: Cli, tmp_path: Path) -> None:
    done = cli("pretrain", CONFIG_DIR / "pretrain.cfg", "--output", tmp_path / "run", "--data.text", tmp_path)
    assert done.status == 2
    assert (
        done.lines[-1]
        == f"error: {tmp_path}: no text there: expected <language>/*.txt or <language>/*.txt.xz"
    )
