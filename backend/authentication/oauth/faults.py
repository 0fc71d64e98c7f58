"""What can be wrong with a provider and with what it says, each by a name of its own, and how people are told."""

from typing import Protocol

from kernel.errors import Code, Fault, Problem
from kernel.outbound import Failed

SENTENCES = {
    "access_denied": "The sign-in was cancelled at {name}.",
    "unreachable": "{name} can't be reached at the moment. Please try again, or sign in another way.",
    "too_slow": "{name} takes too long to answer. Please try again, or sign in another way.",
    "too_large": "{name} answered with far too much. Please tell whoever runs KeyNest.",
    "redirected": "{name} sent us elsewhere. Please tell whoever runs KeyNest.",
    "broken_answer": "{name} gave an answer that makes no sense. Please tell whoever runs KeyNest.",
    "code_refused": "{name} did not confirm the sign-in. Please begin again.",
    "wrong_issuer": "The answer does not come from {name}.",
    "wrong_audience": "{name} vouched for somebody at another application.",
    "wrong_nonce": "The answer of {name} belongs to another sign-in. Please begin again.",
    "token_expired": "The answer of {name} has a time that does not fit. Please begin again.",
    "bad_signature": "The answer of {name} is not signed as it should be.",
    "wrong_algorithm": "The answer of {name} is signed in a way that is not accepted.",
    "unknown_key": "The answer of {name} is signed with a key that it does not publish.",
    "malformed_token": "The answer of {name} is not what it should be.",
}
AWAY = frozenset({"unreachable", "too_slow"})


class Named(Protocol):
    """Whatever has a name that people know it by."""

    @property
    def name(self) -> str: ...


class Refused(Exception):
    """A provider's answer is not believed, or it said no. `reason` is one of those above."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def problem(error: Refused | Failed, config: Named) -> Problem:
    """What a caller is told: 502 where the provider is away, 400 where it is not believed."""
    reason = reason_of(error)
    sentence = SENTENCES[reason].format(name=config.name)
    return Problem(
        Code.PROVIDER_ERROR,
        sentence,
        errors=[Fault(None, reason, sentence)],
        status=502 if reason in AWAY else 400,
    )


def reason_of(error: Refused | Failed) -> str:
    """One of the names above; what only an operator could do something about is told apart in the log and the test."""
    if error.reason in SENTENCES:
        return error.reason
    if error.reason.startswith("status_"):
        return "broken_answer" if error.reason.startswith("status_4") else "unreachable"
    return "unreachable"
