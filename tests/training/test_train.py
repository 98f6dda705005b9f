"""Training runs, all tiny and all real: what they leave, resume, repeat and refuse."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import spacy
import torch
from safetensors.torch import load_file
from tiny_encoders import bert, save
from transformers import PreTrainedTokenizerFast

from govspan.annotations import ConfigError, DataError, Document, ModelError
from govspan.configs import CONFIG_DIR
from govspan.training import train as training
from govspan.training.config import TrainConfig, load_config
from govspan.training.train import train

Configure = Callable[[dict[str, Any]], TrainConfig]
Options = Callable[[dict[str, Any]], list[str]]


def exported(run: Path) -> dict[str, torch.Tensor]:
    return load_file(run / "pipeline" / "extractor" / "model.safetensors")


def assert_same_weights(
    left: dict[str, torch.Tensor], right: dict[str, torch.Tensor], atol: float = 0.0
) -> None:
    assert left.keys() == right.keys()
    for name, tensor in left.items():
        torch.testing.assert_close(
            tensor, right[name], rtol=0, atol=atol, msg=lambda text, name=name: f"{name}: {text}"
        )


def test_what_a_run_leaves(tiny_run: Path, overrides: dict[str, Any], configure: Configure) -> None:
    assert {path.name for path in tiny_run.iterdir()} == {
        "config.cfg",
        "subwords",
        "checkpoints",
        "logs",
        "pipeline",
        "metrics.json",
    }
    assert load_config(TrainConfig, tiny_run / "config.cfg") == configure(overrides)
    assert {path.name for path in (tiny_run / "checkpoints").iterdir()} == {"checkpoint-60", "checkpoint-120"}
    metrics = json.loads((tiny_run / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["steps"] == 120
    assert metrics["dev"]["documents"] == 4
    assert set(metrics["dev"]["languages"]) == {"en", "hi", "th", "vi"}
    assert metrics["dev"]["entities"]["overall"]["f1"] > 0.95
    assert metrics["dev"]["arguments"]["classification"]["f1"] > 0.9
    meta = json.loads((tiny_run / "pipeline" / "meta.json").read_text(encoding="utf-8"))
    assert meta["performance"]["ents_f"] == metrics["dev"]["entities"]["overall"]["f1"]
    assert (meta["lang"], meta["name"], meta["license"]) == ("xx", "govspan", "Apache-2.0")


def test_variants_are_trained_on_and_dev_stays_as_it_is(
    short: dict[str, Any], configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[Document]] = []
    scored: list[list[Document]] = []
    encode, evaluate = training.encode_dataset, training.evaluate_pipeline

    def encode_and_see(documents: list[Document], *rest: Any) -> Any:
        seen.append(list(documents))
        return encode(documents, *rest)

    def evaluate_and_see(nlp: Any, documents: list[Document]) -> Any:
        scored.append(list(documents))
        return evaluate(nlp, documents)

    monkeypatch.setattr(training, "encode_dataset", encode_and_see)
    monkeypatch.setattr(training, "evaluate_pipeline", evaluate_and_see)
    settings = {**short, "augmentation.variants": 2, "augmentation.entities": 1.0, "training.max_steps": 3}
    training.train(configure(settings), tmp_path)
    assert len(seen[0]) == 3 * 4
    assert len({document.text for document in seen[0]}) == 3 * 4
    assert seen[0][:4] == scored[0]


def test_an_epoch_reads_each_document_in_one_of_its_versions(
    overrides: dict[str, Any], configure: Configure, tmp_path: Path
) -> None:
    once = training.train(configure({**overrides, "training.epochs": 4}), tmp_path / "once")
    settings = {**overrides, "training.epochs": 4, "augmentation.variants": 3}
    varied = training.train(configure(settings), tmp_path / "varied")
    # Languages are drawn at random until all have been read, so not to the step.
    assert varied.steps == pytest.approx(once.steps, rel=0.6)


def test_tensorboard_can_read_the_logs(tiny_run: Path) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    events = list((tiny_run / "logs").rglob("events.out.tfevents.*"))
    assert events
    scalars: dict[str, list[int]] = {}
    for path in events:
        accumulator = EventAccumulator(str(path))
        accumulator.Reload()
        for tag in accumulator.Tags()["scalars"]:
            scalars[tag] = [event.step for event in accumulator.Scalars(tag)]
    assert scalars["eval/f1"] == [60, 120]
    assert scalars["eval/entities_f1_th"] == [60, 120]
    assert scalars["train/loss"][-1] == 120


def test_the_dev_scores_are_those_of_the_exported_pipeline(tiny_run: Path, documents: list[Document]) -> None:
    from govspan.training.evaluate import evaluate_pipeline
    from govspan.training.export import load_pipeline

    metrics = json.loads((tiny_run / "metrics.json").read_text(encoding="utf-8"))
    scores = evaluate_pipeline(load_pipeline(str(tiny_run / "pipeline"), device="cpu"), documents)
    assert json.loads(json.dumps(scores)) == metrics["dev"]


@pytest.fixture(scope="module")
def finished(short: dict[str, Any], configure: Configure, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of six steps."""
    output = tmp_path_factory.mktemp("finished") / "run"
    result = train(configure(short), output)
    assert result.pipeline == output / "pipeline"
    assert result.steps == 6
    return output


def test_one_seed_gives_one_model(
    finished: Path, short: dict[str, Any], configure: Configure, tmp_path: Path
) -> None:
    train(configure(short), tmp_path / "again")
    assert_same_weights(exported(tmp_path / "again"), exported(finished))
    train(configure({**short, "training.seed": 1, "training.max_steps": 3}), tmp_path / "other")
    name = "emission.weight"
    assert not torch.equal(exported(tmp_path / "other")[name], exported(finished)[name])


def test_the_limits_of_roles_are_those_of_the_training_documents(
    short: dict[str, Any], configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = {"one_filler": ["MEETING.Chair"], "one_event": []}
    monkeypatch.setattr(training, "find_role_limits", lambda documents: limits)
    settings = {**short, "training.max_steps": 1, "training.evaluate_every": 1}
    train(configure(settings), tmp_path / "run")
    from govspan.training.export import get_extractor, load_pipeline

    nlp = load_pipeline(str(tmp_path / "run" / "pipeline"), device="cpu")
    assert get_extractor(nlp).runtime.model.settings.role_limits == limits


def test_an_occupied_output_is_refused(finished: Path, short: dict[str, Any], configure: Configure) -> None:
    before = {path: path.stat().st_mtime_ns for path in finished.rglob("*")}
    with pytest.raises(ConfigError) as caught:
        train(configure(short), finished)
    assert str(caught.value) == (
        f"{finished} holds a run already: add --resume to go on with it, or choose another --output"
    )
    assert {path: path.stat().st_mtime_ns for path in finished.rglob("*")} == before


def test_resuming_with_another_config_is_refused(
    finished: Path, short: dict[str, Any], configure: Configure
) -> None:
    with pytest.raises(ConfigError) as caught:
        train(configure({**short, "training.learning_rate": 0.5}), finished, resume=True)
    assert str(caught.value).startswith(
        f"{finished / 'config.cfg'} differs from the config given: resume with "
    )


def test_nothing_to_resume(short: dict[str, Any], configure: Configure, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        train(configure(short), tmp_path / "run", resume=True)
    assert str(caught.value) == (
        f"{tmp_path / 'run' / 'checkpoints'}: no checkpoint to go on from: leave out --resume"
    )


def test_an_output_that_cannot_be_written(
    short: dict[str, Any], configure: Configure, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match=r"file/run: cannot write there: Not a directory$"):
        train(configure(short), tmp_path / "file" / "run")


def test_data_of_another_scheme_leaves_no_checkpoint(
    short: dict[str, Any], configure: Configure, tmp_path: Path
) -> None:
    (tmp_path / "d.jsonl").write_text(
        '{"id": "d", "lang": "en", "text": "a", "spans": [{"id": "s", "start": 0, "end": 1, "label": "X"}]}\n'
    )
    with pytest.raises(DataError, match="unknown label: span s 'X'"):
        train(configure({**short, "data.dev": str(tmp_path / "d.jsonl")}), tmp_path / "run")
    # So the same command works once the data are mended.
    assert not (tmp_path / "run" / "checkpoints").exists()


def test_sub_words_of_a_run_that_failed_are_made_again(
    short: dict[str, Any], configure: Configure, tmp_path: Path
) -> None:
    from transformers import PreTrainedTokenizerFast

    with pytest.raises(ModelError, match="overlap"):
        train(configure({**short, "encoder.overlap": 60}), tmp_path / "run")
    train(configure({**short, "encoder.new.vocab_size": 400}), tmp_path / "run")
    assert len(PreTrainedTokenizerFast.from_pretrained(tmp_path / "run" / "subwords")) == 400


def wait_for(path: Path, process: subprocess.Popen[str], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not path.exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, f"no {path}"
        time.sleep(0.01)


def test_an_interrupted_run_goes_on_where_it_stopped(
    overrides: dict[str, Any], configure: Configure, options: Options, tmp_path: Path
) -> None:
    settings = {**overrides, "training.max_steps": 40, "training.evaluate_every": 5}
    broken = tmp_path / "broken"
    command = ["train", str(CONFIG_DIR / "default.cfg"), "--output", str(broken), *options(settings)]
    process = subprocess.Popen(
        [sys.executable, "-m", "govspan", *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        wait_for(broken / "checkpoints" / "checkpoint-5", process, seconds=90)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 130, err
    assert "Traceback" not in err
    steps = max(int(path.name.rpartition("-")[2]) for path in (broken / "checkpoints").iterdir())
    assert 5 <= steps < 40
    assert out.splitlines()[-1] == (
        f"stopped at step {steps}; go on with: govspan train {broken}/config.cfg --output {broken} --resume"
    )
    assert not (broken / "pipeline").exists()

    # As the message says, from the written config.
    resumed = train(load_config(TrainConfig, broken / "config.cfg"), broken, resume=True)
    whole = train(configure(settings), tmp_path / "whole")
    assert (resumed.steps, whole.steps) == (40, 40)
    last = Path("checkpoints") / "checkpoint-40" / "model.safetensors"
    assert_same_weights(load_file(broken / last), load_file(tmp_path / "whole" / last), atol=1e-6)
    assert_same_weights(exported(broken), exported(tmp_path / "whole"), atol=1e-6)
    assert resumed.scores == whole.scores


def test_a_second_interrupt_stops_at_once() -> None:
    from transformers import TrainerControl

    from govspan.training.trainer import StopOnInterrupt

    callback, control = StopOnInterrupt(), TrainerControl()
    # A shell's background job is started with the signal ignored.
    outer = signal.signal(signal.SIGINT, signal.default_int_handler)
    callback.on_train_begin(None, None, control)  # type: ignore[arg-type]
    try:
        signal.raise_signal(signal.SIGINT)
        assert callback.interrupted
        callback.on_step_end(None, None, control)  # type: ignore[arg-type]
        assert (control.should_save, control.should_training_stop) == (True, True)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    finally:
        callback.on_train_end(None, None, control)  # type: ignore[arg-type]
        before = signal.signal(signal.SIGINT, outer)
    assert before is signal.default_int_handler


def test_early_stopping(overrides: dict[str, Any], configure: Configure, tmp_path: Path) -> None:
    # A rate so small that the score stays at 0.
    settings = {
        **overrides,
        "training.learning_rate": 1e-12,
        "training.encoder_learning_rate": 1e-12,
        "training.form_learning_rate": 1e-12,
        "training.evaluate_every": 1,
        "training.patience": 2,
    }
    assert train(configure(settings), tmp_path / "run").steps == 3
    assert len(list((tmp_path / "run" / "checkpoints").iterdir())) == 2


def test_a_pretrained_encoder_in_a_directory(
    short: dict[str, Any],
    configure: Configure,
    documents: list[Document],
    subwords: PreTrainedTokenizerFast,
    tmp_path: Path,
) -> None:
    torch.manual_seed(0)
    encoder = bert(subwords, positions=64)
    save(encoder, subwords, tmp_path / "bert")
    settings = {**short, "encoder.path": str(tmp_path / "bert"), "training.encoder_learning_rate": 1e-9}
    result = train(configure(settings), tmp_path / "run")
    assert not (tmp_path / "run" / "subwords").exists()
    # The weights that it started from, hardly moved; an export is in half precision.
    weights = exported(tmp_path / "run")
    for name, tensor in encoder.state_dict().items():
        torch.testing.assert_close(weights[f"encoder.{name}"].float(), tensor, rtol=2e-3, atol=1e-6)
    # The exported pipeline needs the encoder's directory no more.
    shutil.rmtree(tmp_path / "bert")
    assert result.pipeline is not None
    nlp = spacy.load(result.pipeline)
    assert nlp(documents[0].text).text == documents[0].text


def test_several_processes(
    short: dict[str, Any],
    options: Options,
    spawn: Callable[..., Any],
    documents: list[Document],
    tmp_path: Path,
) -> None:
    output = tmp_path / "run"
    # With --cpu `accelerate launch` starts one process only, unless there is MPI.
    launch = ["accelerate.commands.launch", "--multi_gpu", "--num_machines", "1", "--num_processes", "2"]
    launch += ["--mixed_precision", "no", "--dynamo_backend", "no", "--main_process_port", "0"]
    command = ["-m", "govspan", "train", CONFIG_DIR / "default.cfg", "--output", output, *options(short)]
    done = spawn(*launch, *command)
    assert done.status == 0, done.err
    assert done.out.count("6 steps; pipeline: ") == 1
    assert json.loads((output / "metrics.json").read_text(encoding="utf-8"))["steps"] == 6
    nlp = spacy.load(output / "pipeline")
    assert nlp(documents[0].text).text == documents[0].text
    checkpoint = output / "checkpoints" / "checkpoint-6"
    assert {path.name for path in checkpoint.glob("rng_state*")} == {"rng_state_0.pth", "rng_state_1.pth"}
    # Two processes read twice the documents in a step.
    state = json.loads((checkpoint / "trainer_state.json").read_text(encoding="utf-8"))
    assert state["epoch"] == 3.0
