"""How often whole measurements are right: each field, and the row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..annotations import DataError, Document, find_jsonl
from ..annotations.jsonl import parse_line, read_lines
from ..pipeline.normalize import Change, Measurement, Quantity
from ..pipeline.normalize.canonical import plain
from .canonical_scores import Reader, gold_spans

__all__ = [
    "FIELDS",
    "ROW",
    "MeasurementScores",
    "format_measurement_scores",
    "measurement_rows",
    "read_rows",
    "score_measurements",
]

#: What is compared; the place by where it stands in the text.
FIELDS = ("indicator_id", "value", "modifier", "change", "plan_share", "period", "baseline", "place")
#: The column of rows that are right in every field.
ROW = "row"

#: The gold measurements of each document.
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(slots=True)
class MeasurementScores:
    """Right and all fields by language, those left out that neither gold nor the normalizer has.

    Attributes:
        mistakes: document, trigger, field, text, gold and found value of each.
    """

    right: Counter[tuple[str, str]] = field(default_factory=Counter)
    all: Counter[tuple[str, str]] = field(default_factory=Counter)
    mistakes: list[tuple[str, str, str, str, str, str]] = field(default_factory=list)


def read_rows(folder: Path) -> Rows:
    """The gold measurements beside the gold values; documents without them are left out.

    Raises:
        DataError: not of the form of ``annotations/CANONICAL.md``.
    """
    rows: dict[str, Sequence[Mapping[str, Any]]] = {}
    for path in find_jsonl([folder]):
        for where, line in read_lines(path):
            record = parse_line(line, where)
            found = record.get("measurements")
            if found is None:
                continue
            if not all(isinstance(row, dict) and {"trigger", *FIELDS} <= row.keys() for row in found):
                raise DataError(f"{where}: a measurement needs trigger, {', '.join(FIELDS)}")
            rows[str(record["id"])] = found
    return rows


def score_measurements(
    documents: Iterable[Document], gold: Rows, read: Reader = gold_spans
) -> MeasurementScores:
    """How many gold measurements are found, each at the place of its indicator.

    Args:
        read: of gold spans and events, or of predicted ones.
    """
    scores = MeasurementScores()
    for document in documents:
        found = {item.offsets["indicator"]: item for item in read(document).measurements}
        spans = {span.id: span for span in document.spans}
        for row in gold.get(document.id, ()):
            trigger = spans[row["trigger"]]
            own = _fields(found.get((trigger.start, trigger.end)))
            place = spans.get(row["place"])
            expected = {
                **row,
                "place": f"{place.start}:{place.end}" if place else None,
                # A share is one of the plan, whatever its unit says.
                "plan_share": (row["plan_share"] or "").partition(" ")[0] or None,
            }
            wrong = [name for name in FIELDS if expected[name] != own[name]]
            for name in FIELDS:
                if expected[name] is not None or own[name] is not None:
                    scores.all[document.lang, name] += 1
                    scores.right[document.lang, name] += name not in wrong
            scores.all[document.lang, ROW] += 1
            scores.right[document.lang, ROW] += not wrong
            text = " ".join(document.text[trigger.start : trigger.end].split())
            scores.mistakes += [
                (document.id, row["trigger"], name, text, expected[name] or "–", own[name] or "–")
                for name in wrong
            ]
    return scores


def _fields(item: Measurement | None) -> dict[str, str | None]:
    """The fields of a measurement as gold has them, built from the measurement alone."""
    if item is None:
        return dict.fromkeys(FIELDS)
    value = change = share = None
    if item.value is not None:
        value = str(Quantity(1.0, item.value, item.unit or "", item.value_upper, item.value_total))
    if item.change is not None:
        change = str(Change(1.0, item.change, item.change_unit or "", item.change_upper))
    if item.plan_share is not None:
        share = plain(item.plan_share)
    place = item.offsets.get("place")
    return {
        "indicator_id": item.indicator_id,
        "value": value,
        "modifier": item.modifier,
        "change": change,
        "plan_share": share,
        "period": item.period,
        "baseline": item.baseline,
        "place": f"{place[0]}:{place[1]}" if place else None,
    }


def format_measurement_scores(scores: MeasurementScores) -> str:
    """A Markdown table of accuracies, a row for each language."""
    columns = (*FIELDS, ROW)
    lines = [f"| measurements | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    lines += [f"| {lang} | {' | '.join(cells)} |" for lang, cells in measurement_rows(scores)]
    return "\n".join(lines)


def measurement_rows(scores: MeasurementScores) -> list[tuple[str, list[str]]]:
    """Accuracy and number of each field and of whole rows, for each language and for all."""
    languages = sorted({lang for lang, _ in scores.all})
    rows = []
    for lang in [*languages, "all"]:
        own = languages if lang == "all" else [lang]
        cells = []
        for name in (*FIELDS, ROW):
            total = sum(scores.all[each, name] for each in own)
            right = sum(scores.right[each, name] for each in own)
            cells.append(f"{right / total:.3f} ({total})" if total else "–")
        rows.append((lang, cells))
    return rows
