"""The one way connectors speak HTTP: nothing is sent twice, nothing hangs, nothing leaves for a forbidden address.

Every transport failure becomes an error of the contract here and nowhere else. What counts is whether the first
byte of the request had left: before that it is surely not sent, after that a write may have been carried out.
"""

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from connectors.contract import ConnectorError, MaybePublished, NeedsHuman, Redirected, TryLater, Unreached
from connectors.nesting import DEEPEST, too_deep
from connectors.overheard import overhear
from connectors.unreached import is_refused_for_good, why_unreached
from language.say import t
from safety.addresses import AddressPolicy, ForbiddenAddress
from safety.clock import Clock, SystemClock
from safety.fence import ask_fence
from safety.patience import extra_seconds
from safety.redaction import Redactor
from safety.retry_after import retry_after

USER_AGENT = "tayang/0.1"
PLAINLY = timedelta(minutes=5)
READS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Timeouts:
    """Seconds: until connected, between two bytes, and for the whole request whatever drips in."""

    connect: float = 10.0
    read: float = 30.0
    total: float = 90.0


class TooLarge(requests.RequestException):
    """The answer is longer, or nested deeper, than any answer that we ask for."""


@dataclass
class _Exchange:
    """One request under way: whether bytes left, and the sockets that the deadline cuts.

    `ends` is the deadline in ticks, which count the machine's sleep; a timer alone would not.
    """

    write: bool
    clock: Clock
    ends: float
    sent: bool = False
    expired: bool = False
    wires: list[socket.socket] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def carry(self, wire: socket.socket) -> None:
        # A duplicate: TLS takes the original's descriptor away, shutting down the duplicate cuts both.
        with self.lock:
            self.wires.append(wire.dup())
            if self.expired:
                self._shut()

    def may_send(self) -> None:
        """Asked before each piece: a write begins only with the right to it, and goes on only within its deadline."""
        if self.write and not self.sent:
            ask_fence()
        if self.write and self.clock.ticks() > self.ends:
            self.cut()
            raise TimeoutError("the deadline passed before the request had left")
        self.sent = True

    def cut(self) -> None:
        with self.lock:
            self.expired = True
            self._shut()

    def end(self) -> None:
        with self.lock:
            for wire in self.wires:
                wire.close()
            self.wires.clear()

    def _shut(self) -> None:
        for wire in self.wires:
            with contextlib.suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)


class _Guard(threading.local):
    """What a connection must know: the policy, and the exchange that this thread is in."""

    exchange: _Exchange | None = None

    def __init__(self, policy: AddressPolicy) -> None:
        self.policy = policy

    def connected(self, host: str, port: int | None, wire: socket.socket) -> None:
        try:
            self.policy.check_ip(host, port, str(wire.getpeername()[0]))
        except ForbiddenAddress:
            wire.close()
            raise
        if self.exchange:
            self.exchange.carry(wire)

    def sending(self) -> None:
        if self.exchange:
            self.exchange.may_send()


def _pools(guard: _Guard) -> dict[str, type[HTTPConnectionPool]]:
    class Watched(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            wire = super()._new_conn()
            guard.connected(self.host, self.port, wire)
            return wire

        def send(self, data: Any) -> None:
            if self.sock is None:
                self.connect()
            guard.sending()
            super().send(data)

    class WatchedSecure(Watched, HTTPSConnection): ...

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Watched

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = WatchedSecure

    return {"http": PlainPool, "https": SecurePool}


class _Adapter(HTTPAdapter):
    """Checks every address, a redirect's too, and reads every answer whole but never beyond `max_bytes`."""

    def __init__(self, guard: _Guard, timeouts: Timeouts, max_bytes: int) -> None:
        self._guard = guard
        self._timeouts = timeouts
        self._max_bytes = max_bytes
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pools(self._guard)

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        self._guard.policy.check_url(request.url or "")
        kwargs["stream"] = True
        patience = self._timeouts.read + extra_seconds(_size(request))  # a platform looks a film through before it answers
        kwargs["timeout"] = (self._timeouts.connect, patience)
        response = super().send(request, *args, **kwargs)
        body = bytearray()
        try:
            for chunk in response.iter_content(64 * 1024):
                body += chunk
                if len(body) > self._max_bytes:
                    raise TooLarge(f"the answer is longer than {self._max_bytes} bytes")
        finally:
            response.close()
        if too_deep(body):
            raise TooLarge(f"the answer is nested deeper than {DEEPEST}")
        response._content = bytes(body)  # where requests itself keeps a body that was read
        return response


class Session(requests.Session):
    """A requests session that raises only errors of the contract, whoever calls it, a platform's own library too."""

    def __init__(self, policy: AddressPolicy, redactor: Redactor, timeouts: Timeouts, clock: Clock, max_bytes: int) -> None:
        super().__init__()
        self.redactor = redactor
        self.timeouts = timeouts
        self.clock = clock
        self._guard = _Guard(policy)
        self.trust_env = False  # neither .netrc nor a proxy variable may change who is spoken to, and as whom
        self.max_redirects = 5
        self._quiet: dict[str, datetime] = {}  # until when a server asked to be left alone
        self.behind = timedelta()  # how far the clock of the server that answered last is behind ours
        self.ahead = timedelta()  # and how far it is ahead of it
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        # A kept connection may die just as a write starts, and leave its outcome unknown for nothing.
        self.headers.update({"User-Agent": USER_AGENT, "Connection": "close"})
        for scheme in ("http://", "https://"):
            self.mount(scheme, _Adapter(self._guard, timeouts, max_bytes))

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        if self._guard.exchange:  # the next hop of a redirected read
            return super().send(request, **kwargs)
        self._leave_alone(request)
        write = (request.method or "GET").upper() not in READS
        if write:
            kwargs["allow_redirects"] = False
        total = self.timeouts.total + extra_seconds(_size(request))
        with self._exchange(write, total) as exchange:
            try:
                response = super().send(request, **kwargs)
            except (requests.RequestException, HTTPError, ForbiddenAddress, OSError, ValueError) as error:
                raise self._explained(error, exchange, request, write, total) from None
            if exchange.expired:
                raise self._explained(requests.Timeout(), exchange, request, write, total)
        self._heed(response)
        overhear(response, self.redactor)
        if write and 300 <= response.status_code < 400 and not _asks_for_more(response):
            raise self._redirected(response)
        return response

    def _leave_alone(self, request: requests.PreparedRequest) -> None:
        """Send nothing to a server that named a time, until that time has come."""
        until = self._quiet.get(urlsplit(request.url or "").netloc)
        if until is not None and self.clock.now() < until:
            raise TryLater(
                t("{where} meminta menunggu; tidak ada yang terkirim.", where=urlsplit(request.url or "").netloc), until
            )

    def _heed(self, response: requests.Response) -> None:
        at = retry_at(response, self.clock.now()) if response.status_code in (429, 503) else None
        if at is not None:
            self._quiet[urlsplit(response.url).netloc] = at
        with contextlib.suppress(ValueError, TypeError):
            behind = self.clock.now() - parsedate_to_datetime(response.headers.get("Date", ""))
            self.behind = behind if behind > PLAINLY else timedelta()
            self.ahead = -behind if -behind > PLAINLY else timedelta()

    @contextlib.contextmanager
    def _exchange(self, write: bool, total: float) -> Iterator[_Exchange]:
        exchange = _Exchange(write, self.clock, self.clock.ticks() + total)
        timer = threading.Timer(total, exchange.cut)
        timer.daemon = True
        self._guard.exchange = exchange
        timer.start()
        try:
            yield exchange
        finally:
            timer.cancel()
            self._guard.exchange = None
            exchange.end()

    def _explained(
        self, error: Exception, exchange: _Exchange, request: requests.PreparedRequest, write: bool, total: float
    ) -> ConnectorError:
        where = self.redactor.redact((request.url or "").split("?")[0])
        cause = self.redactor.redact(str(error) or type(error).__name__)
        if isinstance(error, ForbiddenAddress):
            return NeedsHuman(
                t(
                    "Alamat {where} tidak boleh dihubungi: {cause}. Periksa alamat kanal di berkas satuan kerja.",
                    where=where,
                    cause=cause,
                )
            )
        if is_refused_for_good(error) and not exchange.sent:
            return NeedsHuman(
                t(
                    "Sambungan aman ke {where} ditolak; periksa sertifikat dan setelan TLS situs ({cause}). "
                    "Tidak ada yang terkirim.",
                    where=where,
                    cause=cause,
                )
            )
        if isinstance(error, requests.TooManyRedirects | requests.exceptions.InvalidURL):
            return NeedsHuman(
                t("Alamat {where} tidak menjawab dengan benar ({cause}). Periksa alamat kanal.", where=where, cause=cause)
            )
        if exchange.expired:
            cause = t("tidak selesai dalam {total} detik", total=f"{total:g}")
        if not exchange.sent:
            return Unreached(
                t(
                    "{where} tidak dapat dihubungi, tidak ada yang terkirim ({why}).",
                    where=where,
                    why=why_unreached(error) or cause,
                )
            )
        if write:
            return MaybePublished(
                t("Permintaan ke {where} sudah terkirim tetapi jawabannya tidak jelas ({cause}).", where=where, cause=cause)
            )
        return TryLater(t("{where} tidak menjawab dengan lengkap ({cause}).", where=where, cause=cause))

    def _redirected(self, response: requests.Response) -> ConnectorError:
        asked = self.redactor.redact(response.url.split("?")[0])
        target = self.redactor.redact(response.headers.get("Location", "?").split("?")[0])
        if response.status_code == requests.codes.see_other:  # 303 is what a server says after it has done the work
            return MaybePublished(
                t("{asked} menjawab dengan pengalihan ke {target}; hasilnya belum jelas.", asked=asked, target=target)
            )
        return Redirected(
            t(
                "{asked} dialihkan ke {target}. Perbaiki alamat kanal; tayang tidak menulis melalui pengalihan.",
                asked=asked,
                target=target,
            )
        )


def _size(request: requests.PreparedRequest) -> int:
    told = request.headers.get("Content-Length", "")
    return int(told) if told.isdecimal() else 0


def _asks_for_more(response: requests.Response) -> bool:
    """A 308 that names no other place: the answer to a piece of an upload that goes on."""
    return response.status_code == requests.codes.permanent_redirect and "Location" not in response.headers


def session(
    policy: AddressPolicy,
    redactor: Redactor,
    timeouts: Timeouts,
    clock: Clock | None = None,
    max_bytes: int = 16 * 1024 * 1024,
) -> Session:
    """A session for one connector; it is used by one thread at a time."""
    return Session(policy, redactor, timeouts, clock or SystemClock(), max_bytes)


def in_their_time(session: requests.Session, at: datetime) -> datetime:
    """An instant of this computer as the server that answered last would call it, if our clock is plainly ahead of its:
    what was posted just now lies, for it, long before."""
    return at - (session.behind if isinstance(session, Session) else timedelta())


def retry_at(response: requests.Response, now: datetime) -> datetime | None:
    """When the server's Retry-After allows the next request; None if it names no time."""
    return retry_after(response.headers.get("Retry-After", ""), now)
