"""Clears away drafts that arrived late beside a proved publication: hidden, with our mark, as our own write left them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from connectors.contract import Connector, Tidies
from content_queue.package import Package
from ledger import queries
from ledger.queries import PublicationRow
from publishing.rows import entry_of, fingerprint_of
from publishing.states import State
from publishing.work import Publisher
from safety.fence import fenced


@dataclass(frozen=True)
class Swept:
    """Numbers of drafts: moved to the trash, and left because a person changed them."""

    discarded: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def sweep_strays(publisher: Publisher, package: Package, row: PublicationRow, link: str) -> Swept:
    """Look beside one publication. Does nothing unless it is VERIFIED, its number is known, and nobody else is working on it."""
    connector: Connector = publisher.connectors[row.key.channel]
    if row.state != State.VERIFIED or not row.remote_id or not isinstance(connector, Tidies):
        return Swept()
    fingerprint = fingerprint_of(connector.preview(package, link), row)
    found = connector.strays(fingerprint, row.remote_id)
    if not found.ours:
        return Swept(left=found.touched)
    lease = publisher.take(row.key)
    if lease is None or queries.publication(publisher.ledger, row.key).state != State.VERIFIED:
        return Swept(left=found.touched)
    policy, discarded = publisher.policy, []
    try:
        for stray in found.ours:
            entry = entry_of(row.key, "stray_discarded", {}, {"remote_id": stray, "published": row.remote_id})
            publisher.ledger.append(row.key.office, [entry], holding=lease, renewing=policy.lease)
            with fenced(partial(publisher.ledger.expect_held, lease, policy.request_deadline, policy.lease)):
                discarded += [stray] if connector.discard(stray, fingerprint) else []
    finally:
        publisher.ledger.release(lease)
    return Swept(tuple(discarded), found.touched)


def unused_files(rows: Iterable[PublicationRow]) -> dict[str, list[str]]:
    """Files on a channel that were uploaded for publications that never came, and that no other publication uses, by channel."""
    over = (State.REJECTED, State.EXPIRED, State.WITHDRAWN)
    kept, idle = set[tuple[str, str]](), dict[tuple[str, str], str]()
    for row in rows:
        for name, handle in row.handles.items():
            if not name.startswith("media:"):
                continue
            file = (row.key.channel, name)
            if State(row.state) in over:
                idle[file] = handle
            else:
                kept.add(file)
    found: dict[str, list[str]] = {}
    for (channel, name), handle in sorted(idle.items()):
        if (channel, name) not in kept:
            found.setdefault(channel, []).append(handle.split()[-1])
    return found
