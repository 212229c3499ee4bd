"""Tells a Prefect server what tayang needs of it: pool, deployments, the watch over dead runs. Telling again changes nothing.

`python -m flows.deploy HOME` tells it the server of the environment (PREFECT_API_URL), for workers on whatever machines.
"""

import asyncio
import importlib
import os
import sys
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from prefect import Flow
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import DeploymentScheduleCreate, GlobalConcurrencyLimitUpdate, WorkPoolCreate
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import ConcurrencyLimitStrategy, ConcurrencyOptions, FlowRun, StateType
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.schedules import CronSchedule
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import ObjectAlreadyExists
from prefect.settings import PREFECT_API_URL
from prefect.states import Cancelled, Crashed
from prefect.utilities.callables import parameter_schema
from prefect.workers.process import ProcessWorker

from config.settings import load_offices
from flows import switch_memory
from flows.dead_runs import SILENCE, ensure_dead_runs_are_seen_to
from flows.deployments import CHECKOUT, POOL, SWEEP, Job, Planned, planned_for_workers
from flows.shared_limits import ensure_shared_limits
from flows.spoken import speak_as
from flows.switches import known_deployments, switches
from language.say import t

RUNS_AT_ONCE = 2
_AT_WORK = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]
_PAGE = 200
_SOON = timedelta(minutes=1)


async def apply(
    client: PrefectClient, plan: Sequence[Planned], at_once: int | None = RUNS_AT_ONCE, shut: Collection[str] = ()
) -> list[str]:
    """Bring pool, deployments and automation up to date; what an admin paused or switched off stays so.

    `at_once`: how many runs a new pool lets work, None where each worker says that for itself. `shut`: full names of those
    that begin paused where the server does not know them, for it may have lost what it knew.
    """
    await _ensure_pool(client, at_once)
    before, flows = await known_deployments(client), dict[str, _Deployed]()
    for one in plan:
        if one.job.entrypoint not in flows:
            flows[one.job.entrypoint] = await _deployed(client, one.job)
        await _apply_one(client, one, flows[one.job.entrypoint], before.get(_key(one)), one.full_name in shut)
    await ensure_dead_runs_are_seen_to(client, shards=any(one.job.flow == SWEEP for one in plan))
    return [one.full_name for one in plan]


async def retire(client: PrefectClient, home: str, plan: Sequence[Planned], kept: Collection[str] = ()) -> list[str]:
    """Take away the deployments of this home that are planned no more: of offices that left, or from before it had shards.

    `kept`: offices that nothing is planned for because their files are broken just now; their switches stay.
    """
    wanted = {_key(one) for one in plan}
    ours = {key: one for key, one in (await known_deployments(client)).items() if one.parameters.get("home") == home}
    old = [one for key, one in ours.items() if key not in wanted and one.parameters.get("office") not in kept]
    for one in old:
        await client.delete_deployment(one.id)
    return [one.name for one in old]


def _key(one: Planned) -> tuple[str, str]:
    return one.job.entrypoint, one.name


async def _ensure_pool(client: PrefectClient, at_once: int | None) -> None:
    template = ProcessWorker.get_default_base_job_template()
    pool = WorkPoolCreate(name=POOL, type="process", base_job_template=template, concurrency_limit=at_once)
    try:
        await client.create_work_pool(pool)
    except ObjectAlreadyExists:
        return


@dataclass(frozen=True)
class _Deployed:
    """A flow as the server knows it, and what its runs can be asked."""

    flow_id: UUID
    schema: dict[str, Any]


async def _deployed(client: PrefectClient, job: Job) -> _Deployed:
    module, _, name = job.entrypoint.rpartition(".")
    flow: Flow[..., Any] = getattr(importlib.import_module(module), name)
    return _Deployed(await client.create_flow_from_name(flow.name), parameter_schema(flow.fn).model_dump_for_openapi())


async def _apply_one(client: PrefectClient, one: Planned, flow: _Deployed, before: DeploymentResponse | None, shut: bool) -> None:
    off = {schedule.slug for schedule in before.schedules if not schedule.active} if before else set()
    await client.create_deployment(
        flow_id=flow.flow_id,
        name=one.name,
        paused=True if shut and before is None else None,  # not sent otherwise: a known one keeps what an admin chose
        entrypoint=one.job.entrypoint,
        description=one.job.told,
        tags=one.tags,
        parameters=dict(one.parameters),
        parameter_openapi_schema=_asked(flow.schema, one),
        job_variables=dict(one.job_variables),
        work_pool_name=POOL,
        concurrency_limit=one.job.at_once,
        concurrency_options=ConcurrencyOptions(collision_strategy=ConcurrencyLimitStrategy(one.job.collision)),
        schedules=[
            DeploymentScheduleCreate(
                schedule=CronSchedule(cron=line.cron, timezone=one.time_zone), slug=line.slug, active=line.slug not in off
            )
            for line in one.job.schedules
        ],
    )


def _asked(schema: dict[str, Any], one: Planned) -> dict[str, Any]:
    """What the form of a run asks of the person who starts it: nothing that the deployment says itself."""
    asked = {name: told for name, told in schema["properties"].items() if name not in one.parameters}
    required = [name for name in schema.get("required", ()) if name in asked]
    return {**schema, "properties": {**asked, **one.fields}, "required": required}


async def close_dead_runs(client: PrefectClient, reason: str) -> int:
    """Mark every run that no living process works on; called where nothing can be at work: before and after serving."""
    runs = await _runs(client, FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=_AT_WORK))))
    for run in runs:
        await client.set_flow_run_state(run.id, Crashed(message=reason), force=True)
    await _free_slots(client)
    return len(runs)


async def _free_slots(client: PrefectClient) -> None:
    """A killed run keeps its deployment's only slot for a minute, and every run meanwhile would be turned away."""
    for limit in await client.read_global_concurrency_limits(limit=_PAGE):
        if limit.active_slots and limit.name.startswith("deployment:"):
            await client.update_global_concurrency_limit(limit.name, GlobalConcurrencyLimitUpdate(active_slots=0))


async def drop_missed_runs(client: PrefectClient, publish_deployments: Iterable[str]) -> int:
    """After a power cut: no stampede. Of each deployment's missed runs only the newest stays, of the sweeps none."""
    waiting = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])))
    runs = await _runs(client, waiting)
    now = datetime.now(UTC)
    missed = [run for run in runs if run.auto_scheduled and run.expected_start_time and run.expected_start_time < now]
    sweeps: set[UUID | None] = set()
    for name in publish_deployments:
        sweeps.add((await client.read_deployment_by_name(name)).id)
    seen = set(sweeps)
    dropped = 0
    for run in missed:
        if run.deployment_id in seen:
            await client.set_flow_run_state(run.id, Cancelled(message=t("Terlewat selagi tayang mati.")), force=True)
            dropped += 1
        seen.add(run.deployment_id)
    return dropped


async def begin_idle_shards(client: PrefectClient, plan: Sequence[Planned]) -> int:
    """Begin a sweep of every shard that none is at work on, so that a new installation need not wait for the timetable."""
    known = await known_deployments(client)
    sweeps = [known[_key(one)] for one in plan if one.job.flow == SWEEP and _key(one) in known]
    there = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[*_AT_WORK, StateType.SCHEDULED])))
    soon = datetime.now(UTC) + _SOON
    runs = await _runs(client, there)
    busy = {run.deployment_id for run in runs if _is_alive(run, soon)}
    idle = [one for one in sweeps if one.id not in busy and not one.paused]
    for one in idle:
        await client.create_flow_run_from_deployment(one.id)
    return len(idle)


def _is_alive(run: FlowRun, soon: datetime) -> bool:
    """What was handed to a worker that died before it began gives no sign of life that could stop, and stays pending."""
    begins = run.expected_start_time or soon
    if run.state_type == StateType.PENDING:
        return begins > soon - SILENCE
    return run.state_type in _AT_WORK or begins < soon


async def _runs(client: PrefectClient, wanted: FlowRunFilter) -> list[FlowRun]:
    found: list[FlowRun] = []
    while page := await client.read_flow_runs(
        flow_run_filter=wanted, sort=FlowRunSort.EXPECTED_START_TIME_DESC, limit=_PAGE, offset=len(found)
    ):
        found += page
    return found


async def tell_server(home: Path) -> None:
    """All that the server of the environment must know of a home, now that its settings are these. Says what it did."""
    settings, broken = load_offices(home, os.environ)
    for problem in broken:
        sys.stderr.write(t("belum dipasang: {problem}", problem=problem) + "\n")
    place = str(settings.path)
    plan = planned_for_workers(settings, place, str(CHECKOUT))
    async with get_client() as client:
        names = await apply(client, plan, at_once=None, shut=switch_memory.remembered(settings.store))
        kept = {problem.file.stem for problem in broken}
        old = await retire(client, place, plan, kept)
        found = await switches(client, place)
        switch_memory.remember(settings.store, found)
        await ensure_shared_limits(client, settings.fleet.per_minute)
        await begin_idle_shards(client, plan)
    sys.stdout.write(t("Terpasang: {made} deployment · dibuang: {gone}", made=len(names), gone=len(old)) + "\n")
    if off := sorted(name for name, paused in found.items() if paused):
        sys.stdout.write(t("Dijeda di Prefect: {names}", names=", ".join(off)) + "\n")


def main() -> None:
    speak_as(sys.argv[1])
    if not PREFECT_API_URL.value():
        sys.exit(t("isi dahulu PREFECT_API_URL dan PREFECT_API_AUTH_STRING; lihat docs/scale.md"))
    asyncio.run(tell_server(Path(sys.argv[1])))


if __name__ == "__main__":
    main()
