"""Linking: which ids the indicators of a document most likely mean.

Candidates (:mod:`.candidates`) are described by the tables of names, by annotated
indicators like this one (:mod:`.memory`) and, at a second reading, by what the other
names of the document most likely are (:mod:`.company`). A small network a reading, learned from
annotated texts (:mod:`govspan.training.linking`), turns that into probabilities, one
of them that the name has none of the ids.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from .candidates import TABLE_FEATURES, Candidates, Name, find_candidates
from .company import COMPANY_FEATURES, USUAL_FEATURES, Company
from .lexicon import TABLES
from .memory import MEMORY_FEATURES, Memory, Remembered
from .postings import Floats

__all__ = [
    "FEATURES",
    "SECOND_FEATURES",
    "Annotated",
    "Link",
    "LinkingModel",
    "Network",
    "describe_again",
    "describe_names",
    "link_names",
    "load_model",
    "rank",
    "read_model",
]

#: What a candidate is described by at the first reading, and at the second.
FEATURES = (*TABLE_FEATURES, *MEMORY_FEATURES, *USUAL_FEATURES)
SECOND_FEATURES = (*FEATURES, *COMPANY_FEATURES)


@dataclass(frozen=True, slots=True)
class Link:
    """An id, or None for none of them, and how likely it is what is meant."""

    id: str | None
    probability: float


@dataclass(frozen=True, slots=True)
class Network:
    """Two layers over the features of one candidate, and a softmax over all.

    Attributes:
        hidden: shape (width, features). bias: shape (width,). out: shape (width,).
    """

    hidden: Floats
    bias: Floats
    out: Floats

    def probabilities(self, features: Floats) -> Floats:
        """Of each row of features; they add up to 1."""
        scores = np.tanh(features @ self.hidden.T + self.bias) @ self.out
        odds = np.exp(scores - scores.max())
        shares: Floats = odds / odds.sum()
        return shares


class Annotated:
    """Annotated documents, ready to be asked."""

    def __init__(self, documents: Iterable[Remembered]) -> None:
        self.documents = list(documents)
        self.company = Company(self.documents)
        self._memories: dict[str, Memory] = {}

    def memory(self, lang: str) -> Memory:
        """The indicators of one language."""
        if lang not in self._memories:
            self._memories[lang] = Memory([each for each in self.documents if each.lang == lang])
        return self._memories[lang]


@dataclass(frozen=True, slots=True)
class LinkingModel:
    """What linking learns.

    Attributes:
        first: over :data:`FEATURES`. second: over :data:`SECOND_FEATURES`.
    """

    first: Network
    second: Network
    annotated: Annotated


@cache
def load_model() -> LinkingModel:
    """The one that the package carries."""
    return read_model(TABLES / "linking.json")


def read_model(path: Path) -> LinkingModel:
    """One that :func:`govspan.training.linking.write_model` wrote."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    return LinkingModel(
        _network(stored["first"]),
        _network(stored["second"]),
        Annotated(
            Remembered(
                each["source"],
                each["lang"],
                frozenset(each["words"].split()),
                [(frozenset(words.split()), kind, concept) for words, kind, concept in each["names"]],
            )
            for each in stored["documents"]
        ),
    )


def _network(stored: Mapping[str, Any]) -> Network:
    return Network(*(np.array(stored[name], dtype=float) for name in ("hidden", "bias", "out")))


def link_names(names: Sequence[Name], lang: str) -> list[list[Link]]:
    """What each indicator of a document may mean, likeliest first; the probabilities add up to 1.

    Args:
        names: in the order of the text.
    """
    model = load_model()
    found = describe_names(names, lang, model.annotated)
    again = describe_again(names, found, model.first, model.annotated.company)
    return [rank(each, model.second) for each in again]


def rank(candidates: Candidates, network: Network) -> list[Link]:
    """Some ids and "none of them", likeliest first."""
    probabilities = network.probabilities(candidates.features)
    links = map(Link, [*candidates.ids, None], map(float, probabilities))
    return sorted(links, key=lambda link: -link.probability)


def describe_names(
    names: Sequence[Name], lang: str, annotated: Annotated, without: str | None = None
) -> list[Candidates]:
    """The ids that each name may mean, with :data:`FEATURES`.

    Args:
        without: a source of annotated documents that is not asked: the names' own.
    """
    memory = annotated.memory(lang)
    found = []
    for name in names:
        votes = memory.vote(name, without)
        candidates = find_candidates(name, lang, (each for each in votes.sums if each is not None))
        columns = [votes.features(candidates.ids), annotated.company.usual(candidates.ids, without)]
        found.append(candidates.describe(np.hstack(columns)))
    return found


def describe_again(
    names: Sequence[Name],
    found: Sequence[Candidates],
    first: Network,
    company: Company,
    without: str | None = None,
) -> list[Candidates]:
    """The same candidates with :data:`SECOND_FEATURES`; ``without`` as of :func:`describe_names`."""
    likely = [
        list(zip(each.ids, map(float, first.probabilities(each.features)), strict=False)) for each in found
    ]
    features = company.features(names, likely, [each.ids for each in found], without)
    return [each.describe(columns) for each, columns in zip(found, features, strict=True)]
