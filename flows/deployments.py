"""The one table of what runs when: every deployment of every office. Imports no Prefect.

`python -m flows.deployments HOME > prefect.yaml` writes it for admins who run a Prefect server of their own.
"""

import os
import shlex
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from config.office import ZONES, Office
from config.settings import load_home
from flows.proposal_form import Fields, fields_for

POOL = "tayang"
CHECKOUT = Path(__file__).resolve().parent.parent
DEPLOYED = "TAYANG_DEPLOYED"
"""Set to 1 where a publish deployment must exist in Prefect: there a missing one shuts the gate."""


@dataclass(frozen=True)
class Schedule:
    """One line of a timetable, in the office's own time."""

    slug: str
    cron: str


@dataclass(frozen=True)
class Job:
    """A flow that every office has a deployment of. `collision`: what a run does while as many as `at_once` still work.

    `fields`: what the form of a run that a person starts looks like, where it is for people.
    """

    flow: str
    schedules: tuple[Schedule, ...]
    collision: str
    description: str
    at_once: int = 1
    fields: Callable[[Office], Fields] | None = None

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
        "Cadangan bila pemantau map mati: menyapu antrean. Jeda di sini menghentikan semua penayangan satuan kerja ini.",
    ),
    Job(
        "check_links",
        (Schedule("setengah-jam", "*/30 * * * *"),),
        "ENQUEUE",
        "Memeriksa tautan yang sudah waktunya (1 menit, 1 jam, 1 hari, 7 hari sesudah tayang, lalu tiap bulan).",
    ),
    Job(
        "count_readers",
        (Schedule("malam", "10 4 * * *"), Schedule("batas-bulan", "0 0 1 * *")),
        "ENQUEUE",
        "Mencatat jumlah pembaca; pergantian bulan dicatat tepat pada waktunya.",
    ),
    Job("monthly_recap", (Schedule("tanggal-1", "30 5 1 * *"),), "ENQUEUE", "Rekapitulasi bulan lalu, siap ditandatangani."),
    Job(
        "housekeeping",
        (Schedule("malam", "50 5 * * *"),),
        "ENQUEUE",
        "Sisa berkas, token yang akan berakhir, cakram, buku catatan, jam, salinan yang kurang, umur cadangan.",
    ),
    Job(
        "review",
        (),
        "ENQUEUE",
        "Persetujuan lewat formulir: satu proses yang menunggu untuk tiap paket dan langkah. Dibuka sendiri oleh sapuan.",
        at_once=4,
    ),
    Job(
        "propose",
        (),
        "ENQUEUE",
        "Mengusulkan publikasi lewat formulir: tombol Run, lalu Custom run. Langkah pertama SOP tercatat dan nota dinasnya "
        "tercetak di konsep/. Orang dan kanal yang baru tampil di sini sesudah `tayang serve` dimulai ulang.",
        fields=fields_for,
    ),
)


@dataclass(frozen=True)
class Planned:
    """One deployment as it should be."""

    job: Job
    office: str
    time_zone: str
    parameters: Mapping[str, str]
    job_variables: Mapping[str, Any] = field(default_factory=dict)
    fields: Fields = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.job.flow}-{self.office}"

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


def python_path() -> str:
    """The checkout first on Python's path, so that no room is shadowed."""
    rest = [part for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part and Path(part) != CHECKOUT]
    return os.pathsep.join([str(CHECKOUT), *rest])


def prefect_yaml(offices: Sequence[tuple[str, str]]) -> str:
    """prefect.yaml for offices given by name and zone (WIB, WITA, WIT); places come from the deploying environment."""
    deployments = [_yaml_of(job, slug, zone) for slug, zone in offices for job in JOBS]
    head = (
        "# Untuk admin yang menjalankan server Prefect sendiri; `tayang serve` tidak memerlukan berkas ini.\n"
        "# Dibuat oleh `python -m flows.deployments RUMAH > prefect.yaml`. Isi lingkungan sebelum `prefect deploy --all`:\n"
        "#   TAYANG_CHECKOUT (map checkout ini) dan TAYANG_HOME (rumah tayang).\n"
        "# `prefect deploy` melepas jeda: jeda lagi sesudahnya.\n"
    )
    return head + yaml.safe_dump({"name": "tayang", "deployments": deployments}, sort_keys=False, allow_unicode=True, width=120)


def _yaml_of(job: Job, slug: str, zone: str) -> dict[str, Any]:
    return {
        "name": f"{job.flow}-{slug}",
        "entrypoint": job.entrypoint,
        "description": job.description,
        "tags": ["tayang", slug],
        "parameters": {"home": "{{ $TAYANG_HOME }}", "office": slug},
        "schedules": [{"slug": s.slug, "cron": s.cron, "timezone": ZONES[zone], "active": True} for s in job.schedules],
        "concurrency_limit": {"limit": job.at_once, "collision_strategy": job.collision},
        "work_pool": {
            "name": POOL,
            "job_variables": {
                "working_dir": "{{ $TAYANG_CHECKOUT }}",
                "env": {"PYTHONPATH": "{{ $TAYANG_CHECKOUT }}", DEPLOYED: "1"},
            },
        },
    }


def main() -> None:
    settings = load_home(Path(sys.argv[1]), os.environ)
    sys.stdout.write(prefect_yaml([(office.slug, office.time_zone) for office in settings.offices]))


if __name__ == "__main__":
    main()
