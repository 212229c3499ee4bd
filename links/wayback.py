"""What the Wayback Machine is asked and how its answers are read: a page is there when its index says so, not before."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from language.say import t

SAVE, INDEX = "/save", "/cdx/search/cdx"
_MOST_WORDS = 200


@dataclass(frozen=True)
class Reply:
    """One HTTP answer, as far as it matters here."""

    status: int
    body: bytes


Send = Callable[[str, str, Mapping[str, str], Mapping[str, str]], Reply]
"""`send(method, address, form, headers)`; raises where no answer came."""


@dataclass(frozen=True)
class Snapshot:
    """A kept page that the index of the Wayback Machine names."""

    taken_at: datetime
    address: str


@dataclass(frozen=True)
class Asked:
    """What came of one submission: "taken", "later" (busy, to be asked again) or "refused"; and in its words."""

    answer: str
    words: str


class Wayback:
    """The two questions. Nothing here waits or repeats."""

    def __init__(self, base: str, send: Send, account: str = "") -> None:
        self._base, self._send, self._account = base.rstrip("/"), send, account

    def submit(self, url: str) -> Asked:
        """Ask for a page to be kept."""
        headers = {"Accept": "application/json"} | ({"Authorization": f"LOW {self._account}"} if self._account else {})
        reply = self._send("POST", self._base + SAVE, {"url": url, "skip_first_archive": "1"}, headers)
        words = _words(reply)
        if reply.status == 429 or reply.status >= 500:
            return Asked("later", words)
        if reply.status != 200 or _told(reply).get("status") == "error":
            return Asked("refused", words)
        return Asked("taken", words)

    def find(self, url: str, since: datetime) -> Snapshot | None:
        """The first good snapshot that is not older than `since`, as the index has it; None if it names none yet.

        Raises ValueError for an answer that is no list of the index.
        """
        asked = {
            "url": url,
            "output": "json",
            "fl": "timestamp,original,statuscode",
            "filter": "statuscode:200",
            "from": f"{since.astimezone(UTC):%Y%m%d%H%M%S}",
            "limit": "5",
        }
        reply = self._send("GET", f"{self._base}{INDEX}?{urlencode(asked)}", {}, {"Accept": "application/json"})
        if reply.status != 200:
            raise ValueError(t("indeks menjawab {status}", status=reply.status))
        found = sorted(_rows(reply.body))
        good = [(at, original) for at, original in found if at >= since.astimezone(UTC).replace(microsecond=0)]
        return Snapshot(good[0][0], f"{self._base}/web/{good[0][0]:%Y%m%d%H%M%S}/{good[0][1]}") if good else None


def _rows(body: bytes) -> list[tuple[datetime, str]]:
    rows = json.loads(body)
    try:
        return [
            (datetime.strptime(row[0], "%Y%m%d%H%M%S").replace(tzinfo=UTC), str(row[1])) for row in rows[1:] if row[2] == "200"
        ]
    except (IndexError, TypeError, KeyError) as error:
        raise ValueError(t("jawaban indeks tidak seperti biasanya")) from error


def _told(reply: Reply) -> dict[str, object]:
    try:
        told = json.loads(reply.body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _words(reply: Reply) -> str:
    told = _told(reply)
    said = told.get("message") or told.get("status_ext") or told.get("job_id") or ""
    return f"{reply.status} {said}".strip()[:_MOST_WORDS]
