"""Reading an organization's words and look; `dress` is what composers of its letters ask for."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypedDict
from uuid import UUID

from django.db.models import QuerySet

from authentication.models import User
from core.branding.language import Refused
from core.branding.letters import FORMS, Form, words
from core.branding.models import Look, MailTemplate
from core.tenancy.grants import OrganizationGrant
from core.tenancy.models import Organization
from kernel import mail
from kernel.errors import not_found
from kernel.mail.specimens import letter_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Standing:
    """A letter, and the newest version of an organization's words for it; none where it never had any."""

    form: Form
    row: MailTemplate | None
    sample: Mapping[str, str]

    @property
    def version(self) -> int:
        """What a change must be based on."""
        return self.row.version if self.row else 0

    @property
    def texts(self) -> dict[str, str] | None:
        """The words; None for KeyNest's own."""
        return self.row.texts if self.row else None


class Dress(TypedDict):
    """The fields of a letter that are an organization's: `Letter(to, name, context, **dress(...))`."""

    look: mail.Look | None
    words: dict[str, str] | None


UNDRESSED = Dress(look=None, words=None)  # KeyNest's own letters, and those about the safety of an account


def form(name: str) -> Form:
    """A letter that organizations may word. Raises `not_found`."""
    if name not in FORMS:
        raise not_found()
    return FORMS[name]


def versions(grant: OrganizationGrant, name: str) -> QuerySet[MailTemplate]:
    """All versions of a letter's words. Raises `not_found`."""
    rows = MailTemplate.objects.filter(organization=grant.organization, name=form(name).name)
    return rows.select_related("created_by").defer("created_by__avatar")


def standing(grant: OrganizationGrant, name: str) -> Standing:
    """One letter. Raises `not_found`."""
    row = versions(grant, name).order_by("-version").first()
    return Standing(form(name), row, sample(grant.organization, form(name)))


def standings(grant: OrganizationGrant) -> list[Standing]:
    """All letters that may be changed."""
    rows = MailTemplate.objects.filter(organization=grant.organization).order_by("name", "-version").distinct("name")
    newest = {row.name: row for row in rows.select_related("created_by").defer("created_by__avatar")}
    return [Standing(one, newest.get(one.name), sample(grant.organization, one)) for one in FORMS.values()]


def version(grant: OrganizationGrant, name: str, number: int) -> MailTemplate:
    """One version. Raises `not_found`."""
    found = versions(grant, name).filter(version=number).first()
    if found is None:
        raise not_found()
    return found


def own_look(grant: OrganizationGrant) -> Look:
    """How the organization's mail looks; without a row, as KeyNest's own."""
    organization = grant.organization
    return Look.objects.filter(organization=organization).first() or Look(organization=organization)


def logo(organization_id: UUID, digest: str) -> bytes | None:
    """A logo by the address that nobody can guess."""
    found = Look.objects.filter(organization_id=organization_id, logo_digest=digest).values_list("logo", flat=True)
    picture = found.first()
    return bytes(picture) if digest and picture else None


def sample(organization: Organization, form: Form) -> dict[str, str]:
    """Made-up values of a letter's variables, in the organization's own name."""
    return form.values({**letter_of(form.name).context, "organization": organization.name})


def specimen(
    organization: Organization, user: User, form: Form, texts: Mapping[str, str], *, color: str | None = None
) -> mail.Letter:
    """A letter to this person with these words and made-up contents; in this colour, if one is given.

    Raises:
        Refused: the words are faulty.
    """
    letter = letter_of(form.name, **mail.reader_of(user))
    dressed = _dressed(organization, words(form, texts, sample(organization, form)), color=color)
    context = {**letter.context, "organization": organization.name}
    return replace(letter, to=user.email, context=context, **dressed)


def account(user_id: UUID) -> User:
    """Who asks."""
    return User.objects.defer("avatar").get(pk=user_id)


def dress(organization: Organization, name: str, context: Mapping[str, Any]) -> Dress:
    """What an organization has to say about one of its letters: its look, and its words for what `context` holds.

    A letter is never lost to a bad template: where one fails the letter speaks KeyNest's own words.
    """
    row = MailTemplate.objects.filter(organization=organization, name=name).order_by("-version").first()
    if row is None or row.texts is None:
        return _dressed(organization, {})
    try:
        return _dressed(organization, words(FORMS[name], row.texts, FORMS[name].values(context)))
    except Refused as error:
        where = {"organization": str(organization.pk), "template": name, "version": row.version, "code": error.code}
        logger.warning("an organization's words could not be used", extra=where)
        return _dressed(organization, {})


def _dressed(organization: Organization, finished: dict[str, str], *, color: str | None = None) -> Dress:
    """Words that are not KeyNest's stand below the organization's name, whether or not it has chosen a look."""
    row = Look.objects.filter(organization=organization).first() or Look()
    shown = row.color if color is None else color
    worn = finished or shown or row.logo
    look = mail.Look(shown, bytes(row.logo) if row.logo else None, organization.name) if worn else None
    return Dress(look=look, words=finished or None)
