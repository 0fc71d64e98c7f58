"""The .env grammar: what is read, what is refused with its line, and that three readers agree on what we write."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.vault.dotenv import BadLine, Entry, read, unwritable, write
from tests.core.vault.readers import npm_dotenv, python_dotenv


def values(text: str) -> dict[str, str]:
    return {found.name: found.value for found in read(text) if isinstance(found, Entry)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A=1", {"A": "1"}),
        ("A=1\nB=2\n", {"A": "1", "B": "2"}),
        ("A=1\r\nB=2\r\n", {"A": "1", "B": "2"}),
        ("A=1\rB=2", {"A": "1", "B": "2"}),
        ("\ufeffA=1", {"A": "1"}),
        ("export A=1", {"A": "1"}),
        ("export\tA = 1 ", {"A": "1"}),
        ("  A =  x y  ", {"A": "x y"}),
        ("A=", {"A": ""}),
        ("A= ", {"A": ""}),
        ("A=''", {"A": ""}),
        ('A=""', {"A": ""}),
        ("A=x=y==", {"A": "x=y=="}),
        ("A='x=y'", {"A": "x=y"}),
        ("# comment\n\n   # another\nA=1", {"A": "1"}),
        ("A=1 # comment", {"A": "1"}),
        ("A=1#no comment", {"A": "1#no comment"}),
        ("A=#fff", {"A": "#fff"}),
        ("A=#fff # white", {"A": "#fff"}),
        ("A= # nothing", {"A": ""}),
        ("A='1 # kept' # gone", {"A": "1 # kept"}),
        ('A="a\nb"\nB=2', {"A": "a\nb", "B": "2"}),
        ("A='a\r\nb'", {"A": "a\nb"}),
        ('A="a\\nb\\tc\\"d\\\\e"', {"A": 'a\nb\tc"d\\e'}),
        ('A="\\d stays"', {"A": "\\d stays"}),
        ("A='a\\nb'", {"A": "a\\nb"}),
        ("A='it\\'s'", {"A": "it's"}),
        ("A='C:\\dir\\'\nB='x'", {"A": "C:\\dir\\", "B": "x"}),
        ("A=`a \"b\" 'c'`", {"A": "a \"b\" 'c'"}),
        ("A=it's", {"A": "it's"}),
        ('A={"json": "yes"}', {"A": '{"json": "yes"}'}),
        ("A=${B}-$C", {"A": "${B}-$C"}),
        ('A="${B}"', {"A": "${B}"}),
        ("A=ünïcode ✓ 🚀", {"A": "ünïcode ✓ 🚀"}),
        ("A=1\nA=2", {"A": "2"}),
        ("A=\nB=2", {"A": "", "B": "2"}),
        ("", {}),
    ],
)
def test_it_reads(text, expected):
    assert values(text) == expected
    assert not [found for found in read(text) if isinstance(found, BadLine)]


@pytest.mark.parametrize(
    ("text", "line", "code", "shown"),
    [
        ("A=1\nnonsense secret\nB=2", 2, "no_assignment", "•••"),
        ("A=1\nX='never closed\nB=2", 2, "unterminated_quote", "X=•••"),
        ('A=1\nX="a" b\nB=2', 2, "text_after_quote", "X=•••"),
        ('A=1\nX="forgot to close\nY="b"\nB=2', 2, "text_after_quote", "X=•••"),
        ("A=1\n=x\nB=2", 2, "no_assignment", "•••"),
        ("A=1\nexport X\nB=2", 2, "no_assignment", "•••"),
        ("A=1\n'X'=1\nB=2", 2, "no_assignment", "•••"),
    ],
)
def test_a_bad_line_is_named_without_its_value_and_the_good_ones_are_kept(text, line, code, shown):
    bad = [found for found in read(text) if isinstance(found, BadLine)]
    assert [(found.line, found.code, found.masked) for found in bad] == [(line, code, shown)]
    assert {"A": "1", "B": "2"}.items() <= values(text).items()


def test_lines_are_counted_through_quotes():
    found = list(read('A=1\n\nB="x\ny\nz"\n# c\nC=3'))
    assert [(entry.name, entry.line) for entry in found] == [("A", 1), ("B", 3), ("C", 7)]


@pytest.mark.parametrize(
    "text", ['A="x\\"\n', "A='\n", "A='x\\' y\n", "A=`\n", 'A="x" y\n', "A\n", "A=" + "'" * 9 + "\n"]
)
def test_reading_is_linear_in_hostile_text(text):
    began = time.thread_time()
    list(read(text * (400_000 // len(text))))
    assert time.thread_time() - began < 5


NASTY = st.lists(
    st.sampled_from(
        [*"'\"`\\#$={} \t\n\rnra:;x0", "\\n", "\\r", "\\'", "\u2028", "\ufeff", "é", "🚀", "\x0b", "\x1c", "\x85"]
    ),
    max_size=8,
).map("".join)
ANY = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=30)
NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True)
MANY = st.dictionaries(NAMES, NASTY | ANY, max_size=6)


@settings(max_examples=600, deadline=None)
@given(MANY)
def test_what_we_write_python_dotenv_and_we_read_back(wanted):
    for name in unwritable(wanted):
        del wanted[name]
    text = write(wanted)
    assert python_dotenv(text) == wanted
    assert values(text) == wanted


def test_what_we_write_npm_dotenv_reads_back():
    samples: list[dict[str, str]] = []

    @settings(max_examples=800, deadline=None, database=None)
    @given(MANY)
    def collect(wanted):
        samples.append({name: value for name, value in wanted.items() if name not in unwritable(wanted)})

    collect()
    read_back = npm_dotenv([write(wanted) for wanted in samples])
    for wanted, (ordinary, fast) in zip(samples, read_back, strict=True):
        assert ordinary == wanted
        assert fast == wanted


@pytest.mark.parametrize(
    "value",
    [
        *["", " ", " padded ", "it's", 'say "hi"', "`", "x'\"`", 'it\'s "both"', "a#b", "# c", "it's #1"],
        *["x\\", "\\", "\\\\", "C:\\new\\table", "a\nb", "it's\nb", 'a\n"b"', "a\r\nb", "\r", "\n", "tab\there"],
        *["$HOME ${X} $(rm)", "-----BEGIN\nMII\n-----END\n", '{"a": "b", "c": [1, 2]}', '{\n  "a": "b\\n"\n}'],
        *["=", "a=b", "export A=1", "ünïcode ✓", "\ufeffx", "\u2028"],
    ],
)
def test_values_that_people_have_are_written(value):
    assert unwritable({"A": value}) == []


@pytest.mark.parametrize("value", ['it\'s\n"both"', 'a\r"b"', 'it\'s "#"', "'\"", "\\n'\"\n"])
def test_what_no_quoting_carries_is_refused_by_name(value):
    assert unwritable({"GOOD": "x", "BAD": value}) == ["BAD"]


def test_lines_are_counted_over_blank_ones_and_comments():
    text = "# a\n\n \t# b='\nA=1\n\n#\n  B='x\n\n#y'\n#\nC\n# end"
    assert [(found.line, type(found).__name__) for found in read(text)] == [
        (4, "Entry"),
        (7, "Entry"),
        (11, "BadLine"),
    ]


def test_millions_of_blank_lines_are_read_at_once():
    began = time.process_time()
    assert list(read("#\n\n" * 1_000_000)) == []
    assert time.process_time() - began < 2
