"""Write and verify WARC files: SHA-256 digests, no cookies or credentials, what broke off is marked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter
from yarl import URL

from links.session import USER_AGENT, Answer

_SECRET = frozenset({"cookie", "set-cookie", "set-cookie2", "authorization", "proxy-authorization", "www-authenticate"})
# The body is kept without its chunk frames, so these no longer describe it.
_FRAMING = frozenset({"transfer-encoding", "connection", "keep-alive", "trailer"})
_TRUNCATED = {"limit": "length", "disconnect": "disconnect", "encoding": "unspecified"}


class _Writer(WARCWriter):  # type: ignore[misc]  # warcio ships no types
    @staticmethod
    def _create_digester() -> Digester:
        return Digester("sha256")


@dataclass(frozen=True)
class Kept:
    """A file that lies beside the archive and is put into it as well, without the headers it came with."""

    url: str
    mime: str
    body: bytes


def as_asked(url: str) -> str:
    """An address in the one form in which it is sent, ASCII alone: pages write spaces, dashes and accents as they like."""
    return str(URL(url))


def archive(answers: Iterable[Answer], at: datetime, kept: Iterable[Kept] = ()) -> bytes:
    """A gzipped WARC of every answer with its request, and of kept files as `resource` records."""
    out = BytesIO()
    writer = _Writer(out, gzip=True, warc_version="1.1")
    date = {"WARC-Date": at.strftime("%Y-%m-%dT%H:%M:%SZ")}
    info = f"software: {USER_AGENT}\r\nformat: WARC File Format 1.1\r\n".encode()
    headers = {**date, "Content-Type": "application/warc-fields"}
    writer.write_record(writer.create_warc_record("", "warcinfo", BytesIO(info), len(info), warc_headers_dict=headers))
    for answer in answers:
        writer.write_request_response_pair(_request(writer, answer, date), _response(writer, answer, date))
    for file in kept:
        body = BytesIO(file.body)
        told = {"warc_content_type": file.mime, "warc_headers_dict": date}
        writer.write_record(writer.create_warc_record(as_asked(file.url), "resource", body, len(file.body), **told))
    return out.getvalue()


def _response(writer: WARCWriter, answer: Answer, date: dict[str, str]) -> object:
    kept = [(k, v) for k, v in answer.headers if k.lower() not in _SECRET | _FRAMING]
    reason = answer.reason.encode("ascii", "replace").decode()
    http = StatusAndHeaders(f"{answer.status} {reason}", kept, protocol="HTTP/1.1")
    marks = {**date, "WARC-Truncated": _TRUNCATED[answer.cut]} if answer.cut else date
    return writer.create_warc_record(
        as_asked(answer.url), "response", BytesIO(answer.wire), len(answer.wire), warc_headers_dict=marks, http_headers=http
    )


def _request(writer: WARCWriter, answer: Answer, date: dict[str, str]) -> object:
    kept = [(k, v) for k, v in answer.sent if k.lower() not in _SECRET]
    url = as_asked(answer.url)
    target = "/" + url.split("://", 1)[1].partition("/")[2].split("#")[0]
    http = StatusAndHeaders(f"GET {target} HTTP/1.1", kept, is_http_request=True)
    return writer.create_warc_record(url, "request", BytesIO(b""), 0, warc_headers_dict=date, http_headers=http)


def damaged(path: Path) -> list[str]:
    """The addresses whose records do not match their SHA-256 digests, or carry none; `-` stands for the file itself."""
    bad: list[str] = []
    count = 0
    try:
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests=True):
                count += 1
                record.content_stream().read()
                headers = record.rec_headers
                digests = [headers.get_header("WARC-Block-Digest") or ""]
                if record.rec_type == "response":
                    digests.append(headers.get_header("WARC-Payload-Digest") or "")
                if not record.digest_checker.passed or not all(value.startswith("sha256:") for value in digests):
                    bad.append(headers.get_header("WARC-Target-URI") or "-")
    except Exception:  # whatever somebody made of it: the file does not hold
        bad.append("-")
    return bad if count else ["-"]
