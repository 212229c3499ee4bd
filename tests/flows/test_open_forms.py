"""One open form for each package that waits: opened once, closed when nobody waits for it, answered after any restart."""

import asyncio
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.exceptions import Pause
from prefect.flow_engine import run_flow
from prefect.input.run_input import keyset_from_paused_state
from prefect.server.events.schemas.automations import EventTrigger as ServerTrigger
from prefect.server.events.schemas.events import ReceivedEvent
from prefect.states import Cancelled, Completed, Crashed, Paused, Running

from config.settings import load_home
from flows import deploy, serving
from flows.deployments import planned
from flows.form_links import known_links
from flows.open_forms import ENTERED, OVER, close_mute, keep_forms
from flows.review import review
from publishing.booked import in_book
from tests.flows.days import Day
from tests.flows.homes import OFFICE
from tests.flows.sop_way import Way, begin

pytestmark = pytest.mark.usefixtures("prefect_server")
LATER = timedelta(hours=2)


class Forms:
    """What Prefect holds of one office's forms, and a worker that a test plays itself."""

    def __init__(self, way: Way) -> None:
        self.way = way
        settings = load_home(way.day.home.path, {})
        review_job = [one for one in planned(settings.path, settings.offices) if one.job.flow == "review"]

        async def begin_anew() -> None:
            async with get_client() as client:
                await deploy.apply(client, review_job)
                deployment = await client.read_deployment_by_name(review_job[0].full_name)
                await client.delete_deployment(deployment.id)
                await deploy.apply(client, review_job)

        asyncio.run(begin_anew())

    def keep(self) -> int:
        return asyncio.run(keep_forms(self.way.day.home.path, OFFICE, self.way.day.clock, os.environ))

    def runs(self) -> list[FlowRun]:
        """Every run of the office's forms, oldest first."""

        async def ask(client: PrefectClient) -> list[FlowRun]:
            deployment = await client.read_deployment_by_name(f"review/review-{OFFICE}")
            found = await client.read_flow_runs(limit=200)
            return sorted((run for run in found if run.deployment_id == deployment.id), key=lambda run: str(run.created))

        return self.asks(ask)

    def ends(self, run: UUID, state: Any) -> None:
        self.asks(lambda client: client.set_flow_run_state(run, state, force=True))

    def works_on(self, run: UUID) -> FlowRun:
        """What the worker does: a process that runs the flow once, until it waits or has ended."""

        async def work(client: PrefectClient) -> FlowRun:
            before = await client.read_flow_run(run)
            with suppress(Pause):
                await run_flow(review, flow_run=before, parameters=before.parameters, return_type="state")  # type: ignore[misc]
            return await client.read_flow_run(run)

        return self.asks(work)

    def resume(self, run: UUID, **values: str) -> FlowRun:
        """A person sends the form; the worker takes the run up."""
        self.asks(lambda client: client.resume_flow_run(run, run_input=values))
        return self.works_on(run)

    def closes_mute(self) -> int:
        return int(self.asks(close_mute))

    def description(self, run: FlowRun) -> str:
        assert run.state is not None
        assert run.state.state_details.run_input_keyset is not None
        key = run.state.state_details.run_input_keyset["description"]
        return str(json.loads(self.asks(lambda client: client.read_flow_run_input(run.id, key))))

    def asks(self, ask: Any) -> Any:
        async def asked() -> Any:
            async with get_client() as client:
                return await ask(client)

        return asyncio.run(asked())


@pytest.fixture
def way(day: Day) -> Way:
    way = begin(day)
    way.propose()
    way.does("report", way.name, "--by", "kasubbag-hukum")
    return way


@pytest.fixture
def forms(way: Way) -> Iterator[Forms]:
    forms = Forms(way)
    yield forms
    for run in forms.runs():
        forms.ends(run.id, Cancelled())


def test_a_form_is_opened_once_however_often_and_by_however_many_it_is_looked_for(forms: Forms, way: Way) -> None:
    async def at_once() -> None:
        await asyncio.gather(*(keep_forms(way.day.home.path, OFFICE, way.day.clock, os.environ) for _ in range(4)))

    asyncio.run(at_once())
    assert forms.keep() == 1
    runs = forms.runs()
    assert [run.name for run in runs] == [f"{way.name} · langkah 3 · Pemeriksaan kebutuhan dengan tahapan/kegiatan"]
    assert runs[0].parameters["step"] == 3
    assert known_links(way.day.home.path, OFFICE)[way.name]["url"].endswith(f"/runs/flow-run/{runs[0].id}")


def test_an_answer_is_entered_by_a_process_that_knows_nothing_of_the_one_that_asked(forms: Forms, way: Way) -> None:
    forms.keep()
    run = forms.works_on(forms.runs()[0].id)
    assert (run.state_type, run.state_name) == (StateType.PAUSED, "Suspended")
    assert "Langkah 3: Pemeriksaan kebutuhan" in forms.description(run)
    again = forms.resume(run.id, siapa="sekretaris – Sekretaris", jawaban="Tidak", catatan="nanti")
    assert again.state_name == "Suspended", "a Tidak without its day is asked again"
    assert "Jawaban tadi TIDAK dicatat" in forms.description(again)
    ended = forms.resume(run.id, siapa="sekretaris – Sekretaris", jawaban="Ya", nota_dinas="12/ND/2026")
    assert ended.state_name == ENTERED
    assert ended.state is not None
    assert "Ya pada langkah 3" in str(ended.state.message)
    signs = in_book(way.day.ledger, OFFICE, way.name)
    assert [(sign.step, sign.decision, sign.nota_dinas) for sign in signs][2:] == [(3, "ya", "12/ND/2026")]
    assert [run.parameters["step"] for run in forms.runs()] == [3, 4], "the next form is open before this one has ended"


def test_a_form_that_ended_without_an_answer_is_opened_anew_less_and_less_often(forms: Forms) -> None:
    forms.keep()
    forms.ends(forms.runs()[0].id, Crashed())
    assert forms.keep() == 0, "not at once"
    with time_machine.travel(forms.way.day.clock.now() + LATER, tick=True):
        assert forms.keep() == 1
        assert forms.keep() == 1
    first, second = forms.runs()
    assert first.parameters == second.parameters
    assert first.idempotency_key != second.idempotency_key


def test_a_form_whose_step_was_signed_by_command_closes_and_the_next_one_opens(forms: Forms, way: Way) -> None:
    forms.keep()
    waiting = forms.runs()[0]
    forms.ends(waiting.id, Paused(name="Suspended", reschedule=True))
    way.does("sign", way.name, "--step", "3", "--by", "sekretaris")
    assert forms.keep() == 1
    old, new = forms.runs()
    assert (old.state_name, new.parameters["step"]) == (OVER, 4)
    assert old.state is not None
    assert "Tidak ada yang dicatat" in str(old.state.message)


def test_one_that_a_person_answers_this_moment_is_left_to_see_for_itself(forms: Forms, way: Way) -> None:
    forms.keep()
    run = forms.works_on(forms.runs()[0].id)
    way.does("sign", way.name, "--step", "3", "--by", "sekretaris")
    before = in_book(way.day.ledger, OFFICE, way.name)
    ended = forms.resume(run.id, siapa="ketua – Ketua", jawaban="Ya")
    assert ended.state_name == OVER
    assert in_book(way.day.ledger, OFFICE, way.name) == before


def test_a_form_that_a_power_cut_left_without_fields_is_ended_and_opened_again(forms: Forms, way: Way) -> None:
    forms.keep()
    sound = forms.works_on(forms.runs()[0].id)
    assert forms.closes_mute() == 0
    way.does("sign", way.name, "--step", "3", "--by", "sekretaris")
    forms.keep()
    mute = forms.runs()[1]
    state = Paused(name="Suspended", reschedule=True)
    state.state_details.run_input_keyset = keyset_from_paused_state(state)
    forms.ends(mute.id, state)
    assert forms.closes_mute() == 1
    assert [run.state_type for run in forms.runs()] == [StateType.COMPLETED, StateType.CRASHED]
    assert sound.id != mute.id


def test_a_form_whose_process_died_at_work_is_ended_and_opened_again(forms: Forms) -> None:
    forms.keep()
    died = forms.runs()[0]
    forms.ends(died.id, Running())
    assert forms.keep() == 1, "it may still be at work"
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=11), tick=True):
        forms.keep()
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=30), tick=True):
        assert forms.keep() == 1
    first, second = forms.runs()
    assert (first.id, first.state_type) == (died.id, StateType.CRASHED)
    assert second.state_type is StateType.SCHEDULED


def test_a_form_that_waits_is_not_taken_for_dead_and_what_has_ended_stays_as_it_ended(forms: Forms) -> None:
    forms.keep()
    run = forms.works_on(forms.runs()[0].id)

    async def watched(client: PrefectClient) -> dict[str, bool]:
        (automation,) = await client.read_automations_by_name("tayang: tandai proses yang mati")
        trigger = ServerTrigger.model_validate(automation.trigger.model_dump(mode="json"))
        return {name: trigger.covers(heartbeat(name)) for name in ("publish", "review")}

    assert forms.asks(watched) == {"publish": True, "review": False}
    forms.ends(run.id, Completed())
    forms.asks(lambda client: client.set_flow_run_state(run.id, Crashed(name="Mati")))
    assert forms.runs()[0].state_name == "Completed"


def heartbeat(flow: str) -> ReceivedEvent:
    return ReceivedEvent(
        occurred=datetime.now(UTC),
        event="prefect.flow-run.heartbeat",
        resource={"prefect.resource.id": f"prefect.flow-run.{uuid4()}"},
        related=[
            {"prefect.resource.id": f"prefect.flow.{uuid4()}", "prefect.resource.role": "flow", "prefect.resource.name": flow},
            {"prefect.resource.id": f"prefect.deployment.{uuid4()}", "prefect.resource.role": "deployment"},
        ],
        id=uuid4(),
        received=datetime.now(UTC),
    )


def test_when_nothing_waits_any_more_no_form_is_left_and_prefect_is_not_asked(forms: Forms, way: Way) -> None:
    forms.keep()
    forms.ends(forms.runs()[0].id, Paused(name="Suspended", reschedule=True))
    (way.draft / "disposisi.yaml").unlink()
    way.draft.rename(way.draft.with_name("disimpan"))
    assert forms.keep() == 0
    assert [run.state_name for run in forms.runs()] == [OVER]
    assert known_links(way.day.home.path, OFFICE) == {}


def test_the_board_leads_to_the_form_while_the_home_is_served(forms: Forms, way: Way) -> None:
    forms.keep()
    with serving.hold(way.day.home.path):
        serving.set_mark(way.day.home.path, "http://127.0.0.1:4200")
        assert "Jawab lewat formulir:" in way.board()
    assert "formulir" not in way.board()
