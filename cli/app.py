"""The front door: every command of tayang, gathered from the modules that hold them."""

import typer

from cli import (
    accounts,
    copies,
    correcting,
    demo,
    handing_in,
    home,
    keeping,
    lists,
    looking,
    packages,
    proposing,
    readers,
    serve,
    signing,
    sop,
    switches,
    withdrawing,
    work,
)  # fmt: skip

app = typer.Typer(
    help="Menayangkan yang sudah disetujui: sekali, terbukti, tercatat.", no_args_is_help=True, add_completion=False
)
ROOMS = (
    home, proposing, handing_in, packages, signing, withdrawing, correcting, switches, looking, accounts, copies, work, readers,
    lists, sop, keeping, serve, demo,
)  # fmt: skip
for room in ROOMS:
    room.register(app)
