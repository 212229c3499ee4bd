"""What the public page of a Telegram post says of its views, and what is never believed of it."""

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.contract import ReaderCount, TryLater
from connectors.telegram_public import views
from practice.telegram_widget import no_widget, shortened

OURS = "kpu_contoh"


class Page:
    """A session that answers every address with one page, and keeps what was asked."""

    def __init__(self, body: str, status: int = 200) -> None:
        self.answer = SimpleNamespace(status_code=status, content=body.encode())
        self.asked: list[tuple[str, str]] = []

    def request(self, method: str, url: str, **_options: Any) -> Any:
        self.asked.append((method, url))
        return self.answer


def post(said: str, name: str = f"{OURS}/41") -> str:
    shown = f'<span class="tgme_widget_message_views">{said}</span>' if said else ""
    return f'<div class="tgme_widget_message" data-post="{name}"><div class="text">12 orang</div>{shown}</div>'


def read(page: str, status: int = 200) -> ReaderCount:
    return views(Page(page, status), "https://t.me", OURS, 41)  # type: ignore[arg-type]  # what the reader asks of a session


def test_the_page_of_the_post_is_read_and_nothing_else() -> None:
    page = Page(post("7"))
    views(page, "https://t.me", OURS, 41)  # type: ignore[arg-type]  # what the reader asks of a session
    assert page.asked == [("GET", "https://t.me/kpu_contoh/41?embed=1")]


@pytest.mark.parametrize(
    ("said", "value", "low", "high"),
    [
        ("0", 0, None, None),
        ("987", 987, None, None),
        ("1K", 1000, 1000, 1999),
        ("1.23K", 1230, 1225, 1239),
        ("12.3K", 12300, 12250, 12399),
        ("123K", 123000, 122500, 123999),
        ("1.2M", 1200000, 1150000, 1299999),
    ],
)
def test_a_rounded_count_stands_for_all_that_is_written_so(said: str, value: int, low: int | None, high: int | None) -> None:
    counted = read(post(said))
    assert (counted.value, counted.low, counted.high) == (value, low, high)
    assert (f"“{said}”" in counted.reason and "dibulatkan" in counted.reason) == (low is not None)


@given(st.integers(min_value=0, max_value=999_999_999))
def test_whatever_it_is_the_true_count_lies_in_what_was_read(true: int) -> None:
    counted = read(post(shortened(true)))
    assert counted.value is not None
    low, high = (counted.value, counted.value) if counted.low is None else (counted.low, counted.high)
    assert low <= true <= (high or 0)


@pytest.mark.parametrize(
    "page",
    [
        post(""),
        post("1,234"),
        post("1.234"),
        post("banyak"),
        post("-3"),
        post("12 K"),
        post("99999"),
        post("55", f"{OURS}/40"),
        post("55", "kanal_lain/41"),
        post('7</span><span class="tgme_widget_message_views">9'),
        no_widget(),
        "",
        "<html><body>Masuk ke jaringan</body></html>",
    ],
)
def test_what_is_not_surely_the_count_of_this_post_is_unknown(page: str) -> None:
    counted = read(page)
    assert (counted.value, counted.low, counted.high, counted.confidence) == (None, None, None, 0.0)
    assert "tampak di aplikasi" in counted.reason


@given(st.text(max_size=300))
def test_no_page_breaks_the_reading(page: str) -> None:
    assert read(page).value is None


@pytest.mark.parametrize("status", [302, 403, 404])
def test_a_page_that_does_not_open_says_so(status: int) -> None:
    assert f"HTTP {status}" in read(post("7"), status).reason


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_that_is_busy_is_asked_again_later(status: int) -> None:
    with pytest.raises(TryLater, match=f"HTTP {status}"):
        read(post("7"), status)


def test_a_channel_is_the_same_however_its_name_is_written() -> None:
    assert read(post("7", "KPU_Contoh/41")).value == 7


def test_a_page_that_is_not_reached_is_asked_again_later() -> None:
    import requests

    class Gone(requests.Session):
        def request(self, *_asked: Any, **_options: Any) -> Any:
            raise requests.ConnectionError

    with pytest.raises(TryLater):
        views(Gone(), "https://t.me", OURS, 41)
