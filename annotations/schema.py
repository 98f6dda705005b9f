"""The label scheme, read from a TOML file: labels, event types, roles, fillers."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import DataError

__all__ = ["EventType", "Schema", "read_schema"]


@dataclass(frozen=True, slots=True)
class EventType:
    """One event type; ``roles`` maps each role to the labels that may fill it.

    ``trigger`` names the entity label whose spans trigger the event; when it is
    empty, the trigger is a span of its own, tagged with the event's name.
    """

    name: str
    roles: Mapping[str, tuple[str, ...]]
    trigger: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Schema:
    """Entity labels and event types, in the order of the file."""

    name: str
    labels: Mapping[str, str]
    events: Mapping[str, EventType]

    @property
    def tags(self) -> tuple[str, ...]:
        """What a span of text can be tagged with: labels, then trigger types."""
        return (*self.labels, *(event.name for event in self.events.values() if not event.trigger))

    def trigger_tag(self, event_type: str) -> str:
        """The tag that triggers of this event type carry."""
        return self.events[event_type].trigger or event_type

    def to_dict(self) -> dict[str, Any]:
        """A JSON-ready form that :meth:`from_dict` reads back."""
        return {
            "name": self.name,
            "labels": dict(self.labels),
            "events": {
                event.name: {
                    "description": event.description,
                    "trigger": event.trigger,
                    "roles": {role: list(labels) for role, labels in event.roles.items()},
                }
                for event in self.events.values()
            },
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], source: str = "schema") -> Schema:
        """Build a schema and check that it hangs together.

        Raises:
            DataError: a section is missing or of the wrong type, or an event
                names a label that is not defined; ``source`` stands in the message.
        """
        labels = data.get("labels")
        if not isinstance(labels, Mapping) or not labels:
            raise DataError(f'{source}: [labels] is missing or empty: add LABEL = "what it covers"')
        events = data.get("events", {})
        if not isinstance(events, Mapping):
            raise DataError(f"{source}: [events] must be a table of event types")
        parsed = {name: _event_type(name, body, labels, source) for name, body in events.items()}
        clash = set(labels) & {name for name, event in parsed.items() if not event.trigger}
        if clash:
            raise DataError(f"{source}: {sorted(clash)} name both a label and an event type: rename one")
        return cls(str(data.get("name", "")), dict(labels), parsed)


def read_schema(path: Path) -> Schema:
    """Read a schema file.

    Raises:
        DataError: the file is missing, is not TOML, or is not a schema.
    """
    try:
        with path.open("rb") as file:
            data = tomllib.load(file)
    except OSError as error:
        raise DataError(f"{path}: cannot read the schema: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: not a TOML file: {error}") from error
    return Schema.from_dict(data, str(path))


def _event_type(name: str, body: Any, labels: Mapping[str, Any], source: str) -> EventType:
    where = f"{source}: [events.{name}]"
    if not isinstance(body, Mapping) or not isinstance(body.get("roles", {}), Mapping):
        raise DataError(f'{where} must be a table with roles = {{Role = ["LABEL"]}}')
    trigger = body.get("trigger", "")
    if not isinstance(trigger, str) or (trigger and trigger not in labels):
        raise DataError(f"{where} trigger {trigger!r} is not one of the labels {sorted(labels)}")
    roles: dict[str, tuple[str, ...]] = {}
    for role, fillers in body.get("roles", {}).items():
        if not isinstance(fillers, list | tuple) or not fillers:
            raise DataError(f"{where} role {role!r} needs a list of the labels that may fill it")
        unknown = [filler for filler in fillers if not isinstance(filler, str) or filler not in labels]
        if unknown:
            raise DataError(f"{where} role {role!r} names unknown labels {unknown}; known: {sorted(labels)}")
        roles[role] = tuple(fillers)
    return EventType(name, roles, trigger, str(body.get("description", "")))
