"""The admins' page in Prefect answers whether everything is well, and else who has to do what."""

import asyncio
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactCollectionFilter, ArtifactCollectionFilterKey

from flows.state_shown import show_state
from reports.board import Action, ArrivingCard, Board, PackageCard
from reports.state_page import state_page
from tests.flows.days import Day
from tests.flows.homes import NAME, OFFICE, drop_news

WELL = Board("KPU Contoh", (), "22 November 2026 pukul 10.00 WIB", "", practice=False)


async def shown(day: Day) -> tuple[str, str]:
    await show_state(day.home.path, OFFICE, day.clock)
    async with get_client() as client:
        named = ArtifactCollectionFilter(key=ArtifactCollectionFilterKey(any_=[f"keadaan-{OFFICE}"]))
        (artifact,) = await client.read_latest_artifacts(artifact_filter=named)
    return str(artifact.description), str(artifact.data)


@pytest.mark.usefixtures("prefect_server")
def test_prefect_says_what_waits_for_whom_until_nothing_does(day: Day) -> None:
    drop_news(day.home)
    day.seal()
    described, page = asyncio.run(shown(day))
    assert described.startswith("Ada yang menunggu orang")
    assert f"`tayang approve {NAME} --by" in page
    day.approve()
    day.sweep()
    described, page = asyncio.run(shown(day))
    assert described.startswith("Semua baik")
    assert "tayang approve" not in page
    assert "Tautan tayang" in page


def test_each_thing_to_do_is_a_row_with_its_command() -> None:
    card = PackageCard(
        "a", "Rapat | pleno", 1, "menunggu", "wait", actions=(Action("Tanda tangan.", "tayang approve a --by ketua"),)
    )
    page = state_page(
        replace(WELL, packages=(card,), paused="masa tenang", troubles=(Action("X berhenti.", "tayang resume --channel x"),))
    )
    rows = [line for line in page.splitlines() if line.startswith("| ") and "`" in line]
    assert [row.split("`")[1] for row in rows] == ["tayang resume", "tayang resume --channel x", "tayang approve a --by ketua"]
    assert "| Rapat \\| pleno |" in page


def test_what_could_not_be_moved_to_ditahan_keeps_all_from_being_well() -> None:
    stuck = ArrivingCard("rapat", "tidak dapat dipindahkan: judul kosong", ("judul kosong",))
    page = state_page(replace(WELL, arriving=(stuck, ArrivingCard("baru"))))
    assert page.startswith("# Ada yang menunggu orang")
    assert "| rapat | tidak dapat dipindahkan: judul kosong | |" in page
    assert "| baru |" not in page, "it is just being copied"
    assert state_page(replace(WELL, arriving=(ArrivingCard("baru"),))).startswith("# Semua baik")


def test_what_a_title_says_is_no_markup_there() -> None:
    hostile = "[klik](https://jahat.example) <img src=x onerror=alert(1)> `tayang`\n# Semua baik"
    card = PackageCard("a", hostile, 1, hostile, "wait", note=hostile, actions=(Action(hostile),))
    page = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(state_page(replace(WELL, packages=(card,))))
    assert "<img" not in page
    assert "<a " not in page
    assert page.count("<h1>") == 1
    assert "<h1>Ada yang menunggu orang</h1>" in page
