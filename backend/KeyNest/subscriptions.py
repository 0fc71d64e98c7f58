"""Who reacts to which event, which mails there are, and how each kind of outbox message is delivered."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from authentication import events as accounts
from authentication import handlers as account_handlers
from authentication import mails as account_mails
from authentication import samples as account_samples
from core.branding import mails as branding_mails
from core.chat import events as chats
from core.chat import frames as chat_frames
from core.chat import handlers as chat
from core.chat.selectors import attention
from core.chat.selectors.stream import Conversation
from core.invitations import events as invitations
from core.invitations import handlers as joining
from core.invitations import mails as invitation_mails
from core.notifications import handlers as notifications
from core.notifications import mails as notification_mails
from core.notifications.serializers import inbox as notification_rows
from core.operating import mails as operating_mails
from core.realtime import frames as realtime_frames
from core.realtime import handlers as rights
from core.realtime.account import OwnAccount
from core.realtime.presence import EnvironmentPresence
from core.realtime.selectors import OrganizationEvents, OwnNotifications
from core.sharing import events as sharing
from core.tenancy import actions as belonging
from core.tenancy import events as tenancy
from core.tenancy import selectors as members
from core.vault import events as vault
from kernel import mail
from kernel.events import Event
from kernel.models import EventRecord
from kernel.sockets.source import Source
from kernel.subscriptions import Taker

HANDLERS: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    accounts.AccountActivated: [account_handlers.welcome, rights.regrant_everywhere],
    accounts.AccountDisabled: [rights.regrant_everywhere],
    accounts.AccountLocked: [account_handlers.tell_locked_out],
    accounts.DeviceSeen: [account_handlers.tell_new_sign_in, notifications.queue],
    accounts.EmailChanged: [account_handlers.tell_old_address],
    accounts.IdentityLinked: [account_handlers.tell_identity_linked, notifications.queue],
    accounts.IdentityUnlinked: [account_handlers.tell_identity_unlinked, notifications.queue],
    accounts.PasskeyCopied: [notifications.queue],
    accounts.PasswordChanged: [account_handlers.tell_password_changed, notifications.queue],
    accounts.RecoveryCodesRenewed: [account_handlers.tell_second_factor_changed],
    accounts.RecoveryCodeUsed: [account_handlers.tell_recovery_code_used],
    accounts.SecondFactorAdded: [account_handlers.tell_second_factor_changed],
    accounts.SecondFactorFailed: [account_handlers.tell_second_factor_failed],
    accounts.SecondFactorRemoved: [account_handlers.tell_second_factor_changed, rights.regrant_everywhere],
    accounts.SessionReused: [notifications.queue],
    accounts.SignInDenied: [account_handlers.let_in_again, notifications.queue, rights.regrant_everywhere],
    chats.MemberAddressed: [notifications.queue],
    chats.MemberMentioned: [notifications.queue],
    invitations.InvitationCreated: [joining.mail_link, notifications.queue],
    invitations.InvitationResent: [joining.mail_link],
    sharing.OwnLinkOpened: [notifications.queue],
    tenancy.MemberJoined: [rights.regrant_joined, notifications.queue],
    tenancy.MemberLeft: [rights.regrant],
    tenancy.MemberRemoved: [rights.regrant, notifications.queue],
    tenancy.MemberRoleChanged: [rights.regrant, notifications.queue],
    tenancy.OrganizationChanged: [rights.regrant_if_barring],
    tenancy.OrganizationDeleted: [rights.regrant],
    tenancy.OwnershipTransferred: [rights.regrant, notifications.queue],
    vault.EnvironmentDeleted: [rights.regrant],
    vault.ProjectCreated: [notifications.queue],
    vault.ProjectDeleted: [rights.regrant],
    vault.VariableCreated: [notifications.queue],
    vault.VariableDeleted: [notifications.queue],
    vault.VariableRenamed: [notifications.queue],
    vault.VariableRestored: [notifications.queue],
    vault.VariableRolledBack: [notifications.queue],
    vault.VariableSet: [notifications.queue],
    vault.VariablesChanged: [notifications.queue],
}

MAILS: Mapping[str, Callable[..., Any]] = {
    "activation": account_mails.activation,
    "already_registered": account_mails.already_registered,
    "confirmation_code": account_mails.confirmation_code,
    "email_change": account_mails.email_change,
    "email_changed": account_mails.email_changed,
    "identity_linked": account_mails.identity_linked,
    "identity_unlinked": account_mails.identity_unlinked,
    "locked_out": account_mails.locked_out,
    "new_sign_in": account_mails.new_sign_in,
    "password_changed": account_mails.password_changed,
    "password_reset": account_mails.password_reset,
    "recovery_code_used": account_mails.recovery_code_used,
    "second_factor_changed": account_mails.second_factor_changed,
    "second_factor_failed": account_mails.second_factor_failed,
    "sign_in_code": account_mails.sign_in_code,
    "welcome": account_mails.welcome,
    "digest": notification_mails.digest,
    "invitation": invitation_mails.invitation,
    "invitation_reminder": invitation_mails.invitation_reminder,
    "notification": notification_mails.notification,
    "mail_test": branding_mails.mail_test,
    "specimen": operating_mails.specimen,
}

# What each mail may say, by which it is looked at before anybody gets it.
SAMPLES: Mapping[str, Mapping[str, Any]] = {
    **account_samples.SAMPLES,
    **invitation_mails.SAMPLES,
    **notification_mails.SAMPLES,
}

DELIVERIES: Mapping[str, Callable[..., None]] = {
    "account.locked": account_handlers.deliver_locked,
    "sessions.ended": account_handlers.deliver_ended,
    "chat.tell": chat.deliver,
    "identity.picture": account_handlers.deliver_picture,
    "mail": mail.deliver,
    "notify": notifications.deliver,
}

# What does no harm when it is delivered twice: marked in batches, which a worker that dies leaves to be done again.
REPEATABLE: frozenset[str] = frozenset({"chat.tell", "notify", "sessions.ended"})

# Where the rows of each kind of stream come from, by the letter before the colon.
STREAMS: Mapping[str, Source] = {
    "a": OwnAccount(),
    "e": EnvironmentPresence(),
    "o": OrganizationEvents(),
    "r": Conversation(),
    "u": OwnNotifications(notification_rows.since),
}

# What the doors to many streams take beside their own frames, by type.
FRAMES: Mapping[str, Taker] = {
    **chat_frames.FRAMES,
    "presence": realtime_frames.take_presence,
}

# For kinds of notification whose mail waits: whether somebody has heard of it meanwhile.
HEARD: Mapping[str, Callable[[EventRecord, UUID], bool]] = {
    "chat.direct": attention.heard,
    "chat.mention": attention.heard,
}

# What accounts ask of the rest without importing it: whom a registration's invitation is for, who belongs where, and
# what stands against an account's deletion.
INVITATION = joining.Joining
PERMISSIONS = members.roles_of
LEAVING = belonging.let_go
