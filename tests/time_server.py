"""A small time stamp server on loopback: OpenSSL answers, under a certificate authority that was made for the test."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAY = timedelta(days=1)
_CONFIG = """[tsa]
default_tsa = uji
[uji]
serial = {folder}/nomor
crypto_device = builtin
signer_cert = {folder}/tsa.pem
{chain}signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


class Authority:
    """A root and a server's certificate under it, in `folder`, with what OpenSSL needs to answer. `chain`: replies carry both."""

    def __init__(self, folder: Path, since: datetime, until: datetime, *, chain: bool = False) -> None:
        folder.mkdir(parents=True)
        self.folder, self.since, self.until = folder, since, until
        self.root_key, self.key = ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)
        self.root = self._certificate("Akar Uji", self.root_key, self.root_key, None)
        self.certificate = self._certificate("Jam Uji", self.key, self.root_key, self.root)
        self.roots = self.root.public_bytes(serialization.Encoding.PEM)
        (folder / "ca.pem").write_bytes(self.roots)
        (folder / "tsa.pem").write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))
        plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        (folder / "tsa.key").write_bytes(self.key.private_bytes(*plain))
        (folder / "nomor").write_text("01")
        told = f"certs = {folder}/ca.pem\n" if chain else ""
        (folder / "tsa.cnf").write_text(_CONFIG.format(folder=folder, chain=told))

    def _certificate(self, name: str, key: Any, issuer_key: Any, issuer: x509.Certificate | None) -> x509.Certificate:
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer.subject if issuer else subject)
        made = made.public_key(key.public_key()).serial_number(x509.random_serial_number())
        made = made.not_valid_before(self.since).not_valid_after(self.until)
        made = made.add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        if issuer is not None:
            usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            made = made.add_extension(usage, critical=True)
        return made.sign(issuer_key, hashes.SHA256())

    def reply(self, query: bytes) -> bytes:
        """What OpenSSL answers to a request, stamped with this machine's clock."""
        (self.folder / "q.tsq").write_bytes(query)
        command = ["openssl", "ts", "-reply", "-config", str(self.folder / "tsa.cnf"), "-queryfile", str(self.folder / "q.tsq")]
        return subprocess.run(command, capture_output=True, check=True).stdout


def authority(folder: Path, *, chain: bool = False) -> Authority:
    """One whose certificates hold today."""
    now = datetime.now(UTC)
    return Authority(folder, now - DAY, now + 30 * DAY, chain=chain)


def expired_authority(folder: Path) -> Authority:
    """One whose certificates ended years ago."""
    return Authority(folder, datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC))


class TimeServer:
    """Answers as its authority does, or as it is told to fail; counts what it was asked."""

    def __init__(self, authority: Authority) -> None:
        self.authority, self.status, self.asked, self.url = authority, 200, 0, ""

    def answer(self, query: bytes) -> bytes:
        self.asked += 1
        return self.authority.reply(query) if self.status == 200 else b""


@contextmanager
def time_server(authority: Authority) -> Iterator[TimeServer]:
    """A server that is open while the block runs."""
    server = TimeServer(authority)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = server.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(server.status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        server.url = f"http://127.0.0.1:{http.server_address[1]}/"
        thread = threading.Thread(target=http.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
            thread.join()
