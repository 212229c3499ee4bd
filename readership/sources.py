"""What every analytics source shares: the question, the errors, and one quota that is not asked beyond."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

import requests

from connectors.contract import ConnectorError, ReaderCount
from connectors.http import Session, retry_at
from language.say import later, t

CONFIDENCE = 0.95
_FRONT = ("", "/index.php")
_NAMES_NO_PAGE = ("utm_", "fbclid", "gclid", "lang")
"""How a part of a query begins that leaves the page as it is."""


@dataclass(frozen=True)
class Asked:
    """One publication as a source knows it: its address, its number on the site, and its days in the office's zone."""

    url: str
    remote_id: str
    since: date
    until: date
    zone: str

    @property
    def path(self) -> str:
        return urlsplit(self.url).path or "/"

    @property
    def paths(self) -> tuple[str, ...]:
        """The path with and without a slash at its end: servers count them apart. Raises Unusable where it is not this page's
        alone: who counts by path gives every `/?p=123` the readers of the front page."""
        bare = self.path.rstrip("/")
        query = parse_qsl(urlsplit(self.url).query, keep_blank_values=True)
        if bare in _FRONT or any(not name.startswith(_NAMES_NO_PAGE) for name, _ in query):
            said = later(
                "layanan ini menghitung per alamat tanpa tanda tanya, jadi {url} tidak dapat dibedakan dari halaman lain; "
                "pakai bentuk tautan yang memuat judul (pengaturan permalink situs), atau penghitung yang lain"
            )
            raise Unusable(t(said, url=self.url))
        return bare, f"{bare}/"


class ReaderSource(Protocol):
    """One analytics service that knows how often a page was read since it was published. Asks, never writes."""

    name: str
    metric: str

    def read(self, asked: Asked) -> ReaderCount:
        """The count, or None with a reason. Raises ConnectorError where the service cannot be asked."""
        ...


class Unusable(Exception):
    """The service answered, but not with a count; the sentence says what."""


class Spent(Exception):
    """The service's quota is used up until `at`."""

    def __init__(self, service: str, at: datetime | None) -> None:
        said = later("kuota {service} habis; dicoba pada putaran berikutnya")
        if at:
            said = later("kuota {service} habis sampai {until} UTC; dicoba pada putaran berikutnya")
        super().__init__(t(said, service=service, until=f"{at:%Y-%m-%d %H:%M}" if at else ""))


class OneByOne:
    """Asks a source one page at a time and turns whatever goes wrong into an unknown with a reason."""

    def __init__(self, source: ReaderSource) -> None:
        self.source = source
        self._lock = threading.Lock()
        self._spent = ""

    def read(self, asked: Asked) -> ReaderCount:
        with self._lock:
            if self._spent:
                return self._unknown(self._spent)
            try:
                return self.source.read(asked)
            except Spent as spent:
                self._spent = str(spent)
                return self._unknown(self._spent)
            except (ConnectorError, Unusable) as error:
                return self._unknown(str(error))

    def _unknown(self, reason: str) -> ReaderCount:
        return ReaderCount(None, self.source.metric, self.source.name, 0.0, reason)


def ask(session: Session, service: str, method: str, url: str, token: str = "", **what: Any) -> Any:
    """The JSON that a service answers. Raises Unusable, Spent, or what the session raises; nothing is sent twice."""
    headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    response = session.request(method, url, headers=headers | what.pop("headers", {}), **what)
    if response.status_code in (requests.codes.unauthorized, requests.codes.forbidden):
        refused = later("{service} menolak kunci (status {status}); periksa rahasianya dan hak bacanya")
        raise Unusable(t(refused, service=service, status=response.status_code))
    if response.status_code == requests.codes.too_many_requests:
        raise Spent(service, retry_at(response, session.clock.now()))
    if response.status_code != requests.codes.ok:
        raise Unusable(t("{service} menjawab status {status}", service=service, status=response.status_code))
    try:
        return json.loads(response.content)
    except (ValueError, RecursionError):
        raise Unusable(t("{service} tidak menjawab dengan JSON", service=service)) from None


def whole(value: Any, service: str) -> int:
    """A count as a whole number of at least zero. Raises Unusable."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Unusable(t("{service} tidak menjawab dengan angka yang dapat dipakai", service=service))
    return value


def table(value: Any, service: str) -> Mapping[str, Any]:
    """The answer as an object. Raises Unusable."""
    if not isinstance(value, dict):
        raise Unusable(t("bentuk jawaban {service} tidak dikenal", service=service))
    return value


def rows(value: Any, service: str) -> list[Mapping[str, Any]]:
    """The answer as a list of objects. Raises Unusable."""
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise Unusable(t("bentuk jawaban {service} tidak dikenal", service=service))
    return value
