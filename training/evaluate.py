"""Running a pipeline over annotated documents and scoring what it finds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spacy.language import Language

from ..annotations import Document
from ..pipeline.scoring import from_doc, from_document, score_documents
from .export import without_values

__all__ = ["evaluate_pipeline", "format_scores"]


def evaluate_pipeline(nlp: Language, documents: Sequence[Document]) -> dict[str, Any]:
    """Scores of a pipeline's predictions, see :func:`.scoring.score_documents`."""
    texts = ((document.text, document) for document in documents)
    with without_values(nlp):
        predicted = [from_doc(doc, document.lang) for doc, document in nlp.pipe(texts, as_tuples=True)]
    return score_documents([from_document(document) for document in documents], predicted)


def format_scores(scores: dict[str, Any]) -> str:
    """The scores as plain-text tables."""
    lines = [_row("entities (strict span)", scores["entities"]["overall"], header=True)]
    lines += [_row(f"  {label}", row) for label, row in scores["entities"]["labels"].items()]
    for name in ("triggers", "arguments"):
        lines.append("")
        lines.append(_row(f"{name}, identification", scores[name]["identification"], header=True))
        lines.append(_row(f"{name}, classification", scores[name]["classification"]))
        groups = scores[name]["types" if name == "triggers" else "roles"]
        lines += [_row(f"  {group}", row) for group, row in groups.items()]
    lines += ["", f"{'language':34}{'docs':>6}{'entities':>10}{'triggers':>10}{'arguments':>11}"]
    for lang, part in scores["languages"].items():
        f1 = [
            part["entities"]["overall"]["f1"],
            *(part[name]["classification"]["f1"] for name in ("triggers", "arguments")),
        ]
        lines.append(f"{lang:34}{part['documents']:6d}{f1[0]:10.3f}{f1[1]:10.3f}{f1[2]:11.3f}")
    return "\n".join(lines)


def _row(name: str, row: dict[str, Any], header: bool = False) -> str:
    head = f"{'':34}{'P':>8}{'R':>8}{'F1':>8}{'support':>9}\n" if header else ""
    return f"{head}{name:34}{row['precision']:8.3f}{row['recall']:8.3f}{row['f1']:8.3f}{row['support']:9d}"
