"""What happened to an organization's mail. No event holds the words themselves."""

from typing import ClassVar

from core.tenancy.events import OrganizationEvent
from core.tenancy.roles import Permission


class BrandingEvent(OrganizationEvent):
    """About the mail of an organization, for those who may change it."""

    visible_to: ClassVar[str] = Permission.ORGANIZATION_UPDATE


class TemplateChanged(BrandingEvent):
    """A letter (`name`) has other words since this `version`, in these `blocks`; `restored` names an older version."""

    verb = "branding.template.changed"
    title = "{actor} changed the words of the mail {name}"


class TemplateReset(BrandingEvent):
    """A letter (`name`) has KeyNest's own words again since this `version`."""

    verb = "branding.template.reset"
    title = "{actor} gave the mail {name} its original words back"


class LookChanged(BrandingEvent):
    """Mail has another `color` (was and is), or another `logo` (set or removed)."""

    verb = "branding.look.changed"
    title = "{actor} changed how the mail of {target} looks"
