from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from govspan.annotations import ConfigError, Document
from govspan.configs import CONFIG_DIR
from govspan.training import experiments
from govspan.training.config import NewEncoderConfig, TrainConfig, load_config
from govspan.training.encoders import new_encoder, train_subwords
from govspan.training.experiments import Experiment, ExperimentConfig, format_results, run_experiment


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny encoder on disk."""
    folder = tmp_path_factory.mktemp("encoder")
    subwords = train_subwords(["Sở", "Thủy", "lợi"] * 3, 400)
    subwords.model_max_length = 64
    subwords.save_pretrained(folder)
    model = new_encoder(NewEncoderConfig(hidden_size=16, layers=1, heads=2), subwords, 64, 0.0)
    model.save_pretrained(folder)  # type: ignore[operator]
    return folder


@pytest.fixture(scope="module")
def config(
    encoder: Path,
    documents: list[Document],
    overrides: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> ExperimentConfig:
    data = tmp_path_factory.mktemp("public") / "small.jsonl"
    rows = [
        {
            "text": document.text,
            "spans": [{"start": span.start, "end": span.end, "label": span.label} for span in document.spans],
        }
        for document in documents
    ]
    data.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    settings = {
        **{f"train.{key}": value for key, value in overrides.items()},
        "train.encoder.path": str(encoder),
        "train.training.max_steps": 4,
        "train.training.evaluate_every": 2,
        **{f"public.{name}": str(data) for name in ("train", "dev", "test")},
    }
    return load_config(ExperimentConfig, CONFIG_DIR / "benchmarks" / "thainer.cfg", settings)


def test_a_crf_is_trained_scored_and_kept(
    config: ExperimentConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run_experiment(config, "crf", 0, tmp_path)
    assert (first.data, first.system, first.seed) == ("thainer", "crf", 0)
    # It is scored on what it was trained on, here.
    assert first.f1 > 0.95
    assert first.words_per_second > 0
    assert 0 < first.megabytes < 1
    monkeypatch.setattr(experiments, "train_crf", None)
    assert run_experiment(config, "crf", 0, tmp_path) == first
    # What another config gave is not passed off as this one's; more seeds do not make it another.
    assert run_experiment(config.model_copy(update={"seeds": 5}), "crf", 0, tmp_path) == first
    # Nor do the settings of our own model.
    assert run_experiment(config.model_copy(update={"train": TrainConfig()}), "crf", 0, tmp_path) == first
    other = config.model_copy(update={"public": config.public.model_copy(update={"lang": "vi"})})
    with pytest.raises(ConfigError, match="holds the result of another config"):
        run_experiment(other, "crf", 0, tmp_path)


@pytest.mark.parametrize("system", ["compact", "random"])
def test_the_extractor_is_trained_from_the_encoder(
    config: ExperimentConfig, tmp_path: Path, encoder: Path, system: experiments.System
) -> None:
    result = run_experiment(config, system, 1, tmp_path)
    assert result.seed == 1
    assert 0 <= result.f1 <= 1
    assert result.megabytes > 0.1
    other = config.model_copy(update={"train": TrainConfig()})
    with pytest.raises(ConfigError, match="holds the result of another config"):
        run_experiment(other, system, 1, tmp_path)
    folder = tmp_path / "thainer" / f"{system}-1"
    stated = (folder / "model" / "config.cfg").read_text(encoding="utf-8")
    assert "seed = 1" in stated
    if system == "random":
        before, after = (load_file(path / "model.safetensors") for path in (encoder, folder / "encoder"))
        assert before.keys() == after.keys()
        assert not all(torch.equal(before[name], after[name]) for name in before)


def test_random_weights_need_an_architecture(config: ExperimentConfig, tmp_path: Path) -> None:
    settings = config.to_dict()
    settings["train"]["encoder"]["path"] = None
    bare = ExperimentConfig.model_validate(settings)
    with pytest.raises(ConfigError, match="name the encoder that is to be compared"):
        run_experiment(bare, "random", 0, tmp_path)


def test_the_table_has_means_and_spreads() -> None:
    runs = [
        Experiment("set", "compact", seed, 0.5, 0.7, f1, 2.0, 1000.0, 3.0)
        for seed, f1 in enumerate((0.6, 0.7, 0.8))
    ]
    table = format_results([*runs, Experiment("set", "crf", 0, 0.4, 0.6, 0.48, 0.1, 2e4, 0.5)]).splitlines()
    assert table[2] == "| set | compact | 0.700 | 0.200 | 0.500 | 0.700 | 3 | 2.0 | 1,000 | 3.0 |"
    assert table[3] == "| set | crf | 0.480 | 0.000 | 0.400 | 0.600 | 1 | 0.1 | 20,000 | 0.5 |"


def test_the_shipped_configs_load() -> None:
    paths = sorted((CONFIG_DIR / "benchmarks").glob("*.cfg"))
    assert {load_config(ExperimentConfig, path).public.name for path in paths} == {
        path.stem for path in paths
    }
    assert len(paths) == 4
