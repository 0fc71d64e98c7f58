"""`python -m tests.core.realtime.hasty`: the origin, where presence takes a tenth of its usual time."""

from kernel.sockets import attendance, presence, roll
from KeyNest import serve

TENTH = 0.1


def main() -> None:
    """Serve until told to end."""
    attendance.LASTS_SECONDS *= TENTH
    presence.BEAT_SECONDS *= TENTH
    presence.BACK_SECONDS *= TENTH
    roll.MISSED_AFTER_SECONDS *= TENTH
    serve.main()


if __name__ == "__main__":
    main()
