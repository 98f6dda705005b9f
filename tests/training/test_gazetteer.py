from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from govspan.annotations import ConfigError
from govspan.training.gazetteer import GAZETTEERS, read_gazetteers

TEXT = """
locations = ["tỉnh Lào Cai"]
agencies = ["UBND {location}"]
indicators = []
roles = ["Giám đốc"]
decrees = ["Quyết định số {number}/{year}/QĐ-TTg"]
people = ["{surname} {middle} {given}"]
surnames = ["Lò"]
middles = []
givens = ["Hạnh"]
[abbreviations]
"Ủy ban nhân dân" = "UBND"
[spellings]
"%" = " phần trăm"
"""


def write(folder: Path, text: str) -> Path:
    (folder / "vi.toml").write_text(text, encoding="utf-8")
    return folder


def test_names_are_drawn_from_patterns(tmp_path: Path) -> None:
    gazetteer = read_gazetteers(write(tmp_path, TEXT))["vi"]
    rng = np.random.default_rng(0)
    assert gazetteer.draw("AGENCY", rng) == "UBND tỉnh Lào Cai"
    # An empty list of middle names leaves no double space.
    assert gazetteer.draw("OFFICIAL", rng) == "Lò Hạnh"
    number, year, kind = gazetteer.draw("DECREE", rng).removeprefix("Quyết định số ").split("/")
    assert number.isdecimal()
    assert len(year) == 4
    assert kind == "QĐ-TTg"
    assert set(gazetteer.labels) == {"LOCATION", "AGENCY", "ROLE", "DECREE", "OFFICIAL"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('roles = ["Giám đốc"]', "", "no 'roles' there"),
        ("{location}", "{place}", "AGENCY 'UBND {place}': unknown placeholder 'place'"),
        ("[spellings]", "[spellings", "cannot read the gazetteer"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_gazetteers(write(tmp_path, TEXT.replace(old, new)))
    assert str(caught.value).startswith(f"{tmp_path / 'vi.toml'}: ")
    assert message in str(caught.value)


@pytest.mark.parametrize("lang", ["en", "hi", "th", "vi"])
def test_the_package_has_a_gazetteer_for_each_language(lang: str) -> None:
    gazetteer = read_gazetteers(GAZETTEERS)[lang]
    rng = np.random.default_rng(0)
    assert set(gazetteer.labels) == {"LOCATION", "AGENCY", "INDICATOR", "ROLE", "DECREE", "OFFICIAL"}
    for label, patterns in gazetteer.labels.items():
        assert len(patterns) >= (1 if label == "OFFICIAL" else 30), label
        for _ in range(50):
            name = gazetteer.draw(label, rng)
            assert name.strip() == name
            assert "{" not in name
