"""The accounts of an office: are they well, and connecting one."""

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from cli.context import (
    NEEDS_PERSON,
    HomeOption,
    JsonOption,
    OfficeOption,
    known_secrets,
    open_room,
    prepare_prefect,
    refuse,
    settings_of,
    slug_of,
)
from cli.typed_secrets import read_secrets
from config.credentials import SecretError
from language.say import t
from safety.clock import SystemClock

if TYPE_CHECKING:
    from connectors.accounts import AccountGuide
    from flows.accounts import Account

_STYLES = {"GOOD": "green", "WARN": "yellow", "PERSON": "red"}


def register(app: typer.Typer) -> None:
    """Add these commands to the front door."""
    app.command()(doctor)
    app.command()(connect)


def doctor(home: HomeOption = Path(), office: OfficeOption = "", as_json: JsonOption = False) -> None:
    """Memeriksa setiap akun: siapa kita di sana, bolehkah menayangkan, sampai kapan, berapa biayanya."""
    from config.added import shadowed
    from config.platforms import PLATFORMS
    from flows.accounts import examine
    from flows.chores import Level
    from flows.signing_keys import troubles_of_keys

    with open_room(home, office) as room:
        examined, keys = examine(room), list(troubles_of_keys(room))
    if as_json:
        typer.echo(json.dumps([as_row(account) for account in examined], ensure_ascii=False, indent=2))
    else:
        tell(examined)
        for sentence in shadowed(PLATFORMS):
            typer.echo(sentence)
    for trouble in keys:
        typer.echo(
            t("{level} kunci dan sertifikat penanda tangan: {trouble}", level=t(str(Level.PERSON)).upper(), trouble=trouble),
            err=as_json,
        )
    if keys or any(account.level == Level.PERSON for account in examined):
        raise typer.Exit(NEEDS_PERSON)


def connect(
    channel: Annotated[str, typer.Argument(metavar="KANAL", help="Nama kanal di berkas satuan kerja.")],
    home: HomeOption = Path(),
    office: OfficeOption = "",
    in_file: Annotated[bool, typer.Option("--file", help="Simpan di rahasia.env, bukan di blok Secret Prefect.")] = False,
) -> None:
    """Menyambungkan satu kanal: menunjukkan dari mana rahasianya, mencobanya, lalu menyimpannya. Tidak pernah menampilkannya."""
    from config.channels import Unusable
    from flows.channels import guide_of
    from flows.chores import Level
    from flows.connect import keep, known, try_out

    settings = settings_of(home)
    slug = slug_of(settings, office)
    channels = settings.office(slug).channels
    if channel not in channels:
        refuse(
            t(
                "kanal {channel} tidak ada di berkas satuan kerja; yang ada: {channels}",
                channel=channel,
                channels=", ".join(channels),
            )
        )
    model = channels[channel]
    if isinstance(model, Unusable):
        refuse(t("kanal {channel}: {why}", channel=channel, why=model.why), NEEDS_PERSON)
    guide, names = guide_of(model), model.secret_names()
    _explain(channel, guide)
    if not names:
        typer.echo(t("Kanal {channel} tidak memerlukan rahasia; tidak ada yang disambungkan.", channel=channel))
        return
    prepare_prefect(home)
    environ = known_secrets(settings, slug)
    had = known(names.values(), environ, settings.path)
    given = read_secrets(names, guide.secrets if guide else {}, had)
    account = try_out(settings, channel, model, {**had, **given}, SystemClock())
    tell([account])
    if not account.usable:
        refuse(t("Belum ada yang disimpan. Perbaiki yang disebut di atas, lalu jalankan lagi perintah ini."), NEEDS_PERSON)
    try:
        kept = keep(settings.path, given, os.environ, in_file)
    except SecretError as error:
        refuse(str(error), NEEDS_PERSON)
    for one in kept:
        typer.echo(str(one))
    if any(one.needs_person for one in kept):
        raise typer.Exit(NEEDS_PERSON)
    if model.enabled:
        _settle(home, slug, account)
    if account.level == Level.PERSON:
        raise typer.Exit(NEEDS_PERSON)


def _explain(channel: str, guide: "AccountGuide | None") -> None:
    if guide:
        typer.echo(t("Menyambungkan kanal {channel}: {platform}.", channel=channel, platform=t(guide.name)))
    else:
        typer.echo(t("Menyambungkan kanal {channel}.", channel=channel))
    for number, step in enumerate(guide.steps if guide else (), start=1):
        typer.echo(f"  {number}. {t(step)}")
    if guide and guide.rights:
        typer.echo(t("  Hak yang perlu: {rights}.", rights=t(guide.rights)))


def _settle(home: Path, slug: str, account: "Account") -> None:
    """What the board said of the old token is over, or is said of the new one."""
    from flows.accounts import enter_standing
    from flows.board import write_board

    with open_room(home, slug) as room:
        enter_standing(room, [account])
        write_board(room)


def tell(examined: Sequence["Account"]) -> None:
    """One paragraph an account: how it is, what is known of it, what to do."""
    console = Console(soft_wrap=True)
    for account in examined:
        console.print(f"[{_STYLES[account.level.name]}]{t(str(account.level)).upper()}[/] ", end="")
        console.print(f"{account.channel} ({account.type}): {_standing(account)}", markup=False)
        for line in _lines(account):
            console.print(f"    {line}", markup=False, highlight=False)


def _standing(account: "Account") -> str:
    who = account.account
    if account.may_publish:
        return t("masuk sebagai {who}, boleh menayangkan.", who=who) if who else t("belum masuk, boleh menayangkan.")
    return t("masuk sebagai {who}.", who=who) if who else t("belum masuk.")


def _lines(account: "Account") -> Iterator[str]:
    for finding in account.told:
        yield f"- {finding.text}"
        if finding.do:
            yield t("  Yang perlu dilakukan: {do}", do=finding.do)
    if account.reached:
        told = {one.what for one in account.standing}
        if account.token_ends and "token" not in told:
            yield t("Token berlaku sampai {day}.", day=f"{account.token_ends:%Y-%m-%d}")
        if account.version_ends and "version" not in told:
            yield t("Versi API berlaku sampai {day}.", day=f"{account.version_ends:%Y-%m-%d}")
        if budget := account.budget:
            yield t("Jatah: {used} dari {total} {what} terpakai.", used=budget.used, total=budget.total, what=t(budget.what))
        if account.cost:
            yield t("Biaya: {cost}", cost=t(account.cost))


def as_row(account: "Account") -> dict[str, Any]:
    """One account for machines."""
    budget = account.budget
    return {
        "channel": account.channel,
        "type": account.type,
        "ok": account.level.name != "PERSON",
        "level": account.level.name.lower(),
        "account": account.account,
        "may_publish": account.may_publish,
        "token_ends": account.token_ends.isoformat() if account.token_ends else None,
        "version_ends": account.version_ends.isoformat() if account.version_ends else None,
        "cost": account.cost,
        "budget": {"used": budget.used, "total": budget.total, "what": budget.what} if budget else None,
        "problem": "; ".join(str(finding) for finding in account.told),
        "findings": [{"level": f.level.name.lower(), "text": f.text, "do": f.do} for f in account.told],
    }
