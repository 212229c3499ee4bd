"""Looks a package over before it is dropped: everything that is wrong, and a page that shows how each channel will look."""

import base64
import io
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from PIL import Image as Pillow

from config.channels import ChannelBase
from config.credentials import SecretError, resolve_secret
from config.office import Office
from config.settings import HomeSettings
from connectors import http
from connectors.added import Means
from connectors.contract import Connector, Measures, Refused, Rendering
from content_queue.folder import QueueFolder
from content_queue.listing import PREVIEW
from content_queue.new import is_unwritten
from content_queue.package import Package
from content_queue.problems import PackageProblems, Problem
from content_queue.read import read
from content_queue.seal import seal
from flows.channels import UnknownChannel, connector_of, page_wish, website_of
from flows.recap_data import channel_label
from flows.wiring import profile_of
from language.say import later, t
from publishing.desk import derivatives_in
from publishing.grounds import without_basis
from reports.preview import ChannelPreview, Film, PackagePreview, Paper, Picture, render_preview
from reports.words import moment
from safety.addresses import AddressPolicy
from safety.clock import Clock
from safety.files import write_durably
from safety.redaction import Redactor

SIDE = 960
STAND_IN_LINK = "https://kpu.go.id/berita"
STAND_IN_SECRET = "pratinjau"  # noqa: S105  # a rendering needs no secret, so none is read for one


class CannotWriteThere(Exception):
    """The page may not lie where it was asked for; says where instead."""


@dataclass(frozen=True)
class Checked:
    """What a check found, and where its page lies."""

    page: Path
    data: PackagePreview
    images: int = 0
    films: int = 0


@dataclass(frozen=True)
class PreviewDesk:
    """What a preview is made with: the home, one office of it, the environment, the time."""

    settings: HomeSettings
    office: Office
    environ: Mapping[str, str]
    clock: Clock

    @property
    def queue(self) -> QueueFolder:
        return QueueFolder(self.settings.queue_root(self.office.slug))

    def when(self) -> str:
        return moment(self.clock.now().astimezone(self.office.zone), self.office.time_zone)


def check_package(desk: PreviewDesk, folder: Path, page: Path | None = None) -> Checked:
    """Read the package as the queue would and write its preview. Raises CannotWriteThere; OSError if the disk refuses."""
    folder = Path(os.path.abspath(folder))  # noqa: PTH100  # resolve() would follow the links that sealing must see
    place = _place(desk, folder, page)
    head = {"office_name": desk.office.name, "practice": desk.settings.practice.enabled, "name": folder.name}
    with tempfile.TemporaryDirectory() as store:
        try:
            sealed = seal(folder, Path(store))
            slug, zone = desk.office.slug, desk.office.zone
            package = read(sealed.path, slug, folder.name, 1, zone, derivatives_in(Path(store)), page_wish(desk.office))
        except PackageProblems as error:
            told = tuple(problem.text(desk.settings.language) for problem in error.problems)
            checked = Checked(place, PackagePreview(**head, made_at=desk.when(), problems=told))  # type: ignore[arg-type]  # mixed values
        else:
            checked = Checked(place, _preview(desk, package, folder, place), len(package.images), len(package.videos))
    place.parent.mkdir(parents=True, exist_ok=True)
    write_durably(place, render_preview(checked.data).encode("utf-8"))
    return checked


def _place(desk: PreviewDesk, folder: Path, page: Path | None) -> Path:
    queue = desk.queue
    if page is None:
        return queue.drafts / f"{folder.name}{PREVIEW}"
    place = Path(os.path.abspath(page))  # noqa: PTH100  # as for the folder
    if place.suffix.lower() != ".html":
        raise CannotWriteThere(t("nama berkas pratinjau harus berakhiran .html, bukan {name}", name=place.name))
    taken = (folder, queue.inbox, queue.held, queue.done, desk.settings.store)
    if any(place.is_relative_to(one) for one in taken):
        said = later("pratinjau tidak boleh ditaruh di {place}; taruh di luar paket dan antrean, misalnya konsep/")
        raise CannotWriteThere(t(said, place=place.parent))
    return place


def _preview(desk: PreviewDesk, package: Package, folder: Path, place: Path) -> PackagePreview:
    office = desk.office
    usable = {name: channel for name, channel in office.channels.items() if channel.enabled}
    unknown = [name for name in package.channels if name not in usable]
    said = later("Kanal {channel} tidak ada atau dimatikan di satuan kerja ini; yang ada: {known}.")
    problems = [t(said, channel=name, known=", ".join(usable)) for name in unknown]
    files = _Files(package, folder, place)
    shown = tuple(_channel(desk, name, usable[name], package, files) for name in package.channels if name in usable)
    problems += [f"{channel.label}: {channel.refused}" for channel in shown if channel.refused]
    if is_unwritten(package.body_text):
        problems.append(Problem("text-unwritten", folder.name).text(desk.settings.language))
    grounds = without_basis(package.kind.value, package.legal_basis, profile_of(office).grounded, folder.name)
    problems += [problem.text(desk.settings.language) for problem in grounds]
    local = package.publish_at.astimezone(office.zone) if package.publish_at else None
    return PackagePreview(
        office_name=office.name,
        practice=desk.settings.practice.enabled,
        name=folder.name,
        made_at=desk.when(),
        digest=package.digest,
        title=package.title,
        kind=package.kind.value,
        goes_out=moment(local, office.time_zone) if local else t("segera setelah disetujui"),
        problems=tuple(problems),
        channels=shown,
        unused=tuple(channel_label(office, name) for name in usable if name not in package.channels),
    )


def _channel(desk: PreviewDesk, name: str, channel: ChannelBase, package: Package, files: "_Files") -> ChannelPreview:
    label = channel_label(desk.office, name)
    trouble = " ".join(_troubles(desk, channel))
    try:
        connector = _connector(desk, name, channel)
        rendering = connector.preview(package)
        whole = connector.preview(package, STAND_IN_LINK if _link_comes(desk, package, connector) else "")
    except UnknownChannel as error:
        return ChannelPreview(name, label, channel.type, trouble=str(error))
    except Refused as error:
        return ChannelPreview(name, label, channel.type, refused=str(error), trouble=trouble)
    except Exception as error:
        if channel.declared is None:
            raise
        said = later("paket yang menambahkan jenis {type} gagal ({error}); laporkan kepada pembuatnya")
        return ChannelPreview(name, label, channel.type, trouble=t(said, type=channel.type, error=type(error).__name__))
    length, limit = _measured(connector, whole)
    return ChannelPreview(
        channel=name,
        label=label,
        platform=rendering.platform,
        article=connector.limits.html,
        title=rendering.title,
        text=rendering.text,
        summary=rendering.summary,
        category=rendering.category,
        tags=rendering.tags,
        pictures=files.pictures(rendering),
        papers=files.papers(rendering),
        films=files.films(rendering),
        notes=rendering.notes,
        digest=rendering.digest,
        length=length,
        limit=limit,
        link_follows=bool(whole.link) and not rendering.link,
        made_with_ai=rendering.made_with_ai,
        trouble=trouble,
        looks=connector.limits.appearance,
    )


def _link_comes(desk: PreviewDesk, package: Package, connector: Connector) -> bool:
    """Whether the website's link will be there when this channel's turn comes."""
    return connector.limits.needs_link and website_of(desk.office) in package.channels


def _measured(connector: Connector, rendering: Rendering) -> tuple[int, int | None]:
    """How long a text is as its platform counts, and how long it may be."""
    if isinstance(connector, Measures):
        return connector.measured(rendering)
    return len(rendering.text), connector.limits.text_length


def _troubles(desk: PreviewDesk, channel: ChannelBase) -> Iterator[str]:
    for secret in channel.secret_names().values():
        try:
            resolve_secret(secret, desk.environ, desk.settings.path)
        except SecretError as error:
            yield str(error)


def _connector(desk: PreviewDesk, name: str, channel: ChannelBase) -> Connector:
    secrets = dict.fromkeys(channel.secret_names().values(), STAND_IN_SECRET)
    session = http.session(AddressPolicy(frozenset()), Redactor(()), http.Timeouts(), desk.clock)
    return connector_of(channel, Means(name, session, secrets, desk.settings.path, desk.clock))


class _Files:
    """Pictures and attachments of one package as the page shows them; each picture is made small once."""

    def __init__(self, package: Package, folder: Path, place: Path) -> None:
        self._sources = {image.sha256: _small(image.path) for image in package.images}
        self._folder = os.path.relpath(folder, place.parent)

    def pictures(self, rendering: Rendering) -> tuple[Picture, ...]:
        self._sources |= {i.sha256: _small(i.path) for i in rendering.images if i.sha256 not in self._sources}
        return tuple(
            Picture(i.name, i.sha256, self._sources[i.sha256], i.alt, i.caption, i.width, i.height, i.size)
            for i in rendering.images
        )

    def films(self, rendering: Rendering) -> tuple[Film, ...]:
        return tuple(
            Film(v.name, v.sha256, self._at(f"media/{v.name}"), v.alt, v.caption, v.width, v.height, v.size, v.seconds)
            for v in rendering.videos
        )

    def papers(self, rendering: Rendering) -> tuple[Paper, ...]:
        return tuple(Paper(a.name, a.sha256, self._at(f"lampiran/{a.name}"), a.title, a.size) for a in rendering.attachments)

    def _at(self, name: str) -> str:
        return quote(f"{self._folder}/{name}")


def _small(path: Path) -> str:
    """A picture as a data: address, no larger than a page needs."""
    out = io.BytesIO()
    with Pillow.open(path) as image:
        clear = "A" in image.getbands()
        image.thumbnail((SIDE, SIDE))
        image.save(out, "PNG" if clear else "JPEG", quality=82)
    kind = "png" if clear else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(out.getvalue()).decode('ascii')}"
