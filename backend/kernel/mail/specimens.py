"""Specimens: each letter with made-up contents, to be looked at."""

from dataclasses import replace

from kernel import subscriptions
from kernel.mail.letter import Letter, Look, Rendered, Unsubscribe, link
from kernel.mail.rendering import render

RECIPIENT = "ada@example.com"
UNSUBSCRIBE = Unsubscribe(link("/unsubscribe", "sample"), link("/api/core/unsubscribe/?token=sample"))


def letter_of(name: str, *, language: str = "", time_zone: str = "") -> Letter:
    """The sample of a letter. It may say `unsubscribe` (that it can be switched off) and `look` (whose it is).

    Raises:
        KeyError: there is no letter of this name.
    """
    sample = dict(subscriptions.table().SAMPLES[name])
    unsubscribe = UNSUBSCRIBE if sample.pop("unsubscribe", False) else None
    look = sample.pop("look", None)
    letter = Letter(RECIPIENT, name, sample, language=language, time_zone=time_zone, unsubscribe=unsubscribe)
    return replace(letter, look=look) if isinstance(look, Look) else letter


def specimen(name: str, language: str = "", *, theme: str = "") -> Rendered:
    """The letter with its sample, whole in itself: it loads nothing.

    Raises:
        KeyError: there is no letter of this name.
    """
    return render(letter_of(name, language=language), inline=True, theme=theme)
