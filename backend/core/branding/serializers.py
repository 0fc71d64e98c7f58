"""The shapes of organizations' words and look."""

from collections.abc import Mapping
from typing import Any

from django.core.validators import RegexValidator
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.branding.language import LONGEST_SOURCE
from core.branding.models import Look, MailTemplate
from core.branding.selectors import Standing
from core.tenancy.serializers import PersonOut
from kernel.http.parsing import Body, PageQuery, Text, Whole

MOST_BLOCKS, LONGEST_NAME = 10, 48
BIGGEST = 2**31 - 1
is_color = RegexValidator(r"^(#[0-9a-fA-F]{6})?$", "A colour is written #rrggbb.", "pattern")


@extend_schema_field(
    {"type": "object", "additionalProperties": {"type": "string", "maxLength": LONGEST_SOURCE}, "maxProperties": 10}
)
class Texts(serializers.Field[Any, Any, Any, Any]):
    """Sources by block. How long one may be is said where it is judged, with the line that is at fault."""

    default_error_messages = {"invalid": "It must be an object of texts.", "too_many": "There are not so many blocks."}

    def to_internal_value(self, data: Any) -> dict[str, str]:
        """As sent, but for the ends of lines."""
        if not isinstance(data, dict) or not all(isinstance(text, str) for text in data.values()):
            self.fail("invalid")
        if len(data) > MOST_BLOCKS or any(len(name) > LONGEST_NAME for name in data):
            self.fail("too_many")
        return {name: text.replace("\r\n", "\n").replace("\r", "\n") for name, text in data.items()}

    def to_representation(self, value: Any) -> Any:
        """As kept."""
        return value


class MailTemplateIn(Body):
    """Words for a letter, in the template language; `version` is the one that was looked at, 0 before the first."""

    texts = Texts()
    version = Whole(max_value=BIGGEST)


class MailVersionIn(Body):
    """An older version."""

    version = Whole(max_value=BIGGEST, min_value=1)


class MailPreviewIn(Body):
    """Words to look at, and perhaps a colour; blocks that are left out say KeyNest's own."""

    texts = Texts()
    color = Text(max_length=7, required=False, allow_blank=True, validators=[is_color])


class MailTestIn(Body):
    """Words to try; without them those of the newest version."""

    texts = Texts(required=False)


class MailLookIn(Body):
    """A colour, `#rrggbb`; empty for KeyNest's own."""

    color = Text(max_length=7, allow_blank=True, validators=[is_color])

    def validate_color(self, color: str) -> str:
        """In one spelling."""
        return color.lower()


class MailLogoIn(serializers.Serializer[Any]):
    """A PNG, JPEG or WebP of at most 1 MiB."""

    file = serializers.FileField()


class MailLookOut(serializers.Serializer[Any]):
    """How an organization's mail looks."""

    color = serializers.CharField(allow_blank=True)
    logo_url = serializers.CharField(allow_null=True)


class MailBlockOut(serializers.Serializer[Any]):
    """A part of a letter. An empty one says what `original` says, in the reader's language."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # DRF takes fields off the class
    multiline = serializers.BooleanField()
    max_length = serializers.IntegerField()
    original = serializers.CharField(allow_blank=True)


class MailVariableOut(serializers.Serializer[Any]):
    """What may be named in a letter, as `{{ name }}`."""

    name = serializers.CharField()
    description = serializers.CharField()
    sample = serializers.CharField(allow_blank=True)


class MailTemplateOut(serializers.Serializer[Any]):
    """A letter and an organization's words for it; `texts` of null is KeyNest's own."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # DRF takes fields off the class
    description = serializers.CharField()
    blocks = MailBlockOut(many=True)
    variables = MailVariableOut(many=True)
    texts = serializers.DictField(child=serializers.CharField(), allow_null=True)
    version = serializers.IntegerField()
    changed_at = serializers.DateTimeField(allow_null=True)
    changed_by = PersonOut(allow_null=True)


class MailVersionOut(serializers.Serializer[Any]):
    """One version of a letter's words."""

    version = serializers.IntegerField()
    texts = serializers.DictField(child=serializers.CharField(), allow_null=True)
    created_at = serializers.DateTimeField()
    created_by = PersonOut(allow_null=True)


class MailPreviewOut(serializers.Serializer[Any]):
    """A letter as its reader would see it. The HTML loads nothing: its pictures are within it."""

    subject = serializers.CharField()
    text = serializers.CharField()
    html = serializers.CharField()


class VersionsQuery(PageQuery):
    """A page of versions."""


def look_out(look: Look) -> dict[str, Any]:
    """The look, its logo by an address that nobody can guess."""
    url = f"/api/core/mail-logos/{look.organization_id}/{look.logo_digest}.png" if look.logo_digest else None
    return {"color": look.color, "logo_url": url}


def template_out(standing: Standing) -> dict[str, Any]:
    """A letter."""
    form, row = standing.form, standing.row
    shown: Mapping[str, Any] = {
        "name": form.name,
        "label": form.label,
        "description": form.description,
        "blocks": [MailBlockOut(block).data for block in form.blocks],
        "variables": [
            {"name": one.name, "description": one.description, "sample": standing.sample[one.name]}
            for one in form.variables
        ],
        "texts": standing.texts,
        "version": standing.version,
        "changed_at": row.created_at if row else None,
        "changed_by": row.created_by if row else None,
    }
    return dict(MailTemplateOut(shown).data)


def versions_out(rows: list[MailTemplate]) -> list[dict[str, Any]]:
    """Many."""
    return list(MailVersionOut(rows, many=True).data)
