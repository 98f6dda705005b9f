"""What :mod:`govspan.pipeline.normalize.linking` learns from indicators that annotators gave ids."""

from __future__ import annotations

import json
import operator
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from ..annotations import DataError, find_jsonl, read_documents
from ..annotations.jsonl import parse_line, read_lines
from ..pipeline.normalize.candidates import Candidates, Name
from ..pipeline.normalize.indicators import LEAST, describe_indicators
from ..pipeline.normalize.linking import (
    Annotated,
    LinkingModel,
    Network,
    describe_again,
    describe_names,
    rank,
)
from ..pipeline.normalize.memory import Remembered
from ..pipeline.normalize.mentions import Mention
from ..pipeline.normalize.name_tables import load_table

__all__ = [
    "FOLDS",
    "LinkingScores",
    "Passage",
    "cross_validate",
    "fit_linking",
    "format_linking_scores",
    "read_passages",
    "remember",
    "write_model",
]

#: Parts of cross-validation.
FOLDS = 5
_WIDTH = 32
_STEPS = 400
_LEARNING_RATE = 0.01
_WEIGHT_DECAY = 1e-3
_SEED = 0
# What a name without an id counts: of those of passages, which were written to show what the list has
# not, a third have none, of those of whole documents far fewer (train 9%, dev 17%).
_NONE = 0.5
# A word of this share of a language's passages says nothing about one, if it is in more than a few.
_EVERYWHERE, _FEW = 0.25, 5
# What a line should be.
_FORM = 'expected {"id": …, "text": …, "indicators": [{"start": …, "end": …, "id": …, "unit": …}]}'
# No gradient goes to what only fills up a shorter list of candidates.
_NOTHING = -1e9


@dataclass(frozen=True, slots=True)
class Passage:
    """A text whose indicators have ids.

    Attributes:
        source: all that one author wrote, which stands before the last hyphen of the id.
        gold: of each name the id that annotators gave it; None where no id is of the same quantity.
    """

    source: str
    lang: str
    names: Sequence[Name]
    gold: Sequence[str | None]


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


def read_passages(folder: Path, corpus: Sequence[Path] = ()) -> list[Passage]:
    """All of ``<lang>.jsonl`` files, one passage a line (see ``annotations/linking/README.md``).

    Args:
        corpus: annotated documents, which passages without a text name by their ids.

    Raises:
        DataError: nothing there, too few passages to learn from, one twice, or not of that form.
    """
    texts = (
        {document.id: document.text for path in find_jsonl(corpus) for document in read_documents(path)}
        if corpus
        else {}
    )
    table = load_table("INDICATOR")
    known = {concept for ids in table.ids.values() for concept in ids.values()} if table else set()
    seen: set[str] = set()
    passages = [
        _passage(parse_line(line, where), path.stem, where, texts, known, seen)
        for path in find_jsonl([folder])
        for where, line in read_lines(path)
    ]
    if len({each.source for each in passages if any(each.gold)}) < FOLDS:
        raise DataError(f"{folder}: passages of at least {FOLDS} authors are needed to learn from")
    return passages


def _passage(
    passage: Any, lang: str, where: str, texts: Mapping[str, str], known: Set[str], seen: set[str]
) -> Passage:
    try:
        name = str(passage["id"])
        text = passage["text"] if "text" in passage else texts.get(name)
        found = sorted(
            (
                (operator.index(each["start"]), operator.index(each["end"]), each["id"], each["unit"])
                for each in passage["indicators"]
            ),
            key=lambda own: own[:2],
        )
    except (KeyError, TypeError) as error:
        raise DataError(f"{where}: {_FORM}, got {error!r}") from error
    if name in seen:
        raise DataError(f"{where}: there is another passage {name}")
    seen.add(name)
    if text is None:
        raise DataError(f"{where}: {name} has no text, and is none of the documents (--documents)")
    if not isinstance(text, str):
        raise DataError(f"{where}: {_FORM}, got a text that is none")
    if len({own[:2] for own in found}) < len(found):
        raise DataError(f"{where}: an indicator of {name} is there twice")
    for start, end, concept, unit in found:
        if not 0 <= start < end <= len(text):
            raise DataError(f"{where}: an indicator of {name} is empty, or not inside the text")
        if concept is not None and (not isinstance(concept, str) or concept not in known):
            raise DataError(f"{where}: {name}: {concept!r} is no id of an indicator in pipeline/tables")
        if not isinstance(unit, str | None):
            raise DataError(f"{where}: {name}: {unit!r} is no unit of an indicator's value")
    units = {Mention(start, end, "INDICATOR"): unit for start, end, _, unit in found}
    names = describe_indicators(text, list(units), lang, units)
    return Passage(name.rpartition("-")[0], lang, names, [concept for _, _, concept, _ in found])


def remember(passages: Sequence[Passage]) -> list[Remembered]:
    """Passages as :class:`govspan.pipeline.normalize.linking.Annotated` takes them.

    Of the texts the words that tell them apart: those of two or more, but not of a quarter of them.
    """
    texts = [(each, frozenset[str]().union(*(name.around for name in each.names))) for each in passages]
    size = Counter(each.lang for each in passages)
    uses = Counter((each.lang, word) for each, words in texts for word in words)
    return [
        Remembered(
            each.source,
            each.lang,
            frozenset(
                word for word in words if 1 < uses[each.lang, word] < max(_EVERYWHERE * size[each.lang], _FEW)
            ),
            [(name.words, name.kind, gold) for name, gold in zip(each.names, each.gold, strict=True)],
        )
        for each, words in texts
    ]


def fit_linking(passages: Sequence[Passage]) -> LinkingModel:
    """Maximise the likelihood of the annotators' ids; an id that is no candidate teaches nothing.

    Each passage is read with what other authors annotated, like the texts of others later.
    """
    annotated = Annotated(remember(passages))
    return _fit([_describe(each, annotated) for each in passages], annotated)


def cross_validate(passages: Sequence[Passage]) -> dict[str, LinkingScores]:
    """Scores by language and of "all".

    Each passage is read by networks that learned from passages of others, and with what others annotated.
    (When networks learned, what those others were told may have come from its author.)
    """
    annotated = Annotated(remember(passages))
    described = [_describe(each, annotated) for each in passages]
    scores = {lang: LinkingScores() for lang in [*dict.fromkeys(each.lang for each in passages), "all"]}
    folds = {source: at % FOLDS for at, source in enumerate(sorted({each.source for each in passages}))}
    for fold in range(FOLDS):
        model = _fit([own for own in described if folds[own.passage.source] != fold], annotated)
        for own in [own for own in described if folds[own.passage.source] == fold]:
            found = own.describe_again(model.first, annotated)
            for candidates, gold in zip(found, own.passage.gold, strict=True):
                best = rank(candidates, model.second)[0]
                for name in (own.passage.lang, "all"):
                    scores[name].add(gold, best.id if best.probability >= LEAST else None)
    return scores


@dataclass(frozen=True, slots=True)
class _Described:
    """A passage with what each of its names may mean, as at the first reading."""

    passage: Passage
    found: Sequence[Candidates]

    def describe_again(self, first: Network, annotated: Annotated) -> list[Candidates]:
        return describe_again(self.passage.names, self.found, first, annotated.company, self.passage.source)


def _describe(passage: Passage, annotated: Annotated) -> _Described:
    return _Described(passage, describe_names(passage.names, passage.lang, annotated, passage.source))


def _fit(described: Sequence[_Described], annotated: Annotated) -> LinkingModel:
    gold = [concept for own in described for concept in own.passage.gold]
    first = _fit_network([each for own in described for each in own.found], gold)
    # The first network is surer of these than it will be of other texts, so the second trusts it rather much.
    again = [each for own in described for each in own.describe_again(first, annotated)]
    return LinkingModel(first, _fit_network(again, gold), annotated)


def _fit_network(found: Sequence[Candidates], gold: Sequence[str | None]) -> Network:
    known = [
        (own.features, *((len(own.ids), _NONE) if concept is None else (own.ids.index(concept), 1.0)))
        for own, concept in zip(found, gold, strict=True)
        if concept is None or concept in own.ids
    ]
    if not known:
        raise DataError("no indicator has an id that is among its candidates: there is nothing to learn")
    most = max(len(own) for own, _, _ in known)
    width = known[0][0].shape[1]
    features = torch.zeros(len(known), most, width)
    blank = torch.full((len(known), most), _NOTHING)
    for at, (own, _, _) in enumerate(known):
        features[at, : len(own)] = torch.from_numpy(own)
        blank[at, : len(own)] = 0
    right = torch.tensor([place for _, place, _ in known])
    counts = torch.tensor([count for _, _, count in known])
    with torch.random.fork_rng():
        torch.manual_seed(_SEED)
        hidden, out = nn.Linear(width, _WIDTH), nn.Linear(_WIDTH, 1, bias=False)
    parameters = [*hidden.parameters(), *out.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=_LEARNING_RATE, weight_decay=_WEIGHT_DECAY)
    for _ in range(_STEPS):
        losses = cross_entropy(out(torch.tanh(hidden(features)))[..., 0] + blank, right, reduction="none")
        loss = (losses * counts).sum() / counts.sum()
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return Network(
        *(weights.detach().double().numpy() for weights in (hidden.weight, hidden.bias, out.weight[0]))
    )


def format_linking_scores(scores: Mapping[str, LinkingScores]) -> str:
    """A Markdown table, one row a language."""
    lines = ["| | accuracy | right | another id | missed | invented |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {name} | {own.accuracy:.3f} | {own.right} | {own.other} | {own.missed} | {own.invented} |"
        for name, own in scores.items()
    ]
    return "\n".join(lines)


def write_model(model: LinkingModel, path: Path) -> None:
    """Write it as :func:`govspan.pipeline.normalize.linking.read_model` reads it."""
    networks = {"first": model.first, "second": model.second}
    stored = {
        label: {name: np.round(weights, 4).tolist() for name, weights in asdict(network).items()}
        for label, network in networks.items()
    }
    documents = [
        {
            "source": each.source,
            "lang": each.lang,
            "words": " ".join(sorted(each.words)),
            "names": [(" ".join(sorted(words)), kind, concept) for words, kind, concept in each.names],
        }
        for each in model.annotated.documents
    ]
    # A document a line: changes can be read.
    lines = ",\n".join(json.dumps(each, ensure_ascii=False) for each in documents)
    head = json.dumps(stored)[:-1]
    path.write_text(f'{head}, "documents": [\n{lines}\n]}}\n', encoding="utf-8")
