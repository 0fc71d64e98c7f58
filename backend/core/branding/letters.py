"""Which letters an organization may word itself: their blocks, what may be named in them, our own words to begin with.

The action, the notes about safety and the foot of a letter stay KeyNest's, whatever an organization writes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.branding.language import LONGEST_SOURCE, NOT_ALLOWED, TOO_LONG, Refused, fill
from kernel import mail

LINE, TEXT = 300, LONGEST_SOURCE


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a letter. Where it is left empty the letter says what `original` says, in the reader's language."""

    name: str
    label: str
    original: str = ""
    multiline: bool = False

    @property
    def max_length(self) -> int:
        """Of its source."""
        return TEXT if self.multiline else LINE


@dataclass(frozen=True, slots=True)
class Variable:
    """A text that differs from letter to letter."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Form:
    """A letter that an organization may word itself."""

    name: str
    label: str
    description: str
    blocks: tuple[Block, ...]
    variables: tuple[Variable, ...]

    def values(self, context: Mapping[str, Any]) -> dict[str, str]:
        """The variables of one letter, as harmless texts, from what its composer knows."""
        return {one.name: mail.harmless(str(context.get(one.name) or "")) for one in self.variables}


def _blocks(subject: str, heading: str, body: str) -> tuple[Block, ...]:
    return (
        Block("subject", "Subject", subject),
        Block("heading", "Heading", heading),
        Block("body", "Text", body, multiline=True),
        Block("closing", "Closing words", multiline=True),
    )


_ORGANIZATION = Variable("organization", "The name of your organization")
_INVITING = (
    _ORGANIZATION,
    Variable("inviter", "Who invites; empty where that account is gone"),
    Variable("role", "The role that is offered"),
)

FORMS: Mapping[str, Form] = {
    form.name: form
    for form in (
        Form(
            name="invitation",
            label="Invitation",
            description="Goes to everybody who is invited to your organization.",
            blocks=_blocks(
                "{% if inviter %}{{ inviter }} invites you to {{ organization }}"
                "{% else %}You are invited to {{ organization }}{% endif %}",
                "Join {{ organization }}",
                "{% if inviter %}{{ inviter }} invites you to join {{ organization }} as {{ role }}."
                "{% else %}You are invited to join {{ organization }} as {{ role }}.{% endif %}\n\n"
                "KeyNest keeps a team's environment variables and secrets."
                " You can accept with an account of this address, make one, or decline.",
            ),
            variables=_INVITING,
        ),
        Form(
            name="invitation_reminder",
            label="Reminder of an invitation",
            description="Goes once to whoever has not answered when an invitation is about to end.",
            blocks=_blocks(
                "Reminder: your invitation to {{ organization }} ends soon",
                "Your invitation to {{ organization }} ends soon",
                "{% if inviter %}{{ inviter }} invited you to join {{ organization }} as {{ role }}, and nobody has"
                " answered yet.{% else %}You were invited to join {{ organization }} as {{ role }}, and nobody has"
                " answered yet.{% endif %}\n\nThis is the only reminder. You can accept, or decline.",
            ),
            variables=_INVITING,
        ),
        Form(
            name="notification",
            label="Notification",
            description="Tells members what happened in your organization, where they want to know it by mail.",
            blocks=_blocks("{{ title }}", "{{ title }}", "{{ body }}"),
            variables=(
                Variable("title", "What happened, in one sentence"),
                Variable("body", "More about it; often empty"),
                _ORGANIZATION,
            ),
        ),
    )
}


def words(form: Form, texts: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    """The finished texts of a letter; blocks that come out empty are left to KeyNest's own words.

    Raises:
        Refused: one of the templates is faulty, or goes too far with these values.
    """
    filled = {block.name: worded(block, texts[block.name], values) for block in form.blocks if block.name in texts}
    return {name: text for name, text in filled.items() if text.strip()}


def worded(block: Block, source: str, values: Mapping[str, str]) -> str:
    """One block. Raises `Refused`."""
    if len(source) > block.max_length:
        raise Refused(TOO_LONG, f"It may have at most {block.max_length} characters.")
    if not block.multiline and len(source.splitlines()) > 1:
        raise Refused(NOT_ALLOWED, "This is one line.", 2)
    return fill(source, values)
