from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import spacy
import torch
from spacy.language import Language

from govspan.annotations import Document
from govspan.training.evaluation.predictions import Evaluated, predict
from govspan.training.evaluation.span_bias import FittedBias, fit_span_bias, format_span_bias
from govspan.training.export import get_extractor


@pytest.fixture
def nlp(exported: Path) -> Language:
    """The tiny pipeline, for one test to change."""
    nlp = spacy.load(exported, config={"components.extractor.precision": "float32"})
    config = get_extractor(nlp).runtime.model.settings
    config.temperatures, config.span_bias = {}, {}
    return nlp


def shift(nlp: Language, by: float, tags: slice) -> None:
    """Move the log-odds with which the model begins spans of some tags."""
    bias = get_extractor(nlp).runtime.model.emission.bias
    with torch.no_grad():
        bias[1::2][tags] += by


def run(nlp: Language, documents: list[Document]) -> list[Evaluated]:
    return [item for item, _ in predict(nlp, documents)]


def right(items: list[Evaluated], triggers: bool) -> int:
    return sum(
        len(item.gold.triggers & item.predicted.triggers)
        if triggers
        else len(item.gold.entities & item.predicted.entities)
        for item in items
    )


@pytest.mark.parametrize("triggers", [False, True])
def test_a_timid_model_is_helped(nlp: Language, documents: list[Document], triggers: bool) -> None:
    labels = len(get_extractor(nlp).runtime.model.schema.labels)
    # So that about a third of them are still found.
    shift(nlp, -14.0 if triggers else -12.0, slice(labels, None) if triggers else slice(labels))
    timid = run(nlp, documents)
    fitted = fit_span_bias(nlp, documents)
    row = fitted["triggers" if triggers else "entities"]
    assert row.bias > 0.5
    assert row.after > row.before + 0.02
    assert get_extractor(nlp).runtime.model.settings.span_bias == {
        name: row.bias for name, row in fitted.items()
    }
    for old, new in zip(timid, run(nlp, documents), strict=True):
        scores, before = new.entity_scores, old.entity_scores
        # What was found before has its confidence still: it is a probability, not a choice.
        assert {key: scores[key] for key in scores.keys() & before.keys()} == pytest.approx(
            {key: before[key] for key in scores.keys() & before.keys()}
        )
    assert right(run(nlp, documents), triggers) > right(timid, triggers)


def test_nothing_is_moved_for_nothing(nlp: Language, documents: list[Document]) -> None:
    perfect = fit_span_bias(nlp, documents)
    assert perfect == dict.fromkeys(("entities", "triggers"), FittedBias(0.0, 1.0, 1.0))
    nothing = [replace(document, spans=(), events=()) for document in documents]
    assert fit_span_bias(nlp, nothing) == dict.fromkeys(("entities", "triggers"), FittedBias(0.0, 0.0, 0.0))
    assert fit_span_bias(nlp, []) == dict.fromkeys(("entities", "triggers"), FittedBias(0.0, 0.0, 0.0))


def test_again_gives_the_same(nlp: Language, documents: list[Document]) -> None:
    shift(nlp, -12.0, slice(None))
    assert fit_span_bias(nlp, documents) == fit_span_bias(nlp, documents)


def test_the_table() -> None:
    table = format_span_bias({"entities": FittedBias(0.5, 0.84, 0.85), "triggers": FittedBias(2, 0.7, 0.75)})
    assert [line.split() for line in table.splitlines()[1:]] == [
        ["entities", "0.50", "0.840", "0.850"],
        ["triggers", "2.00", "0.700", "0.750"],
    ]
