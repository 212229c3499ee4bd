"""How the body of an answer is read: decoded and kept within a bound, or digested piece by piece."""

import hashlib
import zlib
from collections.abc import Callable

import aiohttp


async def read_decoded(response: aiohttp.ClientResponse, cap: int) -> tuple[bytes, bytes, str]:
    """Wire bytes, decoded bytes, and why it is not whole; neither grows beyond `cap`."""
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding in ("", "identity"):
        body, cut = await _read_plain(response, cap)
        return body, body, cut
    decoder = _decoder(encoding)
    if decoder is None:
        response.close()
        return b"", b"", "encoding"
    return await _read_packed(response, decoder, cap)


async def _read_plain(response: aiohttp.ClientResponse, cap: int) -> tuple[bytes, str]:
    chunks: list[bytes] = []
    left = cap
    try:
        while chunk := await response.content.readany():
            chunks.append(chunk)
            left -= len(chunk)
            if left < 0:
                response.close()
                return b"".join(chunks)[:cap], "limit"
    except aiohttp.ClientPayloadError:
        return b"".join(chunks), "disconnect"
    return b"".join(chunks), ""


async def _read_packed(response: aiohttp.ClientResponse, decoder: "zlib._Decompress", cap: int) -> tuple[bytes, bytes, str]:
    wire, body = bytearray(), bytearray()
    try:
        async for chunk in response.content.iter_any():
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


def _decoder(encoding: str) -> "zlib._Decompress | None":
    match encoding:
        case "gzip" | "x-gzip":
            return zlib.decompressobj(zlib.MAX_WBITS | 16)
        case "deflate":
            return zlib.decompressobj()
        case _:
            return None
