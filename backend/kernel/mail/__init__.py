"""Mail: letters rendered from templates in two forms and in the reader's language, handed to an SMTP server."""

from kernel.mail.delivery import deliver, hang_up
from kernel.mail.letter import Letter, Link, Look, Reader, Rendered, Unsubscribe, link, reader_of
from kernel.mail.plain import LONGEST_TEXT, harmless
from kernel.mail.rendering import render, speaking
from kernel.mail.specimens import specimen

__all__ = [
    "LONGEST_TEXT",
    "Letter",
    "Link",
    "Look",
    "Reader",
    "Rendered",
    "Unsubscribe",
    "deliver",
    "hang_up",
    "harmless",
    "link",
    "reader_of",
    "render",
    "speaking",
    "specimen",
]
