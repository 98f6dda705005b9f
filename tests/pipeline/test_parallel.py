"""Batches on several threads: order, bounds, errors, and what it leaves behind."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from govspan.annotations import Document
from govspan.pipeline.parallel import map_ahead


@pytest.fixture(autouse=True)
def threads_stay() -> Iterator[None]:
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


@given(st.lists(st.integers(), max_size=20), st.integers(1, 4))
def test_it_is_a_map_in_order(items: list[int], threads: int) -> None:
    assert list(map_ahead(lambda item: item * 2, iter(items), threads)) == [item * 2 for item in items]


def test_results_wait_for_slower_ones_before_them() -> None:
    assert list(map_ahead(lambda wait: time.sleep(wait) or wait, [0.05, 0.0, 0.0], 2)) == [0.05, 0.0, 0.0]


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_few_items_are_taken_ahead_of_the_reader(threads: int) -> None:
    taken = []

    def items() -> Iterator[int]:
        for item in range(100):
            taken.append(item)
            yield item

    results = map_ahead(lambda item: item, items(), threads)
    for read in range(1, 20):
        next(results)
        assert len(taken) <= read + threads
    results.close()


def test_one_thread_computes_where_it_is_read() -> None:
    here = threading.get_ident()
    assert list(map_ahead(lambda _: threading.get_ident(), range(3), 1)) == [here] * 3


def test_each_thread_computes_on_one_core() -> None:
    torch.set_num_threads(2)
    assert list(map_ahead(lambda _: torch.get_num_threads(), range(4), 2)) == [1] * 4
    assert torch.get_num_threads() == 2


@pytest.mark.parametrize("threads", [1, 2])
def test_an_error_comes_after_the_results_before_it(threads: int) -> None:
    results = map_ahead(lambda item: 1 / item, [1, 2, 0, 4, 5, 6], threads)
    assert [next(results), next(results)] == [1.0, 0.5]
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_nothing_runs_on_when_the_reader_stops() -> None:
    results = map_ahead(lambda item: item, range(1000), 2)
    next(results)
    results.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("govspan")]


def test_a_pipeline_finds_the_same_with_any_threads(tiny: Language, documents: list[Document]) -> None:
    texts = [document.text for document in documents] * 3
    found = []
    for threads in (1, 2, 3):
        torch.set_num_threads(threads)
        docs = list(tiny.pipe(texts, batch_size=2))
        assert [doc.text for doc in docs] == texts
        found.append([[(span.start, span.end, span.label_) for span in doc.ents] for doc in docs])
    assert any(found[0])
    assert found[0] == found[1] == found[2]


def test_turns_are_short_while_anything_is_computed() -> None:
    usual = sys.getswitchinterval()
    first, second = (map_ahead(lambda item: item, range(9), 2) for _ in range(2))
    next(first)
    short = sys.getswitchinterval()
    assert short < usual
    next(second)
    first.close()
    assert sys.getswitchinterval() == short
    assert list(second) == list(range(1, 9))
    assert sys.getswitchinterval() == usual
    assert list(map_ahead(lambda _: sys.getswitchinterval(), range(2), 1)) == [usual, usual]
