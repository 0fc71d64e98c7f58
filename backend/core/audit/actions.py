"""What the audit log writes about itself."""

from core.audit.events import AuditExported
from core.tenancy.grants import OrganizationGrant
from core.tenancy.roles import Permission
from kernel.actions import action, emit
from kernel.events import Target


@action(needs=Permission.AUDIT_READ)
def note_export(grant: OrganizationGrant, *, form: str, filtered: bool) -> None:
    """Put on record that somebody takes a copy away."""
    target = Target("organization", grant.organization.id, grant.organization.name)
    data = {"format": form, "filtered": filtered}
    emit(AuditExported(actor=grant.actor, stream=grant.stream, target=target, data=data))
