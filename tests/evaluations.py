"""Evaluated documents for the tests of the evaluation: by hand, and as Hypothesis strategies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hypothesis import strategies as st
from strategies import legal_spans

from govspan.annotations import Argument, Document, Event, Span
from govspan.training.evaluation.counts import Entity
from govspan.training.evaluation.predictions import Evaluated, evaluated_from_record

#: A trigger, an event type, and the filler of each role.
EventRow = tuple[tuple[int, int], str, Mapping[str, tuple[int, int]]]

TEXT = "abcdefghijklmnopqrstuvwxyz0123456789"


def evaluated(
    gold: Iterable[Entity] = (),
    predicted: Iterable[Entity] | Mapping[Entity, float] = (),
    *,
    gold_events: Iterable[EventRow] = (),
    events: Iterable[EventRow] = (),
    name: str = "a",
    lang: str = "en",
    text: str = TEXT,
    meta: Mapping[str, Any] | None = None,
    score: float = 0.9,
) -> Evaluated:
    """A document with these gold and predicted annotations; ``score`` is that of all without one."""
    spans = tuple(Span(f"s{at}", *entity) for at, entity in enumerate(gold))
    ids = {(span.start, span.end): span.id for span in spans}
    document = Document(
        name,
        lang,
        text,
        spans,
        tuple(
            Event(kind, trigger, tuple(Argument(role, ids[place]) for role, place in roles.items()))
            for trigger, kind, roles in gold_events
        ),
        meta or {},
    )
    scores = dict(predicted) if isinstance(predicted, Mapping) else dict.fromkeys(predicted, score)
    record = {
        "id": name,
        "lang": lang,
        "entities": [
            {"label": label, "text": text[start:end], "start": start, "end": end, "score": sure}
            for (start, end, label), sure in scores.items()
        ],
        "events": [
            {
                "type": kind,
                "trigger": {"text": text[slice(*trigger)], "start": trigger[0], "end": trigger[1]},
                "arguments": [
                    {"role": role, "text": text[slice(*place)], "start": place[0], "end": place[1]}
                    | {"score": score}
                    for role, place in roles.items()
                ],
                "score": score,
            }
            for trigger, kind, roles in events
        ],
    }
    return evaluated_from_record(document, record)


#: Spans of one document that do not overlap.
flat_entities = legal_spans(max_words=14).map(
    lambda drawn: [(start, end, "ABC"[kind]) for start, end, kind in drawn[1]]
)


@st.composite
def event_rows(draw: st.DrawFn, entities: list[Entity]) -> list[EventRow]:
    """Events over the spans of a document; those of one trigger and type are one."""
    places = st.sampled_from([(start, end) for start, end, _ in entities] or [(0, 1)])
    roles = st.dictionaries(st.sampled_from("XYZ"), places, max_size=2) if entities else st.just({})
    rows = draw(st.lists(st.tuples(places, st.sampled_from("EF"), roles), max_size=4))
    return [(*key, own) for key, own in {row[:2]: row[2] for row in rows}.items()]


@st.composite
def evaluated_documents(draw: st.DrawFn) -> list[Evaluated]:
    """Some documents with any gold and predicted annotation."""
    items = []
    for at in range(draw(st.integers(0, 4))):
        gold, predicted = draw(flat_entities), draw(flat_entities)
        # Gold spans are often found as they are.
        taken = [entity for entity in gold if draw(st.booleans())]
        predicted = taken + [one for one in predicted if all(one[1] <= a or b <= one[0] for a, b, _ in taken)]
        scores = {entity: draw(st.floats(0, 1)) for entity in predicted}
        items.append(
            evaluated(
                gold,
                scores,
                gold_events=draw(event_rows(gold)),
                events=draw(event_rows(predicted)),
                name=f"d{at}",
                lang=draw(st.sampled_from(("th", "vi"))),
                meta={"register": draw(st.sampled_from(("press release", "minutes")))},
            )
        )
    return items
