"""The board's cards of what lies in konsep/ and has been signed for: how it stands, and what to type next."""

from collections.abc import Callable, Iterator

from config.office import Office
from flows.sop_now import Draft, told
from language.say import later, t
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
    since = t("Ditunggu {since}.", since=told(draft.waiting, office)) if draft.waiting and waits else ""
    note = " ".join(part for part in (draft.note, since) if part)
    tone = "off" if waits else "bad" if draft.state == "returned" or draft.trouble or not draft.there else "wait"
    state, own = label(DRAFTS, draft.state), DRAFTS.get(draft.state, draft.state)
    return PackageCard(draft.name, draft.name, draft.revision, state, tone, (), actions, note, own)


def _next(office: Office, desk: Desk, draft: Draft, command: Command) -> Iterator[Action]:
    if draft.trouble:
        yield Action(draft.trouble)
        return
    if not draft.there:
        yield Action(t("Map usulan ini tidak ada lagi di konsep/. Kembalikan mapnya; bila memang tidak jadi, biarkan."))
        return
    one, key = draft.waiting, desk.signatures.asks_for if desk.signatures else ()
    since = t("Ditunggu {since}.", since=told(one, office)) if one else ""
    if one and draft.state == "proposed":
        person = one.who[0] if len(one.who) == 1 else "ID"
        said = later("Langkah {step} ({activity}) menunggu tanda tangan salah satu dari: {who}.")
        text = t(said, step=one.step, activity=one.activity, who=", ".join(one.who))
        to_type = command("sign", draft.name, "--by", person, "--step", str(one.step), *key)
        yield Action(f"{text} {since}", to_type, step=one.step)
        return
    if one:
        said = later("Langkah {step} ({activity}) dikerjakan oleh salah satu dari: {who}.")
        text = t(said, step=one.step, activity=one.activity, who=", ".join(one.who))
        yield Action(f"{text} {since}", step=one.step)
    yield Action(t("Bila isinya di konsep/ sudah siap, ajukan:"), command("submit", draft.name, "--by", "ID", *key))


def to_settle(ledger: Ledger, desk: Desk, row: PackageRow, command: Command) -> Iterator[Action]:
    """What is still to be signed of a package that went out in an emergency."""
    key = desk.signatures.asks_for if desk.signatures else ()
    verdict = afterwards.verdict(ledger, desk, row)
    activities = {step.nr: step.activity for step in desk.required}
    for nr in verdict.missing:
        who = desk.may_sign(nr)
        said = later("{emergency}: langkah {step} ({activity}) menyusul ditandatangani salah satu dari: {who}.")
        text = t(said, emergency=t(EMERGENCY), step=nr, activity=activities[nr], who=", ".join(who))
        words = ("approve", row.key.package_id, "--by", who[0] if len(who) == 1 else "ID", "--step", str(nr), *key)
        yield Action(text, command(*words))
    words = ("withdraw", row.key.package_id, "--by", "ID", "--reason", t("ALASAN"), *key)
    yield Action(t("Tidak dapat disahkan? Tarik:"), command(*words))
