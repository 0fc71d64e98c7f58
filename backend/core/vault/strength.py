"""How hard a piece of text is to guess: words, names, numbers, dates, hosts and paths are weak, random ones strong."""

import re
from functools import cache
from itertools import pairwise

from zxcvbn.frequency_lists import FREQUENCY_LISTS

LEAST_LENGTH = 8
LEAST_DIFFERENT = 6
LEAST_COMMON, MOST_ADDED = 5, 6
# Chosen from the figures of bench/guard.py (ADR 36).
LEAST_BITS = 56.0
LEAST_BITS_A_CHARACTER = 5.0
JUDGED_LENGTH = 64

# The bits, rounded, that one sign tells after another in words and identifiers: a row per sign that stands before, a
# digit being 0 and anything else -. Counted over documentation, licences and source code; 9 is next to never.
_TELLS = (
    "9544975959734495934367776975",
    "3767489945938947954739994944",
    "3968379359447928956359997964",
    "4785288937968959965759997961",
    "5844767989955486733496757972",
    "4876449929958738946549996953",
    "5889296549966558944659998982",
    "3999299949977839956569996982",
    "5645565999844236954395969696",
    "3897289957789836893849497983",
    "5897187749969668984769598982",
    "3884289939949938995547995993",
    "2597299949965743995769997983",
    "4944453959778647984366997992",
    "6654866979644254935546589994",
    "3987298659849945935459995983",
    "7998999989938796985619999994",
    "3866286949765648954567995992",
    "5959388549768955894359896992",
    "4968389439978947945569994982",
    "5556466959934374934399999986",
    "2979199939998969997899999964",
    "3977489439668439944799899982",
    "6948499859997993998399976922",
    "6779698969956572975499699781",
    "3899189849977748987769885663",
    "6666669999999999999999949912",
    "4544445648755554844466689954",
)
_SIGNS_ADDED = "!@#$%^&*?._-+="
_ADDED = "0123456789" + _SIGNS_ADDED
_DIGIT_TELLS = 3.3  # beside that it is a digit: which
_DIGIT, _OTHER, _CAPITAL = 26, 27, 28
_EDGE = bytes([_OTHER])

_PLAIN = re.compile(
    r"[\d\W_]+"  # numbers, dates, versions, addresses of IPv4
    r"|\d{4}-\d\d-\d\dT[\d:.,]+(Z|[+-][\d:]+)?"
    r"|v?\d+(\.\d+)+[.-]?[a-z]{0,12}[.-]?\d{0,4}"
    r"|([0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}"
    r"|[\w.+%-]+@[\w-]+(\.[\w-]+)+"  # e-mail
    r"|([a-z0-9_-]+\.)+[a-z]{2,24}(:\d+)?"  # host
    r"|[a-z][a-z0-9+.-]*://\S*"  # what is secret in an address is a piece of its own
    r"|(\.{0,2}|~|[A-Za-z]:)[/\\][\w.@/\\-]*"  # path
    r"|(0x)?[0-9a-f]{1,8}"
)
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def is_uuid(piece: str) -> bool:
    """Whether it is a UUID: a secret of some, and the name of a thing nearly everywhere."""
    return _UUID.fullmatch(piece) is not None


def is_strong(piece: str) -> bool:
    """Whether nobody comes upon it by chance, nor soon by guessing."""
    if len(piece) < LEAST_LENGTH or _PLAIN.fullmatch(piece) or _is_common(piece.casefold()):
        return False
    judged = piece[:JUDGED_LENGTH]
    if len(set(judged)) < LEAST_DIFFERENT:
        return False
    told = bits(judged)
    return told >= LEAST_BITS and told >= LEAST_BITS_A_CHARACTER * len(judged)


def bits(text: str) -> float:
    """What a reader who knows words and identifiers learns from the text."""
    tells = _tells()
    signs = _EDGE + text.encode("latin-1", "replace").translate(_sign_of()) + _EDGE
    return sum([tells[before][after] for before, after in pairwise(signs)])


@cache
def _sign_of() -> bytes:
    """Which sign each byte of Latin-1 counts as; capitals are signs of their own, behind the others."""
    signs = bytearray([_OTHER]) * 256
    for number in range(_DIGIT):
        signs[ord("a") + number] = number
        signs[ord("A") + number] = _CAPITAL + number
    for digit in b"0123456789":
        signs[digit] = _DIGIT
    return bytes(signs)


@cache
def _tells() -> tuple[tuple[float, ...], ...]:
    """The table for all pairs of signs. A capital within a word begins another one, as in camelCase."""
    signs = range(_CAPITAL + _DIGIT)
    return tuple(tuple(_told(before, after) for after in signs) for before in signs)


def _told(before: int, after: int) -> float:
    if before < _DIGIT and after >= _CAPITAL:
        return _told(before, _OTHER) + _told(_OTHER, after)
    row, column = before % _CAPITAL, after % _CAPITAL
    return int(_TELLS[row][column]) + (_DIGIT_TELLS if column == _DIGIT else 0)


def _is_common(folded: str) -> bool:
    """Whether it is a password of past breaches, be it with a few numbers or signs behind it."""
    bare, common = folded.lstrip(_SIGNS_ADDED), _common()
    for end in range(len(bare), max(len(bare) - MOST_ADDED, LEAST_COMMON) - 1, -1):
        if bare[:end] in common:
            return True
        if bare[end - 1] not in _ADDED:
            return False
    return False


@cache
def _common() -> frozenset[str]:
    """Those that zxcvbn brings along."""
    return frozenset(password for password in FREQUENCY_LISTS["passwords"] if len(password) >= LEAST_COMMON)
