"""Saving, loading and placing a model, and every way in which that can fail."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import tiny_encoders
import torch
from transformers import PreTrainedModel, PreTrainedTokenizerFast

from govspan.annotations import Document, ModelError, Schema
from govspan.pipeline.encoding import read_words
from govspan.pipeline.model import Extractor, Prediction
from govspan.pipeline.model_config import ExtractorConfig
from govspan.pipeline.runtime import FORMATS, Runtime, fast_bfloat16
from govspan.pipeline.tokenizer import Tokenizer
from govspan.training.encoders import read_subwords, train_subwords

Predict = Callable[[Runtime], list[Prediction]]


@pytest.fixture(scope="module")
def folder(tiny_run: Path) -> Path:
    """The trained component's directory; tests only read it."""
    return tiny_run / "pipeline" / "extractor"


@pytest.fixture(scope="module")
def trained(folder: Path) -> Runtime:
    return Runtime.load(folder)


@pytest.fixture(scope="module")
def parts(trained: Runtime) -> dict[str, bytes]:
    return trained.to_parts()


@pytest.fixture(scope="module")
def predict(documents: list[Document], tokenizer: Tokenizer) -> Predict:
    def run(runtime: Runtime) -> list[Prediction]:
        runtime.place("cpu", "float32")
        return runtime.predict(
            runtime.encode([read_words(item.text, tokenizer.offsets(item.text)) for item in documents])
        )

    return run


@pytest.mark.parametrize("make", [tiny_encoders.bert, tiny_encoders.modernbert, tiny_encoders.xlm_roberta])
def test_an_encoder_of_any_kind_comes_back(
    make: Callable[[PreTrainedTokenizerFast], PreTrainedModel], schema: Schema
) -> None:
    subwords = train_subwords(["ministry", "bộ"], 300)
    encoder = make(subwords).eval()
    config = ExtractorConfig(encoder.config.to_dict(), schema.to_dict(), window=64, overlap=8, form_rows=50)
    model = Extractor(config)
    model.encoder.load_state_dict(encoder.state_dict())
    again = Runtime.from_parts(Runtime(model, read_subwords(subwords)).to_parts(), "parts").model
    ids = torch.arange(2 * 30).view(2, 30) + 5
    mask = torch.ones_like(ids)
    mask[1, 9:] = 0
    with torch.inference_mode():
        wanted, found = (
            each(input_ids=ids, attention_mask=mask).last_hidden_state[mask.bool()]
            for each in (encoder, again.encoder)
        )
    torch.testing.assert_close(found, wanted, rtol=1e-4, atol=1e-5)
    for name, tensor in model.state_dict().items():
        assert torch.equal(tensor, again.state_dict()[name]), name


def test_parts_build_the_same_model(trained: Runtime, parts: dict[str, bytes], predict: Predict) -> None:
    again = Runtime.from_parts(parts, "parts")
    expected = predict(trained)
    assert sum(len(prediction.spans) for prediction in expected) > 40
    assert predict(again) == expected
    assert again.to_parts() == parts


def test_a_saved_model_loads_as_the_same(trained: Runtime, predict: Predict, tmp_path: Path) -> None:
    trained.save(tmp_path / "new" / "folder")
    assert sorted(path.name for path in (tmp_path / "new" / "folder").iterdir()) == sorted(Runtime.FILES)
    assert predict(Runtime.load(tmp_path / "new" / "folder")) == predict(trained)


def test_half_precision_weights_load(parts: dict[str, bytes]) -> None:
    from safetensors.torch import load, save

    halved = save({name: tensor.bfloat16() for name, tensor in load(parts["model.safetensors"]).items()})
    runtime = Runtime.from_parts({**parts, "model.safetensors": halved}, "parts")
    assert {tensor.dtype for tensor in runtime.model.state_dict().values()} == {torch.float32}


def test_rounded_weights_are_stored_in_half_the_space(parts: dict[str, bytes]) -> None:
    runtime = Runtime.from_parts(parts, "parts")
    weight = runtime.model.emission.weight
    with torch.no_grad():
        weight.fill_(0.1)
    whole = runtime.to_parts()["model.safetensors"]
    # What half precision cannot hold is stored in full.
    loaded = Runtime.from_parts({**parts, "model.safetensors": whole}, "parts").model.emission.weight
    assert torch.equal(loaded, weight)
    runtime.round_weights()
    rounded = runtime.to_parts()["model.safetensors"]
    assert len(whole) - len(rounded) >= 2 * weight.numel()
    loaded = Runtime.from_parts({**parts, "model.safetensors": rounded}, "parts").model.emission.weight
    assert torch.equal(loaded, weight)
    assert float(loaded[0, 0].detach()) == pytest.approx(0.1, rel=1e-3)


@pytest.mark.parametrize("name", Runtime.FILES)
def test_a_missing_file(folder: Path, parts: dict[str, bytes], tmp_path: Path, name: str) -> None:
    for part, content in parts.items():
        if part != name:
            (tmp_path / part).write_bytes(content)
    with pytest.raises(ModelError) as caught:
        Runtime.load(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path}: {name} missing: ")
    assert "`govspan train`" in str(caught.value)


def test_no_directory_at_all(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"nowhere: config\.json, .*model\.safetensors missing"):
        Runtime.load(tmp_path / "nowhere")


def test_a_pickle_is_not_loaded(parts: dict[str, bytes], tmp_path: Path) -> None:
    for part, content in parts.items():
        (tmp_path / part.replace("model.safetensors", "pytorch_model.bin")).write_bytes(content)
    with pytest.raises(ModelError) as caught:
        Runtime.load(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}: model.safetensors missing: "
        "pytorch_model.bin is a pickle, which is never loaded: convert it to model.safetensors"
    )


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda weights: weights[:-7], id="cut"),
        pytest.param(lambda weights: b"", id="empty"),
        pytest.param(lambda weights: b"\x80\x04" + weights, id="other"),
    ],
)
def test_damaged_weights(parts: dict[str, bytes], damage: Callable[[bytes], bytes]) -> None:
    with pytest.raises(ModelError, match=r"^here: model\.safetensors does not fit config\.json: ."):
        Runtime.from_parts({**parts, "model.safetensors": damage(parts["model.safetensors"])}, "here")


def test_weights_of_another_shape(parts: dict[str, bytes]) -> None:
    config = json.loads(parts["config.json"])
    config["role_width"] += 1
    with pytest.raises(
        ModelError, match=r"^here: model\.safetensors does not fit config\.json: .*size mismatch"
    ):
        Runtime.from_parts({**parts, "config.json": json.dumps(config).encode()}, "here")


@pytest.mark.parametrize("name", ["config.json", "tokenizer_config.json"])
@pytest.mark.parametrize("content", [b"{", b"\xff\xfe"], ids=["cut", "binary"])
def test_damaged_settings(parts: dict[str, bytes], name: str, content: bytes) -> None:
    with pytest.raises(ModelError, match=rf"^here: {re.escape(name)} is damaged: ."):
        Runtime.from_parts({**parts, name: content}, "here")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("config.json", b"[]"),
        ("config.json", json.dumps({"format_version": FORMATS["torch"]}).encode()),
        ("tokenizer.json", b"{"),
        ("tokenizer.json", b"\xff\xfe"),
        ("tokenizer_config.json", b"[]"),
    ],
    ids=["config-list", "config-empty", "tokenizer-cut", "tokenizer-binary", "special-list"],
)
def test_other_damage_is_named_too(parts: dict[str, bytes], name: str, content: bytes) -> None:
    with pytest.raises(ModelError, match=r"^here: ") as caught:
        Runtime.from_parts({**parts, name: content}, "here")
    assert name in str(caught.value)


@pytest.mark.parametrize(
    ("backend", "version"),
    [
        ("torch", max(FORMATS.values()) + 1),
        ("torch", None),
        # When the configuration was one of transformers.
        ("torch", 3),
        ("torch", FORMATS["onnx"]),
        ("slate", 2),
        ([], 1),
    ],
)
def test_another_format(parts: dict[str, bytes], backend: object, version: int | None) -> None:
    config = {**json.loads(parts["config.json"]), "backend": backend, "format_version": version}
    with pytest.raises(ModelError) as caught:
        Runtime.from_parts({**parts, "config.json": json.dumps(config).encode()}, "here")
    assert str(caught.value) == (
        f"here: config.json is of format {version} ({backend}), "
        "this govspan reads formats 4 (torch) and 5 (onnx): "
        "install the govspan that wrote it, or train and export it again"
    )


@pytest.mark.parametrize("device", ["toaster", "cuda:99", ""])
def test_an_unknown_device(trained: Runtime, device: str) -> None:
    with pytest.raises(ModelError, match=rf"^device {device!r} cannot be used: .") as caught:
        trained.place(device, "float32")
    assert "\n" not in str(caught.value)


def test_an_unknown_precision(trained: Runtime) -> None:
    with pytest.raises(
        ModelError, match=r"^precision 'half' is unknown: choose one of auto, bfloat16, float32$"
    ):
        trained.place("cpu", "half")


def test_auto_takes_what_the_machine_has(trained: Runtime) -> None:
    trained.place("auto", "auto")
    assert trained.device.type == ("cuda" if torch.cuda.is_available() else "cpu")
    assert trained.bfloat16 is fast_bfloat16(trained.device)
    trained.place("cpu", "bfloat16")
    assert (trained.device.type, trained.bfloat16) == ("cpu", True)


def test_bfloat16_finds_the_same_spans(
    trained: Runtime, predict: Predict, documents: list[Document], tokenizer: Tokenizer
) -> None:
    expected = predict(trained)
    trained.place("cpu", "bfloat16")
    found = trained.predict(
        trained.encode([read_words(item.text, tokenizer.offsets(item.text)) for item in documents])
    )
    assert [prediction.spans for prediction in found] == [prediction.spans for prediction in expected]
