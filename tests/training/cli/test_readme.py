"""Every command of the README runs, and its Python example prints what it says."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text(encoding="utf-8")

#: Makes training commands quick; the whole of a training is `make demo`.
_STEPS = [
    *("--training.max_steps", "12", "--training.evaluate_every", "12", "--training.device", "cpu"),
    # A few documents to encode, and to find too many spans in after so few steps.
    *("--data.train", "annotations/data/dev/en.jsonl", "--data.dev", "few.jsonl"),
]
# Documents of dev in few.jsonl.
_FEW = 3
QUICK = {
    "train": _STEPS,
    "learning-curve": _STEPS,
    "pretrain": [
        *("--training.tokens", "2048", "--training.sequence", "32", "--training.batch_size", "8"),
        *("--data.held_out", "2", "--encoder.new.vocab_size", "500", "--encoder.new.layers", "1"),
        *("--encoder.new.hidden_size", "32", "--encoder.new.heads", "2", "--training.device", "cpu"),
    ],
}


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    return [line for block in blocks("console") for line in block.splitlines() if line.startswith("govspan ")]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that looks like the repository and may be written to."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("annotations", "configs", "pipeline"):
        (folder / name).symlink_to(ROOT / name)
    for lang in ("vi", "th"):
        text = (ROOT / "annotations" / "samples" / f"{lang}.txt").read_text(encoding="utf-8")
        (folder / "my-text" / lang).mkdir(parents=True)
        (folder / "my-text" / lang / "news.txt").write_text(text * 4, encoding="utf-8")
    dev = (ROOT / "annotations" / "data" / "dev" / "vi.jsonl").read_text(encoding="utf-8")
    (folder / "few.jsonl").write_text("".join(dev.splitlines(keepends=True)[:_FEW]), encoding="utf-8")
    return folder


def test_there_are_commands_to_run() -> None:
    used = {shlex.split(command)[1] for command in commands()}
    assert used == {
        "align",
        "annotations",
        "benchmark",
        "calibrate",
        "compare",
        "evaluate",
        "export",
        "extract",
        "learning-curve",
        "normalize",
        "plot",
        "pretrain",
        "show",
        "table",
        "train",
    }


def test_every_command_runs_in_order(checkout: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(checkout)
    monkeypatch.setattr("govspan.training.benchmark._RUNS", 1)
    for command in commands():
        words = shlex.split(command.split("  #")[0])
        assert words[0] == "govspan"
        words += QUICK.get(words[1], [])
        done = cli(*words[1:])
        assert done.status == 0, f"{command}\n{done.err[-2000:]}"


def test_the_python_example_prints_what_it_says() -> None:
    (example,) = blocks("python")
    (printed,) = blocks("text")
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(example, "README.md", "exec"), {})
    # The second digit of a score depends on the processor's arithmetic.
    score = re.compile(r"\b[01]\.\d\d\b")
    assert score.sub("0.00", output.getvalue().strip()) == score.sub("0.00", printed.strip())


def test_every_make_target_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"\bmake ([a-z]+)", README):
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target
