"""`python -m cli`: what the launcher `./tayang` runs."""

import sys
from contextlib import suppress

import typer
from sqlalchemy.exc import OperationalError

from cli.app import app
from cli.context import WRONG_USE, refuse
from cli.terminal import guard_the_screen
from cli.wrong_use import speak_indonesian, told
from language.say import later

_CLOSED = later("""Buku catatan tidak dapat dibuka; pekerjaan ini tidak selesai. Kata basis data: {why}
Periksa apakah basis datanya menyala, cakramnya tidak penuh, dan TAYANG_LEDGER_URL benar, lalu ulangi perintah yang sama.""")


def main() -> None:
    guard_the_screen()
    speak_indonesian()
    try:
        sys.exit(app(prog_name="tayang", standalone_mode=False))
    except typer.Abort:
        sys.exit("Dibatalkan.")
    except typer.TyperException as error:
        with suppress(typer.Exit):
            refuse(told(error))
        sys.exit(WRONG_USE)
    except OperationalError as error:
        with suppress(typer.Exit):
            refuse(_CLOSED.format(why=str(error.orig).strip().partition("\n")[0]))
        sys.exit(WRONG_USE)


if __name__ == "__main__":
    main()
