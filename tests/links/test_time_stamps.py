"""A time stamp counts only for the bytes, the request and the root that it was asked for; offline and for ever."""

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto import keys, x509
from cryptography.hazmat.primitives import serialization
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

from links.timestamps import NotProved, TimeStamp, ask, judge
from tests.time_server import Authority, authority, expired_authority

SENTENCE = b'{"akar":"00"}'
pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="butuh openssl: apt-get install openssl")


@pytest.fixture(scope="module")
def clock_house(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("tsa") / "satu")


@pytest.fixture(scope="module")
def stamped(clock_house: Authority) -> TimeStamp:
    return ask(SENTENCE, clock_house.reply, clock_house.roots)


def test_a_stamp_proves_its_bytes_to_tayang_and_to_openssl(stamped: TimeStamp, clock_house: Authority, tmp_path: Path) -> None:
    assert judge(stamped.token, SENTENCE, stamped.nonce, clock_house.roots) == stamped.at
    assert abs((datetime.now(UTC) - stamped.at).total_seconds()) < 60
    (tmp_path / "akar").write_bytes(SENTENCE)
    (tmp_path / "akar.tsr").write_bytes(stamped.token)
    command = ["openssl", "ts", "-verify", "-data", "akar", "-in", "akar.tsr", "-CAfile", str(clock_house.folder / "ca.pem")]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)


def test_a_reply_that_carries_its_root_in_openssls_order_counts_as_well(tmp_path: Path) -> None:
    house = authority(tmp_path / "tsa", chain=True)
    got = [ask(SENTENCE, house.reply, house.roots) for _ in range(3)]
    assert all(judge(one.token, SENTENCE, one.nonce, house.roots) for one in got)


@pytest.mark.parametrize("bytes_left", [0, 1, 40, 300, -1])
def test_a_stamp_cut_short_is_no_stamp(stamped: TimeStamp, clock_house: Authority, bytes_left: int) -> None:
    with pytest.raises(NotProved, match="terpotong"):
        judge(stamped.token[:bytes_left], SENTENCE, stamped.nonce, clock_house.roots)


def test_a_stamp_over_other_bytes_or_for_another_request_or_with_a_changed_byte_does_not_count(
    stamped: TimeStamp, clock_house: Authority
) -> None:
    with pytest.raises(NotProved, match="isi lain"):
        judge(stamped.token, SENTENCE + b" ", stamped.nonce, clock_house.roots)
    with pytest.raises(NotProved, match="nonce"):
        judge(stamped.token, SENTENCE, stamped.nonce + 1, clock_house.roots)
    for place in (len(stamped.token) // 4, len(stamped.token) - 5):
        changed = bytearray(stamped.token)
        changed[place] ^= 1
        with pytest.raises(NotProved):
            judge(bytes(changed), SENTENCE, stamped.nonce, clock_house.roots)


def test_a_stranger_s_authority_of_the_same_name_does_not_count(stamped: TimeStamp, tmp_path: Path) -> None:
    with pytest.raises(NotProved, match="timestamp_ca"):
        judge(stamped.token, SENTENCE, stamped.nonce, authority(tmp_path / "lain").roots)
    with pytest.raises(NotProved, match="PEM"):
        judge(stamped.token, SENTENCE, stamped.nonce, b"bukan sertifikat")


def test_a_server_whose_certificate_had_ended_when_it_stamped_does_not_count(tmp_path: Path) -> None:
    house = expired_authority(tmp_path / "lama")
    with pytest.raises(NotProved, match="timestamp_ca"):
        ask(SENTENCE, house.reply, house.roots)


def test_a_refusal_is_told_in_the_server_s_words(clock_house: Authority) -> None:
    with pytest.raises(NotProved, match="menolak"):
        ask(SENTENCE, lambda _: clock_house.reply(b"bukan permintaan"), clock_house.roots)


def test_a_stamp_outlives_the_certificates_that_it_was_made_under(tmp_path: Path) -> None:
    house, then = expired_authority(tmp_path / "lama"), datetime(2020, 6, 1, 12, tzinfo=UTC)
    request = TimestampRequestBuilder().data(SENTENCE).hash_algorithm(HashAlgorithm.SHA256).build()
    der = serialization.Encoding.DER
    certificate = x509.Certificate.load(house.certificate.public_bytes(der))
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    key = keys.PrivateKeyInfo.load(house.key.private_bytes(der, *plain))
    stamper = DummyTimeStamper(certificate, key, certs_to_embed=SimpleCertificateStore(), fixed_dt=then, include_nonce=True)
    from asn1crypto import tsp

    token = stamper.request_tsa_response(tsp.TimeStampReq.load(request.as_bytes())).dump()
    assert request.nonce is not None
    assert judge(token, SENTENCE, request.nonce, house.roots) == then
    (tmp_path / "akar").write_bytes(SENTENCE)
    (tmp_path / "akar.tsr").write_bytes(token)
    command = ["openssl", "ts", "-verify", "-data", "akar", "-in", "akar.tsr", "-CAfile", str(house.folder / "ca.pem")]
    told = [[], ["-attime", str(int(then.timestamp()))]]
    ended = [subprocess.run([*command, *more], cwd=tmp_path, check=False, capture_output=True).returncode for more in told]
    assert ended == [1, 0], "for openssl the certificates count as of today, unless it is told the time of the stamp"
