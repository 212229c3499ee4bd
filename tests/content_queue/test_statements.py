"""What a person signs: the same bytes for everybody, and a signature over them that one change voids."""

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content_queue.sheet import SignOff
from content_queue.statement import NAMESPACE, NotAStatement, read_statement, statement, why_void
from safety import ssh_keygen
from safety.ssh_keygen import Keys
from tests.publishing.signing_office import NAME, OFFICE, SIGNERS, START, changed, listed, needs_ssh_keygen, signing_keys

__all__ = ["signing_keys"]

WHO = {"person": "ketua", "role": "Ketua", "at": START}
SIGN = SignOff.model_validate({"step": 7, "decision": "ya", **WHO, "digest": "a" * 64, "note": "n", "nota_dinas": "1/ND"})


def test_the_bytes_to_sign_are_those_of_the_decision_record() -> None:
    later = changed(SIGN, at=datetime(2026, 11, 20, 10, tzinfo=UTC) + timedelta(microseconds=5))
    assert statement(later, OFFICE, NAME).decode() == (
        '{"at":"2026-11-20T10:00:00.000005Z","covers":"konten","decision":"ya","digest":"' + "a" * 64 + '",'
        '"format":"tayang-disposisi@v1","nota_dinas":"1/ND","note":"n","office":"contoh","package":"penetapan-dpb",'
        '"person":"ketua","role":"Ketua","step":7}\n'
    )


def test_a_statement_reads_back_and_nothing_else_does() -> None:
    data = statement(SIGN, OFFICE, NAME)
    assert read_statement(data) == (OFFICE, NAME, SIGN)
    for other in (
        b"",
        b"[]",
        data[:-1],
        data + b"\n",
        data.replace(b":7", b":7.0"),
        data.replace(b"@v1", b"@v2"),
        b"[" * 100_000,
    ):
        with pytest.raises(NotAStatement):
            read_statement(other)


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"]), max_size=30)
CHANGES = st.one_of(
    st.fixed_dictionaries({"step": st.integers(1, 99)}),
    st.just({"decision": "tidak"}),
    st.fixed_dictionaries({"person": st.sampled_from(["ketua", "operator", "sekretaris", "Ketua"])}),
    st.fixed_dictionaries({"role": WORDS}),
    st.fixed_dictionaries({"at": st.datetimes(datetime(2001, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))}),  # noqa: DTZ001
    st.just({"covers": "kebutuhan"}),
    st.fixed_dictionaries({"digest": st.text("0123456789abcdef", min_size=64, max_size=64)}),
    st.fixed_dictionaries({"note": WORDS}),
    st.fixed_dictionaries({"nota_dinas": WORDS}),
)


@needs_ssh_keygen
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(change=CHANGES, place=st.sampled_from([(OFFICE, NAME), ("lain", NAME), (OFFICE, "lain")]))
def test_any_single_change_of_a_signed_sign_off_voids_it(
    signing_keys: Path, change: dict[str, object], place: tuple[str, str]
) -> None:
    keys = Keys("".join(listed(who, signing_keys / who) for who in SIGNERS.values()).encode())
    armour = ssh_keygen.sign(signing_keys / "ketua", NAMESPACE, statement(SIGN, OFFICE, NAME))
    genuine = changed(SIGN, signature=armour)
    forged = changed(genuine, **change)
    same = forged == genuine and place == (OFFICE, NAME)
    assert (why_void(keys, forged, *place) == "") is same


@needs_ssh_keygen
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 10_000), other=st.integers(1, 255))
def test_any_changed_byte_of_the_signature_voids_it(signing_keys: Path, at: int, other: int) -> None:
    keys = Keys("".join(listed(who, signing_keys / who) for who in SIGNERS.values()).encode())
    armour = ssh_keygen.sign(signing_keys / "ketua", NAMESPACE, statement(SIGN, OFFICE, NAME))
    raw = bytearray(base64.b64decode("".join(armour.splitlines()[1:-1])))
    raw[at % len(raw)] ^= other
    body = base64.b64encode(bytes(raw)).decode()
    forged = f"-----BEGIN SSH SIGNATURE-----\n{body}\n-----END SSH SIGNATURE-----\n"
    assert why_void(keys, changed(SIGN, signature=forged), OFFICE, NAME)
