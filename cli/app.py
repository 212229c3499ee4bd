"""The front door: every command of tayang, gathered from the modules that hold them."""

import typer

from cli import (
    accounts,
    copies,
    correcting,
    demo,
    fleet,
    front,
    handing_in,
    home,
    keeping,
    lists,
    looking,
    messages,
    packages,
    papers,
    proposing,
    readers,
    serve,
    signing,
    sop,
    switches,
    why,
    withdrawing,
    work,
)  # fmt: skip
from cli.in_language import FrontDoor
from language.say import later

app = typer.Typer(cls=FrontDoor)
PANELS = {
    later("Mulai"): (front, home, demo, serve),
    later("Isi dan persetujuan"): (proposing, handing_in, packages, papers, signing, sop),
    later("Penayangan"): (work, looking, why, switches, withdrawing, correcting),
    later("Kanal dan akun"): (accounts,),
    later("Tautan, pembaca, laporan"): (copies, readers, lists),
    later("Perawatan"): (keeping, messages, fleet),
}
"""What `tayang --help` shows under which heading."""
for heading, rooms in PANELS.items():
    for room in rooms:
        room.register(app)
    for command in app.registered_commands:
        command.rich_help_panel = command.rich_help_panel or heading
    for group in app.registered_groups:
        group.rich_help_panel = group.rich_help_panel or heading
