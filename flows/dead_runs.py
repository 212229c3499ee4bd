"""What Prefect's server does by itself about runs that die: two automations, told anew where a version words them otherwise."""

from datetime import timedelta
from typing import Any

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState, RunDeployment
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture

from flows.deployments import SWEEP
from flows.spoken import in_every_language
from language.say import later, t

SILENCE = timedelta(seconds=180)
"""Six heartbeats: a machine that is busy for two minutes is not dead, and what is taken for dead is begun a second time."""
PAUSE = timedelta(seconds=20)
"""Before a shard is swept anew: what crashes at once must not do so without a rest."""
_DEAD_RUNS = later("tayang: tandai proses yang mati")
_NEW_SWEEP = later("tayang: sapuan baru bila sapuan sebuah pecahan mati")
_DEAD = later("Mati")
_ENDED = ("Completed", "Failed", "Cancelled", "Crashed")


async def ensure_dead_runs_are_seen_to(client: PrefectClient, *, shards: bool) -> None:
    """Tell the server of both, of the second only where offices are shared out in shards; what an admin switched off stays so."""
    await _ensure(client, _DEAD_RUNS, _dead_runs_are_marked())
    if shards:
        await _ensure(client, _NEW_SWEEP, _dead_sweeps_begin_anew())


def _dead_runs_are_marked() -> AutomationCore:
    """A run whose heartbeat stops for three minutes is marked as crashed; the ledger alone says what it had done.

    A form that waits for a person has no heartbeat and is not dead. What has ended is left as it ended: the last heartbeat of a
    short run may arrive after its end.
    """
    return AutomationCore(
        name=t(_DEAD_RUNS),
        description=t("Tanpa tanda hidup 3 menit, proses dianggap mati. Buku catatan yang tahu apa yang sudah tayang."),
        trigger=EventTrigger(
            after={"prefect.flow-run.heartbeat"},
            expect={"prefect.flow-run.heartbeat", *(f"prefect.flow-run.{state}" for state in _ENDED)},
            match={"prefect.resource.id": ["prefect.flow-run.*"]},
            match_related={"prefect.resource.role": "flow", "prefect.resource.name": "!review"},
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=SILENCE,
        ),
        actions=[
            ChangeFlowRunState(name=t(_DEAD), state=StateType.CRASHED, message=t("Tanpa tanda hidup 3 menit."), force=False)
        ],
    )


def _dead_sweeps_begin_anew() -> AutomationCore:
    """The sweep of a shard that died is begun anew by whichever worker lives; the ledger keeps two from doing the same.

    Prefect calls the event after the name of the state, which the other automation gives in the language of the home.
    """
    crashed = ("Crashed", *in_every_language(_DEAD))
    again = RunDeployment(source="inferred", deployment_id=None, parameters=None, job_variables=None, schedule_after=PAUSE)
    return AutomationCore(
        name=t(_NEW_SWEEP),
        description=t("Pekerja yang masih hidup melanjutkan pecahan itu, tanpa menunggu jadwal berikutnya."),
        trigger=EventTrigger(
            expect={f"prefect.flow-run.{name}" for name in crashed},
            match={"prefect.resource.id": ["prefect.flow-run.*"]},
            match_related={"prefect.resource.role": "flow", "prefect.resource.name": SWEEP},
            posture=Posture.Reactive,
            threshold=1,
        ),
        actions=[again],
    )


async def _ensure(client: PrefectClient, name: str, wanted: AutomationCore) -> None:
    known = [one for told in in_every_language(name) for one in await client.read_automations_by_name(told)]
    if not known:
        await client.create_automation(wanted)
    elif _as_told(known[0]) != _as_told(wanted):
        await client.update_automation(known[0].id, wanted.model_copy(update={"enabled": known[0].enabled}))


def _as_told(automation: AutomationCore) -> tuple[Any, ...]:
    """What of an automation differs between versions and languages of tayang."""
    trigger, action = automation.trigger.model_dump(mode="json"), automation.actions[0].model_dump(mode="json")
    told = (trigger.get("within"), action.get("force"), action.get("schedule_after"))
    return automation.name, sorted(trigger.get("expect", ())), trigger.get("match_related"), *told
