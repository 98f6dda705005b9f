"""Names to put in the place of others: one TOML file a language, for a native speaker to mend."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..annotations import ConfigError

__all__ = ["GAZETTEERS", "Gazetteer", "read_gazetteers"]

#: The folder of the files that come with the package.
GAZETTEERS = Path(__file__).parent / "gazetteers"

# The lists that stand for a label, and those that fill placeholders.
_SWAPPED = {
    "LOCATION": "locations",
    "AGENCY": "agencies",
    "INDICATOR": "indicators",
    "ROLE": "roles",
    "DECREE": "decrees",
    "OFFICIAL": "people",
}
_PARTS = {"location": "locations", "surname": "surnames", "middle": "middles", "given": "givens"}
_TABLES = ("abbreviations", "spellings")


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The names of one language.

    Attributes:
        labels: for each entity label that can be swapped, patterns. In them
            ``{location}``, ``{surname}``, ``{middle}`` and ``{given}`` stand for an
            entry of that list, ``{number}`` for a number and ``{year}`` for a year.
        parts: what the placeholders stand for.
        abbreviations: long form → short form, as agencies' names have them.
        spellings: pairs of ways to write one thing inside values, such as
            ``%`` → `` phần trăm``.
    """

    labels: dict[str, tuple[str, ...]]
    parts: dict[str, tuple[str, ...]]
    abbreviations: dict[str, str]
    spellings: dict[str, str]

    def draw(self, label: str, rng: np.random.Generator) -> str:
        """A name for a label."""
        parts = {name: str(rng.choice(values)) if values else "" for name, values in self.parts.items()}
        number, year = int(rng.integers(1, 3000)), int(rng.integers(2019, 2036))
        name = str(rng.choice(self.labels[label])).format(number=number, year=year, be=year + 543, **parts)
        return " ".join(name.split())


def read_gazetteers(folder: Path) -> dict[str, Gazetteer]:
    """The files ``<language>.toml`` of a folder, by language.

    Raises:
        ConfigError: a file cannot be read, lacks a list, or names an unknown placeholder.
    """
    return {file.stem: _read(file) for file in sorted(folder.glob("*.toml"))}


def _read(file: Path) -> Gazetteer:
    try:
        data: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{file}: cannot read the gazetteer: {error}") from error
    names = [*_SWAPPED.values(), *_PARTS.values()]
    for name in (*names, *_TABLES):
        if name not in data:
            raise ConfigError(f"{file}: no {name!r} there: give it, if need be an empty one")
    lists = {name: tuple(map(str, data[name])) for name in names}
    gazetteer = Gazetteer(
        labels={label: lists[name] for label, name in _SWAPPED.items() if lists[name]},
        parts={part: lists[name] for part, name in _PARTS.items()},
        abbreviations={str(long): str(short) for long, short in data["abbreviations"].items()},
        spellings={str(one): str(other) for one, other in data["spellings"].items()},
    )
    for label, patterns in gazetteer.labels.items():
        for pattern in patterns:
            try:
                pattern.format(number=1, year=1, be=1, **dict.fromkeys(gazetteer.parts, ""))
            except (KeyError, IndexError, ValueError) as error:
                raise ConfigError(f"{file}: {label} {pattern!r}: unknown placeholder {error}") from error
    return gazetteer
