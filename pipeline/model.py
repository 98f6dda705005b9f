"""The model: an encoder, a CRF over BIO tags, and a role head; one pass for all three."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from transformers import AutoConfig, AutoModel, PreTrainedConfig, PreTrainedModel

from ..annotations import Schema
from .bio import bio_labels
from .crf import LinearChainCRF
from .encoding import UNOWNED, Batch
from .forms import FEATURES, HASHES
from .pairs import PAIR_FEATURES, Pairs, RoleSpace, find_pairs

__all__ = ["ArgumentPrediction", "Extractor", "ExtractorConfig", "Prediction"]

WordSpan = tuple[int, int, int]

# Sub-words that go through the encoder at once, so that a document of any
# length takes bounded memory.
_ENCODER_BUDGET = 8192
# Likewise for candidate pairs in the role head.
_PAIR_BUDGET = 1 << 15
_FORM_STD = 0.02


class ExtractorConfig(PreTrainedConfig):
    """What it takes to build an :class:`Extractor` without its weights.

    Args:
        encoder: the Hugging Face configuration of the encoder, as a dictionary.
        schema: the label scheme, as :meth:`Schema.to_dict` gives it.
        window, overlap: sub-words of a window, and those that neighbours share.
        form_rows, form_width: table of hashed word forms; width 0 leaves it out.
        context_layers: convolutions over words on top of the encoder.
        role_width: hidden units of the role head.
        max_argument_distance: words between a trigger and its furthest argument.
    """

    model_type = "govspan_extractor"

    def __init__(
        self,
        encoder: dict[str, Any] | None = None,
        schema: dict[str, Any] | None = None,
        window: int = 512,
        overlap: int = 128,
        form_rows: int = 20000,
        form_width: int = 32,
        form_window: int = 2,
        context_layers: int = 2,
        role_width: int = 128,
        dropout: float = 0.1,
        max_argument_distance: int = 512,
        **kwargs: Any,
    ) -> None:
        self.encoder = encoder or {}
        self.schema = schema or {}
        self.window = window
        self.overlap = overlap
        self.form_rows = form_rows
        self.form_width = form_width
        self.form_window = form_window
        self.context_layers = context_layers
        self.role_width = role_width
        self.dropout = dropout
        self.max_argument_distance = max_argument_distance
        super().__init__(**kwargs)


@dataclass(frozen=True, slots=True)
class ArgumentPrediction:
    """Span ``entity`` fills ``role`` of the ``event_type`` that span ``trigger`` triggers."""

    trigger: int
    event_type: str
    role: str
    entity: int
    score: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """One document's spans (start word, end word, tag), their scores, and the filled roles."""

    spans: list[WordSpan]
    scores: list[float]
    arguments: list[ArgumentPrediction]


class _WordContext(nn.Module):
    """A gated convolution over three words, added to its input."""

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.conv = nn.Conv1d(width, 2 * width, kernel_size=3, padding=1)
        self.dropout = nn.Dropout(dropout)

    def forward(self, words: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        hidden = self.norm(words) * mask.unsqueeze(2)
        hidden = nn.functional.glu(self.conv(hidden.transpose(1, 2)), dim=1).transpose(1, 2)
        mixed: torch.Tensor = words + self.dropout(hidden)
        return mixed


class _FormScores(nn.Module):
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


class _RoleHead(nn.Module):
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


class Extractor(PreTrainedModel):
    """Entities, triggers and roles from one pass over a document's windows."""

    config_class = ExtractorConfig
    base_model_prefix = "extractor"
    config: ExtractorConfig

    def __init__(self, config: ExtractorConfig, encoder: nn.Module | None = None) -> None:
        """Build the model; ``encoder`` is a pretrained one, else it starts from random weights."""
        super().__init__(config)
        self.schema = Schema.from_dict(config.schema)
        self.space = RoleSpace(self.schema)
        if encoder is None:
            settings = dict(config.encoder)
            encoder = AutoModel.from_config(AutoConfig.for_model(settings.pop("model_type"), **settings))
        self.encoder = encoder
        width = int(encoder.config.hidden_size)  # type: ignore[union-attr,arg-type]
        if config.form_width:
            self.form_table = nn.Embedding(config.form_rows, config.form_width)
            # Small, so that a word never seen in training says little.
            nn.init.normal_(self.form_table.weight, std=_FORM_STD)
            self.form_projection = nn.Linear(len(FEATURES) * config.form_width, width)
        self.norm = nn.LayerNorm(width)
        self.context = nn.ModuleList(
            _WordContext(width, config.dropout) for _ in range(config.context_layers)
        )
        self.dropout = nn.Dropout(config.dropout)
        tags = self.schema.tags
        self.emission = nn.Linear(width, len(bio_labels(tags)))
        if config.form_window:
            self.form_scores = _FormScores(
                config.form_rows, len(bio_labels(tags)), config.form_window, config.dropout
            )
        self.crf = LinearChainCRF(len(tags))
        self.roles = _RoleHead(
            width, config.role_width, len(tags), len(self.space.types), len(self.space.roles), config.dropout
        )

    def forward(
        self,
        input_ids: torch.Tensor,
        attention_mask: torch.Tensor,
        owners: torch.Tensor,
        forms: torch.Tensor,
        word_mask: torch.Tensor,
        tags: torch.Tensor | None = None,
        spans: list[list[WordSpan]] | None = None,
        pairs: list[Pairs] | None = None,
        pair_roles: list[NDArray[np.int64]] | None = None,
    ) -> dict[str, torch.Tensor]:
        """``words`` (B, N, width) and ``emissions`` (B, N, BIO tags); with gold annotations also ``loss``.

        Args:
            input_ids, attention_mask, owners, forms, word_mask: see :class:`.encoding.Batch`.
            tags: (B, N) gold BIO tags.
            spans, pairs, pair_roles: per document the gold spans, their candidate
                pairs and the gold role class of each pair.
        """
        words = self._words(Batch(input_ids, attention_mask, owners, forms, word_mask))
        emissions = self.emission(self.dropout(words)).float()
        if self.config.form_window:
            emissions = emissions + self.form_scores(forms[:, :, ::HASHES], word_mask)
        if tags is None or spans is None or pairs is None or pair_roles is None:
            return {"words": words, "emissions": emissions}
        tag_loss = self.crf.nll(emissions, tags, word_mask) / word_mask.sum().clamp_min(1)
        role_loss, count = emissions.new_zeros(()).float(), 0
        for row, found in enumerate(pairs):
            if len(found.types):
                scores = self.roles(*self._span_vectors(words[row], spans[row]), found)
                gold = torch.from_numpy(pair_roles[row]).to(scores.device)
                role_loss = role_loss + nn.functional.nll_loss(scores, gold, reduction="sum")
                count += len(np.unique(found.triggers))
        # Both terms are means: of a word's tag, and of an event's roles.
        return {"loss": tag_loss + role_loss / max(1, count), "words": words, "emissions": emissions}

    def _words(self, batch: Batch) -> torch.Tensor:
        """Word vectors, shape (B, N, width)."""
        documents, size = batch.word_mask.shape
        width = self.norm.normalized_shape[0]
        total = torch.zeros(documents * size + 1, width, device=batch.forms.device)
        count = torch.zeros(documents * size + 1, 1, device=batch.forms.device)
        rows = max(1, _ENCODER_BUDGET // max(1, batch.input_ids.shape[1]))
        for first in range(0, len(batch.input_ids), rows):
            part = slice(first, first + rows)
            hidden = self.encoder(
                input_ids=batch.input_ids[part], attention_mask=batch.attention_mask[part]
            ).last_hidden_state
            # Sub-words without an owner are summed into a last row that nobody reads.
            owners = batch.owners[part].masked_fill(batch.owners[part] == UNOWNED, documents * size).flatten()
            total = total.index_add(0, owners, hidden.flatten(0, 1).float())
            count = count.index_add(0, owners, torch.ones_like(owners, dtype=count.dtype).unsqueeze(1))
        words: torch.Tensor = (total / count.clamp_min(1))[:-1].view(documents, size, width)
        if self.config.form_width:
            table = self.form_table(batch.forms).view(documents, size, len(FEATURES), HASHES, -1)
            features = table.sum(3)
            # Whole features are dropped, so that no word is known by one of them alone.
            kept = self.dropout(features.new_ones(features.shape[:3])).unsqueeze(3)
            words = words + self.form_projection((features * kept).flatten(2))
        words = self.dropout(self.norm(words))
        for layer in self.context:
            words = layer(words, batch.word_mask)
        return words

    def _span_vectors(
        self, words: torch.Tensor, spans: Sequence[WordSpan]
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Mean word vector and tag of each span of one document."""
        table = torch.tensor(spans, device=words.device).reshape(-1, 3)
        # Double precision: the sums run over the whole document.
        sums = nn.functional.pad(words.double().cumsum(0), (0, 0, 1, 0))
        lengths = (table[:, 1] - table[:, 0]).unsqueeze(1)
        return ((sums[table[:, 1]] - sums[table[:, 0]]) / lengths).float(), table[:, 2]

    @torch.no_grad()
    def predict(self, batch: Batch, lines: Sequence[NDArray[np.int64]]) -> list[Prediction]:
        """Decode a batch of documents; ``lines`` tells the line of each word of each."""
        output = self(**batch.as_dict())
        decoded = self.crf.decode(output["emissions"], batch.word_mask)
        predictions = []
        for row, found in enumerate(decoded):
            spans = [span for span, _ in found]
            scores = [score for _, score in found]
            pairs = find_pairs(spans, lines[row], self.space, self.config.max_argument_distance)
            arguments = self._arguments(output["words"][row], spans, pairs)
            predictions.append(Prediction(spans, scores, arguments))
        return predictions

    def _arguments(
        self, words: torch.Tensor, spans: list[WordSpan], pairs: Pairs
    ) -> list[ArgumentPrediction]:
        if not len(pairs.types):
            return []
        vectors, tags = self._span_vectors(words, spans)
        arguments = []
        for first in range(0, len(pairs.types), _PAIR_BUDGET):
            part = slice(first, first + _PAIR_BUDGET)
            piece = Pairs(
                pairs.triggers[part],
                pairs.entities[part],
                pairs.types[part],
                pairs.features[part],
                pairs.allowed[part],
            )
            best = self.roles(vectors, tags, piece).max(dim=1)
            classes = best.indices.cpu().numpy()
            scores = best.values.exp().cpu().numpy()
            for at in np.flatnonzero(classes):
                event_type, role = self.space.roles[classes[at] - 1]
                arguments.append(
                    ArgumentPrediction(
                        int(piece.triggers[at]),
                        self.space.types[event_type],
                        role,
                        int(piece.entities[at]),
                        float(scores[at]),
                    )
                )
        return arguments
