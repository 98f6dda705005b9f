"""Pretrained encoders from a directory, what is wrong with one, and new ones."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file
from strategies import any_text
from tiny_encoders import bert, modernbert, save, xlm_roberta
from transformers import PreTrainedModel, PreTrainedTokenizerFast

from govspan.annotations import ModelError
from govspan.training.config import NewEncoderConfig
from govspan.training.encoders import load_encoder, new_encoder, train_subwords


@pytest.fixture
def folder(subwords: PreTrainedTokenizerFast, tmp_path: Path) -> Path:
    """A directory as save_pretrained writes it, for a test to spoil."""
    torch.manual_seed(0)
    return save(bert(subwords), subwords, tmp_path / "bert")


@pytest.mark.parametrize("build", [bert, modernbert, xlm_roberta])
def test_a_directory_of_save_pretrained_loads(
    build: Callable[[PreTrainedTokenizerFast], PreTrainedModel],
    subwords: PreTrainedTokenizerFast,
    tmp_path: Path,
) -> None:
    model = build(subwords)
    model.save_pretrained(tmp_path)
    subwords.save_pretrained(tmp_path)
    encoder, tokenizer = load_encoder(str(tmp_path), 80)
    assert type(encoder) is type(model)
    loaded = encoder.state_dict()
    assert all(torch.equal(loaded[name], tensor) for name, tensor in model.state_dict().items())
    assert tokenizer("the Ministry")["input_ids"] == subwords("the Ministry")["input_ids"]
    # One sub-word more than it has positions for.
    with pytest.raises(ModelError, match=r"^\[encoder\] window 81 is longer than the 80 positions of '"):
        load_encoder(str(tmp_path), 81)


def test_the_tokenizers_own_limit_counts(folder: Path) -> None:
    path = folder / "tokenizer_config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "model_max_length": 40}))
    with pytest.raises(ModelError, match=r"^\[encoder\] window 64 is longer than the 40 positions of '"):
        load_encoder(str(folder), 64)


def test_without_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    with pytest.raises(ModelError) as caught:
        load_encoder(str(folder), 64)
    assert str(caught.value) == f"[encoder] path {folder}: no weights there (*.safetensors)"


def test_with_a_pickle_only(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(ModelError) as caught:
        load_encoder(str(folder), 64)
    assert str(caught.value) == (
        f"[encoder] path {folder}: pytorch_model.bin is a pickle, which is never loaded: "
        "convert it with model.save_pretrained(directory), which writes safetensors"
    )


def test_without_a_config(folder: Path) -> None:
    (folder / "config.json").unlink()
    with pytest.raises(ModelError) as caught:
        load_encoder(str(folder), 64)
    assert str(caught.value) == (
        f"[encoder] path {folder}: no config.json there: name a directory that save_pretrained wrote"
    )


def test_without_a_tokenizer(folder: Path) -> None:
    for path in folder.glob("tokenizer*"):
        path.unlink()
    with pytest.raises(
        ModelError, match=r"bert: no tokenizer there: save one with tokenizer\.save_pretrained$"
    ):
        load_encoder(str(folder), 64)


def test_damaged_weights(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes((folder / "model.safetensors").read_bytes()[:1000])
    with pytest.raises(ModelError, match=r"^\[encoder\] path '.*bert' cannot be loaded from disk or hub \("):
        load_encoder(str(folder), 64)


def test_weights_that_lack_a_part(folder: Path) -> None:
    weights = load_file(folder / "model.safetensors")
    name = sorted(name for name in weights if "layer" in name)[0]
    del weights[name]
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelError, match=re.escape(f"its weights lack {name}: save the whole encoder")):
        load_encoder(str(folder), 64)


def test_a_damaged_config(folder: Path) -> None:
    (folder / "config.json").write_text("{")
    with pytest.raises(ModelError, match=r"^\[encoder\] path '.*bert' cannot be loaded from disk or hub \("):
        load_encoder(str(folder), 64)


def test_code_of_its_own_is_not_run(folder: Path, tmp_path: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    config["model_type"] = "mine"
    config["auto_map"] = {"AutoConfig": "mine.Config", "AutoModel": "mine.Model"}
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "mine.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    with pytest.raises(ModelError, match=r"^\[encoder\] path '.*bert' cannot be loaded"):
        load_encoder(str(folder), 64)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("path", ["/nowhere/at/all", "./nowhere", "../nowhere"])
def test_no_such_directory(path: str) -> None:
    with pytest.raises(ModelError) as caught:
        load_encoder(str(path), 64)
    assert str(caught.value) == f"[encoder] path {path}: no such directory"


@pytest.mark.parametrize("name", ["govspan-tests/no-such-encoder", "not a hub name", "a/b/c"])
def test_a_hub_name_without_a_network(name: str) -> None:
    with pytest.raises(ModelError) as caught:
        load_encoder(str(name), 64)
    message = str(caught.value)
    assert message.startswith(f"[encoder] path {name!r} cannot be loaded from disk or hub (")
    assert message.endswith(
        "): without a network name a local directory, or govspan for the package's own encoder"
    )
    assert "\n" not in message


def test_an_empty_directory_names_itself(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no config\.json there"):
        load_encoder(str(tmp_path), 64)


@given(st.text("0123456789", min_size=1, max_size=8))
def test_ascii_digits_are_single(subwords: PreTrainedTokenizerFast, digits: str) -> None:
    assert subwords.tokenize(digits) == list(digits)


@pytest.mark.parametrize("number", ["2574", "๒๕๗๔", "१९२", "٣٫٥"])
def test_digits_of_every_script_are_single(subwords: PreTrainedTokenizerFast, number: str) -> None:
    pieces = subwords(number, add_special_tokens=False, return_offsets_mapping=True)["offset_mapping"]
    assert max(end - start for start, end in pieces) == 1


@given(any_text)
def test_no_text_is_unknown(subwords: PreTrainedTokenizerFast, text: str) -> None:
    ids = subwords(text, add_special_tokens=False)["input_ids"]
    # Those of the special tokens that the text spells out.
    spelt = [token for token in subwords.all_special_tokens if token in text]
    if not spelt:
        assert subwords.unk_token_id not in ids
        assert subwords.decode(ids, clean_up_tokenization_spaces=False) == text


def test_special_tokens_frame_a_text(subwords: PreTrainedTokenizerFast) -> None:
    tokens = subwords.convert_ids_to_tokens(subwords("Ministry")["input_ids"])
    assert (tokens[0], tokens[-1]) == ("[CLS]", "[SEP]")
    assert "[CLS]" not in tokens[1:-1]
    assert (subwords.pad_token_id, subwords.unk_token_id) == (0, 1)
    assert len(subwords) <= 500


def test_training_sub_words_is_repeatable() -> None:
    words = ["Ministry", "ministers", "กระทรวง", "मंत्रालय", "2574"] * 20
    first, second = (train_subwords(iter(words), 320).backend_tokenizer.to_str() for _ in range(2))
    assert first == second


def test_a_new_encoder(subwords: PreTrainedTokenizerFast) -> None:
    encoder = new_encoder(NewEncoderConfig(hidden_size=24, layers=2, heads=3), subwords, 48, 0.1)
    config = encoder.config
    assert (config.hidden_size, config.num_hidden_layers, config.num_attention_heads) == (24, 2, 3)
    assert (config.vocab_size, config.max_position_embeddings) == (len(subwords), 48)
    with torch.no_grad():
        hidden = encoder(input_ids=torch.arange(10).view(1, 10)).last_hidden_state
    assert hidden.shape == (1, 10, 24)


def test_heads_divide_the_hidden_size(subwords: PreTrainedTokenizerFast) -> None:
    with pytest.raises(ModelError, match=r"^\[encoder\.new\] hidden_size 16 is no multiple of heads 3$"):
        new_encoder(NewEncoderConfig(hidden_size=16, heads=3), subwords, 64, 0.1)


def test_the_repository_s_encoder_loads() -> None:
    folder = Path(__file__).parents[2] / "pipeline" / "encoder"
    encoder, subwords = load_encoder(str(folder), 512)
    assert encoder.config.vocab_size == len(subwords)  # type: ignore[union-attr]
    assert sum(parameter.numel() for parameter in encoder.parameters()) > 10**7
    card, record = (folder / name for name in ("README.md", "pretraining.json"))
    assert hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()[:16] in card.read_text()
    assert json.loads(record.read_text())["perplexity"].keys() == {"en", "hi", "th", "vi"}


def test_the_package_s_own_encoder() -> None:
    encoder, subwords = load_encoder("govspan", 512)
    assert encoder.config.hidden_size == 256  # type: ignore[union-attr]
    assert subwords.mask_token_id is not None
    # Half precision is how it is kept, not how it is trained.
    assert {parameter.dtype for parameter in encoder.parameters()} == {torch.float32}
