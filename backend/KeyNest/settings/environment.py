"""The one reading of the process environment that all settings share."""

import sys

from environs import EnvValidationError

from KeyNest import env

try:
    ENV = env.read()
except EnvValidationError as faults:
    # All of them at once, a line each, and no stack: the reader is an operator, not a programmer.
    lines = [f"  {name}: {' '.join(messages)}" for name, messages in faults.error_messages.items()]
    sys.exit("\n".join(["KeyNest can't start, these settings need a look (.env.example explains each):", *lines]))
