"""A form with one picture: the only body that is not JSON."""

from kernel.errors import Code, Problem, invalid
from kernel.http.views import Request

LARGEST_PICTURE = 1024 * 1024
FORM_OVERHEAD = 4096


def picture(request: Request) -> bytes:
    """The field `file` of the form.

    Raises:
        Problem: `payload_too_large`; `invalid` where there is none.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_PICTURE + FORM_OVERHEAD:
        raise _too_large()
    file = request.FILES.get("file")
    if file is None:
        raise invalid("file", "required", "This field is required.")
    if (file.size or 0) > LARGEST_PICTURE:
        raise _too_large()
    return bytes(file.read())


def _too_large() -> Problem:
    return Problem(Code.PAYLOAD_TOO_LARGE, "The picture may have at most 1 MiB.")
