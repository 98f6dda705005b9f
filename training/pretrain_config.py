"""What ``govspan pretrain`` reads; ``configs/pretrain.cfg`` explains every setting."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .config import BaseConfig, LoopConfig, NewEncoderConfig, Positive, Rate, Section

__all__ = ["PretrainConfig"]

Share = Annotated[float, Field(gt=0, le=1)]


class TextConfig(Section):
    """``[data]``: plain text."""

    text: str = "../shared/corpora"
    shares: dict[str, Share] = Field(default_factory=dict)
    temperature: Annotated[float, Field(ge=1)] = 2.0
    held_out: Positive = 100


class PretrainEncoderConfig(Section):
    """``[encoder]``: one to go on from, or a new one."""

    path: str | None = None
    positions: Annotated[int, Field(ge=16)] = 2048
    new: NewEncoderConfig = NewEncoderConfig(vocab_size=24000, hidden_size=256, layers=6, heads=4)


class PretrainingConfig(LoopConfig):
    """``[training]``: the loop."""

    tokens: Positive = 60_000_000
    sequence: Annotated[int, Field(ge=16)] = 256
    batch_size: Positive = 32
    objective: Literal["masked", "replaced"] = "masked"
    hidden_words: Annotated[float, Field(gt=0, lt=1)] = 0.25
    warmup: Rate = 0.02
    decay: Rate = 0.3
    checkpoint_every: Positive = 100
    evaluate_every: Positive = 500
    compile: bool = False


class PretrainConfig(BaseConfig):
    """A whole configuration."""

    data: TextConfig = TextConfig()
    encoder: PretrainEncoderConfig = PretrainEncoderConfig()
    training: PretrainingConfig = PretrainingConfig()
