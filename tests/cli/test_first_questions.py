"""`tayang init` asks what an office is, and makes a home that is complete and right."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from cli.app import app
from config.first_answers import FirstAnswers, city_of, filled, place_of
from config.new_home import init_home, office_text
from config.office import load_office
from config.settings import load_home

ANSWERS = [
    "KPU Kabupaten Bukit Contoh",
    "",  # short name: as proposed
    'Jalan "Merdeka" Nomor 1\\2',
    "",  # city
    "wita",
    "2",  # procedure
    "Ir. Ani O'Contoh, M.Si.",
    "",
    "",
    "Operator",
    "ftp://bukan-situs",
    "https://kpu-bukit.example/",
    "n",  # connect later
]


def init(place: Path, *words: str, typed: list[str] | None = None) -> Result:
    return CliRunner().invoke(app, ["init", str(place), *words], input="\n".join(typed or []) + "\n")


def test_a_few_answers_make_a_complete_office(tmp_path: Path) -> None:
    done = init(tmp_path / "rumah", "--ask", typed=ANSWERS)
    assert done.exit_code == 0, done.output
    office = load_home(tmp_path / "rumah", {}).office("kabupaten-bukit-contoh")
    assert office.name == "KPU Kabupaten Bukit Contoh"
    assert office.letterhead == ("KOMISI PEMILIHAN UMUM", "KABUPATEN BUKIT CONTOH")
    assert (office.address, office.city, office.time_zone) == ('Jalan "Merdeka" Nomor 1\\2', "Bukit Contoh", "WITA")
    assert office.sop.profile == "sumbar-2025"
    names = {person.id: person.name for person in office.people}
    assert names["ketua"] == "Ir. Ani O'Contoh, M.Si."
    assert names["sekretaris"] == "Sekretaris KPU Kabupaten Bukit Contoh"
    assert office.channels["website"].model_dump()["url"] == "https://kpu-bukit.example"
    assert "coba lagi" in done.output
    assert "tayang connect website" in done.output
    assert "tayang serve --home" in done.output


def test_the_comments_of_the_office_file_stay(tmp_path: Path) -> None:
    init(tmp_path / "rumah", "--ask", typed=ANSWERS)
    text = (tmp_path / "rumah" / "offices" / "kabupaten-bukit-contoh.toml").read_text("utf-8")
    example = office_text("kabupaten-bukit-contoh", practice=False)
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        line for line in example.splitlines() if line.startswith("#")
    ]
    assert "# WIB, WITA atau WIT" in text


def test_a_site_that_does_not_answer_leaves_the_home_whole(tmp_path: Path) -> None:
    done = init(tmp_path / "rumah", "--ask", typed=[*ANSWERS[:-1], "y", "sandi-aplikasi"])
    assert done.exit_code == 0, done.output
    assert "Rumahnya tetap jadi" in done.output
    assert load_home(tmp_path / "rumah", {}).offices
    assert "sandi-aplikasi" not in (tmp_path / "rumah" / "rahasia.env").read_text("utf-8")


def test_without_a_terminal_nothing_is_asked_and_the_short_name_is_needed(tmp_path: Path) -> None:
    refused = init(tmp_path / "rumah")
    assert refused.exit_code != 0
    assert "--office" in refused.output
    assert not (tmp_path / "rumah").exists()
    assert init(tmp_path / "rumah", "--office", "contoh").exit_code == 0
    assert load_home(tmp_path / "rumah", {}).office("contoh").name == "KPU Kabupaten Contoh"


@pytest.mark.parametrize(
    ("name", "place", "city"),
    [
        ("KPU Kabupaten Bangka Barat", "Kabupaten Bangka Barat", "Bangka Barat"),
        ("KPU Kota Contoh", "Kota Contoh", "Contoh"),
        ("KPU Provinsi Sumatera Barat", "Provinsi Sumatera Barat", "Sumatera Barat"),
        ("Dinas Kominfo Contoh", "Dinas Kominfo Contoh", "Dinas Kominfo Contoh"),
    ],
)
def test_what_is_proposed_comes_from_the_name(name: str, place: str, city: str) -> None:
    assert (place_of(name), city_of(name)) == (place, city)


WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60).filter(lambda text: text.split())


@given(WORDS, WORDS, WORDS)
def test_whatever_is_answered_the_office_file_says_it_again(
    tmp_path_factory: pytest.TempPathFactory, name: str, address: str, ketua: str
) -> None:
    file = tmp_path_factory.mktemp("berkas") / "contoh.toml"
    answers = FirstAnswers(name, address, "Contoh", "WIT", "sumbar-2025", {"ketua": ketua})
    file.write_text(filled(office_text("contoh", practice=False), answers), "utf-8")
    office = load_office(file)
    assert office.name == " ".join(name.split()).strip()
    assert office.address == " ".join(address.split()).strip()
    assert office.people[0].name == " ".join(ketua.split()).strip()


def test_the_function_makes_the_same_home_with_and_without_answers(tmp_path: Path) -> None:
    home = init_home(tmp_path / "rumah", "contoh", practice=False)
    assert load_home(home, {}).office("contoh").city == "Contoh"
