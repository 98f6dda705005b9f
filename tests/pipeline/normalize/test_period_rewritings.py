from __future__ import annotations

import pytest

from govspan.pipeline.normalize import Mention, normalize
from govspan.pipeline.normalize.period_meanings import MEANINGS, Meaning, Rewriting
from govspan.pipeline.normalize.period_rewritings import REWRITINGS, settle


@pytest.mark.parametrize("step", [*(meaning.there for meaning in MEANINGS), *REWRITINGS])
def test_every_step_makes_of_its_example_what_it_says(step: Rewriting) -> None:
    assert step.before != step.after
    assert step.pattern.sub(step.replacement, step.before) == step.after


@pytest.mark.parametrize("step", [*(meaning.there for meaning in MEANINGS), *REWRITINGS])
def test_no_step_before_it_takes_an_example_away(step: Rewriting) -> None:
    assert settle(step.before) == settle(step.after)


@pytest.mark.parametrize("meaning", [meaning for meaning in MEANINGS if meaning.word != meaning.elsewhere])
def test_a_word_of_two_meanings_is_never_left(meaning: Meaning) -> None:
    assert meaning.word not in settle(f"X {meaning.word} X").split()


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("vi", "quý I/2024 (tháng 1 đến tháng 3)", "2024-01-01/2024-03-31"),
        ("th", "8 เดือนแรก (ม.ค. - ส.ค. 2567)", "2024-01-01/2024-08-31"),
        ("th", "8 เดือนแรกของปีงบประมาณ พ.ศ. 2567 (ตุลาคม 2566 – พฤษภาคม 2567)", "2023-10-01/2024-05-31"),
        ("en", "May 2024 (May 2023)", "?"),
        ("en", "2024 (2025)", "?"),
        ("vi", "năm 2024 (từ ngày 1/1 đến 15/10)", "?"),
        ("vi", "tháng này (10 ngày)", "?"),
        ("vi", "kỳ 2 tháng 9 năm 2024", "2024-09-16/2024-09-30"),
        ("vi", "kỳ 1 tháng 9 năm 2024", "2024-09-01/2024-09-15"),
        ("vi", "kỳ 1 tháng", "P1M"),
        ("vi", "đến cuối năm 2025", "2025-12-31"),
        ("vi", "tính đến ngày 31-12-2024", "2024-12-31"),
        ("hi", "दिसंबर 2025 तक", "2025-12"),
        # Since then, and no word of until when.
        ("hi", "जनवरी 2025 से", "?"),
        ("en", "now to 2030", "?"),
        ("hi", "31 दिसंबर 2024 को समाप्त तिमाही", "2024-10-01/2024-12-31"),
        ("en", "the 26th day of January, 1950", "1950-01-26"),
        ("en", "2Q24", "2024-04-01/2024-06-30"),
        ("en", "9M 2023", "2023-01-01/2023-09-30"),
        ("en", "a 24-month period", "P24M"),
        ("vi", "QII/2024", "2024-04-01/2024-06-30"),
        ("vi", "trong 2 ngày 27-28/6/2024", "2024-06-27/2024-06-28"),
    ],
)
def test_what_fresh_probes_and_a_reviewer_found(lang: str, text: str, expected: str) -> None:
    mention = Mention(0, len(text), "PERIOD")
    assert str(normalize(text, [mention], lang=lang).values[0]) == expected
