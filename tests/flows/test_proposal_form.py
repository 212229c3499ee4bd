"""A publication proposed by form is what `tayang propose` makes of the same words, and a wrong form leaves nothing behind."""

import asyncio
import re
from typing import Any

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun
from prefect.exceptions import PrefectHTTPStatusError
from prefect.flow_engine import run_flow

from config.settings import load_home
from content_queue.sheet import load_sheet
from flows import deploy
from flows.deployments import planned
from flows.open_forms import ENTERED
from flows.proposal_form import fields_for, filled_in
from flows.propose import NOT_ENTERED, enter, propose
from publishing.approval import CannotApprove
from publishing.booked import in_book
from tests.flows.homes import OFFICE
from tests.flows.sop_way import TITLE, Way, office_file

pytestmark = pytest.mark.usefixtures("prefect_server")
BY = "kasubbag-hukum – Kepala Subbagian Hukum"
NEED = "Pemilih perlu tahu datanya."


def drafts(way: Way) -> list[str]:
    return sorted(path.name for path in (way.day.home.path / "konsep").iterdir() if path.name[0] != ".")


def fills(way: Way, **values: Any) -> str:
    """The name of the package that a form's words made."""
    with way.day.room() as room:
        done = enter(room, filled_in({"title": TITLE, "by": BY, "need": NEED, **values}))
    return done.folder.name


def refusal(way: Way, **values: Any) -> str:
    with pytest.raises(CannotApprove) as error:
        fills(way, **values)
    return str(error.value)


def fields(way: Way) -> dict[str, Any]:
    return dict(fields_for(load_home(way.day.home.path, {}).office(OFFICE)))


def change(way: Way, *pairs: tuple[str, str]) -> None:
    text = office_file(way).read_text("utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    office_file(way).write_text(text, "utf-8")


def test_a_form_leaves_what_the_command_leaves(way: Way, twin: Way) -> None:
    way.name = fills(way, number="12/ND/2026")
    twin.propose("--nota-dinas", "12/ND/2026")
    assert way.name == twin.name
    assert drafts(way) == drafts(twin) == [way.name, f"{way.name}.NOTA-DINAS.docx", f"{way.name}.NOTA-DINAS.pdf"]
    assert (way.draft / "naskah.md").read_text("utf-8") == (twin.draft / "naskah.md").read_text("utf-8")
    sheets = [load_sheet(one.draft / "disposisi.yaml").data() for one in (way, twin)]
    assert sheets[0] == sheets[1]
    assert sheets[0]["sign_offs"][0]["person"] == "kasubbag-hukum"
    books = [[sign.data() for sign in in_book(one.day.ledger, OFFICE, one.name)] for one in (way, twin)]
    assert books[0] == books[1]


def test_sent_twice_it_is_entered_once(way: Way) -> None:
    fills(way)
    before = drafts(way)
    assert "sudah ada map dengan nama ini" in refusal(way)
    assert drafts(way) == before


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"by": ""}, "tidak ada di berkas satuan kerja"),
        ({"by": "orang-lain – Ketua"}, "orang-lain tidak ada di berkas satuan kerja"),
        ({"kind": "puisi"}, "jenis puisi tidak dikenal"),
        ({"channels": ["website", "facebook"]}, "kanal facebook tidak ada di satuan kerja ini"),
        ({"title": "!!!"}, "title"),
    ],
)
def test_a_form_that_says_something_impossible_leaves_nothing(way: Way, values: dict[str, Any], why: str) -> None:
    (way.day.home.path / "konsep").mkdir(exist_ok=True)
    assert why in refusal(way, **values)
    assert drafts(way) == []


def test_who_may_not_propose_is_refused_and_not_offered(way: Way) -> None:
    change(way, ("[sop]\n", '[sop]\nsigners = { 1 = ["operator"] }\n'))
    assert fields(way)["by"]["enum"] == ["operator – Operator Media Sosial dan Web"]
    assert fields(way)["by"]["default"] == "operator – Operator Media Sosial dan Web"
    refusal(way)
    assert drafts(way) == []
    assert fills(way, by="operator – Operator Media Sosial dan Web") in drafts(way)


def test_a_channel_that_is_switched_off_is_not_offered(way: Way) -> None:
    text = office_file(way).read_text("utf-8")
    office_file(way).write_text(text + '\n[channels.lama]\ntype = "practice_site"\nenabled = false\nurl = "https://lama.example"\n'
                                'secret = "TAYANG_LATIHAN_LAMA"\n', "utf-8")  # fmt: skip
    assert fields(way)["channels"]["items"]["enum"] == ["website"]
    assert fields(way)["channels"]["default"] == ["website"]


def test_an_office_with_keys_is_told_what_to_type(way: Way) -> None:
    change(way, ('strength = "attested"', 'strength = "signed"'))
    (way.day.home.path / "konsep").mkdir(exist_ok=True)
    assert f'tayang propose "{TITLE}" --by kasubbag-hukum --key BERKAS-KUNCI' in refusal(way)
    assert drafts(way) == []


def test_an_office_that_signs_pdfs_gets_the_frame_and_signs_afterwards(way: Way) -> None:
    change(way, ('strength = "attested"', 'strength = "pdf"'))
    way.name = fills(way)
    assert f"{way.name}.NOTA-DINAS.pdf" in drafts(way)
    assert in_book(way.day.ledger, OFFICE, way.name) == ()


class InPrefect:
    """The deployment of the form as `tayang serve` makes it, and a worker that the test plays itself."""

    def __init__(self, way: Way) -> None:
        settings = load_home(way.day.home.path, {})
        self.job = [one for one in planned(settings.path, settings.offices) if one.job.flow in ("propose", "review")]

    def schema(self) -> dict[str, Any]:
        async def read() -> dict[str, Any]:
            async with get_client() as client:
                await deploy.apply(client, self.job)
                found = await client.read_deployment_by_name(f"propose/propose-{OFFICE}")
                return dict(found.parameter_openapi_schema or {})

        return asyncio.run(read())

    def submits(self, **values: Any) -> FlowRun:
        """A person presses Submit; the worker runs it."""

        async def work() -> FlowRun:
            async with get_client() as client:
                await deploy.apply(client, self.job)
                deployment = await client.read_deployment_by_name(f"propose/propose-{OFFICE}")
                run = await client.create_flow_run_from_deployment(deployment.id, parameters=values)
                await run_flow(propose, flow_run=run, parameters=run.parameters, return_type="state")  # type: ignore[misc]
                return await client.read_flow_run(run.id)

        return asyncio.run(work())


def test_the_form_in_prefect_asks_for_the_proposal_and_for_nothing_else(way: Way) -> None:
    schema = InPrefect(way).schema()
    assert sorted(schema["properties"], key=lambda name: schema["properties"][name]["position"]) == [
        "title", "need", "by", "kind", "channels", "number",
    ]  # fmt: skip
    assert schema["required"] == ["title", "by"]


def test_prefect_refuses_whom_the_form_does_not_offer(way: Way) -> None:
    with pytest.raises(PrefectHTTPStatusError, match="409"):
        InPrefect(way).submits(title=TITLE, by="orang-lain – Ketua")


def test_a_form_that_is_sent_is_entered_and_opens_the_next_one(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    run = InPrefect(way).submits(title=TITLE, by=BY, need=NEED)
    assert run.state is not None
    assert (run.state_name, run.name) == (ENTERED, f"usulan · {TITLE}")
    assert re.search(
        r"Berikutnya langkah 2 \(Menyampaikan laporan kebutuhan publikasi\): \[formulirnya\]\(\S+\)", run.state.message or ""
    )
    again = InPrefect(way).submits(title=TITLE, by=BY)
    assert again.state is not None
    assert again.state_name == NOT_ENTERED
    assert "sudah ada map dengan nama ini" in (again.state.message or "")
