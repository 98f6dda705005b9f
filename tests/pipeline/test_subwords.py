"""Sub-words without transformers are those of transformers."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import any_text
from tokenizers import Tokenizer, models
from transformers import PreTrainedTokenizerFast

from govspan.annotations import ModelError
from govspan.pipeline.subwords import Subwords
from govspan.training.encoders import read_subwords, train_subwords


@pytest.fixture(scope="module")
def theirs() -> PreTrainedTokenizerFast:
    return train_subwords(["bộ", "chính", "quyết", "định", "ministry", "กรม", "बैठक"] * 5, 300)


@pytest.fixture(scope="module")
def ours(theirs: PreTrainedTokenizerFast) -> Subwords:
    return read_subwords(theirs)


@given(st.lists(any_text, max_size=5))
def test_words_have_the_same_subwords(
    theirs: PreTrainedTokenizerFast, ours: Subwords, words: list[str]
) -> None:
    wanted = theirs(words, add_special_tokens=False)["input_ids"] if words else []
    assert ours(words) == [ids or [theirs.unk_token_id] for ids in wanted]


def test_special_tokens_stand_around_a_window(theirs: PreTrainedTokenizerFast, ours: Subwords) -> None:
    assert (ours.prefix, ours.suffix, ours.pad_id) == (
        [theirs.cls_token_id],
        [theirs.sep_token_id],
        theirs.pad_token_id,
    )


def test_parts_build_the_same_and_are_read_by_transformers(ours: Subwords) -> None:
    parts = ours.to_parts()
    again = Subwords.from_parts(parts, "here")
    words = ["ministry", "บैठक", "", "12"]
    assert again(words) == ours(words)
    assert (again.prefix, again.suffix, again.pad_id) == (ours.prefix, ours.suffix, ours.pad_id)
    special = json.loads(parts["tokenizer_config.json"])
    fast = PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer.from_str(parts["tokenizer.json"].decode()), **special
    )
    assert fast("ministry")["input_ids"] == [*ours.prefix, *ours(["ministry"])[0], *ours.suffix]


def test_nothing_is_cut_or_padded_here(theirs: PreTrainedTokenizerFast) -> None:
    tokenizer = Tokenizer.from_str(theirs.backend_tokenizer.to_str())
    tokenizer.enable_truncation(3)
    tokenizer.enable_padding(length=8)
    ours = Subwords(tokenizer, {"pad_token": "[PAD]"})
    assert len(ours(["ministry of everything"])[0]) > 8
    assert len(ours(["a"])[0]) == 1
    # Without a token for the unknown, what turns into nothing is padding.
    assert ours([""]) == [[ours.pad_id]]


def test_without_padding_it_is_refused() -> None:
    with pytest.raises(ModelError, match=r"no padding token: set pad_token in its tokenizer_config\.json$"):
        Subwords(Tokenizer(models.BPE()), {"unk_token": "[UNK]"})


@pytest.mark.parametrize("name", Subwords.FILES)
@pytest.mark.parametrize("content", [b"", b"{", b"\xff\x00", b"[]"])
def test_damage_is_named(ours: Subwords, name: str, content: bytes) -> None:
    with pytest.raises(ModelError, match=rf"^here: {name} is damaged: "):
        Subwords.from_parts({**ours.to_parts(), name: content}, "here")
