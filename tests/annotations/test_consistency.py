from __future__ import annotations

from govspan.annotations import Document, Span
from govspan.annotations.consistency import BARE, find_inconsistencies
from govspan.pipeline.tokenizer import Tokenizer


def document(name: str, text: str, *spans: tuple[str, str], lang: str = "en") -> Document:
    return Document(
        name,
        lang,
        text,
        tuple(
            Span(f"s{at}", text.index(surface), text.index(surface) + len(surface), label)
            for at, (surface, label) in enumerate(spans)
        ),
    )


def test_two_labels_and_bare_places(tokenizer: Tokenizer) -> None:
    found = find_inconsistencies(
        [
            document("a", "Finance and Dang Ha met.", ("Finance", "AGENCY"), ("Dang Ha", "OFFICIAL")),
            document("b", "FINANCE is short in 2031.", ("2031", "PERIOD")),
            document("c", "In Dang Ha. Finance went on.", ("Dang Ha", "LOCATION"), ("Finance", "AGENCY")),
        ],
        tokenizer.offsets,
    )
    assert [(item.text, {name: len(p) for name, p in item.places.items()}) for item in found] == [
        ("dang ha", {"OFFICIAL": 1, "LOCATION": 1}),
        ("finance", {"AGENCY": 2, BARE: 1}),
    ]
    assert found[1].minority == 1
    (bare,) = found[1].places[BARE]
    assert (bare.document, bare.start, bare.end) == ("b", 0, 7)
    assert "⟦FINANCE⟧ is short" in bare.context


def test_the_most_deviating_come_first(tokenizer: Tokenizer) -> None:
    labelled = [
        document(f"l{at}", "Hanoi, Hue", ("Hanoi", "LOCATION"), ("Hue", "LOCATION")) for at in range(3)
    ]
    bare = [document("b1", "Hue"), document("b2", "Hue and Hanoi")]
    assert [item.text for item in find_inconsistencies([*labelled, *bare], tokenizer.offsets)] == [
        "hue",
        "hanoi",
    ]


def test_a_part_of_a_longer_entity_is_no_decision(tokenizer: Tokenizer) -> None:
    documents = [
        document("a", "Lào Cai", ("Lào Cai", "LOCATION"), lang="vi"),
        document("b", "UBND tỉnh Lào Cai", ("UBND tỉnh Lào Cai", "AGENCY"), lang="vi"),
    ]
    assert find_inconsistencies(documents, tokenizer.offsets) == []


def test_a_surface_that_holds_smaller_entities_counts_as_bare(tokenizer: Tokenizer) -> None:
    documents = [
        document("a", "Minister of Finance", ("Minister of Finance", "ROLE")),
        document("b", "Minister of Finance", ("Minister", "ROLE"), ("Finance", "AGENCY")),
    ]
    (found,) = find_inconsistencies(documents, tokenizer.offsets)
    assert found.text == "minister of finance"
    assert set(found.places) == {"ROLE", BARE}


def test_languages_are_kept_apart_and_normal_forms_together(tokenizer: Tokenizer) -> None:
    import unicodedata

    name = "Sở Y tế"
    documents = [
        document("a", name, (name, "AGENCY"), lang="vi"),
        document("b", unicodedata.normalize("NFD", name), lang="vi"),
        document("c", name, lang="en"),
    ]
    (found,) = find_inconsistencies(documents, tokenizer.offsets)
    assert (found.lang, {key: len(value) for key, value in found.places.items()}) == (
        "vi",
        {"AGENCY": 1, BARE: 1},
    )


def test_thai_surfaces_are_found_between_words(tokenizer: Tokenizer) -> None:
    documents = [
        document("a", "นายกเปิดกรมประมง", ("กรมประมง", "AGENCY"), lang="th"),
        document("b", "เยี่ยมกรมประมงวันนี้", lang="th"),
    ]
    (found,) = find_inconsistencies(documents, tokenizer.offsets)
    assert {key: len(value) for key, value in found.places.items()} == {"AGENCY": 1, BARE: 1}
