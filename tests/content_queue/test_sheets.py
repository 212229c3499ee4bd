"""Disposition sheets, SOP profiles and new packages."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content_queue.new import new_package
from content_queue.package import Kind
from content_queue.problems import PackageProblems
from content_queue.profile import Covers, Profile, load_profile
from content_queue.read import read
from content_queue.seal import digest_of, seal
from content_queue.sheet import Decision, Sheet, SignOff, approved, load_sheet, write_sheet

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
FILES = {"naskah.md": "a" * 64}
DIGEST = digest_of(FILES)
BANGKA = load_profile(ROOT / "config/sop/bangka-barat-2019.toml")
SUMBAR = load_profile(ROOT / "config/sop/sumbar-2025.toml")


def sign(step: int, covers: Covers = Covers.CONTENT, **changes: object) -> SignOff:
    values = {"step": step, "decision": "ya", "person": "Rina", "at": NOW, "covers": covers, "digest": DIGEST}
    return SignOff.model_validate(values | changes)


def sheet(*sign_offs: SignOff) -> Sheet:
    return Sheet(digest=DIGEST, files=FILES, sign_offs=sign_offs)


REQUEST = sign(3, Covers.REQUEST, digest="")


def test_all_required_steps_over_these_bytes_approve() -> None:
    assert approved(sheet(REQUEST, sign(7)), DIGEST, BANGKA.required_steps, NOW).approved
    assert approved(sheet(REQUEST, sign(7), sign(8)), DIGEST, SUMBAR.required_steps, NOW).approved


@pytest.mark.parametrize(
    ("code", "given_sheet"),
    [
        ("step-missing", sheet(REQUEST)),
        ("step-missing", sheet(REQUEST, sign(7, Covers.REQUEST))),
        ("step-other-bytes", sheet(REQUEST, sign(7, digest="b" * 64))),
        ("step-other-bytes", sheet(REQUEST, sign(7, digest=""))),
        ("step-future", sheet(REQUEST, sign(7, at=NOW + timedelta(seconds=1)))),
        ("step-refused", sheet(REQUEST, sign(7, at=NOW - timedelta(hours=1)), sign(7, decision="tidak"))),
        ("step-refused", sheet(REQUEST, sign(7, decision="tidak"), sign(7))),
        ("sheet-other-bytes", Sheet(digest="b" * 64, files=FILES, sign_offs=(REQUEST, sign(7)))),
        ("sheet-other-bytes", Sheet(digest=DIGEST, files={"naskah.md": "b" * 64}, sign_offs=(REQUEST, sign(7)))),
    ],
)
def test_what_does_not_approve_is_named(code: str, given_sheet: Sheet) -> None:
    verdict = approved(given_sheet, DIGEST, BANGKA.required_steps, NOW)
    assert not verdict.approved
    assert [problem.code for problem in verdict.problems] == [code]
    assert verdict.missing == ((7,) if code.startswith("step") else ())
    assert not code.startswith("step") or "Pemeriksaan kesesuaian konten" in verdict.problems[0].text()


def test_a_content_change_voids_content_sign_offs_only() -> None:
    files = {"naskah.md": "c" * 64}
    changed = Sheet(digest=digest_of(files), files=files, sign_offs=(REQUEST, sign(7)))
    assert approved(changed, changed.digest, BANGKA.required_steps, NOW).missing == (7,)


def test_a_later_yes_outweighs_an_earlier_no() -> None:
    earlier = sign(7, decision="tidak", at=NOW - timedelta(hours=1))
    assert approved(sheet(REQUEST, earlier, sign(7)), DIGEST, BANGKA.required_steps, NOW).approved


def test_a_procedure_without_required_steps_approves_nothing() -> None:
    assert not approved(sheet(REQUEST, sign(7)), DIGEST, (), NOW).approved


def test_a_procedure_that_asks_for_the_request_only_approves_nothing() -> None:
    verdict = approved(sheet(REQUEST, sign(7)), DIGEST, (BANGKA.steps[2],), NOW)
    assert ([problem.code for problem in verdict.problems], verdict.approved) == (["no-content-step"], False)


@settings(max_examples=50, deadline=None)
@given(note=st.sampled_from(["", "~", "null", "ya: tidak", "- x", "&a *b !c", "'\"", "baris satu\nbaris dua", "2026-11-20", "#"]))
def test_a_written_sheet_reads_back_the_same(tmp_path_factory: pytest.TempPathFactory, note: str) -> None:
    path = tmp_path_factory.mktemp("lembar") / "disposisi.yaml"
    written = sheet(REQUEST, sign(7, note=note, role="Ketua", nota_dinas="12/ND/2026"))
    write_sheet(path, written)
    assert load_sheet(path) == written


BROKEN: list[tuple[str, bytes]] = [
    ("sheet-bad", b"digest: x\n"),
    ("sheet-bad", b"setuju: ya\n"),
    ("sheet-bad", b"sign_offs: [{step: 7, decision: ya, person: Rina, at: 2026-11-20T09:00:00}]\n"),
    ("sheet-bad", b"sign_offs: [{step: 7, decision: mungkin, person: Rina, at: 2026-11-20T09:00:00Z}]\n"),
    ("sheet-bad", b'sign_offs: [{step: 7, decision: ya, person: "Ri\\u202Ena", at: 2026-11-20T09:00:00Z}]\n'),
    ("duplicate-key", b"digest: ''\ndigest: ''\n"),
    ("yaml-alias", b"digest: &a x\n"),
    ("yaml", b"- x\n"),
    ("not-utf8", b"\xff\xfe"),
    ("front-matter-too-large", b"#" * 140_000),
]


@pytest.mark.parametrize(("code", "data"), BROKEN)
def test_a_broken_sheet_is_told_why(tmp_path: Path, code: str, data: bytes) -> None:
    path = tmp_path / "disposisi.yaml"
    path.write_bytes(data)
    with pytest.raises(PackageProblems) as caught:
        load_sheet(path)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_sheet_that_is_a_link_or_missing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "disposisi.yaml").symlink_to("/etc/passwd")
    for name in ("disposisi.yaml", "tidak-ada.yaml"):
        with pytest.raises(PackageProblems):
            load_sheet(tmp_path / name)


def test_the_two_procedures_are_as_their_sheets_say() -> None:
    assert [step.standard_minutes for step in BANGKA.steps] == [15, 30, 30, 120, 15, 1440, 30, 15, 5]
    assert {step.standard_minutes for step in SUMBAR.steps} == {None}
    assert (BANGKA.publish_step.nr, SUMBAR.publish_step.nr) == (8, 8)
    assert [(step.nr, step.returns_to) for step in (*BANGKA.steps, *SUMBAR.steps) if step.decision] == [(3, None), (7, 6), (7, 5)]
    assert SUMBAR.publish_step.sign_off_required
    assert BANGKA.records == ("Arsip Link Aktif", "Dokumentasi Offline")


def _change(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


@pytest.mark.parametrize(
    "change",
    [
        _change("nr = 2", "nr = 3"),
        _change("is_publish_step = true", "is_publish_step = false"),
        _change("returns_to = 6", "returns_to = 8"),
        _change('actor = "Ketua"', 'actor = "Orang Lain"'),
        _change('warning = "', 'peringatan = "'),
        _change("returns_to = 6\nsign_off_required = true", "returns_to = 6"),
        _change("name = ", "name "),
        _change("not_same_as = [6]", "not_same_as = [7]"),
        _change("not_same_as = [6]", "not_same_as = [12]"),
        _change("is_archive_step = true", "is_archive_step = true\nsign_off_required = true"),
        _change("is_publish_step = true", "is_publish_step = true\nis_archive_step = true"),
    ],
)
def test_a_profile_that_contradicts_itself_is_refused(tmp_path: Path, change: Callable[[str], str]) -> None:
    path = tmp_path / "sop.toml"
    path.write_text(change((ROOT / "config/sop/bangka-barat-2019.toml").read_text()))
    with pytest.raises(PackageProblems) as caught:
        load_profile(path)
    assert {problem.code for problem in caught.value.problems} == {"profile-bad"}


@pytest.mark.parametrize("kind", Kind)
def test_a_new_package_reads_without_a_problem(tmp_path: Path, kind: Kind) -> None:
    folder = new_package(tmp_path, 'Penetapan "DPB": Triwulan IV\\2026', kind, date(2026, 11, 20))
    assert folder.name == "2026-11-20-penetapan-dpb-triwulan-iv-2026"
    sealed = seal(folder, tmp_path / "s")
    package = read(sealed.path, "kpu", "p", 1, ZoneInfo("Asia/Jakarta"), tmp_path / "t")
    assert (package.title, package.kind) == ('Penetapan "DPB": Triwulan IV\\2026', kind)
    assert new_package(tmp_path, 'Penetapan "DPB": Triwulan IV\\2026', kind, date(2026, 11, 20)).name.endswith("-2026-2")


def test_who_made_the_content_does_not_check_it() -> None:
    assert [(step.nr, step.not_same_as) for step in (*BANGKA.steps, *SUMBAR.steps) if step.not_same_as] == [(7, (6,)), (7, (5,))]
    made, other = sign(6), sign(6, person="Budi")
    alone = approved(sheet(REQUEST, made, sign(7)), DIGEST, BANGKA.required_steps, NOW)
    assert [problem.code for problem in alone.problems] == ["step-same-person"]
    assert approved(sheet(REQUEST, other, sign(7)), DIGEST, BANGKA.required_steps, NOW).approved
    earlier = sign(6, digest="b" * 64)  # of content that somebody else has made anew since
    assert approved(sheet(REQUEST, earlier, other, sign(7)), DIGEST, BANGKA.required_steps, NOW).approved


def test_types_are_what_the_sheet_says() -> None:
    assert isinstance(BANGKA, Profile)
    assert sign(7).decision is Decision.YES


def test_a_folder_in_the_place_of_the_sheet_is_told_as_unreadable(tmp_path: Path) -> None:
    (tmp_path / "disposisi.yaml").mkdir()
    with pytest.raises(PackageProblems) as told:
        load_sheet(tmp_path / "disposisi.yaml")
    assert [problem.code for problem in told.value.problems] == ["not-readable"]
