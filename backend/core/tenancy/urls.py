"""Routes of organizations and members."""

from django.urls import path

from core.tenancy import views

urlpatterns = [
    path("organizations/", views.Organizations.as_view()),
    path("organizations/<uuid:organization_id>/", views.OrganizationDetail.as_view()),
    path("organizations/<uuid:organization_id>/leave/", views.Leave.as_view()),
    path("organizations/<uuid:organization_id>/transfer/", views.Transfer.as_view()),
    path("organizations/<uuid:organization_id>/members/", views.Members.as_view()),
    path("organizations/<uuid:organization_id>/members/<uuid:user_id>/", views.MemberDetail.as_view()),
]
