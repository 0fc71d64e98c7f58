"""One's own account: profile, picture, address, sessions, deletion."""

import io
import re
import subprocess
import sys
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from authentication import mails, selectors
from authentication.models import Session, User
from core.tenancy.models import Membership, Organization
from kernel import clock
from kernel.models import EventRecord, OneTimeToken, OutboxMessage
from tests.authentication.steps import (
    FIREFOX,
    bearer,
    deliver,
    log_in,
    post,
    refresh,
    shape,
    token_in,
    tokens_of,
    works,
)
from tests.factories import PASSWORD, client_of, make_user

pytestmark = pytest.mark.django_db(transaction=True)
PROFILE, AVATAR = "/api/auth/profile/", "/api/auth/avatar/"


@pytest.fixture
def me(anna):
    return client_of(anna)


def picture(size=(600, 400), kind="PNG", **options):
    out = io.BytesIO()
    Image.new("RGB", size, (10, 120, 90)).save(out, kind, **options)
    return SimpleUploadedFile("me.png", out.getvalue(), "image/png")


def test_it_shows_all_of_ones_own_account(me, anna):
    expected = {
        "id": str(anna.id), "email": "Anna@example.com", "username": None, "first_name": "Anna", "last_name": "Lee",
        "full_name": "Anna Lee", "avatar_url": None, "email_verified": True, "mfa_enabled": False, "has_password": True,
        "identities": [], "is_operator": False, "language": "", "time_zone": "",
    }  # fmt: skip
    for path in (PROFILE, "/me/", "/api/user/"):
        body = me.get(path).json()
        assert body.pop("date_joined")
        assert body == expected


def test_names_can_be_changed_and_the_rest_is_ignored(me, anna):
    change = {"first_name": "Ann", "username": "ann.lee", "email": "other@example.com", "is_staff": True, "id": "1"}
    body = me.patch(PROFILE, change, format="json").json()
    assert (body["full_name"], body["username"], body["email"]) == ("Ann Lee", "ann.lee", "Anna@example.com")
    assert EventRecord.objects.get().data == {"fields": ["first_name", "username"]}
    assert me.patch(PROFILE, {"first_name": "Ann"}, format="json").status_code == 200
    assert EventRecord.objects.count() == 1
    anna.refresh_from_db()
    assert not anna.is_staff


def test_a_user_name_of_somebody_else_is_refused(me):
    make_user(username="Taken")
    response = me.patch(PROFILE, {"username": "taken"}, format="json")
    assert (response.status_code, response.json()["errors"][0]["code"]) == (400, "taken")


@pytest.mark.parametrize(
    "change",
    [
        {"username": "a"}, {"username": "-x-"}, {"username": "a b"}, {"username": "x" * 65}, {"username": 7},
        {"first_name": "x" * 81}, {"first_name": None}, {"first_name": "a\nb"}, {"last_name": ["x"]},
        {"first_name": "\u202egnp"}, {"username": "an\nna"},
    ],
)  # fmt: skip
def test_faulty_names_are_refused(me, change):
    assert me.patch(PROFILE, change, format="json").status_code == 400


def test_language_and_time_zone_can_be_chosen_and_given_up(me, anna):
    chosen = {"language": "de", "time_zone": "Europe/Berlin"}
    body = me.patch(PROFILE, chosen, format="json").json()
    assert {name: body[name] for name in chosen} == chosen
    assert EventRecord.objects.get().data == {"fields": ["language", "time_zone"]}
    assert me.patch(PROFILE, {"language": "de-AT"}, format="json").json()["language"] == "de"
    body = me.patch(PROFILE, {"language": "", "time_zone": ""}, format="json").json()
    assert (body["language"], body["time_zone"]) == ("", "")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("language", "fr", "unknown"), ("language", "x" * 36, "max_length"), ("language", 7, "invalid"),
        ("time_zone", "Mars/Olympus", "unknown"), ("time_zone", "../../etc/passwd", "unknown"),
        ("time_zone", "Europe", "unknown"), ("time_zone", "x" * 49, "max_length"), ("time_zone", None, "null"),
    ],
)  # fmt: skip
def test_an_unknown_language_or_time_zone_is_refused(me, field, value, code):
    response = me.patch(PROFILE, {field: value}, format="json")
    fault = response.json()["errors"][0]
    assert (response.status_code, fault["field"], fault["code"]) == (400, field, code)


def test_a_picture_is_made_small_and_freed_of_what_cameras_write(api, me):
    exif = Image.Exif()
    exif[0x010E] = "taken at 52.5, 13.4"
    response = me.put(AVATAR, {"file": picture(kind="JPEG", exif=exif)}, format="multipart")
    assert response.status_code == 200, response.content
    url = response.json()["avatar_url"]
    file = api.get(url)
    assert (file.status_code, file.headers["Content-Type"]) == (200, "image/webp")
    assert file.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    with Image.open(io.BytesIO(file.content)) as image:
        assert (image.size, image.format, dict(image.getexif())) == ((256, 256), "WEBP", {})
    assert b"taken at" not in file.content
    assert me.delete(AVATAR).json()["avatar_url"] is None
    assert api.get(url).status_code == 404


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"GIF89a" + b"\0" * 50, 400),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", 400),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, 400),
        (b"x" * (1024 * 1024 + 1), 413),
        (b"x" * (8 * 1024 * 1024), 413),
    ],
)
def test_what_is_no_picture_is_refused(me, content, status):
    response = me.put(AVATAR, {"file": SimpleUploadedFile("a.png", content, "image/png")}, format="multipart")
    assert response.status_code == status, response.content
    assert me.get(PROFILE).json()["avatar_url"] is None


@pytest.mark.parametrize("size", [(9000, 9000), (5000, 5000)])
def test_a_picture_bomb_is_refused(me, size):
    assert me.put(AVATAR, {"file": picture(size)}, format="multipart").status_code == 400


def test_a_forged_orientation_is_refused(me):
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "a text, said to be the height"
    forged = exif.tobytes().replace(b"\x01\x0e", b"\x01\x01").replace(b"\x0e\x01", b"\x01\x01")
    response = me.put(AVATAR, {"file": picture(exif=forged)}, format="multipart")
    assert response.status_code == 400, response.content


def test_the_largest_picture_takes_little_memory():
    file = picture((4800, 5000)).read()
    script = (
        "import django, sys; django.setup(); from authentication.actions.profile import small;"
        "small(sys.stdin.buffer.read()); print(open('/proc/self/status').read())"
    )
    done = subprocess.run([sys.executable, "-c", script], input=file, capture_output=True, check=True)
    peak = re.search(rb"VmHWM:\s+(\d+) kB", done.stdout)
    assert peak, done.stdout
    assert int(peak[1]) < 260 * 1024


@pytest.mark.parametrize("body", [{}, {"file": "text"}, {"other": "x"}])
def test_a_form_without_a_file_is_refused(me, body):
    assert me.put(AVATAR, body, format="multipart").status_code == 400
    assert me.put(AVATAR, {"file": "x"}, format="json").status_code == 415


def test_the_address_is_changed_by_a_link_to_the_new_one(anna):
    asking, other = tokens_of(log_in()), tokens_of(log_in())
    body = {"email": "Ann@new.example", "current_password": PASSWORD}
    assert post("email-change/", body, client=bearer(asking["access"])).status_code == 202
    (letter,) = deliver()
    assert letter.to == ["Ann@new.example"]
    assert log_in().status_code == 200
    token = token_in(letter)
    assert post("email-change-confirm/", {"token": token}).status_code == 200
    (told,) = deliver()
    assert (told.to, told.subject) == (["Anna@example.com"], "Your e-mail address was changed")
    User.objects.update(email="a-later-one@example.com")
    letter = mails.email_changed(OutboxMessage.objects.get(payload__template="email_changed").payload)
    User.objects.update(email="Ann@new.example")
    assert letter.context["new"] == "Ann@new.example"
    assert log_in().status_code == 401
    assert log_in("ann@new.example").status_code == 200
    assert refresh(other["refresh"]).json()["code"] == "token_revoked"
    assert not works(asking["access"])
    assert works(refresh(asking["refresh"]).json()["access"])
    assert post("email-change-confirm/", {"token": token}).json()["code"] == "invalid_token"
    assert EventRecord.objects.get(verb="authentication.email.changed").data["old"] == "Anna@example.com"


def test_asking_for_a_taken_address_shows_only_in_the_mail_to_its_owner(anna, me):
    make_user("ben@example.com")
    answers = [
        shape(post("email-change/", {"email": email, "current_password": PASSWORD}, client=me))
        for email in ("ben@example.com", "free@example.com")
    ]
    assert answers[0][0:2] == answers[1][0:2]
    letters = {letter.to[0]: letter.subject for letter in deliver()}
    assert letters["ben@example.com"] == "You have an account already"
    assert letters["free@example.com"] == "Confirm your new e-mail address"


def test_an_address_that_was_taken_meanwhile_is_a_conflict(anna, me):
    post("email-change/", {"email": "ben@example.com", "current_password": PASSWORD}, client=me)
    (letter,) = deliver()
    make_user("ben@example.com")
    assert post("email-change-confirm/", {"token": token_in(letter)}).status_code == 409


def test_of_two_addresses_that_were_asked_for_only_the_last_gets_a_link(anna, me):
    for email in ("mistyped@example.com", "meant@example.com"):
        post("email-change/", {"email": email, "current_password": PASSWORD}, client=me)
    assert [letter.to for letter in deliver()] == [["meant@example.com"]]


def test_a_link_that_nobody_waits_for_any_more_is_not_sent_again_by_hand(anna, me, monkeypatch):
    post("email-change/", {"email": "mistyped@example.com", "current_password": PASSWORD}, client=me)
    (waiting,), later = OutboxMessage.objects.all(), clock.now() + timedelta(days=5)
    assert mails.email_change(waiting.payload) is not None
    monkeypatch.setattr(clock, "now", lambda: later)
    assert selectors.by_live_session(anna.id, waiting.payload["session"])
    assert mails.email_change(waiting.payload) is None


def test_a_pending_change_dies_with_a_reset(anna, me):
    post("email-change/", {"email": "attacker@evil.example", "current_password": PASSWORD}, client=me)
    (letter,) = deliver()
    post("password-reset/", {"email": "anna@example.com"})
    (reset,) = deliver()
    body = {"token": token_in(reset), "password": "seven wild geese over Ghent"}
    assert post("password-reset-confirm/", body).status_code == 200
    assert post("email-change-confirm/", {"token": token_in(letter)}).status_code == 400


def test_a_change_of_address_needs_the_password(anna, me):
    body = {"email": "ann@new.example", "current_password": "not the password"}
    assert post("email-change/", body, client=me).status_code == 400
    assert deliver() == []
    assert not OneTimeToken.objects.exists()


def test_the_list_shows_devices_and_each_can_be_signed_out(anna):
    mine = tokens_of(log_in(HTTP_USER_AGENT=FIREFOX))
    other = tokens_of(log_in(REMOTE_ADDR="203.0.113.5"))
    client = bearer(mine["access"])
    rows = client.get("/api/auth/sessions/").json()["results"]
    assert [(row["current"], row["address"]) for row in rows] == [(False, "203.0.113.5"), (True, "127.0.0.1")]
    assert rows[1]["device"] == "Firefox on Ubuntu"
    assert {"id", "current", "device", "address", "created_at", "last_used_at", "expires_at"} < set(rows[0])
    assert client.delete(f"/api/auth/sessions/{rows[0]['id']}/").status_code == 204
    assert not works(other["access"])
    assert refresh(other["refresh"]).status_code == 401
    assert len(client.get("/api/auth/sessions/").json()["results"]) == 1
    assert not works(rows[1]["id"])


def test_nobody_signs_others_out(anna, me):
    other = make_user()
    theirs = client_of(other)
    session = Session.objects.get(user=other)
    answers = [me.delete(f"/api/auth/sessions/{one}/") for one in (session.id, uuid4())]
    assert shape(answers[0]) == shape(answers[1])
    assert answers[0].status_code == 404
    assert theirs.get("/me/").status_code == 200


def test_use_is_noted_every_few_minutes(anna):
    tokens = tokens_of(log_in())
    Session.objects.update(last_used_at=clock.now() - timedelta(hours=1))
    assert works(tokens["access"])
    assert clock.now() - Session.objects.get().last_used_at < timedelta(minutes=1)


def test_deleting_needs_the_password(me, anna):
    assert me.delete(PROFILE, {"current_password": "not the password"}, format="json").status_code == 400
    assert me.delete(PROFILE, {"current_password": PASSWORD}, format="json").status_code == 204
    assert not User.objects.exists()
    assert EventRecord.objects.get(verb="authentication.account.deleted").target_label == "Anna@example.com"


def test_a_sole_owner_of_others_work_can_not_leave_it_behind(me, anna):
    organization = Organization.objects.create(name="Acme", slug="acme", created_at=clock.now())
    for user, role in ((anna, "owner"), (make_user(), "member")):
        Membership.objects.create(organization=organization, user=user, role=role, created_at=clock.now())
    response = me.delete(PROFILE, {"current_password": PASSWORD}, format="json")
    assert response.status_code == 409
    assert "Acme" in response.json()["errors"][0]["message"]
    assert User.objects.filter(pk=anna.pk).exists()
    assert me.get("/me/").status_code == 200
    assert Membership.objects.filter(user=anna).exists()
