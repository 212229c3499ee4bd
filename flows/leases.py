"""Hold a lease of the ledger for as long as a piece of work takes, and let the work know when it is lost."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from language.say import later, t
from ledger.store import Lease, LeaseLost, Ledger

logger = logging.getLogger(__name__)


@dataclass
class Held:
    """A lease that is being kept."""

    ledger: Ledger
    lease: Lease
    seconds: float
    lost: bool = False

    async def confirm(self) -> None:
        """Hold on for the whole time from now; LeaseLost before anything is done that only the holder may do."""
        await asyncio.to_thread(self.ledger.renew, self.lease, self.seconds)


def sweep_of(office: str) -> str:
    """The name of the lease without which nobody sweeps an office."""
    return f"sweep:{office}"


@asynccontextmanager
async def held(ledger: Ledger, name: str, seconds: float, *, ends_work: bool = False) -> AsyncIterator[Held | None]:
    """Hold the lease for the block, None if another has it.

    A renewal that fails is tried again. Once the lease is lost, `confirm` raises LeaseLost; with `ends_work` the block is
    cancelled at once and LeaseLost comes out of it.
    """
    lease = await asyncio.to_thread(ledger.acquire, name, seconds)
    if lease is None:
        yield None
        return
    holding, work = Held(ledger, lease, seconds), asyncio.current_task()
    keeper = asyncio.create_task(_keep(holding, work if ends_work else None))
    try:
        yield holding
    except asyncio.CancelledError:
        if ends_work and holding.lost and work is not None and work.uncancel() == 0:
            raise LeaseLost(t("hak atas {name} sudah beralih ke proses lain; pekerjaan dihentikan", name=name)) from None
        raise
    finally:
        keeper.cancel()
        await asyncio.wait([keeper])
        await asyncio.to_thread(ledger.release, lease)


async def _keep(holding: Held, work: "asyncio.Task[object] | None") -> None:
    while not holding.lost:
        await asyncio.sleep(holding.seconds / 3)
        try:
            await holding.confirm()
        except Exception as error:
            said = later("Hak {name} belum dapat diperpanjang: {error}")
            logger.warning(t(said, name=holding.lease.name, error=type(error).__name__))
            holding.lost = isinstance(error, LeaseLost) or holding.lease.remaining(holding.ledger.clock) <= 0
    if work is not None:
        work.cancel()
