"""What a person answers when a publication needs one: it is live there, or it is not live."""

from datetime import timedelta
from math import ceil
from typing import Any
from urllib.parse import urlsplit

from language.say import later, t, tn
from ledger import queries
from ledger.chain import instant
from ledger.entries import PublicationKey
from ledger.queries import PublicationRow
from ledger.store import Ledger
from publishing.events import Event, PersonSaysLive, PersonSaysNotLive
from publishing.states import ANSWERABLE
from publishing.work import Publisher


class CannotAnswer(Exception):
    """Nothing of this name waits for an answer, or the answer cannot be right."""


def waiting_for_answer(ledger: Ledger, office: str, package_id: str, channel: str) -> PublicationRow:
    """The publication that waits for a person; raises CannotAnswer naming those that do."""
    waiting = queries.publications(ledger, office, states=[str(state) for state in ANSWERABLE])
    for row in reversed(waiting):
        if (row.key.package_id, row.key.channel) == (package_id, channel):
            return row
    known = ", ".join(f"{row.key.package_id} {row.key.channel}" for row in waiting) or t("tidak ada")
    told = later("{package} {channel} tidak menunggu jawaban; yang menunggu: {known}")
    raise CannotAnswer(t(told, package=package_id, channel=channel, known=known))


def answer(
    publisher: Publisher, key: PublicationKey, event: PersonSaysLive | PersonSaysNotLive, evidence: dict[str, Any]
) -> None:
    """Enter the answer. Raises CannotAnswer while somebody else is working on this publication."""
    lease = publisher.take(key)
    if lease is None:
        busy = later("{package} {channel} sedang dikerjakan; coba lagi sebentar")
        raise CannotAnswer(t(busy, package=key.package_id, channel=key.channel))
    try:
        if isinstance(event, PersonSaysNotLive):
            _expect_settled(publisher, key)
        told: Event = event
        publisher.tell(key, told, lease, evidence)
    finally:
        publisher.ledger.release(lease)


def _expect_settled(publisher: Publisher, key: PublicationKey) -> None:
    """What was sent a moment ago may still appear: nobody can say yet that it is not there."""
    row = queries.publication(publisher.ledger, key)
    if not row.unclear_at:
        return
    settled = instant(row.unclear_at) + timedelta(seconds=publisher.policy.settle_window)
    if (left := (settled - publisher.clock.now()).total_seconds()) > 0:
        raise CannotAnswer(
            tn(
                "{package} {channel} baru saja dikirim dan masih dapat muncul; lihat sekali lagi {n} detik lagi, lalu jawab",
                ceil(left),
                package=key.package_id,
                channel=key.channel,
            )
        )


def on_this_site(url: str, account: str) -> bool:
    """Whether an address lies on the channel's own site: the same host, whatever its `www.`."""
    return _host(url) != "" and _host(url) == _host(account)


def _host(url: str) -> str:
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.") if parts.scheme in ("http", "https") else ""
    return f"{host}:{parts.port or ''}" if host else ""
