"""Pictures made to harm are refused before they cost anything, and of what rides along in a good one nothing goes out."""

import io
import json
import struct
import subprocess
import sys
import zipfile
import zlib

import pytest
from PIL import Image as Pillow
from PIL import PngImagePlugin

from content_queue.media import derive
from content_queue.problems import PackageProblems
from flows.deployments import CHECKOUT

MOST_MEMORY_MB = 300


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def huge_png(side: int) -> bytes:
    """A picture that unpacks to a black square of this side, in a few hundred kilobytes."""
    packer = zlib.compressobj(9)
    row = bytes(side // 8 + 1)
    rows = b"".join([*(packer.compress(row) for _ in range(side)), packer.flush()])
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def with_chunk(kind: bytes, data: bytes) -> bytes:
    out = io.BytesIO()
    Pillow.new("RGB", (20, 20), (1, 2, 3)).save(out, "PNG")
    plain = out.getvalue()
    return plain[:33] + chunk(kind, data) + plain[33:]


def jpeg(**more: object) -> bytes:
    out = io.BytesIO()
    Pillow.new("RGB", (40, 20), (200, 30, 30)).save(out, "JPEG", **more)
    return out.getvalue()


def packed() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("jahat.exe", b"MZ")
    return out.getvalue()


ZEROS = zlib.compress(bytes(200 * 1024 * 1024), 9)
REFUSED = {
    "30.000 x 30.000": huge_png(30_000),
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "svg with a head": b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
    "fits": b"SIMPLE  =                    T" + b" " * 2850,
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "html": b"<html><script>alert(1)</script></html>",
    "pdf": b"%PDF-1.7\n%%EOF\n",
    "tiff": b"II*\x00" + b"\x08\x00\x00\x00" + bytes(40),
    "text bomb": with_chunk(b"zTXt", b"Comment\0\0" + ZEROS),
    "profile bomb": with_chunk(b"iCCP", b"profil\0\0" + ZEROS),
}
PROGRAM = """
import json, re, sys
from content_queue.media import derive
from content_queue.problems import PackageProblems
try:
    told = [derive(sys.stdin.buffer.read(), "media/01.jpg").mime]
except PackageProblems as error:
    told = [problem.code for problem in error.problems]
print(json.dumps([told, int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024]))
"""


@pytest.mark.parametrize("name", REFUSED)
def test_a_picture_that_is_none_or_unpacks_to_too_much_is_put_down_in_little_memory(name: str) -> None:
    command = [sys.executable, "-P", "-c", PROGRAM]
    environ = {"PYTHONPATH": str(CHECKOUT)}
    ran = subprocess.run(command, input=REFUSED[name], capture_output=True, cwd=CHECKOUT, env=environ, check=True, timeout=120)
    told, megabytes = json.loads(ran.stdout)
    allowed = [["image-unreadable"], ["image-too-large"]] + [["image/png"]] * ("bomb" in name)
    assert told in allowed
    assert megabytes < MOST_MEMORY_MB


@pytest.mark.parametrize("ridden", [packed(), b"<script>alert(1)</script>", b"%PDF-1.7\n%%EOF"], ids=["zip", "html", "pdf"])
def test_what_rides_behind_or_inside_a_picture_stays_behind(ridden: bytes) -> None:
    behind, inside = jpeg() + ridden, jpeg(comment=ridden, exif=b"Exif\0\0" + ridden)
    for data in (behind, inside):
        assert ridden in data
        assert ridden not in derive(data, "media/01.jpg").data


def test_words_in_a_png_stay_behind() -> None:
    out, words = io.BytesIO(), PngImagePlugin.PngInfo()
    words.add_text("Lokasi", "-6.2,106.8")
    Pillow.new("RGB", (20, 20)).save(out, "PNG", pnginfo=words)
    assert b"-6.2,106.8" in out.getvalue()
    assert b"-6.2,106.8" not in derive(out.getvalue(), "media/01.png").data


def test_a_picture_cut_anywhere_is_refused_in_plain_words() -> None:
    whole = jpeg()
    for end in range(2, len(whole) - 40, 37):
        with pytest.raises(PackageProblems):
            derive(whole[:end], "media/01.jpg")
