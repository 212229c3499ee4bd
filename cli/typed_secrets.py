"""Secrets as a person types or pipes them in: never shown, never an argument that others could see in a list of processes."""

import sys
from collections.abc import Iterable, Mapping

import typer

from cli.context import refuse
from language.say import t


def read_secrets(names: Mapping[str, str], told: Mapping[str, str], had: Iterable[str]) -> dict[str, str]:
    """What was given, by the name of the secret. `names` by field; `told`: what each holds; `had`: what need not be given again.

    At a terminal each is asked for without echo; else the input holds one a line, in the order of the fields or as NAME=value.
    """
    unique = dict.fromkeys(names.values())
    labels = {name: t(told.get(field, field)) for field, name in reversed(list(names.items()))}
    given = _asked(unique, labels, had) if sys.stdin.isatty() else _piped(list(unique), sys.stdin.read().splitlines())
    missing = [name for name in unique if name not in given and name not in had]
    if missing:
        refuse(
            t(
                "Belum lengkap: {missing}. Tidak ada yang disimpan.",
                missing=", ".join(f"{labels[name]} ({name})" for name in missing),
            )
        )
    if not given:
        refuse(t("Tidak ada rahasia yang diisi; yang lama tetap dipakai. Periksa dengan `tayang doctor`."))
    return given


def _asked(names: Iterable[str], labels: Mapping[str, str], had: Iterable[str]) -> dict[str, str]:
    typer.echo(t("Tempelkan setiap rahasia lalu tekan Enter; tidak akan tampak di layar."))
    given: dict[str, str] = {}
    for name in names:
        asked = f"{labels[name]} ({name})"
        if name in had:
            asked = t("{label} ({name}; Enter saja: tetap yang lama)", label=labels[name], name=name)
        value = typer.prompt(asked, hide_input=True, default="", show_default=False).strip()
        given |= {name: value} if value else {}
    return given


def _piped(names: list[str], lines: list[str]) -> dict[str, str]:
    lines = [line.strip() for line in lines if line.strip()]
    named = {name: line.removeprefix(f"{name}=").strip() for line in lines for name in names if line.startswith(f"{name}=")}
    if named:
        return {name: value for name, value in named.items() if value}
    if len(lines) > len(names):
        refuse(
            t(
                "Terlalu banyak baris: yang dibaca {names}, satu baris satu rahasia. Tidak ada yang disimpan.",
                names=", ".join(names),
            )
        )
    return dict(zip(names, lines, strict=False))
