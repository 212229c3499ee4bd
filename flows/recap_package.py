"""The month's recap as a package of its own in konsep/: drawn up here, published only by the procedure like any other."""

import shutil
from datetime import date
from pathlib import Path

from content_queue.new import new_package
from content_queue.package import Kind
from content_queue.problems import PackageProblems
from flows.board import write_board
from flows.monthly_recap import RecapMade
from flows.proposing import channels_named
from flows.recap_manuscript import manuscript, title
from flows.wiring import Workroom
from language.say import later, t
from ledger import queries
from publishing import requests
from publishing.approval import CannotApprove
from readership.gains import month_bounds
from reports.model import MonthData
from safety.files import write_durably


class CannotLay(Exception):
    """No package is made of this recap; the text says why."""


def lay_recap(room: Workroom, made: RecapMade) -> Path:
    """Lay the PDF with a text into konsep/; the folder. Raises CannotLay where the month still runs or this version has one."""
    data = made.data
    end = month_bounds(data.year, data.month, room.office.zone)[1].astimezone(room.office.zone).date()
    if end > room.clock.now().astimezone(room.office.zone).date():
        raise CannotLay(t("bulan itu belum berakhir; rekapitulasinya belum dapat ditayangkan"))
    folder = _frame(room, data, end)
    try:
        paper = folder / "lampiran" / f"rekapitulasi-{data.year}-{data.month:02d}.pdf"
        shutil.copyfile(made.files.pdf, paper)
        place = folder / "naskah.md"
        write_durably(place, manuscript(place.read_text("utf-8"), data, paper.name).encode())
    except Exception:
        requests.throw_away(folder)
        raise
    write_board(room)
    return folder


def _frame(room: Workroom, data: MonthData, day: date) -> Path:
    """The folder, named by month and version whenever it is made, so that one version is one package."""
    try:
        channels = channels_named(room, ())
        folder = new_package(room.desk.queue.drafts, title(data), Kind.ANNOUNCEMENT, day, channels, only=True)
    except PackageProblems:
        raise CannotLay(t("rekapitulasi versi ini sudah ada di konsep/")) from None
    except CannotApprove as error:
        raise CannotLay(str(error)) from None
    if queries.revisions(room.ledger, room.office.slug, folder.name):
        requests.throw_away(folder)
        said = later("rekapitulasi versi ini sudah menjadi paket {package}; lihat: tayang why {package}")
        raise CannotLay(t(said, package=folder.name))
    return folder
