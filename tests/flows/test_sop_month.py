"""The compliance table of a month against minutes that are counted one by one, by none of tayang's own code."""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from sqlalchemy import event

from config.new_home import init_home
from config.settings import HomeSettings, load_home
from flows.recap_book import Month
from flows.sop import month_of_steps
from ledger.entries import Entry, Kind
from ledger.store import Ledger
from reports.model import SopMonth
from reports.say import Words
from reports.sop import sop_csv
from safety.clock import ManualClock

pytestmark = pytest.mark.long
MARCH = Month(2026, 3)
PACKAGES = 500
ZONES = {"WIB": 7, "WITA": 8, "WIT": 9}
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
"""Where the counting of minutes begins."""
DAYS = 150
RED = {
    "2026-01-01", "2026-01-16", "2026-02-16", "2026-02-17", "2026-03-18", "2026-03-19", "2026-03-20", "2026-03-21",
    "2026-03-22", "2026-03-23", "2026-03-24", "2026-04-03", "2026-04-05", "2026-05-01", "2026-05-14", "2026-05-15",
    "2026-05-27", "2026-05-28", "2026-05-31", "2026-06-01",
}  # fmt: skip
"""As the joint decree of the three ministers for 2026 lists them, holidays and collective leave."""
FILE = """
[[days_off]]
date = 2026-03-12
name = "Hari jadi"

[[working_days]]
date = 2026-03-24
name = "Cuti bersama dikerjakan"

[[working_days]]
date = 2026-03-07
name = "Sabtu tahapan"

[[special_hours]]
date = 2026-02-19
until = 2026-03-19
name = "Ramadan"
monday_thursday = ["08.00-12.00", "12.30-15.00"]
friday = ["08.00-11.30", "12.30-15.30"]
"""


def is_worked(day: str, name: str, hour: str) -> bool:
    """The office's hours with the file above, told again by hand."""
    fasting = "2026-02-19" <= day <= "2026-03-19"
    if day == "2026-03-12":
        return False
    if day in RED - {"2026-03-24"} or name == "Sun" or (name == "Sat" and day != "2026-03-07"):
        return False
    if name == "Fri":
        morning, noon = ("08:00", "11:30") if fasting else ("07:30", "11:30")
        after, evening = ("12:30", "15:30") if fasting else ("13:00", "16:30")
    else:
        morning, noon = ("08:00", "12:00") if fasting else ("07:30", "12:00")
        after, evening = ("12:30", "15:00") if fasting else ("13:00", "16:00")
    return morning <= hour < noon or after <= hour < evening


def counted_minutes(offset: int) -> list[int]:
    """How many minutes are worked before each minute from FIRST on, at a fixed distance from UTC."""
    found, total, local = [0], 0, FIRST.replace(tzinfo=None) + timedelta(hours=offset)
    for minute in range(DAYS * 1440):
        now = local + timedelta(minutes=minute)
        total += is_worked(f"{now:%Y-%m-%d}", f"{now:%a}", f"{now:%H:%M}")
        found.append(total)
    return found


@dataclass
class Truth:
    """What the test itself knows of one office: by step how long each run took, and how many nobody can tell."""

    known: dict[int, list[tuple[int, str]]] = field(default_factory=lambda: {nr: [] for nr in range(1, 10)})
    unknown: dict[int, int] = field(default_factory=lambda: dict.fromkeys(range(1, 10), 0))
    packages: int = 0
    unfinished: set[str] = field(default_factory=set)


class Maker:
    """Writes packages into a ledger as sweeps and signatures would, and keeps what is true of them."""

    def __init__(self, ledger: Ledger, clock: ManualClock, office: str, zone: str, dice: random.Random) -> None:
        self.ledger, self.clock, self.office, self.dice = ledger, clock, office, dice
        self.offset, self.worked = ZONES[zone], counted_minutes(ZONES[zone])
        self.truth, self.made = Truth(), 0

    def minute(self, instant: datetime) -> int:
        return round((instant - FIRST) / timedelta(minutes=1))

    def took(self, step: int, start: datetime, end: datetime) -> int:
        """Steps 6, 8 and 9 run by the calendar, the others in office hours."""
        first, last = self.minute(start), self.minute(end)
        return last - first if step in (6, 8, 9) else self.worked[last] - self.worked[first]

    def later(self, most_hours: float) -> timedelta:
        """A minute, or some, or many."""
        dice = self.dice
        return timedelta(minutes=dice.choice((1, 5, dice.randrange(1, 61), dice.randrange(1, round(most_hours * 60) + 1))))

    def enter(self, at: datetime, *entries: Entry) -> None:
        self.clock.instant = at
        self.ledger.append(self.office, list(entries))

    def sealed(self, at: datetime, name: str, revision: int, publish_at: datetime | None) -> str:
        digest = f"{int(name[6:]):060d}{revision:04d}"
        facts = {
            "digest": digest, "state": "awaiting_approval", "title": f"Judul {name}", "kind": "berita", "category": "",
            "folder": name, "publish_at": written(publish_at) if publish_at else None,
            "expires_at": None, "approved_at": None, "problem": "",
        }  # fmt: skip
        self.enter(at, Entry(Kind.PACKAGE, "sealed", name, revision, facts=facts))
        return digest

    def package(self, name: str, start: datetime) -> None:
        """One package whose first step ends after `start`, with whatever steps its office had signed."""
        dice, truth = self.dice, Truth()
        self.made += 1
        signs: list[dict[str, object]] = []
        at = start
        ended: dict[int, datetime] = {}

        def ends(step: int, when: datetime, *, known_from: datetime | None) -> None:
            if known_from is None:
                truth.unknown[step] += 1
            else:
                truth.known[step].append((self.took(step, known_from, when), name))
            ended[step] = when

        def sign(step: int, when: datetime, digest: str, decision: str = "ya") -> None:
            covers = "kebutuhan" if step <= 4 else "konten"
            one = {"step": step, "decision": decision, "person": "ketua", "at": when.isoformat(), "covers": covers}
            signs.append(one | {"digest": "" if step <= 4 else digest, "role": "", "note": "", "nota_dinas": ""})

        early = [step for step in (1, 2, 3, 4, 5) if step == 3 or dice.random() < 0.6]
        for step in early:
            if (step, ended.get(2)) == (3, at) and dice.random() < 0.2:  # postponed: nobody knows when it goes on
                at += self.later(30)
                sign(3, at, "", "tidak")
                ends(3, at, known_from=ended.pop(2))
            at += self.later(80)
            sign(step, at, "0" * 64)
            ends(step, at, known_from=ended.get(step - 1))
        for step in {1, 2, 4, 5} - set(early):
            truth.unknown[step] += 1
        planned = at + timedelta(days=dice.randrange(20)) if dice.random() < 0.3 else None
        begun = ended.get(5)
        answers = [*dice.choices(("tidak", "diganti", "ya lalu diganti"), k=dice.choice((0, 0, 0, 1, 2))), "ya"]
        for revision, answer in enumerate(answers, 1):
            at += self.later(60)
            digest, handed = self.sealed(at, name, revision, planned), at
            if dice.random() < 0.4:
                at += self.later(20)
                sign(6, at, digest)
                handed = at
            ends(6, handed, known_from=begun)
            begun = None
            if answer != "diganti":
                at += self.later(50)
                sign(7, at, digest, "tidak" if answer == "tidak" else "ya")
                ends(7, at, known_from=handed)
                begun = at if answer == "tidak" else None
        first = self.publish(name, len(answers), at, planned, signs, truth) + timedelta(hours=self.offset)
        if f"{first:%Y-%m}" == "2026-03":
            for step in range(1, 10):
                self.truth.known[step] += truth.known[step]
                self.truth.unknown[step] += truth.unknown[step]
            self.truth.packages += 1
            self.truth.unfinished |= truth.unfinished

    def publish(
        self, name: str, revision: int, at: datetime, planned: datetime | None, signs: list[dict[str, object]], truth: Truth
    ) -> datetime:
        """Approve it at `at` and have each channel published, proved and copied; when the first one was public."""
        entered = [Entry(Kind.SIGN_OFF, "signed", name, revision, evidence=one) for one in signs]
        twice = entered[:1] if self.dice.random() < 0.2 else []
        approved = Entry(Kind.PACKAGE, "approved", name, revision, facts={"state": "approved", "approved_at": written(at)})
        self.enter(at, *entered, *twice, approved)
        due = max(at, planned) if planned else at
        channels = [("website", "verified"), ("facebook", self.dice.choice(("verified",) * 8 + ("live", "rejected")))]
        live, proved, kept = [], [], []
        for channel, state in channels[: self.dice.choice((1, 2))]:
            marker = {"marker": f"{self.office}-{name}-{channel[0]}"[-16:]}
            if state == "rejected":
                self.enter(due, Entry(Kind.PUBLICATION, "seen", name, revision, channel, facts={**marker, "state": state}))
                continue
            live.append(due + self.later(1))
            facts = {**marker, "state": state, "url": f"https://kpu.example/{name}", "published_at": written(live[-1])}
            if state == "verified":
                proved.append(live[-1] + self.later(2))
                facts |= {"verified_at": written(proved[-1]), "grade": "public"}
            self.enter(live[-1], Entry(Kind.PUBLICATION, "seen", name, revision, channel, facts=facts))
            if state == "verified" and self.dice.random() < 0.95:
                kept.append(proved[-1] + self.later(1))
                copy = {"path": "salinan/x", "manifest_sha256": "0" * 64, "missing": 0, "made_at": written(at)}
                for again in (kept[-1], kept[-1] + timedelta(days=1)):
                    self.enter(again, Entry(Kind.COPY, "kept", name, revision, channel, facts=copy))
        if len(proved) == len(live):
            truth.known[8].append((self.took(8, due, max(proved)), name))
        if len(proved) == len(kept) == len(live):
            truth.known[9].append((self.took(9, max(proved), max(*kept, *proved)), name))
        else:
            truth.unfinished.add(name)
        return min(live)


def written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def in_haste(ledger: Ledger) -> None:
    """Thousands of entries need not survive a power cut here."""
    ledger.engine.dispose()

    @event.listens_for(ledger.engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")


@dataclass
class Made:
    """Three offices in three time zones, and what is true of each."""

    settings: HomeSettings
    ledger: Ledger
    truths: dict[str, Truth]

    def month(self, zone: str) -> SopMonth:
        return month_of_steps(self.ledger, self.settings, self.settings.office(zone.lower()), MARCH)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    home = init_home(tmp_path_factory.mktemp("sop") / "rumah", "wib", practice=True)
    text = (home / "offices" / "wib.toml").read_text(encoding="utf-8")
    for zone in ("WITA", "WIT"):
        own = text.replace('slug = "wib"', f'slug = "{zone.lower()}"\nfolder = "{zone.lower()}"').replace('"WIB"', f'"{zone}"')
        (home / "offices" / f"{zone.lower()}.toml").write_text(own, encoding="utf-8")
    file = home / "tayang.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('["wib"]', '["wib", "wita", "wit"]'), encoding="utf-8")
    (home / "hari-kerja.toml").write_text(FILE, encoding="utf-8")
    settings = load_home(home, {})
    clock = ManualClock(FIRST)
    ledger = Ledger.open(settings.database_url, clock)
    in_haste(ledger)
    dice = random.Random(20260301)  # noqa: S311  # the same month every time
    truths = {}
    for zone in ZONES:
        maker = Maker(ledger, clock, zone.lower(), zone, dice)
        while maker.truth.packages * len(ZONES) < PACKAGES:
            start = datetime(2026, 2, 5, tzinfo=UTC) + timedelta(minutes=dice.randrange(52 * 1440))
            maker.package(f"paket-{maker.made:03d}", start)
        truths[zone] = maker.truth
    yield Made(settings, ledger, truths)
    ledger.close()


STANDARD = {1: 15, 2: 30, 3: 30, 4: 120, 5: 15, 6: 1440, 7: 30, 8: 15, 9: 5}


def test_the_month_is_worth_the_test(made: Made) -> None:
    for truth in made.truths.values():
        assert truth.packages >= PACKAGES // len(ZONES)
        assert all(len(truth.known[step]) > 40 for step in range(2, 10))
        assert all(truth.unknown[step] for step in range(1, 7))
        assert truth.unfinished


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("nr", STANDARD)
def test_every_step_is_right_to_the_minute(made: Made, zone: str, nr: int) -> None:
    row, truth = made.month(zone).rows[nr - 1], made.truths[zone]
    known = sorted(minutes for minutes, _ in truth.known[nr])
    assert (row.nr, row.standard, row.measured) == (nr, STANDARD[nr], len(known))
    if nr == 1:
        assert (row.median, row.worst, row.worst_package) == (None, None, ""), "nobody can know when the first step began"
    else:
        middle = (known[(len(known) - 1) // 2] + known[len(known) // 2] + 1) // 2
        assert (row.median, row.worst) == (middle, known[-1])
        assert row.worst_package in {name for minutes, name in truth.known[nr] if minutes == known[-1]}
    assert row.within == sum(minutes <= STANDARD[nr] for minutes in known)
    assert row.unknown == truth.unknown[nr]


@pytest.mark.parametrize("zone", ZONES)
def test_who_has_not_finished_is_named(made: Made, zone: str) -> None:
    month, truth = made.month(zone), made.truths[zone]
    assert (month.packages, month.unfinished) == (truth.packages, tuple(sorted(truth.unfinished)))


def test_the_table_for_other_programs_says_the_same(made: Made) -> None:
    month = made.month("WITA")
    lines = list(csv.DictReader(StringIO(sop_csv(month, Words()).decode("utf-8-sig"))))
    assert [line["Terlama (menit)"] for line in lines] == ["" if row.worst is None else str(row.worst) for row in month.rows]
    assert [line["Dalam waktu baku"] for line in lines] == [str(row.within) for row in month.rows]
    assert lines[5]["Dihitung menurut"] == "kalender"


def test_a_month_without_packages_has_no_table(made: Made) -> None:
    office = made.settings.office("wib")
    assert month_of_steps(made.ledger, made.settings, office, Month(2025, 3)).packages == 0
