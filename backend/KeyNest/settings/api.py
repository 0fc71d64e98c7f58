"""Django REST framework and the OpenAPI document."""

from KeyNest.settings.base import VERSION
from KeyNest.settings.environment import ENV

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["authentication.http.Bearer"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["kernel.http.parsing.StrictJSON"],
    "DEFAULT_RENDERER_CLASSES": ["kernel.http.rendering.JSON"],
    "DEFAULT_SCHEMA_CLASS": "kernel.http.schema.ProblemSchema",
    "EXCEPTION_HANDLER": "kernel.http.exceptions.answer",
    "UNAUTHENTICATED_USER": None,
    "DATETIME_FORMAT": "iso-8601",
    # `?format=` belongs to our exports; the framework would take it for the name of a renderer.
    "URL_FORMAT_OVERRIDE": None,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "KeyNest",
    "VERSION": VERSION,
    "DESCRIPTION": "Environment variables and secrets for teams. Errors are problem+json with stable codes.",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    # What a PATCH must hold is said by its own serializer.
    "COMPONENT_SPLIT_PATCH": False,
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
    # Several fields are called `kind`: each set of choices has a name of its own.
    "ENUM_NAME_OVERRIDES": {
        "ActorKind": ["user", "token", "application", "system"],
        "MessageState": ["pending", "done", "dead", "dropped"],
        "NotificationKind": "core.notifications.kinds.KINDS",
        "ProviderKind": ["github", "google", "oidc"],
        "RoomKind": "core.chat.models.RoomKind",
        "ReadKind": ["values", "reveal", "export"],
        "ShareState": "core.sharing.serializers.STATES",
        "StateEnum": "core.invitations.serializers.STATES",
        "VariableKind": "core.vault.models.Kind",
    },
    "SCHEMA_PATH_PREFIX": r"/api/(auth|core|operator)",
    "APPEND_COMPONENTS": {
        "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
    },
}

# Bodies: the one large thing a client sends is an import; nothing else comes near.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100

CORS_ALLOWED_ORIGINS = ENV.cors_allowed_origins
CORS_ALLOW_CREDENTIALS = bool(ENV.cors_allowed_origins)
CORS_URLS_REGEX = r"^/(api|o|\.well-known)/"
CORS_ALLOW_HEADERS = [
    "accept",
    "authorization",
    "content-type",
    "if-match",
    "if-none-match",
    "idempotency-key",
    "x-keynest-client",
    "x-request-id",
]
CORS_EXPOSE_HEADERS = [
    "etag",
    "retry-after",
    "ratelimit-limit",
    "ratelimit-remaining",
    "ratelimit-reset",
    "x-request-id",
]
