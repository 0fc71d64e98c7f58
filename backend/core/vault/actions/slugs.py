"""Slugs: found from a name where none is given, refused where one is taken, typed again before something is deleted."""

from collections.abc import Collection
from itertools import count

from django.utils.text import slugify

from kernel.errors import Fault, Problem, conflict, invalid

SLUG_LENGTH = 60


def free_slug(wanted: str | None, name: str, taken: Collection[str], *, fallback: str) -> str:
    """The slug that is asked for, or the first free one made of the name.

    Raises:
        Problem: `conflict` when the one that is asked for is taken.
    """
    if wanted is not None:
        if wanted in taken:
            raise slug_taken()
        return wanted
    base = slugify(name).replace("_", "-")[: SLUG_LENGTH - 6].strip("-") or fallback
    candidates = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(slug for slug in candidates if slug not in taken)


def slug_taken() -> Problem:
    """The slug is another one's."""
    return conflict("This slug is taken.", errors=[Fault("slug", "taken", "This slug is taken.")])


def refuse_unconfirmed(confirm: str, slug: str) -> None:
    """Deleting for good needs the slug typed again.

    Raises:
        Problem: `invalid`.
    """
    if confirm != slug:
        raise invalid("confirm", "mismatch", f"Type {slug} to confirm.")
