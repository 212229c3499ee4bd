"""The proxy's own manners: what a client of ours says to each of them, and TLS faults, which no schedule can draw."""

import datetime as dt
import ipaddress
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from connectors.contract import ConnectorError, MaybePublished, NeedsHuman, TryLater
from connectors.http import Session, Timeouts, session
from safety.addresses import AddressPolicy
from safety.clock import ManualClock
from safety.redaction import Redactor
from tests.faults.proxy import FaultProxy, Line, open_line
from tests.faults.schedule import Fault, Kind, Listed
from tests.faults.world import START


@pytest.fixture
def line() -> Iterator[Line]:
    with open_line() as line:
        yield line


class Counter:
    """A server that counts what was carried out."""

    def __init__(self, proxy: FaultProxy) -> None:
        self.done = 0
        self.app = web.Application(middlewares=[proxy.middleware()])
        self.app.router.add_post("/kirim", self._count)

    async def _count(self, request: web.Request) -> web.Response:
        await request.read()
        self.done += 1
        return web.json_response({"nomor": self.done})


def client(url: str, clock: ManualClock) -> Session:
    host = url.split("://")[1]
    return session(AddressPolicy(frozenset({host})), Redactor(), Timeouts(2, 2, 1.0), clock)


LOST = [
    Kind.RESET_BEFORE,
    Kind.EOF_BEFORE,
    Kind.RESET_ARRIVED,
    Kind.LOST_ANSWER,
    Kind.LATE_COMMIT,
    Kind.CUT_AFTER,
    Kind.DRIP_AFTER,
]
CARRIED_OUT = {Kind.LOST_ANSWER: 1, Kind.CUT_AFTER: 1, Kind.DRIP_AFTER: 1}


@pytest.mark.parametrize("kind", LOST)
def test_whatever_happens_to_the_answer_a_write_that_left_is_maybe_published(line: Line, kind: Kind) -> None:
    clock = ManualClock(START)
    proxy = FaultProxy(clock, Listed({"POST /kirim": [Fault(kind, seconds=30)]}))
    counter = Counter(proxy)
    url = line.serve(counter.app)
    with pytest.raises(MaybePublished):
        client(url, clock).post(f"{url}/kirim", json={})
    assert counter.done == CARRIED_OUT.get(kind, 0)
    clock.advance(31)
    line.call(proxy.deliver(clock.now()))
    assert counter.done == CARRIED_OUT.get(kind, 1 if kind is Kind.LATE_COMMIT else 0)


@pytest.mark.parametrize("kind", [Kind.BUSY_SECONDS, Kind.BUSY_DATE])
def test_nothing_is_sent_before_the_named_time(line: Line, kind: Kind) -> None:
    clock = ManualClock(START)
    proxy = FaultProxy(clock, Listed({"POST /kirim": [Fault(kind, seconds=7)]}))
    counter = Counter(proxy)
    url = line.serve(counter.app)
    ours = client(url, clock)
    assert ours.post(f"{url}/kirim", json={}).status_code == 429
    clock.advance(6)
    with pytest.raises(TryLater) as caught:
        ours.post(f"{url}/kirim", json={})
    assert caught.value.at == START + dt.timedelta(seconds=7)
    assert len(proxy.log) == 1
    clock.advance(1)
    assert ours.post(f"{url}/kirim", json={}).ok


def test_a_certificate_that_nobody_vouches_for_gets_no_byte(line: Line, tmp_path: Path) -> None:
    clock = ManualClock(START)
    proxy = FaultProxy(clock)
    counter = Counter(proxy)
    url = line.serve(counter.app, _self_signed(tmp_path))
    with pytest.raises(ConnectorError) as caught:
        client(url, clock).post(f"{url}/kirim", json={}, headers={"Authorization": "Bearer rahasia"})
    assert isinstance(caught.value, NeedsHuman)
    assert (counter.done, proxy.log) == (0, [])


def _self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "situs palsu")])
    now = dt.datetime.now(dt.UTC)
    there = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    made = (
        made.not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=9)).add_extension(there, False)
    )
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / "situs.pem"
    file.write_bytes(secret + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
