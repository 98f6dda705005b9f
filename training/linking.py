"""What :mod:`govspan.pipeline.normalize.linking` learns from indicators that annotators gave ids."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from ..annotations import DataError, find_jsonl
from ..annotations.jsonl import parse_line, read_lines
from ..pipeline.normalize.concepts import load_table
from ..pipeline.normalize.indicators import LEAST, Surroundings, exact_indicator, name_words
from ..pipeline.normalize.linking import FEATURES, Candidates, LinkingModel, find_candidates, likeliest
from ..pipeline.normalize.mentions import Mention
from ..pipeline.normalize.unit_kinds import kind_of

__all__ = [
    "FOLDS",
    "Example",
    "LinkingScores",
    "cross_validate",
    "fit_linking",
    "format_linking_scores",
    "read_examples",
    "write_model",
]

#: Parts of cross-validation.
FOLDS = 5
_WIDTH = 16
_STEPS = 300
_LEARNING_RATE = 0.01
_WEIGHT_DECAY = 1e-3
# What a line should be.
_FORM = 'expected {"id": …, "text": …, "indicators": [{"start": …, "end": …, "id": …, "unit": …}]}'
# No gradient goes to what only fills up a shorter list of candidates.
_NOTHING = -1e9


@dataclass(frozen=True, slots=True)
class Example:
    """One indicator in its text.

    Attributes:
        passage: whose text it is from. lang: of that text.
        gold: the id that annotators gave it; None where no id is of the same quantity.
        exact: the id that the tables have under the name as it stands; None where it must be linked.
    """

    passage: str
    lang: str
    gold: str | None
    exact: str | None
    candidates: Candidates


@dataclass(slots=True)
class LinkingScores:
    """How indicators were read: with the annotators' id, another, none, or one where there is none."""

    right: int = 0
    other: int = 0
    missed: int = 0
    invented: int = 0

    @property
    def accuracy(self) -> float:
        """Of those that have an id, or were given one."""
        return self.right / max(self.right + self.other + self.missed + self.invented, 1)

    def add(self, gold: str | None, found: str | None) -> None:
        """Count one indicator."""
        self.right += gold is not None and found == gold
        self.other += None not in (gold, found) and found != gold
        self.missed += gold is not None and found is None
        self.invented += gold is None and found is not None


def read_examples(folder: Path) -> list[Example]:
    """All indicators of ``<lang>.jsonl`` files, one passage a line (see ``annotations/linking/README.md``).

    Raises:
        DataError: nothing there, too few passages to learn from, or not of that form.
    """
    examples = [
        example
        for path in find_jsonl([folder])
        for where, line in read_lines(path)
        for example in _examples(parse_line(line, where), path.stem, where)
    ]
    if len({item.passage for item in examples if item.gold in (None, *item.candidates.ids)}) < FOLDS:
        raise DataError(f"{folder}: at least {FOLDS} passages with indicators are needed to learn from")
    return examples


def _examples(passage: object, lang: str, where: str) -> Iterator[Example]:
    name, text, indicators = _fields(passage, where)
    surroundings = Surroundings(text, lang)
    for start, end, gold, unit in indicators:
        mention = Mention(start, end, "INDICATOR")
        exact = exact_indicator(text[start:end], lang, unit)
        words, around = name_words(text[start:end], lang), surroundings.of(mention)
        candidates = find_candidates(words, around, kind_of(unit), lang)
        yield Example(name, lang, gold, exact.id if exact else None, candidates)


_Indicator = tuple[int, int, str | None, str | None]


def _fields(passage: Any, where: str) -> tuple[str, str, list[_Indicator]]:
    """Id, text and indicators of a passage, checked."""
    try:
        text = passage["text"]
        if not isinstance(text, str):
            raise TypeError("text is no text")
        found = [(each["start"], each["end"], each["id"], each["unit"]) for each in passage["indicators"]]
        name = str(passage["id"])
        inside = all(0 <= start < end <= len(text) for start, end, _, _ in found)
    except (KeyError, TypeError) as error:
        raise DataError(f"{where}: {_FORM}, got {error!r}") from error
    if not inside:
        raise DataError(f"{where}: an indicator of {name} is empty, or not inside the text")
    table = load_table("INDICATOR")
    known = {concept for ids in table.ids.values() for concept in ids.values()} if table else set()
    for _, _, concept, _ in found:
        if concept is not None and concept not in known:
            raise DataError(f"{where}: {name}: {concept!r} is no id of pipeline/tables/indicators")
    return name, text, found


def fit_linking(examples: Sequence[Example], seed: int = 0) -> LinkingModel:
    """Maximise the likelihood of the annotators' ids; an id that is no candidate teaches nothing."""
    known = [item for item in examples if item.gold is None or item.gold in item.candidates.ids]
    most = max(len(item.candidates.features) for item in known)
    features = torch.zeros(len(known), most, len(FEATURES))
    blank = torch.full((len(known), most), _NOTHING)
    gold = torch.zeros(len(known), dtype=torch.long)
    for at, item in enumerate(known):
        rows = len(item.candidates.features)
        features[at, :rows] = torch.from_numpy(item.candidates.features)
        blank[at, :rows] = 0
        gold[at] = rows - 1 if item.gold is None else item.candidates.ids.index(item.gold)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        hidden, out = nn.Linear(len(FEATURES), _WIDTH), nn.Linear(_WIDTH, 1, bias=False)
    parameters = [*hidden.parameters(), *out.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=_LEARNING_RATE, weight_decay=_WEIGHT_DECAY)
    for _ in range(_STEPS):
        loss = cross_entropy(out(torch.tanh(hidden(features)))[..., 0] + blank, gold)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return LinkingModel(
        *(weights.detach().double().numpy() for weights in (hidden.weight, hidden.bias, out.weight[0]))
    )


def cross_validate(examples: Sequence[Example]) -> dict[str, LinkingScores]:
    """Scores by language and of "all", each passage read by a model that saw none of its indicators."""
    passages = {name: at % FOLDS for at, name in enumerate(dict.fromkeys(item.passage for item in examples))}
    scores = {lang: LinkingScores() for lang in [*dict.fromkeys(item.lang for item in examples), "all"]}
    for fold in range(FOLDS):
        model = fit_linking([item for item in examples if passages[item.passage] != fold])
        for item in examples:
            if passages[item.passage] == fold:
                for name in (item.lang, "all"):
                    scores[name].add(item.gold, _read(item, model))
    return scores


def _read(item: Example, model: LinkingModel) -> str | None:
    if item.exact:
        return item.exact
    link = likeliest(item.candidates, model)
    return link.id if link and link.probability >= LEAST else None


def format_linking_scores(scores: Mapping[str, LinkingScores]) -> str:
    """A Markdown table, one row a language."""
    lines = ["| | accuracy | right | another id | missed | invented |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {name} | {own.accuracy:.3f} | {own.right} | {own.other} | {own.missed} | {own.invented} |"
        for name, own in scores.items()
    ]
    return "\n".join(lines)


def write_model(model: LinkingModel, path: Path) -> None:
    """Write it where :func:`govspan.pipeline.normalize.linking.load_model` reads it."""
    stored = {name: np.round(weights, 4).tolist() for name, weights in asdict(model).items()}
    path.write_text(json.dumps(stored) + "\n", encoding="utf-8")
