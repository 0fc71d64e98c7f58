"""Rooms, what is said in them, and how far everybody has read."""

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q

from core.tenancy.models import Organization
from core.vault.models import Project

LONGEST_TEXT = 4000


class RoomKind(models.TextChoices):
    """Who belongs to a room: all of an organization, all who see a project, or two people."""

    ORGANIZATION = "organization"
    PROJECT = "project"
    DIRECT = "direct"


class Room(models.Model):
    """A place to talk, numbered in the stream `r:<room>`. `last_no` counts its messages, and nothing else.

    `people` names the two of a direct room, their ids in order, so that there is one room for two people.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="rooms")
    kind = models.CharField(max_length=12, choices=RoomKind)
    project = models.ForeignKey(Project, null=True, on_delete=models.CASCADE, related_name="rooms")
    people = models.CharField(max_length=73, blank=True)
    name = models.SlugField(max_length=60, blank=True)
    topic = models.CharField(max_length=300, blank=True)
    last_no = models.BigIntegerField(default=0)
    last_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "core_chat_room"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"], condition=Q(kind="organization"), name="room_name_once"
            ),
            models.UniqueConstraint(fields=["project"], condition=Q(kind="project"), name="room_of_project_once"),
            models.UniqueConstraint(
                fields=["organization", "people"], condition=Q(kind="direct"), name="room_of_two_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="organization", project=None, people="")
                | Q(kind="project", project__isnull=False, people="")
                | Q(kind="direct", project=None, name="") & ~Q(people=""),
                name="room_fits_its_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.id)


class Participant(models.Model):
    """One of the people of a direct room; the other kinds of rooms go by grants alone."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="participants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        db_table = "core_chat_participant"
        constraints = [models.UniqueConstraint(fields=["room", "user"], name="participant_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.room_id}"


class Message(models.Model):
    """What somebody said. `no` counts the room's messages; a deleted one keeps its place and loses its text.

    `seq` is the number of its last change in the room's stream.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="messages")
    no = models.BigIntegerField()
    seq = models.BigIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    author_label = models.CharField(max_length=320)
    cid = models.UUIDField()
    text = models.CharField(max_length=LONGEST_TEXT, blank=True)
    words = models.GeneratedField(
        expression=SearchVector("text", config="simple"), output_field=SearchVectorField(), db_persist=True
    )
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "core_chat_message"
        constraints = [
            models.UniqueConstraint(fields=["room", "no"], name="message_no_once"),
            # What is sent again, because its sender never heard of the first time, is there already.
            models.UniqueConstraint(fields=["room", "author", "cid"], name="message_sent_once"),
            models.CheckConstraint(condition=Q(deleted_at=None) | Q(text=""), name="deleted_says_nothing"),
        ]
        indexes = [GinIndex(fields=["words"], name="message_words")]

    def __str__(self) -> str:
        return f"{self.room_id}#{self.no}"


class EntryKind(models.TextChoices):
    """What a number of a room's stream stands for."""

    MESSAGE = "message"
    EDIT = "edit"
    DELETE = "delete"
    ROOM = "room"


class Entry(models.Model):
    """One number of a room's stream. What was said is read from the message as it is now.

    Entries and messages go with their room, and not before. So nothing watches over `message`: without an index on it,
    PostgreSQL would read all entries of all rooms for each message that is deleted.
    """

    id = models.BigAutoField(primary_key=True)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="entries", db_index=False)
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=EntryKind)
    message = models.ForeignKey(
        Message, null=True, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    at = models.DateTimeField()

    class Meta:
        db_table = "core_chat_entry"
        constraints = [models.UniqueConstraint(fields=["room", "seq"], name="entry_number_once")]

    def __str__(self) -> str:
        return f"{self.room_id}@{self.seq}"


class Reading(models.Model):
    """How far somebody has read a room: the `no` of the last message seen. A `muted` one tells nothing but mentions.

    Of a direct room `told` is the last message that a notice was written for: the next is written once that is read.
    """

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    no = models.BigIntegerField(default=0)
    told = models.BigIntegerField(default=0)
    muted = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        db_table = "core_chat_reading"
        constraints = [models.UniqueConstraint(fields=["room", "user"], name="reading_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.room_id} to {self.no}"


class Mention(models.Model):
    """Somebody is named in a message, whose room and `no` stand here too: unread ones are counted in the index."""

    # They go with the room, all in one statement: a message alone is emptied, never deleted.
    message = models.ForeignKey(Message, on_delete=models.DO_NOTHING, related_name="mentions")
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="+")
    no = models.BigIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        db_table = "core_chat_mention"
        constraints = [models.UniqueConstraint(fields=["message", "user"], name="mentioned_once")]
        indexes = [models.Index(fields=["user", "room", "no"], name="mentions_of")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.message_id}"
