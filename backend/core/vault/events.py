"""What happens in the vault. Names, numbers and counts; never a value."""

from typing import ClassVar

from core.tenancy.roles import Permission
from kernel.events import Event

# At most so many names stand in one event; beside them is always their number.
NAMES_TOLD = 200


class ProjectCreated(Event):
    """A project began, with its first environments."""

    verb: ClassVar[str] = "vault.project.created"
    visible_to: ClassVar[str] = Permission.PROJECT_READ
    title: ClassVar[str] = "{actor} created the project {target}"


class ProjectUpdated(Event):
    """A project was renamed or described anew; `data.fields` names what changed."""

    verb: ClassVar[str] = "vault.project.updated"
    visible_to: ClassVar[str] = Permission.PROJECT_READ
    title: ClassVar[str] = "{actor} changed the project {target}"


class ProjectDeleted(Event):
    """A project and everything in it is gone."""

    verb: ClassVar[str] = "vault.project.deleted"
    visible_to: ClassVar[str] = Permission.PROJECT_READ
    title: ClassVar[str] = "{actor} deleted the project {target}"


class EnvironmentCreated(Event):
    """An environment was added to a project."""

    verb: ClassVar[str] = "vault.environment.created"
    visible_to: ClassVar[str] = Permission.PROJECT_READ
    title: ClassVar[str] = "{actor} created the environment {target} in {project}"


class EnvironmentUpdated(Event):
    """An environment was renamed, moved, coloured or protected; `data.fields` names what changed."""

    verb: ClassVar[str] = "vault.environment.updated"
    visible_to: ClassVar[str] = Permission.PROJECT_READ
    title: ClassVar[str] = "{actor} changed the environment {target} in {project}"


class EnvironmentDeleted(Event):
    """An environment and its variables are gone."""

    verb: ClassVar[str] = "vault.environment.deleted"
    visible_to: ClassVar[str] = Permission.PROJECT_READ
    title: ClassVar[str] = "{actor} deleted the environment {target} of {project}"


class VariableCreated(Event):
    """A variable was added."""

    verb: ClassVar[str] = "vault.variable.created"
    visible_to: ClassVar[str] = Permission.VARIABLE_LIST
    title: ClassVar[str] = "{actor} added {target} to {project} / {environment}"


class VariableSet(Event):
    """A variable got a new version: value, note or kind; `data.fields` names which."""

    verb: ClassVar[str] = "vault.variable.set"
    visible_to: ClassVar[str] = Permission.VARIABLE_LIST
    title: ClassVar[str] = "{actor} changed {target} in {project} / {environment}"


class VariableRenamed(Event):
    """A variable has another name; `data.before` is the old one."""

    verb: ClassVar[str] = "vault.variable.renamed"
    visible_to: ClassVar[str] = Permission.VARIABLE_LIST
    title: ClassVar[str] = "{actor} renamed {before} to {target} in {project} / {environment}"


class VariableDeleted(Event):
    """A variable went to the trash."""

    verb: ClassVar[str] = "vault.variable.deleted"
    visible_to: ClassVar[str] = Permission.VARIABLE_LIST
    title: ClassVar[str] = "{actor} deleted {target} from {project} / {environment}"


class VariableRestored(Event):
    """A variable came back from the trash."""

    verb: ClassVar[str] = "vault.variable.restored"
    visible_to: ClassVar[str] = Permission.VARIABLE_LIST
    title: ClassVar[str] = "{actor} restored {target} in {project} / {environment}"


class VariableRolledBack(Event):
    """A variable got a new version equal to an old one, `data.to`."""

    verb: ClassVar[str] = "vault.variable.rolled_back"
    visible_to: ClassVar[str] = Permission.VARIABLE_LIST
    title: ClassVar[str] = "{actor} rolled {target} back to version {to} in {project} / {environment}"


class VariablesChanged(Event):
    """Several variables changed at once, by a review or an import: one step from a revision to the next."""

    verb: ClassVar[str] = "vault.variables.changed"
    visible_to: ClassVar[str] = Permission.VARIABLE_LIST
    title: ClassVar[str] = "{actor} changed variables in {project} / {target} ({count})"


class ValueHeld(Event):
    """Somebody was about to write the variable's value, or a part of it, where it does not belong: `data.place`."""

    verb: ClassVar[str] = "vault.value.held"
    visible_to: ClassVar[str] = Permission.AUDIT_READ
    title: ClassVar[str] = "{actor} was kept from writing the value of {target} into a {place}"


class MasterKeyRotated(Event):
    """Data keys of the organization were wrapped anew, by the master key `data.master_key`."""

    verb: ClassVar[str] = "vault.master_key.rotated"
    visible_to: ClassVar[str] = Permission.AUDIT_READ
    title: ClassVar[str] = "{actor} wrapped {count} data keys with another master key"


class DataKeyAdded(Event):
    """A project got a new data key; from now on it seals what is written."""

    verb: ClassVar[str] = "vault.data_key.added"
    visible_to: ClassVar[str] = Permission.AUDIT_READ
    title: ClassVar[str] = "{actor} gave the project {target} a new data key"


class DataKeyRotated(Event):
    """Everything in a project is sealed under its newest data key."""

    verb: ClassVar[str] = "vault.data_key.rotated"
    visible_to: ClassVar[str] = Permission.AUDIT_READ
    title: ClassVar[str] = "{actor} sealed the values of {target} with its new data key"
