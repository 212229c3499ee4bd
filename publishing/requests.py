"""A package before it is sealed: the sign-offs that are given in konsep/, its submission, and its way back from the check."""

import shutil
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from content_queue.listing import LONGEST_NAME, MEND, SHEET, bad_name, list_folder
from content_queue.problems import PackageProblems
from content_queue.profile import Covers, Step
from content_queue.seal import digest_of, hashes
from content_queue.sheet import Decision, Sheet, SignOff, load_sheet, write_sheet
from language.say import later, t
from ledger import queries
from ledger.entries import Entry, PackageKey
from ledger.queries import PackageRow
from ledger.store import Ledger
from publishing.approval import (
    Answer,
    CannotApprove,
    expect_entitled,
    expect_signed,
    lay_evidence,
    sign_off,
    signing,
    with_signs,
)
from publishing.booked import in_book, not_entered, picked_up
from publishing.desk import AWAITING, RETURNED, Desk, put_aside
from safety.files import sync_directory, write_durably


def lies_in_drafts(desk: Desk, name: str) -> bool:
    """Whether a package of this name is being prepared in konsep/."""
    if bad_name(name) or len(name) > LONGEST_NAME or "/" in name or name.startswith("."):
        return False
    folder = desk.queue.drafts / name
    return folder.is_dir() and not folder.is_symlink()


def draft(ledger: Ledger, desk: Desk, name: str, answer: Answer, today: date) -> tuple[SignOff, ...]:
    """The sign-offs that a person's answer makes on a package in konsep/; not written yet. Raises CannotApprove."""
    steps = {step.nr: step for step in desk.steps}
    _expect_early(desk, answer.steps)
    digest = _digest(desk, name) if any(steps[nr].covers is Covers.CONTENT for nr in answer.steps) else ""
    now = ledger.clock.now()
    signs = tuple(sign_off(steps[nr], digest, answer, now) for nr in answer.steps)
    _expect_day(desk, signs, today)
    expect_entitled(desk, digest, _sheet(ledger, desk, name), signs)
    return signs


def enter(ledger: Ledger, desk: Desk, name: str, signs: Sequence[SignOff], today: date) -> None:
    """Write sign-offs into the sheet of a package in konsep/ and into the book. What the sheet had lost of the book comes back.

    Raises CannotApprove, also for a signature that does not hold.
    """
    with signing(ledger, desk, name):
        sheet, _ = _accepted(ledger, desk, name, signs, today)
        whole = with_signs(_without_bytes(sheet), signs)
        lay_evidence(desk, desk.queue.drafts / name, whole)
        _write(desk.queue.drafts / name / SHEET, whole)
        _book(ledger, desk, name, signs)


def submission(ledger: Ledger, desk: Desk, name: str, person: str) -> Step | None:
    """The step that whoever hands the content in signs: the one that the last "Tidak" led back to, else the submission, and
    whatever follows it once that is signed. None where this person has signed for these very bytes already.

    Raises CannotApprove while the request is not approved, and for content that was refused and not changed since.
    """
    digest, sheet = _digest(desk, name), _sheet(ledger, desk, name)
    book = in_book(ledger, desk.office, name)
    _expect_request_approved(desk, sheet, book)
    refused = _deciding(desk, sheet, book, desk.check.nr)
    if refused is not None and refused.decision is Decision.NO and refused.digest == digest:
        same = later("isi {package} masih sama dengan yang dijawab Tidak pada langkah {step}; perbaiki dahulu")
        raise CannotApprove(t(same, package=name, step=desk.check.nr))
    since = refused.at if refused is not None and refused.decision is Decision.NO else None
    early = [step for step in desk.steps if step.covers is Covers.CONTENT and step.nr < desk.check.nr]
    signed = [s for s in sheet.sign_offs if s.decision is Decision.YES and (since is None or s.at > since)]
    if any(sign.person == person and sign.digest == digest and sign.step in {step.nr for step in early} for sign in signed):
        return None
    back = desk.check.returns_to if since else None
    first = next((step.nr for step in early if step.is_submit_step), early[0].nr if early else 0)
    left = [step for step in early if step.nr >= (back or first) and step.nr not in {sign.step for sign in signed}]
    return left[0] if left else None


def submit(ledger: Ledger, desk: Desk, name: str, signs: Sequence[SignOff], today: date) -> None:
    """Hand a package in: its sheet names its bytes, and its folder goes to masuk/ whole. Raises CannotApprove."""
    folder, target = desk.queue.drafts / name, desk.queue.inbox / name
    with signing(ledger, desk, name):
        sheet, digest = _accepted(ledger, desk, name, signs, today)
        if target.exists():
            raise CannotApprove(t("di masuk/ sudah ada map {name}; keluarkan dahulu yang di sana", name=name))
        if list_folder(folder).locked:
            opened = later("masih ada berkas {package} yang terbuka di Word; simpan dan tutup dahulu")
            raise CannotApprove(t(opened, package=name))
        files = hashes(folder)
        if digest_of(files) != digest:
            changed = later("isi {package} berubah sewaktu diajukan; ulangi sesudah selesai disimpan")
            raise CannotApprove(t(changed, package=name))
        whole = with_signs(sheet, signs).model_copy(update={"digest": digest, "files": files})
        lay_evidence(desk, folder, whole)
        _write(folder / SHEET, whole)
        _book(ledger, desk, name, signs, sheet.sign_offs)
        (folder / MEND).unlink(missing_ok=True)
        _move(folder, target)


def take_back(ledger: Ledger, desk: Desk, row: PackageRow, told: str) -> Path:
    """Bring a package that the check refused back from masuk/ to konsep/, with what is to be mended; where it lies now.

    May be repeated after any interruption. Raises CannotApprove.
    """
    folder, target = desk.folder(row), desk.queue.drafts / row.folder
    with signing(ledger, desk, row.key.package_id):
        expect_room_in_drafts(desk, row.folder)
        write_durably(folder / MEND, told.replace("\n", "\r\n").encode("utf-8-sig"))
        try:
            _write(folder / SHEET, _without_bytes(load_sheet(folder / SHEET)))
        except PackageProblems as error:
            raise CannotApprove(str(error)) from error
        if row.state == AWAITING:
            put_aside(ledger, row, RETURNED)
        _move(folder, target)
    return target


def expect_room_in_drafts(desk: Desk, name: str) -> None:
    """Refuse to send back what would meet another folder of its name in konsep/. Raises CannotApprove."""
    if (desk.queue.drafts / name).exists():
        raise CannotApprove(t("di konsep/ sudah ada map {name}; pindahkan dahulu yang di sana", name=name))


def returned(ledger: Ledger, desk: Desk, name: str) -> PackageRow | None:
    """The package that was sent back and whose folder has not left masuk/ yet; mended content that was handed in is another."""
    rows = queries.revisions(ledger, desk.office, name)
    there = rows and rows[-1].state == RETURNED and desk.folder(rows[-1]).exists() and not lies_in_drafts(desk, name)
    return rows[-1] if there and desk.holds_sealed_bytes(rows[-1]) else None


def refused(ledger: Ledger, desk: Desk, row: PackageRow) -> SignOff | None:
    """The "Tidak" of the check to exactly these bytes, if that is its last answer; as the book holds it."""
    book = in_book(ledger, desk.office, row.key.package_id)
    last = _deciding(desk, Sheet(sign_offs=book), book, desk.check.nr, row.digest)
    return last if last is not None and last.decision is Decision.NO else None


def _accepted(ledger: Ledger, desk: Desk, name: str, signs: Sequence[SignOff], today: date) -> tuple[Sheet, str]:
    """The sheet to which these sign-offs may be added, and the digest of the content as it lies there."""
    _expect_early(desk, [sign.step for sign in signs])
    digest, sheet = _digest(desk, name), _sheet(ledger, desk, name)
    covers = {step.nr: step.covers for step in desk.steps}
    for sign in signs:
        if sign.covers is not covers[sign.step] or not sign.is_about(digest) or (sign.digest and sign.covers is Covers.REQUEST):
            other = later("tanda tangan langkah {step} atas hal lain; lihat isi yang sekarang, lalu tanda tangani")
            raise CannotApprove(t(other, step=sign.step))
    _expect_day(desk, signs, today)
    expect_entitled(desk, digest, sheet, signs)
    expect_signed(desk, name, signs)
    return sheet, digest


def _sheet(ledger: Ledger, desk: Desk, name: str) -> Sheet:
    """The sheet of a package in konsep/, with everything that the book holds about the package."""
    path = desk.queue.drafts / name / SHEET
    try:
        sheet = load_sheet(path) if path.exists() else Sheet()
    except PackageProblems as error:
        told = t("{problem} Hapus berkas itu; yang tercatat di buku dipulihkan.", problem=error)
        raise CannotApprove(told) from error
    known = (sign for sign in in_book(ledger, desk.office, name) if sign.person in desk.entitled(sign))
    return with_signs(sheet, sheet.lacks(known))


def _without_bytes(sheet: Sheet) -> Sheet:
    """A sheet in konsep/ names no bytes: they still change."""
    return sheet.model_copy(update={"digest": "", "files": {}})


def _digest(desk: Desk, name: str) -> str:
    if not lies_in_drafts(desk, name):
        raise CannotApprove(t("tidak ada paket {package} di konsep/; lihat `tayang status`", package=name))
    try:
        return digest_of(hashes(desk.queue.drafts / name))
    except (PackageProblems, OSError) as error:
        raise CannotApprove(str(error)) from error


def _write(path: Path, sheet: Sheet) -> None:
    try:
        write_sheet(path, sheet)
    except (PackageProblems, OSError) as error:
        raise CannotApprove(str(error)) from error


def _book(ledger: Ledger, desk: Desk, name: str, signs: Sequence[SignOff], found: Sequence[SignOff] = ()) -> None:
    rows = queries.revisions(ledger, desk.office, name)
    key = PackageKey(desk.office, name, rows[-1].key.revision if rows else 0)
    entries: list[Entry] = [*picked_up(ledger, key, found), *not_entered(ledger, key, signs)]
    if entries:
        ledger.append(desk.office, entries)


def _move(folder: Path, target: Path) -> None:
    try:
        folder.rename(target)
    except OSError as error:
        stays = later("map {name} belum dapat dipindahkan ke {place}/: {why}")
        raise CannotApprove(t(stays, name=folder.name, place=target.parent.name, why=error.strerror)) from error
    sync_directory(target.parent)
    sync_directory(folder.parent)


def _last(sheet: Sheet, step: int, digest: str = "") -> SignOff | None:
    mine = [sign for sign in sheet.sign_offs if sign.step == step and (not digest or sign.digest == digest)]
    return max(mine, key=lambda sign: (sign.at, sign.decision is Decision.NO), default=None)


def _deciding(desk: Desk, sheet: Sheet, book: Sequence[SignOff], step: int, digest: str = "") -> SignOff | None:
    """The last answer at a step. Of those in the book, a "Tidak" that was recorded last holds whatever hour it bears."""
    last = _last(sheet, step, digest)
    told = [one for one in book if one.step == step and one.person in desk.entitled(one) and (not digest or one.digest == digest)]
    return told[-1] if told and last in told and told[-1].decision is Decision.NO else last


def _expect_request_approved(desk: Desk, sheet: Sheet, book: Sequence[SignOff]) -> None:
    for step in desk.required:
        last = _deciding(desk, sheet, book, step.nr) if step.covers is Covers.REQUEST else None
        if step.covers is Covers.REQUEST and (last is None or last.decision is Decision.NO):
            said = later(
                "kebutuhannya belum disetujui: langkah {step} ({activity}). "
                "Minta jawaban dari {people} dengan tayang sign --step {step}"
            )
            if last:
                said = later(
                    "kebutuhannya ditunda: langkah {step} ({activity}). "
                    "Minta jawaban dari {people} dengan tayang sign --step {step}"
                )
            raise CannotApprove(
                t(said, step=step.nr, activity=step.activity, people=", ".join(desk.may_sign(step.nr)))
            )


def _expect_early(desk: Desk, steps: Iterable[int]) -> None:
    early = [step.nr for step in desk.steps if step.nr < desk.check.nr]
    if strange := [nr for nr in steps if nr not in early]:
        raise CannotApprove(
            t(
                "langkah {strange} tidak ditandatangani di konsep/; yang dapat: {early}. "
                "Ajukan dahulu isinya dengan tayang submit",
                strange=", ".join(map(str, strange)),
                early=", ".join(map(str, early)),
            )
        )


def _expect_day(desk: Desk, signs: Sequence[SignOff], today: date) -> None:
    """A "Tidak" that leads to no other step postpones, and what is postponed has a day on which it is looked at again."""
    steps = {step.nr: step for step in desk.steps}
    for sign in signs:
        postpones = sign.decision is Decision.NO and steps[sign.step].returns_to is None
        if postpones and (sign.later is None or sign.later <= today):
            undated = later("Tidak di sini berarti ditunda; sebutkan dengan --later kapan dilihat lagi, misalnya 2027-01-15")
            raise CannotApprove(t(undated))
        if sign.later is not None and not postpones:
            raise CannotApprove(t("--later hanya untuk jawaban Tidak yang menunda"))


def throw_away(folder: Path) -> None:
    """Take back the frame of a package that was made just now and could not be signed for."""
    shutil.rmtree(folder, ignore_errors=True)
