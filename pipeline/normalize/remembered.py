"""What was read of a text is kept: government prose repeats its words, names and periods."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, update_wrapper
from typing import Concatenate, ParamSpec, TypeVar, cast

__all__ = ["remembered"]

_Rest = ParamSpec("_Rest")
_Result = TypeVar("_Result")
_Read = Callable[Concatenate[str, _Rest], _Result]
# Characters of a text that is likely to come again; a longer one would only fill the memory.
_SHORT = 120


def remembered(texts: int) -> Callable[[_Read[_Rest, _Result]], _Read[_Rest, _Result]]:
    """Keep what a function of a text returned for the last so many short ones.

    Its other arguments must be hashable and its result immutable.
    """

    def decorate(read: _Read[_Rest, _Result]) -> _Read[_Rest, _Result]:
        kept = cast("_Read[_Rest, _Result]", lru_cache(maxsize=texts)(read))

        def short_or_anew(text: str, /, *args: _Rest.args, **kwargs: _Rest.kwargs) -> _Result:
            return kept(text, *args, **kwargs) if len(text) <= _SHORT else read(text, *args, **kwargs)

        return update_wrapper(short_or_anew, read)

    return decorate
