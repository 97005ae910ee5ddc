"""Images as they are uploaded, checked by their content and written anew. Pure, and slow: call it
in a thread, one at a time: an image of 40 megapixels takes 160 MB while it is read.

Nothing of the file is kept but its pixels: no EXIF (place, camera), no profile, one frame.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from umbra.core.errors import InvalidInput

if TYPE_CHECKING:
    from PIL import Image

FORMATS = ("JPEG", "PNG", "WEBP")
"""Named to Pillow, so that it tries no other decoder: a ZIP, an SVG or a GIF is no photo."""

MEDIA_TYPES = tuple(f"image/{name.lower()}" for name in FORMATS)
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2048
MEDIUM, SMALL = 512, 96
_QUALITY = 85

_ORIENTATION = 0x0112
"""The EXIF tag that says how an image is turned: 1 is upright, 2 to 8 are as in `_TURNS`."""

_TURNS = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
"""By orientation, what makes the image upright, as a number of `PIL.Image.Transpose`."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as JPEG: at most 2048 pixels a side, at most 512, and a square of 96.

    `hash` is that of the largest, in hexadecimal.
    """

    hash: str
    large: bytes
    medium: bytes
    small: bytes


def photo_from(data: bytes) -> Photo:
    """The photo in an uploaded file. InvalidInput at `photo` for what is none, or is too large."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # the size is checked here, before any pixel is read
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                raise InvalidInput.at(
                    "photo",
                    f"Has {width} x {height} pixels; at most {MOST_PIXELS // 1_000_000} million "
                    "can be read. Make it smaller.",
                )
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            plain = _on_white(image)
            plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            plain = _upright(plain, _orientation_of(image))
            medium = plain.copy()
            medium.thumbnail((MEDIUM, MEDIUM))
            large = _jpeg(plain)
            small = ImageOps.fit(medium, (SMALL, SMALL))
            return Photo(sha256(large).hexdigest()[:32], large, _jpeg(medium), _jpeg(small))
    except UnidentifiedImageError:
        raise InvalidInput.at("photo", "Is not a JPEG, PNG or WebP image.") from None
    except (OSError, ValueError, SyntaxError, MemoryError):
        raise InvalidInput.at("photo", "Can't be read: the file is damaged.") from None


def _orientation_of(image: Image.Image) -> int:
    """How the image is turned; upright (1) where that can't be read.

    `ImageOps.exif_transpose` is not used: it writes the whole EXIF anew, which fails with errors
    of many types for values that cameras got wrong.
    """
    try:
        found = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # the reader raises errors of many types, and the pixels are fine
        return 1
    return found if isinstance(found, int) else 1


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    from PIL import Image

    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(Image.Transpose(turn))


def _on_white(image: Image.Image) -> Image.Image:
    """The image in RGB; what is transparent is white."""
    from PIL import Image

    if not image.has_transparency_data:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    ground = Image.new("RGB", layer.size, "white")
    ground.paste(layer, mask=layer.getchannel("A"))
    return ground


def _jpeg(image: Image.Image) -> bytes:
    image.info.clear()  # or a comment and a profile of the file would be written along
    written = io.BytesIO()
    image.save(written, "JPEG", quality=_QUALITY, optimize=True)
    return written.getvalue()
