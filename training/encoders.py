"""Encoders to train on: one from a hub or a directory, or a new small one."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from torch import nn
from transformers import (
    AutoConfig,
    AutoModel,
    AutoModelForMaskedLM,
    AutoTokenizer,
    ModernBertConfig,
    PreTrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerFast,
)
from transformers.utils.logging import get_verbosity, set_verbosity, set_verbosity_error

from .. import pipeline
from ..annotations import ModelError
from ..pipeline.model_config import hugging_face_config
from ..pipeline.subwords import Subwords
from .config import NewEncoderConfig

__all__ = [
    "PACKAGED",
    "encoder_folder",
    "hugging_face_encoder",
    "load_encoder",
    "new_encoder",
    "read_subwords",
    "train_subwords",
]

#: The name of the encoder that the package carries.
PACKAGED = "govspan"

_SPECIAL = {
    "pad_token": "[PAD]",
    "unk_token": "[UNK]",
    "cls_token": "[CLS]",
    "sep_token": "[SEP]",
    "mask_token": "[MASK]",
}


# Without one of these transformers makes up a tokenizer that knows no words.
_TOKENIZER_FILES = ("tokenizer.json", "sentencepiece.bpe.model", "spiece.model", "vocab.txt", "vocab.json")


def encoder_folder(path: str) -> str:
    """A directory or hub name as it is, and where the package's own encoder lies."""
    return str(files(pipeline) / "encoder") if path == PACKAGED else path


def load_encoder(
    path: str, window: int, kind: type[AutoModel] | type[AutoModelForMaskedLM] = AutoModel
) -> tuple[nn.Module, PreTrainedTokenizerFast]:
    """Load a pretrained encoder and its tokenizer: the package's own, or by directory or hub name.

    Only safetensors are read, and no code of the model's own is run.

    Args:
        window: sub-words that it must be able to read at once.
        kind: with or without its head for masked language modelling.

    Raises:
        ModelError: nothing to load there, weights only as a pickle, no fast
            tokenizer, or a window longer than the encoder's positions.
    """
    path = encoder_folder(path)
    folder = Path(path)
    if folder.is_dir():
        _check_folder(folder)
    elif folder.is_absolute() or path.startswith("."):
        raise ModelError(f"[encoder] path {path}: no such directory")
    # What is missing is looked at here; what is left over (a head) is of no use.
    verbosity = get_verbosity()
    set_verbosity_error()
    try:
        config = AutoConfig.from_pretrained(path, trust_remote_code=False)
        # Weights are often kept in half precision, in which nothing can be trained.
        encoder, report = kind.from_pretrained(
            path,
            use_safetensors=True,
            trust_remote_code=False,
            dtype=torch.float32,
            output_loading_info=True,
        )
        tokenizer = AutoTokenizer.from_pretrained(path, use_fast=True, trust_remote_code=False)
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        reason = " ".join(str(error).split())[:200]
        raise ModelError(
            f"[encoder] path {path!r} cannot be loaded from disk or hub ({reason}): "
            f"without a network name a local directory, or {PACKAGED} for the package's own encoder"
        ) from error
    finally:
        set_verbosity(verbosity)
    # A pooler stands beside the vectors that are used, and many encoders come without one.
    missing = sorted(name for name in report["missing_keys"] if not name.startswith("pooler."))
    if missing:
        raise ModelError(f"[encoder] path {path!r}: its weights lack {missing[0]}: save the whole encoder")
    if not isinstance(tokenizer, PreTrainedTokenizerFast):
        raise ModelError(f"[encoder] path {path!r} has no fast tokenizer: save one with tokenizer.json")
    limit = _positions(config, tokenizer)
    if window > limit:
        raise ModelError(f"[encoder] window {window} is longer than the {limit} positions of {path!r}")
    return encoder, tokenizer


def hugging_face_encoder(settings: dict[str, Any], encoder: nn.Module, attention: str) -> PreTrainedModel:
    """transformers' own model with the weights of a model's encoder.

    Args:
        settings: the encoder's configuration.
        attention: how it attends, as transformers names it: ``sdpa``, ``eager``.
    """
    model: PreTrainedModel = AutoModel.from_config(
        hugging_face_config(settings), attn_implementation=attention
    )
    model.load_state_dict(encoder.state_dict())
    model.train(False)
    return model


def read_subwords(tokenizer: PreTrainedTokenizerFast) -> Subwords:
    """A tokenizer of transformers as the pipeline has it.

    Raises:
        ModelError: it has no padding token.
    """
    special = tokenizer.special_tokens_map
    return Subwords(
        tokenizer.backend_tokenizer,
        {name: str(token) for name, token in special.items() if isinstance(token, str)},
    )


def _check_folder(folder: Path) -> None:
    if not (folder / "config.json").is_file():
        raise ModelError(
            f"[encoder] path {folder}: no config.json there: name a directory that save_pretrained wrote"
        )
    if not any((folder / name).is_file() for name in _TOKENIZER_FILES):
        raise ModelError(
            f"[encoder] path {folder}: no tokenizer there: save one with tokenizer.save_pretrained"
        )
    if list(folder.glob("*.safetensors")):
        return
    pickles = sorted(folder.glob("*.bin"))
    if pickles:
        raise ModelError(
            f"[encoder] path {folder}: {pickles[0].name} is a pickle, which is never loaded: "
            "convert it with model.save_pretrained(directory), which writes safetensors"
        )
    raise ModelError(f"[encoder] path {folder}: no weights there (*.safetensors)")


def _positions(config: PreTrainedConfig, tokenizer: PreTrainedTokenizerFast) -> int:
    positions = int(getattr(config, "max_position_embeddings", 0) or 512)
    # RoBERTa's family counts positions from the padding index on.
    if "roberta" in str(config.model_type):
        positions -= int(getattr(config, "pad_token_id", 1) or 0) + 1
    return min(positions, int(tokenizer.model_max_length))


def train_subwords(words: Iterable[str], vocab_size: int) -> PreTrainedTokenizerFast:
    """A byte-level BPE (Sennrich et al., 2016) on words: no unknowns, digits one by one.

    Args:
        words: words as the project's tokenizer cuts them, with repetition.
    """
    tokenizer = Tokenizer(models.BPE(unk_token=_SPECIAL["unk_token"]))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size,
        special_tokens=list(_SPECIAL.values()),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(words, trainer)
    cls, sep = _SPECIAL["cls_token"], _SPECIAL["sep_token"]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{cls} $A {sep}", special_tokens=[(name, tokenizer.token_to_id(name)) for name in (cls, sep)]
    )
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, **_SPECIAL)


def new_encoder(
    settings: NewEncoderConfig,
    tokenizer: PreTrainedTokenizerFast,
    positions: int,
    dropout: float,
    kind: type[AutoModel] | type[AutoModelForMaskedLM] = AutoModel,
) -> nn.Module:
    """A small ModernBERT (Warner et al., 2024) with random weights, that reads ``positions`` sub-words."""
    if settings.hidden_size % settings.heads:
        raise ModelError(
            f"[encoder.new] hidden_size {settings.hidden_size} is no multiple of heads {settings.heads}"
        )
    config = ModernBertConfig(
        vocab_size=len(tokenizer),
        hidden_size=settings.hidden_size,
        intermediate_size=2 * settings.hidden_size,
        num_hidden_layers=settings.layers,
        num_attention_heads=settings.heads,
        max_position_embeddings=positions,
        pad_token_id=tokenizer.pad_token_id,
        cls_token_id=tokenizer.cls_token_id,
        sep_token_id=tokenizer.sep_token_id,
        bos_token_id=tokenizer.cls_token_id,
        eos_token_id=tokenizer.sep_token_id,
        attention_dropout=dropout,
        embedding_dropout=dropout,
        mlp_dropout=dropout,
        # Masked language modelling scores the hidden sub-words alone.
        sparse_prediction=True,
    )
    model: nn.Module = kind.from_config(config)  # type: ignore[no-untyped-call]
    return model
