"""What linking learns from, and how it is scored."""

import json
from pathlib import Path

import numpy as np
import pytest

from govspan.annotations import DataError
from govspan.pipeline.normalize.linking import FEATURES, Candidates, load_model
from govspan.training.linking import (
    Example,
    LinkingScores,
    cross_validate,
    fit_linking,
    format_linking_scores,
    read_examples,
    write_model,
)

TEXT = "Report\nExports of rice rose to 5 tonnes, and silk scarf hats to 7."


def passage(*indicators: tuple[str, str | None, str | None], text: str = TEXT) -> str:
    found = [
        {"start": text.index(name), "end": text.index(name) + len(name), "id": concept, "unit": unit}
        for name, concept, unit in indicators
    ]
    return json.dumps({"id": "a", "text": text, "indicators": found}) + "\n"


def test_examples_have_what_the_tables_say_and_what_they_may_be(tmp_path: Path) -> None:
    line = passage(("Exports of rice", "rice_exports", "t"), ("silk scarf hats", None, ""))
    lines = [line.replace('"id": "a"', f'"id": "{at}"') for at in "abcde"]
    (tmp_path / "en.jsonl").write_text("".join(lines))
    rice, hats, *_ = read_examples(tmp_path)
    assert (rice.passage, rice.lang, rice.gold, rice.exact) == ("a", "en", "rice_exports", "rice_exports")
    assert "rice_exports" in rice.candidates.ids
    assert (hats.gold, hats.exact) == (None, None)


@pytest.mark.parametrize(
    "line",
    [
        '{"id": "a", "text": "x"}',
        '{"id": "a", "text": "x", "indicators": [{"start": 0}]}',
        '{"id": "a", "text": 5, "indicators": []}',
        "[]",
        '{"id": "a", "text": "x", "indicators": [{"start": 0, "end": 2, "id": null, "unit": null}]}',
        '{"id": "a", "text": "x", "indicators": [{"start": 0, "end": 1, "id": "exprots", "unit": null}]}',
    ],
)
def test_what_is_no_passage_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "en.jsonl").write_text(line + "\n")
    with pytest.raises(DataError, match=r"en\.jsonl:1.*indicator"):
        read_examples(tmp_path)


def test_too_few_passages_are_refused(tmp_path: Path) -> None:
    (tmp_path / "en.jsonl").write_text(passage(("Exports of rice", "rice_exports", "t")))
    with pytest.raises(DataError, match="at least 5 passages"):
        read_examples(tmp_path)


def examples(number: int) -> list[Example]:
    """Half of them have an id, which covers their names; the other halves' names it does not cover."""
    found = []
    for at in range(number):
        features = np.zeros((2, len(FEATURES)))
        features[0, 0], features[1, -1] = at % 2, 1
        gold = "exports" if at % 2 else None
        found.append(Example(f"p{at}", "en", gold, None, Candidates(["exports"], features)))
    return found


def test_what_the_features_tell_is_learned() -> None:
    scores = cross_validate(examples(40))
    assert scores["en"] == scores["all"]
    assert scores["all"] == LinkingScores(right=20)
    assert "| en | 1.000 | 20 | 0 | 0 | 0 |" in format_linking_scores(scores)


def test_fitting_gives_the_same_every_time_and_is_read_back(tmp_path: Path) -> None:
    first, second = fit_linking(examples(10)), fit_linking(examples(10))
    assert np.array_equal(first.hidden, second.hidden)
    write_model(first, tmp_path / "linking.json")
    stored = json.loads((tmp_path / "linking.json").read_text())
    assert np.allclose(stored["hidden"], first.hidden, atol=1e-4)
    assert stored.keys() == {"hidden", "bias", "out"}
    assert np.shape(stored["hidden"]) == load_model().hidden.shape


def test_an_id_that_is_no_candidate_teaches_nothing() -> None:
    lost = Example("z", "en", "imports", None, examples(2)[1].candidates)
    assert np.array_equal(fit_linking([*examples(10), lost]).out, fit_linking(examples(10)).out)


def test_scores_tell_mistakes_apart() -> None:
    scores = LinkingScores()
    for gold, found in (("a", "a"), ("a", "b"), ("a", None), (None, "b"), (None, None)):
        scores.add(gold, found)
    assert scores == LinkingScores(right=1, other=1, missed=1, invented=1)
    assert scores.accuracy == 0.25
    assert LinkingScores().accuracy == 0
