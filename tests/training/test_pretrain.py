from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import AutoModelForMaskedLM

from govspan.annotations import ConfigError, DataError, ModelError
from govspan.training.encoders import load_encoder
from govspan.training.pretrain import pretrain
from govspan.training.pretrain_config import PretrainConfig
from govspan.training.train import train


def test_a_run_learns_and_reports(pretrained: Path) -> None:
    report = json.loads((pretrained / "metrics.json").read_text())
    assert set(report["perplexity"]) == {"hi", "vi"}
    # Knowing nothing, it would be the size of the vocabulary.
    vocabulary = len(load_encoder(str(pretrained / "encoder"), 16)[1])
    assert all(1 < value < vocabulary / 3 for value in report["perplexity"].values())
    losses = [log["loss"] for log in report["history"] if "loss" in log]
    assert losses[-1] < losses[0]
    assert math.isclose(report["tokens"], 16 * 8 * 12, rel_tol=0.02)
    assert set(report["files"]) == {"hi/a", "vi/a"}
    assert all(len(digest) == 64 for digest in report["files"].values())
    assert list((pretrained / "logs").glob("events*"))


def test_a_pipeline_is_trained_from_it(
    pretrained: Path, overrides: dict[str, Any], configure: Any, tmp_path: Path
) -> None:
    encoder, subwords = load_encoder(str(pretrained / "encoder"), 64)
    assert {parameter.dtype for parameter in encoder.parameters()} == {torch.float32}
    assert subwords.mask_token_id is not None
    settings = {**overrides, "encoder.path": str(pretrained / "encoder"), "training.max_steps": 2}
    result = train(configure({**settings, "training.evaluate_every": 2}), tmp_path / "run")
    assert result.pipeline is not None


def test_weights_are_kept_in_half_precision_with_their_head(pretrained: Path) -> None:
    model, report = AutoModelForMaskedLM.from_pretrained(
        pretrained / "encoder", output_loading_info=True, local_files_only=True
    )
    assert model.dtype == torch.float16
    assert not report["missing_keys"]
    assert not report["unexpected_keys"]


def test_an_interrupted_run_ends_as_an_unbroken_one(
    pretrained: Path,
    pretrain_config: Callable[..., PretrainConfig],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from govspan.training.trainer import StopOnInterrupt

    begin = StopOnInterrupt.on_step_end

    def stop_after_five(self: StopOnInterrupt, args: Any, state: Any, control: Any, **rest: Any) -> Any:
        self.interrupted = state.global_step == 5
        return begin(self, args, state, control, **rest)

    with monkeypatch.context() as patch:
        patch.setattr(StopOnInterrupt, "on_step_end", stop_after_five)
        stopped = pretrain(pretrain_config(), tmp_path)
    assert (stopped.encoder, stopped.steps) == (None, 5)
    resumed = pretrain(pretrain_config(), tmp_path, resume=True)
    assert resumed.steps == 12
    weights = [
        AutoModelForMaskedLM.from_pretrained(folder / "encoder", local_files_only=True).state_dict()
        for folder in (pretrained, tmp_path)
    ]
    for name, tensor in weights[0].items():
        torch.testing.assert_close(tensor, weights[1][name])


def test_a_run_goes_on_from_another_s_encoder(
    pretrained: Path, pretrain_config: Callable[..., PretrainConfig], tmp_path: Path
) -> None:
    before = json.loads((pretrained / "metrics.json").read_text())["perplexity"]
    result = pretrain(pretrain_config(**{"encoder.path": str(pretrained / "encoder")}), tmp_path)
    assert all(result.scores[lang] < before[lang] for lang in before)


def test_too_little_text(pretrain_config: Callable[..., PretrainConfig], tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"hi: \d+ rows of 16 sub-words, of which 9999 are held out"):
        pretrain(pretrain_config(**{"data.held_out": 9999}), tmp_path)


def test_compiling_needs_a_compiler(
    pretrain_config: Callable[..., PretrainConfig], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigError, match=r"install g\+\+, or add --training.compile false"):
        pretrain(pretrain_config(**{"training.compile": True}), tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_a_tokenizer_without_a_mask(
    pretrained: Path, pretrain_config: Callable[..., PretrainConfig], tmp_path: Path
) -> None:
    encoder, subwords = load_encoder(str(pretrained / "encoder"), 16, AutoModelForMaskedLM)
    encoder.save_pretrained(tmp_path / "bare")  # type: ignore[operator]
    subwords.save_pretrained(tmp_path / "bare")
    settings = tmp_path / "bare" / "tokenizer_config.json"
    names = json.loads(settings.read_text())
    del names["mask_token"]
    settings.write_text(json.dumps(names))
    with pytest.raises(ModelError, match=r"names no mask_token: set it in tokenizer_config\.json"):
        pretrain(pretrain_config(**{"encoder.path": str(tmp_path / "bare")}), tmp_path / "run")
