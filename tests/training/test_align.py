from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from govspan.pipeline.normalize import Measurement
from govspan.training.align import align

EXPORTS = Measurement(
    indicator="xuất khẩu",
    indicator_id="exports",
    value=Decimal(5_000_000_000),
    value_upper=None,
    value_total=None,
    unit="VND",
    modifier=None,
    change_upper=None,
    change=Decimal("4.2"),
    change_unit="percent",
    plan_share=None,
    period="2031-01-01/2031-06-30",
    period_start="2031-01-01",
    period_end="2031-06-30",
    baseline=None,
    place=None,
    place_id=None,
    agency=None,
    confidence=1.0,
    offsets={"indicator": (0, 9)},
)
IMPORTS = replace(EXPORTS, indicator_id="imports", value=Decimal(7), change=None)
VISITORS = replace(EXPORTS, indicator_id=None, value=Decimal(120_000), unit="visitor", change=Decimal(9))


def test_the_same_measurements_in_another_order_agree() -> None:
    rows = align([[EXPORTS, IMPORTS, VISITORS], [VISITORS, EXPORTS, IMPORTS]])
    assert [row.measurements for row in rows] == [
        (EXPORTS, EXPORTS),
        (IMPORTS, IMPORTS),
        (VISITORS, VISITORS),
    ]
    assert not any(row.differences for row in rows)


def test_a_mistranslated_number_is_found_and_explained() -> None:
    wrong = [
        (replace(EXPORTS, value=EXPORTS.value and EXPORTS.value / 1000), "value", "10^-3 times"),
        (replace(EXPORTS, change=Decimal("-4.2")), "change", "other direction"),
        (replace(EXPORTS, period="2574"), "period", "Buddhist and common era"),
        (replace(EXPORTS, period="2030-01-01/2031-06-30"), "period", "another year"),
        (replace(EXPORTS, change=None), "change", "missing"),
        (replace(EXPORTS, value=Decimal(6_000_000_000)), "value", ""),
    ]
    for item, field, hint in wrong:
        first = replace(EXPORTS, period="2031") if "Buddhist" in hint else EXPORTS
        (row,) = align([[first], [item]])
        difference = next(found for found in row.differences if found.field == field)
        assert difference.document == 1
        assert difference.hint.startswith(hint)


def test_what_one_document_lacks_is_a_row_of_its_own() -> None:
    rows = align([[EXPORTS], [EXPORTS, VISITORS], [VISITORS]])
    assert [row.measurements for row in rows] == [(EXPORTS, EXPORTS, None), (None, VISITORS, VISITORS)]
    assert align([[], []]) == []


def test_languages_count_in_nouns_of_their_own() -> None:
    person = replace(VISITORS, unit="person")
    bare = replace(VISITORS, unit="", change_unit="")
    assert not align([[VISITORS], [person], [replace(VISITORS, unit="")]])[0].differences
    (row,) = align([[VISITORS], [bare], [replace(VISITORS, unit="VND")], [replace(VISITORS, unit=None)]])
    # The percentages of the change, money, and a unit where there is no figure.
    assert [(item.document, item.field) for item in row.differences] == [
        (1, "change_unit"),
        (2, "unit"),
        (3, "unit"),
    ]
