"""The nota dinas of a proposal, and whom it goes to."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from config.office import Office, Person
from config.settings import HomeSettings
from content_queue.profile import Covers, Step
from flows.recap_data import channel_label, letterhead_of
from publishing.desk import Desk
from reports.model import Signer
from reports.nota_dinas import NotaDinas, nota_dinas_docx, nota_dinas_pdf
from safety.files import write_durably

BESIDE = ".NOTA-DINAS"


def deciding(desk: Desk) -> Step:
    """The step at which the request is decided: the first required one about it, else the step after the proposal."""
    requests = [step for step in desk.required if step.covers is Covers.REQUEST]
    return requests[0] if requests else desk.steps[min(1, len(desk.steps) - 1)]


def addressee(office: Office, desk: Desk) -> str:
    """Whom a proposal is addressed to: the one person who decides it, else who the procedure names there."""
    step = deciding(desk)
    people = desk.may_sign(step.nr)
    person = office.person(people[0]) if len(people) == 1 else None
    return person.role if person else step.actor or "Sekretaris"


def write_nota_dinas(
    settings: HomeSettings, office: Office, desk: Desk, folder: Path, person: Person, at: datetime, *,
    title: str, kind: str, need: str, channels: Sequence[str], number: str,
) -> tuple[Path, Path]:  # fmt: skip
    """Write the nota dinas of a package beside its folder, as PDF and as Word document."""
    nota = NotaDinas(
        letterhead=letterhead_of(office),
        to=addressee(office, desk),
        sender=Signer(person.name, person.role, person.nip or ""),
        at=at.astimezone(office.zone),
        title=title,
        kind=kind,
        need=need,
        channels=tuple(channel_label(office, channel) for channel in channels),
        package=folder.name,
        number=number,
        paper=office.report.paper,
        practice=settings.practice.enabled,
    )
    pdf, docx = (folder.with_name(f"{folder.name}{BESIDE}.{form}") for form in ("pdf", "docx"))
    write_durably(pdf, nota_dinas_pdf(nota))
    write_durably(docx, nota_dinas_docx(nota))
    return pdf, docx
