"""Batches computed on several threads while the reader works on earlier ones."""

from __future__ import annotations

import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import torch

__all__ = ["map_ahead"]

Item = TypeVar("Item")
Result = TypeVar("Result")

# Seconds that a thread computes in Python before another gets its turn. At
# Python's usual 5 ms, ten times what one operation of torch takes, threads of
# torch stand still behind the reader's Python: a tenth of all time.
_TURN = 5e-5


class _ShortTurns:
    """Shortens the turns of the process's threads while anything is inside."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._usual = 0.0

    def __enter__(self) -> None:
        with self._lock:
            if not self._inside:
                self._usual = sys.getswitchinterval()
                sys.setswitchinterval(min(_TURN, self._usual))
            self._inside += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside:
                sys.setswitchinterval(self._usual)


_short_turns = _ShortTurns()


def map_ahead(function: Callable[[Item], Result], items: Iterable[Item], threads: int) -> Iterator[Result]:
    """Like ``map``, but computed by some threads ahead of the reader; results come in order.

    torch lets go of Python's lock while it computes, so the reader's Python runs
    beside it. Each thread computes its own item on one core: that shares the work
    better than all threads on every small product in turn. At most ``threads + 1``
    items are held. With one thread there is nothing beside the reader: a process
    that was given one core keeps to it. Until the results are read or the iterator
    is closed, the process's threads take shorter turns (``sys.setswitchinterval``).
    """
    if threads == 1:
        yield from map(function, items)
        return
    waiting: deque[Future[Result]] = deque()
    pool = ThreadPoolExecutor(threads, "govspan", initializer=torch.set_num_threads, initargs=(1,))
    try:
        with _short_turns:
            for item in items:
                waiting.append(pool.submit(function, item))
                if len(waiting) > threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
        # Some of torch's libraries count their threads for the whole process.
        torch.set_num_threads(threads)
