"""Re-exports the packages' models, where Django looks for them."""

from core.branding.models import Look, MailTemplate
from core.invitations.models import Invitation, Refusal
from core.notifications.models import DigestEntry, DigestPlan, Notification, OrganizationDefault, Preference
from core.tenancy.models import Membership, Organization
from core.vault.models import ChangeSet, DataKey, Environment, Project, ValueRead, Variable, VariableVersion

__all__ = [
    "ChangeSet",
    "DataKey",
    "DigestEntry",
    "DigestPlan",
    "Environment",
    "Invitation",
    "Look",
    "MailTemplate",
    "Membership",
    "Notification",
    "Organization",
    "OrganizationDefault",
    "Preference",
    "Project",
    "Refusal",
    "ValueRead",
    "Variable",
    "VariableVersion",
]
