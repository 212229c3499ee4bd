"""Sees to it that in Prefect exactly one form is open for each package that waits for a person, and none for any other.

Prefect is asked each time; what a file in the home remembers are only the addresses, for the board. A form is created under a
key that names what it is bound to and the form before it, so that two who look at the same time create one.
"""

import asyncio
import logging
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import TERMINAL_STATES, FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError
from prefect.settings import PREFECT_API_URL
from prefect.states import Completed, Crashed

from flows.alongside import alongside
from flows.answering import step_of
from flows.board import write_board
from flows.form_links import known_links, remember_links
from flows.forms import Form, wanted
from flows.spoken import in_every_language
from flows.wiring import Workroom, open_workroom
from language.say import later, t
from safety.clock import Clock, SystemClock

logger = logging.getLogger(__name__)
_TROUBLE = later("Formulir {office} belum dapat diurus: {kind}: {why}")
ENTERED = later("Tercatat")
OVER = later("Tidak diperlukan lagi")
CUT_OFF = later("Terputus sebelum selesai; formulir yang baru akan dibuka.")
FORM, PACKAGE = "formulir:", "paket:"
"""What the tags of a form's run begin with."""
_OPEN = [kind for kind in StateType if kind not in TERMINAL_STATES]
_AGAIN = timedelta(minutes=1)
_TRIES = 6
_LONGEST_WORK, _SEEN_TO = timedelta(minutes=10), timedelta(hours=2)
"""What begins a form or enters its answer takes longer than that only when it died; and how long a new form is looked into."""
_MOST = 200


async def keep_forms(home: Path, office: str, clock: Clock, environ: Mapping[str, str], ended: str = "") -> int:
    """Open what is missing and close what nobody waits for; how many are open now. Nothing without a Prefect server.

    `ended`: a run that has done its work and is about to end, which keeps nobody waiting.
    """
    if not PREFECT_API_URL.value():
        return 0
    with open_workroom(home, office, environ, clock) as room:
        return await _keep(room, ended)


async def with_forms(room: Workroom) -> None:
    """The same in a room that is open for other work, which no trouble with a form may stop."""
    with alongside(_TROUBLE, room.office.slug):
        if PREFECT_API_URL.value():
            await _keep(room)


async def with_forms_of(home: Path, office: str) -> None:
    """The same where no room is open."""
    with alongside(_TROUBLE, office):
        await keep_forms(home, office, SystemClock(), os.environ)


async def _keep(room: Workroom, ended: str = "") -> int:
    home, office = room.settings.path, room.office.slug
    forms = await asyncio.to_thread(wanted, room)
    before = known_links(home, office)
    if not forms and not before:
        return 0
    async with get_client() as client:
        try:
            deployment = (await client.read_deployment_by_name(f"review/review-{office}")).id
        except ObjectNotFound:
            return 0
        runs = await _ensure(client, deployment, room, forms, ended)
        base = str(client.api_url).rstrip("/").removesuffix("/api")
    links = {name: {"step": forms[name].step, "url": f"{base}/runs/flow-run/{run}"} for name, run in runs.items()}
    if links != before:
        remember_links(home, office, links)
        await asyncio.to_thread(write_board, room)
    return len(links)


async def close_mute(client: PrefectClient) -> int:
    """End forms that a power cut left waiting before Prefect knew their fields: nobody could ever answer them."""
    waiting = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.PAUSED])))
    runs = await client.read_flow_runs(flow_run_filter=waiting, limit=_MOST)
    mute = [run for run in runs if _told(run, FORM) and not await _has_fields(client, run)]
    for run in mute:
        await client.set_flow_run_state(run.id, Crashed(message=t(CUT_OFF)), force=True)
    return len(mute)


async def _is_dead(client: PrefectClient, run: FlowRun, now: datetime) -> bool:
    """Whether the process of a form ended without a word: it works for seconds at a time, and a form that is open has fields."""
    since = now - run.state.timestamp if run.state else timedelta()
    if run.state_type in (StateType.RUNNING, StateType.PENDING):
        return since > _LONGEST_WORK
    waits = run.state_type is StateType.PAUSED and _LONGEST_WORK < since < _SEEN_TO
    return waits and not await _has_fields(client, run)


async def _has_fields(client: PrefectClient, run: FlowRun) -> bool:
    keys = run.state.state_details.run_input_keyset if run.state else None
    try:
        return bool(keys and await client.read_flow_run_input(run.id, keys["schema"]))
    except PrefectHTTPStatusError as error:
        if error.response.status_code == HTTPStatus.NOT_FOUND:
            return False
        raise


async def _ensure(
    client: PrefectClient, deployment: UUID, room: Workroom, forms: Mapping[str, Form], ended: str
) -> dict[str, UUID]:
    """The run of each package's form; what was opened for something else is closed first."""
    found = await _runs(client, deployment, FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=_OPEN))))
    subjects = {form.subject: name for name, form in forms.items()}
    open_now: dict[str, UUID] = {}
    busy: set[str] = set()
    for run in (run for run in found if str(run.id) != ended):
        if await _is_dead(client, run, datetime.now(UTC)):
            await client.set_flow_run_state(run.id, Crashed(message=t(CUT_OFF)), force=True)
            continue
        package, name = _told(run, PACKAGE), subjects.get(_told(run, FORM))
        if name is not None and name not in open_now:
            open_now[name] = run.id
        elif run.state_type is StateType.PAUSED:
            await client.set_flow_run_state(run.id, Completed(name=t(OVER), message=_why_over(package)), force=True)
        else:
            busy.add(package)  # it is about to see for itself that nobody waits for it any more
    for name, form in forms.items():
        if name not in open_now and name not in busy and (run_id := await _open(client, deployment, room, form)):
            open_now[name] = run_id
    return open_now


async def _open(client: PrefectClient, deployment: UUID, room: Workroom, form: Form) -> UUID | None:
    tag = f"{FORM}{form.subject}"
    before = await _runs(client, deployment, FlowRunFilter(tags=FlowRunFilterTags(all_=[tag])), limit=_TRIES)
    if _too_soon(before, datetime.now(UTC)):
        return None
    activity = step_of(room, form.step).activity
    run = await client.create_flow_run_from_deployment(
        deployment,
        parameters={
            "package": form.package,
            "revision": form.revision,
            "step": form.step,
            "act": str(form.act),
            "digest": form.digest,
        },
        name=t("{package} · langkah {step} · {activity}", package=form.package, step=form.step, activity=activity),
        tags=[tag, f"{PACKAGE}{form.package}"],
        idempotency_key=f"{deployment}/{form.subject}/{before[0].id if before else ''}",
    )
    logger.info(t("Formulir dibuka: {name}", name=run.name))
    return run.id


def _too_soon(before: Sequence[FlowRun], now: datetime) -> bool:
    """A form that ends again and again without an answer is opened less and less often."""
    ended, entered = [run for run in before if run.end_time is not None], in_every_language(ENTERED)
    vain = next((count for count, run in enumerate(ended) if run.state_name in entered), len(ended))
    return bool(vain) and ended[0].end_time is not None and now - ended[0].end_time < _AGAIN * 2 ** (vain - 1)


def _why_over(package: str) -> str:
    return t(
        "{package} tidak lagi menunggu jawaban ini: dijawab di tempat lain, atau isinya berubah. Tidak ada yang dicatat.",
        package=package,
    )


async def _runs(client: PrefectClient, deployment: UUID, wanted_runs: FlowRunFilter, limit: int = _MOST) -> list[FlowRun]:
    """Runs of the office's forms, newest first."""
    return await client.read_flow_runs(
        flow_run_filter=wanted_runs,
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment])),
        sort=FlowRunSort.END_TIME_DESC,
        limit=limit,
    )


def _told(run: FlowRun, kind: str) -> str:
    return next((tag.removeprefix(kind) for tag in run.tags if tag.startswith(kind)), "")
