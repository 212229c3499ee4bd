"""The board as a page in Prefect: is everything well, and if not, what does who have to do?"""

from collections.abc import Iterator

from reports.board import Action, Board
from reports.form_page import plain

_SHOWN = 50


def state_page(board: Board) -> str:
    """Markdown. A text of somebody else's is a text there, too: neither markup nor address."""
    return "\n".join(_lines(board))


def is_well(board: Board) -> bool:
    """Whether nothing waits for a person."""
    return not (board.paused or board.troubles or board.held or board.to_do)


def _lines(board: Board) -> Iterator[str]:
    yield f"# {'Semua baik' if is_well(board) else 'Ada yang menunggu orang'}"
    yield f"\n{plain(board.office_name)} · {board.made_at}" + (" · PRAKTIK" if board.practice else "") + "\n"
    yield "| " + " | ".join(name for name, _ in board.figures) + " |"
    yield "| " + " | ".join("---" for _ in board.figures) + " |"
    yield "| " + " | ".join(str(count) for _, count in board.figures) + " |"
    if not is_well(board):
        yield "\n## Yang perlu dilakukan\n\n| Apa | Yang perlu dilakukan | Perintah |\n| --- | --- | --- |"
        yield from _asked(board)
    if under_way := [card for card in board.rest if card.tone == "wait"][:_SHOWN]:
        yield "\n## Sedang berjalan\n\n| Paket | Keadaan | Catatan |\n| --- | --- | --- |"
        yield from (f"| {plain(card.title or card.name)} | {plain(card.state)} | {plain(card.note)} |" for card in under_way)
    if board.last_sweep:
        yield f"\nAntrean terakhir dilihat {board.last_sweep}. Papan operator: `papan.html` di map antrean."


def _asked(board: Board) -> Iterator[str]:
    if board.paused:
        yield f"| Semua penayangan | dihentikan: {plain(board.paused)} | `{board.resume}` |"
    for trouble in board.troubles[:_SHOWN]:
        yield _line("Kanal dan tautan", trouble)
    for held in board.held[:_SHOWN]:
        why = f"ditahan: {plain(held.reasons[0])} Perbaiki di {plain(held.place)}, lalu pindahkan ke masuk/."
        yield f"| {plain(held.name)} | {why} | |"
    for card in board.to_do[:_SHOWN]:
        yield from (_line(card.title or card.name, action) for action in card.actions)


def _line(whose: str, action: Action) -> str:
    command = f"`{action.command.replace('`', ' ').replace('|', ' ')}`" if action.command else plain(action.name)
    return f"| {plain(whose)} | {plain(action.text)} | {command} |"
