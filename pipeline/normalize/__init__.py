"""Canonical values: what spans mean, in one form for all languages (``annotations/CANONICAL.md``)."""

from .canonical import Canonical, Change, Concept, Instrument, Period, Person, Quantity, Unread
from .document import Normalized, detect_language, normalize
from .measurements import Measurement
from .mentions import EventMention, Mention

__all__ = [
    "Canonical",
    "Change",
    "Concept",
    "EventMention",
    "Instrument",
    "Measurement",
    "Mention",
    "Normalized",
    "Period",
    "Person",
    "Quantity",
    "Unread",
    "detect_language",
    "normalize",
]
