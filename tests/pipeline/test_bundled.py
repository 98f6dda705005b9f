"""The pipeline that the package carries."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

import govspan
from govspan.annotations import ModelError
from govspan.pipeline import bundled

SAMPLES = Path(__file__).parent.parent.parent / "annotations" / "samples"


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load("govspan")


@pytest.mark.parametrize("lang", ["en", "hi", "th", "vi"])
def test_it_finds_the_facts_of_a_sample(nlp: Language, lang: str) -> None:
    doc = nlp((SAMPLES / f"{lang}.txt").read_text(encoding="utf-8"))
    assert {"AGENCY", "VALUE", "PERIOD", "CHANGE", "INDICATOR"} <= {span.label_ for span in doc.ents}
    assert any(event.type == "MEASUREMENT" and event.arguments for event in doc._.events)


def test_load_takes_what_spacy_load_takes() -> None:
    nlp = govspan.load(config={"components": {"extractor": {"batch_size": 3, "threshold": 0.5}}})
    assert nlp.get_pipe("extractor").batch_size == 3
    doc = nlp("The Ministry of Finance issued Decision No. 12/2031 on 5 May 2031.")
    assert all(span._.score >= 0.5 for span in doc.ents)


def test_it_loads_offline_in_a_fresh_process(tmp_path: Path) -> None:
    code = "import spacy; doc = spacy.load('govspan')('Ngày 6/6/2031'); print([e.text for e in doc.ents])"
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "6/6/2031" in run.stdout


def test_it_fits_into_the_repository() -> None:
    megabytes = sum(path.stat().st_size for path in bundled.BUNDLED.rglob("*") if path.is_file()) / 1e6
    assert megabytes <= 45


def test_a_package_without_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bundled, "BUNDLED", tmp_path)
    with pytest.raises(ModelError, match="make model"):
        govspan.load()
