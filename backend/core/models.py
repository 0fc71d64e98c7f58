"""Re-exports the packages' models, where Django looks for them."""

from core.branding.models import Look, MailTemplate
from core.chat.models import Entry, Mention, Message, Participant, Reading, Room
from core.invitations.models import Invitation, Refusal
from core.notifications.models import DigestEntry, DigestPlan, Notification, OrganizationDefault, Preference
from core.sharing.models import Opening, ShareLink
from core.tenancy.models import Membership, Organization
from core.vault.models import (
    ChangeSet,
    DataKey,
    Environment,
    OrganizationKey,
    Project,
    ValueRead,
    Variable,
    VariableVersion,
)

__all__ = [
    "ChangeSet",
    "DataKey",
    "DigestEntry",
    "DigestPlan",
    "Entry",
    "Environment",
    "Invitation",
    "Look",
    "MailTemplate",
    "Membership",
    "Mention",
    "Message",
    "Notification",
    "Opening",
    "Organization",
    "OrganizationDefault",
    "OrganizationKey",
    "Participant",
    "Preference",
    "Project",
    "Reading",
    "Refusal",
    "Room",
    "ShareLink",
    "ValueRead",
    "Variable",
    "VariableVersion",
]
