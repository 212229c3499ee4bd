"""Writes commands.md and commands.en.md from the commands themselves: `python -m cli.commands_page docs`."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import typer

from cli.app import PANELS, app
from cli.in_language import say_help
from language.say import Language, later, speak, spoken, t

Words = frozenset[tuple[str, str]]
"""Options and what they mean."""
_FILES: Mapping[Language, str] = {"id": "commands.md", "en": "commands.en.md"}

_HEAD = later("""# Perintah

> Halaman ini ditulis oleh `make docs` dari perintahnya sendiri; jangan disunting, ubahlah perintahnya.

Keterangan yang sama tampil di terminal dengan `tayang PERINTAH --help`; `tayang` saja menyebut keadaan kantor
dan apa yang harus dilakukan. Di hampir semua perintah berlaku juga:

- `--home`: rumah tayang (map yang berisi `tayang.toml`). Tidak disebut: variabel `TAYANG_HOME`, lalu map tempat Anda berada.
- `--office`: nama pendek satuan kerja; boleh kosong bila rumahnya hanya melayani satu.
- `--json`: keluaran untuk mesin, pada perintah yang menampilkan daftar.

Status keluar: 0 berhasil · 1 ada yang perlu orang · 2 keliru dipakai.
""")


def page(language: Language) -> str:
    """The whole page in a language, the same commands always the same text."""
    before = spoken()
    speak(language)
    try:
        return "\n".join(_parts())
    finally:
        speak(before)


def _parts() -> Iterator[str]:
    front: Any = typer.main.get_command(app)
    say_help(front)
    everywhere = frozenset((one.opts[0], str(one.help)) for one in front.params)
    yield t(_HEAD)
    for panel in map(t, PANELS):
        yield f"## {panel}\n"
        for name, command in front.commands.items():
            if command.rich_help_panel == panel and not command.hidden:
                yield from _section(name, command, everywhere)


def _section(name: str, command: Any, everywhere: Words) -> Iterator[str]:
    parts = getattr(command, "commands", {})
    stands_alone = not parts or command.invoke_without_command
    yield f"### `tayang {name}`\n" if stands_alone else f"### tayang {name}\n"
    yield f"{_sentence(command)}\n"
    if stands_alone:
        yield from _call(name, command, everywhere)
    for part, below in parts.items():
        yield f"#### `tayang {name} {part}`\n"
        yield f"{_sentence(below)}\n"
        yield from _call(f"{name} {part}", below, everywhere)


def _sentence(command: Any) -> str:
    return " ".join(str(command.help or "").split())


def _call(name: str, command: Any, everywhere: Words) -> Iterator[str]:
    """How it is typed, and what each of its own words means."""
    shown = [one for one in command.params if (one.opts[0], str(one.help)) not in everywhere and not one.hidden]
    typed = (_typed(one) if one.required else f"[{_typed(one)}]" for one in shown if one.required or _is_argument(one))
    yield f"    tayang {' '.join((name, *typed))}\n"
    lines = [_line(one) for one in shown]
    if lines:
        yield "\n".join(lines) + "\n"


def _is_argument(parameter: Any) -> bool:
    return not parameter.opts[0].startswith("-")


def _typed(parameter: Any) -> str:
    if _is_argument(parameter):
        return str(parameter.metavar or parameter.opts[0].upper().replace("_", "-")).strip("[]")
    option = " / ".join((*parameter.opts, *parameter.secondary_opts))
    return option if parameter.is_flag else f"{option} …"


def _line(parameter: Any) -> str:
    told = [" ".join(str(parameter.help).split())] if parameter.help else []
    names = [str(one.value) for one in type(parameter.default)] if hasattr(type(parameter.default), "__members__") else []
    if names:
        told.append(t("Pilihan: {choices}.", choices=", ".join(names)))
    notes = [t("wajib")] if parameter.required else []
    notes += [t("boleh berkali-kali")] if parameter.multiple else []
    told += [f"({'; '.join(notes)})"] if notes else []
    colon = ":" if parameter.help or names else ""
    return " ".join((f"- `{_typed(parameter)}`{colon}", *told))


if __name__ == "__main__":
    for language, file in _FILES.items():
        (Path(sys.argv[1]) / file).write_text(page(language), encoding="utf-8")
