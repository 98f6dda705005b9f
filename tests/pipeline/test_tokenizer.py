from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from spacy.vocab import Vocab
from strategies import any_text

from govspan.annotations import DataError, ModelError
from govspan.pipeline.tokenizer import Tokenizer, make_tokenizer
from govspan.pipeline.words import ThaiDictionary

TEXTS = [
    "",
    " ",
    "\n\n",
    "  two before, two after  ",
    unicodedata.normalize("NFD", "Quyết định số 512/QĐ-STL"),
    "क्\u200dष र्\u200cय",
    "👩\u200d🌾 🇹🇭",
    "a\x00b \x00",
    "مرحبا \u202eabc\u202c ١٢٫٥",
    "กรมทรัพยากรน\u0e4dา ๒๕๗๔ ฯลฯ",
    "a \u00a0 b\u2028\r\nc\x1c d",
]


@pytest.mark.parametrize("text", TEXTS)
def test_an_awkward_text_is_kept(tokenizer: Tokenizer, text: str) -> None:
    assert tokenizer(text).text == text


@given(any_text)
def test_any_text_is_kept_and_its_tokens_lie_where_they_say(tokenizer: Tokenizer, text: str) -> None:
    doc = tokenizer(text)
    assert doc.text == text
    for token in doc:
        assert text[token.idx : token.idx + len(token)] == token.text


@given(any_text)
def test_tokens_are_the_words_of_the_text(tokenizer: Tokenizer, text: str) -> None:
    words = [text[start:end] for start, end in tokenizer.offsets(text)]
    assert [token.text for token in tokenizer(text) if not token.text.isspace()] == [
        word for word in words if not word.isspace()
    ]


def test_one_space_after_a_word_is_no_token(tokenizer: Tokenizer) -> None:
    doc = tokenizer(" one two  three\n")
    assert [(token.text, token.whitespace_) for token in doc] == [
        (" ", ""),
        ("one", " "),
        ("two", " "),
        (" ", ""),
        ("three", ""),
        ("\n", ""),
    ]


def test_a_blank_tokenizer_knows_white_space(tokenizer: Tokenizer) -> None:
    assert [token.is_space for token in tokenizer("one  two")] == [False, True, False]


@pytest.mark.parametrize(("text", "where"), [("\ud800", 0), ("ab\udfffc", 2), ("กา \udc80", 3)])
def test_a_lone_surrogate_is_a_data_error(tokenizer: Tokenizer, text: str, where: int) -> None:
    with pytest.raises(DataError) as caught:
        tokenizer(text)
    assert str(caught.value) == (
        f"character {where} of the text is a lone surrogate ({text[where]!a}): "
        "decode the input as UTF-8 with errors='replace'"
    )


def test_pipe_gives_one_doc_a_text_in_order(tokenizer: Tokenizer) -> None:
    assert [doc.text for doc in tokenizer.pipe(iter(TEXTS), batch_size=2)] == TEXTS


def test_bytes_carry_the_dictionary() -> None:
    own = Tokenizer.blank(ThaiDictionary("การ\nประชุม".encode()))
    other = Tokenizer(Vocab()).from_bytes(own.to_bytes())
    assert [token.text for token in other("การประชุม")] == ["การ", "ประชุม"]


def test_a_directory_carries_the_dictionary(tmp_path: Path) -> None:
    own = Tokenizer.blank(ThaiDictionary("การประชุม".encode()))
    own.to_disk(tmp_path / "deep" / "tokenizer")
    other = Tokenizer(Vocab()).from_disk(tmp_path / "deep" / "tokenizer")
    assert other.to_bytes() == own.to_bytes()
    assert [token.text for token in other("การประชุม")] == ["การประชุม"]


def test_a_directory_without_a_dictionary_is_a_model_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        Tokenizer(Vocab()).from_disk(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path / 'thai_words.txt'}: cannot read the Thai dictionary: No such file or directory"
    )


def test_the_registered_tokenizer_uses_the_pipelines_vocabulary() -> None:
    config = {"nlp": {"tokenizer": {"@tokenizers": "govspan.Tokenizer.v1"}}}
    nlp = spacy.blank("xx", config=config)
    assert isinstance(nlp.tokenizer, Tokenizer)
    assert nlp.tokenizer.vocab is nlp.vocab
    assert make_tokenizer()(nlp).vocab is nlp.vocab
