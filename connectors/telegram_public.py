"""How often a post of a channel was seen, as the page says that Telegram itself makes of it for other websites to show.

A bot is told no views; the page of each public post is read by everybody (Telegram's "Post Widget", `?embed=1`). How it is
built is promised nowhere, so a number counts only where the page names the post: what else it says is unknown, never 0.
"""

import re

import requests
from bs4 import BeautifulSoup

from connectors._social_errors import Step, send, unclear
from connectors.contract import ReaderCount
from connectors.telegram_client import NAME
from language.say import later, t

METRIC = "views"
SOURCE = "page"
EXACT, ROUNDED = 0.8, 0.7
_LEAST_ROUNDED = 1000
ADDRESS = "{root}/{channel}/{number}?embed=1"
_STEPS = {"": 1, "K": 10**3, "M": 10**6}
_VIEWS = re.compile(r"(?P<whole>\d{1,4})(?:\.(?P<part>\d{1,2}))?(?P<step>[KM]?)")
TOLD = later("kali dilihat menurut halaman publik {name}, bukan orang")
ABOUT = later("tertulis “{said}” di halaman publik {name}: kali dilihat, bukan orang, dan dibulatkan")
NOT_SHOWN = later("{name}: halaman publik kiriman ini tidak memuat jumlah dilihat; angkanya tampak di aplikasi.")
CLOSED = later("{name}: halaman publik kiriman ini tidak terbuka (HTTP {status}); angkanya tampak di aplikasi.")


def views(session: requests.Session, root: str, channel: str, number: int) -> ReaderCount:
    """The views of message `number` of a public channel. Raises TryLater where the page is not reached."""
    response = send(session, NAME, Step.LOOK, "GET", ADDRESS.format(root=root, channel=channel, number=number))
    if response.status_code == requests.codes.too_many_requests or response.status_code >= requests.codes.server_error:
        raise unclear(NAME, Step.LOOK, t("halaman publik tidak menjawab (HTTP {status})", status=response.status_code))
    if response.status_code != requests.codes.ok:
        return _unknown(t(CLOSED, name=NAME, status=response.status_code))
    said = _said(response.content, f"{channel}/{number}")
    return _read(said) or _unknown(t(NOT_SHOWN, name=NAME))


def _said(page: bytes, post: str) -> str:
    """What stands beside the eye below this post; empty where the page shows another or none."""
    soup = BeautifulSoup(page, "lxml")
    for message in soup.select(".tgme_widget_message[data-post]"):
        if str(message["data-post"]).lower() == post.lower():
            shown = message.select(".tgme_widget_message_views")
            return shown[0].get_text(strip=True) if len(shown) == 1 else ""
    return ""


def _read(said: str) -> ReaderCount | None:
    """Telegram writes 987, then 1.23K, 12.3K, 1.2M: a rounded number stands for all that may be written so."""
    written = _VIEWS.fullmatch(said)
    if written is None or (written["part"] and not written["step"]):
        return None
    part = written["part"] or ""
    step = _STEPS[written["step"]] // 10 ** len(part)
    value = int(written["whole"] + part) * step
    if step == 1:
        return ReaderCount(value, METRIC, SOURCE, EXACT, t(TOLD, name=NAME))
    low = max(value - step // 2, _LEAST_ROUNDED)  # whether it is cut or rounded is said nowhere: both may be true
    return ReaderCount(value, METRIC, SOURCE, ROUNDED, t(ABOUT, name=NAME, said=said), low=low, high=value + step - 1)


def _unknown(reason: str) -> ReaderCount:
    return ReaderCount(None, METRIC, SOURCE, 0.0, reason)
