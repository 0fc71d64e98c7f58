"""Routes of invitations."""

from django.urls import path

from core.invitations import views

OURS = "organizations/<uuid:organization_id>/invitations/"

urlpatterns = [
    path(OURS, views.Invitations.as_view()),
    path(OURS + "<uuid:invitation_id>/", views.InvitationDetail.as_view()),
    path(OURS + "<uuid:invitation_id>/resend/", views.Resend.as_view()),
    path(OURS + "<uuid:invitation_id>/link/", views.Link.as_view()),
    path("invitations/preview/", views.Preview.as_view()),
    path("invitations/accept/", views.Accept.as_view()),
    path("invitations/decline/", views.Decline.as_view()),
]
