"""The exported pipeline: a directory that spaCy loads, packages and evaluates."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language

from govspan.annotations import Document, ModelError
from govspan.pipeline.convert import doc_to_record, write_docbin
from govspan.pipeline.runtime import Runtime
from govspan.pipeline.tokenizer import Tokenizer
from govspan.training.export import (
    COMPONENT,
    export_pipeline,
    load_pipeline,
    make_pipeline,
    without_values,
)

Spawn = Callable[..., Any]


@pytest.fixture(scope="module")
def exported(tiny_run: Path) -> Path:
    """The tiny run's pipeline; tests only read it."""
    return tiny_run / "pipeline"


def test_a_pipeline_in_memory(tiny: Language, documents: list[Document]) -> None:
    component = tiny.get_pipe(COMPONENT)
    nlp = make_pipeline(tiny.tokenizer, component.runtime, threshold=0.25, device="cpu")
    assert nlp.pipe_names == [COMPONENT, "normalizer"]
    assert (nlp.get_pipe(COMPONENT).threshold, nlp.get_pipe(COMPONENT).device) == (0.25, "cpu")
    assert len(nlp(documents[0].text).ents) > 10
    component.set_runtime(component.runtime)


def test_spans_and_events_without_their_values(tiny: Language, documents: list[Document]) -> None:
    with without_values(tiny):
        alone = tiny(documents[0].text)
    whole = tiny(documents[0].text)
    assert whole.ents
    assert [span._.canonical for span in alone.ents] == [None] * len(whole.ents)
    assert all(span._.canonical for span in whole.ents)
    assert doc_to_record(alone)["events"] == doc_to_record(whole)["events"]
    with without_values(spacy.blank("xx")) as none:
        assert none == []


def test_what_an_export_is(exported: Path) -> None:
    names = {str(path.relative_to(exported)) for path in exported.rglob("*") if path.is_file()}
    assert {"config.cfg", "meta.json", "extractor/model.safetensors", "extractor/config.json"} <= names
    # spaCy's own .bin files are msgpack; the component has none.
    assert {name for name in names if name.startswith("extractor/")} == {
        f"extractor/{name}" for name in Runtime.FILES
    }
    meta = json.loads((exported / "meta.json").read_text(encoding="utf-8"))
    assert meta["requirements"] == [f"govspan>={version('govspan')}"]
    assert meta["components"] == [COMPONENT, "normalizer"]
    assert meta["labels"][COMPONENT][:2] == ["OFFICIAL", "ROLE"]
    # Nothing of the machine that it was made on.
    assert str(exported.parent) not in (exported / "config.cfg").read_text(encoding="utf-8")


def test_an_export_replaces_an_older_one(tiny: Language, documents: list[Document], tmp_path: Path) -> None:
    place = tmp_path / "pipeline"
    place.mkdir()
    (place / "old.txt").write_text("old")
    export_pipeline(tiny, place, {"name": "mine", "version": "1.2.3"})
    assert not (place / "old.txt").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["pipeline"]
    again = spacy.load(place)
    assert (again.meta["name"], again.meta["version"]) == ("mine", "1.2.3")
    assert doc_to_record(again(documents[1].text)) == doc_to_record(tiny(documents[1].text))


def test_a_failed_export_leaves_the_older_one(
    tiny: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "pipeline"
    place.mkdir()
    (place / "old.txt").write_text("old")

    def full(self: Language, path: Path, **_: Any) -> None:
        Path(path).mkdir()
        (Path(path) / "half").write_text("")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Language, "to_disk", full)
    with pytest.raises(ModelError) as caught:
        export_pipeline(tiny, place, {})
    assert str(caught.value) == f"{place}: cannot write the pipeline: No space left on device"
    assert (place / "old.txt").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["pipeline"]


def test_a_place_that_cannot_be_written(tiny: Language, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelError, match=r"file/pipeline: cannot write the pipeline: Not a directory$"):
        export_pipeline(tiny, tmp_path / "file" / "pipeline", {})


def test_load_pipeline_passes_settings(exported: Path) -> None:
    nlp = load_pipeline(str(exported), device="cpu", threshold=0.5)
    component = nlp.get_pipe(COMPONENT)
    assert (component.device, component.threshold) == ("cpu", 0.5)
    assert component.batch_size == 8


@pytest.mark.parametrize("name", ["no_such_package", "/no/such/directory", ""])
def test_no_such_pipeline(name: str) -> None:
    with pytest.raises(ModelError) as caught:
        load_pipeline(name, device="cpu")
    message = str(caught.value)
    assert message.startswith(f"{name}: cannot load a pipeline from there (")
    assert message.endswith(
        "name a directory that `govspan train` exported, or `govspan` for the bundled one"
    )
    assert "\n" not in message


def test_a_directory_without_a_pipeline(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot load a pipeline from there"):
        load_pipeline(str(tmp_path), device="cpu")


@pytest.mark.parametrize("settings", [{}, {"device": "cpu"}])
def test_a_pipeline_without_an_extractor(tmp_path: Path, settings: dict[str, str]) -> None:
    nlp = spacy.blank("xx")
    nlp.add_pipe("sentencizer")
    nlp.to_disk(tmp_path / "other")
    with pytest.raises(ModelError) as caught:
        load_pipeline(str(tmp_path / "other"), **settings)
    assert str(caught.value) == (
        f"{tmp_path / 'other'}: this pipeline has no component 'extractor'; it has ['sentencizer']"
    )


def test_a_pipeline_of_another_format(exported: Path, tmp_path: Path) -> None:
    shutil.copytree(exported, tmp_path / "new")
    config = tmp_path / "new" / "extractor" / "config.json"
    config.write_text(json.dumps({**json.loads(config.read_text()), "format_version": 99}))
    with pytest.raises(
        ModelError, match=r"config.json is of format 99 \(torch\), this govspan reads formats"
    ):
        load_pipeline(str(tmp_path / "new"))


def test_a_damaged_spacy_config(exported: Path, tmp_path: Path) -> None:
    shutil.copytree(exported, tmp_path / "bad")
    (tmp_path / "bad" / "config.cfg").write_text("[nlp\n")
    with pytest.raises(ModelError, match=r"bad: cannot load a pipeline from there \("):
        load_pipeline(str(tmp_path / "bad"))


def test_a_threshold_that_makes_no_sense(exported: Path) -> None:
    with pytest.raises(ModelError, match="threshold is between 0 and 1"):
        load_pipeline(str(exported), threshold=1.5)


def test_a_device_that_is_not_there(exported: Path) -> None:
    with pytest.raises(ModelError, match=r"^device 'toaster' cannot be used: "):
        load_pipeline(str(exported), device="toaster")


def test_spacy_package_makes_a_wheel(
    exported: Path, documents: list[Document], spawn: Spawn, tmp_path: Path
) -> None:
    done = spawn("spacy", "package", exported, tmp_path, "--build", "wheel", "--force", PIP_NO_INDEX="1")
    assert done.status == 0, done.out + done.err
    (wheel,) = tmp_path.rglob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (metadata,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        text = archive.read(metadata).decode()
        archive.extractall(tmp_path / "site")
    assert f"Requires-Dist: govspan>={version('govspan')}" in text.splitlines()
    assert "Name: xx_govspan" in text.splitlines()
    # Installed, it is loaded by name.
    (tmp_path / "site" / "probe.py").write_text(
        "import spacy, sys\nprint(len(spacy.load('xx_govspan')(sys.stdin.read()).ents))\n"
    )
    path = os.pathsep.join([str(tmp_path / "site"), *_paths()])
    probe = spawn("probe", stdin=documents[0].text.encode(), cwd=tmp_path, PYTHONPATH=path)
    assert probe.status == 0, probe.err
    assert int(probe.out) > 10


def _paths() -> list[str]:
    return [os.environ["PYTHONPATH"]] if os.environ.get("PYTHONPATH") else []


def test_spacy_evaluate_runs(
    exported: Path, documents: list[Document], tokenizer: Tokenizer, spawn: Spawn, tmp_path: Path
) -> None:
    assert write_docbin(tmp_path / "gold.spacy", documents, tokenizer) == (4, [])
    done = spawn("spacy", "evaluate", exported, tmp_path / "gold.spacy", "--output", tmp_path / "scores.json")
    assert done.status == 0, done.out + done.err
    scores = json.loads((tmp_path / "scores.json").read_text(encoding="utf-8"))
    for name in ("ents_f", "triggers_f", "arguments_f"):
        assert scores[name] > 0.9
    assert scores["ents_per_type"]["AGENCY"]["f"] > 0.9
