"""Somebody proposes a publication by form: what `tayang propose` does, and the form of the next step is opened."""

import asyncio
import os
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.artifacts import acreate_markdown_artifact
from prefect.states import Completed, Failed

from config.office import Office
from content_queue.package import Kind
from content_queue.profile import Step
from flows import proposing
from flows.answering import attested, step_of
from flows.form_links import known_links
from flows.forms import wanted
from flows.open_forms import ENTERED, with_forms
from flows.proposal_form import Filled, filled_in
from flows.proposing import Proposal, Proposed, channels_named
from flows.secret_blocks import with_secret_blocks
from flows.wiring import Workroom, open_workroom
from publishing.approval import CannotApprove
from safety.clock import SystemClock

NOT_ENTERED = "Belum tercatat"
_AGAIN = 'Tidak ada yang dicatat. Perbaiki isiannya lewat "Copy to new run" di menu ⋮ halaman ini, lalu kirim lagi.'


@flow(name="propose", flow_run_name="usulan · {title}", validate_parameters=False)
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
            return Failed(name=NOT_ENTERED, message=f"{str(reason).rstrip('.')}. {_AGAIN}")
    await with_forms(place, office)
    told = _told(done, next_one, str(known_links(place, office).get(done.folder.name, {}).get("url", "")))
    await acreate_markdown_artifact(told, key=f"usulan-{office}", description=f"Usulan terakhir: {done.folder.name}")
    return Completed(name=ENTERED, message=told.replace("**", ""))


def enter(room: Workroom, filled: Filled) -> Proposed:
    """Enter what was filled in, as `tayang propose` would. Raises CannotApprove with what to do about it."""
    person = room.office.person(filled.by)
    if person is None:
        raise CannotApprove(f"{filled.by or 'pengusul'} tidak ada di berkas satuan kerja")
    if filled.kind not in [kind.value for kind in Kind]:
        raise CannotApprove(f"jenis {filled.kind} tidak dikenal")
    if room.office.sop.strength == "signed":
        raise CannotApprove(_key_needed(room.office, filled))
    proposal = Proposal(filled.title, Kind(filled.kind), channels_named(room, filled.channels), filled.need, filled.number)
    signing = None if room.office.sop.strength == "pdf" else lambda _: attested
    return proposing.propose(room, person, proposal, signing, only=True)


def _key_needed(office: Office, filled: Filled) -> str:
    return (
        f"{office.name} memakai kunci pribadi, dan kunci tidak dapat lewat formulir. "
        f'Ketik: tayang propose "{filled.title}" --by {filled.by} --key BERKAS-KUNCI'
    )


def _told(done: Proposed, next_one: Step, url: str) -> str:
    """What became of a proposal and what comes next, as Markdown."""
    return (
        f"Usulan **{done.folder.name}** tercatat di konsep/. Nota dinasnya di sebelah map itu: {done.papers[0].name} dan "
        f"{done.papers[1].name}. Berikutnya langkah {next_one.nr} ({next_one.activity})"
        + (f": [formulirnya]({url}) sudah terbuka." if url else f", oleh {', '.join(done.who)}.")
    )
