"""`python -m tests.faults.drill.conformance <directory>`: runs the suite, and counts how its cases ended.

The suite (autobahntestsuite 0.8.2) is a program for Python 2.7, so it lives in a directory of its own and is installed
there by the first run; `PYTHON2` names an interpreter that is not called python2.7.
"""

import json
import os
import subprocess
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

from launcher import environment
from launcher.ports import free_port
from tests.faults.stack import BACKEND

PYTHON2 = os.environ.get("PYTHON2", "python2.7")
SUITE = [
    *("autobahntestsuite==0.8.2", "autobahn==0.10.9", "cryptography<3.4", "twisted<20", "setuptools<45"),
    *("werkzeug<1", "markupsafe<2", "jinja2<3", "klein<20"),
]
STARTER = "import site, sys; site.addsitedir(sys.argv.pop(1)); from autobahntestsuite.wstest import run; run()"
# 12 and 13 are about compression, which we have switched off (REALTIME.md 3.6).
CASES = [f"{section}.*" for section in (1, 2, 3, 4, 5, 6, 7, 9, 10)]
FITS = ("OK", "NON-STRICT", "INFORMATIONAL", "UNIMPLEMENTED")


def main(directory: Path) -> int:
    """0 if no case failed but those of messages beyond our limit of a frame."""
    directory.mkdir(parents=True, exist_ok=True)
    suite = directory / "suite"
    if not suite.exists():
        subprocess.run([PYTHON2, "-m", "pip", "install", "--quiet", "--target", suite, *SUITE], check=True)
    port = free_port()
    settings = os.environ | environment.new_secrets() | {"PORT": str(port), "DJANGO_SETTINGS_MODULE": "KeyNest.offline"}
    settings |= {"DATABASE_URL": "postgresql://none@127.0.0.1:9/none", "REDIS_URL": "redis://127.0.0.1:9/0"}
    with (directory / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.drill.conformance.echo"],
            cwd=BACKEND,
            env=settings,
            stdout=log,
            stderr=log,
        )
    try:
        time.sleep(3)
        _play(suite, directory, port)
    finally:
        server.terminate()
        server.wait(10)
    return _tell(directory)


def _play(suite: Path, directory: Path, port: int) -> None:
    ours = {"agent": "KeyNest", "url": f"ws://127.0.0.1:{port}"}
    asked = {"outdir": str(directory / "report"), "servers": [ours], "cases": CASES, "exclude-cases": []}
    (directory / "asked.json").write_text(json.dumps(asked))
    command = [PYTHON2, "-c", STARTER, suite, "-m", "fuzzingclient", "-s", "asked.json"]
    with (directory / "suite.log").open("wb") as log:
        subprocess.run(command, cwd=directory, check=True, stdout=log, stderr=log)


def _tell(directory: Path) -> int:
    found = json.loads((directory / "report" / "index.json").read_text())["KeyNest"]
    sections: dict[int, Counter[str]] = defaultdict(Counter)
    for case, result in found.items():
        sections[int(case.partition(".")[0])][result["behavior"]] += 1
    for section, endings in sorted(sections.items()):
        print(section, dict(endings))
    failed = [case for case, result in found.items() if result["behavior"] not in FITS]
    print(f"{len(found)} cases, {sum((each for each in sections.values()), Counter())}; failed: {failed}")
    print("Of section 9 we refuse messages of more than 64 KiB (1009), as configured.")
    return 1 if [case for case in failed if not case.startswith("9.")] else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
