"""The board's cards of what lies in konsep/ and has been signed for: how it stands, and what to type next."""

from collections.abc import Callable, Iterator

from config.office import Office
from flows.sop_now import Draft, told
from ledger.queries import PackageRow
from ledger.store import Ledger
from publishing import afterwards
from publishing.desk import Desk
from reports.board import Action, PackageCard
from reports.labels import DRAFTS, EMERGENCY, label

Command = Callable[..., str]
"""What to type, from its words."""


def prepared(office: Office, desk: Desk, draft: Draft, command: Command) -> PackageCard:
    """One package in konsep/; what is postponed asks nothing of anybody until its day."""
    waits = draft.state == "postponed"
    actions = () if waits else tuple(_next(office, desk, draft, command))
    since = f"Ditunggu {told(draft.waiting, office)}." if draft.waiting and waits else ""
    note = " ".join(part for part in (draft.note, since) if part)
    tone = "off" if waits else "bad" if draft.state == "returned" or not draft.there else "wait"
    return PackageCard(draft.name, draft.name, draft.revision, label(DRAFTS, draft.state), tone, (), actions, note)


def _next(office: Office, desk: Desk, draft: Draft, command: Command) -> Iterator[Action]:
    if not draft.there:
        yield Action("Map usulan ini tidak ada lagi di konsep/. Kembalikan mapnya; bila memang tidak jadi, biarkan.")
        return
    one, key = draft.waiting, desk.signatures.asks_for if desk.signatures else ()
    since = f" Ditunggu {told(one, office)}." if one else ""
    if one and draft.state == "proposed":
        person = one.who[0] if len(one.who) == 1 else "ID"
        text = f"Langkah {one.step} ({one.activity}) menunggu tanda tangan salah satu dari: {', '.join(one.who)}."
        yield Action(text + since, command("sign", draft.name, "--by", person, "--step", str(one.step), *key))
        return
    if one:
        yield Action(f"Langkah {one.step} ({one.activity}) dikerjakan oleh salah satu dari: {', '.join(one.who)}.{since}")
    yield Action("Bila isinya di konsep/ sudah siap, ajukan:", command("submit", draft.name, "--by", "ID", *key))


def to_settle(ledger: Ledger, desk: Desk, row: PackageRow, command: Command) -> Iterator[Action]:
    """What is still to be signed of a package that went out in an emergency."""
    key = desk.signatures.asks_for if desk.signatures else ()
    verdict = afterwards.verdict(ledger, desk, row)
    activities = {step.nr: step.activity for step in desk.required}
    for nr in verdict.missing:
        who = desk.may_sign(nr)
        text = f"{EMERGENCY}: langkah {nr} ({activities[nr]}) menyusul ditandatangani salah satu dari: {', '.join(who)}."
        words = ("approve", row.key.package_id, "--by", who[0] if len(who) == 1 else "ID", "--step", str(nr), *key)
        yield Action(text, command(*words))
    yield Action(
        "Tidak dapat disahkan? Tarik:", command("withdraw", row.key.package_id, "--by", "ID", "--reason", "ALASAN", *key)
    )
