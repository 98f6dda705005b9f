"""The model: an encoder, a CRF over BIO tags, and a role head; one pass for all three."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from ..annotations import Schema
from .bio import bio_labels
from .confidence import calibrate
from .crf import LinearChainCRF
from .encoding import UNOWNED, Batch
from .forms import HASHES
from .layers import FormEmbedding, FormScores, RoleHead, WordContext
from .model_config import ExtractorConfig, build_encoder
from .pairs import Pairs, RoleSpace, find_pairs
from .role_limits import check_role_limits
from .windows import BATCH_TOKENS, group_by_length

__all__ = ["ArgumentPrediction", "Extractor", "Prediction"]

WordSpan = tuple[int, int, int]

# Candidate pairs that go through the role head at once, so that a document of
# any length takes bounded memory.
_PAIR_BUDGET = 1 << 15

# Words of a document that go through the layers at once, for the same reason.
_STRETCH = 1 << 13


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


class Extractor(nn.Module):
    """Entities, triggers and roles from one pass over a document's windows."""

    def __init__(self, config: ExtractorConfig, encoder: nn.Module | None = None) -> None:
        """Build the model.

        Args:
            encoder: a module that is called as Hugging Face's are; None builds one with random weights.
        """
        super().__init__()
        # Not `config`, to which transformers' Trainer would add its own.
        self.settings = config
        self.batch_tokens = BATCH_TOKENS
        self.schema = Schema.from_dict(config.schema)
        check_role_limits(config.role_limits, self.schema)
        self.space = RoleSpace(self.schema)
        self.encoder = build_encoder(config.encoder) if encoder is None else encoder
        width = config.width
        if config.form_width:
            self.forms = FormEmbedding(config.form_rows, config.form_width, width, config.dropout)
        self.norm = nn.LayerNorm(width)
        self.context = nn.ModuleList(WordContext(width, config.dropout) for _ in range(config.context_layers))
        self.dropout = nn.Dropout(config.dropout)
        tags = self.schema.tags
        self.emission = nn.Linear(width, len(bio_labels(tags)))
        if config.form_window:
            self.form_scores = FormScores(
                config.form_rows, len(bio_labels(tags)), config.form_window, config.dropout
            )
        self.crf = LinearChainCRF(len(tags))
        self.roles = RoleHead(
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
        if self.settings.form_window:
            if self.training:
                # In half of the documents the linear scores stand alone. Else the
                # encoder, which learns the training set sooner, would leave them
                # nothing to learn, and they are what holds on unseen text.
                emissions = emissions * torch.rand(len(emissions), 1, 1, device=emissions.device).round()
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
        lengths = batch.attention_mask.sum(1).tolist()
        for rows in group_by_length(lengths, self.batch_tokens):
            part = (rows, slice(lengths[rows[-1]]))
            hidden = self.encoder(
                input_ids=batch.input_ids[part], attention_mask=batch.attention_mask[part]
            ).last_hidden_state
            # Sub-words without an owner are summed into a last row that nobody reads.
            owners = batch.owners[part].masked_fill(batch.owners[part] == UNOWNED, documents * size).flatten()
            total.index_add_(0, owners, hidden.flatten(0, 1).float())
            count.index_add_(0, owners, torch.ones_like(owners, dtype=count.dtype).unsqueeze(1))
        words = total[:-1].view(documents, size, width)
        pieces = count[:-1].view(documents, size, 1).clamp_min(1)
        # A stretch with the words around it that its layers read gives what the whole would.
        reach = len(self.context)
        stretches = []
        for start in range(0, size, _STRETCH):
            first, end = max(0, start - reach), min(size, start + _STRETCH)
            seen = (slice(None), slice(first, end + reach))
            layered = self._layers(words[seen] / pieces[seen], batch.forms[seen], batch.word_mask[seen])
            stretches.append(layered[:, start - first : end - first])
        return torch.cat(stretches, 1)

    def _layers(self, words: torch.Tensor, forms: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """What stands between the encoder and the tags, (B, N, width) to the same."""
        if self.settings.form_width:
            words = words + self.forms(forms)
        words = self.dropout(self.norm(words))
        for layer in self.context:
            words = layer(words, mask)
        return words

    def _span_vectors(
        self, words: torch.Tensor, spans: Sequence[WordSpan]
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Mean word vector and tag of each span of one document."""
        table = torch.tensor(spans, device=words.device).reshape(-1, 3)
        lengths = table[:, 1] - table[:, 0]
        # Each word of each span: the row of its span, and its own.
        rows = torch.arange(len(table), device=words.device).repeat_interleave(lengths)
        before = lengths.cumsum(0) - lengths
        at = torch.arange(len(rows), device=words.device) - before[rows] + table[rows, 0]
        sums = words.new_zeros(len(table), words.shape[1]).index_add(0, rows, words[at])
        return sums / lengths.unsqueeze(1), table[:, 2]

    @torch.no_grad()
    def predict(self, batch: Batch, breaks: Sequence[NDArray[np.int64]]) -> list[Prediction]:
        """Decode a batch of documents; ``breaks`` tells those before each word of each."""
        output = self(**batch.as_dict())
        decoded = self.choose(output["emissions"], batch.word_mask)
        predictions = []
        for row, found in enumerate(decoded):
            spans = [span for span, _ in found]
            scores = [self.calibrated(score, "entities") for _, score in found]
            pairs = find_pairs(spans, breaks[row], self.space, self.settings.max_argument_distance)
            arguments = self._arguments(output["words"][row], spans, pairs)
            predictions.append(Prediction(spans, scores, arguments))
        return predictions

    def choose(self, emissions: torch.Tensor, mask: torch.Tensor) -> list[list[tuple[WordSpan, float]]]:
        """The spans of each document with their probabilities; see :meth:`.crf.LinearChainCRF.decode`."""
        # Tags of entities come first, then those of triggers.
        kinds = ["entities" if tag in self.schema.labels else "triggers" for tag in self.schema.tags]
        return self.crf.decode(
            emissions, mask, np.array([self.settings.span_bias.get(kind, 0.0) for kind in kinds])
        )

    def calibrated(self, score: float, kind: str) -> float:
        """A probability at the temperature of its kind of confidence."""
        return calibrate(score, self.settings.temperatures.get(kind, 1.0))

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
            scores = best.values.double().exp().cpu().numpy()
            for at in np.flatnonzero(classes):
                event_type, role = self.space.roles[classes[at] - 1]
                arguments.append(
                    ArgumentPrediction(
                        int(piece.triggers[at]),
                        self.space.types[event_type],
                        role,
                        int(piece.entities[at]),
                        self.calibrated(float(scores[at]), "roles"),
                    )
                )
        return arguments
