"""The compose file: the same programs with as little power as the services have; its database and Redis are tried for real."""

import os
import re
import shlex
import signal
import subprocess
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
import yaml

from tests import postgres, redis_server
from tests.flows.serving import eventually
from tests.ports import free_port, listens

NATION = Path(__file__).parent.parent / "deploy" / "nation"
OURS = ("skema", "api", "layanan", "pekerja")
UI = "PREFECT_SERVER_UI_STATIC_DIRECTORY"
UNITS = {"api": "tayang-prefect-api", "layanan": "tayang-prefect-services", "pekerja": "tayang-worker"}


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    services: dict[str, Any] = yaml.safe_load((NATION / "compose.yaml").read_text("utf-8"))["services"]
    return services


@pytest.mark.parametrize("service", UNITS)
def test_a_container_runs_what_the_service_of_a_machine_runs(told: dict[str, Any], service: str) -> None:
    unit = (NATION / f"{UNITS[service]}.service").read_text("utf-8")
    line = re.search(r"(?m)^ExecStart=/opt/tayang/(.*)$", unit)
    assert line is not None
    assert told[service]["command"] == shlex.split(line[1].replace(" --name %H", "")), "a container is called by its own name"


@pytest.mark.parametrize("service", OURS)
def test_a_container_of_tayang_writes_what_is_its_own_and_has_no_power(told: dict[str, Any], service: str) -> None:
    one = told[service]
    numbers = re.search(r"useradd .*--uid (\d+)", (NATION / "Containerfile").read_text("utf-8"))
    assert numbers is not None
    assert one["user"] == f"{numbers[1]}:{numbers[1]}"
    assert (one["read_only"], one["cap_drop"], one["security_opt"]) == (True, ["ALL"], ["no-new-privileges:true"])
    assert one["env_file"] == "/etc/tayang/prefect.env"
    written = [place.partition(":")[0] for place in one["tmpfs"]]
    own = [value for name, value in one["environment"].items() if name in ("PREFECT_HOME", UI)]
    assert own
    assert all(any(value.startswith(place) for place in written) for value in own)
    mounts = [mount["target"] for mount in one.get("volumes", ())]
    assert mounts == (["/srv/tayang"] if service == "pekerja" else [])


def test_nothing_but_the_board_is_reached_from_outside_and_that_from_this_machine_alone(told: dict[str, Any]) -> None:
    assert {name: one["ports"] for name, one in told.items() if "ports" in one} == {"api": ["127.0.0.1:4200:4200"]}


def test_no_password_stands_where_every_process_reads_it(told: dict[str, Any]) -> None:
    names = {line.partition("=")[0] for line in (NATION / "wadah.env").read_text("utf-8").splitlines() if line[:1].isalpha()}
    assert names == {"POSTGRES_PASSWORD", "SANDI_PREFECT", "SANDI_TAYANG", "SANDI_REDIS"}
    for one in told.values():
        assert {"PREFECT_HOME", "PYTHONPATH", UI} >= set(one.get("environment", {}))
        program = shlex.split(one["command"][2])[-2:] if one["command"][:2] == ["sh", "-c"] else one["command"]
        assert not any("SANDI" in word for word in program)


def test_what_the_image_is_made_of_leaves_out_what_lies_beside_the_checkout() -> None:
    left_out = (NATION.parent.parent / ".dockerignore").read_text("utf-8").split()
    assert {".git", ".venv", ".cache", ".demo*"} <= set(left_out)


def test_the_database_of_a_container_keeps_prefect_and_the_ledger_apart() -> None:
    programs = postgres.needed()
    with postgres.running() as server:
        place = {"PGHOST": str(server.sockets), "PATH": f"{programs}:{os.environ['PATH']}"}
        secrets = {"SANDI_PREFECT": "satu'satu", "SANDI_TAYANG": "dua"}
        made = subprocess.run([NATION / "basis.sh"], env=place | secrets, capture_output=True, text=True, check=False, timeout=60)
        assert made.returncode == 0, made.stderr
        for owner in ("prefect", "tayang"):
            with psycopg.connect(host=str(server.sockets), user=owner, dbname=owner) as connection:
                connection.execute("CREATE TABLE milik_sendiri (n int)")
                found = connection.execute("SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = %s", (owner,))
                assert found.fetchone() == ("UTF8",)
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            psycopg.connect(host=str(server.sockets), user="prefect", dbname="tayang")
        with psycopg.connect(host=str(server.sockets), user="postgres", dbname="postgres") as connection:
            kept = connection.execute(
                "SELECT rolname, rolpassword FROM pg_authid WHERE rolname IN ('prefect', 'tayang')"
            ).fetchall()
        assert {name for name, password in kept if password.startswith("SCRAM-SHA-256$")} == {"prefect", "tayang"}


def test_redis_in_a_container_wants_its_password_and_keeps_nothing(told: dict[str, Any], tmp_path: Path) -> None:
    place = str(Path(redis_server.program()).parent)
    port = free_port()
    shell, flag, line = told["redis"]["command"]
    line = line.replace("$$", "$").replace(r"appendonly no\n", rf"appendonly no\nport {port}\nbind 127.0.0.1\n")
    assert str(port) in line
    running = {"PATH": f"{place}:{os.environ['PATH']}", "SANDI_REDIS": "rahasia-latihan"}
    server = subprocess.Popen([shell, flag, line], env=running, cwd=tmp_path, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        eventually("Redis answers", lambda: listens(port))
        with pytest.raises(redis.AuthenticationError):
            redis.Redis(port=port).ping()
        with redis.Redis(port=port, password="rahasia-latihan") as known:
            known.set("a", "b")
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)
    assert list(tmp_path.iterdir()) == []
