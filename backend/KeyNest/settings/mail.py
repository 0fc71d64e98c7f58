"""Mail leaves by SMTP, always from a worker."""

from KeyNest.settings.environment import ENV

EMAIL_BACKEND = "kernel.smtp.Backend"
EMAIL_HOST = ENV.email.host
EMAIL_PORT = ENV.email.port
EMAIL_HOST_USER = ENV.email.user
EMAIL_HOST_PASSWORD = ENV.email.password
EMAIL_USE_TLS = ENV.email.tls == "starttls"
EMAIL_USE_SSL = ENV.email.tls == "implicit"
# Without it a server that accepts and then keeps silent would hold a worker for ever.
EMAIL_TIMEOUT = ENV.email_timeout
# Longer: who hangs up while a server still judges a letter that it keeps in the end sends it twice.
EMAIL_DATA_TIMEOUT = ENV.email_data_timeout
DEFAULT_FROM_EMAIL = ENV.default_from_email
# For readers who chose none.
MAIL_LANGUAGE = ENV.mail_language
MAIL_TIME_ZONE = ENV.mail_time_zone
