"""A home of four offices that are shared out in shards, and what a Prefect server is told of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from prefect.client.orchestration import get_client
from prefect.client.schemas.responses import DeploymentResponse

from config.new_home import init_home
from config.settings import HomeSettings, load_offices
from flows import deploy
from flows.deployments import CHECKOUT, planned_for_workers

OFFICES = ("satu", "dua", "tiga", "empat")


def sharded_home(tmp_path: Path) -> Path:
    """Four offices in two time zones, shared out in one shard each."""
    home = init_home(tmp_path / "rumah", "satu", practice=True)
    first = home / "offices" / "satu.toml"
    text = first.read_text("utf-8")
    for slug in OFFICES:
        own = text.replace('slug = "satu"', f'slug = "{slug}"\nfolder = "{slug}"', 1)
        own = own.replace('time_zone = "WIB"', 'time_zone = "WIT"') if slug == "empat" else own
        first.with_name(f"{slug}.toml").write_text(own, "utf-8")
    shares(home, 1)
    return home


def shares(home: Path, shards: int) -> None:
    file = home / "tayang.toml"
    text = file.read_text("utf-8").replace('["satu"]', str(list(OFFICES)).replace("'", '"'), 1)
    file.write_text(text.replace("# shards = 0", f"shards = {shards}"), "utf-8")


def break_office(home: Path, slug: str) -> None:
    with (home / "offices" / f"{slug}.toml").open("a", encoding="utf-8") as file:
        file.write("\n[rusak")


def settings(home: Path) -> HomeSettings:
    return load_offices(home, {})[0]


async def told_to_prefect(home: Path, *wanted: str) -> dict[str, DeploymentResponse]:
    """What stands there after `python -m flows.deploy`, by name; told of these offices and shards."""
    found, _ = load_offices(home, {})
    plan = [one for one in planned_for_workers(found, str(home), str(CHECKOUT)) if one.office in wanted]
    async with get_client() as client:
        await deploy.apply(client, plan, at_once=None)
        await deploy.retire(client, str(home), plan)
        all_of_them = await client.read_deployments(limit=200)
    return {one.name: one for one in all_of_them if one.parameters.get("home") == str(home)}


@asynccontextmanager
async def paused(deployment: DeploymentResponse) -> AsyncIterator[None]:
    """As an admin pauses it on the board; the server is shared with other tests, which have offices of the same names."""
    async with get_client() as client:
        await client.pause_deployment(deployment.id)
        try:
            yield
        finally:
            await client.resume_deployment(deployment.id)
