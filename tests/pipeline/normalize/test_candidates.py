"""Candidates: the ids that a name may mean, by the words that it shares with the tables."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govspan.pipeline.normalize import candidates
from govspan.pipeline.normalize.candidates import (
    TABLE_FEATURES,
    Candidates,
    Name,
    _Names,
    find_candidates,
)
from govspan.pipeline.normalize.lexicon import key
from govspan.pipeline.normalize.loose import loose_words

KINDS = st.sampled_from([None, "mass", "count"])
LANGS = ["vi", "th", "hi", "en", "xx"]
# Words that names of each language have, and one that none has.
WORDS = {
    "vi": loose_words(key("sản lượng lúa xuất khẩu diện tích giá xyz"), "vi"),
    "th": loose_words(key("ผลผลิตข้าวส่งออกพื้นที่ราคา xyz"), "th"),
    "hi": loose_words(key("चावल उत्पादन निर्यात क्षेत्र मूल्य xyz"), "hi"),
    "en": loose_words(key("rice output export area price xyz"), "en"),
    "xx": frozenset({"rice", "xyz"}),
}


def named(*words: str, around: str = "", kind: str | None = None, exact: str | None = None) -> Name:
    return Name(frozenset(words), frozenset(around.split()), kind, exact)


def column(found: Candidates, name: str) -> dict[str, float]:
    values = found.features[:-1, TABLE_FEATURES.index(name)]
    return dict(zip(found.ids, map(float, values), strict=True))


def test_a_name_of_the_table_is_covered_whole() -> None:
    found = find_candidates(named("rice", "export"), "en")
    for name in ("cover", "align"):
        assert column(found, name)["rice_exports"] == pytest.approx(1)
    for name in ("left over", "missing", "foreign"):
        assert column(found, name)["rice_exports"] == pytest.approx(0)
    assert column(found, "ahead")["rice_exports"] > 0


def test_a_word_that_no_name_has_is_as_heavy_as_the_rarest() -> None:
    found = find_candidates(named("rice", "export", "xyzzy"), "en")
    assert column(found, "left over")["rice_exports"] == pytest.approx(1)
    assert column(found, "foreign")["rice_exports"] == pytest.approx(1)
    assert column(found, "unknown words")["rice_exports"] == 1


def test_the_text_around_a_name_gives_what_it_leaves_out() -> None:
    alone = find_candidates(named("second", "dose", "coverage"), "en")
    told = find_candidates(named("second", "dose", "coverage", around="measle"), "en")
    concept = "measles_vaccination_rate"
    assert column(told, "missing")[concept] < column(alone, "missing")[concept]
    assert column(told, "near")[concept] > column(alone, "near")[concept] == 0


def test_a_unit_speaks_for_and_against() -> None:
    found = find_candidates(named("pepper", kind="area"), "en")
    assert column(found, "unit")["pepper_area"] == column(found, "first unit")["pepper_area"] == 1
    assert column(found, "other unit")["pepper_output"] == 1
    unknown = find_candidates(named("pepper"), "en")
    assert not any(unknown.features[:, TABLE_FEATURES.index("other unit")])


def test_what_the_tables_say_is_known_and_always_a_candidate() -> None:
    found = find_candidates(named("pepper", exact="pepper_output"), "en")
    assert column(found, "exact")["pepper_output"] == column(found, "other exact")["pepper_area"] == 1
    assert column(found, "exact")["pepper_area"] == column(found, "other exact")["pepper_output"] == 0
    assert find_candidates(named("xyzzy", exact="gdp"), "en").ids == ["gdp"]


def test_weights_of_many_words_add_up_in_one_order() -> None:
    # Of eight and more numbers sums differ with their order.
    words = [f"word{at:02}" for at in range(30)]
    names = _Names((frozenset(words[: at + 1]), f"id{at}") for at in range(30))
    overlaps = names.overlaps(Name(frozenset(words[:1]), frozenset(words)), names.ids)
    for at in range(1, 30):
        near = 0.0
        for word in words[1 : at + 1]:
            near += names.weigh([word])
        assert overlaps[f"id{at}"].near == near


def test_no_word_no_candidate() -> None:
    for words in ((), ("xyzzy",)):
        found = find_candidates(named(*words), "en")
        assert found.ids == []
        assert found.features.shape == (1, len(TABLE_FEATURES))
    assert find_candidates(named("exports"), "xx").ids == []


def test_other_ids_are_described_as_if_they_were_among_the_best(monkeypatch: pytest.MonkeyPatch) -> None:
    name = named("lost", "property", around="fraud", kind="money", exact="property_tax")
    others = ["scam_losses", "gdp", "exports", "house_price_index"]
    found = find_candidates(name, "en", others)
    assert len(set(found.ids)) == len(found.ids)
    assert set(others) <= set(found.ids)
    monkeypatch.setattr(candidates, "_CANDIDATES", 2000)
    every = find_candidates(name, "en", others)
    assert set(found.ids) < set(every.ids)
    for label in TABLE_FEATURES:
        if label != "ahead":
            assert {each: column(every, label)[each] for each in found.ids} == column(found, label), label
    # One that shares a word though it is none of the twelve best, and one that shares none.
    assert 0 < column(found, "cover")["scam_losses"] < 1
    assert column(found, "cover")["gdp"] == column(found, "align")["gdp"] == 0
    assert column(found, "missing")["gdp"] > 0
    assert column(found, "other unit")["house_price_index"] == 1


def test_figures_by_hand() -> None:
    """Of three names of two ids: "rice" and "rice output" of one, "output" of the other."""
    names = candidates._Names(
        [
            (frozenset(words.split()), concept)
            for words, concept in (
                ("rice", "rice_output"),
                ("rice output", "rice_output"),
                ("output", "output"),
            )
        ]
    )
    rice = np.log(2)  # One of two ids has it; both have "output", which so weighs nothing.
    assert names.heaviest == pytest.approx(rice)
    assert names.weigh(["rice", "output", "xyzzy"]) == pytest.approx(2 * rice)
    best = names.overlaps(named("rice", "xyzzy"), ["output", "unknown"])
    assert best["rice_output"] == pytest.approx((rice, rice, 0, 0))
    assert best["unknown"] == pytest.approx((0, rice, rice, 0))
    foreign, typical, essential, other, unknown = names.compare(
        named("rice", "xyzzy"), "rice_output", names.weigh(["rice", "xyzzy"])
    )
    # Half of the weight is foreign to the id, half that of a word that all its names have.
    assert (foreign, typical, essential) == pytest.approx((1, 0.5, 0))
    assert (other, unknown) == (0, 1)


@given(st.data(), KINDS, st.sampled_from(LANGS))
def test_features_are_finite_and_in_bounds(data: st.DataObject, kind: str | None, lang: str) -> None:
    some = st.frozensets(st.sampled_from(sorted(WORDS[lang])))
    concept = st.sampled_from(["exports", "pmay_houses", "gdp", "nobody_knows"])
    name = Name(data.draw(some), data.draw(some), kind, data.draw(st.none() | concept))
    others = data.draw(st.lists(concept))
    found = find_candidates(name, lang, others)
    assert found.features.shape == (len(found.ids) + 1, len(TABLE_FEATURES))
    assert len(set(found.ids)) == len(found.ids)
    assert set(others) | ({name.exact} - {None}) <= set(found.ids)
    assert np.isfinite(found.features).all()
    assert (abs(found.features) <= 3).all()
    none = TABLE_FEATURES.index("none")
    assert found.features[-1, none] == 1
    assert not found.features[:-1, none].any()
