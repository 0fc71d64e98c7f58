"""Routes of the audit log."""

from django.urls import path

from core.audit import views

OURS = "organizations/<uuid:organization_id>/audit/"

urlpatterns = [
    path(OURS, views.Audit.as_view()),
    path(OURS + "verify/", views.Verify.as_view()),
    path(OURS + "export/", views.Export.as_view()),
    path(OURS + "reads/", views.Reads.as_view()),
]
