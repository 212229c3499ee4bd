"""`python -m cli`: what the launcher `./tayang` runs."""

import os
import sys
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import typer
from sqlalchemy.exc import OperationalError

from cli.app import app
from cli.context import WRONG_USE, refuse
from cli.terminal import guard_the_screen
from cli.wrong_use import told
from config.spoken import known_language, language_of
from language.say import Language, later, speak, t

_CLOSED = later("""Buku catatan tidak dapat dibuka; pekerjaan ini tidak selesai. Kata basis data: {why}
Periksa apakah basis datanya menyala, cakramnya tidak penuh, dan TAYANG_LEDGER_URL benar, lalu ulangi perintah yang sama.""")


def main() -> None:
    guard_the_screen()
    speak(_language(sys.argv[1:]))
    try:
        sys.exit(app(prog_name="tayang", standalone_mode=False))
    except typer.Abort:
        sys.exit(t("Dibatalkan."))
    except typer.TyperException as error:
        with suppress(typer.Exit):
            refuse(told(error))
        sys.exit(WRONG_USE)
    except OperationalError as error:
        with suppress(typer.Exit):
            refuse(t(_CLOSED, why=str(error.orig).strip().partition("\n")[0]))
        sys.exit(WRONG_USE)


def _language(words: list[str]) -> Language:
    """The language that a new home is to speak, else that of the home which is meant, before anything else is known of it."""
    if told := _value(words, "--language"):
        return known_language(told)
    return language_of(Path(_value(words, "--home") or os.environ.get("TAYANG_HOME", "")))


def _value(words: list[str], option: str) -> str:
    """What stands behind an option, "" without it."""
    for word, after in pairwise([*words, ""]):
        if word == option:
            return after
        if word.startswith(f"{option}="):
            return word.partition("=")[2]
    return ""


if __name__ == "__main__":
    main()
