"""``govspan export``."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import spacy

from govspan.annotations import Document
from govspan.pipeline.runtime import ENCODER_FILE

pytest.importorskip("onnxruntime")

Cli = Callable[..., Any]


def test_a_copy(cli: Cli, exported: Path, tmp_path: Path) -> None:
    done = cli("export", exported, tmp_path / "copy")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith(f"{tmp_path / 'copy'}: ")
    assert done.out.endswith(" MB\n")
    for name in ("model.safetensors", "tokenizer.json"):
        assert (tmp_path / "copy/extractor" / name).read_bytes() == (
            exported / "extractor" / name
        ).read_bytes()


def test_for_onnx_runtime_in_eight_bits(
    cli: Cli, exported: Path, documents: list[Document], corpus: Path, tmp_path: Path
) -> None:
    output = tmp_path / "pipeline"
    output.mkdir()
    done = cli("export", exported, output, "--onnx", "--int8")
    assert (done.status, done.err) == (0, "")
    assert (output / "extractor" / ENCODER_FILE).is_file()
    meta = json.loads((output / "meta.json").read_text(encoding="utf-8"))
    assert meta["requirements"] == [f"govspan[onnx]>={version('govspan')}"]
    # The pipeline's own settings stay.
    assert 'device = "auto"' in (output / "config.cfg").read_text(encoding="utf-8")
    assert len(spacy.load(output)(documents[0].text).ents) > 10
    # It can be used as any other, and replaced.
    scores = cli("evaluate", output, corpus)
    assert scores.status == 0
    again = cli("export", output, tmp_path / "new", "--onnx")
    assert again.status == 2
    assert again.err.startswith("error: the pipeline's encoder is one of ONNX already: ")
    assert cli("export", exported, output).status == 0
    assert not (output / "extractor" / ENCODER_FILE).exists()


def test_eight_bits_are_for_onnx(cli: Cli, exported: Path, tmp_path: Path) -> None:
    done = cli("export", exported, tmp_path / "new", "--int8")
    assert (done.status, done.lines) == (2, ["error: --int8 is a form of the ONNX encoder: add --onnx"])


def test_nothing_else_is_replaced(cli: Cli, exported: Path, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "file").write_text("")
    for place in (tmp_path / "letters", tmp_path / "letters" / "file"):
        done = cli("export", exported, place)
        assert (done.status, done.lines) == (
            2,
            [f"error: {place}: there is something else than a pipeline: choose another place"],
        )
    assert (tmp_path / "letters" / "file").is_file()


def test_without_the_extra(cli: Cli, exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxscript", None)
    done = cli("export", exported, tmp_path / "new", "--onnx")
    assert done.status == 2
    assert "pip install 'govspan[onnx]'" in done.err
    assert not (tmp_path / "new").exists()


def test_folders_above_are_made(cli: Cli, exported: Path, tmp_path: Path) -> None:
    done = cli("export", exported, tmp_path / "no" / "new")
    assert (done.status, done.lines) == (0, [])
    assert spacy.load(tmp_path / "no" / "new").pipe_names == ["extractor", "normalizer"]
