"""All figures of a report, ready for ``metrics.json``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...pipeline.confidence import calibrate
from ..measurement_scores import MeasurementScores
from .calibration import Confidences, confidences, expected_calibration_error, reliability
from .counts import EVENT_MEASURES, SCHEMES, Counts, Groups, Key, count
from .errors import KINDS, Mistake, confusion, find_mistakes, frequent
from .intervals import Score, score_counts
from .predictions import Evaluated, by_id
from .sweep import Point, sweep

__all__ = ["Metrics", "document_groups", "measure"]

# Rows of the table of mistaken surfaces.
_SURFACES = 30

#: Groups of documents: name, and each document's value.
_DOCUMENT_GROUPS: Mapping[str, Callable[[Evaluated], str]] = {
    "language": lambda item: item.document.lang,
    "register": lambda item: str(item.document.meta.get("register", "")),
    "genre": lambda item: str(item.document.meta.get("genre", "")),
}


@dataclass(frozen=True, slots=True)
class Metrics:
    """The figures of one pipeline on one set of documents.

    Attributes:
        scores: by measure (strict, exact, partial, type, triggers, …) and group
            ("all", "label VALUE", "language vi", …).
        calibration: per kind of confidence its error and the bins of its diagram; "before" the same without
            the temperature of that kind, where the pipeline has one.
        label_languages: strict scores by label and language.
        sweep: entities at each threshold; ``label_sweeps`` label by label.
        measurements: right and all, field by field, where gold measurements were given.
    """

    documents: int
    scores: dict[str, dict[str, Score]]
    calibration: dict[str, dict[str, Any]]
    sweep: list[Point]
    label_sweeps: dict[str, list[Point]]
    mistakes: list[Mistake]
    kinds: dict[str, int]
    surfaces: list[tuple[str, str, str, int]]
    confusion: dict[tuple[str, str], int]
    label_languages: dict[str, dict[str, Score]]
    measurements: MeasurementScores | None = None

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready; mistakes are in the predictions' file and the page."""
        measurements = None
        if self.measurements is not None:
            found = self.measurements
            measurements = {
                f"{lang} {name}": {"right": found.right[lang, name], "all": total}
                for (lang, name), total in sorted(found.all.items())
            }
        return {
            "documents": self.documents,
            "scores": {
                name: {group: asdict(score) for group, score in groups.items()}
                for name, groups in self.scores.items()
            },
            "calibration": self.calibration,
            "threshold_sweep": [asdict(point) for point in self.sweep],
            "threshold_sweep_by_label": {
                label: [asdict(point) for point in points] for label, points in self.label_sweeps.items()
            },
            "labels_by_language": {
                label: {lang: asdict(score) for lang, score in row.items()}
                for label, row in self.label_languages.items()
            },
            "errors": self.kinds,
            "confusion": [
                {"gold": gold, "predicted": predicted, "count": number}
                for (gold, predicted), number in sorted(self.confusion.items())
            ],
            "measurements": measurements,
        }


def document_groups(items: Sequence[Evaluated]) -> dict[str, NDArray[np.bool_]]:
    """Which documents are of each language, register and genre, where there is more than one of them."""
    found = {}
    for name, read in _DOCUMENT_GROUPS.items():
        values = [read(item) for item in items]
        if len(set(values)) > 1:
            found.update(
                {
                    f"{name} {value or '–'}": np.array([v == value for v in values])
                    for value in sorted(set(values))
                }
            )
    return found


def measure(
    items: Sequence[Evaluated],
    groups: Groups | None = None,
    measurements: MeasurementScores | None = None,
    temperatures: Mapping[str, float] | None = None,
) -> Metrics:
    """Compute everything.

    Args:
        groups: see :func:`.counts.count`.
        measurements: scores of the predicted measurements, where there are gold ones.
        temperatures: what the confidences were calibrated with, by kind.

    Raises:
        MissingExtraError: nervaluate is not installed.
    """
    items = by_id(items)
    table = count(items, groups)
    mistakes = find_mistakes(items)
    labels = sorted({key[2] for item in items for key in (*item.gold.entities, *item.entity_scores)})
    return Metrics(
        len(items),
        _scores(table, document_groups(items)),
        _calibration(items, temperatures or {}),
        sweep(items),
        {label: sweep(items, label) for label in labels},
        mistakes,
        {kind: sum(mistake.kind == kind for mistake in mistakes) for kind in KINDS},
        frequent(mistakes, _SURFACES),
        dict(confusion(items)),
        _label_languages(table, items, labels),
        measurements,
    )


def _calibration(items: Sequence[Evaluated], temperatures: Mapping[str, float]) -> dict[str, dict[str, Any]]:
    """Each kind's error and bins, and what they were before its temperature."""

    def diagram(found: Confidences) -> dict[str, Any]:
        return {
            "error": expected_calibration_error(found),
            "bins": [asdict(each) for each in reliability(found)],
        }

    diagrams = {}
    for name, (scores, right) in confidences(items).items():
        diagrams[name] = diagram((scores, right))
        if name in temperatures:
            # Calibration divides log-odds, so the inverse temperature takes it back.
            before = calibrate(scores, 1.0 / temperatures[name])
            diagrams[name]["before"] = diagram((before, right))
    return diagrams


def _label_languages(
    table: Mapping[Key, Counts], items: Sequence[Evaluated], labels: Sequence[str]
) -> dict[str, dict[str, Score]]:
    """Strict scores of each label in each language."""
    languages = np.array([item.document.lang for item in items])
    return {
        label: {
            str(lang): score_counts(table["strict", "label", label][languages == lang])
            for lang in np.unique(languages)
        }
        for label in labels
    }


def _scores(
    table: Mapping[Key, Counts], documents: Mapping[str, NDArray[np.bool_]]
) -> dict[str, dict[str, Score]]:
    result: dict[str, dict[str, Score]] = {}
    for measure_name in (*SCHEMES, *EVENT_MEASURES):
        own = {key: counts for key, counts in table.items() if key[0] == measure_name}
        whole = own.pop((measure_name, "all", ""))
        groups = {"all": score_counts(whole)}
        groups |= {name: score_counts(whole[rows]) for name, rows in documents.items()}
        groups |= {
            f"{kind} {value}": score_counts(counts) for (_, kind, value), counts in sorted(own.items())
        }
        result[measure_name] = groups
    return result
