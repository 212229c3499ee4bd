"""A certificate that ended or belongs to another host is dead; one that ends soon warns."""

import datetime as dt
import ssl
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from links.check import Expectation, check
from links.problems import Verdict
from links.session import open_session
from safety.addresses import AddressPolicy
from safety.clock import SystemClock


def certificate(folder: Path, host: str, days: int) -> Path:
    key, now = ec.generate_private_key(ec.SECP256R1()), SystemClock().now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=30))
        .not_valid_after(now + dt.timedelta(days=days, hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / "server.pem"
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file


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
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)

    async def answer(request: web.Request) -> web.Response:
        return web.Response(text="<title>Berita</title>", content_type="text/html")

    app = web.Application()
    app.add_routes([web.get("/", answer)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=server).start()
    port = runner.addresses[0][1]
    trust = ssl.create_default_context(cafile=str(file))
    async with open_session(AddressPolicy(frozenset({f"localhost:{port}"})), tls=trust) as session:
        result = await check(session, Expectation(f"https://localhost:{port}/", "Berita"), SystemClock())
    await runner.cleanup()
    assert (result.verdict, result.tls_days) == (verdict, left), result.problems
