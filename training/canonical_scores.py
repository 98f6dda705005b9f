"""How often canonical values are right, by part and language, on gold and on predicted spans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from spacy.language import Language

from ..annotations import DataError, Document, find_jsonl
from ..annotations.jsonl import parse_line, read_lines
from ..pipeline.normalize import Measurement
from ..pipeline.records import normalize_document

__all__ = [
    "CanonicalScores",
    "Found",
    "Reader",
    "format_scores",
    "gold_spans",
    "predicted_spans",
    "read_gold",
    "score_canonical",
]

#: The labels of which the corpus has gold values.
PARTS = ("VALUE", "CHANGE", "PERIOD", "DECREE")
# Those of which gold may have the ids of names, in the order of the table.
_NAMES = ("INDICATOR", "AGENCY", "ROLE", "LOCATION")
# What is found where no span was predicted.
_MISSED = "–"
# What is found where nothing is read.
_UNREAD = ("?", _MISSED)


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


@dataclass(frozen=True, slots=True)
class Found:
    """The canonical value at each place (start, end, label) of a document, and its measurements."""

    values: Mapping[tuple[int, int, str], str]
    measurements: Sequence[Measurement]


Reader = Callable[[Document], Found]


def gold_spans(document: Document) -> Found:
    """Of annotated spans and events, so that normalization is seen apart from extraction."""
    found = normalize_document(document)
    values = {
        (span.start, span.end, span.label): str(value)
        for span, value in zip(document.spans, found.values, strict=True)
    }
    return Found(values, found.measurements)


def predicted_spans(nlp: Language) -> Reader:
    """Of the spans and events that a pipeline finds in the text."""

    def read(document: Document) -> Found:
        doc = nlp(document.text)
        values = {(span.start_char, span.end_char, span.label_): str(span._.canonical) for span in doc.ents}
        return Found(values, doc._.measurements)

    return read


def score_canonical(
    documents: Iterable[Document],
    gold: Mapping[str, Mapping[str, str]],
    read: Reader = gold_spans,
) -> CanonicalScores:
    """How many gold values are found at their place; documents that have none are left out.

    Args:
        read: of gold spans, or of predicted ones: then a span that was missed, or
            has other bounds, is a mistake too.
    """
    scores = CanonicalScores()
    for document in documents:
        if document.id not in gold:
            continue
        found = read(document).values
        for span in document.spans:
            expected = gold[document.id].get(span.id)
            if expected is not None:
                value = found.get((span.start, span.end, span.label), _MISSED)
                scores.all[document.lang, span.label] += 1
                if value == expected:
                    scores.right[document.lang, span.label] += 1
                else:
                    text = " ".join(document.text[span.start : span.end].split())
                    scores.mistakes.append((document.id, span.id, span.label, text, expected, value))
    return scores


def format_scores(scores: CanonicalScores) -> str:
    """A Markdown table of accuracies, a row for each language, and what the mistakes are."""
    told = {label for _, label in scores.all}
    parts = [label for label in (*PARTS, *_NAMES) if label in told]
    lines = ["| language | " + " | ".join(parts) + " | all |", "|---" * (len(parts) + 2) + "|"]
    languages = sorted({lang for lang, _ in scores.all})
    for lang in [*languages, "all"]:
        own = languages if lang == "all" else [lang]
        cells = [_share(scores, own, [part]) for part in parts]
        lines.append(f"| {lang} | {' | '.join(cells)} | {_share(scores, own, parts)} |")
    total, wrong = scores.all.total(), sum(found not in _UNREAD for *_, found in scores.mistakes)
    if total:
        others = len(scores.mistakes) - wrong
        lines += ["", f"read as something else: {wrong / total:.3f}, not read: {others / total:.3f}"]
    return "\n".join(lines)


def _share(scores: CanonicalScores, languages: Iterable[str], parts: Iterable[str]) -> str:
    keys = [(lang, part) for lang in languages for part in parts]
    total = sum(scores.all[key] for key in keys)
    return f"{sum(scores.right[key] for key in keys) / total:.3f} ({total})" if total else "–"
