from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import any_text

from govspan.annotations import Document, Span, read_marked, read_schema
from govspan.annotations.validation import check_document
from govspan.configs import DEFAULT_SCHEMA
from govspan.training.augment import augment, vary
from govspan.training.config import AugmentationConfig
from govspan.training.gazetteer import GAZETTEERS, Gazetteer, read_gazetteers

MARKED = Path(__file__).parents[1] / "data"
DOCUMENTS = [read_marked(path) for path in sorted(MARKED.glob("*.txt"))]
GAZETTEER = Gazetteer(
    labels={"LOCATION": ("Huế",), "AGENCY": ("Sở Nội vụ",)},
    parts={},
    abbreviations={"Ủy ban nhân dân": "UBND", "Công Thương": "CT"},
    spellings={"%": " phần trăm", "tỷ đồng": "tỉ đồng"},
)


def settings(**rates: Any) -> AugmentationConfig:
    """Only the techniques named."""
    off = dict.fromkeys(("entities", "abbreviations", "numbers", "dates", "noise"), 0)
    return AugmentationConfig(**{**off, **rates})


def one(text: str, label: str, lang: str = "vi") -> Document:
    """A document that is one span."""
    return several(text, label, text, lang=lang)


def several(text: str, label: str, *surfaces: str, lang: str = "vi") -> Document:
    """A document with a span at each surface, one after the other."""
    spans, position = [], 0
    for at, surface in enumerate(surfaces):
        start = text.index(surface, position)
        position = start + len(surface)
        spans.append(Span(f"s{at}", start, position, label))
    return Document("d", lang, text, tuple(spans))


def texts(document: Document, times: int = 40, **rates: Any) -> set[str]:
    """What a document becomes."""
    return {
        vary(document, {"vi": GAZETTEER}, settings(**rates), np.random.default_rng(seed)).text
        for seed in range(times)
    }


@given(st.sampled_from(DOCUMENTS), st.integers(0, 10**6))
def test_a_variant_is_as_well_annotated_as_its_original(document: Document, seed: int) -> None:
    everything = settings(entities=0.5, abbreviations=0.5, numbers=0.5, dates=0.5, noise=0.5)
    varied = vary(document, read_gazetteers(GAZETTEERS), everything, np.random.default_rng(seed))
    for before, after in zip(document.spans, varied.spans, strict=True):
        assert (after.id, after.label) == (before.id, before.label)
    for left, right in zip(document.events, varied.events, strict=True):
        assert (right.type, right.arguments) == (left.type, left.arguments)
    assert list(check_document(varied, read_schema(DEFAULT_SCHEMA))) == []


def test_the_same_seed_gives_the_same_variants() -> None:
    gazetteers, config = read_gazetteers(GAZETTEERS), AugmentationConfig(variants=3)
    first = list(augment(DOCUMENTS, gazetteers, config, 7))
    assert len(first) == 3 * len(DOCUMENTS)
    assert first == list(augment(DOCUMENTS, gazetteers, config, 7))
    assert first != list(augment(DOCUMENTS, gazetteers, config, 8))
    assert {document.id for document in first} == {document.id for document in DOCUMENTS}


def test_it_can_be_left_out() -> None:
    assert list(augment(DOCUMENTS, {}, AugmentationConfig(variants=0), 0)) == []
    assert vary(DOCUMENTS[0], {}, settings(), np.random.default_rng(0)) == DOCUMENTS[0]


def test_one_surface_becomes_one_other_throughout() -> None:
    gazetteer = replace(GAZETTEER, labels={"LOCATION": tuple("ABCDEFGH")})
    document = several("Huế, Vinh, Huế", "LOCATION", "Huế", "Vinh", "Huế")
    found = set()
    for seed in range(20):
        varied = vary(document, {"vi": gazetteer}, settings(entities=1), np.random.default_rng(seed))
        first, middle, last = varied.text.split(", ")
        assert first == last
        found |= {first, middle}
    assert len(found) > 4


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Ủy ban nhân dân xã A", {"Ủy ban nhân dân xã A", "UBND xã A"}),
        ("UBND xã A", {"Ủy ban nhân dân xã A", "UBND xã A"}),
        ("Sở Công Thương", {"Sở Công Thương", "Sở CT"}),
        # CT inside a longer word is no abbreviation.
        ("Sở CTX", {"Sở CTX"}),
    ],
)
def test_abbreviations(text: str, forms: set[str]) -> None:
    assert texts(one(text, "AGENCY"), abbreviations=0.5) == forms


def test_other_digits_keep_a_number_a_number() -> None:
    for text in texts(one("tăng 10,05% lên 0,7", "CHANGE"), numbers=1):
        digits = "".join(character for character in text if character.isdigit())
        assert len(digits) == 6
        assert digits[0] != "0"
        assert digits[4] == "0"


def test_separators_change_in_the_whole_document() -> None:
    document = several("1,204.5 and 3,000", "VALUE", "1,204.5", "3,000")
    shapes = {"".join("d" if c.isdigit() else c for c in text) for text in texts(document, numbers=0.9)}
    assert shapes == {"d,ddd.d and d,ddd", "d.ddd,d and d.ddd"}


def test_a_script_s_own_digits() -> None:
    found = texts(one("ร้อยละ 40", "VALUE", lang="th"), 100, numbers=0.9)
    assert any("๔" in text or "๐" in text for text in found)
    assert all(text.startswith("ร้อยละ ") for text in found)


def test_spellings_mean_the_same() -> None:
    found = texts(one("5 tỷ đồng", "VALUE"), numbers=0.9)
    assert {text.split(maxsplit=1)[1] for text in found} == {"tỷ đồng", "tỉ đồng"}


def test_years_move_and_change_their_era_together() -> None:
    document = several("ปี 2574 และ 2573", "PERIOD", "ปี 2574", "2573", lang="th")
    years = set()
    for text in texts(document, 100, dates=1):
        first, second = (int(word) for word in text.split() if word.isdecimal())
        assert first - second == 1
        years.add(first > 2400)
    assert years == {True, False}


def test_dates_change_their_separators() -> None:
    assert texts(one("chiều 6/6", "PERIOD"), dates=1) == {"chiều 6/6", "chiều 6-6", "chiều 6.6"}
    assert any(text.startswith("3-8-20") for text in texts(one("3/8/2031", "PERIOD"), dates=1))


@pytest.mark.parametrize("text", ["12.345", "20315", "1.2031,5", "quý 3", "2031-32"])
def test_what_looks_like_a_year_is_left_alone(text: str) -> None:
    assert texts(one(text, "PERIOD"), dates=1) == {text}


def test_noise_changes_spaces_and_the_normal_form_alone() -> None:
    text = "Sở Y tế tỉnh Hà Nam " * 20
    found = texts(one(text.strip(), "AGENCY"), noise=0.9)
    assert len(found) > 1
    assert {" ".join(unicodedata.normalize("NFC", other).split()) for other in found} == {text.strip()}


@given(
    any_text,
    st.sampled_from(["VALUE", "PERIOD", "AGENCY", "CHANGE"]),
    st.sampled_from(["vi", "th", "hi", "xx"]),
)
def test_hostile_text(text: str, label: str, lang: str) -> None:
    document = one(text, label, lang) if text else Document("d", lang, "")
    everything = settings(entities=1, abbreviations=1, numbers=1, dates=1, noise=1)
    varied = vary(document, {lang: GAZETTEER}, everything, np.random.default_rng(0))
    assert [(span.start, span.end) for span in varied.spans] == ([(0, len(varied.text))] if text else [])
