"""What a form's page is made from: the preview of the package as `tayang check` makes it, its files, what was said before."""

import os
from pathlib import Path

from content_queue.problems import PackageProblems
from content_queue.seal import hashes
from content_queue.sheet import SignOff
from flows.forms import Act, Form
from flows.preview import CannotWriteThere, PreviewDesk, check_package
from flows.wiring import Workroom
from language.say import t
from publishing.booked import in_book
from reports.form_page import FileLine, form_page
from reports.preview import PackagePreview
from reports.words import long_date, moment


def page_of(room: Workroom, form: Form) -> str:
    """The page beside a form, as Markdown. A package that cannot be read is told of there, too."""
    desk = room.desk
    sealed = form.act in (Act.CONTENT, Act.BRING_BACK)
    folder = (desk.queue.inbox if sealed else desk.queue.drafts) / form.package
    return form_page(_preview(room, form, folder), _files(folder), [_told(room, sign) for sign in _said(room, form)])


def _preview(room: Workroom, form: Form, folder: Path) -> PackagePreview:
    desk = PreviewDesk(room.settings, room.office, os.environ, room.clock)
    nothing = PackagePreview(room.office.name, room.settings.practice.enabled, form.package, desk.when())
    if form.act is Act.NEED:  # there is nothing to look at yet but the need itself
        return nothing
    try:
        return check_package(desk, folder).data
    except (OSError, CannotWriteThere) as error:
        problem = t("Pratinjau belum dapat dibuat ({error}); lihat mapnya sendiri sebelum menjawab.", error=error)
        return PackagePreview(room.office.name, room.settings.practice.enabled, form.package, desk.when(), problems=(problem,))


def _files(folder: Path) -> list[FileLine]:
    try:
        return [FileLine(name, digest, (folder / name).stat().st_size) for name, digest in sorted(hashes(folder).items())]
    except (PackageProblems, OSError):
        return []


def _said(room: Workroom, form: Form) -> list[SignOff]:
    return sorted(in_book(room.ledger, room.office.slug, form.package), key=lambda sign: sign.at)


def _told(room: Workroom, sign: SignOff) -> str:
    at = moment(sign.at.astimezone(room.office.zone), room.office.time_zone)
    more = [t("nota dinas {number}", number=sign.nota_dinas)] if sign.nota_dinas else []
    more += [t("dilihat lagi {day}", day=long_date(sign.later))] if sign.later else []
    more += [sign.note] if sign.note else []
    answer = t(sign.decision.capitalize())
    told = t("Langkah {step}: {answer}, {person}, {at}", step=sign.step, answer=answer, person=sign.person, at=at)
    return "; ".join([told, *more])
