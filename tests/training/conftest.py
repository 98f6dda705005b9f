"""Fixtures of the training tests: the command line, in this process and in another."""

from __future__ import annotations

import io
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from transformers import PreTrainedTokenizerFast

from govspan.annotations import Document
from govspan.configs import CONFIG_DIR
from govspan.pipeline.encoding import read_words
from govspan.pipeline.tokenizer import Tokenizer
from govspan.training.config import TrainConfig, load_config
from govspan.training.encoders import train_subwords
from govspan.training.pretrain import pretrain
from govspan.training.pretrain_config import PretrainConfig


@dataclass(frozen=True)
class Outcome:
    """What a command left: its exit status and what it printed."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The lines on standard error."""
        return self.err.splitlines()


Cli = Callable[..., Outcome]


@pytest.fixture(scope="session")
def subwords(documents: list[Document], tokenizer: Tokenizer) -> PreTrainedTokenizerFast:
    """Sub-words of the small documents."""
    return train_subwords(
        (
            word
            for document in documents
            for word in read_words(document.text, tokenizer.offsets(document.text)).texts
        ),
        vocab_size=500,
    )


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Runs the console script's function in this process, which is quick."""
    from govspan.training.cli import main

    def run(*arguments: object, stdin: bytes = b"") -> Outcome:
        monkeypatch.setattr(sys, "argv", ["govspan", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        handlers, level = logging.root.handlers[:], logging.root.level
        capsys.readouterr()
        try:
            main()
            status = 0
        except SystemExit as stop:
            status = int(stop.code or 0)
        finally:
            # The command line sets logging up anew; pytest's own handlers come back.
            logging.root.handlers[:] = handlers
            logging.root.setLevel(level)
        out, err = capsys.readouterr()
        return Outcome(status, out, err)

    return run


@pytest.fixture(scope="session")
def spawn() -> Callable[..., Outcome]:
    """Runs ``python -m …`` in a process of its own."""

    def run(
        *arguments: object, stdin: bytes = b"", cwd: Path | None = None, timeout: float = 180, **env: str
    ) -> Outcome:
        done = subprocess.run(
            [sys.executable, "-m", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            cwd=cwd,
            timeout=timeout,
            env={**os.environ, **env},
            check=False,
        )
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture(scope="session")
def short(overrides: dict[str, Any]) -> dict[str, Any]:
    """Overrides of a run of six steps, with an evaluation after every third."""
    return {**overrides, "training.max_steps": 6, "training.evaluate_every": 3}


@pytest.fixture(scope="session")
def configure() -> Callable[[dict[str, Any]], TrainConfig]:
    """The default config with overrides."""

    def build(overrides: dict[str, Any]) -> TrainConfig:
        return load_config(TrainConfig, CONFIG_DIR / "default.cfg", overrides)

    return build


@pytest.fixture(scope="session")
def options() -> Callable[[dict[str, Any]], list[str]]:
    """Overrides as a command line gives them."""

    def build(overrides: dict[str, Any]) -> list[str]:
        shown = {key: "null" if value is None else str(value) for key, value in overrides.items()}
        return [part for key, value in shown.items() for part in (f"--{key}", value)]

    return build


PretrainSettings = Callable[..., PretrainConfig]

_TINY_PRETRAINING = {
    "data.shares": {},
    "data.held_out": 4,
    "encoder.positions": 64,
    "encoder.new.vocab_size": 500,
    "encoder.new.hidden_size": 32,
    "encoder.new.layers": 1,
    "encoder.new.heads": 2,
    "training.tokens": 16 * 8 * 12,
    "training.sequence": 16,
    "training.batch_size": 8,
    "training.learning_rate": 0.01,
    "training.checkpoint_every": 4,
    "training.evaluate_every": 6,
    "training.precision": "float32",
    "training.device": "cpu",
}


@pytest.fixture(scope="session")
def pretrain_config(tmp_path_factory: pytest.TempPathFactory) -> PretrainSettings:
    """Makes the config of a tiny pretraining on a little text that repeats itself, and is soon learnt."""
    folder = tmp_path_factory.mktemp("text")
    for lang, line in {
        "vi": "Sở Thủy lợi tỉnh Phú Sơn báo cáo sản lượng bảy tháng tăng 6,2% .",
        "hi": "मत्स्य विभाग ने पहली तिमाही में निर्यात की सूचना दी ।",
    }.items():
        (folder / lang).mkdir()
        (folder / lang / "a.txt").write_text(f"{line}\n" * 60, encoding="utf-8")

    def make(**overrides: Any) -> PretrainConfig:
        settings = {**_TINY_PRETRAINING, "data.text": str(folder), **overrides}
        return load_config(PretrainConfig, CONFIG_DIR / "pretrain.cfg", settings)

    return make


@pytest.fixture(scope="session")
def pretrained(pretrain_config: PretrainSettings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished pretraining; tests only read it."""
    output = tmp_path_factory.mktemp("pretrained") / "run"
    result = pretrain(pretrain_config(), output)
    assert result.encoder == output / "encoder"
    assert (result.steps, result.measure) == (12, "perplexity")
    return output
