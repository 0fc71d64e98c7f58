"""Write what is to be translated into locale/, and compile it: the texts of letters, and of the events they tell of."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand
from django.template import Engine
from django.template.base import Node
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

from core.management.commands.event_catalogue import catalogue as events
from core.notifications.kinds import KINDS
from core.tenancy.roles import Role

BACKEND = Path(settings.BACKEND)
PYTHON = ("kernel/mail", "kernel/templatetags")
SOURCE = "en"
HEAD = "# What letters say. `manage.py translations` brings in new texts, drops old ones, and compiles."


class Message(NamedTuple):
    """A text in English; with a `plural`, that of one, and with a `context` where the same word means two things."""

    text: str
    plural: str = ""
    context: str | None = None


class Command(BaseCommand):
    """`manage.py translations`: afterwards the new texts wait in locale/<language>/LC_MESSAGES/django.po."""

    help = "Write and compile the catalogues of translations from the code."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the catalogues of all languages but the source's."""
        for language in languages():
            catalogue = updated(language)
            path = path_of(language)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(written(catalogue))
            path.with_suffix(".mo").write_bytes(compiled(catalogue))
            waiting = sum(waits(message) for message in catalogue)
            self.stdout.write(f"{language}: {len(catalogue)} texts, {waiting} without a translation")


def languages() -> list[str]:
    """Those that we translate into."""
    return [code for code, _ in settings.LANGUAGES if code != SOURCE]


def path_of(language: str) -> Path:
    """Where its catalogue lies."""
    return BACKEND / "locale" / language / "LC_MESSAGES" / "django.po"


def kept(language: str) -> Catalog:
    """The catalogue as it lies there."""
    path = path_of(language)
    if not path.exists():
        about = {"project": "KeyNest", "version": "1", "last_translator": "KeyNest", "language_team": "KeyNest"}
        return Catalog(locale=language, domain="django", header_comment=HEAD, fuzzy=False, **about)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="django")


def updated(language: str) -> Catalog:
    """The catalogue with exactly the texts that there are now; translations that still fit stay."""
    catalogue = kept(language)
    template = Catalog(domain="django", creation_date=catalogue.creation_date)
    for message in sorted(set(messages()), key=lambda one: (one.context or "", one.text)):
        template.add((message.text, message.plural) if message.plural else message.text, context=message.context)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def waits(message: Entry) -> bool:
    """Whether it has no translation yet, in one of its forms."""
    forms = message.string if isinstance(message.string, tuple | list) else [message.string]
    return bool(message.id) and not (forms and all(forms))


def written(catalogue: Catalog) -> bytes:
    """As the text that people translate in."""
    out = BytesIO()
    write_po(out, catalogue, width=120, sort_output=True)
    return out.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """As the form that programs read."""
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def messages() -> Iterator[Message]:
    """All that letters say."""
    yield from _of_templates()
    yield from _of_python()
    titles = {event.verb: event.title for event in events()}
    for kind in KINDS.values():
        yield from (Message(kind.title or titles[verb]) for verb in kind.verbs)
        if kind.body:
            yield Message(kind.body)
    yield from (Message(role.value) for role in Role)


def _of_templates() -> Iterator[Message]:
    root = BACKEND / "templates"
    for path in sorted(root.glob("mail/**/*.*")):
        for node in (
            Engine.get_default().get_template(path.relative_to(root).as_posix()).nodelist.get_nodes_by_type(Node)
        ):
            if isinstance(node, BlockTranslateNode):
                plural = node.render_token_list(node.plural)[0] if node.plural else ""
                yield Message(node.render_token_list(node.singular)[0], plural)
            elif isinstance(node, TranslateNode) and isinstance(text := node.filter_expression.var.literal, str):
                yield Message(text.replace("%", "%%"))


def _of_python() -> Iterator[Message]:
    for folder in PYTHON:
        for path in sorted((BACKEND / folder).rglob("*.py")):
            keywords: Any = {"gettext": None, "pgettext": ((1, "c"), 2)}
            for _, text, _, context in extract_from_file("python", path, keywords=keywords):
                yield Message(str(text[-1] if isinstance(text, tuple) else text), context=context)
