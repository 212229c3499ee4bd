"""Asked directly before each request that may change something: is it still ours to send, and is it not one too many?"""

from contextlib import AbstractContextManager
from math import ceil
from threading import Lock

from connectors.contract import Limits, Rendering
from language.say import tn
from ledger.queries import PublicationRow
from ledger.store import Lease, Ledger
from publishing.rows import entry_of
from publishing.states import Policy
from safety.fence import fenced
from safety.patience import extra_seconds


class OutOfWrites(Exception):
    """So many requests that may change something were sent for this publication that one more is for a person to decide."""


def most_writes(rendering: Rendering, limits: Limits, policy: Policy) -> int:
    """How many requests that change something one publication may cost: two more for each file but the first, and for each
    piece in which the platform takes a film, which is begun and ended besides; one a tag."""
    files = len(rendering.images) + len(rendering.attachments) + len(rendering.videos) + len(rendering.fetched)
    piece = limits.piece_bytes
    pieces = sum(ceil(film.size / piece) for film in rendering.videos) if piece else 0
    return policy.max_writes + 2 * (max(files - 1, 0) + pieces) + len(rendering.tags)


def extra_for(rendering: Rendering, limits: Limits) -> float:
    """How much longer than others its largest request may take; text that wraps files up makes them a third longer."""
    sizes = [file.size for file in (*rendering.images, *rendering.fetched)]
    sizes += [file.size for file in rendering.attachments]
    if not limits.fetches_pictures:
        sizes += [min(film.size, limits.piece_bytes or film.size) for film in rendering.videos]
    return extra_seconds(sum(sizes) * 4 // 3 + 2**20)


def counted(
    ledger: Ledger, row: PublicationRow, rendering: Rendering, limits: Limits, policy: Policy, lease: Lease
) -> AbstractContextManager[None]:
    """While this block runs each request that may change something is entered before its first byte leaves, so that what a
    killed process had sent counts, too. Instead of one too many OutOfWrites is raised, without the right to send LeaseLost."""
    most, sent, turn = most_writes(rendering, limits, policy), [row.writes], Lock()
    extra = extra_for(rendering, limits)

    def ask() -> None:
        with turn:
            if sent[0] >= most:
                enough = tn("sudah {n} permintaan dikirim untuk terbitan ini tanpa hasil; lihat, lalu jawab", sent[0])
                raise OutOfWrites(enough)
            sent[0] += 1
            ledger.append(row.key.office, [entry_of(row.key, "sending", {"writes": sent[0]})], holding=lease)
            # Last: the machine may have slept until here.
            ledger.expect_held(lease, policy.request_deadline + extra, policy.lease + extra)

    return fenced(ask)
