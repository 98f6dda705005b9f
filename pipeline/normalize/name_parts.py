"""What is left of a name without its nation, its place, a second post, or whom its bearer signs for."""

from __future__ import annotations

from collections.abc import Iterator

from .lexicon import key, load_lexicon
from .name_tables import names_of
from .places import stripped

__all__ = ["name_parts"]


def name_parts(name: str, label: str, lang: str) -> Iterator[tuple[str, str, str]]:
    """What may be the name in a name, with what stands before and after it; "" where there is none."""
    if load_lexicon(lang).head_last:
        yield _without_nation(name, lang)
        yield _without_place(name, lang)
    if label == "ROLE":
        yield _first_of_two(name, lang)
        yield _signer(name, lang)


def _without_nation(name: str, lang: str) -> tuple[str, str, str]:
    """A name after that of a nation, and what stood before and after it: Royal Thai Embassy in Hanoi."""
    _, nation = stripped(key(name), load_lexicon(lang).prefixes["nation"], begins=True)
    words = name.replace("-", " ").split()
    count = len(nation.split())
    return " ".join(words[count:]) if nation else "", " ".join(words[:count]), ""


def _without_place(name: str, lang: str) -> tuple[str, str, str]:
    """A name before a comma, and what stood before and after it: Kotwali Police Station, Satna."""
    before, _, place = name.rpartition(",")
    # The last of several things is no place.
    lists = not set(load_lexicon(lang).prefixes["and"]).isdisjoint(key(place).split())
    return "" if lists else before, "", place.strip()


def _first_of_two(name: str, lang: str) -> tuple[str, str, str]:
    """The first of two posts, and what stood before and after it: Chairman and Director."""
    words = name.split()
    joints = load_lexicon(lang).prefixes["and"]
    at = next((at for at, word in enumerate(words) if key(word) in joints), 0)
    return " ".join(words[:at]), "", " ".join(words[at:])


def _signer(name: str, lang: str) -> tuple[str, str, str]:
    """The post of who signs, after that of whom it is for: KT. BỘ TRƯỞNG | THỨ TRƯỞNG."""
    # Often without a space: TL.BỘ TRƯỞNG.
    words = name.replace(".", ". ", 1).split()
    prefixes = load_lexicon(lang).prefixes
    if not words or key(words[0]) not in prefixes["on_behalf"]:
        return "", "", ""
    names = (names_of("ROLE", lang), names_of("AGENCY", lang), prefixes["short_agency"])
    heads = [key(" ".join(words[1:at])) for at in range(2, len(words) + 1)]
    known = [at for at, head in enumerate(heads, 2) if any(head in own for own in names)]
    # The longest; if that is all, nobody is named who signs.
    at = max(known, default=len(words))
    return " ".join(words[at:]), " ".join(words[:at]), ""
