"""Every request that a connector prepares, in whichever test, is held against its platform's own specification.

A request belongs to a connector if code of `connectors/` is at work when it is prepared, so none can be sent past this: not by a
reader, not by a withdrawal, not through a canned session that sends nothing. A platform without
a specification says why (`undescribed`).
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import requests

from connectors.files import Pieces
from tests.specs import FOLDER, graph_faults, openapi_faults, read_whole, telegram_faults

FILES = {"x": ("x-openapi.json",), "mastodon": ("mastodon-openapi.json",), "telegram": ("telegram-api.json",)} | {
    "facebook": ("facebook/Page.json", "facebook/PagePost.json", "facebook/Photo.json", "facebook/AdVideo.json"),
    "instagram": ("facebook/IGUser.json", "facebook/IGMedia.json"),
}
"""The specifications that a platform is held against."""
_ALSO_CALLED = {"tweet.fields": "post.fields"}
"""X's guide and tweepy say `tweet.fields`, its description says `post.fields`; the values are held against the latter."""
_GRAPH_ELSEWHERE = frozenset({"debug_token"})
"""Meta describes objects alone; this one belongs to none."""
_BYTES_ALONE = "video-upload"
"""Where the bytes of a reel go: another host, which Meta's description does not hold."""


_WEBSITE = "/__practice/situs/"
"""Where the laboratory keeps the pictures of the office's website, which a platform fetches and its connector looks at first."""


class Watch:
    """What the specifications had against the requests of one test, and how many were held against them."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.judged = 0

    def see(self, request: requests.PreparedRequest) -> None:
        speaker = _speaker()
        if speaker is None:
            return
        platform, api, account = speaker
        if platform not in FILES or not str(request.url).startswith(api) or _WEBSITE in str(request.url):
            return
        if not all((FOLDER / name).is_file() for name in FILES[platform]):
            return
        if isinstance(request.body, Pieces):
            read_whole(request)
        told = _faults(platform, request, account, api)
        self.judged += 1
        self.faults += [f"{platform}: {request.method} {urlsplit(str(request.url)).path}: {fault}" for fault in told]


@contextmanager
def watching() -> Iterator[Watch]:
    """Look at every request that is prepared while the block runs, in any thread."""
    watch, prepare = Watch(), requests.PreparedRequest.prepare

    def prepared(request: requests.PreparedRequest, *args: Any, **options: Any) -> None:
        prepare(request, *args, **options)
        watch.see(request)

    requests.PreparedRequest.prepare = prepared  # type: ignore[method-assign]  # undone below
    try:
        yield watch
    finally:
        requests.PreparedRequest.prepare = prepare  # type: ignore[method-assign]  # as it was


def _speaker() -> tuple[str, str, str] | None:
    """Platform, address and account of the connector at work: the outermost one that says, or its client."""
    found, frame = None, sys._getframe(2)
    while frame is not None:
        if str(frame.f_globals.get("__name__", "")).startswith("connectors."):
            found = _told_by(frame.f_locals.get("self")) or found
        frame = frame.f_back  # type: ignore[assignment]  # None above the first
    return found


def _told_by(speaker: object) -> tuple[str, str, str] | None:
    limits, service = getattr(speaker, "limits", None), getattr(speaker, "service", None)
    platform = str(limits.platform if limits else service.name.lower() if service else _CLIENTS.get(type(speaker).__name__, ""))
    api = str(getattr(speaker, "api_url", "") or getattr(speaker, "url", ""))
    account = str(getattr(speaker, "page_id", "") or getattr(speaker, "account_id", ""))
    return (platform, api, account) if platform and api else None


_WIDGET = "embed=1"
"""A page for readers, of which the Bot API's specification says nothing."""
_CLIENTS = {"XClient": "x", "BotClient": "telegram", "MastodonClient": "mastodon"}


def _faults(platform: str, request: requests.PreparedRequest, account: str, api: str) -> list[str]:
    if platform in ("x", "mastodon"):
        return openapi_faults(request, _loaded(FILES[platform][0]), _ALSO_CALLED)
    if platform == "telegram":
        if request.method == "GET" and urlsplit(str(request.url)).query == _WIDGET:
            return []
        return telegram_faults(request, _loaded(FILES[platform][0]))
    version, _, rest = urlsplit(str(request.url).removeprefix(api.rstrip("/"))).path.lstrip("/").partition("/")
    number, _, edge = rest.partition("/")
    if number in _GRAPH_ELSEWHERE or version == _BYTES_ALONE:
        return []
    told = [graph_faults(request, _loaded(name), edge) for name in _objects(platform, number, account)]
    return min(told, key=len)


def _objects(platform: str, number: str, account: str) -> tuple[str, ...]:
    """Which of Meta's objects a number may stand for."""
    own, post, *others = FILES[platform]
    if number in ("me", account):
        return (own,)
    return (post,) if "_" in number or not others else tuple(others)


@cache
def _loaded(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / name).read_text("utf-8"))
    return found
