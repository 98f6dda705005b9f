"""Translations of one document: how many of their measurements are the same in every language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..annotations import Document
from ..pipeline.normalize import Measurement
from .align import align, find_differences
from .canonical_scores import Reader, gold_spans

__all__ = ["FamilyScores", "format_families", "score_families"]


@dataclass(slots=True)
class FamilyScores:
    """Rows of aligned measurements.

    Attributes:
        families: documents that are translations of one another, by ``meta.family``.
        rows: measurements that one of the translations has at least.
        complete: those that all of them have; ``same`` those that also agree in every field.
        same_alone: those that do where each translation is read alone.
        differing: in how many complete rows a field differs.
    """

    families: int = 0
    rows: int = 0
    complete: int = 0
    same: int = 0
    same_alone: int = 0
    differing: Counter[str] = field(default_factory=Counter)


def score_families(documents: Iterable[Document], read: Reader = gold_spans) -> FamilyScores:
    """Align the measurements of each family.

    Args:
        read: of gold spans and events, or of predicted ones.
    """
    families: dict[str, list[list[Measurement]]] = {}
    for document in documents:
        if family := document.meta.get("family"):
            families.setdefault(str(family), []).append(list(read(document).measurements))
    scores = FamilyScores()
    for translations in families.values():
        if len(translations) < 2:
            continue
        scores.families += 1
        for row in align(translations):
            scores.rows += 1
            if None not in row.measurements:
                scores.complete += 1
                scores.same += not row.differences
                scores.same_alone += not find_differences(row.alone)
                scores.differing.update({difference.field for difference in row.differences})
    return scores


def format_families(scores: FamilyScores) -> str:
    """One line."""
    # The most first, in one order where as many differ.
    differing = sorted(scores.differing.items(), key=lambda item: (-item[1], item[0]))
    fields = ", ".join(f"{name} {count}" for name, count in differing)
    return (
        f"{scores.families} families of translations: of {scores.rows} measurements {scores.complete} "
        f"are found in every language, {scores.same_alone} with the same values where each is read alone, "
        f"{scores.same} where their indicators are read together"
        + (f"; differing: {fields}" if fields else "")
    )
