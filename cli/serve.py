"""`tayang serve`, and `tayang practice start|stop`: what keeps running."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cli.context import HomeOption, refuse, sound_part_of
from cli.home import Screen
from config.new_home import PracticeTown, init_home, practice_urls
from config.spoken import language_of
from flows.deployments import CHECKOUT, python_path
from flows.prefect_settings import apply_settings, serving_settings
from flows.serving import AlreadyServed
from language.say import speak, t

practice = typer.Typer(help="Kota latihan di komputer ini: situs dan akun tiruan.", no_args_is_help=True)
OFFICE = "contoh"
_TOWN = "practice.town"
_PATIENCE = 30.0
Directory = Annotated[Path, typer.Argument(metavar="MAP", help="Rumah latihan; dibuat bila belum ada.")]


def register(app: typer.Typer) -> None:
    """Add these commands to tayang's."""
    app.command()(serve)
    app.add_typer(practice, name="practice")


def serve(home: HomeOption = Path()) -> None:
    """Melayani rumah ini terus-menerus: pemantau map, jadwal, dan papan Prefect."""
    settings = sound_part_of(home)
    apply_settings(serving_settings(settings.path, settings.prefect.port), os.environ)
    from flows.serve import CannotServe
    from flows.serve import serve as run

    console = Console(highlight=False, soft_wrap=True)
    try:
        asyncio.run(run(settings.path, os.environ, lambda line: console.print(line, markup=False)))
    except (CannotServe, AlreadyServed) as error:
        refuse(str(error))


@practice.command("start")
def start(
    directory: Directory = Path(".latihan"),
    language: Annotated[
        Screen, typer.Option("--language", help="Bahasa layar rumah yang dibuat dan keterangan di dalam berkas-berkasnya.")
    ] = Screen.INDONESIAN,
) -> None:
    """Membuka kota latihan di latar, dan membuat rumah latihan bila belum ada."""
    home = directory.resolve()
    speak(language_of(home) if (home / "tayang.toml").exists() else language.value)
    state = _state_of(home)
    if (pid := _running(state)) is None:
        pid = _open_town(state)
    town = json.loads((state / "porta.json").read_text(encoding="utf-8"))
    if not (home / "tayang.toml").exists():
        init_home(home, OFFICE, practice=True, town=PracticeTown({**practice_urls(), **town["urls"]}, town["tokens"]))
    typer.echo(t("Kota latihan terbuka (proses {pid}): {site}", pid=pid, site=town["urls"]["site"]))
    typer.echo(t("Rumah latihan: {home}\nBerikutnya: tayang serve --home {home}", home=home))


@practice.command("stop")
def stop(directory: Directory = Path(".latihan")) -> None:
    """Menutup kota latihan; isinya tetap tersimpan."""
    home = directory.resolve()
    speak(language_of(home))
    state = _state_of(home)
    pid = _running(state)
    if pid is None:
        typer.echo(t("Kota latihan sudah tertutup."))
        return
    os.kill(pid, signal.SIGTERM)
    if not _wait(lambda: _running(state) is None):
        refuse(t("kota latihan (proses {pid}) belum berhenti", pid=pid))
    typer.echo(t("Kota latihan ditutup."))


def _state_of(home: Path) -> Path:
    return home.with_name(f"{home.name}-kota")


def _open_town(state: Path) -> int:
    state.mkdir(parents=True, exist_ok=True)
    ports = state / "porta.json"
    ports.unlink(missing_ok=True)
    with (state / "kota.log").open("ab") as log:
        child = subprocess.Popen(
            [sys.executable, "-P", "-m", _TOWN, "--state", str(state), "--ports-file", str(ports)],
            cwd=CHECKOUT,
            env=dict(os.environ) | {"PYTHONPATH": python_path()},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    (state / "kota.pid").write_text(str(child.pid), encoding="ascii")
    if not _wait(lambda: ports.exists() or child.poll() is not None) or child.poll() is not None:
        refuse(t("kota latihan tidak terbuka; lihat {log}", log=state / "kota.log"))
    return child.pid


def _running(state: Path) -> int | None:
    """The process of this town, None if it has ended; a number that another program got meanwhile does not count."""
    try:
        pid = int((state / "kota.pid").read_text(encoding="ascii"))
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return None
    return pid if _TOWN.encode() in words and str(state).encode() in words else None


def _wait(done: Callable[[], bool]) -> bool:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if done():
            return True
        time.sleep(0.1)
    return False
