"""Pictures that people send: opened one at a time, bounded, and made anew without what cameras write into them."""

import io
import threading
from collections.abc import Callable
from typing import Any

from PIL import Image

from kernel.errors import Problem, invalid

FORMATS = ("PNG", "JPEG", "WEBP")
# A picture of a few kilobytes may fill a hundred megabytes when it is opened.
_one_at_a_time = threading.Lock()


def remade(
    picture: bytes, make: Callable[[Image.Image], Image.Image], *, most_pixels: int, kind: str, **how: Any
) -> bytes:
    """What `make` makes of the first frame of a PNG, JPEG or WebP, in the format `kind`.

    Raises:
        Problem: `invalid`, at `file`, for whatever is no such picture, or has more pixels.
    """
    try:
        with _one_at_a_time, Image.open(io.BytesIO(picture), formats=FORMATS) as opened:
            _refuse_huge(opened, most_pixels)
            out = io.BytesIO()
            made = make(opened)
            made.info.clear()
            made.save(out, kind, **how)
    except Problem:
        raise
    except Exception:  # noqa: BLE001  # whatever a forged picture makes the library raise, struct.error included
        raise invalid("file", "invalid", "This is not a PNG, JPEG or WebP picture.") from None
    return out.getvalue()


def _refuse_huge(picture: Image.Image, most_pixels: int) -> None:
    if picture.width * picture.height > most_pixels:
        raise invalid("file", "too_large", "The picture has too many pixels.")
