"""Over HTTP: what to be told, and how; for oneself, and for an organization's members who have not chosen."""

from uuid import UUID

from rest_framework.response import Response

from core.notifications.actions import choosing
from core.notifications.selectors import wishes
from core.notifications.serializers.preferences import (
    DefaultsOut,
    KindsIn,
    PreferencesIn,
    PreferencesOut,
    choices,
    defaults_out,
    preferences,
    preferences_out,
)
from core.tenancy import grants
from core.tenancy.roles import Permission
from kernel.http.schema import documented
from kernel.http.views import Request, View


class OwnPreferences(View):
    """One's own."""

    @documented("Show my notification preferences", answer=PreferencesOut, tag="notifications")
    def get(self, request: Request) -> Response:
        return Response(preferences_out(wishes.preferences(request.actor)))

    @documented("Choose what to be told", body=PreferencesIn, answer=PreferencesOut, tag="notifications")
    def put(self, request: Request) -> Response:
        choosing.choose(request.actor, **preferences(PreferencesIn.parse(request)))
        return Response(preferences_out(wishes.preferences(request.actor)))


class Defaults(View):
    """An organization's."""

    @documented("Show what members are told by default", answer=DefaultsOut, tag="notifications")
    def get(self, request: Request, organization_id: UUID) -> Response:
        grant = grants.organization(request.actor, organization_id, Permission.ORGANIZATION_READ)
        return Response(defaults_out(wishes.defaults(grant)))

    @documented("Set what members are told by default", body=KindsIn, answer=DefaultsOut, tag="notifications")
    def put(self, request: Request, organization_id: UUID) -> Response:
        grant = grants.organization(request.actor, organization_id, Permission.ORGANIZATION_UPDATE)
        choosing.set_defaults(grant, **choices(KindsIn.parse(request)))
        return Response(defaults_out(wishes.defaults(grant)))
