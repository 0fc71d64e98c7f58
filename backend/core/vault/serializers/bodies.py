"""What bodies and queries of the vault may hold."""

from typing import Any

from django.core.validators import RegexValidator
from rest_framework import serializers

from core.tenancy.serializers import one_line, slug_like
from core.vault.formats.reading import ImportFormat
from core.vault.formats.writing import ExportFormat
from core.vault.models import NAME, Color, Kind
from kernel.http.parsing import Body, Flag, Id, PageQuery, Query, Text, Whole

VALUE_BYTES = 64 * 1024
MAX_POSITION = 1000
MAX_CHANGES = 2000
MAX_CONTENT = 4 * 1024 * 1024


def bounded_bytes(value: str) -> None:
    """A value is bounded in bytes of UTF-8, which is how it is stored."""
    if len(value.encode()) > VALUE_BYTES:
        raise serializers.ValidationError(f"A value may have at most {VALUE_BYTES} bytes.", "max_length")


class NameField(Text):
    """A variable's name."""

    def __init__(self, **kwargs: Any) -> None:
        message = "A name has letters, digits and underscores, and doesn't begin with a digit."
        checks = [RegexValidator(NAME[:-1] + r"\Z", message)]
        super().__init__(max_length=128, trim_whitespace=False, validators=checks, **kwargs)


class ValueField(Text):
    """A value: any text without NUL, spaces at its ends and emptiness included."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=VALUE_BYTES, trim_whitespace=False, allow_blank=True, validators=[bounded_bytes], **kwargs
        )


class SlugText(Text):
    """A slug."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, trim_whitespace=False, validators=[slug_like], **kwargs)


class VersionNumber(Whole):
    """A version or position: what fits PostgreSQL's integer."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=2**31 - 1, **kwargs)


class ProjectIn(Body):
    """A new project."""

    organization = Id()
    name = Text(max_length=80, validators=[one_line])
    slug = SlugText(required=False)
    description = Text(max_length=500, allow_blank=True, required=False)
    environments = serializers.ListField(
        child=Text(max_length=60, validators=[one_line]), max_length=20, required=False
    )


class ProjectPatch(Body):
    """What may change in a project."""

    name = Text(max_length=80, required=False, validators=[one_line])
    slug = SlugText(required=False)
    description = Text(max_length=500, allow_blank=True, required=False)


class EnvironmentPatch(Body):
    """What may change in an environment."""

    name = Text(max_length=60, required=False, validators=[one_line])
    slug = SlugText(required=False)
    color = serializers.ChoiceField(choices=Color.choices, required=False)
    protected = Flag(required=False)
    position = Whole(max_value=MAX_POSITION, required=False)


class EnvironmentIn(EnvironmentPatch):
    """A new environment."""

    project = Id()
    name = Text(max_length=60, validators=[one_line])


class VariableIn(Body):
    """A new variable."""

    environment = Id()
    name = NameField()
    value = ValueField()
    note = Text(max_length=500, allow_blank=True, required=False)
    kind = serializers.ChoiceField(choices=Kind.choices, required=False)


class VariablePatch(Body):
    """The next version of a variable: what is left out stays."""

    name = NameField(required=False)
    value = ValueField(required=False)
    note = Text(max_length=500, allow_blank=True, required=False)
    kind = serializers.ChoiceField(choices=Kind.choices, required=False)
    expected_version = VersionNumber(required=False)


class ChangeIn(serializers.Serializer[Any]):
    """One change: `set` writes, creates or (with `rename_from`) renames, `delete` puts into the trash.

    `expected_version` 0 says that there must be no such variable yet.
    """

    op = serializers.ChoiceField(choices=["set", "delete"])
    name = NameField()
    value = ValueField(required=False)
    note = Text(max_length=500, allow_blank=True, required=False)
    kind = serializers.ChoiceField(choices=Kind.choices, required=False)
    rename_from = NameField(required=False)
    expected_version = Whole(max_value=2**31 - 1, required=False)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Refuse fields that nobody knows, and on a deletion those that would say nothing."""
        if isinstance(data, dict):
            fitting = ("op", "name", "expected_version") if data.get("op") == "delete" else tuple(self.fields)
            unknown = {name[:100]: ["It does not belong here."] for name in data if name not in fitting}
            if unknown:
                raise serializers.ValidationError(unknown, "unknown")
        return dict(super().to_internal_value(data))


class ApplyIn(Body):
    """Changes that are written together, or not at all."""

    changes = serializers.ListField(child=ChangeIn(), min_length=1, max_length=MAX_CHANGES)
    expected_revision = Whole(required=False)
    message = Text(max_length=300, allow_blank=True, required=False)


class ImportIn(Body):
    """A text with variables. `replace` sends what is not in it to the trash; a `dry_run` writes nothing."""

    format = serializers.ChoiceField(choices=[form.value for form in ImportFormat])
    content = Text(max_length=MAX_CONTENT, trim_whitespace=False, allow_blank=True)
    mode = serializers.ChoiceField(choices=["merge", "replace"], default="merge")
    dry_run = Flag(default=False)
    expected_revision = Whole(required=False)
    message = Text(max_length=300, allow_blank=True, required=False)


class ExportQuery(Query):
    """The format of the file."""

    format = serializers.ChoiceField(choices=[form.value for form in ExportFormat])


class RollbackIn(Body):
    """The version to return to."""

    version = VersionNumber()


class OfOrganization(PageQuery):
    """Projects of which organization."""

    organization = serializers.UUIDField()


class OfProject(Query):
    """Environments of which project."""

    project = serializers.UUIDField()


class OfEnvironment(Query):
    """Variables of which environment, and whether with values, or of the trash."""

    environment = serializers.UUIDField()
    reveal = serializers.BooleanField(required=False)
    deleted = serializers.BooleanField(required=False)


class TwoEnvironments(Query):
    """Which environments to compare."""

    left = serializers.UUIDField()
    right = serializers.UUIDField()


class ExpectedVersion(Query):
    """The version that is deleted, if it matters; `If-Match` says the same."""

    expected_version = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
