"""A person's answer to a sealed package: written down, or signed with the person's key, here or on another PC."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from cli.context import NEEDS_PERSON, HomeOption, NoteOption, OfficeOption, PackageArgument, open_room, refuse
from cli.signed_pdf import NEEDS_PDF, NO_PDF, PdfOption, with_pdf
from config.office import Person
from content_queue.evidence import read_paper
from content_queue.problems import PackageProblems
from content_queue.sheet import Decision, SignOff, Verdict
from content_queue.statement import NAMESPACE, NotAStatement, read_statement, statement
from flows.answering import Draft, Sign
from flows.board import write_board
from flows.wiring import Workroom
from language.say import later, spoken, t
from publishing import afterwards, approval
from safety import ssh_keygen

ScanOption = Annotated[
    Path | None,
    typer.Option("--scan", help="Pindaian lembar disposisi yang ditandatangani (PDF, JPEG, PNG); disimpan sebagai bukti."),
]
_NEEDS_KEY = later(
    "satuan kerja ini meminta tanda tangan dengan kunci: tambahkan --key BERKAS-KUNCI, atau tanda tangani di komputer lain "
    "dengan --print lalu --signature"
)
_NO_KEYS = later('satuan kerja ini belum memakai kunci; isi strength = "signed" pada [sop] di berkasnya, atau jangan sebut kunci')


def register(app: typer.Typer) -> None:
    """Add this command to the front door."""
    app.command()(approve)


def approve(
    package: PackageArgument,
    by: Annotated[str, typer.Option("--by", help="id orang dari berkas satuan kerja, misalnya ketua.")],
    step: Annotated[list[int] | None, typer.Option("--step", help="Langkah SOP; kosong: semua bagiannya yang belum.")] = None,
    note: NoteOption = "",
    no: Annotated[bool, typer.Option("--no", help="Jawabannya Tidak.")] = False,
    key: Annotated[Path | None, typer.Option("--key", help="Berkas kunci SSH orang itu; hanya dibaca ssh-keygen.")] = None,
    to_print: Annotated[bool, typer.Option("--print", help="Tulis saja yang harus ditandatangani di komputer lain.")] = False,
    signature: Annotated[
        Path | None, typer.Option("--signature", help="Berkas .sig dari ssh-keygen; pernyataannya di sebelahnya, tanpa .sig.")
    ] = None,
    scan: ScanOption = None,
    pdf: PdfOption = None,
    emergency: Annotated[
        bool, typer.Option("--emergency", help="Perintah tayang darurat sebelum SOP selesai; sebutkan alasannya dengan --note.")
    ] = False,
    home: HomeOption = Path(),
    office: OfficeOption = "",
) -> None:
    """Mencatat persetujuan seseorang atas isi paket yang sudah disegel, dengan kunci bila satuan kerjanya memintanya."""
    means = Means(key, to_print, signature, scan, pdf)
    means.expect_one(said=bool(step or note or no))
    if emergency and (step or no or not (note.strip() or signature)):
        refuse(t("--emergency butuh alasannya dengan --note, dan tidak mengenal --step atau --no"))
    with open_room(home, office) as room:
        person = person_of(room, by)
        expect_keys_as_agreed(room, means)
        decision = Decision.NO if no else Decision.YES
        answer = approval.Answer(by, person.role, tuple(step or ()), note, decision, emergency=emergency)
        after = None if emergency else afterwards.published_in_emergency(room.ledger, room.desk, package)
        how = afterwards if after else approval
        try:
            signs = means.signs(room, package, person, answer, partial(how.draft, room.ledger, room.desk, package))
            if signs is None:
                return
            verdict = how.enter(room.ledger, room.desk, package, signs)
        except (approval.CannotApprove, ssh_keygen.NoAnswer) as error:
            refuse(str(error), NEEDS_PERSON)
        write_board(room)
    if after:
        tell_after(package, by, signs, verdict)
    else:
        tell(package, by, signs, verdict)


def person_of(room: Workroom, by: str) -> Person:
    """The person of this id; refuses any other."""
    person = room.office.person(by)
    if person is None:
        refuse(
            t(
                "{by} tidak ada di berkas satuan kerja; yang ada: {known}",
                by=by,
                known=", ".join(p.id for p in room.office.people),
            )
        )
    return person


@dataclass(frozen=True)
class Means:
    """By what a person signs: a key on this PC, a statement that is carried to another one and back, or a signed PDF; nothing
    where an office attests. `scan`: the paper sheet that was signed by hand, kept as evidence of the answer."""

    key: Path | None = None
    to_print: bool = False
    signature: Path | None = None
    scan: Path | None = None
    pdf: Path | None = None

    @property
    def given(self) -> bool:
        """Whether a key is named."""
        return bool(self.key or self.to_print or self.signature)

    def expect_one(self, *, said: bool) -> None:
        """Refuse several means at once, and words beside a signature that brings its own."""
        if sum((self.key is not None, self.to_print, self.signature is not None, self.pdf is not None)) > 1:
            refuse(t("pilih satu: --key, --print, --signature, atau --pdf"))
        if self.pdf and self.scan:
            refuse(t("--pdf sudah menjadi buktinya; jangan sebut --scan lagi"))
        if self.signature and (said or self.scan):
            refuse(
                t(
                    "--signature membawa sendiri langkah, jawaban, catatan dan buktinya; jangan sebut --step, --note, --no atau "
                    "--scan lagi"
                )
            )

    def signs(
        self, room: Workroom, package: str, person: Person, answer: approval.Answer, draft: Draft
    ) -> tuple[SignOff, ...] | None:
        """The answer as sign-offs, signed where the office wants that; None where it was only printed.

        Raises CannotApprove, NoAnswer.
        """
        if self.signature:
            return _carried(room, package, person, self.signature)
        signs = self._with_scan(room, draft(answer))
        if self.pdf:
            _expect_one(signs)
            return (with_pdf(room, signs[0], self.pdf),)
        if self.to_print:
            _print(room, package, signs)
            return None
        if answer.decision is Decision.NO:
            _expect_one(signs)
        return tuple(sign_with(self.key, sign, room.office.slug, package) for sign in signs) if self.key else signs

    def for_package(self, room: Workroom, package: str, person: Person) -> Sign:
        """How this person's answers about this package become sign-offs."""
        return lambda draft, answer: self.signs(room, package, person, answer, draft)

    def _with_scan(self, room: Workroom, signs: tuple[SignOff, ...]) -> tuple[SignOff, ...]:
        """The sign-offs that name the scanned sheet, which is kept first."""
        if self.scan is None:
            return signs
        try:
            paper = read_paper(self.scan)
        except PackageProblems as error:
            raise approval.CannotApprove(str(error)) from error
        paper.keep(room.settings.store)
        return tuple(sign.model_copy(update={"paper": paper.sha256}) for sign in signs)


def expect_keys_as_agreed(room: Workroom, means: Means) -> None:
    """Refuse an answer that is not signed as the office wants it, and one that is signed as it does not."""
    match room.office.sop.strength:
        case "pdf" if means.pdf is None:
            refuse(t(NEEDS_PDF))
        case "signed" if not means.given:
            refuse(t(_NEEDS_KEY))
        case strength if means.given and strength != "signed":
            refuse(t(_NO_KEYS))
        case strength if means.pdf is not None and strength != "pdf":
            refuse(t(NO_PDF))


def signed_alone(room: Workroom, package: str, sign: SignOff, means: Means) -> SignOff:
    """An order signed as the office wants it; as it is where the office attests. Raises CannotApprove, NoAnswer."""
    expect_keys_as_agreed(room, means)
    if means.pdf is not None:
        return with_pdf(room, sign, means.pdf)
    return sign_with(means.key, sign, room.office.slug, package) if means.key is not None else sign


def sign_with(key: Path, sign: SignOff, office: str, package: str) -> SignOff:
    """The sign-off signed with that key; the key is only named to ssh-keygen. Raises CannotApprove, NoAnswer."""
    if not key.is_file():
        raise approval.CannotApprove(t("berkas kunci {key} tidak ada", key=key))
    return _signed(sign, ssh_keygen.sign(key, NAMESPACE, statement(sign, office, package)))


def _signed(sign: SignOff, signature: str) -> SignOff:
    if len(signature) > ssh_keygen.MAX_SIGNATURE:
        raise approval.CannotApprove(t("tanda tangan ini terlalu panjang; pakai kunci ed25519"))
    return sign.model_copy(update={"signature": signature})


def _print(room: Workroom, package: str, signs: Sequence[SignOff]) -> None:
    """The bytes themselves on standard output, and on the other one what to do with them."""
    _expect_one(signs)
    typer.echo(statement(signs[0], room.office.slug, package), nl=False)
    name = f"langkah-{signs[0].step}.json"
    typer.echo(
        t(
            "Simpan sebagai {name}, lalu: ssh-keygen -Y sign -f KUNCI -n {namespace} {name}",
            name=name,
            namespace=NAMESPACE,
        ),
        err=True,
    )


def _expect_one(signs: Sequence[SignOff]) -> None:
    if len(signs) != 1:
        raise approval.CannotApprove(
            t(
                "satu langkah saja; sebutkan --step: {steps}",
                steps=", ".join(str(sign.step) for sign in signs),
            )
        )


def _carried(room: Workroom, package: str, person: Person, signature: Path) -> tuple[SignOff, ...]:
    """What was signed on another PC: the statement beside the signature must be ours, about this package, by this person."""
    if signature.suffix != ".sig":
        raise approval.CannotApprove(
            t(
                "{signature} bukan berkas .sig; sebutkan yang dibuat ssh-keygen, di sebelah pernyataannya",
                signature=signature,
            )
        )
    place = signature.with_suffix("")
    try:
        office, named, sign = read_statement(_bytes(place))
    except NotAStatement as error:
        message = t(
            "{place} bukan pernyataan dari --print, atau berubah di jalan; buat dan tanda tangani yang baru",
            place=place,
        )
        raise approval.CannotApprove(message) from error
    if (office, named, sign.person) != (room.office.slug, package, person.id):
        raise approval.CannotApprove(
            t(
                "{place} untuk {person}, paket {named}, satuan kerja {office}",
                place=place,
                person=sign.person,
                named=named,
                office=office,
            )
        )
    return (_signed(sign, _bytes(signature).decode("ascii", "replace")),)


def _bytes(place: Path) -> bytes:
    try:
        with place.open("rb") as file:
            return file.read(ssh_keygen.MAX_MESSAGE)
    except OSError as error:
        raise approval.CannotApprove(
            t("{place} tidak dapat dibaca ({strerror})", place=place, strerror=error.strerror)
        ) from error


def tell(package: str, by: str, signs: Sequence[SignOff], verdict: Verdict) -> None:
    """Say what was recorded about a sealed package, and what is missing still."""
    if signs[0].decision is Decision.NO:
        typer.echo(
            t(
                "Tercatat: Tidak pada langkah {step} oleh {by}. {package} tidak tayang.",
                step=signs[0].step,
                by=by,
                package=package,
            )
        )
    elif verdict.emergency:
        left = ", ".join(map(str, verdict.missing))
        typer.echo(
            t(
                "DARURAT: {package} tayang atas perintah {by}, belum disahkan. Menyusul: langkah {steps}.",
                package=package,
                by=by,
                steps=left,
            )
        )
    elif not verdict.approved:
        refuse(
            _with_problems(t("Tercatat. {package} belum boleh tayang:", package=package), verdict),
            NEEDS_PERSON,
        )
    else:
        typer.echo(
            t(
                "{package} disetujui oleh {by}; lembar disposisinya ada di masuk/{package}/disposisi.yaml.",
                package=package,
                by=by,
            )
        )


def tell_after(package: str, by: str, signs: Sequence[SignOff], verdict: Verdict) -> None:
    """Say what was recorded about a package that went out in an emergency, and what is missing still."""
    if signs[0].decision is Decision.NO:
        typer.echo(
            t(
                "Tercatat: Tidak pada langkah {step} oleh {by}. {package} tetap belum disahkan; tarik dengan tayang withdraw.",
                step=signs[0].step,
                by=by,
                package=package,
            )
        )
    elif verdict.approved:
        typer.echo(t("{package} sekarang disahkan: semua langkah SOP yang menyusul sudah ditandatangani.", package=package))
    else:
        refuse(
            _with_problems(t("Tercatat. {package} belum disahkan:", package=package), verdict),
            NEEDS_PERSON,
        )


def _with_problems(head: str, verdict: Verdict) -> str:
    return "\n".join((head, *(problem.text(spoken()) for problem in verdict.problems)))
