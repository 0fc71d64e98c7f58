"""Projects, environments, variables and versions. Values are sealed; the database never sees one."""

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from core.tenancy.models import Organization

# POSIX names, as shells and every dotenv library take them.
NAME = "^[A-Za-z_][A-Za-z0-9_]*$"


class Kind(models.TextChoices):
    """What a variable is. A write-only one is never shown to a person again."""

    CONFIG = "config"
    SECRET = "secret"
    WRITE_ONLY = "write_only"


class Source(models.TextChoices):
    """How a change came in."""

    WEB = "web"
    API = "api"
    IMPORT = "import"
    ROLLBACK = "rollback"


class Color(models.TextChoices):
    """How an environment is marked on screen."""

    GRAY = "gray"
    BLUE = "blue"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    VIOLET = "violet"


class Project(models.Model):
    """A set of environments that share their variables' names."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="projects")
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=60)
    description = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "core_project"
        constraints = [models.UniqueConstraint(fields=["organization", "slug"], name="project_slug_once")]

    def __str__(self) -> str:
        return self.slug


class DataKey(models.Model):
    """A project's key, wrapped by a master key. The newest number seals; all of them open."""

    id = models.BigAutoField(primary_key=True)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="data_keys")
    number = models.IntegerField()
    master_key_id = models.CharField(max_length=32)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "core_data_key"
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="data_key_number_once")]

    def __str__(self) -> str:
        return f"key {self.number} of {self.project_id}"


class OrganizationKey(models.Model):
    """An organization's key, wrapped by a master key: for what belongs to no one project."""

    organization = models.OneToOneField(
        Organization, primary_key=True, on_delete=models.CASCADE, related_name="+", db_column="organization_id"
    )
    master_key_id = models.CharField(max_length=32)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "core_organization_key"

    def __str__(self) -> str:
        return f"key of {self.organization_id}"


class Environment(models.Model):
    """Development, staging, production and whatever else a team runs. `revision` counts its change sets.

    `variable_count` is kept by the writers under the row's lock, so that no write or list ever counts.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="environments")
    name = models.CharField(max_length=60)
    slug = models.SlugField(max_length=60)
    position = models.IntegerField(default=0)
    color = models.CharField(max_length=8, choices=Color, default=Color.GRAY)
    protected = models.BooleanField(default=False)
    revision = models.BigIntegerField(default=0)
    variable_count = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "core_environment"
        constraints = [models.UniqueConstraint(fields=["project", "slug"], name="environment_slug_once")]

    def __str__(self) -> str:
        return self.slug


class Variable(models.Model):
    """A name in an environment, with its current value sealed in the row, so that a read is one index scan."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    environment = models.ForeignKey(Environment, on_delete=models.CASCADE, related_name="variables")
    name = models.CharField(max_length=128)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.SECRET)
    note = models.CharField(max_length=500, blank=True)
    version = models.IntegerField(default=1)
    sealed = models.BinaryField()
    data_key = models.ForeignKey(DataKey, on_delete=models.RESTRICT, related_name="+")
    length = models.IntegerField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "core_variable"
        constraints = [
            models.UniqueConstraint(
                fields=["environment", "name"], condition=Q(deleted_at=None), name="variable_name_once"
            ),
            models.CheckConstraint(condition=Q(name__regex=NAME), name="variable_name_fits"),
        ]

    def __str__(self) -> str:
        return self.name


class ChangeSet(models.Model):
    """One step of an environment from a revision to the next: who, when, why, and how many."""

    id = models.BigAutoField(primary_key=True)
    environment = models.ForeignKey(Environment, on_delete=models.CASCADE, related_name="change_sets", db_index=False)
    revision = models.BigIntegerField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    author_label = models.CharField(max_length=320)
    source = models.CharField(max_length=8, choices=Source)
    message = models.CharField(max_length=300, blank=True)
    added = models.JSONField(default=list)
    changed = models.JSONField(default=list)
    removed = models.JSONField(default=list)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "core_change_set"
        constraints = [models.UniqueConstraint(fields=["environment", "revision"], name="revision_once")]

    def __str__(self) -> str:
        return f"{self.environment_id}@{self.revision}"


class VariableVersion(models.Model):
    """What a variable was at one version; a deletion is a version too, without a value.

    `fingerprints` are keyed digests of what of the value is recognized elsewhere (core/vault/fingerprints.py); None
    until they were taken.
    """

    id = models.BigAutoField(primary_key=True)
    variable = models.ForeignKey(Variable, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.IntegerField()
    revision = models.BigIntegerField()
    name = models.CharField(max_length=128)
    kind = models.CharField(max_length=12, choices=Kind)
    note = models.CharField(max_length=500, blank=True)
    sealed = models.BinaryField(null=True)
    data_key = models.ForeignKey(DataKey, null=True, on_delete=models.RESTRICT, related_name="+")
    length = models.IntegerField(default=0)
    fingerprints = ArrayField(models.BigIntegerField(), null=True)
    deleted = models.BooleanField(default=False)
    source = models.CharField(max_length=8, choices=Source)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    author_label = models.CharField(max_length=320)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "core_variable_version"
        constraints = [
            models.UniqueConstraint(fields=["variable", "number"], name="version_number_once"),
            models.CheckConstraint(
                condition=Q(deleted=True, sealed=None) | Q(deleted=False, sealed__isnull=False),
                name="version_holds_a_value",
            ),
        ]
        indexes = [
            GinIndex(fields=["fingerprints"], name="version_fingerprints", fastupdate=False),
            models.Index(fields=["id"], name="version_unmarked", condition=Q(fingerprints=None, deleted=False)),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"


class ValueRead(models.Model):
    """One request that read values: who, which environment, how many, from where. Ids, since it outlives its objects.

    Plain rows, no links of the organization's chain, so that reading never waits for writing.
    """

    id = models.BigAutoField(primary_key=True)
    organization_id = models.UUIDField()
    project_id = models.UUIDField()
    environment_id = models.UUIDField()
    variable_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=8)
    count = models.IntegerField()
    actor_kind = models.CharField(max_length=16)
    actor_id = models.UUIDField(null=True)
    actor_label = models.CharField(max_length=320)
    address = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=256, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "core_value_read"
        indexes = [
            models.Index(fields=["organization_id", "-id"], name="reads_of_organization"),
            models.Index(fields=["actor_id", "environment_id"], name="reads_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_label} read {self.count}"
