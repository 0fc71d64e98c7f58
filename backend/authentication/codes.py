"""Short codes that are mailed: eight digits, ten minutes, five tries, once. Redis holds their keyed digest only.

A code is made while its letter is written, so it lies nowhere else. The newest one replaces the one before it.
"""

import secrets

from django.utils.crypto import salted_hmac

from kernel import memory
from kernel.crypto import digest

SECONDS = 600
TRIES = 5
DIGITS = 8

# A try is taken before it is compared, and a right code is gone with the comparison: parallel guesses gain nothing.
TRY = """
local kept = redis.call('HGET', KEYS[1], 'digest')
if not kept then return 0 end
if kept == ARGV[1] then
  redis.call('DEL', KEYS[1])
  return 1
end
if redis.call('HINCRBY', KEYS[1], 'tries', 1) >= tonumber(ARGV[2]) then redis.call('DEL', KEYS[1]) end
return 0
"""


def make(purpose: str, subject: str) -> str:
    """A new code for one purpose and one subject (a session, a sign-in that waits); the one before it is worthless."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    place = _place(purpose, subject)
    with memory.client().pipeline() as pipe:
        pipe.delete(place)
        pipe.hset(place, "digest", _digest(purpose, subject, code))
        pipe.expire(place, SECONDS)
        pipe.execute()
    return code


def check(purpose: str, subject: str, code: str) -> bool:
    """Whether it is the code; a right one is used up by it, and after five wrong ones there is none any more."""
    typed = _digest(purpose, subject, "".join(code.split()))
    return bool(memory.client().eval(TRY, 1, _place(purpose, subject), typed, TRIES))


def _digest(purpose: str, subject: str, code: str) -> str:
    return salted_hmac("authentication.codes", f"{purpose}:{subject}:{code}", algorithm="sha256").hexdigest()


def _place(purpose: str, subject: str) -> str:
    return f"code:{purpose}:{digest.sha256(subject).hex()}"
