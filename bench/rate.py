"""Packages an hour through tayang, against a bare `requests` script on the same real WordPress."""

import re
import shutil
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.distance import line
from bench.figures import Figure, WrongWork, informs
from bench.material import Article, article
from bench.script import Script
from bench.sweeper import OFFICE, Sweeper, sweeping
from ledger import queries
from practice.running import running_town
from publishing.states import State
from tests.wordpress.homes import drop_signed, home_on_wordpress, ledger_of
from tests.wordpress.server import RealWordPress, missing_packages, start

ONE_GOAL = 1.25
SEVERAL_GOAL = 2.0
SEVERAL = 4
ROUND_TRIP = 0.04
"""Seconds to a hosting company and back, as an office in the province meets them."""


@dataclass
class _Bench:
    place: Path
    home: Path
    site: RealWordPress
    script: Script
    careful: Script
    titles: list[str]
    turn: int = 0

    def articles(self, count: int) -> list[Article]:
        self.turn += 1
        made = [article(f"r{self.turn:03d}-{number:02d}") for number in range(count)]
        self.titles += [one.title for one in made]
        return made

    def by(self, script: Script, count: int) -> float:
        """Seconds a package."""
        articles = self.articles(count)
        began = time.perf_counter()
        for one in articles:
            script.publish(one)
        return (time.perf_counter() - began) / count

    def by_tayang(self, sweeper: Sweeper, count: int) -> tuple[float, float]:
        """Wall and own processor seconds a package, from signed folders in masuk/ to proved links."""
        for one in self.articles(count):
            folder = one.write(self.place / "naskah" / one.name)
            drop_signed(self.home, folder, one.name, datetime.now(UTC))
        spent = sweeper.sweep()
        return spent["wall"] / count, spent["cpu"] / count

    def at_once(self, packages: int) -> None:
        """Set how many packages one sweep carries side by side."""
        file = self.home / "tayang.toml"
        text = re.sub(r"packages_at_once = \d+\n", "", file.read_text(encoding="utf-8"))
        file.write_text(text.replace("[publishing]\n", f"[publishing]\npackages_at_once = {packages}\n"), encoding="utf-8")


def measure(place: Path, packages: int = 8, pairs: int = 3) -> list[Figure]:
    """Alternate tayang and the two scripts; the median of the rounds' ratios is what counts."""
    if lacking := missing_packages():
        return [informs("packages an hour", f"skipped: needs the Debian packages {' '.join(lacking)}")]
    with _ready(place / "sini") as (bench, sweeper):
        one = _pairs(bench, sweeper, 1, packages, pairs)
        several = _pairs(bench, sweeper, SEVERAL, packages, pairs)
        copies = sweeper.copy()["wall"] / (2 * packages * (pairs + 1))
        _everything_once(bench)
    with _ready(place / "jauh", ROUND_TRIP) as (bench, sweeper):
        far_one = _pairs(bench, sweeper, 1, packages, pairs)
        far_several = _pairs(bench, sweeper, SEVERAL, packages, pairs)
        _everything_once(bench)
    return [
        *_figures("site on this machine", one, several),
        informs("a copy, timed apart", f"{copies:.2f} s a package"),
        *_figures(f"site {ROUND_TRIP * 1000:.0f} ms away", far_one, far_several),
    ]


@dataclass(frozen=True)
class _Pair:
    tayang: float
    cpu: float
    script: float
    careful: float


_SCRIPTS: Mapping[str, Callable[[_Pair], float]] = {
    "shortest script": lambda pair: pair.script,
    "script with the same calls": lambda pair: pair.careful,
}


def _pairs(bench: _Bench, sweeper: Sweeper, at_once: int, packages: int, pairs: int) -> list[_Pair]:
    bench.at_once(at_once)
    bench.by_tayang(sweeper, packages)  # warms caches on both sides; not counted
    bench.by(bench.script, packages)
    bench.by(bench.careful, packages)
    found = []
    for _ in range(pairs):
        wall, cpu = bench.by_tayang(sweeper, packages)
        found.append(_Pair(wall, cpu, bench.by(bench.script, packages), bench.by(bench.careful, packages)))
    return found


def _figures(where: str, one: list[_Pair], several: list[_Pair]) -> Iterator[Figure]:
    both = (*one, *several)
    for name, took in _SCRIPTS.items():
        script = statistics.median(took(pair) for pair in both)
        yield informs(f"{where}: {name}", f"{3600 / script:.0f} packages/h ({script:.2f} s each)")
        single = statistics.median(pair.tayang / took(pair) for pair in one)
        yield Figure(f"{where}: one at a time, wall time against the {name}", _told(one), f"<= {ONE_GOAL} x", single,
                     single <= ONE_GOAL)  # fmt: skip
        rate = statistics.median(took(pair) / pair.tayang for pair in several)
        yield Figure(f"{where}: {SEVERAL} at once, rate against the {name}", _told(several), f">= {SEVERAL_GOAL:g} x", rate,
                     rate >= SEVERAL_GOAL)  # fmt: skip


def _told(pairs: list[_Pair]) -> str:
    wall, cpu = statistics.median(pair.tayang for pair in pairs), statistics.median(pair.cpu for pair in pairs)
    return f"{3600 / wall:.0f} packages/h ({wall:.2f} s each, {cpu:.2f} s own cpu)"


@contextmanager
def _ready(place: Path, round_trip: float = 0.0) -> Iterator[tuple[_Bench, Sweeper]]:
    """A fresh site and home; with a round trip in seconds the site lies behind a line of that length."""
    place.mkdir()
    site = start(inner=bool(round_trip))
    far = line(int(site.url.rsplit(":", 1)[1]), site.port, round_trip) if round_trip else nullcontext()
    try:
        with far, running_town(place / "kota") as town:
            home = home_on_wordpress(place / "rumah", site, "wordpress", town)
            scripts = [Script(site.url, "editor", site.passwords["editor"], careful) for careful in (False, True)]
            with sweeping(home) as sweeper:
                yield _Bench(place, home, site, *scripts, []), sweeper
    finally:
        site.stop()
        shutil.rmtree(place / "naskah", ignore_errors=True)


def _everything_once(bench: _Bench) -> None:
    """Every article of either side is public exactly once, and every one of tayang's is proved."""
    shown = bench.site.sql("SELECT post_title FROM wp_posts WHERE post_type = 'post' AND post_status = 'publish'").splitlines()
    counted = Counter(shown)
    if wrong := {title: counted[title] for title in bench.titles if counted[title] != 1}:
        raise WrongWork(f"not exactly once on the site: {wrong}")
    book = ledger_of(bench.home)
    try:
        rows = queries.publications(book, OFFICE)
        if left := [f"{row.key}: {row.state} {row.problem}" for row in rows if row.state != State.VERIFIED]:
            raise WrongWork(f"not proved: {left}")
    finally:
        book.close()
