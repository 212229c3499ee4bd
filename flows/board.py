"""Gathers the board from the ledger and the queue folder, and writes papan.html beside masuk/."""

import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from connectors.assisted import PAGE, Assisted
from connectors.contract import Grade
from content_queue.folder import QueueFolder
from content_queue.listing import PREVIEW
from flows.alarms import is_an_account, post_again
from flows.correct import corrections_told
from flows.form_links import proposal_form, with_forms_linked
from flows.held import arriving_cards, held_cards, names
from flows.inner_links import dead_inside_told
from flows.messages_told import unreached
from flows.prepared import prepared, to_settle
from flows.recap_data import channel_label
from flows.recap_mail import recap_mails_told
from flows.sop_now import SopNow, drafts, told
from flows.standing import standing_told
from flows.wiring import Workroom
from flows.withdraw import withdrawals_told
from language.say import later, spoken, t, tn
from ledger import queries
from ledger.chain import instant
from ledger.emergency_queries import open_emergencies
from ledger.queries import CheckRow, PackageRow, PublicationRow
from publishing import breaker
from publishing.desk import APPROVED, AWAITING, CANCELLED, DONE, LATE, REPLACED, RETURNED
from publishing.not_held import not_held
from publishing.notebook import last_look
from publishing.states import ENDED, State
from publishing.verdicts import verdict_by_book
from readership.page import DOUBTFUL
from reports.board import Action, Board, ChannelLine, PackageCard, render_board
from reports.labels import EMERGENCY, GRADES, PACKAGES, PUBLICATIONS, VERDICTS, label
from reports.preview import digest_in
from reports.words import moment, number
from safety.files import write_durably

NAME = "papan.html"
COPY = "salinan.html"
_HEAD_BYTES = 4096
_BAD = ("needs_human", "rejected", "dead")
_OFF = ("withdrawn", "expired")


def write_board(room: Workroom) -> Path:
    """Write the board of the room's office; the path of the page."""
    place = room.settings.queue_root(room.office.slug) / NAME
    write_durably(place, render_board(gather(room)).encode("utf-8", "backslashreplace"))
    return place


def gather(room: Workroom) -> Board:
    """The office as its ledger and its folders say it stands."""
    office, ledger = room.office, room.ledger
    pause = queries.pause(ledger, office.slug)
    desk = room.desk
    packages = queries.packages(ledger, office.slug)
    waiting = {row.folder for row in packages if row.state in (AWAITING, APPROVED, LATE)}
    arriving = [name for name in names(desk.queue.inbox) if name not in waiting]
    facts = _Facts(room, [row for row in packages if row.state in (AWAITING, APPROVED, LATE)])
    return Board(
        office_name=office.name,
        letterhead=office.letterhead,
        made_at=facts.when(room.clock.now()),
        last_sweep=_last_sweep(room, facts),
        practice=room.settings.practice.enabled,
        paused=(pause.reason or t("tanpa alasan tercatat")) if pause.paused else "",
        troubles=tuple(facts.troubles()),
        home=str(room.settings.path),
        resume=facts.command("resume"),
        proposal_form=proposal_form(room),
        arriving=tuple(arriving_cards(desk.queue.inbox, arriving, not_held(ledger, desk, arriving))),
        held=tuple(held_cards(desk.queue.held, room.settings.queue_root(office.slug))),
        packages=with_forms_linked(room, facts.cards(packages)),
    )


class _Facts:
    """What is known of every publication, read once."""

    def __init__(self, room: Workroom, waiting: Sequence[PackageRow]) -> None:
        self.room = room
        slug = room.office.slug
        self.sop = SopNow(room.settings, room.office, room.ledger, room.desk, room.clock.now())
        self.stories = self.sop.stories(waiting)
        self.checks = queries.latest_checks(room.ledger, slug)
        self.emergencies = open_emergencies(room.ledger, slug)
        self.readings = queries.newest_known_readings(room.ledger, slug, DOUBTFUL)
        self.copies = queries.latest_copies(room.ledger, slug)
        self.root = room.settings.queue_root(slug)
        self.stopped = {name: why for name in room.office.channels if (why := _stopped(room, name))}
        self.publications: dict[tuple[str, int], list[PublicationRow]] = {}
        order = list(room.office.channels)
        known = queries.publications(room.ledger, slug)
        self.unclear = [row for row in known if row.state == State.UNKNOWN]
        self.patience = room.publisher.policy.unclear_before_pause
        for row in sorted(known, key=lambda row: order.index(row.key.channel) if row.key.channel in order else len(order)):
            self.publications.setdefault((row.key.package_id, row.key.revision), []).append(row)

    def when(self, at: datetime) -> str:
        return moment(at.astimezone(self.room.office.zone), self.room.office.time_zone)

    def cards(self, packages: Sequence[PackageRow]) -> Iterator[PackageCard]:
        """What is prepared first, then what was sealed."""
        yield from (prepared(self.room.office, self.room.desk, draft, self.command) for draft in drafts(self.sop))
        yield from (self.card(row) for row in packages if row.state not in (REPLACED, RETURNED))

    def troubles(self) -> Iterator[Action]:
        """Channels that cannot be used now, and channels that stand still until a person lets them go on."""
        office = self.room.office
        for channel, why in self.room.broken.items():
            said = later("{channel} belum dapat dipakai. {why} Setelah itu periksa dengan")
            text = t(said, channel=channel_label(office, channel), why=why)
            yield Action(text, self.command("doctor"))
        for channel, why in self.stopped.items():
            said = later("{channel} dihentikan: {why}. Setelah dibereskan, lanjutkan dengan")
            text = t(said, channel=channel_label(office, channel), why=why.rstrip("."))
            yield Action(text, self.command("resume", "--channel", channel))
        if unheard := unreached(self.room):
            text = t("Pesan ke {names} tidak sampai. Periksa alamat dan sambungannya dengan", names=", ".join(unheard))
            yield Action(text, self.command("messages", "--test"))
        told = (withdrawals_told, corrections_told, standing_told, recap_mails_told, dead_inside_told)
        for text, words in (line for each in told for line in each(self.room)):
            yield Action(text, self.command(*words) if words else "")

    def card(self, row: PackageRow) -> PackageCard:
        publications = self.publications.get((row.key.package_id, row.key.revision), [])
        lines = tuple(self.line(publication) for publication in publications)
        actions = tuple(self.actions(row, publications))
        tones = [line.tone for line in lines]
        stuck = row.state == LATE or (row.state == APPROVED and row.problem)
        tone = "bad" if "bad" in tones or stuck else "wait" if actions or row.state == APPROVED else "good"
        if row.state == CANCELLED:
            tone = "off"
        note = row.problem
        if row.state == APPROVED and row.publish_at and not publications:
            note = t("Dijadwalkan tayang {when}.", when=self.when(instant(row.publish_at)))
        elif row.state in (APPROVED, LATE):
            note = " ".join(part for part in (note, self.publishing_late(row, publications)) if part)
        own = PACKAGES.get(row.state, row.state)
        if row.state == DONE and "bad" in tones:
            own = later("Perlu diperbaiki")
        elif row.state == APPROVED and "good" in tones:
            own = later("Sebagian sudah tayang")
        state = t(own)
        if row.key in self.emergencies:
            own, state, tone = f"{own} – {EMERGENCY}", f"{state} – {t(EMERGENCY)}", "bad"
        return PackageCard(row.key.package_id, row.title, row.key.revision, state, tone, lines, actions, note, own)

    def publishing_late(self, row: PackageRow, publications: Sequence[PublicationRow]) -> str:
        """That the publication takes longer than the procedure allows, empty while it does not."""
        one = self.sop.publication(row, self.stories.get(row.key.package_id, ()), publications)
        if one is None or not one.late:
            return ""
        since = told(one, self.room.office)
        return t("Langkah {step} ({activity}) ditunggu {since}.", step=one.step, activity=one.activity, since=since)

    def line(self, row: PublicationRow) -> ChannelLine:
        check = self.checks.get(row.key[1:])
        dead = check is not None and check.verdict == "dead" and row.state not in _OFF
        state = t("tautan mati") if dead else label(PUBLICATIONS, row.state)
        return ChannelLine(
            channel=channel_label(self.room.office, row.key.channel),
            state=state,
            tone=_tone(row, dead),
            url=row.url,
            grade=label(GRADES, row.grade),
            checked=self.checked(check),
            readers=self.readers(row),
            note=self.note(row, check),
            copy=self.copy(row),
        )

    def note(self, row: PublicationRow, check: CheckRow | None) -> str:
        if row.state not in ENDED and row.state != State.NEEDS_HUMAN:
            if row.key.channel in self.room.broken:
                return t("kanal belum dapat dipakai, lihat di atas")
            if row.key.channel in self.stopped:
                return t("kanal dihentikan, lihat di atas")
            if row.state in (State.PLANNED, State.STAGED) and (count := breaker.unclear(self.unclear, row.key)) >= self.patience:
                return tn("menunggu: {n} penayangan lain di kanal ini belum jelas hasilnya dan dicari dahulu", count)
        if row.state == State.NEEDS_HUMAN:
            return t("lihat “Yang perlu dilakukan”")
        return row.problem or (check.detail if check and check.verdict != "live" else "")

    def copy(self, row: PublicationRow) -> str:
        kept = self.copies.get(row.key[1:])
        return self.href(self.room.settings.path / kept / COPY) if kept else ""

    def href(self, file: Path) -> str:
        """From the board to a file, empty if it does not lie there."""
        return quote(os.path.relpath(file, self.root)) if file.is_file() else ""

    def checked(self, check: CheckRow | None) -> str:
        return f"{label(VERDICTS, check.verdict)}, {self.when(instant(check.checked_at))}" if check else ""

    def readers(self, row: PublicationRow) -> str:
        known = self.readings.get(row.key[1:])
        return number(known.value) if known else ""

    def actions(self, row: PackageRow, publications: Sequence[PublicationRow]) -> Iterator[Action]:
        if row.state == AWAITING:
            yield from self.to_sign(row)
        elif row.state == APPROVED and row.problem:
            yield Action(row.problem)
        elif row.state == LATE:
            yield Action(t("Putuskan: buat revisi dengan waktu tayang baru di masuk/, atau keluarkan map paket dari masuk/."))
        if row.key in self.emergencies:
            yield from to_settle(self.room.ledger, self.room.desk, row, self.command)
        for publication in publications:
            channel = channel_label(self.room.office, publication.key.channel)
            check = self.checks.get(publication.key[1:])
            if publication.state == State.NEEDS_HUMAN:
                yield from self.to_answer(publication)
            elif publication.state == State.DEAD:
                why = publication.problem.rstrip(".")
                said = later("{channel}: berkali-kali gagal: {why}. Bila kanal sudah pulih dan kiriman belum tampak:")
                text = t(said, channel=channel, why=why)
                words = ("answer", publication.key.package_id, publication.key.channel)
                yield Action(text, self.command(*words, "--not-live", "--by", "ID"))
            elif row.state == APPROVED and self.unused(publication):
                said = later("{channel}: tidak dipakai lagi di berkas satuan kerja; pakai lagi, atau ubah channels paket.")
                yield Action(t(said, channel=channel))
            elif publication.state == State.REJECTED:
                said = later("{channel}: perbaiki isi paket sesuai catatan, lalu taruh lagi di masuk/ sebagai revisi baru.")
                yield Action(t(said, channel=channel))
            elif check is not None and check.verdict == "dead" and publication.state not in _OFF:
                yield from self.to_restore(row, publication)

    def to_restore(self, row: PackageRow, publication: PublicationRow) -> Iterator[Action]:
        """What to do about a dead link."""
        channel = channel_label(self.room.office, publication.key.channel)
        if is_an_account(self.room, publication.key.channel):
            told = post_again(self.room, publication, row)
            yield from (Action(f"{channel}: {text}", command) for text, command in told)
            return
        text = t("{channel}: buka tautannya, pulihkan halaman di situs, lalu periksa lagi dengan", channel=channel)
        yield Action(text, self.command("check-links", "--all"))

    def to_answer(self, row: PublicationRow) -> Iterator[Action]:
        """Post it from its kit or look whether it is there, then hand back what was seen."""
        channel, connector = channel_label(self.room.office, row.key.channel), self.room.connectors.get(row.key.channel)
        kit = self.href(connector.kits / row.marker / PAGE) if isinstance(connector, Assisted) else ""
        if kit:
            yield Action(t("{channel}: unggah menurut petunjuk di", channel=channel), href=kit, name=PAGE)
        elif never_shown(row):
            said = later("{channel}: {why}. Kiriman ini pasti belum tampak. Sesudah dibereskan, kirim lagi:")
            text = t(said, channel=channel, why=row.problem.rstrip("."))
            yield Action(text, self.command("answer", row.key.package_id, row.key.channel, "--not-live", "--by", "ID"))
            return
        else:
            said = later("{channel}: {why}. Lihat sendiri apakah kiriman sudah tampak, lalu jawab.")
            yield Action(t(said, channel=channel, why=row.problem.rstrip(".")))
        attested = connector is not None and connector.limits.grade == Grade.ATTESTED
        proof = ("--screenshot", t("TANGKAPAN-LAYAR")) if attested else ()
        words = ("answer", row.key.package_id, row.key.channel)
        yield Action(t("Sudah tampak:"), self.command(*words, "--live", t("ALAMAT"), "--by", "ID", *proof))
        again = t("Siapkan petunjuknya lagi:") if kit else t("Belum tampak, kirim lagi:")
        yield Action(again, self.command(*words, "--not-live", "--by", "ID"))

    def unused(self, row: PublicationRow) -> bool:
        """Waiting for a channel that the office has no more."""
        known = row.key.channel in self.room.connectors or row.key.channel in self.room.broken
        return not known and row.state not in ENDED

    def to_sign(self, row: PackageRow) -> Iterator[Action]:
        desk = self.room.desk
        page = _preview(desk.queue, row)
        if page:
            yield Action(t("Lihat dahulu bagaimana tampilannya di tiap kanal:"), href=self.href(page), name=t("pratinjau"))
        else:
            place = os.path.relpath(desk.folder(row), self.room.settings.path)
            yield Action(t("Buat dahulu pratinjaunya untuk dilihat:"), self.command("check", place))
        sheet, verdict = verdict_by_book(self.room.ledger, desk, row, self.room.clock.now())
        for problem in verdict.problems:
            yield Action(problem.text(spoken()))
        awaited = self.sop.signature(row, self.stories.get(row.key.package_id, ()), sheet, verdict)
        since = t("Ditunggu {since}.", since=told(awaited, self.room.office)) if awaited else ""
        if awaited and awaited.step not in verdict.missing:
            said = later("Langkah {step} ({activity}) diulang sesudah jawaban Tidak.")
            text = t(said, step=awaited.step, activity=awaited.activity)
            yield Action(f"{text} {since}", step=awaited.step)
        steps = {step.nr: step.activity for step in desk.required}
        for step in verdict.missing:
            signers = desk.may_sign(step)
            said = later("Langkah {step} ({activity}) menunggu tanda tangan salah satu dari: {who}.")
            text = t(said, step=step, activity=steps.get(step, "SOP"), who=", ".join(signers))
            text += f" {since}" if awaited and awaited.step == step else ""
            person = signers[0] if len(signers) == 1 else "ID"
            key = desk.signatures.asks_for if desk.signatures else ()
            command = self.command("approve", row.key.package_id, "--by", person, "--step", str(step), *key)
            yield Action(text, command, step=step)

    def command(self, *words: str) -> str:
        """What to type, with the office where the home has several."""
        many = len(self.room.settings.slugs) > 1
        office = ("--office", self.room.office.slug) if many else ()
        return " ".join(("tayang", *(_quoted(word) for word in (*words, *office))))


def never_shown(row: PublicationRow) -> bool:
    """Whether nothing that the public could see was ever asked for, as far as this book goes back."""
    return row.attempt > 0 and not (row.reveal_sent or row.unclear or row.url)


def _preview(queue: QueueFolder, row: PackageRow) -> Path | None:
    """The preview of exactly these bytes, if there is one; a page of an earlier version would mislead."""
    page = queue.drafts / f"{row.folder}{PREVIEW}"
    try:
        with page.open("rb") as file:
            return page if digest_in(file.read(_HEAD_BYTES)) == row.digest else None
    except OSError:
        return None


def _stopped(room: Workroom, channel: str) -> str:
    """Why a channel stands still, empty if it does not."""
    _, stopped, reason = queries.unclear_in_row(room.ledger, room.office.slug, channel)
    return (reason or t("tanpa alasan tercatat")) if stopped else ""


def _tone(row: PublicationRow, dead: bool) -> str:
    if dead or row.state in _BAD:
        return "bad"
    if row.state in _OFF:
        return "off"
    return "good" if row.state == "verified" else "wait"


def _quoted(name: str) -> str:
    return name if all(char.isalnum() or char in "-_./" for char in name) else '"' + name.replace('"', '\\"') + '"'


def _last_sweep(room: Workroom, facts: _Facts) -> str:
    """When a sweep last looked at masuk/."""
    looked = last_look(room.desk)
    return facts.when(looked) if looked else ""
