"""Where the open form of each package is, for the board and the messages. Imports no Prefect; a lost file is written again."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from flows.forms import wanted
from flows.serving import has_mark, is_held, prefect_home
from flows.wiring import Workroom
from language.say import t
from reports.board import Action, PackageCard
from safety.files import write_durably


def remember_links(home: Path, office: str, links: Mapping[str, Mapping[str, Any]]) -> None:
    """Keep the address of each package's form."""
    write_durably(_place(home, office), json.dumps(links, ensure_ascii=False, sort_keys=True).encode())


def known_links(home: Path, office: str) -> dict[str, dict[str, Any]]:
    """The addresses as they were kept last."""
    try:
        found = json.loads(_place(home, office).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {name: told for name, told in found.items() if isinstance(told, dict)} if isinstance(found, dict) else {}


def remember_proposal_form(home: Path, office: str, url: str) -> None:
    """Keep where a publication is proposed by form."""
    write_durably(_proposal_place(home, office), url.encode())


def proposal_form(room: Workroom) -> str:
    """Where a publication is proposed by form; empty while nobody serves the home."""
    home = room.settings.path
    if has_mark(prefect_home(home)) and not is_held(home):
        return ""
    try:
        return _proposal_place(home, room.office.slug).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def open_links(room: Workroom) -> dict[str, str]:
    """The address of the form for the step that each package waits for now; none while nobody serves the home."""
    home = room.settings.path
    links = known_links(home, room.office.slug)
    if not links or (has_mark(prefect_home(home)) and not is_held(home)):
        return {}
    forms = wanted(room)
    return {name: str(told.get("url")) for name, told in links.items() if name in forms and told.get("step") == forms[name].step}


def with_forms_linked(room: Workroom, cards: Iterable[PackageCard]) -> tuple[PackageCard, ...]:
    """The cards, with the form named first where one is open: at the newest of a package that asks something of people."""
    links = open_links(room)
    return tuple(_linked(card, links.pop(card.name, "")) if card.actions else card for card in cards)


def _linked(card: PackageCard, url: str) -> PackageCard:
    answer = Action(t("Jawab lewat formulir:"), href=url, name=t("formulir"))
    return replace(card, actions=(answer, *card.actions)) if url else card


def _proposal_place(home: Path, office: str) -> Path:
    return prefect_home(home) / f"usulan-{office}.txt"


def _place(home: Path, office: str) -> Path:
    return prefect_home(home) / f"formulir-{office}.json"
