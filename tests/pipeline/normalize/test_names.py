from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govspan.pipeline.normalize import Person
from govspan.pipeline.normalize.names import SAME_NAME, name_key, name_similarity, read_officials

TRIPLES = Path(__file__).parents[2] / "data" / "names.tsv"


def held_out(name: str) -> bool:
    """Half of the names: the rules and the threshold were made on the other half."""
    return int(hashlib.md5(name.encode()).hexdigest(), 16) % 2 == 1


def test_transliterations_are_told_from_near_misses() -> None:
    """Precision and recall on the half of the list that nothing was tuned on."""
    with TRIPLES.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if held_out(row["latin"])]
    assert len(rows) >= 100
    right = wrong = missed = 0
    for row in rows:
        likeness = min(name_similarity(row["latin"], row[script]) for script in ("thai", "devanagari"))
        said, same = likeness >= SAME_NAME, row["same"] == "1"
        right += said and same
        wrong += said and not same
        missed += same and not said
    precision, recall = right / (right + wrong), right / (right + missed)
    print(f"names: precision {precision:.3f}, recall {recall:.3f} on {len(rows)}")
    assert precision > 0.6
    assert recall > 0.6


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Trịnh Minh Hoàng", "ตรินห์ มินห์ ฮวาง"),
        ("Trịnh Minh Hoàng", "त्रिन्ह मिन्ह होआंग"),
        ("Trịnh Minh Hoàng", "TRINH MINH HOANG"),
        ("Somchai", "สมชาย"),
        ("Rajesh Kumar", "राजेश कुमार"),
    ],
)
def test_one_name_in_two_scripts(one: str, other: str) -> None:
    assert name_similarity(one, other) >= SAME_NAME


@pytest.mark.parametrize(("one", "other"), [("Hoàng", "Dũng"), ("Rajesh", "Suresh"), ("An", "")])
def test_other_names(one: str, other: str) -> None:
    assert name_similarity(one, other) < SAME_NAME


@given(st.text(), st.text())
def test_similarity_is_a_share_and_symmetric(one: str, other: str) -> None:
    likeness = name_similarity(one, other)
    assert 0 <= likeness <= 1
    assert likeness == pytest.approx(name_similarity(other, one))


def test_a_key_is_in_small_letters() -> None:
    assert name_key("Nguyễn Văn Nghị") == "Nuyen van Ni"


def test_mentions_of_one_person_come_together() -> None:
    found = read_officials(
        ["Trịnh Xuân Trường", "Hoàng Gia Long", "Trường", "Trịnh  Xuân\nTrường", "Long", "Lê An"]
    )
    assert all(isinstance(person, Person) for person in found)
    people = [person.mention for person in found if isinstance(person, Person)]
    assert people == [0, 1, 0, 0, 1, 2]
    assert {person.name for person in found if isinstance(person, Person) and person.mention == 0} == {
        "Trịnh Xuân Trường"
    }


def test_of_two_that_fit_the_last_one_named_is_meant() -> None:
    found = read_officials(["Trần Văn Nam", "Lê Văn Nam", "Nam", "Trần Văn Nam", "Nam"])
    assert [person.mention for person in found if isinstance(person, Person)] == [0, 1, 1, 0, 0]
