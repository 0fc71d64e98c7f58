"""Routes of /api/auth/, and the short paths that simple clients know."""

from django.urls import path

from authentication.views import (
    email,
    external,
    identities,
    login,
    not_me,
    password,
    profile,
    public,
    registration,
    sessions,
)

urlpatterns = [
    path("register/", registration.Register.as_view()),
    path("activate/", registration.Activate.as_view()),
    path("activate/resend/", registration.Resend.as_view()),
    path("login/", login.Login.as_view()),
    path("token/refresh/", login.Refresh.as_view()),
    path("token/verify/", login.Verify.as_view()),
    path("logout/", login.Logout.as_view()),
    path("logout/all/", login.LogoutAll.as_view()),
    path("profile/", profile.Profile.as_view()),
    path("avatar/", profile.Avatar.as_view()),
    path("avatars/<uuid:user_id>/<slug:digest>.webp", profile.AvatarFile.as_view()),
    path("password-reset/", password.Reset.as_view()),
    path("password-reset-confirm/", password.ResetConfirm.as_view()),
    path("password-change/", password.Change.as_view()),
    path("email-change/", email.Change.as_view()),
    path("email-change-confirm/", email.Confirm.as_view()),
    path("not-me/", not_me.NotMe.as_view()),
    path("sessions/", sessions.Sessions.as_view()),
    path("sessions/<uuid:session_id>/", sessions.OneSession.as_view()),
    path("oauth/handover/", external.Handover.as_view()),
    path("oauth/<slug:provider>/", external.Exchange.as_view()),
    path("oauth/<slug:provider>/start/", external.Start.as_view()),
    path("oauth/<slug:provider>/login/", external.Login.as_view()),
    path("oauth/<slug:provider>/callback/", external.Callback.as_view()),
    path("identities/", identities.Identities.as_view()),
    path("identities/<uuid:identity_id>/", identities.OneIdentity.as_view()),
    path("identities/<slug:provider>/", identities.Link.as_view()),
    path("ws-ticket/", sessions.Ticket.as_view()),
    path("config/", public.Config.as_view()),
]

# The same views once more; the OpenAPI document names them once.
short = [
    path("me/", profile.Profile.as_view(schema=None)),
    path("api/user/", profile.Profile.as_view(schema=None)),
    path("api/register/", registration.Register.as_view(schema=None)),
    path("api/login/", login.Login.as_view(schema=None)),
    path("api/token/refresh/", login.Refresh.as_view(schema=None)),
    path("auth/<slug:provider>/login", external.Login.as_view(schema=None, short=True)),
    path("auth/<slug:provider>/callback", external.Callback.as_view(schema=None, short=True)),
    path(".well-known/jwks.json", public.Keys.as_view(schema=None)),
]
