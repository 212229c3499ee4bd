"""A package's way through the procedure before and after it is sealed: proposed, reported, signed, handed in, sent back."""

from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from cli.context import NEEDS_PERSON, HomeOption, OfficeOption, open_room, refuse
from cli.signing import Means, expect_keys_as_agreed, person_of, tell
from content_queue.new import new_package
from content_queue.package import Kind as PackageKind
from content_queue.problems import PackageProblems
from content_queue.profile import Covers, Step
from content_queue.sheet import Decision, SignOff
from flows.board import write_board
from flows.proposing import deciding, write_nota_dinas
from flows.sop_now import SopNow, drafts, told
from flows.wiring import Workroom
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
    title: str,
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
        person, desk = person_of(room, by), room.desk
        expect_keys_as_agreed(room, given=key is not None)
        wanted = _channels(room, channels)
        folder = None
        try:
            folder = new_package(desk.queue.drafts, title, kind, today(room), wanted, nota_dinas)
            answer = Answer(by, person.role, (desk.steps[0].nr,), need, nota_dinas=nota_dinas)
            _give(room, folder.name, answer, Means(key))
        except PackageProblems as error:
            refuse("\n".join(problem.text(room.settings.language) for problem in error.problems))
        except (CannotApprove, NoAnswer) as error:
            if folder is not None:
                requests.throw_away(folder)
            refuse(str(error), NEEDS_PERSON)
        papers = write_nota_dinas(
            room.settings, room.office, desk, folder, person, room.clock.now(),
            title=" ".join(title.split()), kind=kind.value, need=need, channels=wanted, number=nota_dinas,
        )  # fmt: skip
        write_board(room)
        step = deciding(desk)
        who = ", ".join(desk.may_sign(step.nr))
    typer.echo(f"Usulan: {folder}\nNota dinas: {papers[0]}\n            {papers[1]}")
    typer.echo(f"Berikutnya: langkah {step.nr} ({step.activity}), jawaban dari {who}: tayang sign {folder.name} --step {step.nr}")


def report(
    package: str, by: ByOption, note: str = "", key: KeyOption = None, home: HomeOption = Path(), office: OfficeOption = ""
) -> None:
    """Menyampaikan laporan kebutuhan publikasi: langkah kedua SOP, selama paket di konsep/."""
    with open_room(home, office) as room:
        steps = room.desk.steps
        if len(steps) < 2 or steps[1].covers is not Covers.REQUEST:
            refuse("SOP satuan kerja ini tidak mengenal laporan kebutuhan; pakai tayang sign")
        _sign_draft(room, package, by, Answer(by, "", (steps[1].nr,), note), Means(key))
        _tell_draft(room, package, steps[1], Decision.YES)


def sign(
    package: str,
    by: ByOption,
    step: Annotated[int, typer.Option("--step", help="Langkah SOP.")] = 0,
    no: Annotated[bool, typer.Option("--no", help="Jawabannya Tidak.")] = False,
    later: Annotated[
        datetime | None, typer.Option("--later", formats=["%Y-%m-%d"], help="Bila ditunda: dilihat lagi kapan.")
    ] = None,
    note: str = "",
    key: KeyOption = None,
    to_print: PrintOption = False,
    signature: SignatureOption = None,
    restore: Annotated[bool, typer.Option("--restore", help="Pulihkan saja yang hilang dari lembar dan ada di buku.")] = False,
    home: HomeOption = Path(),
    office: OfficeOption = "",
) -> None:
    """Menandatangani satu langkah SOP: atas kebutuhan selama paket di konsep/, atas isi sesudah paket disegel."""
    means = Means(key, to_print, signature)
    means.expect_one(said=bool(step or note or no or later))
    if not step and not signature and not restore:
        refuse("sebutkan langkahnya dengan --step")
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
    expect_keys_as_agreed(room, given=means.given)
    if not requests.lies_in_drafts(room.desk, package):
        refuse(f"tidak ada paket {package} di konsep/; lihat `tayang status`", NEEDS_PERSON)
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
    expect_keys_as_agreed(room, given=means.given)
    try:
        told_by = Answer(by, person.role, *_rest(answer))
        signs = means.signs(room, package, person, told_by, partial(approval.draft, room.ledger, room.desk, package))
        if signs is None:
            return
        verdict = approval.enter(room.ledger, room.desk, package, signs)
    except (CannotApprove, NoAnswer) as error:
        refuse(str(error), NEEDS_PERSON)
    write_board(room)
    tell(package, by, signs, verdict)


def _restore(room: Workroom, package: str, drafted: bool) -> None:
    try:
        if drafted:
            requests.enter(room.ledger, room.desk, package, (), today(room))
        else:
            approval.restore(room.ledger, room.desk, package)
    except CannotApprove as error:
        refuse(str(error), NEEDS_PERSON)
    write_board(room)
    typer.echo(f"Lembar disposisi {package} memuat lagi semua yang tercatat di buku.")


def signed_for(room: Workroom, package: str, answer: Answer, means: Means) -> tuple[SignOff, ...] | None:
    person = person_of(room, answer.person)
    draft = partial(_drafted, room, package)
    return means.signs(room, package, person, answer, draft)


def _drafted(room: Workroom, package: str, answer: Answer) -> tuple[SignOff, ...]:
    return requests.draft(room.ledger, room.desk, package, answer, today(room))


def _give(room: Workroom, package: str, answer: Answer, means: Means) -> tuple[SignOff, ...] | None:
    signs = signed_for(room, package, answer, means)
    if signs is not None:
        requests.enter(room.ledger, room.desk, package, signs, today(room))
    return signs


def _channels(room: Workroom, named: str) -> tuple[str, ...]:
    known = room.desk.channels
    wanted = tuple(name.strip() for name in named.split(",") if name.strip()) or (room.website or known[0],)
    if strange := [name for name in wanted if name not in known]:
        refuse(f"kanal {', '.join(strange)} tidak ada di satuan kerja ini; yang ada: {', '.join(known)}")
    return wanted


def today(room: Workroom) -> date:
    return room.clock.now().astimezone(room.office.zone).date()


def step_of(room: Workroom, nr: int) -> Step:
    return next(step for step in room.desk.steps if step.nr == nr)


def _tell_draft(room: Workroom, package: str, step: Step, decision: Decision) -> None:
    sop = SopNow(room.settings, room.office, room.ledger, room.desk, room.clock.now())
    now = next((draft for draft in drafts(sop) if draft.name == package), None)
    next_one = now.waiting if now else None
    typer.echo(f"Tercatat: {'Ya' if decision is Decision.YES else 'Tidak'} pada langkah {step.nr} ({step.activity}).")
    if next_one:
        who = ", ".join(next_one.who)
        typer.echo(f"{package} menunggu langkah {next_one.step} ({next_one.activity}) oleh {who}, {told(next_one, room.office)}.")
