from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from govspan.annotations import DataError, EventType, Schema, read_schema

LABELS = {"A": "one", "B": "two"}


def test_a_file_becomes_labels_and_events_in_order(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text(
        'name = "n"\n[labels]\nB = "b"\nA = "a"\n'
        '[events.OWN]\ndescription = "d"\nroles = {Who = ["A", "B"]}\n'
        '[events.ON]\ntrigger = "A"\n',
        encoding="utf-8",
    )
    schema = read_schema(path)
    assert schema == Schema(
        "n",
        {"B": "b", "A": "a"},
        {"OWN": EventType("OWN", {"Who": ("A", "B")}, "", "d"), "ON": EventType("ON", {}, "A")},
    )
    assert list(schema.labels) == ["B", "A"]
    assert schema.tags == ("B", "A", "OWN")
    assert (schema.trigger_tag("OWN"), schema.trigger_tag("ON")) == ("OWN", "A")


def test_the_json_form_gives_the_schema_back(schema: Schema) -> None:
    again = Schema.from_dict(json.loads(json.dumps(schema.to_dict())))
    assert again == schema
    assert again.tags == schema.tags


def test_the_shipped_schema_tags_labels_then_triggers(schema: Schema) -> None:
    assert len(schema.labels) == 9
    assert len(schema.tags) == 17
    assert "MEASUREMENT" not in schema.tags
    assert schema.trigger_tag("MEASUREMENT") == "INDICATOR"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, 's: [labels] is missing or empty: add LABEL = "what it covers"'),
        ({"labels": ["A"]}, 's: [labels] is missing or empty: add LABEL = "what it covers"'),
        ({"labels": LABELS, "events": ["E"]}, "s: [events] must be a table of event types"),
        (
            {"labels": LABELS, "events": {"E": 1}},
            's: [events.E] must be a table with roles = {Role = ["LABEL"]}',
        ),
        (
            {"labels": LABELS, "events": {"E": {"roles": ["A"]}}},
            's: [events.E] must be a table with roles = {Role = ["LABEL"]}',
        ),
        (
            {"labels": LABELS, "events": {"E": {"trigger": "C"}}},
            "s: [events.E] trigger 'C' is not one of the labels ['A', 'B']",
        ),
        (
            {"labels": LABELS, "events": {"E": {"roles": {"R": "A"}}}},
            "s: [events.E] role 'R' needs a list of the labels that may fill it",
        ),
        (
            {"labels": LABELS, "events": {"E": {"roles": {"R": []}}}},
            "s: [events.E] role 'R' needs a list of the labels that may fill it",
        ),
        (
            {"labels": LABELS, "events": {"E": {"roles": {"R": ["A", "C"]}}}},
            "s: [events.E] role 'R' names unknown labels ['C']; known: ['A', 'B']",
        ),
        ({"labels": LABELS, "events": {"A": {}}}, "s: ['A'] name both a label and an event type: rename one"),
    ],
)
def test_a_schema_that_does_not_hang_together_is_refused(data: dict[str, Any], message: str) -> None:
    with pytest.raises(DataError) as caught:
        Schema.from_dict(data, "s")
    assert str(caught.value) == message


@pytest.mark.parametrize("body", [{"trigger": ["A"]}, {"roles": {"R": [["A"]]}}])
def test_a_list_in_place_of_a_label_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(DataError):
        Schema.from_dict({"labels": LABELS, "events": {"E": body}}, "s")


def test_an_event_may_share_a_name_with_a_label_that_triggers_it() -> None:
    schema = Schema.from_dict({"labels": LABELS, "events": {"A": {"trigger": "A"}}})
    assert schema.tags == ("A", "B")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    with pytest.raises(DataError) as caught:
        read_schema(path)
    assert str(caught.value) == f"{path}: cannot read the schema: No such file or directory"
    for content in (b"[labels", b"\xff"):
        path.write_bytes(content)
        with pytest.raises(DataError) as caught:
            read_schema(path)
        assert str(caught.value).startswith(f"{path}: not a TOML file: ")
