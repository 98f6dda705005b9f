"""Linking: candidates by shared words, and which of them is likeliest."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govspan.pipeline.normalize.lexicon import key
from govspan.pipeline.normalize.linking import (
    FEATURES,
    Candidates,
    LinkingModel,
    find_candidates,
    likeliest,
    link_name,
    load_model,
)
from govspan.pipeline.normalize.loose import loose_words

NOTHING: frozenset[str] = frozenset()
KINDS = st.sampled_from([None, "mass", "count"])
LANGS = ["vi", "th", "hi", "en"]
# Words that names of each language have, and one that none has.
WORDS = {
    "vi": loose_words(key("sản lượng lúa xuất khẩu diện tích giá xyz"), "vi"),
    "th": loose_words(key("ผลผลิตข้าวส่งออกพื้นที่ราคา xyz"), "th"),
    "hi": loose_words(key("चावल उत्पादन निर्यात क्षेत्र मूल्य xyz"), "hi"),
    "en": loose_words(key("rice output export area price xyz"), "en"),
}


def column(candidates: Candidates, name: str) -> dict[str, float]:
    values = candidates.features[:-1, FEATURES.index(name)]
    return dict(zip(candidates.ids, map(float, values), strict=True))


def test_a_name_of_the_table_is_covered_whole() -> None:
    found = find_candidates(frozenset({"rice", "export"}), NOTHING, None, "en")
    for name in ("cover", "align"):
        assert column(found, name)["rice_exports"] == pytest.approx(1)
    for name in ("left over", "missing", "foreign"):
        assert column(found, name)["rice_exports"] == pytest.approx(0)
    assert column(found, "ahead")["rice_exports"] > 0


def test_a_word_that_no_name_has_is_as_heavy_as_the_rarest() -> None:
    found = find_candidates(frozenset({"rice", "export", "xyzzy"}), NOTHING, None, "en")
    assert column(found, "left over")["rice_exports"] == pytest.approx(1)
    assert column(found, "foreign")["rice_exports"] == pytest.approx(1)


def test_the_text_around_a_name_gives_what_it_leaves_out() -> None:
    name = frozenset({"second", "dose", "coverage"})
    alone = find_candidates(name, NOTHING, None, "en")
    told = find_candidates(name, frozenset({"measle"}), None, "en")
    concept = "measles_vaccination_rate"
    assert column(told, "missing")[concept] < column(alone, "missing")[concept]


def test_a_unit_speaks_for_and_against() -> None:
    found = find_candidates(frozenset({"pepper"}), NOTHING, "area", "en")
    assert column(found, "unit")["pepper_area"] == column(found, "first unit")["pepper_area"] == 1
    assert column(found, "other unit")["pepper_output"] == 1
    unknown = find_candidates(frozenset({"pepper"}), NOTHING, None, "en")
    assert not any(unknown.features[:, FEATURES.index("other unit")])


def test_no_word_no_candidate() -> None:
    for words in (NOTHING, frozenset({"xyzzy"})):
        assert find_candidates(words, NOTHING, None, "en").ids == []
        assert link_name(words, NOTHING, None, "en") is None
    assert link_name(frozenset({"exports"}), NOTHING, None, "xx") is None


def test_probabilities_are_of_all_candidates_and_of_none() -> None:
    model = load_model()
    assert model.hidden.shape == (len(model.out), len(FEATURES))
    found = find_candidates(frozenset({"rice", "export"}), NOTHING, None, "en")
    probabilities = model.probabilities(found.features)
    assert probabilities.shape == (len(found.ids) + 1,)
    assert probabilities.sum() == pytest.approx(1)


def test_none_of_them_may_be_likeliest() -> None:
    features = np.zeros((2, len(FEATURES)))
    features[0, 0] = features[1, -1] = 1
    for weight, expected in ((3.0, "rice_exports"), (-3.0, None)):
        hidden = np.zeros((1, len(FEATURES)))
        hidden[0, 0] = weight
        model = LinkingModel(hidden, np.zeros(1), np.ones(1))
        link = likeliest(Candidates(["rice_exports"], features), model)
        assert (link and link.id) == expected


@given(st.data(), KINDS, st.sampled_from(LANGS))
def test_features_are_finite_and_in_bounds(data: st.DataObject, kind: str | None, lang: str) -> None:
    some = st.frozensets(st.sampled_from(sorted(WORDS[lang])))
    words, around = data.draw(some), data.draw(some)
    found = find_candidates(words, around, kind, lang)
    assert found.features.shape == (len(found.ids) + 1, len(FEATURES))
    assert len(set(found.ids)) == len(found.ids)
    assert bool(found.ids) == bool(words - {"xyz"})
    assert np.isfinite(found.features).all()
    assert (abs(found.features) <= 3).all()
    assert found.features[-1, -1] == 1
    assert not found.features[:-1, -1].any()
