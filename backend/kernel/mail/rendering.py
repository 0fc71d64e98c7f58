"""A letter becomes a subject, a text and an HTML page, in its reader's language and by its reader's clock."""

import base64
import hashlib
import re
from collections.abc import Mapping
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.template import Context, Engine
from django.utils import timezone, translation

from kernel import clock
from kernel.mail.colors import palette
from kernel.mail.letter import Letter, Look, Rendered, link
from kernel.mail.plain import harmless, line, paragraphs

LONGEST_SUBJECT = 200
EMPTY_LINES = re.compile(r"\n{3,}")
# When a mail program shows the dark colours; a preview can ask for either.
DARK_WHEN = {"": "(prefers-color-scheme: dark)", "dark": "all", "light": "not all"}


def render(letter: Letter, *, inline: bool = False, theme: str = "") -> Rendered:
    """Fill the templates mail/<name>/{subject.txt,body.txt,body.html}.

    A preview has its pictures within its HTML (`inline`) and may be held to one `theme`, "light" or "dark".
    """
    language, logo = language_of(letter.language), letter.look.logo if letter.look else None
    images = {f"{hashlib.sha256(logo).hexdigest()[:32]}@{domain()}": logo} if logo else {}
    pictures = [_data(png) if inline else f"cid:{name}" for name, png in images.items()]
    values = _said(letter) | _shown(letter.look or Look()) | {"language": language, "dark_when": DARK_WHEN[theme]}
    values |= {"home": link("/"), "product": "KeyNest", "logo": pictures[0] if pictures else ""}
    with speaking(language), timezone.override(clock.zone(letter.time_zone)):
        subject = values["own"].get("subject") or _fill(letter.template, "subject.txt", values)
        return Rendered(
            subject=" ".join(subject.split())[:LONGEST_SUBJECT],
            text=EMPTY_LINES.sub("\n\n", _fill(letter.template, "body.txt", values)).strip() + "\n",
            html=_fill(letter.template, "body.html", values).lstrip(),
            language=language,
            images=images,
        )


def language_of(chosen: str) -> str:
    """In which language to write to somebody who chose this one, or none."""
    return chosen if chosen in dict(settings.LANGUAGES) else settings.MAIL_LANGUAGE


def speaking(chosen: str) -> translation.override:
    """`with speaking(user.language):` what is put into words there is in that language."""
    return translation.override(language_of(chosen))


def domain() -> str:
    """What stands behind the @ of our own ids: where our mail comes from."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def _fill(template: str, part: str, values: Mapping[str, Any]) -> str:
    # Text is not HTML: there an escaped ampersand would be shown as typed.
    context = Context(dict(values), autoescape=part.endswith(".html"))
    return str(Engine.get_default().get_template(f"mail/{template}/{part}").render(context))


def _said(letter: Letter) -> dict[str, Any]:
    """What differs from letter to letter; nothing in it does harm."""
    values = {name: harmless(value) for name, value in letter.context.items()}
    way_out = letter.unsubscribe.page if letter.unsubscribe else None
    return values | {"recipient": harmless(letter.to), "unsubscribe": way_out, "own": _own(letter.words or {})}


def _shown(look: Look) -> dict[str, Any]:
    """Whose letter it is, as its reader sees it."""
    sender = line(look.name) or "KeyNest"
    initial = next((char for char in sender if char.isalnum()), "•")
    return {"sender": sender, "initial": initial.upper(), "colors": palette(look.color)}


def _own(words: Mapping[str, str]) -> dict[str, Any]:
    """An organization's texts: subject and heading are one line, body and closing have paragraphs."""
    lines = {name: line(words[name]) for name in ("subject", "heading") if name in words}
    return lines | {name: paragraphs(words[name]) for name in ("body", "closing") if name in words}


def _data(png: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(png).decode()
