"""How tayang reads public pages: one request at a time a hop, bounded in time and bytes, never outside the address policy."""

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from socket import AF_INET, AF_UNSPEC, AddressFamily
from typing import TypeVar
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from links.bodies import read_decoded, read_digest
from safety.addresses import AddressPolicy, ForbiddenAddress
from safety.clock import Clock

USER_AGENT = "tayang/0.1 (+pemeriksaan tautan)"
Answered = TypeVar("Answered")
PAGE_BYTES = 512 * 1024
_CHAIN_CUT_SHORT = (20, 21)
"""OpenSSL's numbers (x509_vfy.h) where an issuer is not at hand: browsers fetch or remember what a server forgets to send."""
_SSL_REASON = re.compile(r"\[SSL: [A-Z_]+\]\s*([^(]+)")


class FetchFailed(Exception):
    """No answer came. `code` is a finding of `links.problems`, `reason` says why in short."""

    def __init__(self, code: str, reason: str = "") -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.reason = reason


@dataclass(frozen=True)
class Bounds:
    """How much patience one session has."""

    per_host: int = 2
    parallel: int = 64
    request_seconds: float = 20.0
    total_seconds: float = 60.0
    stalled_seconds: float = 30.0
    """Between two pieces of a download."""


@dataclass(frozen=True)
class Answer:
    """One hop's answer. `wire` is the entity as sent, `body` decoded; `cut` is "", "limit", "disconnect" or "encoding"."""

    url: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    sent: tuple[tuple[str, str], ...]
    wire: bytes
    body: bytes
    cut: str

    @cached_property
    def _named(self) -> dict[str, str]:
        return {key.lower(): value for key, value in reversed(self.headers)}

    def header(self, name: str) -> str:
        """The value of a header, the first if it came twice; "" if it did not come."""
        return self._named.get(name.lower(), "")

    @property
    def media_type(self) -> str:
        return self.header("Content-Type").split(";")[0].strip().lower()


@dataclass(frozen=True)
class Download:
    """One hop's answer that was read without being kept. `told`: how long the site says it is; `sha256` empty if it was not
    read; `cut` as of an `Answer`."""

    status: int
    location: str
    told: int | None
    sha256: str
    cut: str


class Budget:
    """The seconds that one check or copy may spend; only time inside a slot is counted."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    def spend(self, seconds: float) -> None:
        self.left = max(0.0, self.left - seconds)


class GuardedResolver(AbstractResolver):
    """Asks the inner resolver and lets an answer through only if the policy allows every address in it."""

    def __init__(self, policy: AddressPolicy, inner: AbstractResolver | None = None) -> None:
        self._policy = policy
        self._inner = inner or ThreadedResolver()

    async def resolve(self, host: str, port: int = 0, family: AddressFamily = AF_INET) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        for entry in found:
            self._policy.check_ip(host, port, entry["host"])
        return found

    async def close(self) -> None:
        await self._inner.close()


class WebSession:
    """Reads single hops. Made by `open_session`; keeps the slots of each host and the certificates seen."""

    def __init__(
        self,
        http: aiohttp.ClientSession,
        policy: AddressPolicy,
        resolver: AbstractResolver,
        tls: ssl.SSLContext | None,
        bounds: Bounds,
    ) -> None:
        self.bounds = bounds
        self._http, self._policy, self._resolver, self._tls = http, policy, resolver, tls
        self._slots: dict[str, asyncio.Semaphore] = {}
        self._allowed: dict[tuple[str, str], asyncio.Semaphore] = {}
        self._everyone = asyncio.Semaphore(bounds.parallel)
        self._certificates: dict[tuple[str, int], datetime | None] = {}

    async def get(self, url: str, clock: Clock, budget: Budget, cap: int = PAGE_BYTES) -> Answer:
        """GET one hop without following it. Raises FetchFailed; the timer starts once the host's slot is free."""
        return await self._in_turn(url, clock, budget, self.bounds.request_seconds, lambda: self._request(url, cap))

    async def download(
        self,
        url: str,
        clock: Clock,
        budget: Budget,
        cap: int,
        wanted: Callable[[int | None], bool],
        take: Callable[[bytes], object] = len,
    ) -> Download:
        """GET one hop piece by piece: its digest, while `take` gets the pieces, no more of them than `cap` bytes.

        Asked with the length that the site tells, `wanted` says whether the body is read at all. Raises FetchFailed; the whole
        budget may go into this one request.
        """
        return await self._in_turn(url, clock, budget, budget.left, lambda: self._download(url, cap, wanted, take))

    async def _in_turn(
        self, url: str, clock: Clock, budget: Budget, most: float, ask: Callable[[], Coroutine[None, None, Answered]]
    ) -> Answered:
        async with self._slot(url), self._everyone:
            seconds = min(most, budget.left)
            if seconds <= 0:
                raise FetchFailed("timeout", "the time of this check is used up")
            started = clock.ticks()
            try:
                async with asyncio.timeout(seconds):
                    return await ask()
            except Exception as error:
                raise _failure(error) from error
            finally:
                budget.spend(clock.ticks() - started)

    def _slot(self, url: str) -> asyncio.Semaphore:
        """The slots of an address's host; asked once for each host, as the policy looks at scheme, host and user only."""
        try:
            scheme, netloc, *_ = urlsplit(url)
            slot = self._allowed.get((scheme, netloc))
            if slot is None:
                self._policy.check_url(url)
                slot = self._slots.setdefault(netloc.lower(), asyncio.Semaphore(self.bounds.per_host))
                self._allowed[scheme, netloc] = slot
        except (ForbiddenAddress, ValueError) as refusal:
            raise FetchFailed("forbidden", str(refusal)) from refusal
        return slot

    async def _request(self, url: str, cap: int) -> Answer:
        async with self._http.get(url, allow_redirects=False) as response:
            wire, body, cut = await read_decoded(response, cap)
            return Answer(
                url=url,
                status=response.status,
                reason=response.reason or "",
                headers=tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in response.raw_headers),
                sent=tuple(response.request_info.headers.items()),
                wire=wire,
                body=body,
                cut=cut,
            )

    async def _download(
        self, url: str, cap: int, wanted: Callable[[int | None], bool], take: Callable[[bytes], object]
    ) -> Download:
        asked = {"Accept-Encoding": "identity"}
        patience = aiohttp.ClientTimeout(total=None, sock_read=self.bounds.stalled_seconds)
        async with self._http.get(url, allow_redirects=False, headers=asked, timeout=patience) as response:
            told, location = response.content_length, response.headers.get("Location", "")
            if response.status != 200 or not wanted(told):
                response.close()
                return Download(response.status, location, told, "", "")
            if response.headers.get("Content-Encoding", "identity") != "identity":
                response.close()
                return Download(response.status, location, told, "", "encoding")
            digest, cut = await read_digest(response, cap, take)
            return Download(response.status, location, told, digest, cut)

    async def tls_days(self, url: str, clock: Clock) -> int | None:
        """Whole days until the certificate of an https host ends; one handshake a host a session; None if not known."""
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname:
            return None
        key = (parts.hostname, parts.port or 443)
        if key not in self._certificates:
            try:
                async with asyncio.timeout(self.bounds.request_seconds):
                    self._certificates[key] = await self._certificate_end(*key)
            except (OSError, TimeoutError, ForbiddenAddress, ValueError):
                self._certificates[key] = None
        end = self._certificates[key]
        return None if end is None else (end - clock.now()).days

    async def _certificate_end(self, host: str, port: int) -> datetime | None:
        self._policy.check_url(f"https://{f'[{host}]' if ':' in host else host}:{port}/")
        address = (await self._resolver.resolve(host, port, AF_UNSPEC))[0]["host"]
        _, writer = await asyncio.open_connection(address, port, ssl=self._tls or _public_authorities(), server_hostname=host)
        try:
            ends = (writer.get_extra_info("peercert") or {}).get("notAfter", "")
            return datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) if ends else None
        finally:
            writer.close()


@asynccontextmanager
async def open_session(
    policy: AddressPolicy,
    bounds: Bounds | None = None,
    tls: ssl.SSLContext | None = None,
    resolver: AbstractResolver | None = None,
) -> AsyncIterator[WebSession]:
    """A session without cookies, proxies or automatic redirects, closed at the end of the block."""
    guarded = GuardedResolver(policy, resolver)
    connector = aiohttp.TCPConnector(resolver=guarded, limit=0, limit_per_host=0, ssl=tls or True)
    headers = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "gzip, deflate", "Accept-Language": "id, en;q=0.5"}
    try:
        async with aiohttp.ClientSession(
            connector=connector,
            headers=headers,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
        ) as http:
            yield WebSession(http, policy, guarded, tls, bounds or Bounds())
    finally:
        await guarded.close()


@cache
def _public_authorities() -> ssl.SSLContext:
    """Whom the system trusts, read once a process: the list is long, and every sweep opens a session."""
    return ssl.create_default_context()


def _failure(error: Exception) -> FetchFailed:
    """The finding behind an exception of the network; whatever a foreign server provokes becomes one."""
    match error:
        case TimeoutError():
            return FetchFailed("timeout")
        case ForbiddenAddress() | aiohttp.InvalidURL():
            return FetchFailed("forbidden", str(error))
        case aiohttp.ClientConnectorCertificateError():
            fault = error.certificate_error
            code = "tls_chain" if getattr(fault, "verify_code", 0) in _CHAIN_CUT_SHORT else "tls"
            return FetchFailed(code, getattr(fault, "verify_message", "") or str(fault))
        case aiohttp.ClientSSLError():
            shown = _SSL_REASON.search(str(error))  # what our OpenSSL refuses, browsers may open: no word about the page
            return FetchFailed("unreachable", f"TLS: {shown[1].strip()}" if shown else "TLS")
        case _:
            return FetchFailed("unreachable", f"{type(error).__name__} {error}".strip())
