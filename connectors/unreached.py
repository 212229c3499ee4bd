"""Why a server could not be reached, in words for the person who sees to the line. Imports nothing of a platform."""

import errno
import ssl
from collections.abc import Iterator
from socket import gaierror

from urllib3.exceptions import ConnectTimeoutError, NameResolutionError

from language.say import later, t

_REFUSED = later("sambungan ditolak; servernya mati atau alamatnya salah")
_NO_NAME = later("nama servernya tidak ditemukan; periksa sambungan internet, lalu alamat kanal")
_SILENT = later("tidak ada jawaban; periksa sambungan internet")
_BROKEN_OFF = later("sambungan aman terputus sebelum terjalin ({reason}); periksa sambungan internet")
_NO_WAY = later("tidak ada jalan ke sana; periksa sambungan internet")
_CUT = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
_PASSING = frozenset(
    {"TLSV1_ALERT_INTERNAL_ERROR", "TLSV1_ALERT_USER_CANCELLED", "SSLV3_ALERT_BAD_RECORD_MAC"}
    | {"DECRYPTION_FAILED_OR_BAD_RECORD_MAC", "UNEXPECTED_EOF_WHILE_READING"}
)
"""What OpenSSL says of a server in passing trouble, or of a line that garbles."""
_ERRNO = {
    errno.ECONNREFUSED: _REFUSED,
    errno.ENETUNREACH: _NO_WAY,
    errno.EHOSTUNREACH: _NO_WAY,
    errno.ENETDOWN: _NO_WAY,
    errno.ETIMEDOUT: _SILENT,
}


def why_unreached(error: BaseException) -> str:
    """Plain words for a failure to connect, "" for one that is not known here."""
    chain = list(_chain(error))
    if any(isinstance(one, NameResolutionError | gaierror) for one in chain):
        return t(_NO_NAME)
    known = (_ERRNO[one.errno] for one in chain if isinstance(one, OSError) and one.errno in _ERRNO)
    silent = any(isinstance(one, ConnectTimeoutError | TimeoutError) for one in chain)
    if told := next((t(one) for one in known), t(_SILENT) if silent else ""):
        return told
    broken_off = next((one for one in chain if isinstance(one, ssl.SSLError)), None)
    return t(_BROKEN_OFF, reason=broken_off.reason or str(broken_off)) if broken_off else ""


def is_refused_for_good(error: BaseException) -> bool:
    """Whether no secure line can come about until somebody acts: a certificate that is not believed, a server that speaks no TLS
    or one that we do not speak. Only a handshake that breaks off is as any line that does."""
    return any(isinstance(one, ssl.SSLError) and not _is_passing(one) for one in _chain(error))


def _is_passing(error: ssl.SSLError) -> bool:
    """What OpenSSL gives no reason for may pass as well."""
    return isinstance(error, _CUT) or not error.reason or error.reason in _PASSING


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what it was made of, outermost first; urllib3 keeps the reason beside the usual cause."""
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop(0)
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [getattr(one, "reason", None), one.__cause__, one.__context__, *one.args]
