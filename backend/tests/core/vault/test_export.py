"""/api/core/environments/{id}/export/: six formats, each read back by the tool that it is for."""

import base64
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from core.vault.formats.reading import ImportFormat, parse
from core.vault.formats.writing import ExportFormat, Unwritable, export
from core.vault.models import ValueRead
from tests.core.vault.readers import bash, docker, npm_dotenv, python_dotenv

HARD = {
    "PLAIN": "postgres://u:p@db:5432/x?y=1",
    "EMPTY": "",
    "SPACES": "  padded  ",
    "QUOTES": 'it\'s "both"',
    "HASH": "a # b",
    "DOLLAR": "$HOME ${X} $(rm -rf) `id`",
    "SLASH": "C:\\new\\",
    "UNI": "ünï ✓ 🚀 \u2028 \x85",
    "NO": "yes",
    "NULL": "~",
}
LINES = {"PEM": "-----BEGIN\nMII+/=\n-----END\n", "JSON": '{\n  "a": "b"\n}', "CRLF": "a\r\nb"}


def fetch(vault, form, who="member", **headers):
    url = f"/api/core/environments/{vault.environment}/export/?format={form}"
    return vault.world[who].client.get(url, **headers)


def fill(vault, values):
    changes = [{"op": "set", "name": name, "value": value} for name, value in values.items()]
    url = f"/api/core/environments/{vault.environment}/apply/"
    assert vault.client.post(url, {"changes": changes}, format="json").status_code == 200


def test_dotenv_is_read_by_python_and_npm(vault):
    fill(vault, HARD | LINES)
    answer = fetch(vault, "dotenv")
    assert answer["Content-Disposition"] == 'attachment; filename="website-development.env"'
    assert answer["Cache-Control"] == "no-store"
    text = answer.content.decode()
    assert python_dotenv(text) == HARD | LINES
    assert npm_dotenv([text]) == [(HARD | LINES, HARD | LINES)]


def test_shell_is_sourced_by_bash(vault, tmp_path):
    fill(vault, HARD | LINES)
    assert bash(fetch(vault, "shell").content.decode(), list(HARD | LINES), tmp_path) == HARD | LINES


def test_json_and_yaml_and_kubernetes(vault):
    fill(vault, HARD | LINES)
    assert fetch(vault, "json").json() == HARD | LINES
    assert yaml.safe_load(fetch(vault, "yaml").content) == HARD | LINES
    secret = yaml.safe_load(fetch(vault, "k8s").content)
    assert (secret["apiVersion"], secret["kind"], secret["type"]) == ("v1", "Secret", "Opaque")
    assert secret["metadata"] == {"name": "website-development"}
    assert {name: base64.b64decode(text).decode() for name, text in secret["data"].items()} == HARD | LINES


def test_docker_takes_single_lines_and_names_the_others(vault):
    fill(vault, HARD)
    assert docker(fetch(vault, "docker").content.decode()) == HARD
    fill(vault, LINES)
    answer = fetch(vault, "docker")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert {fault["field"] for fault in answer.json()["errors"]} == set(LINES)


def test_what_dotenv_can_t_carry_is_named_and_nothing_counts_as_read(vault):
    fill(vault, {"GOOD": "x", "BAD": 'it\'s\n"both"'})
    answer = fetch(vault, "dotenv")
    assert answer.status_code == 409
    assert [fault["field"] for fault in answer.json()["errors"]] == ["BAD"]
    assert not ValueRead.objects.exists()


def test_an_export_is_recorded_and_leaves_write_only_values_out(vault):
    fill(vault, {"A": "1"})
    vault.set("HIDDEN", "x", kind="write_only")
    assert fetch(vault, "json").json() == {"A": "1"}
    read = ValueRead.objects.get()
    assert (read.kind, read.count) == ("export", 1)


@pytest.mark.parametrize(("who", "status"), [("viewer", 200), ("outsider", 404)])
def test_it_obeys_roles(vault, who, status):
    assert fetch(vault, "json", who).status_code == status


@pytest.mark.parametrize("form", ["", "toml", "DOTENV", "dotenv&format=json"])
def test_an_unknown_format_is_refused(vault, form):
    assert fetch(vault, form).status_code == 400


def test_any_accept_header_gets_the_file(vault):
    assert fetch(vault, "yaml", HTTP_ACCEPT="text/plain").status_code == 200


@pytest.mark.parametrize("form", list(ExportFormat))
def test_an_empty_environment_is_an_empty_file(vault, form):
    assert fetch(vault, form).status_code == 200


ANY = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=40)
VALUES = st.dictionaries(st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True), ANY, max_size=5)


@settings(max_examples=300, deadline=None)
@given(VALUES, st.sampled_from(ExportFormat))
def test_every_format_is_read_back_as_it_was(values, form):
    try:
        text = export(values, form, "a-b")
    except Unwritable as error:
        assert set(error.names) <= set(values)
        return
    if form in (ExportFormat.JSON, ExportFormat.YAML, ExportFormat.DOTENV):
        parsed = parse(text, ImportFormat(form.value))
        assert {name: entry.value for name, entry in parsed.entries.items()} == values
        assert not parsed.bad


def test_shell_survives_nasty_values_in_real_bash(tmp_path):
    samples: dict[str, str] = {}

    @settings(max_examples=300, deadline=None, database=None)
    @given(ANY)
    def collect(value):
        samples[f"V{len(samples)}"] = value

    collect()
    assert bash(export(samples, ExportFormat.SHELL, ""), list(samples), tmp_path) == samples


REAL_WORLD = Path(__file__).parents[4] / "frontend" / "e2e" / "fixtures" / "real-world.env"


def test_a_file_from_the_wild_goes_in_and_out_again(vault):
    text = REAL_WORLD.read_text()
    url = f"/api/core/environments/{vault.environment}/import/"
    answer = vault.client.post(url, {"format": "dotenv", "content": text}, format="json")
    assert answer.status_code == 200, answer.json()
    stored = vault.values()
    assert len(stored) >= 60
    assert stored == python_dotenv(text)
    written = fetch(vault, "dotenv").content.decode()
    assert python_dotenv(written) == stored
    assert npm_dotenv([written]) == [(stored, stored)]
