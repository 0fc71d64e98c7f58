"""`make fuzz`: schemathesis against a running origin, signed in as the owner of a small organization, all checks on."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import django
import requests

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "KeyNest.settings")
django.setup()

from tests.factories import PASSWORD, make_user  # noqa: E402  # models need the settings
from tests.world import make_organization  # noqa: E402

HERE = Path(__file__).parent
BACKEND = HERE.parents[1]
EMAIL = "fuzz@example.com"
EXAMPLES = "50"
# Each with the reason why it stays out of the run: the sweeps and the tests of accounts hold them to the same.
LEFT_OUT = {
    "/api/auth/logout/": "with the right token it would end the session that the run works with",
    "/api/auth/logout/all/": "the same",
    "/api/auth/sessions/{session_id}/": "the same, by an id out of the list of sessions",
    "/api/auth/password-change/": "each call hashes a password, and a right one would end the session",
    "/api/auth/password-reset-confirm/": "a right token would change the password that the run signs in with",
    "/api/auth/login/": "each call hashes a password, and the run signs in there by itself",
}


def stage(origin: str) -> dict[str, list[str]]:
    """One of everything, made through the API; its ids by the names that the document gives them."""
    owner = make_user(EMAIL, password=PASSWORD)
    colleague = make_user("colleague@example.com")
    organization = str(make_organization("Acme", owner=owner, member=colleague).id)
    login = requests.post(f"{origin}/api/auth/login/", json={"email": EMAIL, "password": PASSWORD}, timeout=10).json()
    headers = {"Authorization": f"Bearer {login['tokens']['access']}"}

    def made(path: str, **body: Any) -> Any:
        answer = requests.post(f"{origin}/api/core/{path}", json=body, headers=headers, timeout=10)
        answer.raise_for_status()
        return answer.json()

    project = made("projects/", organization=organization, name="Shop")
    environments = [each["id"] for each in project["environments"]]
    names = ("KEY", "OTHER", "THIRD")
    variables = [made("variables/", environment=environments[0], name=name, value=name)["id"] for name in names]
    invitation = made(f"organizations/{organization}/invitations/", email="asked@example.com", role="viewer")
    return {
        "organization": [organization],
        "user": [str(colleague.id)],
        "project": [project["id"]],
        "environment": environments,
        "left": environments,
        "right": environments,
        "variable": variables,
        "invitation": [invitation["id"]],
    }


def main(given: list[str]) -> int:
    """Run it; further arguments go to schemathesis."""
    origin = f"http://127.0.0.1:{os.environ['PORT']}"
    known = {
        "FUZZ_ORIGIN": origin,
        "FUZZ_IDS": json.dumps(stage(origin)),
        "FUZZ_EMAIL": EMAIL,
        "FUZZ_PASSWORD": PASSWORD,
    }
    left_out = [word for path in LEFT_OUT for word in ("--exclude-path", path)]
    command = [
        *(str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(HERE / "schemathesis.toml")),
        *("run", str(BACKEND / "schema.yaml"), "--url", origin, "--checks", "all", "-n", EXAMPLES, "-w", "2"),
        *("--seed", "1", "--continue-on-failure", "--max-failures", "200", "--suppress-health-check", "all"),
        # Deleting one's own account would end the run.
        *("--exclude-operation-id", "profile_destroy", *left_out, *given),
    ]
    hooks = {"SCHEMATHESIS_HOOKS": "tests.fuzz.hooks", "PYTHONPATH": str(BACKEND)}
    return subprocess.run(command, env=os.environ | known | hooks, cwd=os.environ["DATA_DIR"], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
