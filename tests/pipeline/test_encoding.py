from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from strategies import any_text
from tokenizers import normalizers
from transformers import PreTrainedTokenizerFast

from govspan.annotations import ModelError
from govspan.pipeline.encoding import UNOWNED, EncodedDocument, Featurizer, collate, read_words
from govspan.pipeline.forms import FEATURES, HASHES, normalise
from govspan.pipeline.tokenizer import Tokenizer
from govspan.training.encoders import read_subwords, train_subwords

WINDOW, OVERLAP, ROWS = 12, 4, 1000
COLUMNS = len(FEATURES) * HASHES


@pytest.fixture(scope="module")
def subwords() -> PreTrainedTokenizerFast:
    return train_subwords(["bộ", "chính", "quyết", "định", "ministry", "กรม", "बैठक"] * 5, 300)


@pytest.fixture(scope="module")
def encoder(subwords: PreTrainedTokenizerFast) -> Featurizer:
    return Featurizer(read_subwords(subwords), WINDOW, OVERLAP, ROWS)


def encode(encoder: Featurizer, tokenizer: Tokenizer, *texts: str) -> list[EncodedDocument]:
    return encoder.encode([read_words(text, tokenizer.offsets(text)) for text in texts])


def test_white_space_becomes_gaps_and_breaks() -> None:
    text = " one two\n\n three,\u00a0four \n"
    offsets = [(0, 1), (1, 4), (4, 5), (5, 8), (8, 11), (11, 16), (16, 17), (17, 18), (18, 22), (22, 24)]
    words = read_words(text, offsets)
    assert words.texts == ["one", "two", "three", ",", "four"]
    assert words.offsets == [(1, 4), (5, 8), (11, 16), (16, 17), (18, 22)]
    assert words.gaps == [" ", " ", "\n\n ", "", "\u00a0"]
    assert words.breaks.tolist() == [[0, 0, 0], [0, 0, 0], [1, 1, 1], [1, 1, 1], [1, 1, 2]]


@given(any_text)
def test_gaps_and_words_make_up_the_text(tokenizer: Tokenizer, text: str) -> None:
    words = read_words(text, tokenizer.offsets(text))
    joined = "".join(gap + word for gap, word in zip(words.gaps, words.texts, strict=True))
    assert text.startswith(joined)
    assert text[len(joined) :].strip() == ""


@given(any_text)
def test_every_word_is_owned_once_with_its_own_subwords(
    encoder: Featurizer, subwords: PreTrainedTokenizerFast, tokenizer: Tokenizer, text: str
) -> None:
    words = read_words(text, tokenizer.offsets(text))
    document = encoder.encode([words])[0]
    owned: list[tuple[int, list[int]]] = []
    for pieces, owners in zip(document.pieces, document.owners, strict=True):
        assert len(pieces) == len(owners) <= WINDOW
        assert (pieces[0], pieces[-1]) == (subwords.cls_token_id, subwords.sep_token_id)
        assert owners[0] == owners[-1] == UNOWNED
        for word in dict.fromkeys(owners[owners != UNOWNED].tolist()):
            owned.append((word, pieces[owners == word].tolist()))
    expected = [subwords(normalise(word), add_special_tokens=False)["input_ids"] for word in words.texts]
    # A word longer than a window keeps its head.
    assert owned == list(enumerate(ids[: encoder.capacity] for ids in expected))
    assert document.forms.shape == (len(words.texts), COLUMNS)
    assert document.breaks.tolist() == words.breaks.tolist()
    assert document.cost == sum(map(len, document.pieces))


def test_a_word_without_subwords_is_still_owned(tokenizer: Tokenizer) -> None:
    subwords = train_subwords(["ministry"], 300)
    subwords.backend_tokenizer.normalizer = normalizers.Replace("zz", "")
    document = encode(Featurizer(read_subwords(subwords), WINDOW, OVERLAP, ROWS), tokenizer, "b zz c")[0]
    assert document.owners[0].tolist() == [-1, 0, 1, 2, -1]
    assert document.pieces[0][2] == subwords.unk_token_id


def test_special_tokens_in_a_text_are_plain_words(
    encoder: Featurizer, subwords: PreTrainedTokenizerFast, tokenizer: Tokenizer
) -> None:
    for document in encode(encoder, tokenizer, "[PAD] [SEP]"):
        for pieces in document.pieces:
            assert not set(pieces[1:-1].tolist()) & set(subwords.all_special_ids)


def test_documents_are_encoded_alike_alone_and_together(encoder: Featurizer, tokenizer: Tokenizer) -> None:
    texts = ["Quyết định số 512", "", "กรมทรัพยากรน้ำ ministry " * 4]
    for text, together in zip(texts, encode(encoder, tokenizer, *texts), strict=True):
        alone = encode(encoder, tokenizer, text)[0]
        assert [pieces.tolist() for pieces in alone.pieces] == [pieces.tolist() for pieces in together.pieces]
        assert [owners.tolist() for owners in alone.owners] == [owners.tolist() for owners in together.owners]
        np.testing.assert_array_equal(alone.forms, together.forms)


def test_a_batch_pads_words_and_windows() -> None:
    def document(words: int, *windows: tuple[list[int], list[int]]) -> EncodedDocument:
        pieces = [np.array(ids, dtype=np.int64) for ids, _ in windows]
        owners = [np.array(own, dtype=np.int64) for _, own in windows]
        forms = np.full((words, 2), words, dtype=np.int64)
        return EncodedDocument(pieces, owners, forms, np.zeros(words, dtype=np.int64))

    batch = collate(
        [
            document(1, ([1, 5, 2], [-1, 0, -1])),
            document(0),
            document(3, ([1, 6, 7, 2], [-1, 0, 1, -1]), ([1, 8, 2], [-1, 2, -1])),
        ],
        pad_id=9,
    )
    assert batch.input_ids.tolist() == [[1, 5, 2, 9], [1, 6, 7, 2], [1, 8, 2, 9]]
    assert batch.attention_mask.tolist() == [[1, 1, 1, 0], [1, 1, 1, 1], [1, 1, 1, 0]]
    # The third document's words begin at 2 * 3 of the flattened (3, 3) words.
    assert batch.owners.tolist() == [[-1, 0, -1, -1], [-1, 6, 7, -1], [-1, 8, -1, -1]]
    assert batch.word_mask.tolist() == [[True, False, False], [False] * 3, [True] * 3]
    assert batch.forms[:, :, 0].tolist() == [[1, 0, 0], [0, 0, 0], [3, 3, 3]]
    assert list(batch.as_dict()) == ["input_ids", "attention_mask", "owners", "forms", "word_mask"]
    assert all(
        torch.equal(one, two)
        for one, two in zip(
            batch.as_dict().values(), batch.to(torch.device("cpu")).as_dict().values(), strict=True
        )
    )


def test_a_batch_without_words_has_one_padding_word(encoder: Featurizer, tokenizer: Tokenizer) -> None:
    batch = collate(encode(encoder, tokenizer, "", " \n"), encoder.subwords.pad_id)
    assert batch.word_mask.tolist() == [[False], [False]]
    assert batch.forms.shape == (2, 1, COLUMNS)
    assert batch.input_ids.shape == (0, 1)


@pytest.mark.parametrize(("window", "overlap"), [(3, 0), (12, 6), (2, 0)])
def test_a_window_without_room_is_refused(
    subwords: PreTrainedTokenizerFast, window: int, overlap: int
) -> None:
    with pytest.raises(ModelError, match=f"^window {window} with overlap {overlap}: "):
        Featurizer(read_subwords(subwords), window, overlap, ROWS)


def test_a_tokenizer_without_padding_is_refused(subwords: PreTrainedTokenizerFast) -> None:
    bare = PreTrainedTokenizerFast(tokenizer_object=subwords.backend_tokenizer)
    with pytest.raises(ModelError, match="has no padding token"):
        read_subwords(bare)
