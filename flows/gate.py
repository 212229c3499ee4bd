"""The one gate: may anything be published now? Asked first by every sweep, whoever starts it."""

import asyncio

from prefect.client.orchestration import get_client
from prefect.exceptions import ObjectNotFound
from prefect.settings import PREFECT_API_URL

from ledger import queries
from ledger.store import Ledger


async def why_closed(ledger: Ledger, office: str) -> str:
    """Why nothing may be published now, or "" if the gate is open. What cannot be read counts as shut."""
    pause = await asyncio.to_thread(queries.pause, ledger, office)
    if pause.paused:
        return f"penayangan dijeda: {pause.reason}"
    if not PREFECT_API_URL.value():
        return ""
    try:
        async with get_client() as client:
            deployment = await client.read_deployment_by_name(f"publish/publish-{office}")
    except ObjectNotFound:
        return ""
    except Exception as error:  # whatever keeps the switch from being read shuts the gate
        return f"sakelar jeda di Prefect tidak terbaca ({type(error).__name__})"
    return "penayangan dijeda di Prefect" if deployment.paused else ""
