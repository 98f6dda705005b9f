"""A model's configuration, and the encoders that it describes."""

from __future__ import annotations

import json

from transformers import BertConfig, BertModel, DistilBertConfig, ModernBertConfig, ModernBertModel

from govspan.pipeline.model_config import ExtractorConfig, build_encoder, hugging_face_config
from govspan.pipeline.modernbert import ModernBert

_SIZE = {"vocab_size": 20, "hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
# As it is read from a file.
MODERNBERT = json.loads(json.dumps(ModernBertConfig(intermediate_size=24, pad_token_id=0, **_SIZE).to_dict()))


def test_it_comes_back_from_json() -> None:
    config = ExtractorConfig(MODERNBERT, {"name": "x"}, window=99, span_bias={"entities": 1.5})
    assert ExtractorConfig(**json.loads(json.dumps(config.to_dict()))) == config
    assert (config.window, config.overlap, config.temperatures) == (99, 128, {})


def test_the_width_goes_by_several_names() -> None:
    assert ExtractorConfig(MODERNBERT, {}).width == 16
    distilled = DistilBertConfig(vocab_size=20, dim=24, n_heads=2, n_layers=1).to_dict()
    assert "hidden_size" not in distilled
    assert ExtractorConfig(distilled, {}).width == 24


def test_encoders_are_ours_or_those_of_transformers() -> None:
    ours = build_encoder(MODERNBERT)
    assert isinstance(ours, ModernBert)
    theirs = ModernBertModel(hugging_face_config(MODERNBERT))
    assert {name: tensor.shape for name, tensor in ours.state_dict().items()} == {
        name: tensor.shape for name, tensor in theirs.state_dict().items()
    }
    bert = BertConfig(intermediate_size=24, **_SIZE).to_dict()
    assert isinstance(build_encoder(bert), BertModel)
    # The settings that are read are left as they are.
    assert bert["model_type"] == "bert"
