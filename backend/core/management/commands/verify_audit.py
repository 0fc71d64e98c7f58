"""Verify an audit log: an exported file, for which no server is needed, or an organization's chain in the database."""

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.audit import selectors
from core.audit.chain import Broken, Chain, intact
from core.audit.formats import Heading, Unreadable, read_ndjson
from core.tenancy.grants import stream_of


class Command(BaseCommand):
    """`manage.py verify_audit FILE` or `manage.py verify_audit --organization ID_OR_SHORT_NAME`."""

    help = "Verify an exported audit log (NDJSON), or an organization's chain in the database."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, or the organization; and what an earlier look has shown."""
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("file", nargs="?", help="an export in NDJSON")
        what.add_argument("--organization", help="id or short name")
        parser.add_argument(
            "--noted",
            metavar="SEQ:HASH",
            help="a head that was noted earlier, which the file must contain: finds a chain that was written anew",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was found; the exit code is 1 when the log does not hold."""
        if options["organization"]:
            self.stdout.write(_in_database(options["organization"]))
        else:
            self.stdout.write(_in_file(Path(options["file"]), options["noted"]))


def _in_database(text: str) -> str:
    organization = selectors.organization_by(text)
    if organization is None:
        raise CommandError(f"There is no organization {text}.")
    verdict = selectors.verify(stream_of(organization.id))
    if not verdict.valid:
        raise CommandError(f"BROKEN: #{verdict.broken_at} {verdict.reason}.")
    return f"valid: {verdict.checked} entries, head {verdict.seq}:{verdict.hash.hex()}"


def _in_file(path: Path, noted: str | None) -> str:
    try:
        with path.open(encoding="utf-8") as lines:
            heading, found = read_ndjson(lines)
            return _follow(heading, found, noted) if heading.complete else _each(heading, found)
    except Broken as broken:
        raise CommandError(f"BROKEN: {broken}.") from None
    except (OSError, UnicodeDecodeError, Unreadable) as error:
        raise CommandError(f"{path} can't be read as an export: {error}.") from None


def _follow(heading: Heading, found: Iterable[Any], noted: str | None) -> str:
    chain, seen = Chain(heading.stream), noted is None
    for entry in found:
        chain.follow(entry)
        seen = seen or f"{chain.seq}:{chain.hash.hex()}" == noted
    chain.end(heading.seq, heading.hash)
    if not seen:
        raise CommandError("BROKEN: the head that was noted is not in this chain.")
    return f"valid: {chain.seq} entries, head {chain.seq}:{chain.hash.hex()}"


def _each(heading: Heading, found: Iterable[Any]) -> str:
    count = 0
    for entry in found:
        intact(entry, heading.stream)
        count += 1
    return f"intact: {count} entries of a filtered export; whether any is missing, only a whole export can tell"
