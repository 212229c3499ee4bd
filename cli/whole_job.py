"""The whole job on the practice town, from dropped packages to a recap that is ready to sign."""

import asyncio
import os
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import requests
import typer

from cli import looking
from cli.context import open_room
from config.new_home import PracticeTown, init_home, practice_urls
from flows import serving
from flows.board import write_board
from flows.prefect_settings import HOST, apply_settings, serving_settings
from flows.wiring import Workroom
from language.say import later, t, tn
from ledger import queries
from practice.running import running_town
from practice.town import Town
from publishing import approval
from publishing.desk import APPROVED, AWAITING
from publishing.states import ENDED, State
from safety.clock import SystemClock

EXAMPLES = Path(__file__).parent.parent / "examples"
OFFICE = "contoh"
PACKAGES = ("berita-foto-word", "produk-hukum-pdf", "pengumuman-terjadwal", "salah-sengaja")
VISITS = 7
PATIENCE = 120.0
READER = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/140.0"}


def run(directory: Path) -> None:
    """Do the whole job in `directory`; what an earlier run left there is removed."""
    town_state = directory.with_name(f"{directory.name}-kota")
    for old in (directory, town_state):
        shutil.rmtree(old, ignore_errors=True)
    with running_town(town_state) as town:
        port = _free_port()
        home = new_practice_home(directory, town, port)
        apply_settings(serving_settings(home, port), os.environ)
        asyncio.run(_whole_job(home, town))


async def _whole_job(home: Path, town: Town) -> None:
    from flows.serve import serve

    begun, stop = time.monotonic(), asyncio.Event()
    serving_task = asyncio.create_task(serve(home, os.environ, lambda line: typer.echo(f"  {line}"), stop))
    try:
        drop_examples(home)
        typer.echo(t("Ditaruh di {home}/masuk: {packages}", home=home, packages=", ".join(PACKAGES)))
        job = asyncio.create_task(_publish_everything(home))
        await asyncio.wait({job, serving_task}, return_when=asyncio.FIRST_COMPLETED)
        if serving_task.done():
            job.cancel()
            await serving_task  # tells why it could not serve
        await job
        await _rounds_after_publication(home)
        await asyncio.to_thread(_tell, home, town, time.monotonic() - begun)
        if sys.stdin.isatty():
            typer.echo(t("Papan Prefect dan situs latihan tetap terbuka. Tutup dengan Ctrl-C."))
            await serving_task
    finally:
        stop.set()
        await asyncio.wait({serving_task})


async def _publish_everything(home: Path) -> None:
    """Wait until every package is sealed or held, sign what waits, wait until the public can see it."""
    await _until(
        lambda: _sealed(home), later("paket contoh belum disegel atau ditahan dalam {seconds} detik; lihat tayang status")
    )
    approved = await asyncio.to_thread(approve_all, home)
    typer.echo(t("Disetujui Ketua: {approved}", approved=", ".join(approved)))
    await _until(
        lambda: _all_ended(home), later("paket contoh belum tayang dan terbukti dalam {seconds} detik; lihat tayang status")
    )


async def _rounds_after_publication(home: Path) -> None:
    """Readers come, then the three rounds that the schedules start at night and on the first of the month."""
    from flows.check_links import check_links
    from flows.count_readers import count_readers
    from flows.monthly_recap import monthly_recap

    visited = await asyncio.to_thread(visit, home)
    typer.echo(tn("Warga latihan membaca tiap berita {visits} kali: {n} halaman", len(visited), visits=VISITS))
    await count_readers(str(home), OFFICE)
    await check_links(str(home), OFFICE, everything=True)
    with open_room(home, OFFICE) as room:
        month = f"{room.clock.now().astimezone(room.office.zone):%Y-%m}"
    await monthly_recap(str(home), OFFICE, month)


def _tell(home: Path, town: Town, seconds: float) -> None:
    looking.status(home, OFFICE)
    with open_room(home, OFFICE) as room:
        reports = sorted(str(path) for path in (home / "laporan").rglob("*") if path.is_file())
        board = write_board(room)
        prefect = f"http://{HOST}:{room.settings.prefect.port}"
        typer.echo(t("Selesai dalam {seconds} detik. Tersimpan:", seconds=f"{seconds:.0f}"))
        for name, place in (
            (t("Situs latihan"), town.urls["site"]),
            (t("Papan paket"), board),
            (t("Papan Prefect"), t("{url} (nama dan sandi: {file})", url=prefect, file=serving.password_file(home))),
            (t("Ditahan, dengan alasannya"), home / "ditahan"),
            (t("Salinan (dokumentasi offline)"), home / "salinan"),
            (t("Buku catatan"), home / "ledger"),
        ):
            typer.echo(f"  {name}: {place}")
        for report in reports:
            typer.echo(f"  {t('Laporan')}: {report}")


def new_practice_home(home: Path, town: Town, port: int) -> Path:
    """A fresh practice home whose channels lie in the town; packages count as still after a second."""
    init_home(home, OFFICE, practice=True, town=PracticeTown({**practice_urls(), **town.urls}, town.tokens))
    settings = home / "tayang.toml"
    text = settings.read_text(encoding="utf-8").replace("# port = 4200", f"port = {port}")
    settings.write_text(text, encoding="utf-8")
    return home


def drop_examples(home: Path) -> None:
    """Put the example packages into masuk/, each whole at once as a careful operator would."""
    for name in PACKAGES:
        beside = Path(tempfile.mkdtemp(prefix=".salin-", dir=home))
        shutil.copytree(EXAMPLES / name, beside / name)
        (beside / name).rename(home / "masuk" / name)
        beside.rmdir()


def approve_all(home: Path) -> list[str]:
    """Sign every package that waits, as the Ketua of office Contoh would after reading it."""
    with open_room(home, OFFICE) as room:
        waiting = [row.key.package_id for row in queries.packages(room.ledger, OFFICE, [AWAITING])]
        for name in waiting:
            approval.approve(room.ledger, room.desk, name, "ketua", "Ketua", note="latihan")
    return waiting


def visit(home: Path) -> list[str]:
    """Read every published page as people do."""
    with open_room(home, OFFICE) as room:
        website = room.website
        urls = [row.url for row in queries.publications(room.ledger, OFFICE) if row.url and row.key.channel == website]
    for url in urls:
        for _ in range(VISITS):
            requests.get(url, headers=READER, timeout=10)
    return urls


def _sealed(home: Path) -> bool:
    with open_room(home, OFFICE) as room:
        sealed = {row.key.package_id for row in queries.packages(room.ledger, OFFICE)}
        return all(name in sealed or (home / "ditahan" / name).exists() for name in PACKAGES)


def _all_ended(home: Path) -> bool:
    with open_room(home, OFFICE) as room:
        return not _under_way(room)


def _under_way(room: Workroom) -> list[str]:
    """Packages that should be public by now and are not proved yet."""
    now = SystemClock().now()
    waiting = []
    for row in queries.packages(room.ledger, OFFICE, [APPROVED]):
        rows = queries.publications(room.ledger, OFFICE, package=row.key)
        if row.publish_at and row.publish_at > now.isoformat():
            continue
        if not rows or any(State(p.state) not in (*ENDED, State.NEEDS_HUMAN) for p in rows):
            waiting.append(row.key.package_id)
    return waiting


async def _until(done: Callable[[], bool], if_not: str) -> None:
    end = time.monotonic() + PATIENCE
    while not await asyncio.to_thread(done):
        if time.monotonic() > end:
            raise TimeoutError(t(if_not, seconds=f"{PATIENCE:.0f}"))
        await asyncio.sleep(0.3)


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as probe:
        return int(probe.getsockname()[1])
