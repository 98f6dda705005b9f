from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from govspan.annotations import Document
from govspan.pipeline.confidence import calibrate
from govspan.training.evaluation.predictions import Evaluated, predict
from govspan.training.evaluation.temperatures import Fitted, fit_temperatures, format_temperatures
from govspan.training.export import get_extractor


@pytest.fixture
def nlp(exported: Path) -> Language:
    """The tiny pipeline, for one test to change."""
    nlp = spacy.load(exported)
    get_extractor(nlp).runtime.model.settings.temperatures = {}
    return nlp


@pytest.fixture
def harder(documents: list[Document]) -> list[Document]:
    """The small documents with gold that lacks a part of what the pipeline has learnt."""
    return [
        replace(document, id=f"{document.id}-{at}", events=document.events[at:])
        if at < 2
        else replace(document, id=f"{document.id}-{at}", spans=document.spans[::2], events=())
        for document in documents
        for at in range(3)
    ]


def predictions(nlp: Language, documents: Sequence[Document]) -> list[Evaluated]:
    return [item for item, _ in predict(nlp, documents)]


def test_too_bold_a_pipeline_becomes_humbler(nlp: Language, harder: list[Document]) -> None:
    before = predictions(nlp, harder)
    fitted = fit_temperatures(nlp, harder)
    assert list(fitted) == ["entities", "roles", "events"]
    for name in ("entities", "events"):
        assert fitted[name].temperature > 1.2
        assert fitted[name].after < fitted[name].before
    temperatures = get_extractor(nlp).runtime.model.settings.temperatures
    assert temperatures == {name: row.temperature for name, row in fitted.items()}
    for old, new in zip(before, predictions(nlp, harder), strict=True):
        # What is found stays, and the confidences are the old ones at the temperature.
        assert new.predicted == old.predicted
        for kind, scores, again in (
            ("entities", old.entity_scores, new.entity_scores),
            ("roles", old.argument_scores, new.argument_scores),
        ):
            assert again == pytest.approx(
                {key: calibrate(score, temperatures[kind]) for key, score in scores.items()}
            )
        assert all(0 <= score <= 1 for score in new.event_scores.values())


def test_again_changes_nothing(nlp: Language, harder: list[Document]) -> None:
    first = fit_temperatures(nlp, harder)
    again = fit_temperatures(nlp, harder)
    assert {name: row.temperature for name, row in again.items()} == pytest.approx(
        {name: row.temperature for name, row in first.items()}
    )
    # The error before is that without temperatures, both times.
    assert again["entities"].before == pytest.approx(first["entities"].before)


def test_thresholds_do_not_hide_anything_and_stay(nlp: Language, harder: list[Document]) -> None:
    expected = fit_temperatures(nlp, harder)
    extractor = get_extractor(nlp)
    extractor.threshold, extractor.thresholds = 0.99, {"AGENCY": 1.0}
    assert fit_temperatures(nlp, harder) == expected
    assert (extractor.threshold, extractor.thresholds) == (0.99, {"AGENCY": 1.0})


def test_without_gold_there_is_nothing_to_fit(nlp: Language, documents: list[Document]) -> None:
    bare = [Document(document.id, document.lang, document.text) for document in documents]
    for given in (bare, [Document("empty", "en", "")], []):
        fitted = fit_temperatures(nlp, given)
        assert [row.temperature for row in fitted.values()] == [1.0, 1.0, 1.0]
        assert all(row.after == row.before for row in fitted.values())


def test_they_are_saved(nlp: Language, harder: list[Document], tmp_path: Path) -> None:
    fit_temperatures(nlp, harder)
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")
    assert [item.record for item in predictions(again, harder)] == [
        item.record for item in predictions(nlp, harder)
    ]
    copy = get_extractor(spacy.load(tmp_path / "pipeline"))
    copy.from_bytes(get_extractor(nlp).to_bytes())
    temperatures = get_extractor(nlp).runtime.model.settings.temperatures
    assert copy.runtime.model.settings.temperatures == temperatures != {}


def test_the_table() -> None:
    lines = format_temperatures({"entities": Fitted(1.5, 0.2, 0.05), "events": Fitted(1, 0, 0)}).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert lines[1].split() == ["entities", "1.50", "0.200", "0.050"]
