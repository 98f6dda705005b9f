"""What linking learns from, and how it is scored."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from govspan.annotations import DataError
from govspan.pipeline.normalize.candidates import Candidates, Name
from govspan.pipeline.normalize.linking import (
    FEATURES,
    SECOND_FEATURES,
    Annotated,
    LinkingModel,
    read_model,
)
from govspan.training import linking
from govspan.training.linking import (
    FOLDS,
    LinkingScores,
    Passage,
    cross_validate,
    fit_linking,
    format_linking_scores,
    read_passages,
    remember,
    write_model,
)

TEXT = "Report\nExports of rice rose to 5 tonnes, and silk scarf hats to 7."
RICE, HATS = ("Exports of rice", "rice_exports", "t"), ("silk scarf hats", None, "")


def passage(at: str, *indicators: tuple[str, str | None, str | None]) -> str:
    found = [
        {"start": TEXT.index(name), "end": TEXT.index(name) + len(name), "id": concept, "unit": unit}
        for name, concept, unit in indicators
    ]
    return json.dumps({"id": at, "text": TEXT, "indicators": found}) + "\n"


def write_passages(folder: Path, number: int = FOLDS) -> None:
    lines = [passage(f"en-{author}-1", HATS, RICE) for author in "abcdefghi"[:number]]
    (folder / "en.jsonl").write_text("".join(lines))


def test_passages_have_names_in_the_order_of_the_text(tmp_path: Path) -> None:
    write_passages(tmp_path)
    first, *_ = read_passages(tmp_path)
    assert (first.source, first.lang, first.gold) == ("en-a", "en", ["rice_exports", None])
    rice, hats = first.names
    assert (rice.kind, rice.exact) == ("mass", "rice_exports")
    assert (hats.kind, hats.exact) == (None, None)
    assert {"silk", "report"} <= rice.around


def test_a_passage_without_a_text_is_a_document(tmp_path: Path) -> None:
    folder, corpus = tmp_path / "linking", tmp_path / "corpus"
    folder.mkdir()
    corpus.mkdir()
    write_passages(folder)
    document = {"id": "doc-1", "lang": "en", "text": TEXT, "spans": [], "events": [], "meta": {}}
    (corpus / "en.jsonl").write_text(json.dumps(document) + "\n")
    line = json.loads(passage("doc-1", RICE))
    del line["text"]
    with (folder / "en.jsonl").open("a") as file:
        file.write(json.dumps(line) + "\n")
    assert read_passages(folder, [corpus])[-1].gold == ["rice_exports"]
    with pytest.raises(DataError, match=r"en\.jsonl:6.*doc-1 has no text.*--documents"):
        read_passages(folder)


@pytest.mark.parametrize(
    "line",
    [
        '{"text": "x", "indicators": []}',
        '{"id": "a", "text": "x"}',
        '{"id": "a", "text": "x", "indicators": [{"start": 0}]}',
        '{"id": "a", "text": 5, "indicators": []}',
        "[]",
        '{"id": "a", "text": "x", "indicators": [{"start": 0, "end": 2, "id": null, "unit": null}]}',
        '{"id": "a", "text": "x", "indicators": [{"start": 0, "end": 1, "id": "exprots", "unit": null}]}',
        '{"id": "a", "text": "x", "indicators": [{"start": 0, "end": 1, "id": ["gdp"], "unit": null}]}',
        '{"id": "a", "text": "x", "indicators": [{"start": 0, "end": 1, "id": "gdp", "unit": 5}]}',
        '{"id": "a", "text": "x", "indicators": [{"start": 0.0, "end": 1, "id": "gdp", "unit": null}]}',
        '{"id": "a", "text": "x", "indicators": [{"start": 0, "end": 1, "id": "gdp", "unit": null}, '
        '{"start": 0, "end": 1, "id": null, "unit": null}]}',
    ],
)
def test_what_is_no_passage_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "en.jsonl").write_text(line + "\n")
    with pytest.raises(DataError, match=r"en\.jsonl:1.*indicator"):
        read_passages(tmp_path)


def test_a_passage_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    write_passages(tmp_path)
    with (tmp_path / "en.jsonl").open("a") as file:
        file.write(passage("en-b-1", RICE))
    with pytest.raises(DataError, match=r"en\.jsonl:6.*another passage en-b-1"):
        read_passages(tmp_path)


def test_too_few_authors_are_refused(tmp_path: Path) -> None:
    write_passages(tmp_path, FOLDS - 1)
    with pytest.raises(DataError, match="at least 5 authors"):
        read_passages(tmp_path)


def test_nothing_to_learn_is_said() -> None:
    lost = [Passage(f"p{at}", "en", [Name(frozenset({f"xyzzy{at}"}))], ["exports"]) for at in range(FOLDS)]
    with pytest.raises(DataError, match="nothing to learn"):
        fit_linking(lost)


def passages(number: int) -> list[Passage]:
    """Each of an author of its own; odd ones' hats have an id, even ones' shoes have none."""
    found = []
    for at in range(number):
        word, gold = ("hats", "exports") if at % 2 else ("shoes", None)
        name = Name(frozenset({word, "xyzzy"}), frozenset({word, f"only{at}", "town"}))
        found.append(Passage(f"p{at}", "en", [name], [gold]))
    return found


def test_what_is_remembered_are_names_and_words_that_tell_passages_apart() -> None:
    first, second, *_ = remember(passages(8))
    assert second.names == [(frozenset({"hats", "xyzzy"}), None, "exports")]
    assert (second.source, second.lang) == ("p1", "en")
    # One that all have, and one that no other has.
    assert not {"town", "only1"} & second.words
    assert not first.words & second.words


def test_what_others_annotated_is_learned() -> None:
    scores = cross_validate(passages(40))
    assert scores["en"] == scores["all"]
    assert scores["all"] == LinkingScores(right=20)
    assert "| en | 1.000 | 20 | 0 | 0 | 0 |" in format_linking_scores(scores)


def test_an_author_who_is_read_is_forgotten() -> None:
    """Each uses a word of its own for exports, twice: only its own annotations tell what that means."""
    own = [
        Passage(f"p{at}", "en", [Name(frozenset({f"xyzzy{at}"}))], ["exports"])
        for at in range(20)
        for _ in range(2)
    ]
    scores = cross_validate([*own, *passages(40)])
    assert scores["all"] == LinkingScores(right=20, missed=40)


def test_networks_do_not_learn_from_whom_they_read(monkeypatch: pytest.MonkeyPatch) -> None:
    fit, learned = linking._fit, []

    def noted(described: Sequence[linking._Described], annotated: Annotated) -> LinkingModel:
        learned.append({each.passage.source for each in described})
        return fit(described, annotated)

    monkeypatch.setattr(linking, "_fit", noted)
    cross_validate(passages(10))
    everybody = {each.source for each in passages(10)}
    read = [everybody - others for others in learned]
    assert len(read) == FOLDS
    assert sorted(source for each in read for source in each) == sorted(everybody)


def test_a_name_without_an_id_counts_half() -> None:
    """Of two names that nothing tells apart one has an id."""
    found = [Candidates(["exports"], np.array([[1.0], [0.0]]))] * 2
    network = linking._fit_network(found, ["exports", None])
    assert network.probabilities(found[0].features) == pytest.approx([2 / 3, 1 / 3], abs=0.02)


def same(one: LinkingModel, other: LinkingModel) -> bool:
    return all(
        np.array_equal(getattr(a, name), getattr(b, name))
        for a, b in ((one.first, other.first), (one.second, other.second))
        for name in ("hidden", "bias", "out")
    )


def test_fitting_gives_the_same_every_time_and_is_written(tmp_path: Path) -> None:
    first, second = fit_linking(passages(10)), fit_linking(passages(10))
    assert same(first, second)
    write_model(first, tmp_path / "linking.json")
    read = read_model(tmp_path / "linking.json")
    for network, expected, features in (
        (read.first, first.first, FEATURES),
        (read.second, first.second, SECOND_FEATURES),
    ):
        assert np.allclose(network.hidden, expected.hidden, atol=1e-4)
        assert network.hidden.shape[1] == len(features)
    assert read.annotated.documents == first.annotated.documents
    write_model(read, tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "linking.json").read_bytes()


def test_scores_tell_mistakes_apart() -> None:
    scores = LinkingScores()
    for gold, found in (("a", "a"), ("a", "b"), ("a", None), (None, "b"), (None, None)):
        scores.add(gold, found)
    assert scores == LinkingScores(right=1, other=1, missed=1, invented=1)
    assert scores.accuracy == 0.25
    assert LinkingScores().accuracy == 0
