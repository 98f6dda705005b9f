"""Citations of legal and administrative instruments: DECREE spans to one key in every language."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import regex

from .canonical import Instrument, Unread
from .lexicon import Lexicon, Token, fold, scan
from .written import common_era

__all__ = ["read_decree"]

# What a Vietnamese code says of its kind, wherever it stands in the number:
# 43/2024/NĐ-CP, 1203/QĐ-UBND. In other languages too: the code is not translated.
_CODES = {
    "ND": "decree",
    "QD": "decision",
    "NQ": "resolution",
    "TT": "circular",
    "TTLT": "circular",
    "CT": "directive",
    "KH": "plan",
    "TB": "notice",
    "BC": "report",
    "CV": "official_letter",
    "CD": "telegram",
    "KL": "conclusion",
    "HD": "guideline",
    "QC": "regulation",
    "CTR": "programme",
}
# The kind is told by a word, by a code alone, or by nothing.
_BY_WORD, _BY_CODE, _BY_NOTHING = 1.0, 0.9, 0.6

# Vietnamese and Thai letters that look like others in capitals.
_LATIN = str.maketrans({"đ": "d", "Đ": "D", "ð": "d", "Ð": "D"})
# Names of Latin letters in Devanagari, the longest first: एफएसएसए is FSSA.
_LETTER_NAMES = {
    "डब्ल्यू": "W", "एक्स": "X", "क्यू": "Q", "एच": "H", "एफ": "F", "एल": "L", "एम": "M", "एन": "N",
    "एस": "S", "आर": "R", "आई": "I", "जेड": "Z", "जी": "G", "बी": "B", "सी": "C", "डी": "D", "पी": "P",
    "टी": "T", "वी": "V", "यू": "U", "ओ": "O", "के": "K", "जे": "J", "वाई": "Y", "ई": "E", "ए": "A",
    "फिन": "FIN",
    # (अ): (E), extraordinary gazette.
    "(अ)": "(E)",
}  # fmt: skip
_FOLDED_NAMES = {fold(name): letter for name, letter in _LETTER_NAMES.items()}
_SPELLED = regex.compile("|".join(map(regex.escape, sorted(_FOLDED_NAMES, key=len, reverse=True))))
_SPELLED_WORD = regex.compile(f"(?<![\\p{{L}}\\p{{M}}])(?:{_SPELLED.pattern})+(?![\\p{{L}}\\p{{M}}])")

# "No.", "số", "ที่", "संख्या": what leads to the number.
# Folded text is decomposed, and so are these.
_LEAD = regex.compile(
    unicodedata.normalize(
        "NFD",
        r"(?:\b(?:nos?|number|num)\b\s?\.?|\bsố|\bso\b|(?:หมายเลข|เลข|ฉบับ|ลำดับ)?ที่(?!สุด)|หมายเลข"
        r"|\bसंख्या|\bक्रमांक|\bसं\b\s?\.?|\bक्र\s?\.|\bनंबर|\bनं\s?\."
        # The sign of an abbreviation looks like a zero, and is often typed as one: सं०.
        r"|\b(?:सं|क्र|नं)0\s?\.?|\bपत्रांक)[\s:]*",
    )
)
_YEAR_AFTER = regex.compile(
    unicodedata.normalize(
        "NFD",
        r"^(?P<number>.*?[0-9][^\s,]*)[\s,]*(?:\(?\s*(?:of|dated|b\.?e\.?|พ\s?\.\s?ศ\s?\.?|พุทธศักราช|ปี"
        r"|năm|phật lịch|वर्ष|सन्?|बी\s?\.\s?ई\s?\.?)\s*)+(?P<year>[0-9]{4})\s*\)?(?:\s*\([0-9]{4}\))?$"
        r"|^(?P<number>.*[0-9] ?\p{L}[\p{L}\p{M}]*)\s(?P<year>2[0-9]{3})$"
        r"|^(?P<number>[0-9]+)(?:, | \()(?P<year>[12][0-9]{3})\)?$",
    )
)
# 2017 का अधिनियम संख्या 12, (1986 का 29): the year first, and "of".
_YEAR_OF = regex.compile(
    r"\b(?P<year>[12][0-9]{3}) का [^0-9]*(?P<number>[0-9]+) ?\)?$"
    r"|\((?P<number>[0-9]+) of (?P<year>[12][0-9]{3}) ?\)$"
)
# S.I. No. 52, S.R.O. 88: but no "No." itself, and no Thai or Hindi.
_INITIALS = regex.compile(r"\b(?:[a-z]\.\s?){2,}(?!\S*e\.)(?:\([a-z]\)\s?)?")
# What stands right before a number: a file's letters.
_FILE = regex.compile(r"(?:\p{L}{1,6}[.\s]*)?[0-9]")
# Statutory Instrument 2031 No. 318 (W. 61), WHC (2031) 022: the year first.
_YEAR_BEFORE = regex.compile(
    r"(?:^|\s)(?P<series>[a-z]{2,6}\s)?\(?(?P<year>[0-9]{4})\)?\s(?:no\.?\s)?(?P<number>[0-9]+)(?:\s\([a-z]\.?\s?[0-9]+\))?$"
)
_NUMBER = regex.compile(r"[0-9]")
# The letters of a ministry before the number of a file: กค 0402.5/ว 118.
_THAI_FILE = regex.compile(r"\p{Thai}{2,4}[0-9]{4}")
_SPACES = regex.compile(r"\s+")
# Characters of the longest text that is taken for one; some patterns take the square of it.
_LONGEST = 1000
_JOINTS = regex.compile(r"\s*([-/.()])\s*")
_DATED = regex.compile(r"(?<=/[^ ]*) dated (?=.*[0-9]{4})")
# What follows a number and is none of it: của Bộ Tài chính, परिपत्र.
_WORDS_AFTER = regex.compile(r"(?<=[0-9][^ ]*)(?: [\p{Latin}\p{Devanagari}\p{M}]{3,})+$")
_CODE_WORD = regex.compile(r"[A-Z]+")
_YEAR = regex.compile(r"(?<![0-9])([0-9]{4})(?![0-9])")


def read_decree(text: str, lexicon: Lexicon) -> Instrument | Unread:
    """The kind and the number of an instrument."""
    if len(text) > _LONGEST:
        return Unread(0.0, text, f"{len(text)} characters are no name of an instrument")
    folded = _SPACES.sub(" ", fold(text)).strip()
    tokens = scan(text, lexicon)
    series, rest = _series(folded, tokens)
    number = _number(rest, {token.text for token in tokens if token["kind"]})
    if not number:
        return Unread(0.0, text, "no number")
    code = _code(number)
    word = next((token["kind"] for token in tokens if token["kind"]), None)
    if series in ("GSR", "SO"):
        kind, confidence = "notification", _BY_WORD
    elif series.startswith("GO"):
        kind, confidence = "order", _BY_WORD
    elif code:
        # The code is never translated, the word for the kind often wrongly.
        kind, confidence = _CODES[code], _BY_WORD if word == _CODES[code] else _BY_CODE
    elif word:
        kind, confidence = word, _BY_WORD
    elif party := _CODES.get(number.partition("/")[0].partition("-")[2]):
        # 28-NQ/TW of the Party, whose codes are not as strict.
        kind, confidence = party, _BY_CODE
    elif _THAI_FILE.match(number):
        kind, confidence = "official_letter", _BY_CODE
    else:
        kind, confidence = "document", _BY_NOTHING
    if series:
        number = f"{series}-{number}"
    return Instrument(confidence, kind, number, _year(number), _issuer(number, code))


def _series(folded: str, tokens: Sequence[Token]) -> tuple[str, str]:
    """A series (G.S.R., S.O., G.O. Ms., any other initials) and what stands after it."""
    for token in tokens:
        if token["series"]:
            after = folded[token.end :] if token.end <= len(folded) else folded
            return token["series"] or "", after
    letters = _INITIALS.search(folded)
    if letters and not _NUMBER.search(folded, 0, letters.start()):
        return regex.sub(r"[^a-z()]", "", letters[0]).upper(), folded[letters.end() :]
    return "", folded


def _number(folded: str, kinds: set[str]) -> str:
    """The number as printed, in one form; "" where there is none."""
    before = _YEAR_BEFORE.search(folded)
    if before and not _LEAD.search(folded, 0, before.start("year")) and common_era(before["year"]):
        return _printed(f"{before['series'] or ''}{before['number']}/{before['year']}")
    of = _YEAR_OF.search(folded)
    if of:
        return f"{of['number']}/{of['year']}"
    leads = [found for found in _LEAD.finditer(folded) if _NUMBER.search(folded, found.end())]
    # Thai has no space before its word for "number", which is a part of other words as well.
    whole = [lead for lead in leads if "ที่" not in lead[0] or _FILE.match(folded, lead.end())] or leads
    rest = _unclosed(folded[whole[0].end() :] if whole else _from_number(folded, kinds))
    # By virtue of which act is no part of it.
    rest = rest.partition(" ออกตามความ")[0]
    # Nor is its date.
    rest = _DATED.split(rest, maxsplit=1)[0]
    year = _YEAR_AFTER.match(rest)
    if year:
        rest = f"{year['number']}/{year['year']}"
    return _printed(_WORDS_AFTER.sub("", _JOINTS.sub(r"\1", rest)))


def _unclosed(rest: str) -> str:
    """Without the end of a bracket that was opened before: (No. 7), B.E. 2560."""
    depth = 0
    for at, character in enumerate(rest):
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return f"{rest[:at]} {rest[at + 1 :]}".strip()
    return rest


def _from_number(folded: str, kinds: set[str]) -> str:
    """Without a lead: the part from the word that has the first digit."""
    found = _NUMBER.search(folded)
    if not found:
        return ""
    begin = folded.rfind(" ", 0, found.start()) + 1
    # A Thai file's letters stand before its number: มท 0808.2/ว 2240.
    prefix = regex.search(r"(?<!\S)\p{Thai}{2,4} $", folded[:begin])
    named = prefix and prefix[0].strip() not in kinds
    return folded[prefix.start() if prefix and named else begin :]


def _printed(number: str) -> str:
    """ASCII digits, Latin capitals without accents, no spaces."""
    number = _SPELLED_WORD.sub(_spelled, number)
    number = number.replace("(अ)", "(E)")
    number = _JOINTS.sub(r"\1", number.translate(_LATIN)).strip(" .,;:-/")
    number = regex.sub(r"(?<=\p{Thai}) ?(?=[0-9])|(?<=[0-9]) ?(?=\p{Thai})", "", number)
    number = regex.sub(r"(?<=[\p{L}\p{M}]) (?=[0-9])|(?<=[0-9]) (?=\p{L})", "-", number)
    bare = "".join(c for c in unicodedata.normalize("NFD", number) if not _is_latin_mark(c))
    if regex.search(r"\p{Thai}|\p{Devanagari}", number):
        bare = number
    return regex.sub(r"\s", "", bare).upper()


def _spelled(word: regex.Match[str]) -> str:
    return str(_SPELLED.sub(lambda name: _FOLDED_NAMES[name[0]], word[0]))


def _is_latin_mark(character: str) -> bool:
    return "\u0300" <= character <= "\u036f"


def _code(number: str) -> str | None:
    """The part of a Vietnamese number that names its kind."""
    for part in number.split("/")[1:]:
        word = _CODE_WORD.match(part)
        if word and word[0] in _CODES and (len(part) == len(word[0]) or part[len(word[0])] in "-/"):
            return word[0]
    return None


def _year(number: str) -> int | None:
    """The year that a number carries, in the common era."""
    for found in _YEAR.finditer(number):
        # The first part is the number itself: 2555/14 is no year.
        if found.start() or not number[found.end() :]:
            year = common_era(found[1])
            if year and found.start():
                return year
    return None


def _issuer(number: str, code: str | None) -> str:
    """The letters after the kind: UBND in 1203/QĐ-UBND."""
    if not code:
        return ""
    tail = number.rsplit("/", 1)[-1]
    return tail.removeprefix(code).lstrip("-")
