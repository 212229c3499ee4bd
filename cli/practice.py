"""`tayang demo`: the whole job on the practice town, from dropped packages to a table of proved links."""

import asyncio
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.new_home import PRACTICE_URLS, PracticeTown, init_home
from flows.publish import run_publish
from flows.wiring import open_workroom
from practice.town import Town
from publishing import approval, intake
from safety.clock import SystemClock

EXAMPLES = Path(__file__).parent.parent / "examples"
OFFICE = "contoh"
PACKAGES = ("berita-foto-word", "produk-hukum-pdf", "pengumuman-terjadwal", "salah-sengaja")


@contextmanager
def running_town(state: Path) -> Iterator[Town]:
    """The practice town in a thread of this process, ended with the block."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="kota-latihan", daemon=True)
    thread.start()
    town = Town(state)
    try:
        asyncio.run_coroutine_threadsafe(town.start(), loop).result(30)
        yield town
    finally:
        asyncio.run_coroutine_threadsafe(town.stop(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()


def new_practice_home(directory: Path, town: Town) -> Path:
    """A fresh practice home with the website of the town as its only channel."""
    if directory.exists():
        shutil.rmtree(directory)
    home = init_home(directory, OFFICE, practice=True, town=PracticeTown({**PRACTICE_URLS, **town.urls}, town.tokens))
    office = home / "offices" / f"{OFFICE}.toml"
    text = office.read_text(encoding="utf-8")
    office.write_text(text[: text.index("[channels.facebook]")], encoding="utf-8")
    settings = home / "tayang.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("# settle_seconds = 20", "settle_seconds = 1"), encoding="utf-8"
    )
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
    with open_workroom(home, OFFICE, os.environ, SystemClock()) as room:
        waiting = intake.take_in(room.ledger, room.desk, room.clock).waiting
        for name in waiting:
            approval.approve(room.ledger, room.desk, name, "ketua", "Ketua", note="latihan")
    return list(waiting)


async def sweep_until_sealed(home: Path) -> dict[str, int]:
    """Sweep until every dropped package has been sealed or held: two sweeps with the settle time between."""
    await run_publish(home, OFFICE)
    await asyncio.sleep(1.2)
    return await run_publish(home, OFFICE)
