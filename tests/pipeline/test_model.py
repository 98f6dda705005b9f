"""The model: its loss, its gradients, and that windows and batches change nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn
from transformers import PreTrainedTokenizerFast

from govspan.annotations import Document, Schema, parse_marked
from govspan.pipeline import model as model_module
from govspan.pipeline.confidence import calibrate
from govspan.pipeline.encoding import UNOWNED, EncodedDocument, Featurizer, Words, collate, read_words
from govspan.pipeline.model import Extractor, Prediction
from govspan.pipeline.model_config import ExtractorConfig
from govspan.pipeline.runtime import Runtime
from govspan.pipeline.tokenizer import Tokenizer
from govspan.training.config import NewEncoderConfig
from govspan.training.dataset import Collator, encode_dataset
from govspan.training.encoders import new_encoder, read_subwords, train_subwords

WINDOW, OVERLAP = 32, 8

#: A document whose event spans several lines and, at 32 sub-words, several windows.
FAR = """id: far
lang: en
---
[[AGENCY a1|The Ministry of Ports]] [[* s1|issued]] a text yesterday.
Nothing of note was said about fish, boats, nets, salt or ice in the north.
Nothing of note was said about fish, boats, nets, salt or ice in the south.
It is [[DECREE k1|Decision No. 5/2031]].
---
ISSUANCE s1 Issuer=a1 Instrument=k1
"""


def words_of(text: str, tokenizer: Tokenizer) -> Words:
    return read_words(text, tokenizer.offsets(text))


@pytest.fixture(scope="module")
def subwords(documents: list[Document], tokenizer: Tokenizer) -> PreTrainedTokenizerFast:
    return train_subwords(
        (word for document in documents for word in words_of(document.text, tokenizer).texts), vocab_size=400
    )


def fresh(subwords: PreTrainedTokenizerFast, schema: Schema, **changes: Any) -> Runtime:
    """A small untrained model, the same one for the same settings."""
    torch.manual_seed(0)
    encoder = new_encoder(NewEncoderConfig(hidden_size=16, layers=1, heads=2), subwords, WINDOW, 0.1)
    settings: dict[str, Any] = {
        "window": WINDOW,
        "overlap": OVERLAP,
        "form_rows": 300,
        "form_width": 8,
        "role_width": 8,
        "dropout": 0.0,
        **changes,
    }
    config = ExtractorConfig(encoder=encoder.config.to_dict(), schema=schema.to_dict(), **settings)
    runtime = Runtime(Extractor(config, encoder), read_subwords(subwords))
    runtime.place("cpu", "float32")
    return runtime


def gold_batch(runtime: Runtime, documents: Sequence[Document], tokenizer: Tokenizer) -> dict[str, Any]:
    schema = runtime.model.schema
    rows = encode_dataset(documents, tokenizer, runtime.featurizer, schema)
    collator = Collator(
        runtime.featurizer.subwords.pad_id, schema, runtime.model.settings.max_argument_distance
    )
    return collator([rows[at] for at in range(len(rows))])


def fit(model: Extractor, batch: dict[str, Any], steps: int) -> None:
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
    model.train()
    for _ in range(steps):
        optimizer.zero_grad()
        model(**batch)["loss"].backward()
        optimizer.step()
    model.eval()


@pytest.fixture(scope="module")
def trained(tiny_run: Path) -> Runtime:
    """The tiny run's model, in full precision."""
    runtime = Runtime.load(tiny_run / "pipeline" / "extractor")
    runtime.place("cpu", "float32")
    return runtime


def test_the_loss_is_finite_and_falls(
    subwords: PreTrainedTokenizerFast, schema: Schema, documents: list[Document], tokenizer: Tokenizer
) -> None:
    runtime = fresh(subwords, schema)
    batch = gold_batch(runtime, documents, tokenizer)
    with torch.no_grad():
        before = float(runtime.model(**batch)["loss"])
    fit(runtime.model, batch, 15)
    with torch.no_grad():
        after = float(runtime.model(**batch)["loss"])
    assert np.isfinite(before)
    assert 0 <= after < before / 2


def test_gradients_reach_every_part(
    subwords: PreTrainedTokenizerFast, schema: Schema, documents: list[Document], tokenizer: Tokenizer
) -> None:
    model = fresh(subwords, schema).model
    batch = gold_batch(fresh(subwords, schema), documents, tokenizer)
    model.train()
    model(**batch)["loss"].backward()
    gradients = {name: parameter.grad for name, parameter in model.named_parameters()}
    assert [name for name, gradient in gradients.items() if gradient is None] == []
    assert all(bool(gradient.isfinite().all()) for gradient in gradients.values() if gradient is not None)
    reached = {
        name.split(".")[0] for name, gradient in gradients.items() if gradient is not None and gradient.any()
    }
    assert reached == {
        "encoder",
        "forms",
        "norm",
        "context",
        "emission",
        "form_scores",
        "crf",
        "roles",
    }


def test_a_batch_without_events_trains_the_tags(
    subwords: PreTrainedTokenizerFast, schema: Schema, documents: list[Document], tokenizer: Tokenizer
) -> None:
    runtime = fresh(subwords, schema)
    plain = Document("plain", "en", documents[0].text, documents[0].spans)
    loss = runtime.model(**gold_batch(runtime, [plain], tokenizer))["loss"]
    loss.backward()
    assert bool(loss.isfinite())
    assert runtime.model.emission.weight.grad.any()


class Lookup(nn.Module):
    """An encoder without context: what it says of a sub-word is the same in every window."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.table = nn.Embedding(size, 12)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> SimpleNamespace:
        return SimpleNamespace(last_hidden_state=self.table(input_ids))


@pytest.mark.parametrize("budget", [1, 100, 8192])
def test_windows_keep_every_word_in_order(
    subwords: PreTrainedTokenizerFast,
    schema: Schema,
    documents: list[Document],
    tokenizer: Tokenizer,
    budget: int,
) -> None:
    words = [words_of(document.text, tokenizer) for document in documents]
    cut = Featurizer(read_subwords(subwords), WINDOW, OVERLAP, 300).encode(words)
    whole = Featurizer(read_subwords(subwords), 4000, OVERLAP, 300).encode(words)
    assert min(len(document.pieces) for document in cut) > 3
    assert [len(document.pieces) for document in whole] == [1, 1, 1, 1]
    for document, read in zip(cut, words, strict=True):
        owners = np.concatenate(document.owners)
        owners = owners[owners != UNOWNED]
        assert (np.diff(owners) >= 0).all()
        assert np.unique(owners).tolist() == list(range(len(read.texts)))

    torch.manual_seed(0)
    config = ExtractorConfig({"hidden_size": 12}, schema.to_dict(), WINDOW, OVERLAP, form_rows=300)
    model = Extractor(config, Lookup(len(subwords))).eval()
    with torch.no_grad():
        expected = model(**collate(whole, 0).as_dict())
        model.batch_tokens = budget
        found = model(**collate(cut, 0).as_dict())
    assert found["words"].shape == (4, max(len(read.texts) for read in words), 12)
    torch.testing.assert_close(found["words"], expected["words"], rtol=1e-5, atol=1e-5)
    torch.testing.assert_close(found["emissions"], expected["emissions"], rtol=1e-5, atol=1e-5)


def assert_same(found: Prediction, expected: Prediction) -> None:
    assert found.spans == expected.spans
    assert found.scores == pytest.approx(expected.scores, abs=2e-3)
    assert [(item.trigger, item.event_type, item.role, item.entity) for item in found.arguments] == [
        (item.trigger, item.event_type, item.role, item.entity) for item in expected.arguments
    ]
    assert [item.score for item in found.arguments] == pytest.approx(
        [item.score for item in expected.arguments], abs=2e-3
    )


@pytest.fixture(scope="module")
def encoded(trained: Runtime, documents: list[Document], tokenizer: Tokenizer) -> list[EncodedDocument]:
    """The documents, one of their first words, one of four times the length, and an empty one."""
    texts = [document.text for document in documents]
    texts += [documents[0].text[:20], "\n".join([documents[3].text] * 4), ""]
    return trained.encode([words_of(text, tokenizer) for text in texts])


def test_predictions_do_not_depend_on_the_batch(trained: Runtime, encoded: list[EncodedDocument]) -> None:
    alone = [trained.predict([document])[0] for document in encoded]
    assert sum(len(prediction.spans) for prediction in alone) > 40
    assert sum(len(prediction.arguments) for prediction in alone) > 30
    for order in (range(len(encoded)), reversed(range(len(encoded)))):
        rows = list(order)
        for at, prediction in zip(rows, trained.predict([encoded[at] for at in rows]), strict=True):
            assert_same(prediction, alone[at])


def test_scores_do_not_depend_on_the_documents_length(trained: Runtime) -> None:
    crf = trained.model.crf
    torch.manual_seed(0)
    stretch = 4 * torch.randn(1, 50, crf.weights.shape[0])

    def middle(times: int) -> dict[tuple[int, int, int], float]:
        emissions = stretch.repeat(1, times, 1)
        (found,) = crf.decode(emissions, torch.ones(emissions.shape[:2], dtype=torch.bool))
        start = times // 2 * 50
        return {
            (first - start, last - start, kind): score
            for (first, last, kind), score in found
            if start <= first and last <= start + 50
        }

    short, long = middle(3), middle(400)
    assert len(short) > 10
    assert long == pytest.approx(short, abs=1e-3)


@pytest.mark.parametrize("stretch", [1, 7, 64])
def test_stretches_of_words_change_nothing(
    trained: Runtime, encoded: list[EncodedDocument], monkeypatch: pytest.MonkeyPatch, stretch: int
) -> None:
    batch = collate(encoded, trained.featurizer.subwords.pad_id).as_dict()
    with torch.inference_mode():
        expected = trained.model(**batch)["words"]
        monkeypatch.setattr(model_module, "_STRETCH", stretch)
        torch.testing.assert_close(trained.model(**batch)["words"], expected, rtol=1e-4, atol=1e-4)


def test_span_vectors_are_means(trained: Runtime) -> None:
    words = torch.randn(9, 4)
    vectors, tags = trained.model._span_vectors(words, [(0, 1, 2), (3, 7, 0), (8, 9, 1), (3, 4, 1)])
    expected = torch.stack([words[0], words[3:7].mean(0), words[8], words[3]])
    torch.testing.assert_close(vectors, expected)
    assert tags.tolist() == [2, 0, 1, 1]


def test_small_pieces_of_pairs_change_nothing(
    trained: Runtime, encoded: list[EncodedDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = trained.predict(encoded)
    monkeypatch.setattr(model_module, "_PAIR_BUDGET", 3)
    for found, wanted in zip(trained.predict(encoded), expected, strict=True):
        assert_same(found, wanted)


def test_temperatures_change_the_scores_and_nothing_else(
    trained: Runtime, encoded: list[EncodedDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trained.model.settings, "temperatures", {})
    plain = trained.predict(encoded)
    temperatures = {"entities": 3.0, "roles": 0.5, "events": 9.0}
    monkeypatch.setattr(trained.model.settings, "temperatures", temperatures)
    for found, before in zip(trained.predict(encoded), plain, strict=True):
        assert found.spans == before.spans
        assert found.scores == pytest.approx([calibrate(score, 3.0) for score in before.scores])
        assert [(item.trigger, item.event_type, item.role, item.entity) for item in found.arguments] == [
            (item.trigger, item.event_type, item.role, item.entity) for item in before.arguments
        ]
        assert [item.score for item in found.arguments] == pytest.approx(
            [calibrate(item.score, 0.5) for item in before.arguments]
        )
    assert any(score < 0.99 for prediction in trained.predict(encoded) for score in prediction.scores)
    assert trained.model.calibrated(0.9, "events") == pytest.approx(calibrate(0.9, 9.0))
    assert trained.model.calibrated(0.9, "another") == 0.9


def test_an_empty_document_has_nothing(trained: Runtime, encoded: list[EncodedDocument]) -> None:
    empty = encoded[-1]
    assert empty.pieces == []
    assert trained.predict([empty]) == [Prediction([], [], [])]
    assert trained.predict([empty, empty]) == [Prediction([], [], [])] * 2
    assert trained.predict([empty, encoded[0], empty])[::2] == [Prediction([], [], [])] * 2


def test_arguments_reach_across_sentences_and_windows(
    subwords: PreTrainedTokenizerFast, schema: Schema, tokenizer: Tokenizer
) -> None:
    document = parse_marked(FAR, "far")
    runtime = fresh(subwords, schema)
    batch = gold_batch(runtime, [document], tokenizer)
    fit(runtime.model, batch, 60)
    encoded = runtime.encode([words_of(document.text, tokenizer)])
    (prediction,) = runtime.predict(encoded)
    tags = schema.tags
    surfaces = words_of(document.text, tokenizer).texts
    found = {
        (item.event_type, item.role, "".join(surfaces[slice(*prediction.spans[item.entity][:2])]))
        for item in prediction.arguments
    }
    assert found == {
        ("ISSUANCE", "Issuer", "TheMinistryofPorts"),
        ("ISSUANCE", "Instrument", "DecisionNo.5/2031"),
    }
    assert [tags[tag] for _, _, tag in prediction.spans] == ["AGENCY", "ISSUANCE", "DECREE"]
    # They are indeed lines and windows apart.
    (_, trigger, decree) = prediction.spans
    lines = encoded[0].breaks[:, 0]
    assert lines[decree[0]] - lines[trigger[0]] == 3
    homes = [
        next(at for at, owners in enumerate(encoded[0].owners) if word in owners)
        for word in (trigger[0], decree[0])
    ]
    assert homes[1] - homes[0] > 1


def test_arguments_end_at_the_greatest_distance(
    subwords: PreTrainedTokenizerFast, schema: Schema, tokenizer: Tokenizer
) -> None:
    document = parse_marked(FAR, "far")
    runtime = fresh(subwords, schema, max_argument_distance=20)
    fit(runtime.model, gold_batch(runtime, [document], tokenizer), 60)
    (prediction,) = runtime.predict(runtime.encode([words_of(document.text, tokenizer)]))
    assert len(prediction.spans) == 3
    assert [item.role for item in prediction.arguments] == ["Issuer"]


def test_form_features_can_be_left_out(
    subwords: PreTrainedTokenizerFast, schema: Schema, documents: list[Document], tokenizer: Tokenizer
) -> None:
    runtime = fresh(subwords, schema, form_width=0, form_window=0, context_layers=0)
    names = {name.split(".")[0] for name, _ in runtime.model.named_parameters()}
    assert names == {"encoder", "norm", "emission", "crf", "roles"}
    assert bool(runtime.model(**gold_batch(runtime, documents, tokenizer))["loss"].isfinite())
