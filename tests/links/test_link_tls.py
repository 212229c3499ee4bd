"""A certificate that ended or belongs to another host is dead; one that ends soon warns."""

import asyncio
import datetime as dt
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from links.check import Check, Expectation, check
from links.problems import Verdict
from links.session import open_session
from safety.addresses import AddressPolicy
from safety.clock import SystemClock

KEY = ec.generate_private_key(ec.SECP256R1())


def certificate(folder: Path, host: str, days: int, issuer: str = "") -> Path:
    """For `host`, signed by itself unless `issuer` is named; every name here has the same key."""
    now = SystemClock().now()
    name, by = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, said)]) for said in (host, issuer or host))
    made = (
        x509.CertificateBuilder(by, name, KEY.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=30))
        .not_valid_after(now + dt.timedelta(days=days, hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(KEY, hashes.SHA256())
    )
    secret = KEY.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / f"{host}.pem"
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file


@asynccontextmanager
async def serving(file: Path) -> AsyncIterator[int]:
    """The port of a site with this key and this certificate alone."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)

    async def answer(request: web.Request) -> web.Response:
        return web.Response(text="<title>Berita</title>", content_type="text/html")

    app = web.Application()
    app.add_routes([web.get("/", answer)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=server).start()
    yield runner.addresses[0][1]
    await runner.cleanup()


async def look(port: int, trust: Path) -> Check:
    context = ssl.create_default_context(cafile=str(trust))
    async with open_session(AddressPolicy(frozenset({f"localhost:{port}"})), tls=context) as session:
        return await check(session, Expectation(f"https://localhost:{port}/", "Berita"), SystemClock())


@pytest.mark.parametrize(
    ("host", "days", "verdict", "left"),
    [
        ("localhost", 90, Verdict.LIVE, 90),
        ("localhost", 5, Verdict.LIVE_WARN, 5),
        ("localhost", -2, Verdict.DEAD, None),
        ("lain.example", 90, Verdict.DEAD, None),
    ],
)
async def test_certificate(tmp_path: Path, host: str, days: int, verdict: Verdict, left: int | None) -> None:
    file = certificate(tmp_path, host, days)
    async with serving(file) as port:
        result = await look(port, file)
    assert (result.verdict, result.tls_days) == (verdict, left), result.problems


async def test_a_server_that_forgets_the_certificate_in_between_is_not_dead_for_browsers_open_it(tmp_path: Path) -> None:
    root = certificate(tmp_path, "akar.example", 900)
    async with serving(certificate(tmp_path, "localhost", 90, issuer="perantara.example")) as port:
        result = await look(port, root)
    assert (result.verdict, result.codes) == (Verdict.UNKNOWN, ("tls_chain",))
    assert "perantara" in result.problems[0].mend


async def test_who_signed_for_himself_alone_is_refused_by_every_browser(tmp_path: Path) -> None:
    async with serving(certificate(tmp_path, "localhost", 90)) as port:
        result = await look(port, certificate(tmp_path, "akar.example", 900))
    assert (result.verdict, result.codes) == (Verdict.DEAD, ("tls",))


@pytest.mark.parametrize(("answer", "why"), [(b"HTTP/1.1 400 Bad Request\r\n\r\n", "wrong version number"), (b"", "")])
async def test_a_handshake_that_fails_says_nothing_of_the_page_which_browsers_may_well_open(
    tmp_path: Path, answer: bytes, why: str
) -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(answer)
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        result = await look(server.sockets[0].getsockname()[1], certificate(tmp_path, "localhost", 90))
    assert (result.verdict, result.codes) == (Verdict.UNKNOWN, ("unreachable",))
    assert why in result.problems[0].indonesian
