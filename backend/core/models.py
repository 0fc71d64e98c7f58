"""Re-exports the packages' models, where Django looks for them."""

from core.invitations.models import Invitation
from core.notifications.models import Notification, Preference
from core.tenancy.models import Membership, Organization
from core.vault.models import ChangeSet, DataKey, Environment, Project, ValueRead, Variable, VariableVersion

__all__ = [
    "ChangeSet",
    "DataKey",
    "Environment",
    "Invitation",
    "Membership",
    "Notification",
    "Organization",
    "Preference",
    "Project",
    "ValueRead",
    "Variable",
    "VariableVersion",
]
