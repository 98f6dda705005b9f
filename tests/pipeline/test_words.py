from __future__ import annotations

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from strategies import any_text

from govspan.pipeline.words import MAX_WORD, ThaiDictionary, word_offsets

MEGABYTE = 1_000_000


def cut(text: str, thai: ThaiDictionary) -> list[str]:
    return [text[start:end] for start, end in word_offsets(text, thai)]


@given(any_text)
def test_words_cover_the_text_without_gaps(thai: ThaiDictionary, text: str) -> None:
    position = 0
    for start, end in word_offsets(text, thai):
        assert start == position
        assert end > start
        assert end - start <= MAX_WORD or text[start:end].isspace()
        position = end
    assert position == len(text)


@given(any_text)
def test_no_word_mixes_white_space_and_other_characters(thai: ThaiDictionary, text: str) -> None:
    for word in cut(text, thai):
        assert word.isspace() or not any(character.isspace() for character in word)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("Bộ Tài chính", ["Bộ", " ", "Tài", " ", "chính"]),
        ("512/QĐ-STL.", ["512", "/", "QĐ", "-", "STL", "."]),
        ("1.204,5%", ["1.204,5", "%"]),
        ("3/8/2031", ["3", "/", "8", "/", "2031"]),
        ("5, 6.", ["5", ",", " ", "6", "."]),
        ("₹12.5", ["₹", "12.5"]),
        ("Q3FY31", ["Q", "3", "FY", "31"]),
        ("१९,५", ["१९,५"]),
        ("a\n\n  b\x00", ["a", "\n\n  ", "b", "\x00"]),
        ("----..", ["----", ".."]),
        ("!!", ["!", "!"]),
        ("मत्स्य विभाग।", ["मत्स्य", " ", "विभाग", "।"]),
        ("क्\u200dष", ["क्\u200dष"]),
        ("a\u200db", ["a", "\u200d", "b"]),
        ("👩\u200d🌾", ["👩", "\u200d", "🌾"]),
        ("שלום abc", ["שלום", " ", "abc"]),
        ("ISOกรม", ["ISO", "กรม"]),
        ("กรมทรัพยากรน้ำ", ["กรม", "ทรัพยากร", "น้ำ"]),
        ("ฯลฯ", ["ฯ", "ล", "ฯ"]),
        ("ต่างๆ", ["ต่าง", "ๆ"]),
        ("พ.ศ.๒๕๗๔", ["พ", ".", "ศ", ".", "๒๕๗๔"]),
    ],
)
def test_a_text_is_cut_at_scripts_digits_and_punctuation(
    thai: ThaiDictionary, text: str, words: list[str]
) -> None:
    assert cut(text, thai) == words


def test_a_decomposed_letter_stays_in_its_word(thai: ThaiDictionary) -> None:
    text = unicodedata.normalize("NFD", "Quyết định")
    assert cut(text, thai) == [unicodedata.normalize("NFD", word) for word in ("Quyết", " ", "định")]


@pytest.mark.parametrize("split", ["\u0e4d\u0e32", "\u0e4d\u0e49\u0e32"])
def test_a_split_sara_am_is_cut_where_the_whole_one_is(thai: ThaiDictionary, split: str) -> None:
    whole = "\u0e33" if len(split) == 2 else "\u0e49\u0e33"
    text = "ทรัพยากรน\u0e33ประชุมน\u0e33การ".replace("\u0e33", whole)
    words = cut(text, thai)
    assert len(words) > 3
    assert cut(text.replace(whole, split), thai) == [word.replace(whole, split) for word in words]


@pytest.mark.parametrize("letter", ["a", "क", "7", "-", "\u0301"])
def test_a_long_run_is_cut_into_words_of_bounded_length(thai: ThaiDictionary, letter: str) -> None:
    assert [len(word) for word in cut(letter * (2 * MAX_WORD + 1), thai)] == [MAX_WORD, MAX_WORD, 1]


@pytest.mark.parametrize(
    "piece", ["ก", "การประชุม", "น\u0e4dา", "\u0e49", "1.", "क्ष", "क\u200d1", "e\u0301", "\u200d", " ", ".-"]
)
def test_a_megabyte_is_cut_without_loss(thai: ThaiDictionary, piece: str) -> None:
    text = piece * (MEGABYTE // len(piece.encode()))
    position = 0
    for start, end in word_offsets(text, thai):
        assert start == position
        position = end
    assert position == len(text)


@pytest.mark.parametrize("joiner", ["\u200c", "\u200d"])
def test_a_joiner_at_the_end_is_a_word_of_its_own(thai: ThaiDictionary, joiner: str) -> None:
    assert cut(f"क्षेत्र{joiner} में", thai) == ["क्षेत्र", joiner, " ", "में"]


def test_a_dictionary_decides_where_thai_is_cut() -> None:
    run = "การประชุม"
    assert ThaiDictionary("การ\nประชุม".encode()).segment(run) == ["การ", "ประชุม"]
    assert ThaiDictionary(run.encode()).segment(run) == [run]
    assert ThaiDictionary(b"").segment(run) == [run]


def test_the_dictionary_holds_simple_words_only(thai: ThaiDictionary) -> None:
    words = set(thai.words.decode().split("\n"))
    assert {"การ", "กรม"} <= words
    assert "การประชุม" not in words
    assert cut("การประชุม", thai)[0] == "การ"


def test_a_damaged_dictionary_is_a_model_error() -> None:
    # In a process of its own, because the panic would spoil this one.
    program = (
        "from govspan.annotations import ModelError\n"
        "from govspan.pipeline.words import ThaiDictionary\n"
        "try:\n    ThaiDictionary(b'\\xff').segment('\\u0e01')\n"
        "except ModelError:\n    print('refused')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout == "refused\n"
