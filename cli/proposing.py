"""A package's way through the procedure before and after it is sealed: proposed, reported, signed, handed in, sent back."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.context import NEEDS_PERSON, HomeOption, NoteOption, OfficeOption, PackageArgument, TitleArgument, open_room, refuse
from cli.signed_pdf import PdfOption
from cli.signing import Means, ScanOption, expect_keys_as_agreed, person_of, tell
from content_queue.package import Kind as PackageKind
from content_queue.profile import Covers, Step
from content_queue.sheet import Decision, SignOff
from flows import proposing
from flows.answering import answer_draft, answer_sealed, step_of, today
from flows.board import write_board
from flows.proposing import Proposal, channels_named
from flows.sop_now import SopNow, drafts, told
from flows.wiring import Workroom
from language.say import later, t
from publishing import approval, requests
from publishing.approval import Answer, CannotApprove
from safety.ssh_keygen import NoAnswer

ByOption = Annotated[str, typer.Option("--by", help="id orang dari berkas satuan kerja, misalnya sekretaris.")]
KeyOption = Annotated[Path | None, typer.Option("--key", help="Berkas kunci SSH orang itu; hanya dibaca ssh-keygen.")]
PrintOption = Annotated[bool, typer.Option("--print", help="Tulis saja yang harus ditandatangani di komputer lain.")]
SignatureOption = Annotated[
    Path | None, typer.Option("--signature", help="Berkas .sig dari ssh-keygen; pernyataannya di sebelahnya, tanpa .sig.")
]


def register(app: typer.Typer) -> None:
    """Add these commands to the front door."""
    for command in (propose, report, sign):
        app.command()(command)


def propose(
    title: TitleArgument,
    by: ByOption,
    kind: Annotated[PackageKind, typer.Option("--kind", help="Jenis paket.")] = PackageKind.NEWS,
    need: Annotated[str, typer.Option("--need", help="Apa yang perlu dipublikasikan, dan mengapa.")] = "",
    channels: Annotated[str, typer.Option("--channels", help="Kanal, dipisah koma; kosong: situs web.")] = "",
    nota_dinas: Annotated[str, typer.Option("--nota-dinas", help="Nomor nota dinas; kosong: diisi tangan.")] = "",
    key: KeyOption = None,
    home: HomeOption = Path(),
    office: OfficeOption = "",
) -> None:
    """Mengusulkan publikasi: kerangka paket di konsep/, langkah pertama SOP tertandatangani, dan nota dinasnya tercetak."""
    with open_room(home, office) as room:
        person, by_pdf = person_of(room, by), room.office.sop.strength == "pdf"
        if key or not by_pdf:
            expect_keys_as_agreed(room, Means(key))
        try:
            proposal = Proposal(title, kind, channels_named(room, channels.split(",")), need, nota_dinas)
            signing = None if by_pdf else lambda name: Means(key).for_package(room, name, person)
            done = proposing.propose(room, person, proposal, signing)
        except (CannotApprove, NoAnswer) as error:
            refuse(str(error), NEEDS_PERSON)
    name, step, who = done.folder.name, done.next, ", ".join(done.who)
    typer.echo(
        t(
            "Usulan: {folder}\nNota dinas: {word}\n            {pdf}",
            folder=done.folder,
            word=done.papers[0],
            pdf=done.papers[1],
        )
    )
    typer.echo(
        t(
            "Berikutnya: langkah {nr} ({activity}), jawaban dari {who}: tayang sign {name} --step {nr}",
            nr=step.nr,
            activity=step.activity,
            who=who,
            name=name,
        )
    )


def report(
    package: PackageArgument,
    by: ByOption,
    note: NoteOption = "",
    key: KeyOption = None,
    pdf: PdfOption = None,
    home: HomeOption = Path(),
    office: OfficeOption = "",
) -> None:
    """Menyampaikan laporan kebutuhan publikasi: langkah kedua SOP, selama paket di konsep/."""
    with open_room(home, office) as room:
        steps = room.desk.steps
        if len(steps) < 2 or steps[1].covers is not Covers.REQUEST:
            refuse(t("SOP satuan kerja ini tidak mengenal laporan kebutuhan; pakai tayang sign"))
        _sign_draft(room, package, by, Answer(by, "", (steps[1].nr,), note), Means(key, pdf=pdf))
        _tell_draft(room, package, steps[1], Decision.YES)


def sign(
    package: PackageArgument,
    by: ByOption,
    step: Annotated[int, typer.Option("--step", help="Langkah SOP.")] = 0,
    no: Annotated[bool, typer.Option("--no", help="Jawabannya Tidak.")] = False,
    later: Annotated[
        datetime | None, typer.Option("--later", formats=["%Y-%m-%d"], help="Bila ditunda: dilihat lagi kapan.")
    ] = None,
    note: NoteOption = "",
    key: KeyOption = None,
    to_print: PrintOption = False,
    signature: SignatureOption = None,
    scan: ScanOption = None,
    pdf: PdfOption = None,
    restore: Annotated[bool, typer.Option("--restore", help="Pulihkan saja yang hilang dari lembar dan ada di buku.")] = False,
    home: HomeOption = Path(),
    office: OfficeOption = "",
) -> None:
    """Menandatangani satu langkah SOP: atas kebutuhan selama paket di konsep/, atas isi sesudah paket disegel."""
    means = Means(key, to_print, signature, scan, pdf)
    means.expect_one(said=bool(step or note or no or later))
    if not step and not signature and not restore:
        refuse(t("sebutkan langkahnya dengan --step"))
    with open_room(home, office) as room:
        drafted = requests.lies_in_drafts(room.desk, package)
        if restore:
            _restore(room, package, drafted)
            return
        answer = Answer(by, "", (step,), note, Decision.NO if no else Decision.YES, later.date() if later else None)
        if not drafted:
            _sign_sealed(room, package, by, answer, means)
            return
        signs = _sign_draft(room, package, by, answer, means)
        if signs:
            _tell_draft(room, package, step_of(room, signs[0].step), signs[0].decision)


def _sign_draft(room: Workroom, package: str, by: str, answer: Answer, means: Means) -> tuple[SignOff, ...] | None:
    person = person_of(room, by)
    expect_keys_as_agreed(room, means)
    if not requests.lies_in_drafts(room.desk, package):
        refuse(t("tidak ada paket {package} di konsep/; lihat `tayang status`", package=package), NEEDS_PERSON)
    try:
        signs = _give(room, package, Answer(by, person.role, *_rest(answer)), means)
    except (CannotApprove, NoAnswer) as error:
        refuse(str(error), NEEDS_PERSON)
    if signs:
        write_board(room)
    return signs


def _rest(answer: Answer) -> tuple[tuple[int, ...], str, Decision, date | None]:
    return answer.steps, answer.note, answer.decision, answer.later


def _sign_sealed(room: Workroom, package: str, by: str, answer: Answer, means: Means) -> None:
    person = person_of(room, by)
    expect_keys_as_agreed(room, means)
    try:
        told_by = Answer(by, person.role, *_rest(answer))
        entered = answer_sealed(room, package, told_by, means.for_package(room, package, person))
    except (CannotApprove, NoAnswer) as error:
        refuse(str(error), NEEDS_PERSON)
    if entered:
        write_board(room)
        tell(package, by, *entered)


def _restore(room: Workroom, package: str, drafted: bool) -> None:
    try:
        if drafted:
            requests.enter(room.ledger, room.desk, package, (), today(room))
        else:
            approval.restore(room.ledger, room.desk, package)
    except CannotApprove as error:
        refuse(str(error), NEEDS_PERSON)
    write_board(room)
    typer.echo(t("Lembar disposisi {package} memuat lagi semua yang tercatat di buku.", package=package))


def _give(room: Workroom, package: str, answer: Answer, means: Means) -> tuple[SignOff, ...] | None:
    return answer_draft(room, package, answer, means.for_package(room, package, person_of(room, answer.person)))


def _tell_draft(room: Workroom, package: str, step: Step, decision: Decision) -> None:
    sop = SopNow(room.settings, room.office, room.ledger, room.desk, room.clock.now())
    now = next((draft for draft in drafts(sop) if draft.name == package), None)
    next_one = now.waiting if now else None
    said = later("Tercatat: Ya pada langkah {nr} ({activity}).")
    if decision is Decision.NO:
        said = later("Tercatat: Tidak pada langkah {nr} ({activity}).")
    typer.echo(t(said, nr=step.nr, activity=step.activity))
    if next_one:
        who = ", ".join(next_one.who)
        typer.echo(
            t(
                "{package} menunggu langkah {step} ({activity}) oleh {who}, {told}.",
                package=package,
                step=next_one.step,
                activity=next_one.activity,
                who=who,
                told=told(next_one, room.office),
            )
        )
