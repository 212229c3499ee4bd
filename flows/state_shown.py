"""Answers in Prefect whether everything is well: the board as an artifact.

After each change and each half hour; where offices share a run, each three hours while no link is due.
"""

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path

from prefect.artifacts import acreate_markdown_artifact

from flows.alongside import alongside
from flows.board import gather
from flows.secret_blocks import with_secret_blocks
from flows.wiring import open_workroom
from language.say import later, t
from reports.board import Board
from reports.state_page import state_page
from safety.clock import Clock, SystemClock

_TROUBLE = later("Keadaan {office} di Prefect belum dapat ditulis: {kind}: {why}")


async def with_state_shown(home: Path, office: str) -> None:
    """Show it after other work, which no trouble with the page may end as failed."""
    with alongside(_TROUBLE, office):
        await show_state(home, office, SystemClock())


async def show_state(home: Path, office: str, clock: Clock) -> None:
    """Write the office's state as it is now under the key `keadaan-OFFICE`; the description alone says whether it is well."""
    environ = await with_secret_blocks(home, office, os.environ)
    board = await asyncio.to_thread(_board, home, office, environ, clock)
    told = t("Semua baik") if board.is_well else t("Ada yang menunggu orang")
    await acreate_markdown_artifact(state_page(board), key=f"keadaan-{office}", description=f"{told} · {board.made_at}")


def _board(home: Path, office: str, environ: Mapping[str, str], clock: Clock) -> Board:
    with open_workroom(home, office, environ, clock) as room:
        return gather(room)
