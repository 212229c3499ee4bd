"""From settings to the objects that do the work. The one place where a channel's type becomes a connector."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.channels import ChannelBase, PracticeSite, WordPress
from config.office import Office
from config.settings import HomeSettings, PublishingTable, load_home, resolve_secret
from connectors import http, practice_site, wordpress
from connectors.contract import Connector
from content_queue.folder import QueueFolder
from content_queue.profile import Step, load_profile
from ledger.store import Ledger
from publishing.desk import Desk
from publishing.states import Policy
from publishing.work import Publisher
from safety.addresses import AddressPolicy
from safety.clock import Clock
from safety.redaction import Redactor

PROFILES = Path(__file__).parent.parent / "config" / "sop"


class UnknownChannel(Exception):
    """A channel names a type that this version has no connector for."""


@dataclass(frozen=True)
class Workroom:
    """Everything that a flow needs for one office."""

    settings: HomeSettings
    office: Office
    ledger: Ledger
    connectors: Mapping[str, Connector]
    publisher: Publisher
    addresses: AddressPolicy
    redactor: Redactor
    clock: Clock
    required_steps: tuple[Step, ...]

    @property
    def desk(self) -> Desk:
        """Where this office's packages lie."""
        queue = QueueFolder(self.settings.queue_root(self.office.slug), self.settings.queue.settle_seconds)
        people = tuple(person.id for person in self.office.people)
        signers = {int(step): ids for step, ids in self.office.sop.signers.items()}
        channels, zone = tuple(self.connectors), self.office.zone
        return Desk(self.office.slug, queue, self.settings.store, channels, zone, self.required_steps, people, signers)

    @property
    def website(self) -> str | None:
        """The channel whose link the social channels wait for: the first website of the office."""
        return next((name for name, connector in self.connectors.items() if connector.limits.website), None)


@contextmanager
def open_workroom(home: Path, slug: str, environ: Mapping[str, str], clock: Clock) -> Iterator[Workroom]:
    """Open one office's workroom; closed at the end of the block. Raises SettingsError, SecretError, KeyError."""
    settings = load_home(home, environ)
    office = settings.office(slug)
    secrets = _secrets(office, environ, settings.path)
    redactor = Redactor(secrets.values())
    addresses = AddressPolicy(frozenset(settings.links.allow_hosts))
    ledger = Ledger.open(settings.database_url, clock)
    policy = policy_of(settings.publishing)
    try:
        connectors = {
            name: _connector(name, channel, secrets, addresses, redactor, policy, clock)
            for name, channel in office.channels.items()
            if channel.enabled
        }
        publisher = Publisher(ledger, connectors, policy, clock)
        yield Workroom(settings, office, ledger, connectors, publisher, addresses, redactor, clock, required_steps(office))
    finally:
        ledger.close()


def required_steps(office: Office) -> tuple[Step, ...]:
    """The steps of the office's procedure that must be signed: what the office file names, else what the profile says."""
    profile = load_profile(PROFILES / f"{office.sop.profile}.toml")
    if not office.sop.required_steps:
        return profile.required_steps
    return tuple(step for step in profile.steps if str(step.nr) in office.sop.required_steps)


def policy_of(table: PublishingTable) -> Policy:
    """The engine's patience as the home's settings say."""
    return Policy(
        jeda=table.jeda_seconds,
        settle_window=table.settle_window_seconds,
        looks=table.looks,
        look_gap=table.look_gap_seconds,
        lease=table.lease_seconds,
        request_deadline=table.request_deadline_seconds,
        max_attempts=table.max_attempts,
        unclear_before_pause=table.unclear_before_pause,
        late=table.late_hours * 3600,
    )


def _secrets(office: Office, environ: Mapping[str, str], home: Path) -> dict[str, str]:
    names = {name for channel in office.channels.values() if channel.enabled for name in channel.secret_names().values()}
    return {name: resolve_secret(name, environ, home) for name in sorted(names)}


def _connector(
    name: str,
    channel: ChannelBase,
    secrets: Mapping[str, str],
    addresses: AddressPolicy,
    redactor: Redactor,
    policy: Policy,
    clock: Clock,
) -> Connector:
    session = http.session(addresses, redactor, http.Timeouts(total=policy.request_deadline), clock)
    match channel:
        case PracticeSite():
            return practice_site.PracticeSite(session, channel.url, secrets[channel.secret or ""], clock, name)
        case WordPress():
            return wordpress.WordPress(channel.url, channel.username, secrets[channel.secret], session, name)
        case _:
            raise UnknownChannel(f"kanal {name}: jenis {channel.type} belum dikenal versi ini; isi enabled = false")
