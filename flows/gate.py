"""The one gate: may anything be published now? Asked first by every sweep, whoever starts it.

Two switches can shut it: the pause of the ledger (a quiet period) and the pause of the office's publish deployment in
Prefect. Whether such a deployment should exist is known from the home: `tayang serve` leaves its mark in the home's Prefect
folder while it serves, and takes it away at its end unless something is paused there; a worker of an admin's own server has
TAYANG_DEPLOYED=1. Where a deployment should exist, a missing one shuts the gate; what cannot be read always shuts it. A home
with a mark but without a running server is read from its own Prefect database. Without mark and without a Prefect server
in the settings only the ledger decides.
"""

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path

from prefect.client.orchestration import get_client
from prefect.exceptions import ObjectNotFound
from prefect.settings import PREFECT_API_URL, PREFECT_HOME

from flows.deployments import DEPLOYED
from flows.serving import has_mark, prefect_home
from language.say import t
from ledger import queries
from ledger.store import Ledger


async def why_closed(ledger: Ledger, office: str, home: Path | None = None, environ: Mapping[str, str] | None = None) -> str:
    """Why nothing may be published now, or "" if the gate is open. What cannot be read counts as shut.

    Without `home`, the Prefect folder of this process tells whether the home is served.
    """
    pause = await asyncio.to_thread(queries.pause, ledger, office)
    if pause.paused:
        return t("penayangan dijeda: {why}", why=pause.reason)
    expected = _is_expected(home, os.environ if environ is None else environ)
    if not expected and not PREFECT_API_URL.value():
        return ""
    name = f"publish/publish-{office}"
    try:
        async with get_client() as client:
            deployment = await client.read_deployment_by_name(name)
    except ObjectNotFound:
        missing = t("deployment {name} tidak ada di Prefect; jalankan `tayang serve` sekali lagi", name=name)
        return missing if expected else ""
    except Exception as error:  # whatever keeps the switch from being read shuts the gate
        return t("sakelar jeda di Prefect tidak terbaca ({error})", error=type(error).__name__)
    return t("penayangan dijeda di Prefect") if deployment.paused else ""


def _is_expected(home: Path | None, environ: Mapping[str, str]) -> bool:
    return environ.get(DEPLOYED) == "1" or has_mark(prefect_home(home) if home else PREFECT_HOME.value())
