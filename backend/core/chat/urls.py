"""Routes of chat."""

from django.urls import path

from core.chat.views import messages, rooms

ROOM = "chat/rooms/<uuid:room_id>/"

urlpatterns = [
    path(ROOM + "messages/", messages.Messages.as_view()),
    path(ROOM + "read/", rooms.Read.as_view()),
    path("chat/rooms/", rooms.Rooms.as_view()),
    path("chat/unread/", rooms.Unread.as_view()),
    path("chat/links/", messages.Links.as_view()),
    path("chat/search/", messages.Search.as_view()),
    path("chat/messages/<uuid:message_id>/", messages.MessageDetail.as_view()),
    path(ROOM, rooms.RoomDetail.as_view()),
    path(ROOM + "archive/", rooms.Archive.as_view()),
    path(ROOM + "unarchive/", rooms.Unarchive.as_view()),
    path(ROOM + "muted/", rooms.Muted.as_view()),
    path(ROOM + "readings/", rooms.Readings.as_view()),
    path(ROOM + "search/", messages.SearchRoom.as_view()),
]
