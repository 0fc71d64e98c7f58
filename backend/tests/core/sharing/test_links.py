"""Share links: made, looked at, opened as often as meant, taken back, ended; and gone afterwards, all alike."""

from datetime import timedelta

import pytest

from core.sharing.models import Opening, ShareLink
from core.vault import sealing
from kernel import clock
from kernel.models import EventRecord

URL = "/api/core/share-links/"
SECRET = "swordfish-7Qm2\n second line "


@pytest.fixture(autouse=True)
def _fresh_keys():
    sealing._derived.clear()
    yield
    sealing._derived.clear()


def share(world, who="member", **fields):
    body = {"organization": str(world.organization.id), "value": SECRET, **fields}
    response = world[who].client.post(URL, body, format="json")
    assert response.status_code == 201, response.json()
    return response.json()


def token_of(made):
    return made["url"].partition("#token=")[2]


def open_it(api, token):
    return api.post(f"{URL}open/", {"token": token}, format="json")


def test_whoever_holds_the_link_is_shown_the_secret_once(world, api):
    made = share(world, label="The fish")
    assert made["url"].startswith("http") and "/share#token=" in made["url"]
    assert (made["state"], made["left"], made["audience"], made["ref"], made["path"]) == ("open", 1, "anyone", None, None)
    token = token_of(made)
    looked = api.post(f"{URL}preview/", {"token": token}, format="json").json()
    assert (looked["label"], looked["left"]) == ("The fish", 1)
    opened = open_it(api, token)
    assert opened.json() == {"value": SECRET, "label": "The fish", "left": 0}
    link = ShareLink.objects.get()
    assert (link.sealed, link.opened, Opening.objects.get().user) == (None, 1, None)
    gone = open_it(api, token)
    assert (gone.status_code, gone.json()["code"]) == (404, "not_found")
