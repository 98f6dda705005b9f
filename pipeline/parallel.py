"""Batches computed on several threads while the reader works on earlier ones."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import torch

__all__ = ["map_ahead"]

Item = TypeVar("Item")
Result = TypeVar("Result")


def map_ahead(function: Callable[[Item], Result], items: Iterable[Item], threads: int) -> Iterator[Result]:
    """Like ``map``, but computed by some threads ahead of the reader; results come in order.

    torch lets go of Python's lock while it computes, so the reader's Python runs
    beside it. Each thread computes its own item on one core: that shares the work
    better than all threads on every small product in turn. At most ``threads + 1``
    items are held. With one thread there is nothing beside the reader: a process
    that was given one core keeps to it.
    """
    if threads == 1:
        yield from map(function, items)
        return
    waiting: deque[Future[Result]] = deque()
    pool = ThreadPoolExecutor(threads, "govspan", initializer=torch.set_num_threads, initargs=(1,))
    try:
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
