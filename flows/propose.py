"""Somebody proposes a publication by form: what `tayang propose` does, and the form of the next step is opened."""

import asyncio
import os
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.artifacts import acreate_markdown_artifact
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from config.office import Office
from content_queue.package import Kind
from content_queue.profile import Step
from flows import proposing
from flows.answering import attested, step_of
from flows.form_links import known_links
from flows.forms import wanted
from flows.open_forms import ENTERED, with_forms_of
from flows.proposal_form import Filled, filled_in
from flows.proposing import Proposal, Proposed, channels_named
from flows.secret_blocks import with_secret_blocks
from flows.spoken import speak_as
from flows.wiring import Workroom, open_workroom
from language.say import later, t
from publishing.approval import CannotApprove
from safety.clock import SystemClock

NOT_ENTERED = later("Belum tercatat")
_AGAIN = later('Tidak ada yang dicatat. Perbaiki isiannya lewat "Copy to new run" di menu ⋮ halaman ini, lalu kirim lagi.')


def _run_name() -> str:
    """What the run is called; Prefect asks before anything of the home is read."""
    given = flow_run.parameters
    speak_as(str(given["home"]))
    return t("usulan · {title}", title=given["title"])


@flow(name="propose", flow_run_name=_run_name, validate_parameters=False)
async def propose(
    home: str, office: str, title: str, by: str, kind: str = Kind.NEWS, channels: list[str] | None = None, need: str = "",
    number: str = "",
) -> Any:  # fmt: skip
    """Enter a proposal: the package's frame in konsep/, the first step of the procedure, its nota dinas."""
    values = {"title": title, "by": by, "kind": kind, "channels": channels, "need": need, "number": number}
    place, clock = Path(home), SystemClock()
    environ = await with_secret_blocks(place, office, os.environ)
    with open_workroom(place, office, environ, clock) as room:
        try:
            done = await asyncio.to_thread(enter, room, filled_in(values))
            form = (await asyncio.to_thread(wanted, room)).get(done.folder.name)
            next_one = step_of(room, form.step) if form else done.next
        except CannotApprove as reason:
            return Failed(name=t(NOT_ENTERED), message=f"{str(reason).rstrip('.')}. {t(_AGAIN)}")
    await with_forms_of(place, office)
    told = _told(done, next_one, str(known_links(place, office).get(done.folder.name, {}).get("url", "")))
    described = t("Usulan terakhir: {package}", package=done.folder.name)
    await acreate_markdown_artifact(told, key=f"usulan-{office}", description=described)
    return Completed(name=t(ENTERED), message=told.replace("**", ""))


def enter(room: Workroom, filled: Filled) -> Proposed:
    """Enter what was filled in, as `tayang propose` would. Raises CannotApprove with what to do about it."""
    person = room.office.person(filled.by)
    if person is None:
        raise CannotApprove(t("{person} tidak ada di berkas satuan kerja", person=filled.by or t("pengusul")))
    if filled.kind not in [kind.value for kind in Kind]:
        raise CannotApprove(t("jenis {kind} tidak dikenal", kind=filled.kind))
    if room.office.sop.strength == "signed":
        raise CannotApprove(_key_needed(room.office, filled))
    proposal = Proposal(filled.title, Kind(filled.kind), channels_named(room, filled.channels), filled.need, filled.number)
    signing = None if room.office.sop.strength == "pdf" else lambda _: attested
    return proposing.propose(room, person, proposal, signing, only=True)


def _key_needed(office: Office, filled: Filled) -> str:
    return t(
        "{office} memakai kunci pribadi, dan kunci tidak dapat lewat formulir. Ketik: {command}",
        office=office.name,
        command=f'tayang propose "{filled.title}" --by {filled.by} --key {t("BERKAS-KUNCI")}',
    )


def _told(done: Proposed, next_one: Step, url: str) -> str:
    """What became of a proposal and what comes next, as Markdown."""
    entered = t(
        "Usulan **{package}** tercatat di konsep/. Nota dinasnya di sebelah map itu: {pdf} dan {docx}.",
        package=done.folder.name,
        pdf=done.papers[0].name,
        docx=done.papers[1].name,
    )
    if url:
        said = later("Berikutnya langkah {step} ({activity}): [formulirnya]({url}) sudah terbuka.")
    else:
        said = later("Berikutnya langkah {step} ({activity}), oleh {who}.")
    return f"{entered} {t(said, step=next_one.nr, activity=next_one.activity, url=url, who=', '.join(done.who))}"
