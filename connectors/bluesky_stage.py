"""What is made ready before a post on Bluesky is sent: its time, the accounts that it names, its pictures or its film."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors._social_errors import Step
from connectors.bluesky_client import BlueskyClient, Json, Missing
from connectors.bluesky_text import NAME, accounts_in, cid_of, moment_of, record_of, stamp
from connectors.contract import Record, Refused, Rendering, Staged, TryLater
from connectors.files import approved_file
from connectors.http import in_their_time
from content_queue.package import Image, Video
from language.say import t
from safety.clock import Clock

FRESH = timedelta(minutes=30)
"""How long an upload and the time of a post are used again: servers throw away after an hour what no post shows."""
TIME, BLOB, ACCOUNT = "created_at", "blob:", "account:"


@dataclass(frozen=True)
class StageDesk:
    """One account's preparations; nothing of them is seen by anybody."""

    client: BlueskyClient
    clock: Clock

    def prepared(self, rendering: Rendering, handles: Mapping[str, str], record: Record) -> dict[str, str]:
        """All handles with those that were missing or too old; what an earlier try left is used again."""
        self.client.account()  # the answer tells how late it is there: a post of the future would stand above all others
        kept, now = dict(handles), in_their_time(self.client.session, self.clock.now())

        def keep(name: str, handle: str) -> None:
            record(name, handle)
            kept[name] = handle

        if not _fresh(kept.get(TIME, ""), now):
            keep(TIME, stamp(now))
        for account in dict.fromkeys(accounts_in(rendering.text)):
            if f"{ACCOUNT}{account}" not in kept:
                keep(f"{ACCOUNT}{account}", self._number(account))
        items: list[Image | Video] = [*rendering.images, *rendering.videos]
        for item in items:
            held = kept.get(f"{BLOB}{item.sha256}", "")
            if not held or not _fresh(json.loads(held)["at"], now):
                keep(f"{BLOB}{item.sha256}", json.dumps({"blob": self._upload(item), "at": stamp(now)}))
        return kept

    def _upload(self, item: Image | Video) -> Json:
        with approved_file(item) as file:
            kind = {"Content-Type": item.mime}
            told = self.client.call(Step.STAGE, "POST", "com.atproto.repo.uploadBlob", data=file, headers=kind)
        blob = told.get("blob")
        if not isinstance(blob, dict) or blob.get("ref") != {"$link": cid_of(item.sha256)}:
            raise TryLater(t("{name}: unggahan {file} tidak dipastikan; belum ada yang tayang.", name=NAME, file=item.name))
        return blob

    def _number(self, account: str) -> str:
        """The lasting number of an account that the text names; "" if it has none, and its name stays plain words."""
        try:
            told = self.client.call(Step.LOOK, "GET", "com.atproto.identity.resolveHandle", params={"handle": account})
        except (Missing, Refused):
            return ""
        return str(told.get("did", ""))


def record_from(staged: Staged) -> Json:
    """The record, byte for byte the same each time that it is revealed."""
    handles = staged.handles
    blobs = {name.removeprefix(BLOB): json.loads(held)["blob"] for name, held in handles.items() if name.startswith(BLOB)}
    dids = {name.removeprefix(ACCOUNT): did for name, did in handles.items() if name.startswith(ACCOUNT)}
    return record_of(staged.rendering, handles[TIME], blobs, dids)


def old_at(staged: Staged) -> datetime | None:
    """When everything that was uploaded counts as old, so that staging again uploads it again."""
    times = [moment_of({"createdAt": json.loads(held)["at"]}) for name, held in staged.handles.items() if name.startswith(BLOB)]
    return max((at + FRESH for at in times if at), default=None)


def _fresh(at: str, now: datetime) -> bool:
    """Whether what was done then may still be used."""
    then = moment_of({"createdAt": at})
    return then is not None and abs(now - then) <= FRESH
