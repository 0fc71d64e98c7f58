"""What the audit log writes about itself."""

from datetime import timedelta
from uuid import UUID

from core.audit import selectors
from core.audit.chain import merkle_root
from core.audit.events import AuditExported, ReadsAnchored
from core.tenancy import grants
from core.tenancy.grants import OrganizationGrant, stream_of
from core.tenancy.roles import Permission
from kernel import clock
from kernel.actions import action, emit, unchanged
from kernel.actor import Actor
from kernel.events import Target

# Reads are numbered when they are inserted and seen when they are committed: younger ones may still have gaps.
SETTLED_AFTER = timedelta(seconds=60)
MOST_AT_ONCE = 10_000


@action(needs=Permission.AUDIT_READ)
def note_export(grant: OrganizationGrant, *, form: str, filtered: bool) -> None:
    """Put on record that somebody takes a copy away."""
    target = Target("organization", grant.organization.id, grant.organization.name)
    data = {"format": form, "filtered": filtered}
    emit(AuditExported(actor=grant.actor, stream=grant.stream, target=target, data=data))


@action()
def anchor_reads(actor: Actor, *, organization_id: UUID) -> int:
    """Bind the reads of values since the last time into the chain; how many there were, at most `MOST_AT_ONCE`."""
    grants.lock(organization_id)
    stream = stream_of(organization_id)
    after = selectors.anchored_upto(stream)
    rows = selectors.settled_reads(organization_id, after, clock.now() - SETTLED_AFTER, MOST_AT_ONCE)
    if not rows:
        unchanged()
        return 0
    data = {
        "after": after,
        "last": rows[-1].id,
        "count": len(rows),
        "root": merkle_root([selectors.digest_of(row) for row in rows]).hex(),
    }
    emit(ReadsAnchored(actor=actor, stream=stream, target=Target("organization", organization_id, ""), data=data))
    return len(rows)
