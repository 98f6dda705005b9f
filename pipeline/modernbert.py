"""The encoder: ModernBERT (Warner et al., 2024) as transformers has it, without transformers.

The same weights by the same names give the same vectors. It stands here for what
it saves on a CPU: transformers' modelling code takes two seconds to import, and
its attention to neighbours computes all pairs. Pretraining goes on there, and so
do encoders of other kinds and ModernBERTs with settings that are not known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import torch
from torch import nn

from .attention import Attention, attention_to_all, attention_to_neighbours

__all__ = ["EncoderOutput", "ModernBert"]

Rotation = tuple[torch.Tensor, torch.Tensor]


class EncoderOutput(NamedTuple):
    """The last layer's vectors, shape (B, L, width); named as transformers names them."""

    last_hidden_state: torch.Tensor


class ModernBert(nn.Module):
    """ModernBERT without a head.

    Args:
        settings: its Hugging Face configuration as a dictionary, complete as
            ``PreTrainedConfig.to_dict`` gives it.

    Raises:
        KeyError: a setting is missing.
    """

    def __init__(self, settings: Mapping[str, Any]) -> None:
        super().__init__()
        self.kinds = list(settings["layer_types"])
        # What is called local_attention counts both sides.
        self.near = int(settings["local_attention"]) // 2
        self.thetas = {kind: float(of["rope_theta"]) for kind, of in settings["rope_parameters"].items()}
        self.head_width = int(settings["hidden_size"]) // int(settings["num_attention_heads"])
        self.embeddings = _Embeddings(settings)
        self.layers = nn.ModuleList(_Layer(settings, first=not at) for at in range(len(self.kinds)))
        self.final_norm = _norm(settings)

    @staticmethod
    def knows(settings: Mapping[str, Any]) -> bool:
        """Whether an encoder with these settings is one of those."""
        return (
            settings.get("model_type") == "modernbert"
            and settings.get("hidden_activation") == "gelu"
            and set(settings.get("layer_types", ())) <= {"full_attention", "sliding_attention"}
            and all(of.get("rope_type") == "default" for of in settings.get("rope_parameters", {}).values())
        )

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor | None = None) -> EncoderOutput:
        """Vectors of sub-words.

        Args:
            input_ids: (B, L). attention_mask: (B, L), not 0 where there is a sub-word; None where all are.
        """
        present = None if attention_mask is None or bool(attention_mask.all()) else attention_mask.bool()
        hidden = self.embeddings(input_ids)
        attentions = {
            "full_attention": attention_to_all(present),
            "sliding_attention": attention_to_neighbours(hidden, present, self.near),
        }
        rotations = {kind: self._rotation(hidden, theta) for kind, theta in self.thetas.items()}
        for layer, kind in zip(self.layers, self.kinds, strict=True):
            hidden = layer(hidden, attentions[kind], rotations[kind])
        return EncoderOutput(self.final_norm(hidden))

    def _rotation(self, hidden: torch.Tensor, theta: float) -> Rotation:
        """Cosines and sines of rotary positions (Su et al., 2021), each (L, 1, 1, half a head's width)."""
        device = hidden.device
        exponents = torch.arange(0, self.head_width, 2, dtype=torch.float, device=device) / self.head_width
        angles = torch.arange(hidden.shape[1], device=device)[:, None] / theta**exponents
        return angles.cos()[:, None, None], angles.sin()[:, None, None]


class _Embeddings(nn.Module):
    def __init__(self, settings: Mapping[str, Any]) -> None:
        super().__init__()
        self.tok_embeddings = nn.Embedding(
            settings["vocab_size"], settings["hidden_size"], settings["pad_token_id"]
        )
        self.norm = _norm(settings)
        self.drop = nn.Dropout(settings["embedding_dropout"])

    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        vectors: torch.Tensor = self.drop(self.norm(self.tok_embeddings(input_ids)))
        return vectors


class _Layer(nn.Module):
    def __init__(self, settings: Mapping[str, Any], first: bool) -> None:
        super().__init__()
        # The embeddings are normed already.
        self.attn_norm = nn.Identity() if first else _norm(settings)
        self.attn = _SelfAttention(settings)
        self.mlp_norm = _norm(settings)
        self.mlp = _FeedForward(settings)

    def forward(self, hidden: torch.Tensor, attention: Attention, rotation: Rotation) -> torch.Tensor:
        hidden = hidden + self.attn(self.attn_norm(hidden), attention, rotation)
        mixed: torch.Tensor = hidden + self.mlp(self.mlp_norm(hidden))
        return mixed


class _SelfAttention(nn.Module):
    def __init__(self, settings: Mapping[str, Any]) -> None:
        super().__init__()
        width, bias = settings["hidden_size"], settings["attention_bias"]
        self.heads = int(settings["num_attention_heads"])
        self.dropout = float(settings["attention_dropout"])
        self.Wqkv = nn.Linear(width, 3 * width, bias=bias)
        self.Wo = nn.Linear(width, width, bias=bias)
        self.out_drop = nn.Dropout(self.dropout)

    def forward(self, hidden: torch.Tensor, attention: Attention, rotation: Rotation) -> torch.Tensor:
        parts = self.Wqkv(hidden).unflatten(2, (3, self.heads, -1))
        query, key = _rotate(parts[:, :, :2], rotation).permute(2, 0, 3, 1, 4)
        value = parts[:, :, 2].transpose(1, 2)
        mixed = attention(query, key, value, self.dropout if self.training else 0.0)
        out: torch.Tensor = self.out_drop(self.Wo(mixed.transpose(1, 2).flatten(2)))
        return out


def _rotate(parts: torch.Tensor, rotation: Rotation) -> torch.Tensor:
    """Rotate (B, L, …, heads, D): the first half of D with the second."""
    cosine, sine = (each.to(parts.dtype) for each in rotation)
    first, second = parts.chunk(2, -1)
    return torch.cat((first * cosine - second * sine, second * cosine + first * sine), -1)


class _FeedForward(nn.Module):
    def __init__(self, settings: Mapping[str, Any]) -> None:
        super().__init__()
        width, inner, bias = settings["hidden_size"], settings["intermediate_size"], settings["mlp_bias"]
        self.Wi = nn.Linear(width, 2 * inner, bias=bias)
        self.drop = nn.Dropout(settings["mlp_dropout"])
        self.Wo = nn.Linear(inner, width, bias=bias)

    def forward(self, hidden: torch.Tensor) -> torch.Tensor:
        content, gate = self.Wi(hidden).chunk(2, -1)
        out: torch.Tensor = self.Wo(self.drop(nn.functional.gelu(content) * gate))
        return out


def _norm(settings: Mapping[str, Any]) -> nn.LayerNorm:
    return nn.LayerNorm(settings["hidden_size"], settings["norm_eps"], bias=settings["norm_bias"])
