"""What is right in each document, so that any figure, interval or test is a sum over documents.

Entities are counted by ``nervaluate`` under the four schemes of SemEval-2013
task 9.1 (Segura-Bedmar et al., 2013; after MUC-5, Chinchor and Sundheim, 1993):

- strict: boundaries and label are right;
- exact: boundaries are right, whatever the label;
- partial: boundaries overlap, which counts half, whatever the label;
- type: the label is right and the spans overlap.

An overlap of less than one per cent of the gold span is none to nervaluate.

Events are counted over sets, as :mod:`govspan.pipeline.scoring` defines them, and
as whole records: the trigger, the type and every argument.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ...annotations import MissingExtraError
from ...pipeline.scoring import Annotated
from .predictions import Evaluated

__all__ = ["EVENT_MEASURES", "SCHEMES", "Counts", "Entity", "Groups", "Key", "count", "overlap"]

Entity = tuple[int, int, str]
#: Measure and group, such as ("strict", "label", "VALUE") or ("arguments", "all", "").
Key = tuple[str, str, str]
#: Shape (documents, 3): credit, predicted, gold.
Counts = NDArray[np.float64]
#: The groups of a span of a document, such as {"length": "2–3 words"}.
Groups = Callable[[Evaluated, Entity], Mapping[str, str]]

#: The schemes, as nervaluate names them.
SCHEMES = {"strict": "strict", "exact": "exact", "partial": "partial", "type": "ent_type"}
EVENT_MEASURES = ("trigger identification", "triggers", "argument identification", "arguments", "records")


def count(items: Sequence[Evaluated], groups: Groups | None = None) -> dict[Key, Counts]:
    """Credit, predictions and gold of each document, for each measure and group.

    A label is scored on its own spans only, so that its "exact" is its "strict".

    Args:
        groups: further groups of entities. A prediction belongs to those of the gold
            span that it overlaps most, else to its own.

    Raises:
        MissingExtraError: nervaluate is not installed.
    """
    table: dict[Key, Counts] = {}

    def add(row: int, key: Key, credit: float, predicted: float, gold: float) -> None:
        counts = table.setdefault(key, np.zeros((len(items), 3)))
        counts[row] += (credit, predicted, gold)

    for row, item in enumerate(items):
        gold, predicted = sorted(item.gold.entities), sorted(item.predicted.entities)
        labels = sorted({label for _, _, label in (*gold, *predicted)})
        for (scheme, label), counts in _nervaluate(gold, predicted, labels).items():
            add(row, (scheme, "label" if label else "all", label), *counts)
        if groups is not None:
            for (name, value), (some_gold, some_predicted) in _grouped(item, groups).items():
                for (scheme, label), counts in _nervaluate(some_gold, some_predicted, labels).items():
                    if not label:
                        add(row, (scheme, name, value), *counts)
        for key, wanted, found in _events(item.gold, item.predicted):
            add(row, key, len(wanted & found), len(found), len(wanted))
    # A group that no document has a span of still has its row where all are asked for.
    for measure in (*SCHEMES, *EVENT_MEASURES):
        table.setdefault((measure, "all", ""), np.zeros((len(items), 3)))
    return table


def _nervaluate(
    gold: Sequence[Entity], predicted: Sequence[Entity], labels: Sequence[str]
) -> dict[tuple[str, str], tuple[float, float, float]]:
    """Credit, predictions and gold by scheme and label; label "" is all of them."""
    try:
        from nervaluate import Evaluator
    except ImportError as error:
        raise MissingExtraError("A report", "report") from error
    if not gold and not predicted:
        return {}
    sides = [
        # nervaluate's ends are inclusive.
        [[{"label": label, "start": start, "end": end - 1} for start, end, label in side]]
        for side in (gold, predicted)
    ]
    found = Evaluator(*sides, tags=list(labels), loader="dict").evaluate()
    results = {"": found["overall"], **found["entities"]}
    return {
        (scheme, label): (
            result[name].correct + 0.5 * result[name].partial,
            result[name].actual,
            result[name].possible,
        )
        for label, result in results.items()
        for scheme, name in SCHEMES.items()
    }


def overlap(a: Entity, b: Entity) -> int:
    """Characters that two spans share."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def _grouped(item: Evaluated, groups: Groups) -> dict[tuple[str, str], tuple[list[Entity], list[Entity]]]:
    sides: dict[tuple[str, str], tuple[list[Entity], list[Entity]]] = {}
    gold = sorted(item.gold.entities)
    for entity in gold:
        for group in groups(item, entity).items():
            sides.setdefault(group, ([], []))[0].append(entity)
    for entity in sorted(item.predicted.entities):
        nearest = max(gold, key=lambda other: overlap(other, entity), default=entity)
        owner = nearest if overlap(nearest, entity) else entity
        for group in groups(item, owner).items():
            sides.setdefault(group, ([], []))[1].append(entity)
    return sides


Items = frozenset[Hashable]


def _events(gold: Annotated, predicted: Annotated) -> Iterator[tuple[Key, Items, Items]]:
    wanted, found = _event_sets(gold), _event_sets(predicted)
    nothing: Items = frozenset()
    for key in sorted(wanted.keys() | found.keys()):
        yield key, wanted.get(key, nothing), found.get(key, nothing)


def _event_sets(side: Annotated) -> dict[Key, Items]:
    """What is compared under each measure and group."""
    sets: dict[Key, set[Hashable]] = {}
    for trigger, kind in side.triggers:
        arguments = frozenset(item[2:] for item in side.arguments if item[:2] == (trigger, kind))
        sets.setdefault(("trigger identification", "all", ""), set()).add(trigger)
        for group in (("all", ""), ("type", kind)):
            sets.setdefault(("triggers", *group), set()).add((trigger, kind))
            sets.setdefault(("records", *group), set()).add((trigger, kind, arguments))
    for argument in side.arguments:
        _, kind, _, role = argument
        sets.setdefault(("argument identification", "all", ""), set()).add(argument[:3])
        for group in (("all", ""), ("role", f"{kind}.{role}")):
            sets.setdefault(("arguments", *group), set()).add(argument)
    return {key: frozenset(items) for key, items in sets.items()}
