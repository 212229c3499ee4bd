"""No spelling of an inner address gets past the policy, and none that is public is kept out."""

import pytest

from language.say import Language, speak
from safety.addresses import AddressPolicy, ForbiddenAddress

INNER = (
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "0.0.0.0",  # noqa: S104  # an address to refuse, nothing listens
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fc00::1",
    "fe80::1%eth0",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "64:ff9b::169.254.169.254",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "2001:0:a9fe:a9fe::1",
)
OUTER = ("8.8.8.8", "203.119.13.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1")


@pytest.mark.parametrize("ip", INNER)
def test_an_address_inside_is_refused_however_it_is_wrapped(ip: str) -> None:
    with pytest.raises(ForbiddenAddress):
        AddressPolicy().check_ip("situs.example", 443, ip)


@pytest.mark.parametrize("ip", OUTER)
def test_a_public_address_is_spoken_to(ip: str) -> None:
    AddressPolicy().check_ip("situs.example", 443, ip)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "gopher://x/",
        "ftp://x/",
        "http://",
        "//x",
        "http://u:p@situs.example/",
        "http://[::1]/",
        "http://10.0.0.1/",
        "http://[::1",
        "http://8.8.8.8:99999/",
        "http://１２７.0.0.1/",
        "http://127。0。0。1/",
        "http://①②⑦.0.0.1:8080/",
        "http://１６９．２５４．１６９．２５４/latest/meta-data/",
        "http://[::１]/",
        "http://127.0.0.\u200b1/",
    ],
)
def test_an_address_that_nobody_publishes_at_is_refused_before_any_name_is_asked_for(url: str) -> None:
    with pytest.raises(ForbiddenAddress):
        AddressPolicy().check_url(url)


@pytest.mark.parametrize("url", ["https://bücher.example/", "https://kpu。example/", "http://８.８.８.８/"])
def test_letters_of_other_scripts_keep_no_public_address_out(url: str) -> None:
    AddressPolicy().check_url(url)


def test_a_host_that_the_office_names_is_spoken_to_at_its_port_alone() -> None:
    policy = AddressPolicy(frozenset({"intranet.example:8080"}))
    policy.check_ip("Intranet.example", 8080, "10.0.0.5")
    with pytest.raises(ForbiddenAddress):
        policy.check_ip("intranet.example", 22, "10.0.0.5")


@pytest.mark.parametrize(("language", "said"), [("id", "bukan alamat publik"), ("en", "is not a public address")])
def test_why_an_address_is_refused_is_told_in_the_language_of_the_home(language: Language, said: str) -> None:
    speak(language)
    with pytest.raises(ForbiddenAddress, match=said):
        AddressPolicy().check_ip("intranet.example", 443, "10.0.0.5")
