"""Pooling: one indicator in several languages, read together."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from govspan.annotations import Document
from govspan.pipeline.normalize import Measurement
from govspan.training.align import align
from govspan.training.canonical_scores import gold_spans
from govspan.training.pooling import pool_indicators

from .test_align import EXPORTS

SHARES = st.dictionaries(
    st.sampled_from(["exports", "imports", "retail_sales"]), st.floats(0, 0.33), max_size=3
)


def reading(id_: str | None, **candidates: float) -> Measurement:
    return replace(EXPORTS, indicator_id=id_, candidates=tuple(candidates.items()))


def ids(*readings: Measurement | None) -> list[str | None]:
    return [item and item.indicator_id for item in pool_indicators(readings)]


def test_the_id_that_all_leave_room_for_is_that_of_all() -> None:
    sure = reading("fishery_output", fishery_output=0.9, catch=0.05)
    unsure = reading("catch", fishery_output=0.4, catch=0.5)
    none = reading(None, fishery_output=0.3)
    assert ids(sure, unsure, sure) == ["fishery_output"] * 3
    assert ids(none, sure) == ["fishery_output"] * 2
    # The likeliest of none of them is that none has it.
    assert ids(none, none, reading("catch", catch=0.6)) == [None] * 3


def test_a_text_that_rules_it_out_keeps_its_own() -> None:
    exports, imports = reading("exports", exports=0.97), reading("imports", imports=0.97, exports=0.005)
    assert ids(exports, exports, imports) == ["exports", "exports", "imports"]
    (row,) = align([[exports], [imports]])
    assert [(item.field, item.found) for item in row.differences] == [("indicator_id", "imports")]
    # One that knows nothing of the others' id rules it out, too.
    assert ids(exports, replace(EXPORTS, indicator_id="imports", candidates=())) == ["exports", "imports"]


def test_nothing_likely_enough_is_no_id() -> None:
    # 0.35 each, and "none of them" less: the least that is a reading is 0.4.
    torn = reading("exports", exports=0.4, imports=0.3), reading(None, exports=0.3, imports=0.4)
    assert ids(*torn) == [None, None]


def test_nothing_known_of_a_name_says_nothing_of_the_others() -> None:
    unknown = replace(EXPORTS, indicator_id=None, candidates=())
    exports = reading("exports", exports=0.8, imports=0.1)
    assert ids(exports, unknown) == ["exports", None]
    (row,) = align([[exports], [unknown]])
    assert [(item.field, item.hint) for item in row.differences] == [("indicator_id", "missing")]


def test_one_that_is_sure_is_not_taken_for_none() -> None:
    sure, none = reading("exports", exports=0.85, imports=0.1), reading(None, imports=0.01)
    assert ids(sure, none, none) == ["exports", None, None]
    assert ids(reading("exports", exports=0.5), none, none) == [None, None, None]


def test_a_reading_with_itself_is_itself() -> None:
    slight = {f"id_{at}": 0.029 for at in range(19)} | {f"rare_{at}": 0.001 for at in range(12)}
    torn = reading("exports", exports=0.405, **slight)
    assert ids(torn, torn) == ["exports", "exports"]


def test_a_row_tells_what_each_reads_alone() -> None:
    first = reading("catch", fishery_output=0.4, catch=0.5)
    second = reading("fishery_output", fishery_output=0.9, catch=0.05)
    (row,) = align([[first], [second]])
    assert row.alone == (first, second)
    assert [item and item.indicator_id for item in row.measurements] == ["fishery_output"] * 2
    assert row.measurements[0] == replace(first, indicator_id="fishery_output")
    assert not row.differences


@given(st.lists(st.none() | SHARES, max_size=5))
def test_readings_stay_in_their_order_and_keep_all_but_the_id(several: list[dict[str, float] | None]) -> None:
    readings = [
        None if shares is None else replace(EXPORTS, candidates=tuple(shares.items())) for shares in several
    ]
    pooled = pool_indicators(readings)
    assert [item and replace(item, indicator_id="exports") for item in pooled] == readings
    if len([item for item in readings if item]) < 2:
        assert pooled == readings
    # Whoever comes first.
    assert pool_indicators(readings[::-1]) == pooled[::-1]


def test_candidates_of_a_document_are_shares_of_one(documents: list[Document]) -> None:
    found = [item for each in documents for item in gold_spans(each).measurements]
    assert any(item.candidates for item in found)
    for item in found:
        assert sum(share for _, share in item.candidates) <= 1.001
        assert list(item.candidates) == sorted(item.candidates, key=lambda own: -own[1])
        if item.indicator_id:
            assert item.candidates[0][0] == item.indicator_id
        assert item.to_dict()["candidates"] == dict(item.candidates)
