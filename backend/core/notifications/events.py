"""What happens to a person's notifications that is worth a record."""

from typing import ClassVar

from kernel.events import Event


class PreferencesChanged(Event):
    """Somebody chose what to be told and how; `data.kinds` names the kinds. In the account's own stream."""

    verb: ClassVar[str] = "notifications.preferences.changed"
    title: ClassVar[str] = "{actor} changed the notification preferences"
