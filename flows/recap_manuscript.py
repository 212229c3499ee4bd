"""The text of the package that a recap becomes: what is published, in the Indonesian of the office's website."""

import yaml

from language.say import OWN
from reports.model import MonthData, Total
from reports.say import Words

_TEXT = Words(OWN)


def title(data: MonthData) -> str:
    """What the recap is called in public."""
    named = f"Rekapitulasi Konten dan Jumlah Pembaca {_month(data)}"
    return f"{named} (versi {data.version})" if data.version > 1 else named


def manuscript(frame: str, data: MonthData, paper: str) -> str:
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
    places = f" pada {_TEXT.number(len(data.rows))} tautan" if len(data.rows) != data.count else ""
    found = [f"{data.office_name} menerbitkan {_TEXT.number(data.count)} konten{places} selama {_month(data)}."]
    gained = data.readers_gained
    if read := _read(gained):
        which = "Konten itu" if all(row.summed for row in data.rows) else "Konten di situs web"
        found.append(f"{which} dibaca {read} kali pada bulan tersebut.")
    if gained.unknown:
        found.append(f"Jumlah pembaca {_TEXT.number(gained.unknown)} tautan belum diketahui dan tidak termasuk di dalamnya.")
    return found


def _read(gained: Total) -> str:
    """How often, or how often at least; empty where not even that is known."""
    if gained.value is None or gained.low == gained.high == gained.value:
        return _TEXT.number(gained.value) if gained.value is not None else ""
    return f"sedikitnya {_TEXT.number(gained.low)}" if gained.low else ""


def _month(data: MonthData) -> str:
    return f"{_TEXT.month_name(data.month)} {data.year}"


def _quoted(words: str) -> str:
    return str(yaml.safe_dump(words, default_style='"', allow_unicode=True, width=10_000)).strip()
