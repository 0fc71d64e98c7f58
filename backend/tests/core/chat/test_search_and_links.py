"""Finding what was said, in rooms that one may read; and links that show themselves to whom they may."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from core.sharing.models import ShareLink
from kernel import clock
from kernel.models import EventRecord

SOME = UUID(int=7)


def found(chat, who, q, room=None):
    path = f"rooms/{room}/search/?q={q}" if room else f"search/?organization={chat.organization}&q={q}"
    return [message["text"] for message in chat.ask(who, "get", path)["results"]]


@pytest.mark.usefixtures("steady_windows")
def test_so_many_searches_a_minute_are_enough(chat, settings):
    settings.RATES = settings.RATES | {"chat_search_user": "2/m"}
    room = chat.general()
    assert found(chat, "viewer", "a", room) == found(chat, "viewer", "a") == []
    for path in (f"rooms/{room}/search/?q=a", f"search/?organization={chat.organization}&q=a"):
        assert chat.ask("viewer", "get", path, status=429)["code"] == "rate_limited"
    assert found(chat, "member", "a") == []


def test_words_are_found_from_their_beginning_on_newest_first(chat):
    room = chat.general()
    for text in ("Deploying DATABASE_URL", "the deploy is late", "Grüße an alle", "nothing"):
        chat.say("owner", room, text)
    assert found(chat, "viewer", "deploy", room) == ["the deploy is late", "Deploying DATABASE_URL"]
    assert found(chat, "viewer", "deploy%20late", room) == ["the deploy is late"]
    assert found(chat, "viewer", "database_url", room) == ["Deploying DATABASE_URL"]
    assert found(chat, "viewer", "gr%C3%BC", room) == ["Grüße an alle"]
    assert found(chat, "viewer", "eploy", room) == []


@pytest.mark.parametrize("q", ["'", "\\", "a'b", "!!", "a | b", "a & !b", "'a':*", "(", "%00a", "<->", ":*", "é" * 200])
def test_no_search_breaks(chat, q):
    room = chat.general()
    chat.say("owner", room, "a b")
    client = chat.world.viewer.client
    for path in (f"rooms/{room}/search/", "search/"):
        query = {"q": q} | ({"organization": chat.organization} if path == "search/" else {})
        assert client.get(f"/api/core/chat/{path}", query).status_code in {200, 400}


def test_only_rooms_that_one_reads_are_searched(chat):
    direct = chat.direct("member", "owner")
    chat.say("member", direct, "our secret plan")
    chat.say("member", chat.general(), "the public plan")
    assert found(chat, "owner", "plan") == ["the public plan", "our secret plan"]
    assert found(chat, "admin", "plan") == ["the public plan"]
    (hit,) = chat.ask("owner", "get", f"search/?organization={chat.organization}&q=public")["results"]
    assert hit["room_name"] == "general"


def test_pages_of_a_search_neither_lose_nor_repeat(chat):
    room = chat.general()
    for number in range(7):
        chat.say("owner", room, f"plan {number}")
    seen, url = [], f"/api/core/chat/search/?organization={chat.organization}&q=plan&limit=3"
    while url:
        answer = chat.world.viewer.client.get(url).json()
        seen += [message["text"] for message in answer["results"]]
        url = answer["next"]
    assert seen == [f"plan {number}" for number in reversed(range(7))]


@pytest.fixture
def refs(chat):
    """One of each kind, in the organization."""
    project = chat.project()
    environment = project["environments"][0]
    body = {"environment": environment["id"], "name": "API_TOKEN", "value": "hello"}
    variable = chat.world.member.client.post("/api/core/variables/", body, format="json").json()
    moment = clock.now()
    link = ShareLink.objects.create(
        organization=chat.world.organization, label="The root password", sealed=b"x", created_at=moment,
        expires_at=moment + timedelta(days=1),
    )  # fmt: skip
    event = EventRecord.objects.filter(verb="vault.project.created").get()
    return {
        "variable": f"variable:{variable['id']}",
        "environment": f"environment:{environment['id']}",
        "audit": f"audit:{event.id}",
        "share": f"share:{link.id}",
    }


def shown(chat, who, *refs):
    return chat.ask(who, "post", "links/", {"organization": chat.organization, "refs": list(refs)})["results"]


def test_each_kind_is_shown_by_name_to_whom_it_may_be(chat, refs):
    links = shown(chat, "owner", *refs.values())
    base = "/orgs/acme"
    assert links[refs["variable"]] == {
        "label": "API_TOKEN", "path": f"{base}/projects/shop/envs/development?q=API_TOKEN", "kind": "variable",
        "detail": "Shop / development",
    }  # fmt: skip
    assert links[refs["environment"]]["path"] == f"{base}/projects/shop/envs/development"
    assert links[refs["audit"]]["label"] == "member@acme.example created the project Shop"
    assert links[refs["share"]]["path"] == f"{base}/shared/{refs['share'].removeprefix('share:')}"
    assert shown(chat, "viewer", *refs.values())[refs["audit"]] is None
    assert shown(chat, "viewer", refs["variable"])[refs["variable"]]["label"] == "API_TOKEN"


def test_what_is_elsewhere_or_gone_is_null_alike(chat, refs):
    variable = refs["variable"].removeprefix("variable:")
    assert chat.world.member.client.delete(f"/api/core/variables/{variable}/").status_code == 204
    ShareLink.objects.update(ended_at=clock.now(), sealed=None)
    unknown = f"variable:{uuid4()}"
    assert shown(chat, "owner", refs["variable"], refs["share"], unknown) == {
        refs["variable"]: None, refs["share"]: None, unknown: None
    }  # fmt: skip
    outsider = chat.world.outsider.client
    elsewhere = outsider.get("/api/core/organizations/").json()["results"][0]["id"]
    body = {"organization": elsewhere, "refs": list(refs.values())}
    answer = outsider.post("/api/core/chat/links/", body, format="json").json()["results"]
    assert set(answer.values()) == {None}


@pytest.mark.parametrize("bad", ["variable:x", f"project:{SOME}", f"variable:{SOME}>", "x" * 61, "", 5])
def test_what_is_no_reference_is_refused(chat, bad):
    refused = chat.ask("member", "post", "links/", {"organization": chat.organization, "refs": [bad]}, 400)
    assert (refused["code"], {one["field"].partition(".")[0] for one in refused["errors"]}) == ("invalid", {"refs"})


def test_a_message_links_only_to_what_is_here(chat, refs):
    room = chat.general()
    text = " ".join(f"<{ref}>" for ref in refs.values())
    assert chat.say("viewer", room, text)["text"] == text
    outsider = chat.world.outsider.client
    elsewhere = outsider.get("/api/core/organizations/").json()["results"][0]["id"]
    theirs = outsider.get(f"/api/core/chat/rooms/?organization={elsewhere}").json()["results"][0]["id"]
    for ref in refs.values():
        body = {"text": f"look: <{ref}>", "cid": str(uuid4())}
        answer = outsider.post(f"/api/core/chat/rooms/{theirs}/messages/", body, format="json")
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "foreign_link")


def test_links_cost_the_same_however_many(chat, refs, django_assert_max_num_queries):
    shown(chat, "owner", *refs.values())
    many = [f"variable:{uuid4()}" for _ in range(96)]
    with django_assert_max_num_queries(6):
        shown(chat, "owner", *refs.values(), *many)
    chat.ask("owner", "post", "links/", {"organization": chat.organization, "refs": [*many, *many]}, 400)
