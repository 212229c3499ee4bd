"""An office whose people sign PDF files, and a package of theirs that could go out."""

import hashlib
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from content_queue.listing import EVIDENCE
from content_queue.paper_line import paper_line
from content_queue.sheet import SignOff, load_sheet
from publishing.pdf_evidence import file_name
from tests.publishing.pdf_people import Authority, plain, signed
from tests.publishing.signing_office import NAME, OFFICE, SIGNERS, SigningOffice

STRANGER = "orang-luar"


@dataclass
class PdfOffice(SigningOffice):
    """As any office that signs; a signature here is a PDF beside the sheet."""

    authority: Authority = field(kw_only=True)

    @property
    def beside(self) -> Path:
        return self.folder / EVIDENCE

    @property
    def roots_file(self) -> Path:
        return self.path / "offices" / f"{OFFICE}.pdf-roots.pem"

    @property
    def people_file(self) -> Path:
        return self.path / "offices" / f"{OFFICE}.pdf-signers.toml"

    def trust(self, **fingerprints: str) -> None:
        """The office's own files: the root, and each person's certificate, or the one that is named for a person here."""
        self.roots_file.write_bytes(self.authority.root.pem)
        named = {person: self.authority.people[person].fingerprint for person in SIGNERS.values()} | fingerprints
        self.people_file.write_text(
            "".join(f'[people.{person}]\ncertificates = ["{print_}"]\n' for person, print_ in named.items())
        )

    def line(self, sign: SignOff, *, office: str = OFFICE, package: str = NAME) -> str:
        return paper_line(office, package, sign.step, sign.covers, sign.digest, sign.decision, emergency=sign.emergency)

    def pdf(self, sign: SignOff) -> bytes:
        """The sheet of a sign-off, signed by its person at its time."""
        return signed(plain(self.line(sign)), self.authority.people[sign.person], sign.at)

    def put(self, sign: SignOff, pdf: bytes) -> SignOff:
        """The sign-off that names this PDF, which now lies beside the sheet."""
        named = sign.model_copy(update={"paper": hashlib.sha256(pdf).hexdigest()})
        self.beside.mkdir(exist_ok=True)
        (self.beside / file_name(named)).write_bytes(pdf)
        return named

    def signed(self, sign: SignOff, **how: object) -> SignOff:
        assert not how
        return self.put(sign, self.pdf(sign))

    def signs(self) -> tuple[SignOff, ...]:
        return load_sheet(self.sheet_file).sign_offs

    def of(self, step: int) -> SignOff:
        return next(sign for sign in self.signs() if sign.step == step)

    def paper(self, step: int) -> Path:
        """The PDF beside the sheet of the answer at a step."""
        return self.beside / file_name(self.of(step))


@pytest.fixture(scope="session")
def authority() -> Authority:
    """The people of the office and a stranger, certified by one authority."""
    return Authority.made((*SIGNERS.values(), STRANGER))


@pytest.fixture(scope="session")
def pdf_home(tmp_path_factory: pytest.TempPathFactory, empty_home: Path, authority: Authority) -> Path:
    """A home with a package in masuk/ that every step has signed for, its PDF files looked at already; to be copied."""
    office = opened(tmp_path_factory.mktemp("pdf") / "rumah", empty_home, authority)
    office.trust()
    office.drop()
    office.write(office.complete())
    with office.room() as room:
        assert room.signatures is not None
        for sign in office.signs():
            step = next(step for step in room.desk.steps if step.nr == sign.step)
            assert room.signatures.fault(NAME, step, sign) is None
        room.signatures.keep()
    return office.path


def opened(path: Path, home: Path, authority: Authority) -> PdfOffice:
    """A copy of an empty home, whose sign-offs are signed PDF files."""
    shutil.copytree(home, path)
    office = PdfOffice(path, path, "pdf", authority=authority)
    office.settings()
    return office


@pytest.fixture
def pdf_office(tmp_path: Path, pdf_home: Path, authority: Authority) -> PdfOffice:
    """A copy of that home for one test."""
    shutil.copytree(pdf_home, tmp_path / "rumah")
    return PdfOffice(tmp_path / "rumah", tmp_path, "pdf", authority=authority)
