"""What a forger does to a package that could go out, one thing at a time."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import docx
from PIL import Image

from content_queue.seal import digest_of, hashes
from content_queue.sheet import SignOff, load_sheet
from tests.publishing.signing_office import SIGNERS, SigningOffice, changed, keygen, listed, new_key

OTHER = "0" * 64
Tamper = Callable[[SigningOffice], object]


def naskah(change: Callable[[str], str]) -> Tamper:
    def tamper(office: SigningOffice) -> None:
        file = office.folder / "naskah.md"
        file.write_bytes(change(file.read_text(encoding="utf-8")).encode())

    return tamper


def swapped_image(office: SigningOffice) -> None:
    Image.new("RGB", (320, 180), (30, 30, 120)).save(office.folder / "media" / "01.jpg")


def added_file(office: SigningOffice) -> None:
    (office.folder / "lampiran").mkdir()
    (office.folder / "lampiran" / "tambahan.csv").write_text("a;b\n")


def sheet_text(change: Callable[[str], str]) -> Tamper:
    """The sheet as somebody with a text editor leaves it."""

    def tamper(office: SigningOffice) -> None:
        office.sheet_file.write_text(change(office.sheet_file.read_text(encoding="utf-8")), encoding="utf-8")

    return tamper


def typed(old: str, new: str) -> Tamper:
    return sheet_text(lambda text: text.replace(old, new))


def field(step: int, **changes: object) -> Tamper:
    return lambda office: office.resign(step, **changes)


def later(step: int, *, seconds: float = 0, sign: bool = True, **changes: object) -> Tamper:
    """One more sign-off at the end of the sheet, that long after the one that stands there."""

    def tamper(office: SigningOffice) -> None:
        signs = load_sheet(office.sheet_file).sign_offs
        last = max(one.at for one in signs if one.step == step)
        more = office.sign_off(step, at=last + timedelta(seconds=seconds), **changes)
        office.write((*signs, office.signed(more) if sign else more))

    return tamper


def instead(step: int, make: Callable[[SigningOffice], SignOff]) -> Tamper:
    """Another sign-off in the place of the one at a step."""

    def tamper(office: SigningOffice) -> None:
        office.write(make(office) if sign.step == step else sign for sign in load_sheet(office.sheet_file).sign_offs)

    return tamper


def another(step: int, **changes: object) -> Tamper:
    """A sign-off of other words in the place of the one at a step, duly signed by whom it names."""
    return instead(step, lambda office: office.signed(office.sign_off(step, **changes)))


def signed_otherwise(step: int = 7, **how: object) -> Tamper:
    return instead(step, lambda office: office.signed(office.sign_off(step), **how))  # type: ignore[arg-type]


def moved_over(**changes: object) -> Tamper:
    """A genuine signature of the head of the office under words that are not the signed ones."""

    def make(office: SigningOffice) -> SignOff:
        genuine = office.signed(changed(office.sign_off(7), **changes), key="ketua")
        return office.sign_off(7).model_copy(update={"signature": genuine.signature})

    return instead(7, make)


def all_about_what_lies_there(office: SigningOffice) -> None:
    """List and digests of the sheet, those of its sign-offs too, are typed anew after the content was changed."""
    digest = office.sign_off(7).digest
    signs = load_sheet(office.sheet_file).sign_offs
    office.write(sign.model_copy(update={"digest": digest}) if sign.digest else sign for sign in signs)


def relisted(office: SigningOffice) -> None:
    office.write(load_sheet(office.sheet_file).sign_offs)


def both(*tampers: Tamper) -> Tamper:
    def tamper(office: SigningOffice) -> None:
        for one in tampers:
            one(office)

    return tamper


def another_package(office: SigningOffice, *, same_bytes: bool = False) -> None:
    """The sheet that was signed for another package of the same office is put into this one."""
    other = office.drop("berita-lain")
    if not same_bytes:
        (other / "naskah.md").write_text((other / "naskah.md").read_text("utf-8").replace("ditetapkan", "diumumkan"), "utf-8")
    here = office.folder
    files = hashes(other)
    signs = [office.signed(sign, package="berita-lain") for sign in _signs_about(office, other)]
    office.write(signs, other)
    (here / "disposisi.yaml").write_bytes((other / "disposisi.yaml").read_bytes())
    assert (hashes(here) == files) is same_bytes
    for file in sorted(other.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    other.rmdir()


def _signs_about(office: SigningOffice, folder: Path) -> list[SignOff]:
    digest = digest_of(hashes(folder))
    signs = [office.sign_off(step) for step in SIGNERS]
    return [sign.model_copy(update={"digest": digest}) if sign.digest else sign for sign in signs]


def word_claims(office: SigningOffice) -> None:
    """A Word manuscript whose table says that it is approved; no sheet at all."""
    document = docx.Document()
    table = document.add_table(0, 2)
    for key, value in (("title", "Penetapan DPB"), ("kind", "berita"), ("channels", "[website]"), ("disetujui", "ya")):
        row = table.add_row().cells
        row[0].text, row[1].text = key, value
    document.add_paragraph("Daftar pemilih ditetapkan.")
    (office.folder / "naskah.md").unlink()
    (office.folder / "media" / "01.jpg").unlink()
    office.sheet_file.unlink()
    document.save(str(office.folder / "naskah.docx"))


def claims(line: str) -> Tamper:
    return both(naskah(lambda text: text.replace("kind:", f"{line}\nkind:", 1)), lambda office: office.sheet_file.unlink())


def keys(**options: str) -> Tamper:
    return lambda office: office.allow_all(**options)


def revoked_by_krl(office: SigningOffice) -> None:
    keygen("-k", "-f", office.path / "offices" / "dicabut", office.keys / "ketua.pub")
    office.settings('revoked_keys = "offices/dicabut"')


def revocation_list(data: bytes | None) -> Tamper:
    def tamper(office: SigningOffice) -> None:
        office.revoke()
        (office.path / "offices" / "dicabut").unlink()
        if data is not None:
            (office.path / "offices" / "dicabut").write_bytes(data)

    return tamper


def folder_in_place_of_the_keys(office: SigningOffice) -> None:
    office.signers_file.unlink()
    office.signers_file.mkdir()


def certificate_for_somebody_else(office: SigningOffice) -> None:
    """The office trusts an authority; it certified the operator, whose key now signs as the head of the office."""
    folder = office.path / "otoritas"
    folder.mkdir()
    authority, own = new_key(folder, "ca"), new_key(folder, "operator-baru")
    keygen("-s", authority, "-I", "operator", "-n", "operator", f"{own}.pub")
    others = (listed(who, office.keys / who) for who in ("operator", "sekretaris"))
    office.allow(listed("ketua", authority, "cert-authority"), *others)
    instead(7, lambda inside: inside.signed(inside.sign_off(7), key=str(folder / "operator-baru-cert.pub")))(office)


def link_to_a_sheet(office: SigningOffice) -> None:
    target = office.path / "lembar.yaml"
    office.sheet_file.rename(target)
    office.sheet_file.symlink_to(target)


def second_name_of_a_sheet(office: SigningOffice) -> None:
    (office.path / "lembar.yaml").hardlink_to(office.sheet_file)


def folder_in_place_of_the_sheet(office: SigningOffice) -> None:
    office.sheet_file.unlink()
    office.sheet_file.mkdir()
    (office.sheet_file / "x").write_text("x")


def without(step: int) -> Tamper:
    return lambda office: office.write(sign for sign in load_sheet(office.sheet_file).sign_offs if sign.step != step)


def swapped_signatures(office: SigningOffice) -> None:
    by_step = {sign.step: sign.signature for sign in load_sheet(office.sheet_file).sign_offs}
    office.resign(6, signature=by_step[7])
    office.resign(7, signature=by_step[6])


def armour(change: Callable[[str], str]) -> Tamper:
    def tamper(office: SigningOffice) -> None:
        text = next(sign.signature for sign in load_sheet(office.sheet_file).sign_offs if sign.step == 7)
        office.resign(7, signature=change(text))

    return tamper


def edited(text: str) -> str:
    return text.replace("ditetapkan", "dibatalkan")
