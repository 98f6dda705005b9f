"""The layers that stand on the encoder."""

from __future__ import annotations

import torch
from torch import nn

from .forms import FEATURES, HASHES
from .pairs import PAIR_FEATURES, Pairs

__all__ = ["FormEmbedding", "FormScores", "RoleHead", "WordContext"]

# Small, so that a word never seen in training says little.
_FORM_STD = 0.02


class FormEmbedding(nn.Module):
    """A vector of each word's form, from a table of hashed features.

    Args:
        rows, width: of the table. out: width of the result.
    """

    def __init__(self, rows: int, width: int, out: int, dropout: float) -> None:
        super().__init__()
        self.table = nn.Embedding(rows, width)
        nn.init.normal_(self.table.weight, std=_FORM_STD)
        self.projection = nn.Linear(len(FEATURES) * width, out)
        self.dropout = nn.Dropout(dropout)

    def forward(self, forms: torch.Tensor) -> torch.Tensor:
        """(B, N, features × hashes) rows to (B, N, out) vectors."""
        documents, size, _ = forms.shape
        rows = forms.view(documents, size, len(FEATURES), HASHES)
        # One look-up a hash: the sum over an axis inside of a tensor is slow.
        features = sum((self.table(rows[..., each]) for each in range(1, HASHES)), self.table(rows[..., 0]))
        # Whole features are dropped, so that no word is known by one of them alone.
        kept = self.dropout(features.new_ones(features.shape[:3])).unsqueeze(3)
        vectors: torch.Tensor = self.projection((features * kept).flatten(2))
        return vectors


class WordContext(nn.Module):
    """A gated convolution over three words, added to its input."""

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.conv = nn.Conv1d(width, 2 * width, kernel_size=3, padding=1)
        self.dropout = nn.Dropout(dropout)

    def forward(self, words: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        hidden = nn.functional.pad(self.norm(words) * mask.unsqueeze(2), (0, 0, 1, 1))
        around = torch.cat([hidden[:, :-2], hidden[:, 1:-1], hidden[:, 2:]], dim=2)
        # A product of matrices: three times as fast on a CPU as the convolution that it is.
        weights = self.conv.weight.permute(0, 2, 1).flatten(1)
        hidden = nn.functional.glu(nn.functional.linear(around, weights, self.conv.bias), dim=2)
        mixed: torch.Tensor = words + self.dropout(hidden)
        return mixed


class FormScores(nn.Module):
    """A linear model of the forms of the words around: what a plain CRF tagger reads.

    The wide half of a wide and deep model (Cheng et al., 2016). Its weights
    start at zero, so that a form never seen in training says nothing.
    """

    def __init__(self, rows: int, tags: int, window: int, dropout: float) -> None:
        super().__init__()
        self.rows = rows
        self.window = window
        self.table = nn.Embedding((2 * window + 1) * rows, tags)
        nn.init.zeros_(self.table.weight)
        self.dropout = nn.Dropout(dropout)

    def forward(self, forms: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Scores, shape (B, N, tags)."""
        documents, size, _ = forms.shape
        present = mask.unsqueeze(2).expand_as(forms).float()
        ids, weights = [], []
        for offset in range(-self.window, self.window + 1):
            shift = (0, 0, max(-offset, 0), max(offset, 0))
            start = max(offset, 0)
            ids.append(
                nn.functional.pad(forms, shift)[:, start : start + size] + (offset + self.window) * self.rows
            )
            weights.append(self.dropout(nn.functional.pad(present, shift)[:, start : start + size]))
        bags = torch.stack(ids, 2).reshape(documents * size, -1)
        scores = nn.functional.embedding_bag(
            bags,
            self.table.weight,
            per_sample_weights=torch.stack(weights, 2).reshape(bags.shape),
            mode="sum",
        )
        return scores.view(documents, size, -1)


class RoleHead(nn.Module):
    """Scores every role for pairs of a trigger and an entity."""

    def __init__(self, width: int, hidden: int, tags: int, types: int, roles: int, dropout: float) -> None:
        super().__init__()
        self.trigger = nn.Linear(width, hidden)
        self.entity = nn.Linear(width, hidden)
        self.tag = nn.Embedding(tags, hidden)
        self.event_type = nn.Embedding(max(1, types), hidden)
        self.features = nn.ModuleList(nn.Embedding(size, hidden) for size in PAIR_FEATURES)
        self.hidden = nn.Linear(hidden, hidden)
        self.out = nn.Linear(hidden, 1 + roles)
        self.dropout = nn.Dropout(dropout)

    def forward(self, vectors: torch.Tensor, tags: torch.Tensor, pairs: Pairs) -> torch.Tensor:
        """Log-probabilities, shape (P, role classes), of pairs among spans with ``vectors``."""
        device = vectors.device
        triggers, entities, types, features, allowed = (
            torch.from_numpy(array).to(device)
            for array in (pairs.triggers, pairs.entities, pairs.types, pairs.features, pairs.allowed)
        )
        hidden = self.trigger(vectors)[triggers] + self.entity(vectors)[entities]
        hidden = hidden + self.tag(tags[entities]) + self.event_type(types)
        for column, embedding in enumerate(self.features):
            hidden = hidden + embedding(features[:, column])
        hidden = nn.functional.gelu(self.hidden(self.dropout(nn.functional.gelu(hidden))))
        scores = self.out(self.dropout(hidden)).float()
        masked: torch.Tensor = scores.masked_fill(~allowed, torch.finfo(scores.dtype).min)
        return masked.log_softmax(dim=1)
