"""What every Django project states: apps, middleware, templates, time, and where our own parts plug in."""

from pathlib import Path

from KeyNest.settings.environment import ENV

BACKEND = Path(__file__).resolve().parents[2]
VERSION = "0.1.0"

SECRET_KEY = ENV.secret_key
SECRET_KEY_FALLBACKS = ENV.secret_key_fallbacks
DEBUG = False
ROOT_URLCONF = "KeyNest.urls"
WSGI_APPLICATION = "KeyNest.wsgi.application"
ASGI_APPLICATION = "KeyNest.asgi.application"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "rest_framework_simplejwt",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "corsheaders",
    "channels",
    "axes",
    "kernel",
    "authentication",
    "core",
    "KeyNest.apps.KeyNestConfig",
]

MIDDLEWARE = [
    "kernel.http.middleware.RequestContext",
    "kernel.http.middleware.SecurityHeaders",
    "kernel.http.middleware.KnownHost",
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "kernel.http.middleware.AdminOnly",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BACKEND / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
# Letters are translated. The API speaks English to everybody: no middleware chooses a language for a request.
USE_I18N = True
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BACKEND / "locale"]
STATIC_URL = "/static/"
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PUBLIC_URL = ENV.public_url
KEYNEST_MASTER_KEYS = ENV.master_keys
# Who reacts to which event: named here, so that no app imports the composition root.
KEYNEST_SUBSCRIPTIONS = "KeyNest.subscriptions"
