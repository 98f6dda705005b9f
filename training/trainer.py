"""Hugging Face's ``Trainer``, told what a score is and when to stop."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from types import FrameType
from typing import Any

import torch
from spacy.language import Language
from torch import nn
from torch.utils.data import Sampler
from transformers import Trainer, TrainerCallback, TrainerControl, TrainerState, TrainingArguments
from transformers.trainer_pt_utils import DistributedLengthGroupedSampler

from ..annotations import Document
from .evaluate import evaluate_pipeline

__all__ = ["ExtractorTrainer", "StopOnInterrupt"]


class ExtractorTrainer(Trainer):
    """Evaluates on whole documents through the same pipeline that users run.

    ``eval_f1``, which early stopping and the choice of the best checkpoint go
    by, is the mean of the entities' and the arguments' F1 (of the entities'
    alone where the dev documents have no arguments).
    """

    def __init__(
        self, *, nlp: Language, dev: Sequence[Document], parts: dict[str, dict[str, float]], **kwargs: Any
    ) -> None:
        super().__init__(eval_dataset=dev, **kwargs)
        self._nlp = nlp
        self._dev = dev
        self._parts = parts

    def create_optimizer(self, model: nn.Module | None = None) -> torch.optim.Optimizer:
        """AdamW with settings (``lr``, ``eps``) of their own for the named parts of the model."""
        if self.optimizer is None:
            target = model or self.model
            assert target is not None
            decay = set(self.get_decay_parameter_names(target))
            groups: dict[tuple[str, bool], list[nn.Parameter]] = {}
            for name, parameter in target.named_parameters():
                part = next((part for part in self._parts if f"{part}." in name), "")
                groups.setdefault((part, name in decay), []).append(parameter)
            self.optimizer = torch.optim.AdamW(
                [
                    {
                        "params": group,
                        "lr": self.args.learning_rate,
                        "weight_decay": self.args.weight_decay if decayed else 0.0,
                        **self._parts.get(part, {}),
                    }
                    for (part, decayed), group in groups.items()
                ],
                fused=True,
            )
        return self.optimizer

    def _get_train_sampler(self, train_dataset: Any = None) -> Sampler[int]:
        """Documents of like length together: of sentences, two thirds of a batch are padding otherwise.

        The sampler of Trainer's own ``group_by_length`` draws from the global
        state, and so in another order after ``--resume``.
        """
        data: Any = train_dataset or self.train_dataset
        # Cut into batches here and given to the processes by accelerate.
        return DistributedLengthGroupedSampler(
            self.args.train_batch_size, num_replicas=1, rank=0, seed=self.args.seed, lengths=data["length"][:]
        )

    def evaluate(
        self, eval_dataset: Any = None, ignore_keys: list[str] | None = None, metric_key_prefix: str = "eval"
    ) -> dict[str, float]:
        """Score the dev documents. Every process scores all of them, so that all decide alike."""
        assert self.model is not None
        training = self.model.training
        self.model.eval()
        scores = evaluate_pipeline(self._nlp, self._dev)
        self.model.train(training)
        entities = scores["entities"]["overall"]["f1"]
        arguments = scores["arguments"]["classification"]
        metrics = {
            "f1": (entities + arguments["f1"]) / 2 if arguments["support"] else entities,
            "entities_f1": entities,
            "triggers_f1": scores["triggers"]["classification"]["f1"],
            "arguments_f1": arguments["f1"],
        }
        for lang, part in scores["languages"].items():
            metrics[f"entities_f1_{lang}"] = part["entities"]["overall"]["f1"]
        named = {f"{metric_key_prefix}_{name}": value for name, value in metrics.items()}
        self.log(named)
        self.control = self.callback_handler.on_evaluate(self.args, self.state, self.control, named)
        return named


class StopOnInterrupt(TrainerCallback):
    """Ctrl-C saves a checkpoint after the step in progress and stops; a second one stops at once."""

    def __init__(self) -> None:
        self.interrupted = False
        self._previous: Any = None

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any
    ) -> None:
        self._previous = signal.signal(signal.SIGINT, self._interrupt)

    def on_train_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any
    ) -> None:
        signal.signal(signal.SIGINT, self._previous)

    def on_step_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any
    ) -> TrainerControl:
        if self.interrupted:
            control.should_save = True
            control.should_training_stop = True
        return control

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        self.interrupted = True
        signal.signal(signal.SIGINT, self._previous)
