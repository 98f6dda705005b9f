from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from govspan.training.fixtures import format_fixtures, score_fixtures
from govspan.training.other_readers import other_readers

DUCKLING = "(2013, 2, 12, 4, 30, 0) UTC-2h (duckling default)"
WEEK = "(datetimeInterval ((2013, 2, 11, 0, 0, 0), (2013, 2, 18, 0, 0, 0)) Day)"


def line(text: str, label: str, **value: Any) -> str:
    span = {"start": 0, "end": len(text), "label": label, **value}
    return json.dumps({"text": text, "spans": [span], "ref_time": DUCKLING})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Fixtures in the three forms: right, wrong on purpose, and out of scope."""
    files = {
        "duckling.vi": [
            line("năm nghìn", "Numeral", value="(NumeralValue 5000)"),
            line("20 đô la", "AmountOfMoney", value="(simple Dollar 20)"),
            line("7/3", "Time", value="(datetime (2013, 3, 7, 0, 0, 0) Day)"),
            line("quý 1", "Time", value="(datetime (2013, 1, 1, 0, 0, 0) Quarter)"),
            line("tuần này", "Time", value=WEEK),
            line("3 giờ", "Time", value="(datetime (2013, 2, 12, 15, 0, 0) Hour)"),
        ],
        "recognizers.hi": [
            line("पच्चीस", "number", resolution={"value": "25"}),
            line("5%", "percentage", resolution={"value": "5%"}),
            line("7 मार्च 2019", "datetimeV2.date", resolution={"values": [{"value": "2019-03-07"}]}),
            line("3 घंटे", "datetimeV2.duration", resolution={"values": []}),
        ],
        "quantulum3.en": [
            line("two million", "QUANTITY", value=3_000_000, unit="dimensionless"),
            line("£2,000", "QUANTITY", value=2000, unit="pound sterling"),
            line("30 C", "QUANTITY", value=30, unit="degree Celsius"),
        ],
    }
    for name, lines in files.items():
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def test_what_is_in_scope_is_read_and_compared(folder: Path) -> None:
    scores = score_fixtures(folder)
    assert scores.all == {
        ("duckling vi", "number", "govspan"): 1,
        ("duckling vi", "money", "govspan"): 1,
        ("duckling vi", "period", "govspan"): 3,
        ("recognizers hi", "number", "govspan"): 2,
        ("recognizers hi", "period", "govspan"): 1,
        ("quantulum3 en", "number", "govspan"): 1,
        ("quantulum3 en", "money", "govspan"): 1,
    }
    assert scores.mistakes == [("quantulum3 en", "number", "govspan", "two million", "3000000 ", "2000000 ")]
    assert sum(scores.right.values()) == sum(scores.all.values()) - 1
    assert sum(scores.left_out.values()) == 3
    table = format_fixtures(scores)
    assert "| duckling vi | period | 3 | 1.000 |" in table
    assert "duckling vi Time 1" in table


def test_the_command(folder: Path, cli: Callable[..., Any]) -> None:
    done = cli("fixtures", folder, "--mistakes")
    assert done.status == 0
    assert done.out.splitlines()[-1].startswith("quantulum3 en\tnumber\tgovspan\ttwo million")


def test_other_libraries_read_what_they_claim_to(folder: Path) -> None:
    for package in ("babel", "dateparser", "quantulum3", "pythainlp"):
        pytest.importorskip(package)
    thai = [
        line("ยี่สิบห้า", "Numeral", value="(NumeralValue 25)"),
        line("๒๕", "Numeral", value="(NumeralValue 25)"),
        line("มาก", "Numeral", value="(NumeralValue 9)"),
    ]
    (folder / "duckling.th.jsonl").write_text("\n".join(thai), encoding="utf-8")
    scores = score_fixtures(folder, other_readers())
    assert scores.right["duckling th", "number", "PyThaiNLP"] == 2
    assert scores.right["quantulum3 en", "money", "quantulum3"] == 1
    assert scores.right["recognizers hi", "period", "dateparser"] == 1
    # None claims to read Vietnamese money.
    assert {name for source, part, name in scores.all if (source, part) == ("duckling vi", "money")} == {
        "govspan"
    }
    assert "| duckling vi | money | 1 | 1.000 | – |" in format_fixtures(scores)
