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
        return [part for key, value in overrides.items() for part in (f"--{key}", str(value))]

    return build
