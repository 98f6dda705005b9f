from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from govspan.annotations import ConfigError, DataError, Document, read_documents, write_documents
from govspan.training.config import TrainConfig, write_config
from govspan.training.evaluation import learning_curve as module
from govspan.training.evaluation.learning_curve import Step, learning_curve, read_curve
from govspan.training.train import TrainResult

Configure = Callable[[dict[str, Any]], TrainConfig]


@pytest.fixture(scope="module")
def many(documents: list[Document], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four copies of each small document."""
    path = tmp_path_factory.mktemp("many") / "train.jsonl"
    write_documents(
        path,
        [
            Document(f"{document.id}{at}", document.lang, document.text, document.spans, document.events)
            for document in documents
            for at in range(4)
        ],
    )
    return path


@pytest.fixture(scope="module")
def config(configure: Configure, short: dict[str, Any], many: Path) -> TrainConfig:
    return configure(
        {**short, "data.train": str(many), "training.max_steps": 2, "training.evaluate_every": 2}
    )


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> list[TrainConfig]:
    """Takes the place of training, which is tested elsewhere: the score is the number of documents."""
    done: list[TrainConfig] = []

    def train(config: TrainConfig, output: Path, resume: bool) -> TrainResult:
        assert not resume
        done.append(config)
        output.mkdir(parents=True)
        write_config(config, output / "config.cfg")
        number = len(list(read_documents(Path(config.data.train))))
        f1 = {"f1": number / 100}
        own = {"overall": f1}
        dev = {
            "entities": own,
            "triggers": {"classification": f1},
            "arguments": {"classification": f1},
            "languages": {"th": {"entities": own}},
        }
        (output / "metrics.json").write_text(json.dumps({"dev": dev}), encoding="utf-8")
        return TrainResult(output / "pipeline", dev, 2)

    monkeypatch.setattr(module, "train", train)
    return done


def ids(path: Path) -> set[str]:
    return {document.id for document in read_documents(path)}


def test_two_real_runs_that_are_read_again(
    config: TrainConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = list(learning_curve(config, tmp_path, (1.0, 0.25)))
    assert [(step.share, step.documents) for step in steps] == [(0.25, 4), (1.0, 16)]
    for step in steps:
        assert set(step.f1) == {
            "entities",
            "triggers",
            "arguments",
            *(f"entities, {lang}" for lang in ("en", "hi", "th", "vi")),
        }
        metrics = json.loads((tmp_path / f"{step.share:g}" / "run" / "metrics.json").read_text("utf-8"))
        assert step.f1["entities"] == metrics["dev"]["entities"]["overall"]["f1"]
    assert ids(tmp_path / "0.25" / "train.jsonl") < ids(tmp_path / "1" / "train.jsonl")
    assert read_curve(tmp_path / "learning_curve.json") == steps

    monkeypatch.setattr(module, "train", None)  # it would fail
    assert list(learning_curve(config, tmp_path, (0.25, 1.0))) == steps


def test_parts_are_nested_and_of_every_language(
    config: TrainConfig, tmp_path: Path, trained: list[TrainConfig]
) -> None:
    shares = (0.1, 0.5, 0.75, 1.0)
    steps = list(learning_curve(config, tmp_path, shares))
    assert [step.documents for step in steps] == [4, 8, 12, 16]
    assert [step.f1["entities, th"] for step in steps] == [0.04, 0.08, 0.12, 0.16]
    parts = [ids(tmp_path / f"{share:g}" / "train.jsonl") for share in shares]
    for smaller, larger in itertools.pairwise(parts):
        assert smaller < larger
    assert {name[:2] for name in parts[0]} == {"en", "hi", "th", "vi"}
    assert [Path(each.data.train).parent.name for each in trained] == ["0.1", "0.5", "0.75", "1"]
    assert {each.data.dev for each in trained} == {config.data.dev}


def test_what_is_missing_is_trained(config: TrainConfig, tmp_path: Path, trained: list[TrainConfig]) -> None:
    list(learning_curve(config, tmp_path, [0.5]))
    steps = list(learning_curve(config, tmp_path, [1.0, 0.5]))
    assert len(trained) == 2
    assert read_curve(tmp_path / "learning_curve.json") == steps
    assert [step.share for step in steps] == [0.5, 1.0]


def test_an_interrupted_run_goes_on(
    config: TrainConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def interrupted(config: TrainConfig, output: Path, resume: bool) -> TrainResult:
        calls.append(resume)
        (output / "checkpoints" / "checkpoint-1").mkdir(parents=True, exist_ok=True)
        return TrainResult(None, {}, 1)

    monkeypatch.setattr(module, "train", interrupted)
    for _ in range(2):
        assert list(learning_curve(config, tmp_path, [0.5, 1.0])) == []
    assert calls == [False, True]
    assert not (tmp_path / "learning_curve.json").exists()


def test_another_config_is_refused_and_spoils_nothing(
    config: TrainConfig,
    configure: Configure,
    short: dict[str, Any],
    tmp_path: Path,
    trained: list[TrainConfig],
) -> None:
    list(learning_curve(config, tmp_path, [0.5]))
    before = (tmp_path / "0.5" / "train.jsonl").read_bytes()
    other = configure({**short, "data.train": config.data.train, "training.seed": 7})
    with pytest.raises(ConfigError, match="holds the run of another config: choose another --output"):
        list(learning_curve(other, tmp_path, [0.5]))
    assert (tmp_path / "0.5" / "train.jsonl").read_bytes() == before
    assert len(trained) == 1


def test_other_documents_are_refused_and_spoil_nothing(
    config: TrainConfig, tmp_path: Path, trained: list[TrainConfig], documents: list[Document]
) -> None:
    path = tmp_path / "data.jsonl"
    settings = config.to_dict()
    settings["data"]["train"] = str(path)
    own = TrainConfig.model_validate(settings)
    write_documents(path, documents)
    list(learning_curve(own, tmp_path, [1.0]))
    before = (tmp_path / "1" / "train.jsonl").read_bytes()
    write_documents(path, documents[:2])
    with pytest.raises(ConfigError, match="holds the run of other training documents"):
        list(learning_curve(own, tmp_path, [1.0]))
    assert (tmp_path / "1" / "train.jsonl").read_bytes() == before
    assert len(trained) == 1


@pytest.mark.parametrize("shares", [[], [0.0], [0.5, 1.5], [-0.1], [float("nan")]])
def test_silly_shares(config: TrainConfig, tmp_path: Path, shares: list[float]) -> None:
    with pytest.raises(ConfigError, match=r"each is more than 0 and at most 1$"):
        list(learning_curve(config, tmp_path / "new", shares))
    assert not (tmp_path / "new").exists()


def test_read_what_is_no_curve(tmp_path: Path) -> None:
    path = tmp_path / "learning_curve.json"
    for content in ("", "{", "[1]", '{"a": 1}', '[{"share": 1}]', "1"):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(DataError, match="not a learning curve of `govspan learning-curve`"):
            read_curve(path)
    with pytest.raises(DataError, match="not a learning curve"):
        read_curve(tmp_path / "none.json")
    path.write_text('[{"share": 1, "documents": 3, "f1": {"entities": 0.5}}]', encoding="utf-8")
    assert read_curve(path) == [Step(1, 3, {"entities": 0.5})]
