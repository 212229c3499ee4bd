"""The deployments of a home as Prefect's server has them, paused or not, and the note of it outside Prefect's database."""

import asyncio
import logging
import os
from collections.abc import Collection
from pathlib import Path

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterName, DeploymentFilterTags
from prefect.client.schemas.responses import DeploymentResponse

from config.settings import load_offices
from flows.deployments import SHARD_JOBS, SWITCHES
from flows.shards import offices_of
from flows.switch_memory import remember
from language.say import t

logger = logging.getLogger(__name__)
OURS = "tayang"
_PAGE = 200


async def known_deployments(client: PrefectClient, names: Collection[str] = ()) -> dict[tuple[str, str], DeploymentResponse]:
    """Every deployment that tayang has made there, or those of these names, by its entrypoint and name."""
    named = DeploymentFilterName(any_=sorted(names)) if names else None
    ours = DeploymentFilter(tags=DeploymentFilterTags(all_=[OURS]), name=named)
    found: list[DeploymentResponse] = []
    while page := await client.read_deployments(deployment_filter=ours, limit=_PAGE, offset=len(found)):
        found += page
    return {(one.entrypoint or "", one.name): one for one in found}


async def switches(client: PrefectClient, home: str, names: Collection[str] = ()) -> dict[str, bool]:
    """Which deployments of this home the server knows, by their full names, and whether an admin has paused them."""
    known = (await known_deployments(client, names)).items()
    ours = [(entrypoint, name, one.paused) for (entrypoint, name), one in known if one.parameters.get("home") == home]
    return {f"{entrypoint.rpartition('.')[2]}/{name}": paused for entrypoint, name, paused in ours}


async def keep_switches(home: str, shard: str, of: int) -> None:
    """Write down how an admin has left the switches of this shard and of its offices. Beside the work of a run, which no trouble
    with it may stop: the sweeps ask for each switch themselves."""
    try:
        settings = load_offices(Path(home), os.environ, ())[0]
        own = [f"{job.name}-{shard}" for job in SHARD_JOBS]
        own += [f"{job.name}-{slug}" for job in SWITCHES for slug in offices_of(settings, shard, of)]
        async with get_client() as client:
            found = await switches(client, home, own)
        await asyncio.to_thread(remember, settings.store, found)
    except Exception as error:  # what was kept stays
        logger.warning(t("Jeda di Prefect belum dapat dicatat ({error})", error=type(error).__name__))
