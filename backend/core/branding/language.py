"""The template language of organizations' mails: a small part of Liquid. Outputs, conditions, five filters, no more.

What may stand in a template is listed here, by kind of node; whatever else the library parses, now or in a later
version, is refused. Nothing loops, nothing is stored, and a value is a text without any parts: so a template takes no
more steps than it has places, and reaches nothing but the variables that it is given.
"""

import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from io import StringIO
from types import MappingProxyType
from typing import NoReturn

from liquid import BoundTemplate, Environment, Mode, RenderContext, StrictUndefined
from liquid.ast import BlockNode, ConditionalBlockNode, Node
from liquid.builtin.content import ContentNode, Literal
from liquid.builtin.expressions import (
    BooleanExpression,
    Filter,
    FilteredExpression,
    Path,
    PositionalArgument,
    StringLiteral,
)
from liquid.builtin.expressions.logical import (
    ContainsExpression,
    EqExpression,
    LogicalAndExpression,
    LogicalOrExpression,
    NeExpression,
)
from liquid.builtin.expressions.primitive import IntegerLiteral
from liquid.builtin.illegal import Illegal
from liquid.builtin.output import Output, OutputNode
from liquid.builtin.tags.if_tag import IfNode, IfTag
from liquid.builtin.tags.unless_tag import UnlessNode, UnlessTag
from liquid.exceptions import LiquidError
from liquid.expression import Expression
from liquid.token import Token

SYNTAX, UNKNOWN, NOT_ALLOWED = "template_syntax", "unknown_variable", "not_allowed"
TOO_LONG, TOO_SLOW = "too_long", "too_slow"

LONGEST_SOURCE, LONGEST_OUTPUT = 4000, 10_000
LONGEST_PLACE = 200  # what stands between the braces of one place
MOST_PLACES, MOST_FILTERS, DEEPEST = 200, 5, 8
# Of processor time, not by the clock on the wall: a machine that is busy with others must not cost anybody their words.
SECONDS = 0.25

OPENING = re.compile(r"\{\{|\{%")
CLOSING = {"{{": "}}", "{%": "%}"}
TAG = re.compile(r"\{%-?\s*(\w+)")
BLOCKS = frozenset({"if", "unless"})
TAGS = BLOCKS | {"elsif", "else", "endif", "endunless"}

Value = str | None


class Refused(Exception):
    """A template that is not taken, or goes too far; `line` counts from 1."""

    def __init__(self, code: str, message: str, line: int = 1) -> None:
        super().__init__(f"Line {line}: {message}")
        self.code = code


def _truncate(value: Value, length: int) -> str:
    text = value or ""
    return text if len(text) <= length else text[: length - 1] + "…"


# Name to what it does, and the kinds of its arguments.
FILTERS: Mapping[str, tuple[Callable[..., str], tuple[tuple[type[Expression], ...], ...]]] = MappingProxyType(
    {
        "upcase": (lambda value: (value or "").upper(), ()),
        "downcase": (lambda value: (value or "").lower(), ()),
        "capitalize": (lambda value: (value or "").capitalize(), ()),
        "default": (lambda value, other: value or other or "", ((StringLiteral, Path),)),
        "truncate": (_truncate, ((IntegerLiteral,),)),
    }
)
NODES = (BlockNode, ConditionalBlockNode, ContentNode, IfNode, OutputNode, UnlessNode)
CONDITIONS = (
    BooleanExpression,
    ContainsExpression,
    EqExpression,
    LogicalAndExpression,
    LogicalOrExpression,
    NeExpression,
)


class _If(IfTag):
    mode = Mode.STRICT  # or the library leaves out in silence what stands behind a second `else`


class _Unless(UnlessTag):
    mode = Mode.STRICT


class _Language(Environment):
    suppress_blank_control_flow_blocks = False

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        """Only ours."""
        for tag in (Literal, Output, Illegal, _If, _Unless):
            self.add_tag(tag)
        self.filters.update({name: function for name, (function, _) in FILTERS.items()})

    def error(
        self, exc: type[LiquidError] | LiquidError, msg: str | None = None, token: Token | None = None
    ) -> NoReturn:
        """Raise; where the library names the end of a place as the culprit, say where that is."""
        found = exc if isinstance(exc, LiquidError) else exc(msg, token=token)
        if found.token is None or found.token.start_index < 0:
            found.token = token
        raise found


_language = _Language(tolerance=Mode.STRICT, undefined=StrictUndefined)


class _Paper(StringIO):
    """What is written on: so much, and so long."""

    def __init__(self, longest: int) -> None:
        super().__init__()
        self._left = longest
        self._until = time.thread_time() + SECONDS

    def write(self, text: str, /) -> int:
        self._left -= len(text)
        if self._left < 0:
            raise Refused(TOO_LONG, "The text becomes too long.")
        refuse_slow(self._until)
        return super().write(text)


def refuse_slow(until: float) -> None:
    """Stop what takes longer. Raises `Refused`."""
    if time.thread_time() > until:
        raise Refused(TOO_SLOW, "It takes too long.")


def fill(source: str, values: Mapping[str, Value], *, longest: int = LONGEST_OUTPUT) -> str:
    """The text that a template makes of these values.

    Raises:
        Refused: whatever is wrong with it.
    """
    template = parsed(source, frozenset(values))
    paper = _Paper(longest)
    # A text without letters counts as none, so that {% if %} asks what people expect it to.
    context = RenderContext(template, globals={name: value or None for name, value in values.items()})
    try:
        template.render_with_context(context, paper)
    except Refused:
        raise
    except Exception:  # noqa: BLE001  # whatever the library makes of it: no letter may be lost to what somebody wrote
        raise Refused(SYNTAX, "It can't be filled.") from None
    return paper.getvalue()


@lru_cache(maxsize=256)
def parsed(source: str, names: Collection[str]) -> BoundTemplate:
    """A template that holds nothing but what is allowed, and these variables.

    Raises:
        Refused: with the first fault.
    """
    until = time.thread_time() + SECONDS
    if len(source) > LONGEST_SOURCE:
        raise Refused(TOO_LONG, f"It may have at most {LONGEST_SOURCE} characters.")
    _scan(source)
    try:
        template = _language.from_string(source)
    except LiquidError as error:
        raise _translated(error, source) from None
    refuse_slow(until)
    context = RenderContext(template)
    for node in _walk(template.nodes, context):
        _check_node(node, names)
    refuse_slow(until)
    return template


def _scan(source: str) -> None:
    """Bound everything that costs the library time or depth, before it sees the source."""
    places = depth = position = 0
    while found := OPENING.search(source, position):
        start, mark = found.start(), found.group()
        line = _line(source, start)
        end = source.find(CLOSING[mark], start + 2, start + 4 + LONGEST_PLACE)
        if end < 0:
            raise Refused(SYNTAX, f"{mark} is not closed by {CLOSING[mark]} within {LONGEST_PLACE} characters.", line)
        places += 1
        if places > MOST_PLACES:
            raise Refused(TOO_SLOW, f"There may be at most {MOST_PLACES} places to fill.", line)
        if mark == "{%":
            depth += _depth_of(source[start:end], line)
            if depth > DEEPEST:
                raise Refused(NOT_ALLOWED, f"Conditions may be nested {DEEPEST} deep.", line)
        position = end + 2


def _depth_of(tag: str, line: int) -> int:
    match = TAG.match(tag)
    if match is None:
        raise Refused(SYNTAX, "This tag has no name.", line)
    name = match[1]
    if name not in TAGS:
        raise Refused(NOT_ALLOWED, f"There is no {name[:40]} here, only if, unless, elsif and else.", line)
    return 1 if name in BLOCKS else -1 if name.startswith("end") else 0


def _walk(nodes: Iterable[Node], context: RenderContext) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _walk(node.children(context), context)


def _check_node(node: Node, names: Collection[str]) -> None:
    if type(node) not in NODES:
        raise Refused(NOT_ALLOWED, "This is not a part of the language.", _line_of(node.token))
    for expression in node.expressions():
        _check(expression, names)


def _check(expression: Expression, names: Collection[str]) -> None:
    line = _line_of(expression.token)
    if type(expression) is FilteredExpression:
        _check(expression.left, names)
        _check_filters(expression.filters or [], names, line)
    elif type(expression) in CONDITIONS:
        for part in expression.children():
            _check(part, names)
    elif type(expression) is Path:
        _check_variable(expression, names, line)
    elif type(expression) is not StringLiteral:
        raise Refused(NOT_ALLOWED, "Only variables, texts in quotes, ==, !=, contains, and, or may stand here.", line)


def _check_variable(path: Path, names: Collection[str], line: int) -> None:
    name = path.path[0]
    if len(path.path) != 1 or not isinstance(name, str):
        raise Refused(NOT_ALLOWED, "A variable is a text, and has no parts.", line)
    if name not in names:
        raise Refused(UNKNOWN, f"There is no variable {name[:40]}.", line)


def _check_filters(filters: list[Filter], names: Collection[str], line: int) -> None:
    if len(filters) > MOST_FILTERS:
        raise Refused(NOT_ALLOWED, f"There may be at most {MOST_FILTERS} filters in one place.", line)
    for one in filters:
        if one.name not in FILTERS:
            raise Refused(NOT_ALLOWED, f"There is no filter {one.name[:40]}; there are {', '.join(FILTERS)}.", line)
        _, wanted = FILTERS[one.name]
        fits = len(one.args) == len(wanted) and all(
            type(given) is PositionalArgument and type(given.value) in kinds
            for given, kinds in zip(one.args, wanted, strict=True)
        )
        if not fits:
            raise Refused(NOT_ALLOWED, f"The filter {one.name} is not used like this.", line)
        for given in one.args:
            _check_argument(given.value, names, line)


def _check_argument(value: Expression, names: Collection[str], line: int) -> None:
    if isinstance(value, IntegerLiteral):
        if not 1 <= value.value <= LONGEST_SOURCE:
            raise Refused(NOT_ALLOWED, f"A length lies between 1 and {LONGEST_SOURCE}.", line)
    else:
        _check(value, names)


def _translated(error: LiquidError, source: str) -> Refused:
    index = error.token.start_index if error.token else -1
    return Refused(SYNTAX, str(error.message)[:200], _line(source, max(index, 0)))


def _line_of(token: object) -> int:
    return _line(getattr(token, "source", ""), max(getattr(token, "start_index", 0), 0))


def _line(source: str, index: int) -> int:
    return source.count("\n", 0, index) + 1
