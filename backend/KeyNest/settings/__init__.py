"""Django's settings, one subject a module, all fed by the typed environment."""

from KeyNest.settings.api import *  # noqa: F403  # a settings package is the sum of its parts
from KeyNest.settings.auth import *  # noqa: F403
from KeyNest.settings.base import *  # noqa: F403
from KeyNest.settings.database import *  # noqa: F403
from KeyNest.settings.logging import *  # noqa: F403
from KeyNest.settings.mail import *  # noqa: F403
from KeyNest.settings.realtime import *  # noqa: F403
from KeyNest.settings.security import *  # noqa: F403
from KeyNest.settings.tasks import *  # noqa: F403
