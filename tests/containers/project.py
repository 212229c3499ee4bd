"""The compose file as a project of its own: other names, other places, a free port; nothing of this machine is touched."""

import json
import os
import re
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from flows.deployments import CHECKOUT
from tests.ports import free_port

NATION = CHECKOUT / "deploy" / "nation"
PATIENCE = 600.0
GIVEN = "TAYANG_IMAGE"
_SERVERS = {"SERVER": "api", "BASIS": "basis", "REDIS": "redis"}


@dataclass(frozen=True)
class Project:
    """One `docker compose` project; `folder` holds its settings and the home that its worker sees."""

    name: str
    folder: Path
    file: Path
    passwords: dict[str, str]

    @property
    def image(self) -> str:
        """One of its own, unless the environment names one that is there already."""
        return os.environ.get(GIVEN, self.name)

    @property
    def home(self) -> Path:
        return self.folder / "srv" / "tayang"

    def compose(self, *words: str, check: bool = True) -> str:
        """`docker compose WORDS` in this project; what it printed."""
        return docker(*_compose(), "-p", self.name, "-f", str(self.file), *words, check=check)

    def inside(self, service: str, *words: str, check: bool = True) -> str:
        """Run something in a container of this service that runs already."""
        return self.compose("exec", "-T", service, *words, check=check)

    def container(self, service: str) -> dict[str, Any]:
        """What the engine says of the service's container."""
        number = self.compose("ps", "-q", service).split()[0]
        found: dict[str, Any] = json.loads(docker("docker", "inspect", number))[0]
        return found

    def ledger(self, query: str) -> str:
        """An answer of the ledger's database."""
        return self.inside("basis", "psql", "-U", "postgres", "-d", "tayang", "-Atc", query, check=False).strip()


def docker(*words: str, check: bool = True) -> str:
    """What a command printed; fails with all that it said."""
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=PATIENCE, cwd=NATION)
    assert not check or done.returncode == 0, f"{' '.join(words)}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def new_project(folder: Path) -> Project:
    """The files of the guide, filled in as it says, in places of this test alone."""
    passwords = {name: secrets.token_hex(12) for name in ("SANDI", "SANDI-BASIS", "SANDI-REDIS", "SANDI-BUKU", "SANDI-INDUK")}
    for name in ("prefect.env", "wadah.env"):
        (folder / name).write_text(_filled((NATION / name).read_text("utf-8"), passwords), "utf-8")
        (folder / name).chmod(0o600)
    project = Project(f"tayang-uji-{secrets.token_hex(3)}", folder, folder / "compose.yaml", passwords)
    project.home.mkdir(parents=True)
    text = (NATION / "compose.yaml").read_text("utf-8").replace("127.0.0.1:4200:4200", f"127.0.0.1:{free_port()}:4200")
    text = text.replace("/etc/tayang/", f"{folder}/").replace("source: /srv/tayang", f"source: {project.home}")
    text = text.replace("./basis.sh", str(NATION / "basis.sh")).replace("context: ../..", f"context: {CHECKOUT}")
    text = text.replace("image: tayang\n", f"image: {project.image}\n")
    assert not re.search(r"/etc/tayang|source: /srv/tayang\b|image: tayang$", text, re.MULTILINE), "it would touch this machine"
    project.file.write_text(text if _compose()[1:] else _for_version_1(text), "utf-8")
    os.chown(project.home, 900, 900)
    return project


def _filled(text: str, passwords: dict[str, str]) -> str:
    """Every word in capitals replaced, as the guide asks."""
    values = passwords | _SERVERS | {"KUNCI-FERNET": Fernet.generate_key().decode()}
    words = "|".join(sorted(map(re.escape, values), key=len, reverse=True))
    lines = [
        line if line.startswith("#") else re.sub(rf"(?<![A-Z_-])({words})(?![A-Z_-])", lambda m: values[m[1]], line)
        for line in text.splitlines()
    ]
    return "\n".join(lines) + "\n"


def _compose() -> tuple[str, ...]:
    """Compose 2 as the guide has it; the older program where a distribution has only that."""
    two = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False, timeout=60).returncode == 0
    return ("docker", "compose") if two or not shutil.which("docker-compose") else ("docker-compose",)


def _for_version_1(text: str) -> str:
    """Two lines less, which Compose 1 does not know."""
    return re.sub(r"(?m)^name: .*\n", "", text).replace(", bind: {create_host_path: false}", "")
