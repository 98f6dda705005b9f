"""A pipeline whose encoder runs in ONNX Runtime: the same predictions, saved and loaded, and its errors."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import spacy
import torch
from spacy.language import Language

from govspan.annotations import Document, MissingExtraError, ModelError
from govspan.pipeline.convert import doc_to_record
from govspan.pipeline.extractor import ExtractorComponent
from govspan.pipeline.model import Prediction
from govspan.pipeline.onnx_encoder import OnnxEncoder
from govspan.pipeline.runtime import ENCODER_FILE, FORMATS, Runtime
from govspan.training.export import export_pipeline, get_extractor, load_pipeline
from govspan.training.onnx_export import use_onnx

pytest.importorskip("onnxruntime")

Predict = Callable[[Language], list[Prediction]]


@pytest.fixture(scope="module")
def folder(exported: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny pipeline for ONNX Runtime; tests only read it."""
    nlp = load_pipeline(str(exported), device="cpu")
    use_onnx(get_extractor(nlp).runtime, int8=False)
    path = tmp_path_factory.mktemp("onnx") / "pipeline"
    export_pipeline(nlp, path, {})
    return path


@pytest.fixture(scope="module")
def parts(folder: Path) -> dict[str, bytes]:
    return Runtime.load(folder / "extractor").to_parts()


@pytest.fixture(scope="module")
def nlp(folder: Path) -> Language:
    return spacy.load(folder, config={"components.extractor.precision": "float32"})


@pytest.fixture(scope="module")
def predict(documents: list[Document]) -> Predict:
    def run(nlp: Language) -> list[Prediction]:
        component = nlp.get_pipe("extractor")
        assert isinstance(component, ExtractorComponent)
        # Alone, and with others that pad it.
        docs = [nlp.make_doc(document.text) for document in documents]
        return component.predict(docs) + component.predict(docs[:1])

    return run


def assert_close(found: list[Prediction], wanted: list[Prediction]) -> None:
    for left, right in zip(found, wanted, strict=True):
        assert left.spans == right.spans
        assert left.scores == pytest.approx(right.scores, abs=1e-4)
        assert len(left.arguments) == len(right.arguments)


def test_it_predicts_what_torch_predicts(exported: Path, nlp: Language, predict: Predict) -> None:
    torch_nlp = spacy.load(exported, config={"components.extractor.precision": "float32"})
    wanted = predict(torch_nlp)
    assert sum(len(prediction.spans) for prediction in wanted) > 40
    assert_close(predict(nlp), wanted)


def test_what_is_saved(folder: Path, exported: Path) -> None:
    names = sorted(path.name for path in (folder / "extractor").iterdir())
    assert names == sorted((*Runtime.FILES, ENCODER_FILE))
    config = json.loads((folder / "extractor" / "config.json").read_text(encoding="utf-8"))
    assert (config["backend"], config["format_version"]) == ("onnx", FORMATS["onnx"])
    # The weights are in one of the two files only.
    weights = (folder / "extractor" / "model.safetensors").stat().st_size
    assert weights < (exported / "extractor" / "model.safetensors").stat().st_size
    assert b"encoder." not in (folder / "extractor" / "model.safetensors").read_bytes()


def test_disk_and_bytes_round_trip(nlp: Language, predict: Predict, tmp_path: Path) -> None:
    wanted = predict(nlp)
    nlp.to_disk(tmp_path / "copy")
    copy = spacy.load(tmp_path / "copy", config={"components.extractor.precision": "float32"})
    assert_close(predict(copy), wanted)
    copy = spacy.util.get_lang_class("xx").from_config(nlp.config)
    copy.from_bytes(nlp.to_bytes())
    copy.get_pipe("extractor").configure(precision="float32")
    assert_close(predict(copy), wanted)


def test_an_encoder_can_be_pickled(parts: dict[str, bytes], nlp: Language) -> None:
    encoder = get_extractor(nlp).runtime.model.encoder
    again = pickle.loads(pickle.dumps(encoder))
    batch = {"input_ids": torch.ones(2, 5, dtype=torch.long), "attention_mask": torch.ones(2, 5).long()}
    assert torch.equal(again(**batch).last_hidden_state, encoder(**batch).last_hidden_state)


def test_sessions_follow_torchs_threads(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = get_extractor(nlp).runtime.model.encoder
    first = encoder._session()
    assert encoder._session() is first
    monkeypatch.setattr(torch, "get_num_threads", lambda: 2)
    second = encoder._session()
    assert second.get_session_options().intra_op_num_threads == 2
    assert encoder._session() is second


_THREADED = """
import sys, spacy
nlp = spacy.load(sys.argv[1])
text = "the Ministry of Fisheries issued Decision No. 77/2031. " * 200
single = [len(nlp(text).ents)] * 2
assert [len(doc.ents) for doc in nlp.pipe([text] * 2, n_process=2, batch_size=1)] == single
"""


def test_worker_processes_survive_threads(folder: Path) -> None:
    # They inherit a session whose threads did not come along.
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", _THREADED, str(folder)],
        env={**os.environ, "OMP_NUM_THREADS": "2", "OMP_WAIT_POLICY": "PASSIVE"},
        start_new_session=True,
    )
    try:
        assert process.wait(timeout=60) == 0
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_worker_processes_find_the_same(nlp: Language, documents: list[Document]) -> None:
    texts = [document.text for document in documents]
    spread = [doc_to_record(doc)["entities"] for doc in nlp.pipe(texts, n_process=2, batch_size=2)]
    found = [[(item["start"], item["end"], item["label"]) for item in record] for record in spread]
    assert found == [[(ent.start_char, ent.end_char, ent.label_) for ent in nlp(text).ents] for text in texts]


# --- errors


def test_it_runs_on_the_cpu_only(folder: Path) -> None:
    assert get_extractor(load_pipeline(str(folder), device="auto")).runtime.device.type == "cpu"
    with pytest.raises(ModelError) as caught:
        load_pipeline(str(folder), device="cuda")
    assert str(caught.value) == (
        "device 'cuda' cannot be used: an ONNX encoder runs on the cpu only: "
        "load the pipeline that it was exported from"
    )


def test_the_encoders_file_is_missing(parts: dict[str, bytes], tmp_path: Path) -> None:
    for name, content in parts.items():
        if name != ENCODER_FILE:
            (tmp_path / name).write_bytes(content)
    with pytest.raises(ModelError) as caught:
        Runtime.load(tmp_path)
    assert str(caught.value) == f"{tmp_path}: encoder.onnx missing: export the pipeline again"


@pytest.mark.parametrize(
    "damage", [lambda content: content[:-7], lambda content: b"", lambda content: b"\x80\x04" + content]
)
def test_a_damaged_file(parts: dict[str, bytes], damage: Callable[[bytes], bytes]) -> None:
    with pytest.raises(ModelError, match=r"^here: encoder\.onnx is damaged: .") as caught:
        Runtime.from_parts({**parts, ENCODER_FILE: damage(parts[ENCODER_FILE])}, "here")
    assert "\n" not in str(caught.value)


def test_an_encoder_of_another_width(parts: dict[str, bytes]) -> None:
    with pytest.raises(ModelError, match=r"not last_hidden_state of width 48$"):
        OnnxEncoder(parts[ENCODER_FILE], 48)


def test_without_onnx_runtime(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(MissingExtraError) as caught:
        spacy.load(folder)
    assert str(caught.value) == (
        "An exported ONNX encoder needs optional packages: pip install 'govspan[onnx]'"
    )
