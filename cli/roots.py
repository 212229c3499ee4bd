"""What the daily roots say of a book, in sentences."""

from collections.abc import Iterator

from ledger.anchor_check import AnchorReport


def anchor_lines(report: AnchorReport) -> Iterator[str]:
    """Nothing where the home has no root yet."""
    if not report.days:
        return
    yield f"Akar harian: {report.days}, terakhir {report.last_day}, mencakup sampai entri {report.covered}."
    if report.stamps:
        at = report.stamped_at[:19]
        yield f"Bertanda waktu: {report.stamps}, terakhir {at} UTC, membuktikan sampai entri {report.stamped}."
    if report.unanchored:
        yield f"Belum berakar: {report.unanchored} entri terbaru (akar berikutnya dibuat saat perawatan malam)."
    yield from (f"Catatan: {note}." for note in report.notes)
