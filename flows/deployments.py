"""The one table of what runs when: every deployment of every office, or of every shard of them. Imports no Prefect.

`python -m flows.deployments HOME > prefect.yaml` writes it for admins who run a Prefect server of their own; `python -m
flows.deploy HOME` tells it that server and keeps what an admin has paused there.
"""

import copy
import os
import shlex
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zlib import crc32

import yaml

from config.office import ZONES, Office
from config.settings import HomeSettings, load_home
from flows.proposal_form import Fields, fields_for
from flows.shards import Shard, shards_of
from language.say import later, t

POOL = "tayang"
CHECKOUT = Path(__file__).resolve().parent.parent
SWEEP, SWEEP_MINUTES = "publish_shard", 30
"""The flow that sweeps the offices of a shard, and how often it begins."""
DEPLOYED = "TAYANG_DEPLOYED"
"""Set to 1 where a publish deployment must exist in Prefect: there a missing one shuts the gate."""


@dataclass(frozen=True)
class Schedule:
    """One line of a timetable, in the office's own time."""

    slug: str
    cron: str


@dataclass(frozen=True)
class Job:
    """A flow that every office, or every shard, has a deployment of. `collision`: what a run does while as many as `at_once`
    still work.

    `fields`: what the form of a run that a person starts looks like, where it is for people. `title`: what the deployment is
    called by where that is not the flow. `more`: another sentence of its description.
    """

    flow: str
    schedules: tuple[Schedule, ...]
    collision: str
    description: str
    at_once: int = 1
    fields: Callable[[Office], Fields] | None = None
    title: str = ""
    more: str = ""

    @property
    def told(self) -> str:
        """What the deployment is for, in the language of the home that it is made for."""
        return " ".join(t(part) for part in (self.description, self.more) if part)

    @property
    def name(self) -> str:
        return self.title or self.flow

    @property
    def entrypoint(self) -> str:
        """In module form: the file form would put flows/ first on the path, before the rooms of the same names."""
        return f"flows.{self.flow}.{self.flow}"


# The early hours are late enough for a night's work and early enough that a PC switched on at eight makes up for them.
JOBS = (
    Job(
        "publish",
        (Schedule("sapuan", "*/2 * * * *"),),
        "CANCEL_NEW",
        later("Cadangan bila pemantau map mati: menyapu antrean. Jeda di sini menghentikan semua penayangan satuan kerja ini."),
    ),
    Job(
        "check_links",
        (Schedule("setengah-jam", "*/30 * * * *"),),
        "ENQUEUE",
        later("Memeriksa tautan yang sudah waktunya (1 menit, 1 jam, 1 hari, 7 hari sesudah tayang, lalu tiap bulan)."),
    ),
    Job(
        "count_readers",
        (Schedule("malam", "10 4 * * *"), Schedule("batas-bulan", "20 23 L * *")),
        "ENQUEUE",
        later("Mencatat jumlah pembaca setiap malam, dan sekali lagi pada jam terakhir tiap bulan."),
    ),
    Job(
        "monthly_recap",
        (Schedule("tanggal-1", "30 5 1 * *"),),
        "ENQUEUE",
        later("Rekapitulasi bulan lalu, siap ditandatangani."),
    ),
    Job(
        "housekeeping",
        (Schedule("malam", "50 5 * * *"),),
        "ENQUEUE",
        later("Sisa berkas, token yang akan berakhir, cakram, buku catatan, jam, salinan yang kurang, umur cadangan."),
    ),
    Job(
        "review",
        (),
        "ENQUEUE",
        later("Persetujuan lewat formulir: satu proses yang menunggu untuk tiap paket dan langkah. Dibuka sendiri oleh sapuan."),
        at_once=4,
    ),
    Job(
        "propose",
        (),
        "ENQUEUE",
        later(
            "Mengusulkan publikasi lewat formulir: tombol Run, lalu Custom run. Langkah pertama SOP tercatat dan nota dinasnya "
            "tercetak di konsep/. Orang dan kanal yang baru tampil di sini sesudah `tayang serve` dimulai ulang."
        ),
        fields=fields_for,
    ),
)


_OF_SHARDS = ("check_links", "count_readers", "monthly_recap", "housekeeping")
SHARD_JOBS = (
    Job(
        SWEEP,
        (Schedule("sapuan", f"*/{SWEEP_MINUTES} * * * *"),),
        "CANCEL_NEW",
        later(
            "Menyapu antrean satuan kerja di pecahan ini, yang punya pekerjaan saja. Jeda di sini: tidak ada sapuan baru di "
            "pecahan ini. Untuk satu satuan kerja, jeda publish-NAMA."
        ),
        at_once=3,  # one whose worker died, one that a platform keeps, and the one that works
        title="publish",
    ),
    *(
        replace(job, flow="shard_round", title=job.flow, more=later("Untuk semua kantor di pecahan ini."))
        for job in JOBS
        if job.flow in _OF_SHARDS
    ),
)
"""What runs by the clock where offices are shared out in shards."""
SWITCHES = tuple(
    replace(
        job,
        schedules=(),
        description=later(
            "Sakelar satuan kerja ini: jeda di sini menghentikan semua penayangannya. Disapu oleh jadwal pecahannya."
        ),
    )
    if job.flow == "publish"
    else job
    for job in JOBS
    if job.flow not in _OF_SHARDS
)
"""What every office has there all the same: its switch, and what is for people."""


@dataclass(frozen=True)
class Planned:
    """One deployment as it should be; `office`: that or the shard."""

    job: Job
    office: str
    time_zone: str
    parameters: Mapping[str, str | int]
    job_variables: Mapping[str, Any] = field(default_factory=dict)
    fields: Fields = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.job.name}-{self.office}"

    @property
    def full_name(self) -> str:
        """As Prefect calls it: flow/deployment."""
        return f"{self.job.flow}/{self.name}"

    @property
    def tags(self) -> list[str]:
        return ["tayang", self.office]


def planned(home: Path, offices: Iterable[Office]) -> list[Planned]:
    """Every deployment of a home that `tayang serve` serves on this PC."""
    command = shlex.join([sys.executable, "-P", "-m", "flows.guarded", "prefect.engine"])
    variables = {"command": command, "working_dir": str(CHECKOUT), "env": {"PYTHONPATH": python_path()}}
    return [
        Planned(
            job,
            office.slug,
            ZONES[office.time_zone],
            {"home": str(home), "office": office.slug},
            variables,
            job.fields(office) if job.fields else {},
        )
        for office in offices
        for job in JOBS
    ]


def planned_for_workers(settings: HomeSettings, home: str, checkout: str) -> list[Planned]:
    """Every deployment of a home whose runs the workers of an admin's own Prefect server carry out."""
    variables = {"working_dir": checkout, "env": {"PYTHONPATH": checkout, DEPLOYED: "1"}}
    sharded = settings.fleet.shards > 0
    of_offices = [
        Planned(
            job,
            office.slug,
            ZONES[office.time_zone],
            {"home": home, "office": office.slug},
            variables,
            job.fields(office) if job.fields else {},
        )
        for office in settings.offices
        for job in (SWITCHES if sharded else JOBS)
    ]
    if not sharded:
        return of_offices
    shards, of = shards_of(settings), settings.fleet.shards
    return [_of_shard(job, shard, of, home, variables) for shard in shards for job in SHARD_JOBS] + of_offices


def _of_shard(job: Job, shard: Shard, of: int, home: str, variables: Mapping[str, Any]) -> Planned:
    """`of`: how many shards a time zone has. Runs go by what was told to Prefect: a number that is changed in the settings leaves
    no office out until it is told anew."""
    asked = {"job": job.title} if job.flow == "shard_round" else {}
    job = replace(job, schedules=tuple(_apart(line, shard.name) for line in job.schedules))
    return Planned(job, shard.name, ZONES[shard.time_zone], {"home": home, "shard": shard.name, "of": of, **asked}, variables)


def _apart(line: Schedule, shard: str) -> Schedule:
    """What comes every few minutes begins at another minute in each shard: not every process starts at the same moment."""
    minutes, _, rest = line.cron.partition(" ")
    every = int(minutes.removeprefix("*/")) if minutes.startswith("*/") else 0
    return replace(line, cron=f"{first_minute(shard, every)}-59/{every} {rest}") if every else line


def first_minute(shard: str, every: int) -> int:
    """The minute of the hour at which something begins in this shard that comes every so many minutes."""
    return crc32(shard.encode()) % every


def python_path() -> str:
    """The checkout first on Python's path, so that no room is shadowed."""
    rest = [part for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part and Path(part) != CHECKOUT]
    return os.pathsep.join([str(CHECKOUT), *rest])


def prefect_yaml(settings: HomeSettings) -> str:
    """prefect.yaml for a home; its places come from the deploying environment."""
    deployments = [_yaml_of(one) for one in planned_for_workers(settings, "{{ $TAYANG_HOME }}", "{{ $TAYANG_CHECKOUT }}")]
    head = t(
        "# Untuk admin yang menjalankan server Prefect sendiri; `tayang serve` tidak memerlukan berkas ini.\n"
        "# Dibuat oleh `python -m flows.deployments RUMAH > prefect.yaml`. Isi lingkungan sebelum `prefect deploy --all`:\n"
        "#   TAYANG_CHECKOUT (map checkout ini) dan TAYANG_HOME (rumah tayang).\n"
        "# `prefect deploy` melepas jeda: jeda lagi sesudahnya. `python -m flows.deploy RUMAH` tidak melepasnya.\n"
    )
    return head + yaml.safe_dump({"name": "tayang", "deployments": deployments}, sort_keys=False, allow_unicode=True, width=120)


def _yaml_of(one: Planned) -> dict[str, Any]:
    return {
        "name": one.name,
        "entrypoint": one.job.entrypoint,
        "description": one.job.told,
        "tags": one.tags,
        "parameters": dict(one.parameters),
        "schedules": [{"slug": s.slug, "cron": s.cron, "timezone": one.time_zone, "active": True} for s in one.job.schedules],
        "concurrency_limit": {"limit": one.job.at_once, "collision_strategy": one.job.collision},
        "work_pool": {"name": POOL, "job_variables": copy.deepcopy(one.job_variables)},
    }


def main() -> None:
    sys.stdout.write(prefect_yaml(load_home(Path(sys.argv[1]), os.environ)))


if __name__ == "__main__":
    main()
