"""The report: one HTML page that needs no network, the figures as JSON, the predictions as JSONL."""

from __future__ import annotations

import html
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from spacy import displacy

from ...annotations import MissingExtraError
from ...annotations.files import replacing
from ..measurement_scores import FIELDS, ROW, MeasurementScores, measurement_rows
from .counts import SCHEMES, Entity
from .curves import draw_learning_curve
from .errors import KINDS
from .intervals import SAMPLES
from .learning_curve import Step
from .metrics import Metrics
from .plots import reliability_plot, score_plot, sweep_plot
from .predictions import Evaluated

__all__ = ["write_report"]

_TEMPLATE = Path(__file__).parent / "templates" / "report.html"
# What is marked as a mistake, and what is right.
_WRONG, _RIGHT = "#f2a3a3", "#cfe3f2"
_MARK = " ✗"

# Groups of documents and of spans that the page shows, by the beginning of their names.
# Genres have too few documents each; metrics.json has them.
_OVERVIEW = ("all", "language ", "register ", "length ", "surface ")
_EVENT_TABLES = {
    "Triggers and arguments": (
        "trigger identification",
        "triggers",
        "argument identification",
        "arguments",
        "records",
    ),
    "Triggers, by type": ("triggers",),
    "Whole records, by type": ("records",),
    "Arguments, by role": ("arguments",),
}


def write_report(
    folder: Path,
    metrics: Metrics,
    items: Sequence[Evaluated],
    title: str,
    subtitle: str,
    learning_curve: Sequence[Step] = (),
) -> None:
    """Write ``report.html``, ``metrics.json`` and ``predictions.jsonl`` into a folder.

    Raises:
        MissingExtraError: matplotlib or jinja2 is not installed.
        DataError: the folder cannot be written to.
    """
    page = _page(metrics, items, title, subtitle, learning_curve)
    contents = {
        "metrics.json": json.dumps(metrics.to_dict(), indent=2, ensure_ascii=False) + "\n",
        "predictions.jsonl": "".join(json.dumps(item.record, ensure_ascii=False) + "\n" for item in items),
        "report.html": page,
    }
    for name, content in contents.items():
        with replacing(folder / name) as partial:
            partial.write_text(content, encoding="utf-8")


def _page(
    metrics: Metrics, items: Sequence[Evaluated], title: str, subtitle: str, learning_curve: Sequence[Step]
) -> str:
    try:
        from jinja2 import Environment
    except ImportError as error:
        raise MissingExtraError("A report", "report") from error
    strict = metrics.scores["strict"]
    overview = [name for name in strict if name.startswith(_OVERVIEW)]
    labels = sorted({label for pair in metrics.confusion for label in pair if label})
    totals: Counter[str] = Counter()
    for (gold, _), number in metrics.confusion.items():
        totals[gold] += number
    template = Environment(autoescape=True, trim_blocks=True).from_string(
        _TEMPLATE.read_text(encoding="utf-8")
    )
    return template.render(
        title=title,
        subtitle=subtitle,
        samples=SAMPLES,
        cards=[
            {"name": name, "score": metrics.scores[measure]["all"]}
            for name, measure in (
                ("entities, strict", "strict"),
                ("entities, partial", "partial"),
                ("triggers", "triggers"),
                ("arguments", "arguments"),
                ("whole events", "records"),
            )
        ],
        schemes=list(SCHEMES),
        scores=metrics.scores,
        entity_groups=[*overview, *(name for name in strict if name.startswith("label "))],
        has_surfaces=any(name.startswith("surface ") for name in strict),
        languages=list(next(iter(metrics.label_languages.values()), {})),
        label_languages=metrics.label_languages,
        event_tables=_event_tables(metrics),
        measurements=_measurements(metrics.measurements),
        sweep=metrics.sweep,
        kinds=KINDS,
        counts=metrics.kinds,
        labels=[*labels, ""],
        confusion=metrics.confusion,
        row_totals=totals,
        surfaces=metrics.surfaces,
        documents=_documents(metrics, items),
        plots={
            "labels": score_plot(
                {n.removeprefix("label "): s for n, s in strict.items() if n.startswith("label ")}
            ),
            "groups": score_plot({name: strict[name] for name in overview}),
            "reliability": reliability_plot(metrics.calibration),
            "sweep": sweep_plot(metrics.sweep),
            "curve": draw_learning_curve(learning_curve) if learning_curve else "",
        },
    )


def _event_tables(metrics: Metrics) -> list[tuple[str, list[tuple[str, Any]]]]:
    tables = []
    for title, measures in _EVENT_TABLES.items():
        if len(measures) > 1:
            rows = [(name, metrics.scores[name]["all"]) for name in measures]
            rows += [
                (f"{name}, {group}", score)
                for name in ("triggers", "arguments", "records")
                for group, score in metrics.scores[name].items()
                if group.startswith("language ")
            ]
        else:
            rows = [
                (group.partition(" ")[2], score)
                for group, score in metrics.scores[measures[0]].items()
                if group.startswith(("type ", "role "))
            ]
        tables.append((title, rows))
    return tables


def _measurements(scores: MeasurementScores | None) -> dict[str, Any] | None:
    if scores is None:
        return None
    return {"columns": [*FIELDS, ROW], "rows": measurement_rows(scores)}


def _documents(metrics: Metrics, items: Sequence[Evaluated]) -> list[dict[str, Any]]:
    """Each document with gold and prediction side by side, by its most confident mistake."""
    worst: dict[str, float] = {}
    numbers: Counter[str] = Counter()
    for mistake in metrics.mistakes:
        numbers[mistake.document] += 1
        if mistake.score is not None:
            worst[mistake.document] = max(worst.get(mistake.document, 0.0), mistake.score)
    shown = [
        {
            "id": item.document.id,
            "mistakes": numbers[item.document.id],
            "score": worst.get(item.document.id),
            "gold": _render(item.document.text, item.gold.entities, item.predicted.entities),
            "predicted": _render(item.document.text, item.predicted.entities, item.gold.entities),
        }
        for item in items
    ]
    return sorted(shown, key=lambda row: (-(row["score"] or 0.0), -row["mistakes"]))


def _render(text: str, entities: frozenset[Entity], others: frozenset[Entity]) -> str:
    if not entities:  # displaCy warns about such
        return f'<div class="entities">{html.escape(text)}</div>'
    marked = [
        # displaCy escapes the text, but no label.
        (start, end, html.escape(label) + ("" if (start, end, label) in others else _MARK))
        for start, end, label in sorted(entities)
    ]
    colors = {label: _WRONG if label.endswith(_MARK) else _RIGHT for _, _, label in marked}
    page: str = displacy.render(
        {
            "text": text,
            "ents": [{"start": start, "end": end, "label": label} for start, end, label in marked],
            "title": None,
        },
        style="ent",
        manual=True,
        page=False,
        jupyter=False,
        options={"colors": colors},
    )
    return page
