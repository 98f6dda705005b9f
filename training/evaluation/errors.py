"""What kinds of mistakes there are: boundary, label, both, missed, spurious."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .counts import Entity, overlap
from .predictions import Evaluated

__all__ = ["KINDS", "Mistake", "confusion", "find_mistakes", "frequent", "pair_entities"]

#: The kinds of mistakes, and what each means.
KINDS = {
    "boundary": "the label is right, the boundaries are not",
    "label": "the boundaries are right, the label is not",
    "boundary and label": "the spans overlap, and that is all",
    "missed": "no prediction overlaps the gold span, but for those of other gold spans",
    "spurious": "no gold span overlaps the prediction, but for those of other predictions",
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in one document.

    Attributes:
        score: the prediction's confidence; of a missed span none.
    """

    document: str
    lang: str
    kind: str
    gold: Entity | None
    predicted: Entity | None
    text: str
    score: float | None


def pair_entities(
    gold: Iterable[Entity], predicted: Iterable[Entity]
) -> list[tuple[Entity | None, Entity | None]]:
    """Each gold span with the prediction that it overlaps most, one to one; None where there is none.

    Of overlaps of the same size, those with the right label and the right boundaries come first.
    """
    gold, predicted = sorted(gold), sorted(predicted)
    candidates = sorted(
        (
            (overlap(a, b), a[2] == b[2], a[:2] == b[:2], a, b)
            for a in gold
            for b in predicted
            if overlap(a, b)
        ),
        key=lambda item: item[:3],
        reverse=True,
    )
    taken_gold: dict[Entity, Entity] = {}
    taken: set[Entity] = set()
    # No overlap is larger than that of equal spans: a right answer is never taken away.
    for _, _, _, a, b in candidates:
        if a not in taken_gold and b not in taken:
            taken_gold[a] = b
            taken.add(b)
    pairs: list[tuple[Entity | None, Entity | None]] = [(a, taken_gold.get(a)) for a in gold]
    return pairs + [(None, b) for b in predicted if b not in taken]


def find_mistakes(items: Sequence[Evaluated]) -> list[Mistake]:
    """All mistakes, the most confident first; missed spans, which have no confidence, last."""
    mistakes = []
    for item in items:
        for gold, predicted in pair_entities(item.gold.entities, item.predicted.entities):
            if gold == predicted:
                continue
            either = gold or predicted
            assert either is not None  # a pair is never empty
            mistakes.append(
                Mistake(
                    item.document.id,
                    item.document.lang,
                    _kind(gold, predicted),
                    gold,
                    predicted,
                    item.document.text[either[0] : either[1]],
                    item.entity_scores.get(predicted) if predicted else None,
                )
            )
    return sorted(
        mistakes, key=lambda mistake: -1.0 if mistake.score is None else mistake.score, reverse=True
    )


def _kind(gold: Entity | None, predicted: Entity | None) -> str:
    if predicted is None:
        return "missed"
    if gold is None:
        return "spurious"
    if gold[2] == predicted[2]:
        return "boundary"
    return "label" if gold[:2] == predicted[:2] else "boundary and label"


def confusion(items: Sequence[Evaluated]) -> Counter[tuple[str, str]]:
    """How often each gold label got each predicted label; "" stands for no span."""
    return Counter(
        (gold[2] if gold else "", predicted[2] if predicted else "")
        for item in items
        for gold, predicted in pair_entities(item.gold.entities, item.predicted.entities)
    )


def frequent(mistakes: Iterable[Mistake], most: int) -> list[tuple[str, str, str, int]]:
    """The surfaces that are mistaken most: text, what is gold, what was predicted, how often."""
    counts = Counter(
        (
            " ".join(mistake.text.split()),
            mistake.gold[2] if mistake.gold else "–",
            f"{mistake.predicted[2]} ({mistake.kind})" if mistake.predicted else "–",
        )
        for mistake in mistakes
    )
    return [(*key, number) for key, number in counts.most_common(most)]
