"""docs/alerts.yml asks only for what /metrics says, each alert has a runbook, and mail servers are written rightly."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from kernel import clock
from kernel.models import Job, Node, OutboxMessage, WorkerProcess
from kernel.sockets.figures import COUNTS, LEVELS, snapshot
from KeyNest import env
from tests.core.operating.conftest import _nothing_remembered, message

__all__ = ["_nothing_remembered", "message"]

DOCS = Path(__file__).parents[3] / "docs"
OPERATIONS = (DOCS / "operations.md").read_text(encoding="utf-8")
RULES = [rule for group in yaml.safe_load((DOCS / "alerts.yml").read_text())["groups"] for rule in group["rules"]]
SAMPLE = re.compile(r"\bkeynest_\w+(?:\{[^}]*\})?")


def everything_once() -> dict[str, Any]:
    """What a process tells that has seen everything."""
    label = {"door": "everything", "of": "p99"}
    levels = {name: [[*(label.get(each, "x") for each in labels), 1]] for name, (_, labels) in LEVELS.items()}
    counts = {name: [*snapshot()["counts"][name], [*("x" for _ in each.labels), 1]] for name, each in COUNTS.items()}
    return snapshot() | {"levels": levels, "counts": counts}


@pytest.fixture
def said(api: Any, message: Any) -> dict[str, list[dict[str, str]]]:
    """Every sample that there is when something of each sort was there, by name: its labels."""
    moment = clock.now()
    message(), message(OutboxMessage.State.PENDING, priority=10, last_error="421 later"), message("done")
    Job.objects.create(name="outbox.drain", worker="w", outcome="done", started_at=moment, succeeded_at=moment)
    row = {"queues": "mail", "threads": 6, "started_at": moment - timedelta(hours=1), "seen_at": moment}
    WorkerProcess.objects.create(name="a:1:x", **row)
    Node.objects.create(name="a:2:y", kind="web", started_at=moment, seen_at=moment, figures=everything_once())
    found: dict[str, list[dict[str, str]]] = {}
    for family in text_string_to_metric_families(api.get("/metrics").content.decode()):
        for sample in family.samples:
            found.setdefault(sample.name, []).append(sample.labels)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_it_asks_for_what_is_said(said, rule):
    asked = SAMPLE.findall(rule["expr"]) or [re.findall(r"^up\b", rule["expr"])[0]]
    for sample in asked:
        name, _, matchers = sample.rstrip("}").partition("{")
        wanted = dict(re.findall(r'(\w+)="([^"]*)"', matchers))
        if name != "up":
            assert any(wanted.items() <= labels.items() for labels in said[name]), sample
    for label in re.findall(r"by \((\w+)\)|\$labels\.(\w+)", str(rule)):
        assert any("".join(label) in labels for sample in asked for labels in said[sample]), label


@pytest.mark.django_db
def test_no_label_is_one_that_prometheus_gives_itself(said):
    assert not {name for all_labels in said.values() for labels in all_labels for name in labels} & {"job", "instance"}


@pytest.mark.django_db
def test_the_page_names_every_metric(said):
    table = OPERATIONS.partition("| metric (`keynest_…`)")[2].partition("\n\n")[0]
    shown = {f"keynest_{name}" for name in re.findall(r"`(\w+?)(?:\{[\w,]*\})?`", table)}
    shown |= {f"{name}_{part}" for name in shown if name.endswith("_seconds") for part in ("bucket", "count", "sum")}
    assert set(said) <= shown


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_it_has_a_runbook(rule):
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert rule["annotations"]["summary"]
    assert rule["annotations"]["runbook"] == f"docs/operations.md#{rule['alert'].lower()}"
    runbook = OPERATIONS.partition(f"### {rule['alert']}\n")[2].partition("\n### ")[0].partition("\n## ")[0]
    for step in ("1. Look: ", "2. Mend: ", "3. Escalate "):
        assert step in runbook, step


def test_there_is_no_runbook_without_an_alert():
    assert re.findall(r"^### (KeyNest\w+)$", OPERATIONS, re.MULTILINE) == [rule["alert"] for rule in RULES]


@pytest.mark.parametrize(
    ("host", "port", "tls", "user", "password"),
    [
        ("smtp.gmail.com", 587, "starttls", "you@gmail.com", "abcdefghijklmnop"),
        ("smtp.gmail.com", 465, "implicit", "you@gmail.com", "abcdefghijklmnop"),
        ("smtp-relay.gmail.com", 587, "starttls", "", ""),
        ("email-smtp.eu-west-1.amazonaws.com", 587, "starttls", "AKIAEXAMPLE", "BPassw/rd+example"),
        ("email-smtp.eu-west-1.amazonaws.com", 465, "implicit", "AKIAEXAMPLE", "BPassw/rd+example"),
        ("relay.internal", 25, "none", "", ""),
    ],
)
def test_an_address_of_a_mail_server_means_what_the_page_says(monkeypatch, host, port, tls, user, password):
    table = OPERATIONS.partition("| server | `EMAIL_URL` |")[2].partition("\n\n")[0]
    shown = [address for address in re.findall(r"`(smtps?://[^`]*)`", table) if f"{host}:{port}/" in address]
    assert len(shown) == 1
    monkeypatch.setenv("EMAIL_URL", shown[0])
    assert env.read().email == env.Mailbox(host, port, user, password, tls)
