"""How far two annotations of the same documents agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sklearn.metrics import cohen_kappa_score

from ..annotations import DataError, Document, Span
from ..pipeline.alignment import align
from ..pipeline.scoring import from_document, score_documents

__all__ = ["Difference", "agreement", "find_differences", "format_agreement", "pair_documents"]

Pair = tuple[Document, Document]
Offsets = Callable[[str], list[tuple[int, int]]]

_NO_LABEL = "O"


def pair_documents(first: Iterable[Document], second: Iterable[Document]) -> list[Pair]:
    """The documents that stand in both, in the order of the first.

    Raises:
        DataError: none does, an id stands twice, or one document has two texts.
    """
    sides: list[dict[str, Document]] = []
    for documents in (first, second):
        side: dict[str, Document] = {}
        for document in documents:
            if document.id in side:
                raise DataError(f"document {document.id!r} stands twice on one side: remove one of them")
            side[document.id] = document
        sides.append(side)
    pairs = [(document, sides[1][name]) for name, document in sides[0].items() if name in sides[1]]
    if not pairs:
        raise DataError("no document stands in both: annotations are compared by the documents' ids")
    for one, other in pairs:
        if one.text != other.text:
            at = next(
                (at for at, (a, b) in enumerate(zip(one.text, other.text, strict=False)) if a != b),
                min(len(one.text), len(other.text)),
            )
            raise DataError(
                f"document {one.id!r}: the two texts differ from character {at}: "
                f"{one.text[at : at + 20]!r} and {other.text[at : at + 20]!r}; annotate the same text again"
            )
    return pairs


def agreement(pairs: Sequence[Pair], offsets: Offsets) -> dict[str, Any]:
    """Agreement over all documents, and again for each language.

    The first annotation stands as gold; F1 is the same with the sides changed.

    Returns:
        What :func:`.scoring.score_documents` gives, and in ``overlapping`` and
        ``kappa``, by language and for ``all``: the F1 of spans of one label
        that share a character (``overall`` and ``labels``), and Cohen's kappa
        over the labels of tokens (Cohen, 1960), without white space.
    """
    scores = score_documents(
        [from_document(one) for one, _ in pairs], [from_document(two) for _, two in pairs]
    )
    groups = {"all": list(pairs)}
    for pair in pairs:
        groups.setdefault(pair[0].lang, []).append(pair)
    scores["overlapping"] = {name: _overlapping(group) for name, group in groups.items()}
    scores["kappa"] = {name: _kappa(group, offsets) for name, group in groups.items()}
    return scores


def _overlapping(pairs: Sequence[Pair]) -> dict[str, Any]:
    matched: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for one, two in pairs:
        for own, others in ((one.spans, two.spans), (two.spans, one.spans)):
            for span in own:
                total[span.label] += 1
                matched[span.label] += any(
                    span.label == other.label and span.start < other.end and other.start < span.end
                    for other in others
                )
    # With matches counted from either side this is F1: 2·hits / (predicted + gold).
    return {
        "overall": matched.total() / total.total() if total else 1.0,
        "labels": {label: matched[label] / total[label] for label in sorted(total)},
    }


def _kappa(pairs: Sequence[Pair], offsets: Offsets) -> float:
    labels: tuple[list[str], list[str]] = ([], [])
    for pair in pairs:
        text = pair[0].text
        words = [(start, end) for start, end in offsets(text) if not text[start:end].isspace()]
        for document, side in zip(pair, labels, strict=True):
            own = [_NO_LABEL] * len(words)
            for span in document.spans:
                first, last, _ = align(words, span.start, span.end)
                own[first:last] = [span.label] * (last - first)
            side.extend(own)
    return 1.0 if labels[0] == labels[1] else float(cohen_kappa_score(*labels))


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two annotations differ.

    Attributes:
        kind: ``boundary`` (one label, other ends), ``label``, ``missed`` (only
            the first has it), ``added`` (only the second).
        first, second: the spans of either side that share characters there.
    """

    document: Document
    kind: str
    first: tuple[Span, ...]
    second: tuple[Span, ...]

    def __str__(self) -> str:
        start = min(span.start for span in (*self.first, *self.second))
        end = max(span.end for span in (*self.first, *self.second))
        text = self.document.text
        around = f"{text[max(0, start - 25) : start]}⟦{text[start:end]}⟧{text[end : end + 25]}"
        sides = [
            " + ".join(f"{span.label} {text[span.start : span.end]!r}" for span in side) or "nothing"
            for side in (self.first, self.second)
        ]
        return f"{self.document.id} {self.kind}: {sides[0]} ↔ {sides[1]}: {' '.join(around.split())}"


def find_differences(pairs: Iterable[Pair]) -> list[Difference]:
    """Every place where the entity spans of two annotations differ, in order of the text."""
    found = []
    for one, two in pairs:
        keys = [{(span.start, span.end, span.label) for span in side.spans} for side in (one, two)]
        shared = keys[0] & keys[1]
        rest = [
            (span, side)
            for side, document in enumerate((one, two))
            for span in document.spans
            if (span.start, span.end, span.label) not in shared
        ]
        rest.sort(key=lambda item: (item[0].start, item[0].end))
        groups: list[list[tuple[Span, int]]] = []
        reach = -1
        for span, side in rest:
            if span.start >= reach:
                groups.append([])
            groups[-1].append((span, side))
            reach = max(reach, span.end)
        for group in groups:
            sides = [tuple(span for span, side in group if side == wanted) for wanted in (0, 1)]
            found.append(Difference(one, _kind(*sides), sides[0], sides[1]))
    return found


def _kind(first: tuple[Span, ...], second: tuple[Span, ...]) -> str:
    if not second:
        return "missed"
    if not first:
        return "added"
    return "boundary" if {s.label for s in first} == {s.label for s in second} else "label"


def format_agreement(scores: dict[str, Any]) -> str:
    """The agreement as a plain-text table: languages beside each other."""
    parts = {**scores["languages"], "all": scores}
    lines = [f"{'':24}" + "".join(f"{name:>8}" for name in parts)]

    def row(name: str, values: Iterable[float | None]) -> None:
        lines.append(f"{name:24}" + "".join(f"{'-':>8}" if v is None else f"{v:8.3f}" for v in values))

    lines.append(f"{'documents':24}" + "".join(f"{part['documents']:8d}" for part in parts.values()))
    row("spans, exact F1", (part["entities"]["overall"]["f1"] for part in parts.values()))
    row("spans, overlapping F1", (scores["overlapping"][name]["overall"] for name in parts))
    row("tokens, Cohen's kappa", (scores["kappa"][name] for name in parts))
    row("triggers, F1", (part["triggers"]["classification"]["f1"] for part in parts.values()))
    row("arguments, F1", (part["arguments"]["classification"]["f1"] for part in parts.values()))
    for title, get in (
        ("exact", lambda name: {k: v["f1"] for k, v in parts[name]["entities"]["labels"].items()}),
        ("overlapping", lambda name: scores["overlapping"][name]["labels"]),
    ):
        lines.append(f"\n{title} F1 by label")
        for label in scores["entities"]["labels"]:
            row(f"  {label}", (get(name).get(label) for name in parts))
    return "\n".join(lines)
