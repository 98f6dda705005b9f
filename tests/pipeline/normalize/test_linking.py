"""Linking: which of the candidates is likeliest."""

import numpy as np
import pytest

from govspan.pipeline.normalize.candidates import Candidates, Name
from govspan.pipeline.normalize.linking import (
    FEATURES,
    SECOND_FEATURES,
    Link,
    Network,
    describe_again,
    describe_names,
    link_names,
    load_model,
    rank,
)

RICE = Name(frozenset({"rice", "export"}))


def test_the_model_fits_its_features() -> None:
    model = load_model()
    for network, features in ((model.first, FEATURES), (model.second, SECOND_FEATURES)):
        assert network.hidden.shape == (len(network.out), len(features))
    found = describe_names([RICE], "en", model.annotated)
    again = describe_again([RICE], found, model.first, model.annotated.company)
    assert found[0].features.shape[1] == len(FEATURES)
    assert again[0].features.shape[1] == len(SECOND_FEATURES)
    probabilities = model.second.probabilities(again[0].features)
    assert probabilities.shape == (len(again[0].ids) + 1,)
    assert probabilities.sum() == pytest.approx(1)


def test_each_language_remembers_annotated_indicators() -> None:
    documents = load_model().annotated.documents
    for lang in ("vi", "th", "hi", "en"):
        names = [concept for each in documents if each.lang == lang for _, _, concept in each.names]
        assert len(names) > 2500
        assert None in names


def test_no_word_no_link() -> None:
    nothing = [Name(frozenset()), Name(frozenset({"xyzzy"}))]
    assert link_names(nothing, "en") == [[Link(None, 1.0)]] * 2
    assert link_names([], "en") == []
    # A language that there are no tables for.
    assert link_names([RICE], "xx") == [[Link(None, 1.0)]]


def test_none_of_them_may_be_likeliest() -> None:
    features = np.zeros((2, len(FEATURES)))
    features[0, 0] = features[1, FEATURES.index("none")] = 1
    for weight, expected in ((3.0, "rice_exports"), (-3.0, None)):
        hidden = np.zeros((1, len(FEATURES)))
        hidden[0, 0] = weight
        network = Network(hidden, np.zeros(1), np.ones(1))
        best, other = rank(Candidates(["rice_exports"], features), network)
        assert best.id == expected
        assert best.probability > other.probability
        assert best.probability + other.probability == pytest.approx(1)
