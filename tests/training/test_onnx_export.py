"""Encoders exported to ONNX: right for every shape, nearly right in 8 bits, and what cannot be exported."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
import tiny_encoders
import torch
from transformers import ModernBertConfig, ModernBertModel, PreTrainedModel, PreTrainedTokenizerFast

from govspan.annotations import MissingExtraError, ModelError, Schema
from govspan.pipeline.model import Extractor
from govspan.pipeline.model_config import ExtractorConfig
from govspan.pipeline.onnx_encoder import OnnxEncoder
from govspan.pipeline.runtime import Runtime
from govspan.training import onnx_export
from govspan.training.encoders import read_subwords
from govspan.training.onnx_export import use_onnx

pytest.importorskip("onnxruntime")

WINDOW = 64

Make = Callable[[PreTrainedTokenizerFast], PreTrainedModel]


def local_attention(subwords: PreTrainedTokenizerFast) -> PreTrainedModel:
    """A ModernBERT with one layer of each kind, whose local one sees less than a window."""
    config = ModernBertConfig(
        vocab_size=len(subwords),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        local_attention=8,
        pad_token_id=0,
    )
    return ModernBertModel(config)


def make_runtime(make: Make, subwords: PreTrainedTokenizerFast, schema: Schema) -> Runtime:
    torch.manual_seed(0)
    encoder = make(subwords)
    config = ExtractorConfig(
        encoder=encoder.config.to_dict(), schema=schema.to_dict(), window=WINDOW, overlap=16, form_rows=100
    )
    runtime = Runtime(Extractor(config, encoder), read_subwords(subwords))
    runtime.place("cpu", "float32")
    return runtime


def worst_difference(
    found: torch.nn.Module, wanted: torch.nn.Module, rows: int, length: int, vocabulary: int
) -> float:
    generator = torch.Generator().manual_seed(rows * length)
    sub_words = torch.randint(4, vocabulary, (rows, length), generator=generator)
    # The last row is the shortest, of one sub-word.
    ends = torch.linspace(length, 1, rows).long()
    mask = (torch.arange(length) < ends.unsqueeze(1)).long()
    with torch.inference_mode():
        left, right = (
            model(input_ids=sub_words, attention_mask=mask).last_hidden_state for model in (found, wanted)
        )
    return float((left - right).abs()[mask.bool()].max())


@pytest.mark.parametrize("make", [local_attention, tiny_encoders.bert, tiny_encoders.xlm_roberta])
def test_every_shape(make: Make, subwords: PreTrainedTokenizerFast, schema: Schema) -> None:
    runtime = make_runtime(make, subwords, schema)
    encoder = runtime.model.encoder
    use_onnx(runtime, int8=False)
    assert isinstance(runtime.model.encoder, OnnxEncoder)
    for rows, length in ((1, 3), (1, 9), (1, WINDOW), (2, 3), (3, 40), (7, WINDOW)):
        worst = worst_difference(runtime.model.encoder, encoder, rows, length, len(subwords))
        assert worst < 1e-5, (rows, length)


def test_eight_bits_are_close(subwords: PreTrainedTokenizerFast, schema: Schema) -> None:
    runtime = make_runtime(local_attention, subwords, schema)
    encoder = runtime.model.encoder
    use_onnx(runtime, int8=True)
    assert 1e-5 < worst_difference(runtime.model.encoder, encoder, 3, 40, len(subwords)) < 0.1
    assert isinstance(runtime.model.encoder, OnnxEncoder)
    content = runtime.model.encoder.content
    assert b"MatMulInteger" in content
    # Nothing of the machine that it was made on.
    assert b"site-packages" not in content
    assert b"stack_trace" not in content


def test_rounded_weights_take_half_the_space(subwords: PreTrainedTokenizerFast, schema: Schema) -> None:
    sizes = []
    for rounded in (False, True):
        runtime = make_runtime(tiny_encoders.bert, subwords, schema)
        if rounded:
            runtime.round_weights()
        numbers = sum(weight.numel() for weight in runtime.model.encoder.parameters())
        use_onnx(runtime, int8=False)
        sizes.append(len(runtime.to_parts()["encoder.onnx"]))
    assert sizes[0] - sizes[1] == pytest.approx(2 * numbers, rel=0.1)


def test_a_wrong_graph_is_not_kept(
    subwords: PreTrainedTokenizerFast, schema: Schema, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = make_runtime(local_attention, subwords, schema)
    encoder = runtime.model.encoder
    monkeypatch.setattr(onnx_export, "_TOLERANCE", 0.0)
    with pytest.raises(
        ModelError, match=r"^the encoder cannot be exported to ONNX: 1 windows of 3 sub-words"
    ):
        use_onnx(runtime, int8=False)
    assert runtime.model.encoder is encoder


@pytest.mark.parametrize("package", ["onnxruntime", "onnxscript"])
def test_without_the_extra(
    subwords: PreTrainedTokenizerFast, schema: Schema, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError) as caught:
        use_onnx(make_runtime(local_attention, subwords, schema), int8=False)
    assert str(caught.value) == (
        f"Exporting to ONNX ({package} is missing) needs optional packages: pip install 'govspan[onnx]'"
    )
