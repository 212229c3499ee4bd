"""One world, told step by step: what was asked, what was done to it, what the ledger entered."""

import logging

from ledger import queries
from ledger.chain import instant
from tests.faults.campaign import open_bench
from tests.faults.invariants import judge
from tests.faults.naive import publish_naively
from tests.faults.proxy import Seen
from tests.faults.schedule import PROFILES, Seeded
from tests.faults.world import START


def show(member: str, seed: int, profile: str) -> int:
    """Print the story of one seed; 0 if nothing is wrong with it."""
    logging.getLogger().setLevel(logging.INFO)
    with open_bench(member) as bench:
        end = bench.live(seed, Seeded(seed, PROFILES[profile]))
        told = [(seen.at, _asked(seen)) for seen in bench.stand.proxy.log]
        judged = judge(end)
        for entry in queries.history(end.room.ledger, end.room.office.slug):
            facts = {k: v for k, v in entry["facts"].items() if v and k in ("state", "attempt", "looks", "problem", "retry_at")}
            told.append((instant(entry["at"]), f"{entry['kind']} {entry['event']} {facts}"))
        for at, line in sorted(told, key=lambda one: one[0]):
            print(f"{(at - START).total_seconds():9.1f}  {line}")
        print(judged)
        print(publish_naively(bench.stand, seed, Seeded(seed, PROFILES[profile]), bench.picture))
    return 0 if not (judged.broken or judged.crashes or judged.duplicates) else 1


def _asked(seen: Seen) -> str:
    fault = f"   [{seen.fault.kind} {seen.fault.seconds or ''}]" if seen.fault else ""
    return f"  {seen.asked.method} {seen.asked.endpoint} #{seen.asked.nth} -> {seen.status or 'cut'}{fault}"
