"""The board as a page in Prefect: is everything well, and if not, what does who have to do?"""

from collections.abc import Iterator

from language.say import later, t
from reports.board import Action, Board
from reports.form_page import plain

_SHOWN = 50


def state_page(board: Board) -> str:
    """Markdown. A text of somebody else's is a text there, too: neither markup nor address."""
    return "\n".join(_lines(board))


def _lines(board: Board) -> Iterator[str]:
    yield "# " + (t("Semua baik") if board.is_well else t("Ada yang menunggu orang"))
    yield f"\n{plain(board.office_name)} · {board.made_at}" + (f" · {t('PRAKTIK')}" if board.practice else "") + "\n"
    yield "| " + " | ".join(name for name, _ in board.figures) + " |"
    yield "| " + " | ".join("---" for _ in board.figures) + " |"
    yield "| " + " | ".join(str(count) for _, count in board.figures) + " |"
    if not board.is_well:
        yield _table(t("Yang perlu dilakukan"), t("| Apa | Yang perlu dilakukan | Perintah |"))
        yield from _asked(board)
    if under_way := [card for card in board.rest if card.tone == "wait"][:_SHOWN]:
        yield _table(t("Sedang berjalan"), t("| Paket | Keadaan | Catatan |"))
        yield from (f"| {plain(card.title or card.name)} | {plain(card.state)} | {plain(card.note)} |" for card in under_way)
    if board.last_sweep:
        yield "\n" + t("Antrean terakhir dilihat {when}. Papan operator: `papan.html` di map antrean.", when=board.last_sweep)


def _table(title: str, head: str) -> str:
    return f"\n## {title}\n\n{head}\n| --- | --- | --- |"


def _asked(board: Board) -> Iterator[str]:
    if board.paused:
        yield f"| {t('Semua penayangan')} | {t('dihentikan: {why}', why=plain(board.paused))} | `{board.resume}` |"
    for trouble in board.troubles[:_SHOWN]:
        yield _line(t("Kanal dan tautan"), trouble)
    for held in board.held[:_SHOWN]:
        said = later("ditahan: {why} Perbaiki di {place}, lalu pindahkan ke masuk/.")
        yield f"| {plain(held.name)} | {t(said, why=plain(held.first_reason), place=plain(held.place))} | |"
    for stuck in board.stuck[:_SHOWN]:
        yield f"| {plain(stuck.name)} | {plain(stuck.note)} | |"
    for card in board.to_do[:_SHOWN]:
        yield from (_line(card.title or card.name, action) for action in card.actions)


def _line(whose: str, action: Action) -> str:
    command = f"`{action.command.replace('`', ' ').replace('|', ' ')}`" if action.command else plain(action.name)
    return f"| {plain(whose)} | {plain(action.text)} | {command} |"
