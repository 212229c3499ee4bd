"""Pictures and films on their way to a Mastodon instance: uploaded unseen, waited for until they are processed, used once."""

from collections.abc import Mapping
from dataclasses import dataclass

import requests

from connectors._social_errors import Step
from connectors.contract import Record, Rendering, TryLater
from connectors.files import Form, approved_file
from connectors.mastodon_client import MastodonClient, Missing
from connectors.mastodon_text import NAME
from content_queue.package import Image, Video
from language.say import t
from safety.clock import Clock

TRIES = 5
TRIES_FOR_FILMS = 15
BETWEEN = 2.0
PROCESSING = ";diolah"


def files_of(rendering: Rendering) -> list[Image | Video]:
    """The files of a post in their order; it holds pictures or a film."""
    return [*rendering.images, *rendering.videos]


@dataclass(frozen=True)
class MediaDesk:
    """One account's uploads. A handle that still ends in `;diolah` was accepted and not yet processed."""

    instance: MastodonClient
    clock: Clock

    def uploaded(self, rendering: Rendering, handles: Mapping[str, str], record: Record) -> dict[str, str]:
        """All handles with those of the pictures and films, each processed; what an earlier try left is used again."""
        kept = dict(handles)

        def keep(name: str, handle: str) -> None:
            record(name, handle)
            kept[name] = handle

        for item in files_of(rendering):
            name = f"media:{item.sha256}"
            if name not in kept or not self._is_there(kept[name].removesuffix(PROCESSING)):
                keep(name, self._upload(item))
            if kept[name].endswith(PROCESSING):
                self._wait(kept[name].removesuffix(PROCESSING), TRIES_FOR_FILMS if isinstance(item, Video) else TRIES)
                keep(name, kept[name].removesuffix(PROCESSING))
        return kept

    def _is_there(self, media: str) -> bool:
        """Whether an earlier upload can still be used: an instance throws away what no post uses after a day."""
        try:
            self.instance.get(f"/api/v1/media/{media}")
        except Missing:
            return False
        return True

    def _upload(self, item: Image | Video) -> str:
        with approved_file(item) as file:
            form = Form({"description": item.alt}, {"file": (item.name, file, item.mime)})
            kind = {"Content-Type": form.content_type}
            told, status = self.instance.call(Step.STAGE, "POST", "/api/v2/media", kind, data=form)
        if not isinstance(told, dict) or not isinstance(told.get("id"), str):
            raise TryLater(t("{name}: unggahan {file} tidak dipastikan; belum ada yang tayang.", name=NAME, file=item.name))
        return f"{told['id']}{PROCESSING if status == requests.codes.accepted else ''}"

    def _wait(self, media: str, tries: int) -> None:
        """Until the instance has processed a file; a post may not name it before."""
        for _ in range(tries):
            if self.instance.call(Step.LOOK, "GET", f"/api/v1/media/{media}")[1] == requests.codes.ok:
                return
            self.clock.sleep(BETWEEN)
        raise TryLater(t("{name}: gambar atau video masih diolah instans; belum ada yang tayang, dicoba lagi nanti.", name=NAME))
