"""Limits of roles, counted in documents."""

from govspan.annotations import Argument, Document, Event, Span
from govspan.training.role_limits import find_role_limits


def meetings(number: int, chairs: int = 1, shared: bool = False) -> list[Document]:
    """Documents of two meetings each, with a chair or several of their own, or one that both have."""
    documents = []
    for name in range(number):
        spans = tuple(Span(f"o{at}", at, at + 1, "OFFICIAL") for at in range(2 * chairs))
        events = tuple(
            Event(
                "MEETING",
                (30 + half, 31 + half),
                tuple(
                    Argument("Chair", f"o{at}")
                    for at in (range(chairs) if shared else range(half * chairs, (half + 1) * chairs))
                ),
            )
            for half in range(2)
        )
        documents.append(Document(str(name), "en", "x" * 40, spans, events))
    return documents


def test_what_no_document_does_is_a_limit() -> None:
    limits = find_role_limits(meetings(60))
    assert limits == {"one_filler": ["MEETING.Chair"], "one_event": ["MEETING.Chair"]}


def test_a_few_breaches_are_none_and_many_are() -> None:
    assert find_role_limits([*meetings(200), *meetings(1, chairs=2)])["one_filler"] == ["MEETING.Chair"]
    assert find_role_limits([*meetings(60), *meetings(10, chairs=2)])["one_filler"] == []
    assert find_role_limits([*meetings(60), *meetings(10, shared=True)])["one_event"] == []


def test_few_cases_tell_nothing() -> None:
    assert find_role_limits(meetings(5)) == {"one_filler": [], "one_event": []}
    assert find_role_limits([]) == {"one_filler": [], "one_event": []}
