"""What schemathesis can't know: how to sign in, and that half of the ids that it makes up should be real ones."""

import json
import os
from typing import Any
from uuid import UUID

import requests
import schemathesis

IDS: dict[str, list[str]] = json.loads(os.environ["FUZZ_IDS"])
LOGIN = os.environ["FUZZ_ORIGIN"] + "/api/auth/login/"
CREDENTIALS = {"email": os.environ["FUZZ_EMAIL"], "password": os.environ["FUZZ_PASSWORD"]}


@schemathesis.auth(refresh_interval=600)
class SignedIn:
    """A fresh access token every ten minutes."""

    def get(self, case: Any, context: Any) -> str:
        """Sign in."""
        answer = requests.post(LOGIN, json=CREDENTIALS, timeout=30)
        answer.raise_for_status()
        return str(answer.json()["tokens"]["access"])

    def set(self, case: Any, data: str, context: Any) -> None:
        """Send it."""
        case.headers["Authorization"] = f"Bearer {data}"


def _real(name: str, value: Any) -> Any:
    """A real id in place of every second made-up one; what is no id at all stays as it is."""
    known = IDS.get(name.removesuffix("_id"))
    try:
        number = UUID(value).int if isinstance(value, str) and len(value) == 36 else 1
    except ValueError:
        return value
    return known[number // 2 % len(known)] if known and number % 2 == 0 else value


def _with_real_ids(values: Any) -> Any:
    return {name: _real(name, value) for name, value in values.items()} if isinstance(values, dict) else values


@schemathesis.hook
def map_path_parameters(context: Any, path_parameters: Any) -> Any:
    return _with_real_ids(path_parameters)


@schemathesis.hook
def map_query(context: Any, query: Any) -> Any:
    return _with_real_ids(query)


@schemathesis.hook
def map_body(context: Any, body: Any) -> Any:
    return _with_real_ids(body)
