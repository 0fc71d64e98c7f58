"""Routes of projects, environments and variables."""

from django.urls import path

from core.vault.views import changes, environments, projects, transfer, values, variables

urlpatterns = [
    path("environments/<uuid:environment_id>/values/", values.Values.as_view()),
    path("projects/", projects.Projects.as_view()),
    path("projects/<uuid:project_id>/", projects.ProjectDetail.as_view()),
    path("environments/", environments.Environments.as_view()),
    path("environments/compare/", changes.Compare.as_view()),
    path("environments/<uuid:environment_id>/", environments.EnvironmentDetail.as_view()),
    path("environments/<uuid:environment_id>/apply/", changes.Apply.as_view()),
    path("environments/<uuid:environment_id>/import/", transfer.Import.as_view()),
    path("environments/<uuid:environment_id>/export/", transfer.Export.as_view()),
    path("environments/<uuid:environment_id>/history/", environments.History.as_view()),
    path("variables/", variables.Variables.as_view()),
    path("variables/<uuid:variable_id>/", variables.VariableDetail.as_view()),
    path("variables/<uuid:variable_id>/reveal/", variables.Reveal.as_view()),
    path("variables/<uuid:variable_id>/rollback/", variables.Rollback.as_view()),
    path("variables/<uuid:variable_id>/restore/", variables.Restore.as_view()),
    path("variables/<uuid:variable_id>/versions/", variables.Versions.as_view()),
    path("variables/<uuid:variable_id>/versions/<int:number>/reveal/", variables.VersionReveal.as_view()),
]
