"""Channels: the pub/sub layer is only a wake-up bus, the truth lies in PostgreSQL (REALTIME.md)."""

from urllib.parse import urlsplit

from KeyNest.settings.environment import ENV

CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [ENV.redis_url], "prefix": "kn"},
    }
}
WEBSOCKET_TOKEN_IN_QUERY = ENV.websocket_token_in_query
WEBSOCKETS_PER_PROCESS = ENV.websockets_per_process
DRAIN_SECONDS = ENV.drain_seconds
WEBSOCKET_ORIGINS = [ENV.public_url, *ENV.cors_allowed_origins]
if ENV.local:  # this very machine by its other names
    _public = urlsplit(ENV.public_url)
    _port = f":{_public.port}" if _public.port else ""
    WEBSOCKET_ORIGINS += [f"{_public.scheme}://{host}{_port}" for host in ("localhost", "127.0.0.1", "[::1]")]
