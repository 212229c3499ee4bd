"""The disposition sheet: who approved which bytes at which step of the procedure, and when."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from content_queue.characters import deceiving_letters
from content_queue.listing import SHEET
from content_queue.problems import PackageProblems, Problem, fail
from content_queue.profile import Covers, Step
from content_queue.seal import digest_of
from content_queue.strict_yaml import load
from safety.files import write_durably

MAX_BYTES = 128 * 1024
"""Two hundred files with their digests, and some fifty signatures."""


def _visible(text: str) -> str:
    if any(deceiving_letters(text, SHEET)):
        raise ValueError("hidden characters")
    return text


def _sensible(at: datetime) -> datetime:
    if not 2000 <= at.year <= 9000:  # near the ends of the calendar a time has no name in another zone
        raise ValueError("not a time of signing")
    return at


Digest = Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]
Words = Annotated[str, Field(max_length=500), AfterValidator(_visible)]
Signature = Annotated[str, Field(max_length=8192)]


class Decision(StrEnum):
    """The answer of a step."""

    YES = "ya"
    NO = "tidak"


class SignOff(BaseModel):
    """One person's answer at one step. `digest` names the bytes that were looked at; empty for a request without content.

    `emergency`: an order to publish before the procedure is gone through; it stands for no step of it.
    `later`: the day on which to look again at what a "Tidak" has postponed. What of these is not set is written nowhere.
    `paper`: the SHA-256 of the signed paper (a scan, or a signed PDF) that is kept as evidence of it.
    `signature`: an armoured SSH signature over all the rest; only an office whose strength is "signed" asks for it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    step: Annotated[int, Field(ge=1, le=99)]
    decision: Decision
    person: Annotated[Words, Field(min_length=1)]
    role: Words = ""
    at: Annotated[AwareDatetime, AfterValidator(_sensible)]
    covers: Covers = Covers.CONTENT
    digest: Digest = ""
    note: Words = ""
    nota_dinas: Words = ""
    later: date | None = None
    emergency: bool = False
    paper: Digest = ""
    signature: Signature = ""

    def data(self) -> dict[str, Any]:
        """As it is written down; an unsigned one has no line for a signature."""
        return self.said() | ({"signature": self.signature} if self.signature else {})

    def said(self) -> dict[str, Any]:
        """Everything that it says, which is everything but the signature."""
        unsaid = {name for name in ("later", "emergency", "paper") if not getattr(self, name)}
        return self.model_dump(mode="json", exclude={"signature", *unsaid})

    def is_about(self, digest: str) -> bool:
        """Whether it is about the request, or about exactly these bytes."""
        return self.covers is Covers.REQUEST or self.digest == digest


class Sheet(BaseModel):
    """A disposition sheet: the bytes it is about and every answer, oldest first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    digest: Digest = ""
    files: dict[Words, Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]] = Field(default_factory=dict)
    sign_offs: tuple[SignOff, ...] = ()

    @property
    def is_begun(self) -> bool:
        """Whether it was begun in konsep/, before there was any content: signed, and about no bytes yet. One that says nothing
        at all is still being copied."""
        return bool(self.sign_offs) and not self.digest and not self.files

    def lacks(self, known: Iterable[SignOff]) -> tuple[SignOff, ...]:
        """Those of the known sign-offs that are not on it."""
        there = [sign.data() for sign in self.sign_offs]
        return tuple(sign for sign in known if sign.data() not in there)

    def counting(self, step: int, digest: str, now: datetime) -> Iterator[SignOff]:
        """The answers at a step that were given by now and are about the request, or about exactly these bytes."""
        mine = (sign for sign in self.sign_offs if sign.step == step and sign.at <= now and not sign.emergency)
        yield from (sign for sign in mine if sign.is_about(digest))

    def data(self) -> dict[str, Any]:
        """As it is written down."""
        return {**self.model_dump(mode="json", exclude={"sign_offs"}), "sign_offs": [sign.data() for sign in self.sign_offs]}


@dataclass(frozen=True)
class Verdict:
    """Whether a package may be published, and if not, what is missing: steps by number, reasons in words."""

    approved: bool
    missing: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()
    emergency: SignOff | None = None
    """The order on the strength of which it may be published although steps are missing."""


Judge = Callable[[Step, SignOff], Problem | None]
"""What keeps a sign-off from counting besides what the sheet says; None: nothing."""


class _Writer(yaml.SafeDumper):
    """Writes a text of several lines as such: a signature can be copied out of the sheet and looked at."""


def _text(writer: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Writer.add_representer(str, _text)


def _empty_lists(values: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in values.items() if value is not None}


def _read_bounded(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise fail("not-readable", path.name, detail=error.strerror) from error


def load_sheet(path: Path) -> Sheet:
    """The sheet in a file; raises PackageProblems and nothing else."""
    try:
        text = _read_bounded(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise fail("not-utf8", path.name) from error
    document = load(text, path.name, max_bytes=MAX_BYTES)
    try:
        return Sheet.model_validate(_empty_lists(dict(document.values)))
    except ValidationError as error:
        keys = dict.fromkeys(".".join(map(str, fault["loc"])) for fault in error.errors())
        raise PackageProblems(
            Problem("sheet-bad", path.name, document.lines.get(key.partition(".")[0]), {"key": key}) for key in keys
        ) from error


def write_sheet(path: Path, sheet: Sheet) -> None:
    """Replace the sheet by this one, whole; raises PackageProblems if it could not be read back."""
    text = yaml.dump(sheet.data(), Dumper=_Writer, allow_unicode=True, sort_keys=False, width=120)
    load(text, path.name, max_bytes=MAX_BYTES)
    write_durably(path, text.encode())


def _judge(sheet: Sheet, digest: str, step: Step, now: datetime, judge: Judge) -> Problem | None:
    """What is wrong with this step's sign-offs, None if it is approved."""
    params = {"step": step.nr, "activity": step.activity}
    counting = [sign for sign in sheet.counting(step.nr, digest, now) if sign.covers is step.covers]
    if not counting:
        return Problem(_why_none(sheet, step, now), SHEET, None, params)
    # Of two answers in one instant the "Tidak" holds: nothing goes out on a doubt.
    last = max(counting, key=lambda sign: (sign.at, sign.decision is Decision.NO))
    if last.decision is Decision.NO:
        return Problem("step-refused", SHEET, None, params)
    return judge(step, last) or same_person(sheet, digest, step, last, now)


def _why_none(sheet: Sheet, step: Step, now: datetime) -> str:
    mine = [s for s in sheet.sign_offs if s.step == step.nr and s.covers is step.covers and not s.emergency]
    if any(sign.at <= now for sign in mine):
        return "step-other-bytes"
    return "step-future" if mine else "step-missing"


def same_person(sheet: Sheet, digest: str, step: Step, sign: SignOff, now: datetime) -> Problem | None:
    """The two-person rule: who said "Ya" at a step that this one must not share a person with."""
    for other in step.not_same_as:
        if any(one.person == sign.person and one.decision is Decision.YES for one in sheet.counting(other, digest, now)):
            params = {"step": step.nr, "activity": step.activity, "person": sign.person, "other": other}
            return Problem("step-same-person", SHEET, None, params)
    return None


def _sheet_problems(sheet: Sheet, digest: str) -> Iterator[Problem]:
    if not digest or (not sheet.is_begun and (sheet.digest != digest or digest_of(sheet.files) != digest)):
        yield Problem("sheet-other-bytes", SHEET)


def _as_attested(step: Step, sign: SignOff) -> None:
    """An office that attests asks for nothing besides."""


def approved(sheet: Sheet, digest: str, required_steps: Sequence[Step], now: datetime, judge: Judge = _as_attested) -> Verdict:
    """Whether every required step said "Ya" to these bytes by now; with no required step nothing is ever approved.

    `judge` is asked about the sign-off that decides a step, and about no other.
    """
    problems = list(_sheet_problems(sheet, digest))
    if required_steps and not any(step.covers is Covers.CONTENT for step in required_steps):
        problems.append(Problem("no-content-step", SHEET))  # any content would do
    judged = {step.nr: problem for step in required_steps if (problem := _judge(sheet, digest, step, now, judge))}
    problems += judged.values()
    return Verdict(bool(required_steps) and not problems, tuple(judged), tuple(problems))
