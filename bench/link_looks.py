"""tayang's looks at the mix; `python -m bench.link_looks FILE` judges every address of a list and fails with what was wrong."""

import asyncio
import sys
import time
from collections import Counter
from pathlib import Path

from bench.link_mix import TITLE
from links.check import Expectation, check
from links.problems import Verdict
from links.session import Bounds, open_session
from safety.addresses import AddressPolicy
from safety.clock import SystemClock

RIGHT = {
    "ok": Verdict.LIVE,
    "moved": Verdict.LIVE_WARN,
    "gone": Verdict.DEAD,
    "error": Verdict.UNKNOWN,
    "soft": Verdict.DEAD,
    "slow": Verdict.LIVE,
    "hang": Verdict.UNKNOWN,
}
HANGING, HANG_SECONDS = 4, 6.0


async def ours(urls: list[str], seconds: float = 20.0) -> Counter[tuple[str, Verdict]]:
    """Full content verdicts of every address."""
    found: Counter[tuple[str, Verdict]] = Counter()
    policy = AddressPolicy(frozenset(url.split("/")[2] for url in urls))
    waiting, clock = iter(urls), SystemClock()
    async with open_session(policy, Bounds(per_host=8, request_seconds=seconds)) as session:

        async def work() -> None:
            for url in waiting:
                kind, number = url.rsplit("/", 2)[1:]
                seen = await check(session, Expectation(url, TITLE.format(number)), clock)
                found[kind, seen.verdict] += 1

        await asyncio.gather(*(work() for _ in range(64)))
    return found


async def until_judged(urls: list[str]) -> dict[str, float]:
    """All asked at once, in this order: after how many seconds the last hanging address, and the last other one, is judged."""
    policy, began = AddressPolicy(frozenset(url.split("/")[2] for url in urls)), time.perf_counter()
    ended: dict[str, float] = {}
    async with open_session(policy, Bounds(request_seconds=HANG_SECONDS)) as session:

        async def one(url: str) -> None:
            kind, number = url.rsplit("/", 2)[1:]
            seen = await check(session, Expectation(url, TITLE.format(number)), SystemClock())
            ended["hang" if kind == "hang" else "quick"] = time.perf_counter() - began
            assert seen.verdict == RIGHT[kind], f"{url}: {seen.verdict} {seen.codes}"

        await asyncio.gather(*(one(url) for url in urls))
    return ended


def wrong_of(found: Counter[tuple[str, Verdict]]) -> dict[tuple[str, Verdict], int]:
    return {key: count for key, count in found.items() if RIGHT[key[0]] != key[1]}


if __name__ == "__main__":
    sys.exit(str(wrong) if (wrong := wrong_of(asyncio.run(ours(Path(sys.argv[1]).read_text().split())))) else 0)
