"""The whole nation's setup in containers, by the guide: a package goes its whole way, and a worker that dies comes back.

Needs root and Docker with Compose (`make containers`). The practice town stands in a container of its own in the worker's
network, so that what the office publishes to is at 127.0.0.1 there.
"""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_socket import enable_socket

from tests.containers.project import GIVEN, Project, docker, new_project
from tests.flows.serving import eventually

HOME, OFFICE = "/srv/tayang", "contoh"
NEWS, OTHER = "berita-foto-word", "produk-hukum-pdf"
STATES = "SELECT string_agg(DISTINCT state, ' ') FROM publication_now WHERE package_id = '{name}'"
BEGUN = "SELECT count(*) FROM publication_now WHERE package_id = '{name}' AND state <> 'planned'"
SEALED = "SELECT count(*) FROM package_now WHERE package_id = '{name}'"
TITLE = "SELECT title FROM package_now WHERE package_id = '{name}'"
SHOWN = """
import json, os, urllib.request
site = json.load(open("/srv/latihan-kota/porta.json"))["urls"]["site"]
told = json.load(urllib.request.urlopen(site + "/__practice/truth"))["objects"]
print(sum((one["kind"], one["state"], one["title"]) == ("article", "public", os.environ["TITLE"]) for one in told))
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    enable_socket()  # before the guard of each test: a free port is looked for
    made = new_project(tmp_path_factory.mktemp("wadah"))
    town = f"{made.name}-kota"
    try:
        if GIVEN not in os.environ:
            made.compose("build")
        made.compose("up", "-d")
        eventually("the board answers", lambda: made.container("api")["State"]["Health"]["Status"] == "healthy")
        beside = ("--network", f"container:{made.container('pekerja')['Id']}", "-v", f"{made.folder / 'srv'}:/srv")
        open_town = "./tayang practice start /srv/latihan && sleep infinity"
        docker("docker", "run", "-d", "--name", town, *beside, "--user", "0:0", made.image, "sh", "-c", open_town)
        eventually("the town is open", lambda: "Kota latihan terbuka" in docker("docker", "logs", town))
        _furnish(made, town)
        yield made
    finally:
        docker("docker", "rm", "-f", town, check=False)
        made.compose("down", "-v", check=False)
        if GIVEN not in os.environ:
            docker("docker", "rmi", made.image, check=False)


def _furnish(project: Project, town: str) -> None:
    """The practice home where the worker sees it, with its ledger in PostgreSQL and one shard."""
    address = f"postgresql://tayang:{project.passwords['SANDI-BUKU']}@basis/tayang"
    steps = (
        f"cp -a /srv/latihan/. {HOME}/",
        f"echo TAYANG_LEDGER_URL={address} >> {HOME}/rahasia.env",
        f"sed -i 's/^# shards = 0 /shards = 1 /' {HOME}/tayang.toml",
        f"chown -R 900:900 {HOME}",
    )
    docker("docker", "exec", town, "sh", "-c", " && ".join(steps))
    told = project.compose("run", "--rm", "pekerja", ".venv/bin/python", "-P", "-m", "flows.deploy", HOME)
    assert "Terpasang: " in told


def drop(project: Project, name: str) -> None:
    """An example package, whole at once."""
    steps = f"cp -a examples/{name} {HOME}/.{name} && chown -R 900:900 {HOME}/.{name} && mv {HOME}/.{name} {HOME}/masuk/{name}"
    docker("docker", "exec", f"{project.name}-kota", "sh", "-c", steps)


def approve(project: Project, name: str) -> None:
    eventually(f"{name} is sealed", lambda: project.ledger(SEALED.format(name=name)) == "1")
    project.inside("pekerja", "./tayang", "approve", name, "--by", "ketua", "--home", HOME)


def public(project: Project, title: str) -> int:
    """On how many pages of the practice site this title stands, whatever the ledger says."""
    town = f"{project.name}-kota"
    return int(docker("docker", "exec", "-e", f"TITLE={title}", town, ".venv/bin/python", "-c", SHOWN))


def test_a_package_goes_its_whole_way_and_stands_there_once(project: Project) -> None:
    drop(project, NEWS)
    approve(project, NEWS)
    eventually("everything is proved", lambda: project.ledger(STATES.format(name=NEWS)) == "verified")
    title = project.ledger(TITLE.format(name=NEWS))
    assert title
    assert public(project, title) == 1


def test_a_worker_that_dies_in_the_middle_is_begun_anew_and_what_it_had_goes_on_once(project: Project) -> None:
    """The town shares the worker's network, so that it is cut off too until its container is begun anew."""
    before = project.container("pekerja")
    drop(project, OTHER)
    approve(project, OTHER)
    eventually("it is under way", lambda: project.ledger(BEGUN.format(name=OTHER)) != "0")
    kill(before)
    eventually("it runs again", lambda: is_begun_anew(project, before))
    docker("docker", "restart", f"{project.name}-kota")
    eventually("everything is proved", lambda: project.ledger(STATES.format(name=OTHER)) == "verified", 900)
    assert public(project, project.ledger(TITLE.format(name=OTHER))) == 1


def kill(container: dict[str, Any]) -> None:
    """From outside, as a machine without memory would; only where the engine's numbers are this machine's."""
    number = container["State"]["Pid"]
    assert container["Id"] in Path(f"/proc/{number}/cgroup").read_text("utf-8"), "the engine runs elsewhere"
    os.kill(number, signal.SIGKILL)


def is_begun_anew(project: Project, before: dict[str, Any]) -> bool:
    now = project.container("pekerja")
    return bool(now["RestartCount"] > before["RestartCount"] and now["State"]["Running"])


def test_a_home_is_made_as_the_guide_says(project: Project) -> None:
    made = "./tayang init /srv/kantor --office contoh --no-ask && chown -R 900:900 /srv/kantor"
    docker("docker", "run", "--rm", "-u", "0:0", "-v", f"{project.folder / 'srv'}:/srv", project.image, "sh", "-c", made)
    assert (project.folder / "srv" / "kantor" / "tayang.toml").stat().st_uid == 900


@pytest.mark.parametrize("service", ["api", "layanan", "pekerja"])
def test_a_container_has_no_power_and_writes_only_what_is_its_own(project: Project, service: str) -> None:
    status = project.inside(service, "cat", "/proc/1/status")
    told = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert (told["CapEff"].strip(), told["CapBnd"].strip(), told["NoNewPrivs"].strip()) == ("0" * 16, "0" * 16, "1")
    assert told["Uid"].split()[0] == "900"
    assert "Read-only file system" in project.inside(service, "sh", "-c", "touch /opt/tayang/satu 2>&1", check=False)
    assert "ok" in project.inside(service, "sh", "-c", "touch /tmp/satu && echo ok")


@pytest.mark.parametrize("service", ["basis", "redis", "api", "layanan", "pekerja"])
def test_no_password_stands_in_a_process_list(project: Project, service: str) -> None:
    lines = project.inside(service, "sh", "-c", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '", check=False)
    assert lines
    assert not [name for name, password in project.passwords.items() if password in lines]
