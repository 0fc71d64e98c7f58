"""One's own account: names, picture, deletion."""

from typing import ClassVar
from uuid import UUID

from django.http import HttpResponse
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.response import Response

from authentication import cookies, selectors, serializers
from authentication.actions import profile
from authentication.models import User
from authentication.serializers import AvatarIn, ConfirmIn, ProfileIn, UserOut
from authentication.views.base import AuthView, OpenView
from kernel.errors import not_found
from kernel.http.schema import documented
from kernel.http.throttling import Limit, by_actor
from kernel.http.uploads import picture
from kernel.http.views import Request


class Profile(AuthView):
    """Who is signed in."""

    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {"delete": (by_actor("password_change_user"),)}

    @documented("Read one's own account", answer=UserOut, tag="accounts")
    def get(self, request: Request) -> Response:
        return Response(serializers.user(_own(request)))

    @documented("Change one's own account", body=ProfileIn, answer=UserOut, tag="accounts")
    def patch(self, request: Request) -> Response:
        return Response(serializers.user(profile.update_profile(request.actor, **ProfileIn.parse(request))))

    @documented("Delete one's own account", body=ConfirmIn, status=204, tag="accounts")
    def delete(self, request: Request) -> Response:
        profile.delete_account(request.actor, **ConfirmIn.parse(request))
        response = Response(status=204)
        cookies.take_away(response)
        return response


class Avatar(AuthView):
    """One's own picture."""

    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {"put": (by_actor("avatar_user"),)}

    def get_parsers(self) -> list[BaseParser]:
        """A form with a file is sent here, and nowhere else."""
        return [MultiPartParser()] if self.request and self.request.method == "PUT" else super().get_parsers()

    @documented("Set one's picture", body={"multipart/form-data": AvatarIn}, answer=UserOut, tag="accounts")
    def put(self, request: Request) -> Response:
        return Response(serializers.user(profile.set_avatar(request.actor, picture=picture(request))))

    @documented("Go without a picture", answer=UserOut, tag="accounts")
    def delete(self, request: Request) -> Response:
        return Response(serializers.user(profile.remove_avatar(request.actor)))


class AvatarFile(OpenView):
    """The picture itself: public, by an address that nobody can guess and that never changes its content."""

    @documented("Load a picture", answer=bytes, media_types=["image/webp"], tag="accounts")
    def get(self, request: Request, user_id: UUID, digest: str) -> HttpResponse:
        picture = selectors.avatar(user_id, digest)
        if picture is None:
            raise not_found()
        headers = {"Cache-Control": "public, max-age=31536000, immutable", "Content-Disposition": "inline"}
        return HttpResponse(picture, content_type="image/webp", headers=headers)


def _own(request: Request) -> User:
    if request.actor.id is None:
        raise not_found()
    return selectors.by_id(request.actor.id)
