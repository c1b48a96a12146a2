"""Makes a picture of a page small: a byte names the colour of each pixel, out of those that matter most.

PNG (third edition), 2025: https://www.w3.org/TR/png-3/
"""

import base64
import struct
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence

from playwright.sync_api import Browser

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST = 256  # Colours that one byte can name.
ALIKE = 150  # Two colours whose distance, squared, is less look alike: the commoner one will do.
NAMED = 3  # PNG's kind of picture whose pixels name colours of its palette.
UNPACK = """async png => {
  const bytes = Uint8Array.from(atob(png), one => one.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], {type: "image/png"}));
  const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
  context.drawImage(image, 0, 0);
  const pixels = context.getImageData(0, 0, image.width, image.height).data;
  const letters = [];
  for (let at = 0; at < pixels.length; at += 30000)
    letters.push(String.fromCharCode(...pixels.subarray(at, at + 30000)));
  return [image.width, image.height, btoa(letters.join(""))];
}"""

Colour = bytes


def with_few_colours(browser: Browser, picture: bytes) -> bytes:
    """The same picture, each pixel in the nearest of the colours kept."""
    width, height, pixels = _unpacked(browser, picture)
    counted = Counter(pixels)
    palette = _kept(colour for colour, _count in counted.most_common())
    names = {colour: _nearest(colour, palette) for colour in counted}
    rows = (pixels[at : at + width] for at in range(0, len(pixels), width))
    named = b"".join(b"\0" + bytes(names[pixel] for pixel in row) for row in rows)
    head = struct.pack(">IIBBBBB", width, height, 8, NAMED, 0, 0, 0)
    body = (b"IHDR", head), (b"PLTE", b"".join(palette)), (b"IDAT", zlib.compress(named, 9)), (b"IEND", b"")
    return SIGNATURE + b"".join(_part(name, content) for name, content in body)


def _unpacked(browser: Browser, picture: bytes) -> tuple[int, int, list[Colour]]:
    """Width, height and every pixel, as the browser reads the picture."""
    with browser.new_context() as context:
        width, height, letters = context.new_page().evaluate(UNPACK, base64.b64encode(picture).decode())
    pixels = base64.b64decode(letters)
    return width, height, [pixels[at : at + 3] for at in range(0, len(pixels), 4)]


def _kept(colours: Iterable[Colour]) -> list[Colour]:
    """The first that differ: a small mark of its own colour counts, the shades of a letter's edge do not."""
    kept: list[Colour] = []
    for colour in colours:
        if len(kept) < MOST and all(_distance(colour, other) >= ALIKE for other in kept):
            kept.append(colour)
    return kept


def _nearest(colour: Colour, palette: Sequence[Colour]) -> int:
    return min(range(len(palette)), key=lambda place: _distance(colour, palette[place]))


def _distance(one: Colour, other: Colour) -> int:
    return sum((this - that) ** 2 for this, that in zip(one, other, strict=True))


def _part(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
