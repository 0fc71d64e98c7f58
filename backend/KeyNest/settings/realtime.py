"""Channels: the pub/sub layer is only a wake-up bus, the truth lies in PostgreSQL (REALTIME.md)."""

from KeyNest.settings.environment import ENV

CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [ENV.redis_url], "prefix": "kn"},
    }
}
WEBSOCKET_TOKEN_IN_QUERY = ENV.websocket_token_in_query
WEBSOCKET_ORIGINS = [ENV.public_url, *ENV.cors_allowed_origins]
