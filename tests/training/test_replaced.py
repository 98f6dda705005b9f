from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import TrainingArguments

from govspan.annotations import ConfigError
from govspan.training.encoders import load_encoder
from govspan.training.pretrain import pretrain
from govspan.training.pretrain_config import PretrainConfig
from govspan.training.replaced import ReplacedTokenTrainer, new_detector
from govspan.training.text import IGNORED


@pytest.fixture(scope="module")
def generator(pretrained: Path) -> str:
    return str(pretrained / "encoder")


@pytest.fixture
def trainer(generator: str, tmp_path: Path) -> ReplacedTokenTrainer:
    arguments = TrainingArguments(output_dir=str(tmp_path), use_cpu=True, report_to=[])
    return ReplacedTokenTrainer(
        model=new_detector(generator), args=arguments, generator=generator, window=16, special=[0, 1, 2, 3, 4]
    )


def rows() -> tuple[torch.Tensor, torch.Tensor]:
    """Whole rows, and which of their places are hidden."""
    ids = torch.randint(5, 300, (64, 16), generator=torch.Generator().manual_seed(0))
    ids[:, 0], ids[:, -1] = 2, 3
    hidden = torch.rand(ids.shape, generator=torch.Generator().manual_seed(1)) < 0.5
    hidden[:, [0, -1]] = False
    return ids, hidden


def test_only_hidden_places_change_and_the_labels_tell_which(trainer: ReplacedTokenTrainer) -> None:
    ids, hidden = rows()
    shown = ids.masked_fill(hidden, 4)
    filled = trainer._prepare_inputs({"input_ids": shown, "labels": ids.masked_fill(~hidden, IGNORED)})
    assert torch.equal(filled["input_ids"][~hidden], ids[~hidden])
    changed = filled["input_ids"] != ids
    assert 0.5 < changed[hidden].float().mean() <= 1
    inner = filled["labels"][:, 1:-1]
    assert torch.equal(inner, changed[:, 1:-1].long())
    # [CLS] and [SEP] are where they are.
    assert (filled["labels"][:, [0, -1]] == IGNORED).all()


def test_what_fills_is_drawn_from_the_generator(
    trainer: ReplacedTokenTrainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids, hidden = rows()
    vocabulary = int(trainer._generator.config.vocab_size)  # type: ignore[union-attr,arg-type]
    logits = torch.full((int(hidden.sum()), vocabulary), -30.0)
    logits[:, 7], logits[:, 9] = torch.tensor(0.75).log(), torch.tensor(0.25).log()

    class Output:
        def __init__(self, logits: torch.Tensor) -> None:
            self.logits = logits

    everywhere = torch.zeros(*ids.shape, vocabulary)
    everywhere[hidden] = logits
    # With sparse prediction, and of an encoder that knows no such thing.
    for given in (logits, everywhere):
        monkeypatch.setattr(trainer, "_generator", lambda given=given, **_: Output(given))
        filled = trainer._prepare_inputs({"input_ids": ids, "labels": ids.masked_fill(~hidden, IGNORED)})
        drawn = filled["input_ids"][hidden]
        assert set(drawn.tolist()) == {7, 9}
        assert (drawn == 7).float().mean() == pytest.approx(0.75, abs=0.08)


def test_a_run_learns_to_tell_and_its_encoder_loads(
    generator: str, pretrain_config: Any, tmp_path: Path
) -> None:
    config = pretrain_config(**{"encoder.path": generator, "training.objective": "replaced"})
    result = pretrain(config, tmp_path)
    assert result.measure == "loss"
    # Less than that of a coin.
    assert all(0 < loss < 0.69 for loss in result.scores.values())
    before, after = (load_encoder(path, 16)[0].state_dict() for path in (generator, str(result.encoder)))
    assert before.keys() == after.keys()
    assert any(not torch.equal(before[name], after[name]) for name in before)


def test_it_needs_a_generator(pretrain_config: Any, tmp_path: Path) -> None:
    config: PretrainConfig = pretrain_config(**{"training.objective": "replaced"})
    with pytest.raises(ConfigError, match="needs a masked language model that fills the hidden words"):
        pretrain(config, tmp_path / "run")
    assert not (tmp_path / "run").exists()
