"""Encoders that are made in no time, for what reads encoders."""

from __future__ import annotations

from pathlib import Path

from transformers import (
    BertConfig,
    BertModel,
    ModernBertConfig,
    ModernBertModel,
    PreTrainedModel,
    PreTrainedTokenizerFast,
    XLMRobertaConfig,
    XLMRobertaModel,
)

__all__ = ["bert", "modernbert", "save", "xlm_roberta"]

_SIZE = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}


def bert(subwords: PreTrainedTokenizerFast, positions: int = 80) -> PreTrainedModel:
    config = BertConfig(vocab_size=len(subwords), max_position_embeddings=positions, **_SIZE)
    return BertModel(config)


def modernbert(subwords: PreTrainedTokenizerFast) -> PreTrainedModel:
    special = {"pad_token_id": 0, "cls_token_id": 2, "sep_token_id": 3, "bos_token_id": 2, "eos_token_id": 3}
    config = ModernBertConfig(vocab_size=len(subwords), max_position_embeddings=80, **_SIZE, **special)
    return ModernBertModel(config)


def xlm_roberta(subwords: PreTrainedTokenizerFast) -> PreTrainedModel:
    # As the real one has 514 of them for a window of 512.
    config = XLMRobertaConfig(vocab_size=len(subwords), max_position_embeddings=82, pad_token_id=1, **_SIZE)
    return XLMRobertaModel(config)


def save(encoder: PreTrainedModel, subwords: PreTrainedTokenizerFast, folder: Path) -> Path:
    """Write both into a folder, as a user has them."""
    encoder.save_pretrained(folder)
    subwords.save_pretrained(folder)
    return folder
