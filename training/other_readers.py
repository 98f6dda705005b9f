"""Other libraries' readings of numbers, money and dates, to be compared on the same fixtures."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from ..annotations import MissingExtraError
from .fixtures import CURRENCIES, Fixture, FixtureReader, Reading, last_day

__all__ = ["other_readers"]


def other_readers() -> list[FixtureReader]:
    """dateparser, quantulum3, PyThaiNLP and Babel, each by its ordinary entry point.

    Raises:
        MissingExtraError: one of them is not installed.
    """
    try:
        import babel.dates
        import babel.numbers
        import dateparser.date
        import quantulum3.classifier
        import quantulum3.parser
        from pythainlp.util import thai_digit_to_arabic_digit, thaiword_to_num
    except ImportError as error:
        raise MissingExtraError("The comparison with other libraries", "benchmarks") from error

    # As its plain install reads; the classifier is an extra of its own.
    quantulum3.classifier.USE_CLF = False

    def by_dateparser(fixture: Fixture) -> Reading:
        base = fixture.today or date.today()
        parser = dateparser.date.DateDataParser(
            languages=[fixture.lang],
            settings={"RELATIVE_BASE": datetime(base.year, base.month, base.day)},
        )
        found = parser.get_date_data(fixture.text)
        if not found.date_obj:
            return None
        day, grain = found.date_obj.date(), found.period.capitalize()
        if grain == "Year":
            day = date(day.year, 1, 1)
        elif grain == "Month":
            day = date(day.year, day.month, 1)
        return day, last_day(day, grain)

    def by_quantulum(fixture: Fixture) -> Reading:
        found = quantulum3.parser.parse(fixture.text)
        if not found:
            return None
        name = found[0].unit.name
        unit = {"dimensionless": "", "percentage": "percent"}.get(name, CURRENCIES.get(name, name))
        return Decimal(str(found[0].value)), unit

    def by_pythainlp(fixture: Fixture) -> Reading:
        digits = thai_digit_to_arabic_digit(fixture.text).replace(",", "")
        try:
            return Decimal(digits), ""
        except ArithmeticError:
            return Decimal(thaiword_to_num(fixture.text)), ""

    def by_babel(fixture: Fixture) -> Reading:
        if fixture.part == "number":
            return babel.numbers.parse_decimal(fixture.text, locale=fixture.lang), ""
        day = babel.dates.parse_date(fixture.text, locale=fixture.lang)
        return day, day

    everywhere = frozenset({"vi", "th", "hi", "en"})
    return [
        FixtureReader("dateparser", frozenset({"period"}), everywhere, by_dateparser),
        FixtureReader("quantulum3", frozenset({"number", "money"}), frozenset({"en"}), by_quantulum),
        FixtureReader("PyThaiNLP", frozenset({"number"}), frozenset({"th"}), by_pythainlp),
        FixtureReader("Babel", frozenset({"number", "period"}), everywhere, by_babel),
    ]
