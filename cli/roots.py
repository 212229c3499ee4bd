"""What the daily roots say of a book, in sentences."""

from collections.abc import Iterator

from language.say import t, tn
from ledger.anchor_check import AnchorReport


def anchor_lines(report: AnchorReport) -> Iterator[str]:
    """Nothing where the home has no root yet."""
    if not report.days:
        return
    yield t(
        "Akar harian: {days}, terakhir {last}, mencakup sampai entri {entry}.",
        days=report.days,
        last=report.last_day,
        entry=report.covered,
    )
    if report.stamps:
        yield t(
            "Bertanda waktu: {stamps}, terakhir {at} UTC, membuktikan sampai entri {entry}.",
            stamps=report.stamps,
            at=report.stamped_at[:19],
            entry=report.stamped,
        )
    if report.unanchored:
        yield tn("Belum berakar: {n} entri terbaru (akar berikutnya dibuat saat perawatan malam).", report.unanchored)
    yield from (t("Catatan: {note}.", note=note) for note in report.notes)
