"""The files that an admin copies: a service with little power, and a board behind TLS that is called by its own name."""

import datetime
import os
import re
import shutil
import ssl
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from http.client import HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from flows.prefect_settings import SILENT
from tests.flows.serving import eventually
from tests.ports import free_port, listens

DEPLOY = Path(__file__).parent.parent / "deploy"
UNIT = DEPLOY / "tayang.service"
NATION = sorted((DEPLOY / "nation").glob("*.service"))
MOST_EXPOSED = 30
"""Tenths on the scale of systemd-analyze, which calls a service without any of these lines 9.6, unsafe."""


def settings(unit: Path = UNIT) -> list[tuple[str, str]]:
    lines = unit.read_text("utf-8").splitlines()
    return [(name, value) for line in lines if line and line[0] not in "#[" for name, _, value in [line.partition("=")]]


def test_the_service_writes_its_home_alone_and_has_no_power_over_the_machine() -> None:
    told = dict(settings())
    assert told["User"] == "tayang"
    assert told["UMask"] == "0077"
    assert (told["ProtectSystem"], told["ReadWritePaths"]) == ("strict", "/srv/tayang")
    assert (told["NoNewPrivileges"], told["CapabilityBoundingSet"], told["AmbientCapabilities"]) == ("true", "", "")
    assert "Environment" not in told, "what stands there every process of the machine can read"


@pytest.mark.parametrize("unit", NATION, ids=[unit.stem for unit in NATION])
def test_the_services_of_a_nation_write_what_is_theirs_and_tell_no_password(unit: Path) -> None:
    told = dict(settings(unit))
    assert told["User"] == ("tayang" if "worker" in unit.name else "tayang-prefect")
    assert (told["UMask"], told["ProtectSystem"], told["NoNewPrivileges"], told["CapabilityBoundingSet"]) == (
        "0077", "strict", "true", ""
    )  # fmt: skip
    assert told["EnvironmentFile"] == "/etc/tayang/prefect.env", "which root alone can read"
    own = dict(line.split("=", 1) for line in told["Environment"].split())
    assert own.keys() - {"PREFECT_SERVER_UI_STATIC_DIRECTORY"} == {"PREFECT_HOME", "PYTHONPATH"}
    if "api" in unit.name:  # Prefect copies its pages there before it serves them, and the checkout is not its own
        assert own["PREFECT_SERVER_UI_STATIC_DIRECTORY"].startswith(told["ReadWritePaths"] + "/")


WITH_A_HOME = [UNIT, DEPLOY / "nation" / "tayang-worker.service"]


@pytest.mark.parametrize("unit", WITH_A_HOME, ids=[unit.stem for unit in WITH_A_HOME])
def test_a_service_waits_for_the_disk_of_its_home_and_outlives_one_process_without_memory(unit: Path) -> None:
    told = dict(settings(unit))
    home = told["ReadWritePaths"].split()[0]
    assert told["RequiresMountsFor"] == home, "without its disk an empty folder lies there, and hides again what is written to it"
    assert f"--home {home}" in told["ExecStart"] or told["ExecStartPre"].endswith(f" {home}/tayang.toml")
    assert told["OOMPolicy"] == "continue", "else one film too large would end what is just being sent"
    assert told["KillMode"] == "mixed", "at a stop the service itself ends its children"


def test_the_environment_of_a_nation_has_every_setting_that_several_servers_need() -> None:
    lines = (DEPLOY / "nation" / "prefect.env").read_text("utf-8").splitlines()
    told = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert told["PREFECT_SERVER_DOCKET_URL"].startswith("redis://"), "else each services process enters every schedule"
    assert told["PREFECT_SERVER_DATABASE_CONNECTION_URL"].startswith("postgresql+asyncpg://")
    assert set(SILENT.items()) <= set(told.items()), "nothing is told to anybody outside"
    assert told["PREFECT_API_AUTH_STRING"] == told["PREFECT_SERVER_API_AUTH_STRING"]
    assert told["PREFECT_SERVER_CSRF_PROTECTION_ENABLED"] == "true"


@pytest.mark.parametrize("unit", [UNIT, *NATION], ids=["tayang", *(unit.stem for unit in NATION)])
def test_systemd_takes_every_line_of_the_service_and_calls_it_little_exposed(tmp_path: Path, unit: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("butuh systemd-analyze (paket systemd)")
    text = unit.read_text("utf-8")
    program_of_ours = "tayang serve --home /srv/tayang\n" if unit == UNIT else ".venv/bin/python -P -m "
    assert f"ExecStart=/opt/tayang/{program_of_ours}" in text
    copy = tmp_path / unit.name
    copy.write_text(re.sub(r"ExecStart=.*", "ExecStart=/bin/true", re.sub(r"(?m)^(User|Group)=.*", r"\1=root", text)))
    said = subprocess.run([program, "verify", "--man=no", copy], capture_output=True, text=True, check=False, timeout=60)
    assert (said.returncode, said.stderr.strip()) == (0, "")
    command = [program, "security", "--offline=true", "--no-pager", f"--threshold={MOST_EXPOSED}", copy]
    judged = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert judged.returncode == 0, judged.stdout[-300:]


class _Board(BaseHTTPRequestHandler):
    seen: list[dict[str, str]] = []  # noqa: RUF012  # emptied by each test that looks

    def do_GET(self) -> None:
        self.seen.append({name.lower(): value for name, value in self.headers.items()})
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"papan")

    def log_message(self, *_args: Any) -> None:
        """Nothing on the screen."""


@pytest.fixture
def board() -> Iterator[int]:
    _Board.seen.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Board)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join(10)


def certificate(place: Path) -> None:
    """A key and a certificate of our own for the loopback address."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "papan.kpu.example")])
    begins = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), begins, begins + datetime.timedelta(9)
    )
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    signed = made.add_extension(names, critical=False).sign(key, hashes.SHA256())
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (place / "papan.key").write_bytes(key.private_bytes(*plain))
    (place / "papan.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))


@pytest.fixture
def proxy(tmp_path: Path, board: int) -> Iterator[tuple[int, int]]:
    """The example as it is, but for ports and the place of the certificate, running: its two ports."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip("butuh nginx (paket nginx-light)")
    certificate(tmp_path)
    plain, secure = free_port(), free_port()
    text = (DEPLOY / "nginx-papan.conf").read_text("utf-8").replace("/etc/ssl/tayang/", f"{tmp_path}/")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{plain};").replace("listen 443 ssl", f"listen 127.0.0.1:{secure} ssl")
    (tmp_path / "papan.conf").write_text(text.replace("http://127.0.0.1:4200", f"http://127.0.0.1:{board}"))
    places = "".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; worker_processes 1; pid {tmp_path}/pid; error_log {tmp_path}/galat.log; events {{}}\n"
        f"http {{ access_log off; {places} include {tmp_path}/papan.conf; }}\n"
    )
    command = [program, "-p", tmp_path, "-c", tmp_path / "nginx.conf", "-e", tmp_path / "galat.log"]
    tried = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False, timeout=60)
    assert tried.returncode == 0, tried.stderr
    assert "[warn]" not in tried.stderr
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        eventually("nginx answers on both ports", lambda: listens(plain) and listens(secure))
        yield plain, secure
    finally:
        child.terminate()
        child.wait(20)


def asked(port: int, path: str, place: Path, host: str = "papan.kpu.example") -> tuple[int, dict[str, str], bytes]:
    trust = ssl.create_default_context(cafile=str(place / "papan.pem"))
    line = HTTPSConnection("127.0.0.1", port, context=trust, timeout=60)
    line.request("GET", path, headers={"Host": host})
    answer = line.getresponse()
    told = {name.lower(): value for name, value in answer.getheaders()}
    body = answer.read()
    line.close()
    return answer.status, told, body


def test_the_board_behind_tls_is_called_by_its_own_name_alone(proxy: tuple[int, int], tmp_path: Path) -> None:
    status, headers, body = asked(proxy[1], "/runs", tmp_path)
    assert (status, body) == (200, b"papan")
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert asked(proxy[1], "/", tmp_path, host="jahat.example")[0] == 200
    assert {one["host"] for one in _Board.seen} == {"127.0.0.1:4200"}
    assert {one["x-forwarded-for"] for one in _Board.seen} == {"127.0.0.1"}
    count = len(_Board.seen)
    assert [asked(proxy[1], path, tmp_path)[0] for path in ("/docs", "/api/docs", "/api/openapi.json")] == [404, 404, 404]
    assert len(_Board.seen) == count


def test_without_tls_there_is_only_the_way_to_tls(proxy: tuple[int, int]) -> None:
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_args: Any, **_options: Any) -> None:
            """Follow nothing."""

    with pytest.raises(urllib.error.HTTPError) as told:
        urllib.request.build_opener(Stay).open(f"http://127.0.0.1:{proxy[0]}/runs?x=1", timeout=60)
    assert (told.value.code, told.value.headers["Location"]) == (301, "https://papan.kpu.example/runs?x=1")
    assert _Board.seen == []
