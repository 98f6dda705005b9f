from __future__ import annotations

from govspan.pipeline.normalize.remembered import remembered


def test_short_texts_are_read_once_and_long_ones_each_time() -> None:
    read: list[str] = []

    @remembered(2)
    def upper(text: str, suffix: str) -> str:
        """Upper case."""
        read.append(text)
        return text.upper() + suffix

    long = "x" * 1000
    for text in ("a", "a", long, long):
        assert upper(text, "!") == text.upper() + "!"
    assert read == ["a", long, long]
    assert upper("a", "?") == "A?"
    assert upper.__doc__ == "Upper case."


def test_the_oldest_are_forgotten() -> None:
    read: list[str] = []

    @remembered(1)
    def same(text: str) -> str:
        read.append(text)
        return text

    for text in ("a", "b", "a"):
        same(text)
    assert read == ["a", "b", "a"]
