"""Replaced-token detection: what an encoder learns from every word, not from the hidden ones alone."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from transformers import AutoConfig, AutoModelForMaskedLM, AutoModelForTokenClassification, Trainer

from .encoders import encoder_folder, load_encoder
from .text import IGNORED

__all__ = ["ReplacedTokenTrainer", "new_detector"]


def new_detector(path: str) -> nn.Module:
    """A pretrained encoder with a new head that tells replaced sub-words (1) from original ones (0)."""
    encoder, _ = load_encoder(path, 1)
    # Encoders are often kept in half precision, in which nothing can be trained.
    config = AutoConfig.from_pretrained(encoder_folder(path), num_labels=2)
    model = AutoModelForTokenClassification.from_config(config, dtype=torch.float32)
    model.base_model.load_state_dict(encoder.state_dict())
    detector: nn.Module = model
    return detector


class ReplacedTokenTrainer(Trainer):
    """Trains a detector of the sub-words that a generator has put in (ELECTRA, Clark et al., 2020).

    The generator is the masked language model that the detector starts from,
    and is not trained any further (Fast-ELECTRA, Dong et al., 2023): a step
    costs one forward pass more and no pass through the vocabulary's gradients.

    Args:
        generator: directory or hub name of a masked language model.
        window: sub-words of a row.
        special: ids of the special tokens, which are never judged.
    """

    def __init__(self, *, generator: str, window: int, special: list[int], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._generator = load_encoder(generator, window, AutoModelForMaskedLM)[0].to(self.args.device).eval()
        self._special = torch.tensor(special, device=self.args.device)
        if self.args.torch_compile:
            self._generator.compile()

    def _prepare_inputs(self, inputs: dict[str, Any]) -> dict[str, Any]:
        """Masked rows and their hidden sub-words, to filled rows and what was replaced; (B, width) each."""
        prepared = super()._prepare_inputs(inputs)
        ids, hidden = prepared["input_ids"], prepared["labels"]
        at = hidden != IGNORED
        with torch.no_grad(), self.autocast_smart_context_manager():
            logits = self._generator(input_ids=ids, labels=hidden).logits.float()
        if logits.dim() == 3:  # of an encoder without sparse prediction: every place
            logits = logits[at]
        drawn = _draw(logits)
        original = torch.where(at, hidden, ids)
        filled = original.masked_scatter(at, drawn)
        labels = (filled != original).long().masked_fill(torch.isin(original, self._special), IGNORED)
        return {"input_ids": filled, "labels": labels}


def _draw(logits: torch.Tensor) -> torch.Tensor:
    """One class for each row of (N, classes), from its distribution, by inverting the cumulative one.

    Six times faster on a CPU than ``torch.distributions.Categorical``.
    """
    cumulative = logits.softmax(1).cumsum(1)
    at = torch.rand(len(logits), 1, device=logits.device) * cumulative[:, -1:]
    return torch.searchsorted(cumulative, at).squeeze(1).clamp_max(logits.shape[1] - 1)
