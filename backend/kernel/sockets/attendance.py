"""Who is on a stream, over all processes: kept in Redis, by its own clock, and gone by itself when a process dies.

Of each person on a stream there is one entry per socket, with the moment at which it ends unless it is said again, and
the marks it carries. `+` among them means that the person is editing, the others name what: nothing else is kept.
"""

import asyncio
import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from django.conf import settings
from redis.asyncio import Redis

from kernel import memory

LASTS_SECONDS = 48.0
MOST_PEOPLE = 200
EDITING = "+"
PATIENCE = 2.0
CALLS_AT_ONCE = 200
SAYINGS_AT_ONCE = 250  # a script keeps everybody else waiting

Arguments = list[str | int]

# What all sockets of one person say together. In `KEYS[1]` stands for each person the earliest moment at which that may
# change by itself, in `KEYS[2]` the marks of those who have any, and beside them a hash of sockets for each person.
_SETTLE = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function settle(user)
  local own = KEYS[1] .. ':' .. user
  local said = redis.call('HGETALL', own)
  local first, last, marked, words = nil, 0, {}, {}
  for i = 1, #said, 2 do
    local ends, marks = string.match(said[i + 1], '^(%d+) (.*)$')
    ends = tonumber(ends)
    if ends <= now then
      redis.call('HDEL', own, said[i])
    else
      if first == nil or ends < first then first = ends end
      if ends > last then last = ends end
      for mark in string.gmatch(marks, '%S+') do
        if not marked[mark] then marked[mark] = true; words[#words + 1] = mark end
      end
    end
  end
  if first then
    redis.call('ZADD', KEYS[1], first, user)
    redis.call('PEXPIREAT', own, last)
  else
    redis.call('ZREM', KEYS[1], user)
  end
  if #words > 0 then
    table.sort(words)
    redis.call('HSET', KEYS[2], user, table.concat(words, ' '))
  else
    redis.call('HDEL', KEYS[2], user)
  end
end
"""

# Sockets say that they are there (for how long, with which marks), or that they are not (for no time).
_SAY = (
    _SETTLE
    + """
local changed = 0
for i = 2, #ARGV, 4 do
  local user, socket, lasts, marks = ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2]), ARGV[i + 3]
  local before = {redis.call('ZSCORE', KEYS[1], user), redis.call('HGET', KEYS[2], user)}
  if lasts > 0 then
    redis.call('HSET', KEYS[1] .. ':' .. user, socket, string.format('%.0f %s', now + lasts, marks))
  else
    redis.call('HDEL', KEYS[1] .. ':' .. user, socket)
  end
  settle(user)
  local after = {redis.call('ZSCORE', KEYS[1], user), redis.call('HGET', KEYS[2], user)}
  if (not before[1]) ~= (not after[1]) or before[2] ~= after[2] then changed = 1 end
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[2], ARGV[1])
return changed
"""
)

# How many are there, when the first of them may be gone, and, unless they are too many, who they are.
_LOOK = (
    _SETTLE
    + """
for _, user in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now)) do settle(user) end
local count = redis.call('ZCARD', KEYS[1])
local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2]
local found = {count, first and math.max(1, first - now) or 0}
if count <= tonumber(ARGV[1]) then
  found[3] = redis.call('ZRANGE', KEYS[1], 0, -1)
  found[4] = redis.call('HGETALL', KEYS[2])
end
return found
"""
)


@dataclass(frozen=True, slots=True)
class Saying:
    """A socket is on a stream, with these marks; None: it is there no longer."""

    user: str
    socket: str
    marks: str | None


@dataclass(frozen=True, slots=True)
class Company:
    """Who is on a stream, with their marks; of very many only how many. For `stays` seconds nobody just vanishes."""

    count: int
    stays: float
    people: Mapping[str, str] | None


class Register:
    """One event loop's way to it: many questions in one pipeline, by its own connections."""

    def __init__(self) -> None:
        self._redis: Redis = Redis.from_url(
            settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
        )

    async def ask(
        self, sayings: Mapping[str, Sequence[Saying]], looks: Iterable[str]
    ) -> tuple[set[str], dict[str, Company]]:
        """Say, then look: on which streams others see a difference, and who is on those that were asked for.

        Raises:
            RedisError, TimeoutError: nobody can tell; all of it may be said again.
        """
        calls = [(stream, say(stream, part)) for stream, told in sayings.items() for part in _parts(told)]
        said = len(calls)
        calls += [(stream, look(stream)) for stream in looks]
        answers: list[Any] = []
        for start in range(0, len(calls), CALLS_AT_ONCE):
            async with asyncio.timeout(PATIENCE):
                answers += await self._send([arguments for _, arguments in calls[start : start + CALLS_AT_ONCE]])
        changed = {stream for (stream, _), answer in zip(calls[:said], answers[:said], strict=True) if answer}
        found = zip(calls[said:], answers[said:], strict=True)
        return changed, {stream: _company_of(answer) for (stream, _), answer in found}

    async def close(self) -> None:
        """Give its connections back."""
        await self._redis.aclose()

    async def _send(self, calls: list[Arguments]) -> list[Any]:
        async with self._redis.pipeline(transaction=False) as pipe:
            for script in (_SAY, _LOOK):
                pipe.script_load(script)  # Redis may have been started a moment ago
            for name, *arguments in calls:
                pipe.execute_command("EVALSHA", name, 2, *arguments)
            return (await pipe.execute())[2:]


def say(stream: str, sayings: Sequence[Saying]) -> Arguments:
    """A call that tells what sockets say; its answer is 1 when others see a difference."""
    milliseconds = int(LASTS_SECONDS * 1000)
    arguments: Arguments = [_name_of(_SAY), *_keys_of(stream), 2 * milliseconds]
    for saying in sayings:
        here = saying.marks is not None
        arguments += [saying.user, saying.socket, milliseconds if here else 0, saying.marks or ""]
    return arguments


def look(stream: str, most: int = MOST_PEOPLE) -> Arguments:
    """A call that asks who is on a stream."""
    return [_name_of(_LOOK), *_keys_of(stream), most]


def company(stream: str) -> Company:
    """Who is on a stream now.

    Raises:
        RedisError: nobody can tell.
    """
    return _company_of(cast(list[Any], memory.client().eval(_LOOK, 2, *_keys_of(stream), MOST_PEOPLE)))


def online(stream: str, user_ids: Collection[Any]) -> set[str]:
    """Of these people those who are on a stream; nobody, while nobody can tell."""
    wanted = [str(user_id) for user_id in user_ids]
    if not wanted:
        return set()
    try:
        with memory.client().pipeline() as pipe:
            pipe.eval(_LOOK, 2, *_keys_of(stream), -1)  # so that whoever has vanished is gone
            pipe.zmscore(_keys_of(stream)[0], wanted)
            scores = pipe.execute()[1]
    except memory.RedisError:
        return set()
    return {user for user, score in zip(wanted, scores, strict=True) if score is not None}


def marks_of(names: Iterable[str] | None) -> str:
    """The marks of somebody who edits these; None: who only looks."""
    return "" if names is None else " ".join([EDITING, *sorted(set(names))])


def shape(user: str, marks: str) -> dict[str, Any]:
    """A person as frames and answers show it."""
    words = marks.split()
    return {
        "user": user,
        "doing": "editing" if words else "looking",
        "keys": [word for word in words if word != EDITING],
    }


def _company_of(found: Sequence[Any]) -> Company:
    count, stays = int(found[0]), int(found[1]) / 1000 if found[0] else LASTS_SECONDS
    if len(found) == 2:
        return Company(count, stays, None)
    said = iter(found[3])
    marks = {user.decode(): words.decode() for user, words in zip(said, said, strict=True)}
    return Company(count, stays, {user.decode(): marks.get(user.decode(), "") for user in found[2]})


def _parts(sayings: Sequence[Saying]) -> list[Sequence[Saying]]:
    return [sayings[start : start + SAYINGS_AT_ONCE] for start in range(0, len(sayings), SAYINGS_AT_ONCE)]


def _keys_of(stream: str) -> tuple[str, str]:
    base = f"attendance:{{{stream}}}"
    return base, f"{base}|marks"


@cache
def _name_of(script: str) -> str:
    return hashlib.sha1(script.encode(), usedforsecurity=False).hexdigest()
