"""How the body of an answer is read: decoded and kept within a bound, or digested piece by piece."""

import hashlib
import zlib
from collections.abc import Callable

import aiohttp


class _Plain:
    """Stands where a decompressor would, for a body sent as it is."""

    eof = True

    def decompress(self, data: bytes, room: int) -> bytes:
        return data[:room]


async def read_decoded(response: aiohttp.ClientResponse, cap: int) -> tuple[bytes, bytes, str]:
    """Wire bytes, decoded bytes, and why it is not whole; neither grows beyond `cap`."""
    decoder = _decoder(response.headers.get("Content-Encoding", ""))
    if decoder is None:
        response.close()
        return b"", b"", "encoding"
    wire, body = bytearray(), bytearray()
    try:
        async for chunk in response.content.iter_chunked(16 * 1024):
            wire += chunk
            body += decoder.decompress(chunk, cap + 1 - len(body))
            if len(wire) > cap or len(body) > cap:
                response.close()
                return bytes(wire[:cap]), bytes(body[:cap]), "limit"
    except aiohttp.ClientPayloadError:
        return bytes(wire), bytes(body), "disconnect"
    except zlib.error:
        response.close()
        return bytes(wire), bytes(body), "encoding"
    return bytes(wire), bytes(body), "" if decoder.eof or not wire else "disconnect"


async def read_digest(response: aiohttp.ClientResponse, cap: int, take: Callable[[bytes], object]) -> tuple[str, str]:
    """The digest of a body as it was sent, and why it is not whole."""
    digest, left = hashlib.sha256(), cap
    try:
        async for chunk in response.content.iter_chunked(256 * 1024):
            if len(chunk) > left:
                response.close()
                return digest.hexdigest(), "limit"
            digest.update(chunk)
            take(chunk)
            left -= len(chunk)
    except aiohttp.ClientPayloadError:
        return digest.hexdigest(), "disconnect"
    return digest.hexdigest(), ""


def _decoder(encoding: str) -> "zlib._Decompress | _Plain | None":
    match encoding.strip().lower():
        case "" | "identity":
            return _Plain()
        case "gzip" | "x-gzip":
            return zlib.decompressobj(zlib.MAX_WBITS | 16)
        case "deflate":
            return zlib.decompressobj()
        case _:
            return None
