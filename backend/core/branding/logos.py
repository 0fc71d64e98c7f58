"""Logos: made small enough to travel in every letter, and a PNG, which every mail program shows."""

from PIL import Image, ImageOps

from kernel.pictures import remade

WIDTH, HEIGHT = 480, 160
MOST_PIXELS = 8_000_000
MOST_BYTES = 64 * 1024
SIXTEEN_BITS = frozenset({"I", "I;16", "I;16B", "I;16L", "I;16N"})


def small(picture: bytes) -> bytes:
    """A PNG, JPEG or WebP as a PNG of at most 480 by 160, its proportions kept.

    Raises:
        Problem: `invalid`, at `file`, for whatever is no such picture.
    """
    found = remade(picture, _fitted, most_pixels=MOST_PIXELS, kind="PNG", optimize=True)
    if len(found) <= MOST_BYTES:
        return found
    # A photograph: nobody sees the difference at this size, and a mailbox is not filled by it.
    return remade(found, _with_few_colors, most_pixels=MOST_PIXELS, kind="PNG", optimize=True)


def _fitted(opened: Image.Image) -> Image.Image:
    if opened.mode not in {"P", "1"}:
        # Made small before anything else: each further step would cost a copy of all its pixels. Of a palette's numbers
        # no mean can be taken.
        opened.thumbnail((2 * WIDTH, 2 * WIDTH))
    upright = ImageOps.exif_transpose(opened)
    if upright.mode in SIXTEEN_BITS:
        upright = upright.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    whole = upright.convert("RGBA")
    whole.thumbnail((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    return whole


def _with_few_colors(opened: Image.Image) -> Image.Image:
    return opened.convert("RGBA").quantize(256, method=Image.Quantize.FASTOCTREE)
