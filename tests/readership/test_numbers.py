"""Numbers as pages show them: every format of the office's world, and none of the guesses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readership.numbers import Count, parse_count


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234", 1234),
        ("1,234", 1234),
        ("1 234", 1234),
        ("3\u00a0919", 3919),
        ("1\u202f234\u202f567", 1234567),
        ("1'234", 1234),
        ("0", 0),
        ("(1,234)", 1234),
        ("1.234 Kali Dibaca\u00a0", 1234),
        ("Dilihat : 1,204 Kali", 1204),
        ("5x dibaca", 5),
        ("381ビュー", 381),
        ("۱۲۳۴", 1234),
        ("١٬٢٣٤", 1234),
        ("１２３", 123),
        ("Oleh ADMIN 72 views", 72),
    ],
)
def test_exact_numbers(text: str, value: int) -> None:
    assert parse_count(text) == Count(value, value, value, exact=True)


@pytest.mark.parametrize(
    ("text", "value", "low", "high"),
    [
        ("1,2 rb", 1200, 1150, 1250),
        ("1,2\u00a0rb", 1200, 1150, 1250),
        ("1,2 jt", 1_200_000, 1_150_000, 1_250_000),
        ("1.2K", 1200, 1150, 1250),
        ("113.2k", 113_200, 113_150, 113_250),
        ("1.23K", 1230, 1225, 1235),
        ("1.2M", 1_200_000, 1_150_000, 1_250_000),
        ("1,5 miliar", 1_500_000_000, 1_450_000_000, 1_550_000_000),
        ("85rb x ditonton", 85_000, 84_500, 85_500),
        ("2 jt x", 2_000_000, 1_500_000, 2_500_000),
        ("12.5k x", 12_500, 12_450, 12_550),
    ],
)
def test_rounded_numbers_carry_their_band(text: str, value: int, low: int, high: int) -> None:
    assert parse_count(text) == Count(value, low, high, exact=False)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.000+", 1000),
        ("99+", 99),
        ("10rb+", 10_000),
        ("1,2 rb+ kali", 1200),
        ("1K+", 1000),
        ("2.500+ kali", 2500),
        ("lebih dari 500", 500),
        ("Dibaca lebih dari 2.000 kali", 2000),
        ("over 1,000", 1000),
    ],
)
def test_a_lower_bound_has_no_upper_end(text: str, value: int) -> None:
    assert parse_count(text) == Count(value, value, None, exact=False)


def test_a_lower_bound_agrees_with_every_number_that_is_not_less() -> None:
    bound = Count(1000, 1000, None, exact=False)
    assert bound.agrees(Count(1482, 1482, 1482, exact=True))
    assert Count(1482, 1482, 1482, exact=True).agrees(bound)
    assert not bound.agrees(Count(999, 999, 999, exact=True))
    assert not Count(900, 850, 950, exact=False).agrees(bound)


@pytest.mark.parametrize(
    "text",
    [
        "", "dibaca", "-5 kali", "1,5 M", "2M", "1.5 M", "3.25 views", "1.234,56", "12 Nov 2026", "10:30", "12/11", "NaN",
        "99++", "+62", "9+1",
        "45%", "0.123", "1.2.3", "1.23.456", "007", "v2", "Rp 1.000", "Rp1.000", "1,5e+3", "½", "10²", "5 per hari",
        "9" * 16, "1.234 dan 5", "#12", "<10", "2nd", "12.34",
    ],
)  # fmt: skip
def test_what_is_not_clear_is_none(text: str) -> None:
    assert parse_count(text) is None


@given(st.integers(min_value=0, max_value=10**14), st.sampled_from([".", ",", "\u00a0", "\u202f", " ", ""]))
def test_grouped_numbers_round_trip(number: int, separator: str) -> None:
    count = parse_count(f"{number:,}".replace(",", separator))
    assert count is not None
    assert (count.value, count.exact) == (number, True)


@given(st.integers(0, 999), st.integers(0, 9), st.sampled_from(["{},{} rb", "{},{}\u00a0jt", "{}.{}K", "{}.{}M", "{},{} ribu"]))
def test_the_band_holds_the_number(whole: int, tenth: int, form: str) -> None:
    count = parse_count(form.format(whole, tenth))
    assert count is not None
    scale = 10**6 if form.endswith(("jt", "M")) else 1000
    assert count.value == (whole * 10 + tenth) * scale // 10
    assert count.low <= count.value <= count.high
    assert not count.exact


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    count = parse_count(text)
    assert count is None or 0 <= count.low <= count.value <= count.high
