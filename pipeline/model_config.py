"""What it takes to build the model without its weights."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from torch import nn

from .modernbert import ModernBert

if TYPE_CHECKING:
    from transformers import PreTrainedConfig

__all__ = ["ExtractorConfig", "build_encoder", "hugging_face_config"]


@dataclass(slots=True)
class ExtractorConfig:
    """Everything about a :class:`.model.Extractor` but its weights.

    Args:
        encoder: the Hugging Face configuration of the encoder, as a dictionary.
        schema: the label scheme, as :meth:`Schema.to_dict` gives it.
        window, overlap: sub-words of a window, and those that neighbours share.
        form_rows, form_width: table of hashed word forms; width 0 leaves it out.
        form_window: words on either side whose forms are scored; 0 leaves the scores out.
        context_layers: convolutions over words on top of the encoder.
        role_width: hidden units of the role head.
        max_argument_distance: words between a trigger and its furthest argument.
        span_bias: what is added to the log-odds that a span of "entities" or "triggers" begins when spans
            are chosen, not when they are scored; 0.0 where none is given.
        temperatures: by which the log-odds of the confidences of "entities" (and triggers),
            "roles" and "events" are divided; 1.0 where none is given.
        role_limits: what the predicted roles keep to; see :mod:`.role_limits`.
    """

    encoder: dict[str, Any]
    schema: dict[str, Any]
    window: int = 1024
    overlap: int = 128
    form_rows: int = 50000
    form_width: int = 32
    form_window: int = 1
    context_layers: int = 2
    role_width: int = 128
    dropout: float = 0.1
    max_argument_distance: int = 512
    span_bias: dict[str, float] = field(default_factory=dict)
    temperatures: dict[str, float] = field(default_factory=dict)
    role_limits: dict[str, list[str]] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """Width of the encoder's vectors."""
        # Some kinds of encoders have it by a name of their own, which transformers knows.
        settings = self.encoder
        return int(settings.get("hidden_size") or hugging_face_config(settings).hidden_size)

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self)


def hugging_face_config(settings: dict[str, Any]) -> PreTrainedConfig:
    """An encoder's configuration, as an object of transformers."""
    from transformers import AutoConfig

    rest = {name: value for name, value in settings.items() if name != "model_type"}
    config: PreTrainedConfig = AutoConfig.for_model(settings["model_type"], **rest)
    return config


def build_encoder(settings: dict[str, Any]) -> nn.Module:
    """An encoder with random weights: our ModernBERT, or transformers' model where that does not serve."""
    if ModernBert.knows(settings):
        return ModernBert(settings)
    from transformers import AutoModel

    encoder: nn.Module = AutoModel.from_config(hugging_face_config(settings))
    return encoder
