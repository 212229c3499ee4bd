"""Writes commands.md and commands.en.md from the commands themselves: `python -m cli.commands_page docs`."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from cli.app import PANELS, app
from language.say import later

README = Path(__file__).parent.parent / "README.md"
Words = frozenset[tuple[str, str]]
"""Options and what they mean."""


@dataclass(frozen=True)
class Tongue:
    """The words around the commands' own."""

    head: str
    required: str
    repeated: str
    choices: str
    panels: dict[str, str]


INDONESIAN = Tongue(
    head=later("""# Perintah

> Halaman ini ditulis oleh `make docs` dari perintahnya sendiri; jangan disunting, ubahlah perintahnya.

Keterangan yang sama tampil di terminal dengan `tayang PERINTAH --help`; `tayang` saja menyebut keadaan kantor
dan apa yang harus dilakukan. Di hampir semua perintah berlaku juga:

- `--home`: rumah tayang (map yang berisi `tayang.toml`). Tidak disebut: variabel `TAYANG_HOME`, lalu map tempat Anda berada.
- `--office`: nama pendek satuan kerja; boleh kosong bila rumahnya hanya melayani satu.
- `--json`: keluaran untuk mesin, pada perintah yang menampilkan daftar.

Status keluar: 0 berhasil · 1 ada yang perlu orang · 2 keliru dipakai.
"""),
    required="wajib",
    repeated="boleh berkali-kali",
    choices="Pilihan:",
    panels={name: name for name in PANELS},
)
ENGLISH = Tongue(
    head=later("""# Commands

> This page is written by `make docs` from the commands themselves; do not edit it, change the command.

`tayang COMMAND --help` shows the same in a terminal. The program speaks Indonesian, so its own words stand here in Indonesian,
below a line in English that says what the command is for. Nearly every command also takes:

- `--home`: the home of tayang (the folder with `tayang.toml`). Left out: the variable `TAYANG_HOME`, else the folder you are in.
- `--office`: the short name of an office; may be left out where a home serves one.
- `--json`: output for machines, on commands that list something.

Exit status: 0 done · 1 a person is needed · 2 wrong use.
"""),
    required="required",
    repeated="may be repeated",
    choices="One of:",
    panels=dict(
        zip(
            PANELS,
            ("To begin", "Content and approval", "Publication", "Channels", "Links, readers, reports", "Care"),
            strict=True,
        )
    ),
)


def page(tongue: Tongue) -> str:
    """The whole page, the same commands always the same text."""
    front: Any = typer.main.get_command(app)
    everywhere = frozenset((one.opts[0], str(one.help)) for one in front.params)
    told = _told_in_english() if tongue is ENGLISH else {}
    parts = [tongue.head]
    for panel in PANELS:
        parts.append(f"## {tongue.panels[panel]}\n")
        for name, command in front.commands.items():
            if command.rich_help_panel == panel and not command.hidden:
                parts += _section(name, command, tongue, told.get(name, ""), everywhere)
    return "\n".join(parts)


def _section(name: str, command: Any, tongue: Tongue, told: str, everywhere: Words) -> Iterator[str]:
    parts = getattr(command, "commands", {})
    stands_alone = not parts or command.invoke_without_command
    yield f"### `tayang {name}`\n" if stands_alone else f"### tayang {name}\n"
    if told:
        yield f"*{told}*\n"
    yield f"{_sentence(command)}\n"
    if stands_alone:
        yield from _call(name, command, tongue, everywhere)
    for part, below in parts.items():
        yield f"#### `tayang {name} {part}`\n"
        yield f"{_sentence(below)}\n"
        yield from _call(f"{name} {part}", below, tongue, everywhere)


def _sentence(command: Any) -> str:
    return " ".join(str(command.help or "").split())


def _call(name: str, command: Any, tongue: Tongue, everywhere: Words) -> Iterator[str]:
    """How it is typed, and what each of its own words means."""
    shown = [one for one in command.params if (one.opts[0], str(one.help)) not in everywhere and not one.hidden]
    typed = (_typed(one) if one.required else f"[{_typed(one)}]" for one in shown if one.required or _is_argument(one))
    yield f"    tayang {' '.join((name, *typed))}\n"
    lines = [_line(one, tongue) for one in shown]
    if lines:
        yield "\n".join(lines) + "\n"


def _is_argument(parameter: Any) -> bool:
    return not parameter.opts[0].startswith("-")


def _typed(parameter: Any) -> str:
    if _is_argument(parameter):
        return str(parameter.metavar or parameter.opts[0].upper().replace("_", "-")).strip("[]")
    option = " / ".join((*parameter.opts, *parameter.secondary_opts))
    return option if parameter.is_flag else f"{option} …"


def _line(parameter: Any, tongue: Tongue) -> str:
    told = [" ".join(str(parameter.help).split())] if parameter.help else []
    names = [str(one.value) for one in type(parameter.default)] if hasattr(type(parameter.default), "__members__") else []
    if names:
        told.append(f"{tongue.choices} {', '.join(names)}.")
    notes = [tongue.required] if parameter.required else []
    notes += [tongue.repeated] if parameter.multiple else []
    told += [f"({'; '.join(notes)})"] if notes else []
    colon = ":" if parameter.help or names else ""
    return " ".join((f"- `{_typed(parameter)}`{colon}", *told))


def _told_in_english() -> dict[str, str]:
    """What the README says of each command, without its links."""
    told: dict[str, str] = {}
    for cell, words in re.findall(r"^\| (`tayang.*?) \| (.+) \|$", README.read_text("utf-8"), re.MULTILINE):
        plain = re.sub(r"\s*\(?\[([^\]]+)\]\([^)]+\)\)?", lambda found: "" if "/" in found[1] else f" {found[1]}", words)
        for name in re.findall(r"tayang ([a-z-]+)", cell):
            told.setdefault(name, plain[0].upper() + plain[1:] + ".")
    return told


if __name__ == "__main__":
    for file, tongue in (("commands.md", INDONESIAN), ("commands.en.md", ENGLISH)):
        (Path(sys.argv[1]) / file).write_text(page(tongue), encoding="utf-8")
