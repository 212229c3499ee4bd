"""The form for a proposal, as the "Custom run" page of Prefect draws it for one office. Imports no Prefect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from config.office import Office
from content_queue.package import Kind
from flows.channels import website_of
from flows.wiring import profile_of, required_steps
from language.say import later, t, tc

HOW_TO_CHOOSE = later("Pilih dengan tanda ↕ di ujung kanan kotak.")
"""A click on the box itself opens the list and closes it at once in the pages of Prefect 3.8."""
APART = " – "


Fields = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Filled:
    """What a person filled into the form for a proposal."""

    title: str
    by: str
    kind: str
    channels: tuple[str, ...]
    need: str
    number: str


def fields_for(office: Office) -> Fields:
    """What each field of the form looks like, by the name of the flow's parameter: JSON schema in the order of the form."""
    people = [labelled(office, person) for person in _who_may(office)]
    channels = [name for name, channel in office.channels.items() if channel.enabled]
    website = website_of(office)
    only = {"default": people[0]} if len(people) == 1 else {}
    how, why = t(HOW_TO_CHOOSE), t("Apa yang perlu diketahui masyarakat, dan mengapa.")
    told = (
        _text("title", t("Judul"), t("Judul yang akan dibaca masyarakat."), maxLength=200),
        _text("need", t("Kebutuhan publikasi"), why, default="", maxLength=500),
        _text("by", t("Pengusul"), f"{t('Yang berhak mengusulkan.')} {how}", enum=people, **only),
        _text("kind", t("Jenis"), how, enum=[kind.value for kind in Kind], default=Kind.NEWS.value),
        {
            "name": "channels",
            "type": "array",
            "title": tc("beberapa", "Kanal"),
            "description": f"{t('Boleh lebih dari satu.')} {how}",
            "items": {"type": "string", "enum": channels},
            "default": [website] if website in channels else [],
        },
        _text("number", t("Nomor nota dinas"), t("Boleh kosong: diisi tangan di atas kertas."), default="", maxLength=100),
    )
    return {str(field.pop("name")): field | {"position": place} for place, field in enumerate(told)}


def filled_in(values: Mapping[str, Any]) -> Filled:
    """What the form brought."""
    words = {name: str(values.get(name) or "").strip() for name in ("title", "by", "kind", "need", "number")}
    channels = values.get("channels") or ()
    named: Sequence[Any] = channels if isinstance(channels, list | tuple) else str(channels).split(",")
    return Filled(
        words["title"],
        words["by"].partition(APART)[0],
        words["kind"] or Kind.NEWS.value,
        tuple(str(name) for name in named),
        words["need"],
        words["number"],
    )


def labelled(office: Office, person_id: str) -> str:
    """A person as a form names them: id and role."""
    person = office.person(person_id)
    return f"{person_id}{APART}{person.role}" if person else person_id


def _who_may(office: Office) -> tuple[str, ...]:
    """Who may take the first step of the office's procedure."""
    first = profile_of(office).by_people(required_steps(office))[0]
    return tuple(office.sop.signers.get(str(first.nr), ())) or tuple(person.id for person in office.people)


def _text(name: str, title: str, description: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": "string", "title": title, "description": description, **more}
