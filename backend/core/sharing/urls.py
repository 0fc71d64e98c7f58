"""Routes of share links."""

from django.urls import path

from core.sharing import views

urlpatterns = [
    path("share-links/", views.ShareLinks.as_view()),
    path("share-links/open/", views.Open.as_view()),
    path("share-links/preview/", views.Preview.as_view()),
    path("share-links/<uuid:link_id>/", views.ShareLinkDetail.as_view()),
    path("share-links/<uuid:link_id>/open/", views.OpenAsMember.as_view()),
]
