"""Names in Latin, Thai and Devanagari letters, in one rough phonetic spelling."""

from __future__ import annotations

import unicodedata

import regex

__all__ = ["phonetic"]

# Capital N is the sound of "ng", capital T that of "tr", which is "t" to some ears
# and "ch" to others. Digraphs before single letters.
_LATIN = (
    ("ngh", "N"), ("ng", "N"), ("tr", "T"), ("nh", "n"), ("ph", "f"), ("th", "t"), ("kh", "k"), ("gh", "g"),
    ("ch", "c"), ("sh", "s"), ("dh", "d"), ("bh", "b"), ("jh", "j"), ("qu", "kv"), ("y(?![aeiou])", "i"),
    ("gi(?=[aou])", "j"), ("oo", "u"), ("ee", "i"), ("aa", "a"), ("ck", "k"), ("c", "k"), ("q", "k"),
    ("x", "s"), ("z", "s"), ("w", "v"), ("đ", "d"),
)  # fmt: skip
_LATIN_PATTERN = regex.compile("|".join(f"({source})" for source, _ in _LATIN))

_THAI_CONSONANTS = dict(
    zip(
        "กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬฮ",
        "kkkkkkNcccscydttttndtttt" + "nbppfpfpmyrlvsssh" + "lh",
        strict=True,
    )
)
_THAI_VOWELS = {
    "ะ": "a", "ั": "a", "า": "a", "ิ": "i", "ี": "i", "ึ": "u", "ื": "u", "ุ": "u", "ู": "u",
    "เ": "e", "แ": "e", "โ": "o", "ใ": "ai", "ไ": "ai", "อ": "o", "ฤ": "ri", "ำ": "am", "ๅ": "a",
}  # fmt: skip
# A vowel written before its consonant, or around it: เ-ีย, เ-ือ, เ-า, เ-ิ.
_THAI_ONSET = r"(ห[งญณนมยรลว]|[กขคตปผพ][รลว](?=[ก-ฮะาิีึืุูัอ])|[ก-ฮ])"
_THAI_AROUND = [
    (regex.compile(f"เ{_THAI_ONSET}ีย"), r"\1ie"),
    (regex.compile(f"เ{_THAI_ONSET}ือ"), r"\1uo"),
    (regex.compile(f"เ{_THAI_ONSET}า"), r"\1ao"),
    (regex.compile(f"เ{_THAI_ONSET}[ิอ]"), r"\1o"),
    (regex.compile(f"([เแโใไ]){_THAI_ONSET}"), r"\2\1"),
    # ว between two consonants is their vowel, ญ at the end of a syllable an "n".
    (regex.compile("(?<=[ก-ฮ])ว(?=[ก-ฮ](?![ะาิีึืุูัเแโใไ]))"), "ua"),
    (regex.compile("ญ(?![ะาิีึืุูัaeiou])"), "n"),
    (regex.compile("^อ(?=[ก-ฮ](?![วย]))"), "a"),
    (regex.compile("ตร|ทร(?=[ะาิีึืุูัiaeou])"), "T"),
]
_THAI_SILENT = regex.compile(r"[ก-ฮ][ุิ]?์")
_THAI_LEADING_H = regex.compile(r"ห(?=[งญนมยรลว])")
_THAI_MARKS = regex.compile(r"[็่้๊๋ๆฯ]")

_DEVANAGARI_CONSONANTS = {
    "क": "k", "ख": "k", "ग": "g", "घ": "g", "ङ": "N", "च": "c", "छ": "c", "ज": "j", "झ": "j", "ञ": "n",
    "ट": "t", "ठ": "t", "ड": "d", "ढ": "d", "ण": "n", "त": "t", "थ": "t", "द": "d", "ध": "d", "न": "n",
    "प": "p", "फ": "f", "ब": "b", "भ": "b", "म": "m", "य": "y", "र": "r", "ल": "l", "व": "v", "श": "s",
    "ष": "s", "स": "s", "ह": "h", "ळ": "l",
}  # fmt: skip
_DEVANAGARI_VOWELS = {
    "अ": "a", "आ": "a", "इ": "i", "ई": "i", "उ": "u", "ऊ": "u", "ए": "e", "ऐ": "ai", "ओ": "o", "औ": "o",
    "ऑ": "o", "ऋ": "ri", "ा": "a", "ि": "i", "ी": "i", "ु": "u", "ू": "u", "े": "e", "ै": "ai", "ो": "o",
    "ौ": "o", "ॉ": "o", "ृ": "ri", "ॅ": "e", "ऍ": "e",
}  # fmt: skip
_VIRAMA = "्"
_NG = regex.compile(r"(?:[ंँ]|न्|ङ्)ग(?![्])|[ंँ](?=[कखघ])")
_TR = regex.compile(r"[टत]्र")
_DOUBLE = regex.compile(r"(.)\1+")
_THAI = regex.compile(r"\p{Thai}")
_DEVANAGARI = regex.compile(r"\p{Devanagari}")


def phonetic(word: str) -> str:
    """How a word sounds, roughly, in small Latin letters and ``N`` for ng; "" for what has no letters."""
    if _THAI.search(word):
        sound = _thai(unicodedata.normalize("NFC", word))
    elif _DEVANAGARI.search(word):
        sound = _devanagari(unicodedata.normalize("NFD", word).replace("\u093c", ""))
    else:
        sound = _latin(word)
    return _DOUBLE.sub(r"\1", sound)


def _latin(word: str) -> str:
    folded = unicodedata.normalize("NFD", word.casefold())
    bare = "".join(c for c in folded if not unicodedata.combining(c))
    sound = _LATIN_PATTERN.sub(lambda found: _LATIN[(found.lastindex or 1) - 1][1], bare)
    return "".join(c for c in sound if c.isalpha())


def _thai(word: str) -> str:
    word = _THAI_MARKS.sub("", _THAI_SILENT.sub("", word))
    for pattern, spoken in _THAI_AROUND:
        word = pattern.sub(spoken, word)
    word = _THAI_LEADING_H.sub("", word)
    sounds = []
    for at, character in enumerate(word):
        if character == "อ" and (at == 0 or word[at - 1] in _THAI_VOWELS):
            # It only carries a vowel.
            continue
        latin = character if character.isascii() else ""
        sounds.append(_THAI_CONSONANTS.get(character) or _THAI_VOWELS.get(character) or latin)
    return "".join(sounds)


def _devanagari(word: str) -> str:
    word = _TR.sub("T", _NG.sub("ङ", word).replace("न्ह", "न"))
    sounds = []
    for at, character in enumerate(word):
        following = word[at + 1] if at + 1 < len(word) else ""
        if character == "T" or character in _DEVANAGARI_CONSONANTS:
            sounds.append(_DEVANAGARI_CONSONANTS.get(character, character))
            # Between consonants an "a" is spoken that is not written; at the end it is not.
            if following in _DEVANAGARI_CONSONANTS or (following in "ंँ" and following):
                sounds.append("a")
        elif character in "ंँ":
            sounds.append("n")
        elif character != _VIRAMA:
            sounds.append(_DEVANAGARI_VOWELS.get(character, ""))
    return "".join(sounds)
