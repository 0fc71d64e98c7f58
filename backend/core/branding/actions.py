"""Changing an organization's words and look. Who writes holds the organization, so that versions follow each other."""

import hashlib
from collections.abc import Mapping

from core.branding import logos, selectors
from core.branding.events import LookChanged, TemplateChanged, TemplateReset
from core.branding.language import Refused
from core.branding.letters import Form, worded
from core.branding.models import Look, MailTemplate
from core.branding.selectors import Standing, account, form, sample, standing
from core.tenancy import grants
from core.tenancy.grants import OrganizationGrant, account_of
from core.tenancy.models import Organization
from core.tenancy.roles import Permission
from core.vault.actions.guard import guarded
from kernel import clock, mail, outbox
from kernel.actions import action, emit, unchanged
from kernel.errors import Code, Fault, Problem, invalid

KEPT_VERSIONS = 100
Texts = Mapping[str, str]


def _written(*, texts: Texts | None = None, **_: object) -> Texts:
    return {f"texts.{block}": text for block, text in (texts or {}).items()}


@guarded("mail", _written)
@action(needs=Permission.ORGANIZATION_UPDATE)
def change_template(grant: OrganizationGrant, *, name: str, texts: Texts, version: int) -> Standing:
    """Write the next version of a letter's words; `version` is the one that was looked at.

    Raises:
        Problem: `not_found`; `invalid`, for words that can't be used; `stale_version`.
    """
    wished = checked(grant.organization, form(name), texts)
    if not wished:
        raise invalid("texts", "empty", "There are no words in it. Reset the letter to have KeyNest's own.")
    held = grants.hold(grant)
    now = standing(held, name)
    _refuse_stale(now, version)
    return _changed(held, now, wished)


@action(needs=Permission.ORGANIZATION_UPDATE)
def restore_template(grant: OrganizationGrant, *, name: str, version: int) -> Standing:
    """Make the words of an older version the newest.

    Raises:
        Problem: `not_found`; `invalid`, when they can't be used any more.
    """
    held = grants.hold(grant)
    now, old = standing(held, name), selectors.version(held, name, version)
    if old.texts is None:
        return _reset(held, now)
    return _changed(held, now, checked(held.organization, now.form, old.texts), restored=version)


@action(needs=Permission.ORGANIZATION_UPDATE)
def reset_template(grant: OrganizationGrant, *, name: str) -> Standing:
    """Have KeyNest's own words again. The versions so far stay.

    Raises:
        Problem: `not_found`.
    """
    held = grants.hold(grant)
    return _reset(held, standing(held, name))


@guarded("mail", _written)
@action(needs=Permission.ORGANIZATION_UPDATE)
def send_test(grant: OrganizationGrant, *, name: str, texts: Texts | None = None) -> None:
    """Mail a letter with made-up contents to the asker's own address, in these words or the newest version's.

    Nothing has changed by it, so there is no event.

    Raises:
        Problem: `not_found`; `invalid`, for words that can't be used; `email_unconfirmed`.
    """
    unchanged()
    now, user = standing(grant, name), account(account_of(grant.actor))
    if user.email_verified_at is None:
        raise Problem(Code.EMAIL_UNCONFIRMED, "Please confirm your e-mail address first.")
    wished = checked(grant.organization, now.form, now.texts or {} if texts is None else texts)
    payload = {"template": "mail_test", "user": str(user.pk), "organization": str(grant.organization.pk)}
    outbox.put("mail", payload | {"letter": name, "texts": wished}, priority=outbox.URGENT)


def preview(grant: OrganizationGrant, *, name: str, texts: Texts, color: str | None = None) -> mail.Rendered:
    """A letter with made-up contents in these words, whole in itself.

    Raises:
        Problem: `not_found`; `invalid`, for words that can't be used.
    """
    wished, user = checked(grant.organization, form(name), texts), account(account_of(grant.actor))
    return mail.render(selectors.specimen(grant.organization, user, form(name), wished, color=color), inline=True)


@action(needs=Permission.ORGANIZATION_UPDATE)
def change_look(grant: OrganizationGrant, *, color: str) -> Look:
    """Give mail a colour, or KeyNest's own by an empty one."""
    row = selectors.own_look(grants.hold(grant))
    if row.color == color:
        unchanged()
        return row
    was, row.color = row.color, color
    row.save()
    emit(LookChanged.about(grant, row.organization_id, row.organization.name, color={"was": was, "is": color}))
    return row


def set_logo(grant: OrganizationGrant, *, picture: bytes) -> Look:
    """Give mail a logo, made small before the transaction begins.

    Raises:
        Problem: `invalid`, at `file`.
    """
    return _store_logo(grant, picture=logos.small(picture))


@action(needs=Permission.ORGANIZATION_UPDATE)
def remove_logo(grant: OrganizationGrant) -> Look:
    """Go without a logo."""
    row = selectors.own_look(grants.hold(grant))
    if not row.logo_digest:
        unchanged()
        return row
    row.logo, row.logo_digest = None, ""
    row.save()
    emit(LookChanged.about(grant, row.organization_id, row.organization.name, logo="removed"))
    return row


@action(needs=Permission.ORGANIZATION_UPDATE)
def _store_logo(grant: OrganizationGrant, *, picture: bytes) -> Look:
    row = selectors.own_look(grants.hold(grant))
    row.logo, row.logo_digest = picture, hashlib.sha256(picture).hexdigest()[:32]
    row.save()
    emit(LookChanged.about(grant, row.organization_id, row.organization.name, logo="set"))
    return row


def checked(organization: Organization, form: Form, texts: Texts) -> dict[str, str]:
    """The blocks that say something, each tried with made-up contents.

    Raises:
        Problem: `invalid`, with a fault at `texts.<block>` for each block that can't be used.
    """
    known = {block.name: block for block in form.blocks}
    faults = [Fault(f"texts.{name}", "unknown", "There is no such block.") for name in texts if name not in known]
    values = sample(organization, form)
    for name, source in texts.items():
        try:
            if name in known:
                worded(known[name], source, values)
        except Refused as error:
            faults.append(Fault(f"texts.{name}", error.code, str(error)))
    if faults:
        raise Problem(Code.INVALID, "Some texts need a look.", errors=faults)
    return {name: source for name, source in texts.items() if source.strip()}


def _changed(held: OrganizationGrant, now: Standing, texts: dict[str, str], *, restored: int | None = None) -> Standing:
    if now.texts == texts:
        unchanged()
        return now
    after = _append(held, now, texts)
    before = now.texts or {}
    blocks = [one.name for one in now.form.blocks if before.get(one.name) != texts.get(one.name)]
    data = {"name": now.form.name, "version": after.version, "blocks": blocks}
    if restored is not None:
        data["restored"] = restored
    emit(TemplateChanged.about(held, held.organization.id, held.organization.name, **data))
    return after


def _reset(held: OrganizationGrant, now: Standing) -> Standing:
    if now.texts is None:
        unchanged()
        return now
    after = _append(held, now, None)
    data = {"name": now.form.name, "version": after.version}
    emit(TemplateReset.about(held, held.organization.id, held.organization.name, **data))
    return after


def _append(held: OrganizationGrant, now: Standing, texts: dict[str, str] | None) -> Standing:
    rows = MailTemplate.objects.filter(organization=held.organization, name=now.form.name)
    rows.filter(version__lte=now.version + 1 - KEPT_VERSIONS).delete()
    row = MailTemplate.objects.create(
        organization=held.organization,
        name=now.form.name,
        version=now.version + 1,
        texts=texts,
        created_at=clock.now(),
        created_by=account(account_of(held.actor)),
    )
    return Standing(now.form, row, now.sample)


def _refuse_stale(now: Standing, version: int) -> None:
    if now.version == version:
        return
    raise Problem(
        Code.STALE_VERSION,
        f"The letter “{now.form.label}” has changed since you looked.",
        errors=[Fault("version", "stale", f"It is at version {now.version} now.")],
        extra={"current": {"version": now.version}},
    )
