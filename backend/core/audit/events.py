"""What happens to the audit log itself."""

from typing import ClassVar

from core.tenancy.roles import Permission
from kernel.events import Event


class AuditExported(Event):
    """Somebody took a copy of the log."""

    verb: ClassVar[str] = "audit.log.exported"
    visible_to: ClassVar[str] = Permission.AUDIT_READ
    title: ClassVar[str] = "{actor} exported the audit log as {format}"


class ReadsAnchored(Event):
    """The reads of values up to a number were bound into the chain, by the root of a Merkle tree over them."""

    verb: ClassVar[str] = "audit.reads.anchored"
    visible_to: ClassVar[str] = Permission.AUDIT_READ
    title: ClassVar[str] = "{count} reads of values were bound into the chain"
