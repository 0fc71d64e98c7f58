"""Live feeds over WebSocket and long-poll."""
