"""What comes after everything else: pictures of kept pages and the Wayback Machine, a little in each round of the links."""

import logging
import os
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from flows.rounds import NotOurTurn, one_at_a_time
from flows.secret_blocks import with_secret_blocks
from flows.views import IN_A_ROUND, ROUND, add_views
from flows.wayback import offer
from flows.wiring import open_workroom
from language.say import t
from ledger.store import LedgerFailure
from safety.clock import Clock

logger = logging.getLogger(__name__)


async def run_later(home: Path, office: str, clock: Clock) -> None:
    """Do a little of each; whatever goes wrong in one is told and holds up nothing."""
    environ = await with_secret_blocks(home, office, os.environ)
    with open_workroom(home, office, environ, clock) as room:
        try:
            async with one_at_a_time(room, ROUND):
                for work in (partial(add_views, room, IN_A_ROUND), partial(offer, room)):
                    await _holding_up_nothing(work)
        except NotOurTurn as reason:
            logger.info(t("Gambar salinan: {why}", why=reason))


async def _holding_up_nothing(work: Callable[[], Awaitable[object]]) -> None:
    try:
        await work()
    except LedgerFailure:
        raise
    except Exception:
        logger.exception(t("Yang menyusul (gambar salinan, Wayback Machine) terhenti; pemeriksaan tautan sudah selesai"))
