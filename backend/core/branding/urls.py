"""Routes of organizations' words and look."""

from django.urls import path

from core.branding import views

OURS = "organizations/<uuid:organization_id>/"
ONE = OURS + "mail-templates/<slug:name>/"

urlpatterns = [
    path(OURS + "mail-templates/", views.MailTemplates.as_view()),
    path(ONE, views.MailTemplateDetail.as_view()),
    path(ONE + "versions/", views.Versions.as_view()),
    path(ONE + "restore/", views.Restore.as_view()),
    path(ONE + "preview/", views.Preview.as_view()),
    path(ONE + "test/", views.Test.as_view()),
    path(OURS + "mail-look/", views.MailLook.as_view()),
    path(OURS + "mail-look/logo/", views.Logo.as_view()),
    path("mail-logos/<uuid:organization_id>/<slug:digest>.png", views.LogoFile.as_view()),
]
