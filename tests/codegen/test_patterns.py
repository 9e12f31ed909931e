"""The translation of Java's regular expressions."""

import re
import sys
import unicodedata

import pytest

from codegen.ir import CodegenError
from codegen.load import stored
from codegen.patterns import SEPARATORS, translate

TAG = r"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)"


def matches(java: str, text: str) -> bool:
    return re.fullmatch(translate(java), text, re.ASCII) is not None


def test_every_pattern_of_the_model_is_translated() -> None:
    """None is dropped: each pattern of the stored slice compiles for Python."""
    patterns = {
        shape["pattern"]
        for service in stored()["services"].values()
        for shape in service["shapes"].values()
        if "pattern" in shape
    }
    assert len(patterns) > 20
    for pattern in patterns:
        re.compile(translate(pattern), re.ASCII)


@pytest.mark.parametrize("terminator", ["\n", "\r", "\u0085", "\u2028", "\u2029"])
def test_a_dot_stops_at_each_of_javas_line_terminators(terminator: str) -> None:
    """Java's dot excludes five characters, Python's only one."""
    assert matches(".*", "any text")
    assert not matches(".*", f"a{terminator}b")
    assert matches(r"[\S\s]*", f"a{terminator}b")
    assert matches(r"a\.b[.]", "a.b.")


def test_tag_characters_are_unicodes_letters_numbers_and_separators() -> None:
    """Over all of Unicode, the translated class allows exactly what Java's does."""
    compiled = re.compile(translate(TAG), re.ASCII)
    for point in range(sys.maxunicode + 1):
        character = chr(point)
        expected = unicodedata.category(character)[0] in "LNZ" or character in "_.:/=+-@"
        assert (compiled.fullmatch(character) is not None) == expected, hex(point)


def test_separators_are_unicodes() -> None:
    """The list of separators is the category Z of the Unicode that Python knows."""
    ours = re.compile(f"[{SEPARATORS}]")
    for point in range(sys.maxunicode + 1):
        assert bool(ours.match(chr(point))) == (unicodedata.category(chr(point))[0] == "Z")


def test_alnum_is_ascii() -> None:
    r"""``\p{Alnum}`` takes no letters beyond ASCII."""
    arn = r"arn:[\p{Alnum}\-]+:lambda:[\p{Alnum}\-]+:[0-9]{12}:function:.*"
    assert matches(arn, "arn:aws-cn:lambda:us-east-1:123456789012:function:f")
    assert not matches(arn, "arn:äws:lambda:us-east-1:123456789012:function:f")


@pytest.mark.parametrize(
    ("java", "complaint"),
    [
        (r"\p{L}+", "outside of a character class"),
        (r"[\p{Lu}_]", "no translation"),
        (r"[\p{L}_]", "would allow more"),
        (r"[a-z&&[^b]]", "nested or intersected"),
        (r"(a", "does not compile"),
    ],
)
def test_what_has_no_translation_stops_the_generator(java: str, complaint: str) -> None:
    """The generator never guesses what a pattern means."""
    with pytest.raises(CodegenError, match=complaint):
        translate(java)
