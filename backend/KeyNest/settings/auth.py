"""Accounts: the user model, password hashing and rules, tokens, lockout."""

import os
from datetime import timedelta

from KeyNest.env_providers import RESERVED
from KeyNest.settings.environment import ENV

AUTH_USER_MODEL = "authentication.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "authentication.backends.PasswordBackend"]
PASSWORD_HASHERS = ["authentication.passwords.Argon2", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
ARGON2_MEMORY_KIB = ENV.argon2_memory_kib
ARGON2_TIME_COST = ENV.argon2_time_cost
# A hash takes a core for itself: all processes together take all but one.
HASHES_AT_ONCE = max(1, ((os.cpu_count() or 2) - 1) // ENV.web_concurrency)
PASSWORD_MIN_LENGTH = ENV.password_min_length
PASSWORD_MAX_LENGTH = 4096

ACTIVATION_REQUIRED = ENV.activation_required
REGISTRATION_OPEN = ENV.registration_open
# Who becomes an operator once the address is proven; the word first stands for whoever is activated first.
OPERATORS = ENV.operators if ENV.operators is not None else ["first"] if ENV.local else []
ACTIVATION_TTL = timedelta(hours=24)
PASSWORD_RESET_TTL = timedelta(hours=1)
EMAIL_CHANGE_TTL = timedelta(hours=1)
PASSWORD_RESET_TIMEOUT = 3600
NOT_ME_TTL = timedelta(days=7)

JWT_PRIVATE_KEYS = ENV.jwt_private_keys
JWT_ACCESS_TTL = ENV.jwt_access_ttl
JWT_REFRESH_TTL = ENV.jwt_refresh_ttl
JWT_SESSION_TTL = ENV.jwt_session_ttl
JWT_REFRESH_GRACE = timedelta(seconds=20)
JWT_LEEWAY = timedelta(seconds=30)
JWT_PROFILE_CLAIMS = ENV.jwt_profile_claims
JWT_KEY_LEAD = ENV.jwt_key_lead
JWT_KEY_OVERLAP = ENV.jwt_key_overlap
JWT_KEY_LIFE = ENV.jwt_key_life
JWT_KEY_REFRESH = ENV.jwt_key_refresh
JWT_ISSUER = ENV.public_url
JWT_AUDIENCE = "keynest-api"

# Ways to sign in that an operator set up here and not in the web app, and issuers whose tokens are taken like ours.
OAUTH_PROVIDERS = ENV.providers
OAUTH_RESERVED_SLUGS = RESERVED
OAUTH_SPA_REDIRECT_URL = ENV.oauth_spa_redirect_url or f"{ENV.public_url}/oauth/callback"
TRUSTED_ISSUERS = ENV.trusted_issuers
OUTBOUND_ALLOW_INSECURE = ENV.outbound_allow_insecure
OUTBOUND_CA_FILE = ENV.outbound_ca_file

RATE_LIMITS_ENABLED = ENV.rate_limits_enabled
RATES = ENV.rates
RATELIMIT_USE_CACHE = "default"

AXES_ENABLED = ENV.rate_limits_enabled
AXES_HANDLER = "authentication.lockout.Record"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# A try while locked must neither extend the lock nor be counted, or anybody could keep a victim out for good.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "authentication.lockout.address_of"
AXES_USERNAME_CALLABLE = "authentication.lockout.account_of"
AXES_USERNAME_FORM_FIELD = "username"
AXES_HTTP_RESPONSE_CODE = 429
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True

# django-ratelimit: it does not list Django's own Redis cache; the window is in its key, so its incr is enough.
SILENCED_SYSTEM_CHECKS = [
    "django_ratelimit.W001",
    # `email` is unique by its folded form, `email_key`, which our manager and backend look up.
    "auth.W004",
    # The lockout is answered by our own views and by the admin site's, not by a middleware around the API.
    "axes.W002",
    # The admin site's middleware stands in kernel.http.middleware.AdminOnly, away from the API.
    "admin.E408",
    "admin.E409",
    "admin.E410",
]
