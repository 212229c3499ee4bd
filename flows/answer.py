"""A person's answer to a publication that waits for one: checked, its screenshot kept, entered."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from content_queue.media import derive
from content_queue.problems import PackageProblems
from flows.prove import only_a_person_can_tell
from flows.wiring import Workroom
from language.say import later, t
from ledger.queries import PublicationRow
from publishing.answers import CannotAnswer, answer, on_this_site, waiting_for_answer
from publishing.by_hand import number_at
from publishing.events import PersonSaysLive, PersonSaysNotLive
from publishing.rows import link_of
from safety.files import write_durably


def enter_answer(room: Workroom, package: str, channel: str, person: str, url: str, screenshot: Path | None) -> None:
    """Enter that a publication is live at `url`, or with an empty `url` that it is not. Raises CannotAnswer."""
    row = waiting_for_answer(room.ledger, room.office.slug, package, channel)
    if channel not in room.connectors:
        why = room.broken.get(channel) or t("tidak ada di berkas satuan kerja")
        raise CannotAnswer(t("kanal {channel} belum dapat dipakai: {why}", channel=channel, why=why))
    evidence: dict[str, Any] = {"person": person}
    if not url:
        answer(room.publisher, row.key, PersonSaysNotLive(), evidence)
        return
    limits = room.connectors[channel].limits
    account = str(getattr(room.office.channels[channel], "url", None) or "")
    if account and not on_this_site(url, account):
        said = later("{url} bukan alamat di {account}; salin alamat halaman yang tayang dari peramban")
        raise CannotAnswer(t(said, url=url, account=account))
    if screenshot is not None:
        evidence["screenshot"] = _keep(room, row, screenshot)
    elif only_a_person_can_tell(limits, replace(row, remote_id=number_at(url, link_of(row), limits))):
        said = later("{channel} tidak dapat dilihat tanpa masuk; sertakan tangkapan layar dengan --screenshot BERKAS")
        raise CannotAnswer(t(said, channel=channel))
    answer(room.publisher, row.key, PersonSaysLive(url), evidence)


def _keep(room: Workroom, row: PublicationRow, screenshot: Path) -> dict[str, str]:
    """Keep the picture as it was given; its digest goes into the ledger."""
    try:
        data = screenshot.read_bytes()
        derive(data, screenshot.name)
    except OSError as error:
        raise CannotAnswer(t("{file} tidak dapat dibaca: {why}", file=screenshot, why=error.strerror)) from error
    except PackageProblems as error:
        raise CannotAnswer(str(error)) from error
    sha256 = hashlib.sha256(data).hexdigest()
    key, day = row.key, room.clock.now().astimezone(room.office.zone)
    place = room.settings.copies / key.office / f"{day:%Y}" / f"{day:%m}" / key.package_id / key.channel
    kept = place / f"tangkapan-layar-{sha256[:12]}{screenshot.suffix.lower()}"
    write_durably(kept, data, 0o444)
    return {"path": str(kept.relative_to(room.settings.path)), "sha256": sha256}
