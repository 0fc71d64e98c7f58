"""The one reading of the process environment that all settings share."""

import sys
from collections.abc import Mapping

from environs.exceptions import EnvValidationError

from KeyNest import env

try:
    ENV = env.read()
except EnvValidationError as faults:
    # All of them at once, a line each, and no stack: the reader is an operator, not a programmer.
    found = faults.error_messages if isinstance(faults.error_messages, Mapping) else {"": faults.error_messages}
    lines = [f"  {name}: {' '.join(messages)}" for name, messages in found.items()]
    sys.exit("\n".join(["KeyNest can't start, these settings need a look (.env.example explains each):", *lines]))
