"""What a message points at: people, variables, environments, rows of the audit log, share links."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from core.sharing.models import ShareLink
from core.tenancy.grants import OrganizationGrant
from core.tenancy.models import Membership
from core.tenancy.roles import Permission, allows
from core.vault.models import Environment, Variable
from kernel import clock
from kernel.events import Event
from kernel.models import EventRecord
from kernel.text import fold_email

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
MENTION = re.compile(rf"<@({_UUID})>")
ADDRESS = re.compile(r"(?<![\w.@<])@([^\s@<>]{1,64}@[^\s@<>,;:!?()\[\]{}\"']{1,190})")
REF = re.compile(rf"<((?:variable|environment|audit|share):{_UUID})>")


@dataclass(frozen=True, slots=True)
class Link:
    """What a reference stands for, as somebody who may see it is shown it; `path` is a page of the web app."""

    label: str
    path: str
    kind: str
    detail: str = ""


def refs_in(text: str) -> set[str]:
    """The references of a text, each `kind:id`."""
    return set(REF.findall(text))


def with_addresses_resolved(organization_id: UUID, text: str) -> str:
    """The text with `@address@example.com` of members turned into what mentions them by id."""
    keys = {whole: _folded(whole) for whole in ADDRESS.findall(text)}
    wanted = {key for key in keys.values() if key}
    if not wanted:
        return text
    rows = Membership.objects.filter(organization_id=organization_id, user__email_key__in=wanted)
    known = dict(rows.values_list("user__email_key", "user_id"))

    def turned(match: re.Match[str]) -> str:
        user_id = known.get(keys[match[1]])
        tail = match[1][len(match[1].rstrip(".")) :]
        return f"<@{user_id}>{tail}" if user_id else match[0]

    return ADDRESS.sub(turned, text)


def _folded(address: str) -> str:
    try:
        return fold_email(address.rstrip("."))
    except ValueError:
        return ""


def mentioned_in(organization_id: UUID, text: str) -> list[UUID]:
    """The members whom a text mentions, in the order of their ids."""
    wanted = {UUID(found) for found in MENTION.findall(text)}
    if not wanted:
        return []
    rows = Membership.objects.filter(organization_id=organization_id, user_id__in=wanted)
    return list(rows.order_by("user_id").values_list("user_id", flat=True))


def foreign(organization_id: UUID, refs: Iterable[str]) -> set[str]:
    """Those of the references that lead to nothing in this organization, whoever asks."""
    wanted = set(refs)
    found = {ref for kind, ids in _by_kind(wanted).items() for ref in _BELONGING[kind](organization_id, ids)}
    return wanted - found


def links(grant: OrganizationGrant, refs: Sequence[str]) -> dict[str, Link | None]:
    """What references stand for; None for what is not there and for what is not the actor's to see, alike."""
    found: dict[str, Link] = {}
    for kind, ids in _by_kind(refs).items():
        found |= _LOOKING[kind](grant, ids)
    return {ref: found.get(ref) for ref in refs}


def _by_kind(refs: Iterable[str]) -> dict[str, set[UUID]]:
    found: dict[str, set[UUID]] = {}
    for ref in refs:
        kind, _, id_ = ref.partition(":")
        found.setdefault(kind, set()).add(UUID(id_))
    return found


def _variables(grant: OrganizationGrant, ids: Collection[UUID]) -> Mapping[str, Link]:
    if not allows(grant.role, Permission.VARIABLE_LIST):
        return {}
    rows = Variable.objects.filter(
        pk__in=ids, deleted_at=None, environment__project__organization=grant.organization
    ).values_list("pk", "name", *_PLACE)
    return {
        f"variable:{pk}": Link(name, f"{_path(grant, project, environment)}?q={name}", "variable", f"{where} / {there}")
        for pk, name, where, project, there, environment in rows
    }


def _environments(grant: OrganizationGrant, ids: Collection[UUID]) -> Mapping[str, Link]:
    if not allows(grant.role, Permission.PROJECT_READ):
        return {}
    rows = Environment.objects.filter(pk__in=ids, project__organization=grant.organization).values_list(
        "pk", *(name.removeprefix("environment__") for name in _PLACE)
    )
    return {
        f"environment:{pk}": Link(there, _path(grant, project, environment), "environment", where)
        for pk, where, project, there, environment in rows
    }


def _audit(grant: OrganizationGrant, ids: Collection[UUID]) -> Mapping[str, Link]:
    if not allows(grant.role, Permission.AUDIT_READ):
        return {}
    base = f"/orgs/{grant.organization.slug}/audit"
    found = {}
    for record in EventRecord.objects.filter(pk__in=ids, stream__key=grant.stream):
        known = Event.catalogue.get(record.verb)
        words = {**record.data, "actor": record.actor_label, "target": record.target_label}
        label = _filled(known.title, words) if known else record.verb
        path = f"{base}?target={record.target_id}" if record.target_id else base
        found[f"audit:{record.pk}"] = Link(label[:300], path, "audit", record.verb)
    return found


def _shares(grant: OrganizationGrant, ids: Collection[UUID]) -> Mapping[str, Link]:
    rows = ShareLink.objects.filter(
        pk__in=ids, organization=grant.organization, ended_at=None, expires_at__gt=clock.now(), token_digest=None
    )
    base = f"/orgs/{grant.organization.slug}/shared"
    return {
        f"share:{pk}": Link(label, f"{base}/{pk}", "share", f"{most - opened}")
        for pk, label, most, opened in rows.values_list("pk", "label", "most", "opened")
    }


_PLACE = ("environment__project__name", "environment__project__slug", "environment__name", "environment__slug")
_LOOKING: Mapping[str, Callable[[OrganizationGrant, Collection[UUID]], Mapping[str, Link]]] = {
    "variable": _variables,
    "environment": _environments,
    "audit": _audit,
    "share": _shares,
}
_BELONGING: Mapping[str, Callable[[UUID, Collection[UUID]], set[str]]] = {
    "variable": lambda place, ids: _named(
        "variable", Variable.objects.filter(environment__project__organization_id=place, pk__in=ids)
    ),
    "environment": lambda place, ids: _named(
        "environment", Environment.objects.filter(project__organization_id=place, pk__in=ids)
    ),
    "audit": lambda place, ids: _named("audit", EventRecord.objects.filter(stream__key=f"o:{place}", pk__in=ids)),
    "share": lambda place, ids: _named("share", ShareLink.objects.filter(organization_id=place, pk__in=ids)),
}


def _named(kind: str, rows: "object") -> set[str]:
    return {f"{kind}:{pk}" for pk in rows.values_list("pk", flat=True)}  # type: ignore[attr-defined]


def _path(grant: OrganizationGrant, project: str, environment: str) -> str:
    return f"/orgs/{grant.organization.slug}/projects/{project}/envs/{environment}"


def _filled(title: str, words: Mapping[str, object]) -> str:
    try:
        return title.format_map(words)
    except (KeyError, IndexError, ValueError):
        return title
