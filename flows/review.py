"""A person decides by form: one run asks for one step of one package, waits without a process, and enters the answer.

A run that waits is only a row in Prefect's database; each answer starts a process that looks at everything anew. Forms that
a run has shown are numbered, and only the answer to the newest one is looked at: an earlier one was refused.
"""

import asyncio
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.artifacts import acreate_markdown_artifact
from prefect.client.schemas.objects import FlowRunInput, State
from prefect.flow_runs import asuspend_flow_run
from prefect.input.actions import afilter_flow_run_input
from prefect.runtime import flow_run
from prefect.states import Completed

from flows.deciding import OutOfDate, decide, expect_current
from flows.form_fields import fields_of, page_key, said_in
from flows.form_material import page_of
from flows.forms import Act, Form
from flows.open_forms import ENTERED, OVER, keep_forms
from flows.secret_blocks import with_secret_blocks
from flows.spoken import speak_as
from flows.wiring import Workroom, open_workroom
from language.say import t, tn
from publishing.approval import CannotApprove
from safety.clock import SystemClock

logger = logging.getLogger(__name__)
_MOST = 200


@flow(name="review", validate_parameters=False)
async def review(
    home: str, office: str, package: str = "", revision: int = 0, step: int = 0, act: str = "", digest: str = ""
) -> State[Any]:
    """Ask a person for one step of one package; started by hand without a package, open every form that is missing."""
    speak_as(home)
    place, clock = Path(home), SystemClock()
    environ = await with_secret_blocks(place, office, os.environ)
    if not package:
        return Completed(message=tn("{n} formulir terbuka.", await keep_forms(place, office, clock, environ)))
    _speak_plainly()
    form = Form(package, revision, step, Act(act), digest)
    with open_workroom(place, office, environ, clock) as room:
        ended = await _ask_and_enter(room, form)
    logger.info("%s", ended.message)
    await keep_forms(place, office, clock, environ, ended=str(flow_run.id))
    return ended


async def _ask_and_enter(room: Workroom, form: Form) -> State[Any]:
    refused, (shown, given) = "", await _so_far()
    try:
        if given is not None:
            try:
                return Completed(name=t(ENTERED), message=await asyncio.to_thread(decide, room, form, said_in(form, given)))
            except CannotApprove as reason:
                refused = str(reason).rstrip(".")
        await asyncio.to_thread(expect_current, room, form)
    except OutOfDate as reason:
        return Completed(name=t(OVER), message=str(reason))
    asked = await asyncio.to_thread(fields_of, room, form, refused, await _page(room, form))
    told = t("Jawaban tadi TIDAK dicatat: {why}.", why=refused) if refused else t("Formulir terbuka; tombol Resume membukanya.")
    logger.info("%s", told)
    await asuspend_flow_run(wait_for_input=asked, key=str(shown))
    return Completed()  # a run that waits has left its process in the line before


async def _page(room: Workroom, form: Form) -> str:
    """Where Prefect shows what there is to look at, as it is now."""
    page = await asyncio.to_thread(page_of, room, form)
    described = t("{package}: tampilan tiap kanal dan daftar berkas", package=form.package)
    return f"/artifacts/artifact/{await acreate_markdown_artifact(page, key=page_key(room, form), description=described)}"


def _speak_plainly() -> None:
    """What became of an answer belongs into the run's log; that a run waits is no error."""
    logging.getLogger("flows").setLevel(logging.INFO)
    logging.getLogger("prefect.flow_runs").addFilter(_is_no_waiting)


def _is_no_waiting(record: logging.LogRecord) -> bool:
    return "Finished in state Suspended" not in record.getMessage()


async def _inputs() -> list[FlowRunInput]:
    found: list[FlowRunInput] = await afilter_flow_run_input("suspended-", limit=_MOST)
    return found


async def _so_far() -> tuple[int, Mapping[str, Any] | None]:
    """How many forms this run has shown, and the answer to the last of them; None as long as there is none."""
    kept = {one.key: one for one in await _inputs()}
    shown = sum(key.endswith("-schema") for key in kept)
    answer = kept.get(f"suspended-{shown - 1}-response")
    return shown, answer.decoded_value if answer else None
