"""A cursor that somebody made up is refused, on every list that has pages."""

from base64 import b64encode
from urllib.parse import quote

import pytest

from tests.core.vault.conftest import vault

__all__ = ["vault"]

NO_PLACES = [
    "p=\x00",
    "r=1&p=\x00",
    "p=\udcff",
    "o=1000&p=\x00",
    "p=",
    "p=x",
    "p=NaN",
    "p=2020-13-45T99",
]
LISTS = {
    "organizations/": False,
    "organizations/{o}/members/": True,
    "organizations/{o}/invitations/": True,
    "organizations/{o}/audit/reads/": True,
    "projects/?organization={o}": False,
    "environments/{e}/history/": True,
    "variables/{v}/versions/": True,
    "notifications/": True,
    "share-links/?organization={o}": True,
}


def cursor(text: str) -> str:
    return quote(b64encode(text.encode(errors="surrogateescape")).decode())


@pytest.mark.parametrize("path", LISTS)
def test_a_forged_cursor_is_refused(vault, path):
    variable = vault.set("A", "1")["id"]
    address = path.format(o=vault.world.organization.id, e=vault.environment, v=variable)
    for forged in NO_PLACES:
        # A list that is ordered by names begins anywhere, but for NUL, which no name holds.
        if not (LISTS[path] or "\x00" in forged):
            continue
        sign = "&" if "?" in address else "?"
        response = vault.world.owner.client.get(f"/api/core/{address}{sign}cursor={cursor(forged)}")
        assert response.status_code == 400, (forged, response.content[:200])
        assert response.json()["errors"][0]["field"] == "cursor", forged
