"""Pictures and attachments, judged by their bytes; pictures are made anew, upright and without the traces a camera leaves."""

import hashlib
import io
import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import Image as Pillow
from PIL import ImageCms, ImageOps

from content_queue.problems import PackageProblems, Problem, fail
from safety.files import write_durably

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_PIXELS = 50_000_000
MAX_SIDE = 2048
MAX_IMAGE_BYTES = 25 * 1024 * 1024
MAX_ATTACHMENT_BYTES = 50 * 1024 * 1024
_DEEP = 65536
"""The greys of 16 bits."""

# Our own limit is lower and refuses in plain words. Set once: turning warnings on and off around a picture would do so in
# every thread of the process.
warnings.filterwarnings("ignore", category=Pillow.DecompressionBombWarning)


@dataclass(frozen=True)
class Derivative:
    """A picture as it will be published."""

    data: bytes
    sha256: str
    mime: str
    width: int
    height: int

    def store(self, root: Path) -> Path:
        """Where the bytes lie, named by their digest; written again if something else lies there."""
        path = root / f"{self.sha256}.{'jpg' if self.mime == 'image/jpeg' else 'png'}"
        if not path.exists() or path.read_bytes() != self.data:
            write_durably(path, self.data, 0o444)
        return path


def _in_8_bits(image: Pillow.Image) -> Pillow.Image:
    """A grey picture of 16 bits in the greys that screens have. Pillow's own conversion cuts them off: all but black is white."""
    if image.mode != "I;16":
        return image
    deep = image.convert("I")
    grey = deep.point([round(value / 257) for value in range(_DEEP)], "L")
    hidden = image.info.get("transparency")
    if not isinstance(hidden, int):
        return grey
    seen = deep.point([0 if value == hidden else 255 for value in range(_DEEP)], "L")
    return Pillow.merge("LA", (grey, seen))


def _in_srgb(image: Pillow.Image) -> Pillow.Image:
    profile = image.info.get("icc_profile")
    transparent = "A" in image.getbands() or "transparency" in image.info
    mode = "RGBA" if transparent else "RGB"
    if profile and image.mode in ("RGB", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            converted = None  # a damaged colour profile is no reason to lose the picture
        if converted is not None:
            return converted
    return image.convert(mode)


def _remake(image: Pillow.Image) -> Derivative:
    lossless = image.format == "PNG" or "A" in image.getbands()
    upright = _in_srgb(_in_8_bits(ImageOps.exif_transpose(image)))
    upright.thumbnail((MAX_SIDE, MAX_SIDE), Pillow.Resampling.LANCZOS)
    clean = Pillow.frombytes(upright.mode, upright.size, upright.tobytes())
    out = io.BytesIO()
    if lossless or clean.mode == "RGBA":
        clean.save(out, "PNG", optimize=True)
    else:
        clean.save(out, "JPEG", quality=88, subsampling="4:2:0", optimize=True)
    data = out.getvalue()
    mime = "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"
    return Derivative(data, hashlib.sha256(data).hexdigest(), mime, *clean.size)


def _refuse(image: Pillow.Image, where: str) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise fail("image-too-large", where, limit=MAX_PIXELS)
    if image.format in ("PNG", "WEBP") and getattr(image, "is_animated", False):
        raise fail("image-animated", where)


def derive(data: bytes, where: str) -> Derivative:
    """The publishable picture for these bytes, the same bytes every time; raises PackageProblems and nothing else."""
    if len(data) > MAX_IMAGE_BYTES:
        raise fail("file-too-large", where, limit=MAX_IMAGE_BYTES)
    try:
        with Pillow.open(io.BytesIO(data), formats=FORMATS) as image:
            _refuse(image, where)
            image.load()
            return _remake(image)
    except PackageProblems:
        raise
    except Pillow.DecompressionBombError as error:
        raise fail("image-too-large", where, limit=MAX_PIXELS) from error
    except Exception as error:  # decoders raise whatever a damaged file drives them to, and every such file is refused
        raise fail("image-unreadable", where) from error


def check_pdf(data: bytes, where: str) -> list[Problem]:
    """What is wrong with an attachment: too large, not a PDF, or half copied."""
    if len(data) > MAX_ATTACHMENT_BYTES:
        return [Problem("file-too-large", where, None, {"limit": MAX_ATTACHMENT_BYTES})]
    whole = data.startswith(b"%PDF-") and b"%%EOF" in data[-2048:]
    return [] if whole else [Problem("not-pdf", where)]
