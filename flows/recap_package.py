"""The month's recap as a package of its own in konsep/: drawn up here, published only by the procedure like any other."""

import shutil
from datetime import date
from pathlib import Path

import yaml

from content_queue.new import new_package
from content_queue.package import Kind
from content_queue.problems import PackageProblems
from flows.board import write_board
from flows.monthly_recap import RecapMade
from flows.proposing import channels_named
from flows.wiring import Workroom
from ledger import queries
from publishing import requests
from publishing.approval import CannotApprove
from readership.gains import month_bounds
from reports.model import MonthData, Total
from reports.words import month_name, number
from safety.files import write_durably


class CannotLay(Exception):
    """No package is made of this recap; the text says why."""


def lay_recap(room: Workroom, made: RecapMade) -> Path:
    """Lay the PDF with a text into konsep/; the folder. Raises CannotLay where the month still runs or this version has one."""
    data = made.data
    end = month_bounds(data.year, data.month, room.office.zone)[1].astimezone(room.office.zone).date()
    if end > room.clock.now().astimezone(room.office.zone).date():
        raise CannotLay("bulan itu belum berakhir; rekapitulasinya belum dapat ditayangkan")
    folder = _frame(room, data, end)
    try:
        paper = folder / "lampiran" / f"rekapitulasi-{data.year}-{data.month:02d}.pdf"
        shutil.copyfile(made.files.pdf, paper)
        manuscript = folder / "naskah.md"
        write_durably(manuscript, _manuscript(manuscript.read_text("utf-8"), data, paper.name).encode())
    except Exception:
        requests.throw_away(folder)
        raise
    write_board(room)
    return folder


def _frame(room: Workroom, data: MonthData, day: date) -> Path:
    """The folder, named by month and version whenever it is made, so that one version is one package."""
    title = f"Rekapitulasi Konten dan Jumlah Pembaca {_month(data)}"
    title += f" (versi {data.version})" if data.version > 1 else ""
    try:
        channels = channels_named(room, ())
        folder = new_package(room.desk.queue.drafts, title, Kind.ANNOUNCEMENT, day, channels, only=True)
    except PackageProblems:
        raise CannotLay("rekapitulasi versi ini sudah ada di konsep/") from None
    except CannotApprove as error:
        raise CannotLay(str(error)) from None
    if queries.revisions(room.ledger, room.office.slug, folder.name):
        requests.throw_away(folder)
        raise CannotLay(f"rekapitulasi versi ini sudah menjadi paket {folder.name}; lihat: tayang why {folder.name}")
    return folder


def _manuscript(frame: str, data: MonthData, paper: str) -> str:
    """The frame with what stands in the head filled in, and a text that says no more than the recap does."""
    head = frame.removeprefix("---\n").partition("\n---\n")[0]
    told = _told(data)
    head = head.replace('summary: ""', f"summary: {_quoted(told[0])}", 1)
    link = f"[Rekapitulasi {_month(data)} (PDF)](lampiran/{paper})"
    return "\n".join(("---", head, "---", "\n\n".join((*told, f"Selengkapnya: {link}.")), ""))


def _told(data: MonthData) -> list[str]:
    """What the public is told, one paragraph each."""
    if not data.rows:
        return [f"{data.office_name} tidak menerbitkan konten pada {_month(data)}."]
    places = f" pada {number(len(data.rows))} tautan" if len(data.rows) != data.count else ""
    found = [f"{data.office_name} menerbitkan {number(data.count)} konten{places} selama {_month(data)}."]
    gained = data.readers_gained
    if read := _read(gained):
        found.append(f"Konten itu dibaca {read} kali pada bulan tersebut.")
    if gained.unknown:
        found.append(f"Jumlah pembaca {number(gained.unknown)} tautan belum diketahui dan tidak termasuk di dalamnya.")
    return found


def _read(gained: Total) -> str:
    """How often, or how often at least; empty where not even that is known."""
    if gained.value is None or gained.low == gained.high == gained.value:
        return number(gained.value) if gained.value is not None else ""
    return f"sedikitnya {number(gained.low)}" if gained.low else ""


def _month(data: MonthData) -> str:
    return f"{month_name(data.month)} {data.year}"


def _quoted(words: str) -> str:
    return str(yaml.safe_dump(words, default_style='"', allow_unicode=True, width=10_000)).strip()
