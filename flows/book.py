"""What a person is told when the ledger itself fails."""

from collections.abc import Iterator
from contextlib import contextmanager

from language.say import later, t
from ledger.store import LedgerFailure

MEND_DISK = later("Periksa ruang dan keadaan disk; sesudah itu sapuan berikutnya melanjutkan, tidak ada yang hilang.")


class BookFailed(Exception):
    """The ledger can be neither read nor written now: a full disk, say. Nothing more was sent."""


@contextmanager
def book_failures_told() -> Iterator[None]:
    """Whatever the database says becomes one sentence that tells what to do."""
    try:
        yield
    except LedgerFailure as error:
        cause = getattr(error, "orig", None) or type(error).__name__
        told = t("Buku catatan tidak dapat dibaca atau ditulis ({cause}).", cause=cause)
        raise BookFailed(f"{told} {t(MEND_DISK)}") from error
