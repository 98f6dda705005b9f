"""Precision against coverage: what a threshold on the confidence costs and brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .predictions import Evaluated

__all__ = ["THRESHOLDS", "Point", "format_sweep", "sweep"]

THRESHOLDS = tuple(at / 20 for at in range(20))


@dataclass(frozen=True, slots=True)
class Point:
    """Entities at one threshold; ``coverage`` is the share of the predictions that stay."""

    threshold: float
    precision: float
    recall: float
    f1: float
    coverage: float


def sweep(items: Sequence[Evaluated], label: str | None = None) -> list[Point]:
    """Strict scores of entities, of one label or of all, at each threshold."""
    scored = [
        (score, key in item.gold.entities)
        for item in items
        for key, score in item.entity_scores.items()
        if label is None or key[2] == label
    ]
    gold = sum(1 for item in items for key in item.gold.entities if label is None or key[2] == label)
    points = []
    for threshold in THRESHOLDS:
        kept = [right for score, right in scored if score >= threshold]
        hits = sum(kept)
        precision = hits / len(kept) if kept else 0.0
        recall = hits / gold if gold else 0.0
        f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
        points.append(Point(threshold, precision, recall, f1, len(kept) / len(scored) if scored else 0.0))
    return points


def format_sweep(points: Sequence[Point]) -> str:
    """A plain-text table."""
    lines = [f"{'threshold':>9}{'P':>8}{'R':>8}{'F1':>8}{'coverage':>10}"]
    lines += [
        f"{point.threshold:9.2f}{point.precision:8.3f}{point.recall:8.3f}{point.f1:8.3f}{point.coverage:10.3f}"
        for point in points
    ]
    return "\n".join(lines)
