"""Routes of the operator's page, below /api/operator/."""

from django.urls import path

from core.operating import views

urlpatterns = [
    path("workers/", views.Workers.as_view()),
    path("outbox/", views.Outbox.as_view()),
    path("outbox/resend/", views.Resend.as_view()),
    path("outbox/drop/", views.Drop.as_view()),
    path("outbox/resend-dead/", views.ResendDead.as_view()),
    path("outbox/<uuid:message_id>/", views.Message.as_view()),
    path("suppressions/", views.Suppressions.as_view()),
    path("suppressions/<int:suppression_id>/", views.OneSuppression.as_view()),
    path("mails/", views.Mails.as_view()),
    path("mails/<slug:name>/", views.OneMail.as_view()),
    path("mails/<slug:name>/test/", views.MailTest.as_view()),
]
