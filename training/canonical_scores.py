"""How often canonical values are right, by part and language, on gold spans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..annotations import DataError, Document, find_jsonl
from ..annotations.jsonl import parse_line, read_lines
from ..pipeline.records import normalize_document

__all__ = ["CanonicalScores", "format_scores", "read_gold", "score_canonical"]

#: The labels whose values are scored.
PARTS = ("VALUE", "CHANGE", "PERIOD", "DECREE")


@dataclass(slots=True)
class CanonicalScores:
    """Right and all values by language and label, and the mistakes.

    Attributes:
        mistakes: document, span, label, text, gold and found value of each.
    """

    right: Counter[tuple[str, str]] = field(default_factory=Counter)
    all: Counter[tuple[str, str]] = field(default_factory=Counter)
    mistakes: list[tuple[str, str, str, str, str, str]] = field(default_factory=list)


def read_gold(folder: Path) -> dict[str, Mapping[str, str]]:
    """Gold values by document and span id.

    Raises:
        DataError: nothing there, or not of the form of ``annotations/CANONICAL.md``.
    """
    gold: dict[str, Mapping[str, str]] = {}
    for path in find_jsonl([folder]):
        for where, line in read_lines(path):
            record = parse_line(line, where)
            if not isinstance(record, dict) or not isinstance(record.get("spans"), dict):
                raise DataError(f'{where}: not a line of gold values: expected {{"id": …, "spans": {{…}}}}')
            gold[str(record.get("id"))] = record["spans"]
    return gold


def score_canonical(documents: Iterable[Document], gold: Mapping[str, Mapping[str, str]]) -> CanonicalScores:
    """Compare the values of gold spans with gold values; documents that have none are left out."""
    scores = CanonicalScores()
    for document in documents:
        if document.id not in gold:
            continue
        found = normalize_document(document)
        for span, value in zip(document.spans, found.values, strict=True):
            expected = gold[document.id].get(span.id)
            if span.label in PARTS and expected is not None:
                scores.all[document.lang, span.label] += 1
                if str(value) == expected:
                    scores.right[document.lang, span.label] += 1
                else:
                    text = " ".join(document.text[span.start : span.end].split())
                    scores.mistakes.append((document.id, span.id, span.label, text, expected, str(value)))
    return scores


def format_scores(scores: CanonicalScores) -> str:
    """A Markdown table of accuracies, a row for each language."""
    lines = ["| language | " + " | ".join(PARTS) + " | all |", "|---" * (len(PARTS) + 2) + "|"]
    languages = sorted({lang for lang, _ in scores.all})
    for lang in [*languages, "all"]:
        own = languages if lang == "all" else [lang]
        cells = [_share(scores, own, [part]) for part in PARTS]
        lines.append(f"| {lang} | {' | '.join(cells)} | {_share(scores, own, PARTS)} |")
    return "\n".join(lines)


def _share(scores: CanonicalScores, languages: Iterable[str], parts: Iterable[str]) -> str:
    keys = [(lang, part) for lang in languages for part in parts]
    total = sum(scores.all[key] for key in keys)
    return f"{sum(scores.right[key] for key in keys) / total:.3f} ({total})" if total else "–"
