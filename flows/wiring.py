"""From settings to the objects that do the work. The one place where a channel's type becomes a connector."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

from config.channel_base import ChannelBase
from config.credentials import SecretError, resolve_secrets
from config.home_file import PublishingTable
from config.office import Office
from config.settings import HomeSettings, load_office_home
from connectors import http
from connectors.added import Means
from connectors.contract import Connector
from content_queue.folder import QueueFolder
from content_queue.profile import Profile, Step, load_profile
from flows.channels import UnknownChannel, connector_of, page_wish, website_of
from ledger.engine import secrets_in
from ledger.store import Ledger
from publishing.desk import Desk
from publishing.judging import Judge
from publishing.notebook import signature_notes
from publishing.pdf_evidence import Evidence
from publishing.pdf_signatures import PdfFiles, PdfSignatures
from publishing.signatures import Signatures
from publishing.states import Policy
from publishing.work import Publisher
from safety.addresses import AddressPolicy
from safety.clock import Clock
from safety.redaction import Redactor, hide_in_logs

PROFILES = Path(__file__).parent.parent / "config" / "sop"


@dataclass(frozen=True)
class Workroom:
    """Everything that a flow needs for one office. `broken` tells by channel why it cannot be used now."""

    settings: HomeSettings
    office: Office
    ledger: Ledger
    connectors: Mapping[str, Connector]
    publisher: Publisher
    addresses: AddressPolicy
    redactor: Redactor
    clock: Clock
    required_steps: tuple[Step, ...]
    broken: Mapping[str, str]
    make_connectors: Callable[[], Mapping[str, Connector]]
    signatures: Judge | None = None

    def beside(self) -> "Workroom":
        """The same room with sessions of its own, for a package that is published at the same time."""
        connectors = self.make_connectors()
        return replace(self, connectors=connectors, publisher=replace(self.publisher, connectors=connectors))

    @cached_property
    def desk(self) -> Desk:
        """Where this office's packages lie."""
        return desk_of(self.settings, self.office, self.signatures)

    @property
    def website(self) -> str | None:
        """The channel whose link the social channels wait for: the first website of the office."""
        return website_of(self.office)


@contextmanager
def open_workroom(home: Path, slug: str, environ: Mapping[str, str], clock: Clock) -> Iterator[Workroom]:
    """Open one office's workroom; closed at the end of the block. Raises SettingsError, UnknownChannel, KeyError.

    Of the other offices only the names are there: what is wrong with them is theirs.
    """
    settings = load_office_home(home, slug, environ)
    hide_in_logs(secrets_in(settings.database_url))
    office = settings.office(slug)
    policy = policy_of(settings.publishing)
    make = partial(_connectors, settings, office, environ, policy, clock)
    connectors, broken, redactor = make()
    addresses = AddressPolicy(frozenset(settings.links.allow_hosts))
    steps = required_steps(office)
    ledger = Ledger.open(settings.database_url, clock)
    try:
        publisher = Publisher(ledger, connectors, policy, clock)
        judge = signatures_of(settings, office, clock)
        yield Workroom(
            settings, office, ledger, connectors, publisher, addresses, redactor, clock, steps, broken, lambda: make()[0], judge
        )
    finally:
        ledger.close()


def desk_of(settings: HomeSettings, office: Office, signatures: Judge | None) -> Desk:
    """Where an office's packages lie, and what is asked of them."""
    steps, profile = required_steps(office), profile_of(office)
    return Desk(
        office=office.slug,
        queue=QueueFolder(settings.queue_root(office.slug), settings.queue.settle_seconds),
        store=settings.store,
        channels=tuple(name for name, channel in office.channels.items() if channel.enabled),
        zone=office.zone,
        required=steps,
        people=tuple(person.id for person in office.people),
        signers={int(step): ids for step, ids in office.sop.signers.items()},
        signatures=signatures,
        wish=page_wish(office),
        procedure=profile.by_people(steps),
        emergency=office.sop.emergency,
        grounded=profile.grounded,
    )


def required_steps(office: Office) -> tuple[Step, ...]:
    """The steps of the office's procedure that must be signed: what the office file names, else what the profile says."""
    profile = profile_of(office)
    if not office.sop.required_steps:
        return profile.required_steps
    return tuple(step for step in profile.steps if str(step.nr) in office.sop.required_steps)


def profile_of(office: Office) -> Profile:
    """The procedure that the office follows, as its profile says."""
    return load_profile(PROFILES / f"{office.sop.profile}.toml")


def signatures_of(settings: HomeSettings, office: Office, clock: Clock) -> Judge | None:
    """Who judges the signatures, by key or in a PDF; None where the office attests."""
    files = [settings.path / name for name in office.key_files]
    if not files:
        return None
    notes = signature_notes(settings.store, office.slug)
    more = files[2] if files[2:] else None
    if office.sop.strength == "pdf":
        evidence = Evidence(settings.store, partial(_folder_of, settings.queue_root(office.slug)))
        return PdfSignatures(office.slug, PdfFiles(files[1], files[0], more), evidence, notes, clock)
    return Signatures(office.slug, files[0], files[1] if files[1:] else None, notes)


def _folder_of(queue_root: Path, package: str) -> Path | None:
    """Where a package lies in masuk/ or konsep/ now."""
    queue = QueueFolder(queue_root)
    return next((place for place in (queue.inbox / package, queue.drafts / package) if place.is_dir()), None)


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


def _connectors(
    settings: HomeSettings, office: Office, environ: Mapping[str, str], policy: Policy, clock: Clock
) -> tuple[dict[str, Connector], dict[str, str], Redactor]:
    """A connector for each channel in use, and why some have none: a missing secret stops its own channel, no other."""
    channels = {name: channel for name, channel in office.channels.items() if channel.enabled}
    secrets, broken = _secrets_of(channels, environ, settings.path)
    values = [value for own in secrets.values() for value in own.values()]
    hide_in_logs(values)
    redactor = Redactor(values)
    addresses = AddressPolicy(frozenset(settings.links.allow_hosts))
    connectors = {}
    for name, own in secrets.items():
        session = http.session(addresses, redactor, http.Timeouts(total=policy.request_deadline), clock)
        try:
            connectors[name] = connector_of(channels[name], Means(name, session, own, settings.path, clock))
        except UnknownChannel as error:
            broken[name] = str(error)
    return connectors, broken, redactor


def _secrets_of(
    channels: Mapping[str, ChannelBase], environ: Mapping[str, str], home: Path
) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """The secrets of each channel that has all of its own, and what the first missing one of the others is."""
    wanted = {name: set(channel.secret_names().values()) for name, channel in channels.items()}
    found = resolve_secrets(set().union(*wanted.values()), environ, home)
    secrets: dict[str, dict[str, str]] = {}
    broken: dict[str, str] = {}
    for name, names in wanted.items():
        own = {secret: value for secret in names if not isinstance(value := found[secret], SecretError)}
        missing = sorted(names - own.keys())
        if missing:
            broken[name] = str(found[missing[0]])
        else:
            secrets[name] = own
    return secrets, broken
