"""`tayang serve`: a Prefect server, its worker, the schedules and the folder watcher of one home, on one PC.

The server is a child process; worker and watcher live in this process, because a worker of its own would cost a hundred
megabytes for nothing. Every child ends with this process, even if it is killed.
"""

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from prefect.client.orchestration import PrefectClient, get_client
from prefect.settings import PREFECT_HOME
from prefect.workers.process import ProcessWorker

from config.settings import HomeSettings, SettingsError, load_offices
from flows import deploy, serving, switch_memory
from flows.block_key import VARIABLE, block_key
from flows.deployments import CHECKOUT, JOBS, POOL, Planned, planned, python_path
from flows.form_links import remember_proposal_form
from flows.guarded import LANGUAGE, PARENT
from flows.open_forms import close_mute
from flows.prefect_settings import HOST
from flows.shared_limits import ensure_shared_limits
from flows.switches import switches
from flows.watch import Watcher
from language.say import later, spoken, t
from safety.clock import SystemClock

logger = logging.getLogger(__name__)
START_PATIENCE = 240.0
STOP_PATIENCE = 10.0
AGAIN = 3.0
SWEEP_PATIENCE = 75.0
"""How long a sweep under way may take to end: one request's deadline and a little more."""


def told_to_children() -> dict[str, str]:
    """Whose children they are, and what is spoken there."""
    return {PARENT: str(os.getpid()), LANGUAGE: spoken()}


class CannotServe(Exception):
    """Why `tayang serve` cannot start, to tell a person."""


async def serve(
    home: Path, environ: Mapping[str, str], say: Callable[[str], None] = print, stop: asyncio.Event | None = None
) -> None:
    """Serve a home until SIGINT, SIGTERM or `stop`. `serving_settings` must stand in the environment before Prefect is imported.

    Raises CannotServe, AlreadyServed, SettingsError.
    """
    settings, broken = load_offices(home, environ)
    if not settings.offices:
        raise SettingsError(broken)
    if Path(PREFECT_HOME.value()) != serving.prefect_home(settings.path):
        raise CannotServe(t("setelan Prefect belum terpasang; mulai dengan `tayang serve`"))
    stop = stop or asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    with serving.hold(settings.path):
        serving.set_mark(settings.path, f"http://{HOST}:{settings.prefect.port}")
        for problem in broken:
            of_office = problem.file.parent.name == "offices"
            said = later("tidak dilayani sampai diperbaiki dan `tayang serve` dimulai ulang: {problem}")
            say(t(said, problem=problem) if of_office else str(problem))
        await _Service(settings, environ, say).run(stop)


class _Service:
    def __init__(self, settings: HomeSettings, environ: Mapping[str, str], say: Callable[[str], None]) -> None:
        self._settings = settings
        self._environ = dict(environ) | {"PYTHONPATH": python_path(), **told_to_children()}
        self._say = say
        self._plan: list[Planned] = planned(settings.path, settings.offices)
        self._watcher = Watcher(settings, environ, SystemClock())
        self._watched = asyncio.Event()
        self._watched.set()
        self._server: asyncio.subprocess.Process | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Start everything, work until told to stop, end everything."""
        os.environ |= told_to_children()
        work, told = asyncio.create_task(self._work()), asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({work, told}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                self._say(t("Berhenti: menunggu sapuan yang sedang berjalan …"))
                self._watcher.stop()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._watched.wait(), SWEEP_PATIENCE)
                work.cancel()
            with suppress(asyncio.CancelledError):
                await work
        finally:
            told.cancel()
            work.cancel()
            await self._end()

    async def _work(self) -> None:
        await self._start_server()
        await self._prepare()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_server())
            tasks.create_task(self._keep_worker())
            tasks.create_task(self._keep_switches())
            tasks.create_task(self._watch())

    async def _start_server(self) -> None:
        port = self._settings.prefect.port
        _refuse_taken_port(port)
        self._say(t("Server Prefect dimulai …"))
        serving.close_to_others(self._settings.path)
        _server_log(self._settings.path).touch(0o600)
        with _server_log(self._settings.path).open("wb") as log:
            self._server = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "flows.guarded", "flows.prefect_server", "--host", HOST, "--port", str(port)),
                cwd=CHECKOUT,
                env=self._environ | {VARIABLE: block_key(self._settings.path)},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                umask=0o077,
            )
        try:
            async with asyncio.timeout(START_PATIENCE), get_client() as client:
                while await client.api_healthcheck() is not None:
                    self._expect_server()
                    await asyncio.sleep(0.2)
        except TimeoutError:
            said = later("server Prefect belum menjawab sesudah {n} menit; bila komputer ini sibuk, coba lagi; catatannya: {log}")
            raise CannotServe(t(said, n=f"{START_PATIENCE / 60:g}", log=_server_log(self._settings.path))) from None

    def _expect_server(self) -> None:
        if self._server is not None and self._server.returncode is not None:
            raise CannotServe(t("server Prefect berhenti saat dimulai; lihat {log}", log=_server_log(self._settings.path)))

    async def _prepare(self) -> None:
        async with get_client() as client:
            names = await deploy.apply(client, self._plan, shut=switch_memory.remembered(self._settings.store))
            why = t("tayang mati selagi ini berjalan; buku catatan yang tahu hasilnya.")
            dead = await deploy.close_dead_runs(client, why)
            dead += await close_mute(client)
            missed = await deploy.drop_missed_runs(client, [one.full_name for one in self._plan if one.job.flow == "publish"])
            off = await self._remember_switches(client)
            await ensure_shared_limits(client, self._settings.fleet.per_minute)
            await self._remember_proposal_forms(client)
        offices = ", ".join(office.slug for office in self._settings.offices)
        self._say(t("Papan Prefect: {url}", url=f"http://{HOST}:{self._settings.prefect.port}"))
        self._say(t("Kata sandinya: isi berkas {file}", file=serving.password_file(self._settings.path)))
        self._say(t("Jadwal terpasang: {n} · satuan kerja: {offices}", n=len(names), offices=offices))
        if dead or missed:
            said = later("Sisa sebelum mati: {dead} proses ditandai mati, {missed} jadwal terlewat dibatalkan")
            self._say(t(said, dead=dead, missed=missed))
        if off:
            self._say(t("Dijeda di Prefect: {names}", names=", ".join(off)))

    async def _remember_proposal_forms(self, client: PrefectClient) -> None:
        for one in self._plan:
            if one.job.flow == "propose":
                deployment = await client.read_deployment_by_name(one.full_name)
                url = f"http://{HOST}:{self._settings.prefect.port}/deployments/deployment/{deployment.id}/run"
                remember_proposal_form(self._settings.path, one.office, url)

    async def _keep_server(self) -> None:
        """A server that ends by itself is started again; the ledger has lost nothing."""
        while self._server is not None:
            status = await self._server.wait()
            logger.warning(t("Server Prefect berhenti sendiri ({status}); dimulai lagi", status=status))
            await asyncio.sleep(AGAIN)
            try:
                await self._start_server()
            except CannotServe as error:
                logger.warning("%s", error)
                await _terminate(self._server)

    async def _keep_worker(self) -> None:
        while True:
            worker = ProcessWorker(work_pool_name=POOL, name=f"tayang-{socket.gethostname()}", create_pool_if_not_found=False)
            try:
                await worker.start(printer=logger.info)
            except Exception as error:  # a worker that lost its server starts again; nothing is lost
                said = later("Pekerja jadwal berhenti: {kind}: {why}; dimulai lagi")
                logger.warning(t(said, kind=type(error).__name__, why=error))
            await asyncio.sleep(AGAIN)

    async def _keep_switches(self) -> None:
        """What an admin pauses on the board is written down outside Prefect's database within seconds."""
        while True:
            with suppress(Exception):  # a server that does not answer is started again; what was kept stays
                async with get_client() as client:
                    await self._remember_switches(client)
            await asyncio.sleep(AGAIN)

    async def _remember_switches(self, client: PrefectClient) -> list[str]:
        """Which deployments of offices that this home has are paused."""
        found = await switches(client, str(self._settings.path))
        await asyncio.to_thread(switch_memory.remember, self._settings.store, found)
        own = {f"{job.flow}/{job.name}-{slug}" for job in JOBS for slug in self._settings.slugs}
        return sorted(name for name, paused in found.items() if paused and name in own)

    async def _watch(self) -> None:
        for office in self._settings.offices:
            self._say(t("Memantau: {folder}", folder=self._settings.queue_root(office.slug) / "masuk"))
        self._say(t("Siap. Berhenti dengan Ctrl-C."))
        self._watched.clear()
        try:
            await self._watcher.run()
        finally:
            self._watched.set()

    async def _end(self) -> None:
        """Leave the switches readable: the mark stays if an admin paused something or the server did not answer."""
        if self._server is None:
            serving.take_mark_away(self._settings.path)
            return
        try:
            async with asyncio.timeout(STOP_PATIENCE), get_client() as client:
                why = t("tayang dihentikan selagi ini berjalan; buku catatan yang tahu hasilnya.")
                await deploy.close_dead_runs(client, why)
                if not await self._remember_switches(client):
                    serving.take_mark_away(self._settings.path)
        except Exception as error:
            logger.warning(t("Prefect tidak menjawab saat berhenti ({error})", error=type(error).__name__))
        finally:
            await _terminate(self._server)
            self._say(t("Berhenti."))


async def _terminate(child: asyncio.subprocess.Process) -> None:
    """End a child and its process group: SIGTERM, and after ten seconds SIGKILL."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if child.returncode is not None:
            return
        with suppress(ProcessLookupError):
            os.killpg(child.pid, number)
        with suppress(TimeoutError):
            await asyncio.wait_for(child.wait(), STOP_PATIENCE)


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            said = later("porta {port} dipakai program lain; isi port lain di tabel [prefect] berkas tayang.toml")
            raise CannotServe(t(said, port=port)) from None


def _server_log(home: Path) -> Path:
    return serving.prefect_home(home) / "server.log"
