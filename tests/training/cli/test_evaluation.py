"""``govspan evaluate --report``, ``compare``, ``calibrate`` and ``learning-curve``."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import spacy

from govspan.annotations import Document, read_documents, write_documents
from govspan.configs import CONFIG_DIR
from govspan.pipeline.convert import doc_to_record
from govspan.training.evaluation import learning_curve as curve_module
from govspan.training.evaluation.sweep import THRESHOLDS
from govspan.training.export import get_extractor
from govspan.training.measurement_scores import FIELDS
from govspan.training.train import TrainResult

Cli = Callable[..., Any]
Options = Callable[[dict[str, Any]], list[str]]

DEFAULT = CONFIG_DIR / "default.cfg"


@pytest.fixture(scope="module")
def halved(documents: list[Document], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small documents with gold that lacks half of the spans and all events."""
    path = tmp_path_factory.mktemp("halved") / "halved.jsonl"
    write_documents(path, [Document(one.id, one.lang, one.text, one.spans[::2]) for one in documents])
    return path


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


# --- evaluate


def test_evaluate_with_a_report(cli: Cli, exported: Path, corpus: Path, tmp_path: Path) -> None:
    gold = tmp_path / "gold" / "a.jsonl"
    gold.parent.mkdir()
    row = {"trigger": "i1", **dict.fromkeys(FIELDS), "value": "1 metre"}
    gold.write_text(json.dumps({"id": "en", "spans": {}, "measurements": [row]}), encoding="utf-8")
    curve = tmp_path / "learning_curve.json"
    curve.write_text(json.dumps([{"share": 1, "documents": 4, "f1": {"entities": 0.9}}]), encoding="utf-8")
    folder = tmp_path / "new" / "report"
    done = cli(
        *("evaluate", exported, corpus, "--device", "cpu", "--report", folder, "--train", corpus),
        *("--canonical", gold.parent, "--learning-curve", curve, "--threshold-sweep"),
        *("--json", tmp_path / "scores.json"),
    )
    assert (done.status, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[-1] == f"report: {folder / 'report.html'}"
    assert any(line.startswith("entities (strict span)") for line in lines)
    assert sum(line.strip().startswith("0.") for line in lines) == len(THRESHOLDS)
    metrics, scores = read(folder / "metrics.json"), read(tmp_path / "scores.json")
    strict = metrics["scores"]["strict"]
    assert strict["all"]["f1"] == pytest.approx(scores["entities"]["overall"]["f1"])
    assert strict["surface seen in train"]["support"] == strict["all"]["support"] == 47
    assert metrics["measurements"]["en value"] == {"right": 0, "all": 1}
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 5
    assert f"--report {folder}" in page
    assert "Measurements, end to end" in page
    predictions = (folder / "predictions.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in predictions] == [one.id for one in read_documents(corpus)]


def test_evaluate_without_a_report_needs_nothing_of_it(
    cli: Cli, exported: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("matplotlib", "nervaluate", "jinja2"):
        monkeypatch.setitem(sys.modules, name, None)
    assert cli("evaluate", exported, corpus, "--threshold-sweep").status == 0


@pytest.mark.parametrize("name", ["matplotlib", "nervaluate", "jinja2"])
def test_a_missing_extra_is_seen_before_the_pipeline_is_loaded(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    for command in (("evaluate", "none", "none", "--report", tmp_path / "r"), ("compare", "x", "y", "none")):
        done = cli(*command)
        assert (done.status, done.out) == (2, "")
        assert done.lines == [
            f"error: A report ({name} is missing) needs optional packages: pip install 'govspan[report]'"
        ]
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--learning-curve", "{corpus}"), "not a learning curve of `govspan learning-curve`"),
        (("--canonical", "{corpus}/none"), "no such file or directory"),
        (("--train", "{corpus}/none"), "no such file or directory"),
    ],
)
def test_evaluate_with_what_cannot_be_read(
    cli: Cli, exported: Path, corpus: Path, tmp_path: Path, options: tuple[str, str], message: str
) -> None:
    given = [option.format(corpus=corpus) for option in options]
    done = cli("evaluate", exported, corpus, "--report", tmp_path / "report", *given)
    assert done.status == 2
    assert done.lines[-1].startswith("error: ")
    assert message in done.lines[-1]
    assert not (tmp_path / "report").exists()


def test_evaluate_nothing(cli: Cli, exported: Path, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("")
    done = cli("evaluate", exported, tmp_path, "--report", tmp_path / "report")
    assert done.status == 2
    assert "no documents to evaluate with" in done.lines[-1]


# --- compare


def test_compare(cli: Cli, exported: Path, corpus: Path, tmp_path: Path) -> None:
    report = tmp_path / "report"
    assert cli("evaluate", exported, corpus, "--report", report).status == 0
    predictions = report / "predictions.jsonl"
    same = cli("compare", exported, predictions, corpus, "--json", tmp_path / "new" / "same.json")
    assert (same.status, same.err) == (0, "")
    assert same.out.splitlines()[-1] == "0 documents changed; right entities with A, with B, of gold:"
    figures = read(tmp_path / "new" / "same.json")
    assert figures["changed_documents"] == []
    assert {row["difference"] for row in figures["differences"].values()} == {0}
    assert {row["p_bootstrap"] for row in figures["differences"].values()} == {1}

    nothing = tmp_path / "nothing.jsonl"
    rows = [{"id": one.id, "entities": [], "events": []} for one in read_documents(corpus)]
    nothing.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    done = cli("compare", predictions, nothing, corpus, "--json", tmp_path / "worse.json")
    assert done.status == 0
    assert done.out.splitlines()[0].split()[:4] == ["F1", "A", "B", "B"]
    row = read(tmp_path / "worse.json")["differences"]["strict"]
    assert row["b"] == 0
    assert row["difference"] < -0.9
    assert row["high"] < -0.8
    assert len(read(tmp_path / "worse.json")["changed_documents"]) == 4


def test_compare_with_predictions_for_other_documents(cli: Cli, corpus: Path, tmp_path: Path) -> None:
    path = tmp_path / "predictions.jsonl"
    path.write_text('{"id": "other", "entities": [], "events": []}', encoding="utf-8")
    done = cli("compare", path, path, corpus)
    assert done.status == 2
    assert done.lines[-1] == (
        f"error: {path}: no prediction for 4 documents, such as en: predict for the same data"
    )
    done = cli("compare", corpus, path, corpus)
    assert done.lines[-1] == f"error: {corpus}:1: no prediction: expected id, entities and events"
    done = cli("compare", tmp_path / "none", path, corpus)
    assert done.status == 2
    assert f"{tmp_path / 'none'}: cannot load a pipeline from there" in done.lines[-1]


# --- calibrate


def test_calibrate(cli: Cli, exported: Path, halved: Path, corpus: Path, tmp_path: Path) -> None:
    output = tmp_path / "new" / "calibrated"
    done = cli("calibrate", exported, halved, "--output", output, "--device", "cpu")
    assert (done.status, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[-1] == f"pipeline: {output}"
    biases, temperatures = (
        {line.split()[0]: list(map(float, line.split()[1:])) for line in table.splitlines()[1:]}
        for table in done.out.split("\n\n")[:2]
    )
    # Gold is half of what it finds: nothing is gained by finding more.
    assert {name: row[0] for name, row in biases.items()} == {"entities": 0.0, "triggers": 0.0}
    assert list(temperatures) == ["entities", "roles", "events"]
    temperature, before, after = temperatures["entities"]
    assert temperature > 1
    assert after < before
    again, old = spacy.load(output), spacy.load(exported)
    assert again.meta["name"] == old.meta["name"]
    assert old.meta["performance"]
    assert not again.meta["performance"]
    for document in read_documents(corpus):
        new, plain = (doc_to_record(nlp(document.text)) for nlp in (again, old))
        assert len(new["entities"]) == len(plain["entities"]) > 0
        for one, other in zip(new["entities"], plain["entities"], strict=True):
            assert {**one, "score": 0} == {**other, "score": 0}
            assert 0.5 < one["score"] < other["score"]
        orders = [
            sorted(range(len(side["entities"])), key=lambda at, side=side: side["entities"][at]["score"])
            for side in (new, plain)
        ]
        assert orders[0] == orders[1]


def test_calibrate_with_the_limits_of_what_it_was_trained_on(
    cli: Cli, exported: Path, halved: Path, tmp_path: Path
) -> None:
    output = tmp_path / "limited"
    train = Path("annotations/data/train")
    done = cli("calibrate", exported, halved, "--train", train, "--output", output, "--device", "cpu")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("at most one filler in an event: ALLOCATION.Giver, ")
    limits = get_extractor(spacy.load(output)).runtime.model.settings.role_limits
    assert "MEASUREMENT.Value" in limits["one_event"]
    assert "MEASUREMENT.Value" not in limits["one_filler"]


def test_calibrate_without_a_place_to_write(cli: Cli, exported: Path, halved: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = cli("calibrate", exported, halved, "--output", tmp_path / "file" / "pipeline")
    assert done.status == 2
    assert "cannot write the pipeline" in done.lines[-1]


# --- learning-curve


def test_learning_curve(
    cli: Cli, corpus: Path, short: dict[str, Any], options: Options, tmp_path: Path
) -> None:
    given = options({**short, "training.max_steps": 1, "training.evaluate_every": 1})
    command = ("learning-curve", DEFAULT, "--output", tmp_path / "curve", "--shares", "1", *given)
    done = cli(*command)
    assert done.status == 0
    assert done.out.splitlines()[-1].startswith("100% of the training data, 4 documents: entities ")
    (step,) = read(tmp_path / "curve" / "learning_curve.json")
    assert (step["share"], step["documents"]) == (1, 4)
    again = cli(*command)
    assert (again.status, again.out.splitlines()) == (0, done.out.splitlines()[-1:])
    other = cli(*command, "--training.seed", "5")
    assert other.status == 2
    assert other.lines[-1].endswith("holds the run of another config: choose another --output")


def test_an_interrupted_learning_curve(
    cli: Cli,
    short: dict[str, Any],
    options: Options,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(curve_module, "train", lambda *_, **__: TrainResult(None, {}, 1))
    done = cli("learning-curve", DEFAULT, "--output", tmp_path / "curve", *options(short))
    assert done.status == 130
    assert done.out.splitlines() == [f"stopped; run the same command again to go on in {tmp_path / 'curve'}"]


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        ("", "--shares : expected numbers with commas, such as 0.1,0.5,1"),
        ("a,b", "--shares a,b: expected numbers with commas, such as 0.1,0.5,1"),
        ("0.5;1", "--shares 0.5;1: expected numbers with commas, such as 0.1,0.5,1"),
        ("0,1", "shares [0.0, 1.0]: each is more than 0 and at most 1"),
        ("50", "shares [50.0]: each is more than 0 and at most 1"),
    ],
)
def test_shares_that_make_no_sense(
    cli: Cli, short: dict[str, Any], options: Options, tmp_path: Path, shares: str, message: str
) -> None:
    done = cli("learning-curve", DEFAULT, "--output", tmp_path / "c", "--shares", shares, *options(short))
    assert (done.status, done.lines[-1]) == (2, f"error: {message}")
    assert not (tmp_path / "c").exists()
