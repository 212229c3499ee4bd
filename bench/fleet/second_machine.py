"""A machine becomes the second worker by the guide alone: `python -m bench.fleet.second_machine` (as root; `make second-worker`).

Two machines that share this kernel and its network and nothing else: each with its own /etc, /opt, /srv, users, processes and
name. What is typed there is read out of docs/scale.en.md, section "The first worker" on one, "The second worker" on the other.
What only a real machine has is put in its place: `runuser` for sudo, a copy for scp, and what the systemd unit names is
begun by hand. Then the first machine is cut off, and the second must publish all that is due.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.fleet.day import Item
from bench.fleet.homes import nation_home, nation_of
from bench.fleet.outcome import outcome, verified
from bench.fleet.prepare import prepare
from bench.fleet.towns import MEMBERS, running_towns
from flows.deployments import CHECKOUT
from tests import postgres
from tests.fleet.nation import Nation
from tests.flows.homes import HomeInPractice
from tests.redis_server import running_redis

GUIDE = CHECKOUT / "docs" / "scale.en.md"
UID = 900
AN_OFFICE = "kantor-1"
_UNIT = "deploy/nation/tayang-worker.service"
_PREPARED = "useradd --system --uid 900 tayang"
_PATIENCE = 900.0
_OWN = """set -eu
hostname {name}
cp -a /etc {root}/etc && mount --bind {root}/etc /etc
mkdir -p {root}/opt && mount -t tmpfs none {root}/opt
for one in /opt/*; do mkdir {root}/opt/$(basename $one); mount --rbind $one {root}/opt/$(basename $one); done
mount --rbind {root}/opt /opt
mount -t tmpfs none /srv && mkdir /srv/tayang && mount --bind {home} /srv/tayang
mount -t tmpfs none /var/lib
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 LC_ALL=C.UTF-8
"""


def main() -> None:
    if os.geteuid():
        sys.exit("needs root: machines of their own are made with unshare")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))  # so that every machine is ended with it
    offices = nation_of(4)
    slugs = [office.slug for office in offices]
    place = tempfile.TemporaryDirectory(prefix="tayang-mesin-")
    with place as name, running_redis() as redis, postgres.running(200) as server:
        folder = Path(name)
        folder.chmod(0o755)
        server.sockets.chmod(0o755)
        server.new_database("prefect")
        with running_towns(folder, slugs, 0.0, 1) as (_, origin):
            home = nation_home(folder / "rumah", offices, origin, 1, server.new_book())
            nation = Nation(HomeInPractice(home), None, server, redis)
            machines: list[Machine] = []
            try:
                nation.serve()
                nation.is_served()
                _try(nation, machines, slugs, origin)
            finally:
                for machine in machines:
                    machine.cut_off()
                nation.close()


def _try(nation: Nation, machines: "list[Machine]", slugs: list[str], origin: str) -> None:
    home = nation.home.path
    begun = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=1)
    early = [Item(slug, f"kabar-1-{slug}", 0, morning=True) for slug in slugs]
    late = [Item(slug, f"kabar-2-{slug}", 0, morning=True) for slug in slugs]
    prepare(home, early, datetime.now(UTC) + timedelta(seconds=20), 1)
    _own_everything(home)
    settings = home.parent / "prefect.env"
    settings.write_text("".join(f"{name}={value}\n" for name, value in nation.environ.items() if name in _named()), "utf-8")
    first, second = (Machine(name, home, settings) for name in ("mesin-1", "mesin-2"))
    machines += [first, second]
    first.do([_PREPARED, *_block("### The first worker")])
    first.begin_worker()
    _until("the first machine has published", lambda: verified(nation.postgres.sockets) == len(early) * len(MEMBERS))
    _say("first worker", "by the guide; everything due is VERIFIED")
    second.do(_numbered("### The second worker"))
    second.begin_worker()
    _until("both are on the board", lambda: {"mesin-1", "mesin-2"} <= _workers(nation))
    _say("second worker", "by the guide; both machines stand under Work Pools → tayang → Workers")
    first.cut_off()
    prepare(home, late, datetime.now(UTC) + timedelta(seconds=5), 1)
    _own_everything(home)
    at = time.monotonic()
    _until("the second goes on", lambda: verified(nation.postgres.sockets) == 2 * len(early) * len(MEMBERS))
    found = outcome(nation.postgres.sockets, origin, [*early, *late], begun)
    _say("first machine cut off", f"the second has everything VERIFIED after {time.monotonic() - at:.0f} s")
    _say("doubled · lost", f"{len(found.doubled)} · {len(found.lost)}")
    if found.doubled or found.lost:
        sys.exit(1)


@dataclass
class Machine:
    """Mounts, users, processes and a name of its own; `cut_off` ends everything on it at once."""

    name: str
    home: Path
    settings: Path
    processes: subprocess.Popen[bytes] | None = None

    @property
    def root(self) -> Path:
        return self.home.parent / self.name

    def do(self, commands: list[str]) -> None:
        """Everything up to the unit, in order, each as it stands in the guide; the machine stays on."""
        self.root.mkdir()
        typed = [here(command, self.settings) for command in commands]
        for command in filter(None, typed):
            print(f"  {self.name}# {command}", flush=True)
        unit = _unit()
        script = _OWN.format(name=self.name, root=self.root, home=self.home)
        script += "".join(f"{{ {command}; }} || exit 1\n" for command in typed if command)
        script += f"touch {self.root}/ready\nwhile [ ! -e {self.root}/begin ]; do sleep 0.2; done\n{unit}\n"
        place = self.root / "guide.sh"
        place.write_text(script, "utf-8")
        log = (self.root / "log").open("wb")
        asked = ["unshare", "--mount", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc", "bash", str(place)]
        self.processes = subprocess.Popen(asked, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        _until(f"{self.name} is set up", self._is_ready)

    def begin_worker(self) -> None:
        (self.root / "begin").touch()

    def cut_off(self) -> None:
        if self.processes is not None and self.processes.poll() is None:
            self.processes.kill()
            self.processes.wait(20)

    def _is_ready(self) -> bool:
        assert self.processes is not None
        if self.processes.poll() is not None:
            sys.exit(f"{self.name} stopped:\n" + (self.root / "log").read_text("utf-8")[-3000:])
        return (self.root / "ready").exists()


def here(command: str, settings: Path) -> str:
    """A command of the guide, with what this machine has instead of systemd, sudo and a second host."""
    command = command.replace("ADDRESS-OF-THIS-REPOSITORY", str(CHECKOUT)).replace("git clone ", "git clone --quiet ")
    command = command.replace("FIRST-WORKER:/etc/tayang/prefect.env", str(settings)).replace("scp -p", "cp")
    command = command.replace("sudo -u tayang ", "runuser -u tayang -- ").replace("/root/.prefect", "/srv/.prefect")
    command = command.replace("--office OFFICE", f"--office {AN_OFFICE}")
    parts = [part for part in command.split(" && ") if not part.startswith("systemctl ")]
    return " && ".join(parts)


def _block(heading: str) -> list[str]:
    """The indented lines of a section; that the settings have been copied before is its first sentence."""
    copied = "install -d -m 700 /etc/tayang && scp -p FIRST-WORKER:/etc/tayang/prefect.env /etc/tayang/"
    return [copied, *(line.strip() for line in _section(heading).splitlines() if line.startswith("    "))]


def _numbered(heading: str) -> list[str]:
    """The commands in the numbered lines of a section, but for the last line, which tells how to look."""
    lines = re.findall(r"^[1-4]\. .*$", _section(heading), re.MULTILINE)
    return [command for line in lines for command in re.findall(r"`([a-z]+ [^`]+)`", line)]


def _section(heading: str) -> str:
    return GUIDE.read_text("utf-8").partition(heading)[2].partition("\n##")[0]


def _unit() -> str:
    """What the systemd unit begins, as the user that it names, with its environment."""
    told = dict(re.findall(r"^(\w+)=(.*)$", (CHECKOUT / _UNIT).read_text("utf-8"), re.MULTILINE))
    state = f"/var/lib/{told['StateDirectory']}"
    return "\n".join(
        (
            f"install -d -o {told['User']} {state} /srv/tmp",
            "export TMPDIR=/srv/tmp",  # PrivateTmp=true
            f"set -a; . {told['EnvironmentFile']}; export {told['Environment']}; set +a",
            f"cd {told['WorkingDirectory']} && {told['ExecStartPre']}",
            f"exec runuser -u {told['User']} -- {told['ExecStart'].replace('%H', '$(hostname)')}",
        )
    )


def _named() -> set[str]:
    text = (CHECKOUT / "deploy" / "nation" / "prefect.env").read_text("utf-8")
    return set(re.findall(r"^(\w+)=", text, re.MULTILINE))


def _own_everything(home: Path) -> None:
    subprocess.run(["chown", "-R", f"{UID}:{UID}", str(home)], check=True)


def _workers(nation: Nation) -> set[str]:
    found = nation.ask("POST", "/work_pools/tayang/workers/filter", {})
    return {worker["name"] for worker in found if worker["status"] == "ONLINE"}


def _until(what: str, seen: object) -> None:
    end = time.monotonic() + _PATIENCE
    while not seen():  # type: ignore[operator]
        if time.monotonic() > end:
            sys.exit(f"in vain: {what}")
        time.sleep(1)


def _say(what: str, figure: str) -> None:
    print(f"{what:<28} {figure}", flush=True)


if __name__ == "__main__":
    main()
