"""The component's settings: thresholds, limits of roles, batches."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language

from govspan.annotations import Document, ModelError
from govspan.pipeline.convert import doc_to_record
from govspan.pipeline.extractor import ExtractorComponent
from govspan.pipeline.model import ArgumentPrediction, Prediction


def test_settings_at_load_time(exported: Path, tiny: Language, documents: list[Document]) -> None:
    settings = {"threshold": 1.0, "batch_size": 3, "device": "cpu", "precision": "float32"}
    strict = spacy.load(exported, config={"components": {"extractor": settings}})
    component = strict.get_pipe("extractor")
    assert {name: getattr(component, name) for name in settings} == settings
    assert strict.config["components"]["extractor"]["batch_size"] == 3
    text = documents[0].text
    assert len(tiny(text).ents) > 10
    doc = strict(text)
    assert [ent.text for ent in doc.ents if ent._.score < 1] == []
    assert len(doc.ents) < len(tiny(text).ents)
    assert [event for event in doc._.events if event.score < 1] == []


def test_the_threshold_bounds_every_score(exported: Path, tiny: Language, documents: list[Document]) -> None:
    component = tiny.get_pipe("extractor")
    assert component.threshold == 0.0
    # A text that it has not learnt, so that scores spread.
    new = "Ngày 3/8/2031, UBND huyện Mai Lâm họp bàn về kim ngạch xuất khẩu, tăng 6,2%."
    text = new + " " + documents[0].text[::-1] + "\n" + documents[3].text.replace("số", "về")
    everything = doc_to_record(tiny(text))
    scores = sorted(entity["score"] for entity in everything["entities"])
    threshold = (scores[len(scores) // 2 - 1] + scores[len(scores) // 2]) / 2
    assert scores[0] < threshold < scores[-1]
    strict = spacy.load(exported, config={"components": {"extractor": {"threshold": threshold}}})
    kept = doc_to_record(strict(text))
    # Not the canonical values: what a time leaves out is told from the others that stand.
    assert [{**entity, "canonical": None} for entity in kept["entities"]] == [
        {**entity, "canonical": None} for entity in everything["entities"] if entity["score"] >= threshold
    ]
    for event in kept["events"]:
        assert min(event["score"], *(item["score"] for item in event["arguments"])) >= threshold
    assert len(kept["events"]) < len(everything["events"])


def thresholded(exported: Path, text: str, **settings: Any) -> dict[str, Any]:
    """The record of a text at other thresholds."""
    return doc_to_record(spacy.load(exported, config={"components": {"extractor": settings}})(text))


def test_thresholds_of_labels(exported: Path, tiny: Language, documents: list[Document]) -> None:
    text = "\n".join(document.text for document in documents)
    everything = doc_to_record(tiny(text))
    labels = {entity["label"] for entity in everything["entities"]}
    assert labels > {"AGENCY", "PERIOD"}
    # Learnt by heart, yet nothing is quite certain.
    assert all(entity["score"] < 1 for entity in everything["entities"])

    without = thresholded(exported, text, thresholds={"PERIOD": 1.0})
    assert without["entities"] == [item for item in everything["entities"] if item["label"] != "PERIOD"]
    fillers = [item["label"] for event in without["events"] for item in event["arguments"]]
    assert "PERIOD" not in fillers
    assert fillers
    assert "PERIOD" in [item["label"] for event in everything["events"] for item in event["arguments"]]

    # Its own threshold takes the place of the common one, higher or lower.
    alone = thresholded(exported, text, threshold=1.0, thresholds={"AGENCY": 0.0})
    assert alone["entities"] == [item for item in everything["entities"] if item["label"] == "AGENCY"]
    assert alone["events"] == []


def test_thresholds_of_event_types(exported: Path, tiny: Language, documents: list[Document]) -> None:
    text = "\n".join(document.text for document in documents)
    everything = doc_to_record(tiny(text))
    assert {event["type"] for event in everything["events"]} > {"MEETING", "ISSUANCE"}
    assert all(event["score"] < 1 for event in everything["events"])
    found = thresholded(exported, text, thresholds={"MEETING": 1.0})
    assert found["events"] == [event for event in everything["events"] if event["type"] != "MEETING"]
    assert found["entities"] == everything["entities"]


def test_thresholds_of_unknown_names(exported: Path) -> None:
    with pytest.raises(
        ModelError,
        match=r"^component 'extractor': thresholds for AGENTUR, PERIODE, which the model does not know; "
        r"it knows .*AGENCY.*MEETING",
    ):
        thresholded(exported, "", thresholds={"PERIODE": 0.5, "AGENTUR": 0.5, "PERIOD": 0.5})


def chairs(
    tiny: Language, monkeypatch: pytest.MonkeyPatch, scores: list[float], roles: list[float], threshold: float
) -> list[str]:
    """Who chairs the meeting of "Ann Bob met .", predicted to be both, where there may be but one."""
    component = tiny.get_pipe("extractor")
    schema = component.runtime.model.schema
    official, meeting = (schema.tags.index(tag) for tag in ("OFFICIAL", schema.trigger_tag("MEETING")))
    monkeypatch.setattr(component.runtime.model.settings, "role_limits", {"one_filler": ["MEETING.Chair"]})
    monkeypatch.setattr(component, "threshold", threshold)
    doc = tiny.make_doc("Ann Bob met .")
    spans = [(0, 1, official), (1, 2, official), (2, 3, meeting)]
    found = [ArgumentPrediction(2, "MEETING", "Chair", at, role) for at, role in enumerate(roles)]
    component.set_annotations([doc], [Prediction(spans, scores, found)])
    return [item.span.text for event in doc._.events for item in event.arguments]


def test_of_rivals_for_a_role_the_likeliest_stays(tiny: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    assert chairs(tiny, monkeypatch, [0.9, 0.9, 0.9], [0.7, 0.8], 0.0) == ["Bob"]
    # The role is surer, but not that there is an official at all.
    assert chairs(tiny, monkeypatch, [0.9, 0.4, 0.9], [0.7, 0.8], 0.0) == ["Ann"]


def test_what_is_below_the_threshold_is_no_rival(tiny: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    assert chairs(tiny, monkeypatch, [0.6, 0.99, 0.9], [0.9, 0.5], 0.55) == ["Ann"]
    assert chairs(tiny, monkeypatch, [0.5, 0.6, 0.9], [0.9, 0.6], 0.55) == ["Bob"]


def test_thresholds_are_saved(exported: Path, tmp_path: Path, documents: list[Document]) -> None:
    settings = {"thresholds": {"AGENCY": 1.0}}
    spacy.load(exported, config={"components": {"extractor": settings}}).to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")
    component = again.get_pipe("extractor")
    assert isinstance(component, ExtractorComponent)
    assert component.thresholds == {"AGENCY": 1.0}
    labels = {ent.label_ for ent in again(documents[0].text).ents}
    assert labels
    assert "AGENCY" not in labels


@pytest.mark.parametrize(
    "settings",
    [
        {"threshold": 1.5},
        {"threshold": -0.1},
        {"batch_size": 0},
        {"batch_tokens": 0},
        {"thresholds": {"AGENCY": 0.5, "PERIOD": 1.5}},
        {"thresholds": {"AGENCY": -0.1}},
    ],
)
def test_settings_that_make_no_sense(settings: dict[str, Any]) -> None:
    with pytest.raises(
        ModelError, match=r"^component 'govspan_extractor': batch_size and batch_tokens are at least 1"
    ):
        spacy.blank("xx").add_pipe("govspan_extractor", config=settings)
