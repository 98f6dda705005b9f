from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from spacy.util import set_dot_to_object

from govspan.annotations import Document, MissingExtraError, Span
from govspan.pipeline.tokenizer import Tokenizer
from govspan.training import baselines
from govspan.training.baselines import Tagger, train_crf, train_tok2vec

PLACES = ["Lào Cai", "Hà Nội", "เชียงใหม่", "Huế", "नागपुर"]


def about(place: str, at: int) -> Document:
    text = f"Đoàn đã tới {place} hôm 6/{at}."
    start = text.index(place)
    return Document(f"d{at}", "vi", text, (Span("s", start, start + len(place), "LOCATION"),))


TRAIN = [about(place, at) for at in range(1, 7) for place in PLACES]
UNSEEN = about("Đà Lạt", 9)


def assert_it_learned(tag: Tagger) -> None:
    documents = [*TRAIN[:5], UNSEEN, Document("e", "vi", "")]
    expected = [
        frozenset((span.start, span.end, span.label) for span in document.spans) for document in documents
    ]
    assert tag([document.text for document in documents]) == expected


def test_the_crf_learns(tokenizer: Tokenizer, tmp_path: Path) -> None:
    assert_it_learned(train_crf(TRAIN, ["LOCATION"], tokenizer, tmp_path / "crf"))


def test_the_crf_is_an_extra(tokenizer: Tokenizer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pycrfsuite", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'govspan\[benchmarks\]'"):
        train_crf(TRAIN, ["LOCATION"], tokenizer, tmp_path)


def test_an_inside_after_nothing_of_its_type_begins_a_span() -> None:
    # O B0 I0 | I0 after O | I1 after B0
    assert baselines._mended([0, 1, 2, 0, 2, 2, 0, 1, 4, 4]) == [0, 1, 2, 0, 1, 2, 0, 1, 3, 4]


def test_tok2vec_learns_on_our_words(
    tokenizer: Tokenizer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = baselines.init_config

    def short(**settings: Any) -> Any:
        config = original(**settings)
        set_dot_to_object(config, "training.max_steps", 60)
        set_dot_to_object(config, "training.eval_frequency", 20)
        return config

    monkeypatch.setattr(baselines, "init_config", short)
    assert_it_learned(train_tok2vec(TRAIN, TRAIN[:5], tokenizer, 0, tmp_path / "tok2vec"))
